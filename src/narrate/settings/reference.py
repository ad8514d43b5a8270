"""What can be set, what is in force and from where; for people who read it and for the file they start from."""

import dataclasses
import json
import textwrap
import types
import typing
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from narrate.settings import loading
from narrate.settings.loading import Settings
from narrate.text import rows

__all__ = ["Option", "commented_file", "options_in_force", "table"]

_BY_TABLES = {"lexicons", "rules", "site_rules"}  # written as tables of their own, or read from files
_WIDTH = 100  # of comments in the file that `narrate init` writes
_LAST = """\
# [[site]]                                   # a rule for one site's pages; docs/extraction.md
# match = "example.org"
# drop = [".promo"]

# [[lexicon]]                                # how words and names are said; docs/pronunciation.md
# file = "names.tsv"
# site = "example.org"

# [[newsroom.rules]]                         # what a newsroom decides; docs/service.md
# if = { section = "Sport", min_words = 80 }
# then = { voice = "kokoro:am_michael" }
"""


@dataclass(frozen=True, slots=True)
class Option:
    """One setting: what it is, what it is now, and who said so."""

    section: str
    name: str
    about: str
    """What it means."""
    kind: str
    """Its type in plain words."""
    default: object
    value: object
    origin: str
    """`default`, or the option, variable or file that set it."""
    secret: bool
    """Its value is never shown."""

    def shown(self, value: object) -> str:
        """Return `value`, this option's or its default, as `narrate.toml` would hold it; secrets only as set."""
        if value is None:
            return "not set"
        return "set" if self.secret else _toml(value, self.kind)


def options_in_force(environ: Mapping[str, str] | None = None, file: Path | None = None) -> Iterator[Option]:
    """Yield every setting by section, with its value in force. Arguments and errors as `narrate.settings.load`."""
    return _options(loading.load(None, environ, file), loading.origins(environ, file))


def _options(in_force: Settings, origin_by_name: Mapping[str, str]) -> Iterator[Option]:
    standard = Settings()
    for section in dataclasses.fields(Settings):
        now, usual = getattr(in_force, section.name), getattr(standard, section.name)
        hints = typing.get_type_hints(type(now))
        for option in dataclasses.fields(now):
            if option.name in _BY_TABLES:
                continue
            yield Option(
                section=section.name,
                name=option.name,
                about=_meanings().get((section.name, option.name), ""),
                kind=_plain(hints[option.name]),
                default=getattr(usual, option.name),
                value=getattr(now, option.name),
                origin=origin_by_name.get(option.name, "default"),
                secret=not option.repr,
            )


def commented_file() -> str:
    """Return a `narrate.toml` in which every setting stands with its meaning and default, commented out."""
    lines = [
        "# Settings of narrate. An option on the command line comes before NARRATE_<NAME> in the environment,",
        "# that before this file, that before the default. Remove the # before what you want to change.",
    ]
    section = ""
    for option in _options(Settings(), {}):
        if option.section != section:
            section = option.section
            lines += ["", f"[{section}]"]
        lines += [f"# {line}" for line in textwrap.wrap(option.about, _WIDTH)]
        if option.secret:
            lines.append(f"# {option.name}: a secret; better set NARRATE_{option.name.upper()}")
        else:
            example = option.default if option.default is not None else ""
            lines.append(f"# {option.name} = {_toml(example, option.kind)}")
    return "\n".join(lines) + "\n\n" + _LAST


def table() -> str:
    """Return the settings as Markdown: a table for each section, with the defaults of every machine."""
    lines: list[str] = []
    section = ""
    for option in _options(Settings(), {}):
        if option.section != section:
            section = option.section
            lines += ["", f"## [{section}]", "", "| key | kind | default | meaning |", "| --- | --- | --- | --- |"]
        default = "the platform's cache folder" if option.name == "cache_dir" else f"`{option.shown(option.default)}`"
        about = " ".join(option.about.split()).replace("|", "\\|")
        lines.append(f"| `{option.name}` | {option.kind} | {default} | {about} |")
    return "\n".join(lines).lstrip("\n") + "\n"


@cache
def _meanings() -> dict[tuple[str, str], str]:
    """Return what each setting means, by section and name; `scripts/reference.py` writes the table from the code."""
    return {(section, name): meaning for section, name, meaning in rows("narrate.settings", "meanings.tsv")}


def _plain(hint: typing.Any) -> str:
    """Return a type in plain words."""
    if typing.get_origin(hint) in {typing.Union, types.UnionType}:
        return _plain(next(kind for kind in typing.get_args(hint) if kind is not type(None)))
    if typing.get_origin(hint) is tuple:
        return "list" if _is_flat(hint) else "table"
    return {bool: "true or false", int: "whole number", float: "number", Path: "path", str: "text"}[hint]


def _is_flat(hint: typing.Any) -> bool:
    """Whether a tuple isn't one of pairs, which stands for a table."""
    return typing.get_origin(typing.get_args(hint)[0]) is not tuple


def _toml(value: typing.Any, kind: str) -> str:
    """Return `value` as TOML writes it; JSON's strings, numbers and lists are TOML's too."""
    if kind == "table":
        inner = ", ".join(f"{name} = {_toml(number, '')}" for name, number in value)
        return f"{{ {inner} }}" if inner else "{}"
    return json.dumps(value, ensure_ascii=False, default=str)
