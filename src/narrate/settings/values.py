"""What a setting's text, number or table stands for, by the type that its option has."""

import types
import typing
from collections.abc import Mapping
from pathlib import Path

from narrate.errors import SettingsError

__all__ = ["NUMBERS_BY_NAME", "coerced"]

NUMBERS_BY_NAME = tuple[tuple[str, int], ...]
"""What a table of whole numbers is kept as, so that options can be compared and hashed."""
_TRUTH_BY_WORD = {
    "1": True,
    "true": True,
    "yes": True,
    "on": True,
    "0": False,
    "false": False,
    "no": False,
    "off": False,
}
_PLAIN_NAMES = {
    bool: "yes or no",
    int: "whole number",
    float: "number",
    Path: "path",
    str: "text",
    NUMBERS_BY_NAME: "table of names and whole numbers",
}


def coerced(value: object, wanted: typing.Any, origin: str) -> object:
    """Return `value` as the type that an option's annotation asks for.

    Args:
        value: From the command line, the environment (a text) or a settings file.
        wanted: The annotation.
        origin: Who gave it, for the error.

    Raises:
        SettingsError: It can't be read as such; the message names `origin`.
    """
    if typing.get_origin(wanted) in {typing.Union, types.UnionType}:
        wanted = next(kind for kind in typing.get_args(wanted) if kind is not type(None))
    if typing.get_origin(wanted) is tuple and wanted != NUMBERS_BY_NAME and isinstance(value, Mapping):
        raise SettingsError(f"{origin} is a list of tables; write its name with two brackets, [[...]]")
    try:
        found = _read(value, wanted)
    except (KeyError, ValueError, TypeError, OverflowError):
        raise SettingsError(f"{origin}: {value!r} is no {_plain(wanted)}; give another value") from None
    if not isinstance(found, wanted if isinstance(wanted, type) else tuple):
        raise SettingsError(f"{origin}: {value!r} is no {_plain(wanted)}; give another value")
    return found


def _read(value: object, wanted: typing.Any) -> object:
    if wanted is bool and isinstance(value, str):
        return _TRUTH_BY_WORD[value.lower()]
    if wanted == NUMBERS_BY_NAME:
        return _numbers_by_name(value)
    if typing.get_origin(wanted) is tuple:
        return _listed(value, typing.get_args(wanted)[0])
    if wanted in {int, float} and isinstance(value, bool):
        raise ValueError
    if wanted is int and isinstance(value, float):
        return int(value) if value.is_integer() else value
    if wanted in {int, float, Path} and isinstance(value, str | int | float) and not isinstance(value, bool):
        return wanted(value)
    return value


def _listed(value: object, kind: typing.Any) -> object:
    """Return a list of the settings file, or the parts of a text between commas. Raises ValueError."""
    if kind is not str:
        return tuple(value) if isinstance(value, list) else value
    parts = [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value
    if isinstance(parts, list) and not all(isinstance(part, str) for part in parts):
        raise ValueError
    return tuple(parts) if isinstance(parts, list) else parts


def _numbers_by_name(value: object) -> tuple[tuple[str, int], ...]:
    """Return a table of the settings file, or "sentence=300,end=900" of the environment. Raises ValueError."""
    if isinstance(value, str):
        pairs = (part.partition("=") for part in value.split(",") if part.strip())
        return tuple((name.strip(), int(number)) for name, _, number in pairs)
    if not isinstance(value, Mapping) or not all(type(number) is int for number in value.values()):
        raise ValueError
    return tuple(value.items())


def _plain(wanted: typing.Any) -> str:
    return _PLAIN_NAMES.get(wanted, "list" if typing.get_origin(wanted) is tuple else str(wanted))
