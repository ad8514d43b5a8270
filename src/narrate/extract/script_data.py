"""The data that a page's scripts carry: JSON, plain, assigned to a variable, in a string, or streamed."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any
from urllib.parse import unquote

from lxml import html

__all__ = ["State", "script_data"]

MAX_CHARS = 24_000_000  # characters scanned for all scripts of a page: bounds the time of hostile ones to some 2 s
MAX_SCRIPT_CHARS = 6_000_000  # of one script: the largest states have 3 million; brackets take 50 times their size
MAX_SCRIPTS = 3000  # of a page; streamed ones have some hundreds
MAX_STATES = 2000  # values of a page; real ones have a few dozen
LITERAL_CHARS = 300  # a shorter string of program text holds no story
# A value behind "=", or JSON handed to a function; `parse` where a string holds it.
_HELD = re.compile(
    r"(?:=\s*+|[(,]\s*+(?=[{\[]\s*+[{\[\"]|JSON\.parse))"
    r"(?P<parse>JSON\.parse\(\s*+(?:decodeURIComponent\(\s*+)?)?(?=[{\[\"'`])"
)
_NAME = re.compile(r"[\w$.]+(?=[\[\]\"'\s]*$)")
_STREAMED = re.compile(r"__next_f\.push\(\s*(?=\[)")
_ROW = re.compile(r"(?:^|\n)?([0-9a-f]{1,6}):(T[0-9a-f]{1,8},)?")
# A string and its end, which may be missing: then all that was passed is passed for good.
_LITERAL = re.compile(
    r"(?P<quote>[\"'])(?P<text>(?:[^\"'\\\n]++|\\.|(?!(?P=quote))[\"'])*+)(?P<end>(?P=quote))?"
    r"|`(?P<long>(?:[^`\\]++|\\[\s\S])*+)(?P<close>`)?"
)
_UNDEFINED = re.compile(r"(?<=[:,\[])\s*(?:undefined|void 0|NaN|new Date\([^()]{0,40}\))(?=\s*[,}\]])")
_ESCAPE = re.compile(r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|u\{([0-9a-fA-F]{1,6})\}|([\s\S]))")
_PLAIN_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "", "f": "", "v": "", "0": "", "\n": ""}
_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")


_DECODER = json.JSONDecoder(strict=False)


@dataclass(frozen=True, slots=True)
class State:
    """One value that a script holds."""

    value: Any
    """What JSON gives: dicts, lists, strings, numbers."""
    name: str
    """The script's id or the variable's name; empty if it has none."""
    script: html.HtmlElement


def script_data(root: html.HtmlElement) -> Iterator[State]:
    """Yield the values in a page's scripts, except JSON-LD and program text that isn't data.

    Args:
        root: The page's root element.
    """
    yield from islice(_all(root), MAX_STATES)


def _all(root: html.HtmlElement) -> Iterator[State]:
    budget = _Budget()
    streamed: list[str] = []
    last = None
    for el in islice(root.iter("script"), MAX_SCRIPTS):
        text, kind = el.text or "", (el.get("type") or "").lower()
        if "ld+json" in kind or len(text) > MAX_SCRIPT_CHARS or not budget.take(len(text)):
            continue
        if pieces := _pushed(text):
            streamed += pieces
            last = el
        if pieces or len(text) < LITERAL_CHARS:
            continue
        if "json" in kind:
            value = _loads(text)
            if value is not None:
                yield State(value, el.get("id") or el.get("data-name") or "", el)
            continue
        yield from (State(value, name, el) for name, value in _in_program(text, budget))
    if last is not None:
        yield from (State(value, "__next_f", last) for value in _rows("".join(streamed), budget))


class _Budget:
    """How many characters may still be looked at."""

    def __init__(self) -> None:
        self._left = MAX_CHARS

    def take(self, chars: int) -> bool:
        """Spend `chars`; False if there aren't so many left."""
        self._left -= chars
        return self._left >= 0


def _loads(text: str) -> Any:
    text = text.strip().removeprefix("<!--").removesuffix("-->").strip()
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None


def _pushed(text: str) -> list[str]:
    """Return the pieces of a stream that a script pushes (React server components, as Next.js sends them)."""
    if "__next_f" not in text:
        return []
    pieces = []
    for start in _STREAMED.finditer(text):
        try:
            value, _ = _DECODER.raw_decode(text, start.end())
        except (ValueError, RecursionError):
            continue
        if isinstance(value, list) and len(value) > 1 and isinstance(value[1], str):
            pieces.append(value[1])
    return pieces


def _rows(stream: str, budget: _Budget) -> Iterator[Any]:
    """Yield the values of a stream's rows: `1a:` with JSON, or `1b:T5d1,` with a text of so many bytes."""
    at = 0
    while row := _ROW.search(stream, at):
        at = row.end()
        if row[2]:
            size = int(row[2][1:-1], 16)
            text = stream[at : at + size].encode("utf-8", "surrogatepass")[:size].decode("utf-8", "ignore")
            at += len(text)
            yield text
            continue
        try:
            value, at = _DECODER.raw_decode(stream, at)
        except json.JSONDecodeError as error:
            if not budget.take(_cost(error, at)):
                return
            continue
        except RecursionError:
            return
        yield value


def _in_program(text: str, budget: _Budget) -> Iterator[tuple[str, Any]]:
    """Yield values that are assigned in program text, by name; where none is, its long strings."""
    has_match = False
    at = 0
    plain = _UNDEFINED.sub("null", text)
    while held := _HELD.search(plain, at):
        value, at = _value(plain, held.end(), budget, parsed=bool(held["parse"]))
        if isinstance(value, dict | list):
            has_match = True
            name = _NAME.search(plain[max(0, held.start() - 80) : held.start()])
            yield name[0] if name else "", value
        if not budget.take(0):
            return
    if not has_match:
        for literal in _LITERAL.finditer(text):
            string = _closed(literal)
            if len(string) >= LITERAL_CHARS:
                yield "", _unescaped(string)


def _value(text: str, at: int, budget: _Budget, *, parsed: bool) -> tuple[Any, int]:
    """Return the value that begins at a place, and where it ends; `parsed` if it is JSON in a string."""
    if text[at] in "\"'`":
        literal = _LITERAL.match(text, at)
        if not parsed or literal is None:
            return None, literal.end() if literal else at + 1
        inner = _unescaped(_closed(literal))
        return _loads(inner if inner[:1] in "{[" else unquote(inner)), literal.end()
    try:
        return _DECODER.raw_decode(text, at)
    except json.JSONDecodeError as error:
        budget.take(_cost(error, at))
        return None, at
    except RecursionError:
        budget.take(len(text) - at)
        return None, at


def _closed(literal: re.Match[str]) -> str:
    """Return what stands between the quotes; nothing if the second one is missing."""
    return (literal["text"] or literal["long"] or "") if literal["end"] or literal["close"] else ""


def _cost(error: json.JSONDecodeError, start: int) -> int:
    """Return what a failed reading counts for: its own way, and that from the beginning to count the lines."""
    return 1 + error.pos - start + error.pos // 16


def _unescaped(literal: str) -> str:
    """Return what a JavaScript string literal stands for (ECMA-262, 12.9.4)."""
    if "\\" not in literal:
        return literal
    return _PAIR.sub(_joined, _ESCAPE.sub(_character, literal))


def _character(escape: re.Match[str]) -> str:
    code = escape[1] or escape[2] or escape[3]
    if code:
        number = int(code, 16)
        return chr(number) if number < 0x110000 else ""
    return _PLAIN_ESCAPES.get(escape[4], escape[4])


def _joined(pair: re.Match[str]) -> str:
    return pair[0].encode("utf-16", "surrogatepass").decode("utf-16")
