"""Addresses of the web: URLs, domains, e-mails, files, handles, hashtags."""

import re

from narrate.script.normalize.cardinals import digits, number, year
from narrate.script.normalize.letters import acronyms, spell, spell_or_word
from narrate.script.normalize.shapes import before, pattern
from narrate.script.normalize.tables import words

_SIGNS = {
    ".": " dot ",
    "/": " slash ",
    "-": " dash ",
    "_": " underscore ",
    "@": " at ",
    ":": " colon ",
    "?": " question mark ",
    "=": " equals ",
    "&": " and ",
    "#": " hash ",
    "%": " percent ",
    "+": " plus ",
    "~": " tilde ",
}
_CAMEL = pattern(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=[A-Za-z])(?=\d)|(?<=\d)(?=[A-Za-z])")
_PIECE = pattern(r"\d+|[^\W\d_]+|.", re.DOTALL)
_TAGGED = pattern(r"\bhashtags? [\"'“‘]?(?:#\w{1,30},? (?:and |or )?){0,2}$", re.IGNORECASE)
_TAG = pattern(r"[\"'”’]? hashtags?\b", re.IGNORECASE)
_INITIALS = pattern(r"[a-z]{2,}")
_VOWEL = pattern(r"[aeiouyAEIOUY]")


def _say(text: str) -> str:
    out = []
    for piece in _PIECE.findall(_CAMEL.sub(" ", text)):
        if piece.isdecimal():
            out.append(f" {_number(piece)} ")
        elif len(piece) > 1 and piece.isupper():
            out.append(spell_or_word(piece) + " ")
        else:
            out.append(_SIGNS.get(piece, piece))
    return re.sub(r" {2,}", " ", "".join(out)).strip()


def _number(text: str) -> str:
    if len(text) == 4 and text[:2] in {"19", "20"}:
        return year(int(text))
    return number(text) if len(text) < 5 else digits(text)


def _address(match: re.Match[str]) -> str:
    spoken = _host(match["host"])
    path = match["path"].rstrip("/") if match["path"] else ""
    scheme = ".".join(match["scheme"][:-3].upper()) + ". colon slash slash " if match["scheme"] else ""
    return f"{scheme}{spoken} {_say(path)}".strip() if path else f"{scheme}{spoken}"


def _host(written: str) -> str:
    """Return what is said for a domain; initials and countries letter by letter: "B.B.C. dot co dot U.K."."""
    *labels, top = written.split(".")
    reading = [spell(label) if _is_initials(label) else _say(label) for label in labels]
    return " dot ".join([*reading, _top(top)])


def _is_initials(label: str) -> bool:
    is_spelled = acronyms().get(label.upper(), "").count(".") == len(label)
    return bool(_INITIALS.fullmatch(label)) and (is_spelled or not _VOWEL.search(label))


def _file(match: re.Match[str]) -> str:
    ending = match["ending"]
    name = _say(match["name"]) + " " if match["name"] else ""
    return f"{name}dot {spell(ending) if not _VOWEL.search(ending) else ending}"


def _hashtag(match: re.Match[str]) -> str | None:
    """Read a tag with its sign, unless the word stands beside it: "the hashtag #MeToo"."""
    if match[1].isdecimal():
        return None
    is_told = _TAGGED.search(before(match)) or _TAG.match(match.string, match.end())
    return _say(match[1]) if is_told else f"hashtag {_say(match[1])}"


def _top(written: str) -> str:
    """Return what is said for the last part of a domain; a country's letter by letter."""
    return spell(written) if written.lower() in words("en", "spelled_domains") else _say(written)


def _handle(written: str) -> str:
    return " dot ".join(_say(part) for part in written.split("."))


def _undotted(written: str) -> str:
    return written.replace(".", " ")
