"""Reads MessagePack, the form in which the English model's files are written, without the library that wrote them."""

import struct
from typing import Any

__all__ = ["unpack"]

_NUMBERS = {
    0xCA: ">f",
    0xCB: ">d",
    0xCC: ">B",
    0xCD: ">H",
    0xCE: ">I",
    0xCF: ">Q",
    0xD0: ">b",
    0xD1: ">h",
    0xD2: ">i",
    0xD3: ">q",
}
_LENGTHS = {
    0xC4: ("bytes", ">B"),
    0xC5: ("bytes", ">H"),
    0xC6: ("bytes", ">I"),
    0xD9: ("text", ">B"),
    0xDA: ("text", ">H"),
    0xDB: ("text", ">I"),
    0xDC: ("list", ">H"),
    0xDD: ("list", ">I"),
    0xDE: ("map", ">H"),
    0xDF: ("map", ">I"),
}
_CONSTANTS = {0xC0: None, 0xC2: False, 0xC3: True}


def unpack(content: bytes) -> Any:
    """Return the one value in `content`; arrays of numbers as numpy arrays, which share the memory of `content`.

    Raises:
        ValueError: It isn't MessagePack, or holds what the model's files never hold.
    """
    try:
        value, _ = _value(memoryview(content), 0)
    except (IndexError, struct.error, UnicodeDecodeError) as error:
        raise ValueError(f"a file of the English model is damaged ({error})") from error
    return value


def _value(content: memoryview, at: int) -> tuple[Any, int]:
    """Return the value that begins at `at`, and where the next one begins."""
    mark = content[at]
    at += 1
    if mark < 0x80 or mark >= 0xE0:
        return (mark if mark < 0x80 else mark - 0x100), at
    if mark < 0xC0:
        kind = "map" if mark < 0x90 else "list" if mark < 0xA0 else "text"
        return _many(content, at, kind, mark & (0x1F if kind == "text" else 0x0F))
    if mark in _CONSTANTS:
        return _CONSTANTS[mark], at
    if mark in _NUMBERS:
        form = _NUMBERS[mark]
        return struct.unpack_from(form, content, at)[0], at + struct.calcsize(form)
    if mark not in _LENGTHS:
        raise ValueError(f"a file of the English model holds the unknown mark {mark:#x}")
    kind, form = _LENGTHS[mark]
    return _many(content, at + struct.calcsize(form), kind, struct.unpack_from(form, content, at)[0])


def _many(content: memoryview, at: int, kind: str, length: int) -> tuple[Any, int]:
    """Return the `length` bytes, characters' bytes or values that begin at `at`, and where the next one begins."""
    if kind in {"bytes", "text"}:
        found = content[at : at + length]
        if len(found) < length:
            raise ValueError("a file of the English model ends too early")
        return (str(found, "utf-8") if kind == "text" else found), at + length
    values: list[Any] = []
    for _ in range(length if kind == "list" else 2 * length):
        value, at = _value(content, at)
        values.append(value)
    if kind == "list":
        return values, at
    names = (bytes(name) if isinstance(name, memoryview) else name for name in values[::2])
    pairs = dict(zip(names, values[1::2], strict=True))
    return (_array(pairs) if b"nd" in pairs else pairs), at


def _array(pairs: dict[Any, Any]) -> Any:
    """Return the numpy array that `pairs` describe."""
    import numpy as np

    return np.frombuffer(pairs[b"data"], np.dtype(pairs[b"type"])).reshape(pairs[b"shape"])
