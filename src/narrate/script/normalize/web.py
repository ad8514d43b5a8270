"""Addresses of the web: URLs, domains, e-mails, handles, hashtags."""

import re

from narrate.script.normalize.cardinals import digits, number
from narrate.script.normalize.grammar import Grammar
from narrate.script.normalize.letters import spell_or_word
from narrate.script.normalize.signs import pattern

__all__ = ["grammars"]

_TOP = (
    "com|org|net|edu|gov|mil|int|info|io|co|ai|app|dev|tv|me|news|media|live|online|site|blog|ua|uk|us|eu|ru|de|fr|es|pl|it|nl|"
    "be|ch|at|cz|se|no|dk|fi|ie|ca|au|nz|jp|cn|in|il|tr|br|mx|za|by|kz|ge|md|ro|hu|gr|pt|lt|lv|ee|xyz|shop|store|tech|world|today"
)
_SPELLED_TOP = {
    "uk",
    "us",
    "eu",
    "ua",
    "ru",
    "de",
    "fr",
    "es",
    "pl",
    "tv",
    "ai",
    "io",
    "nl",
    "ch",
    "cz",
    "se",
    "dk",
    "ca",
    "au",
}
_SPELLED_TOP |= {"nz", "jp", "cn", "il", "tr", "br", "mx", "za", "kz", "md", "hu", "gr", "pt", "lt", "lv"}
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
_INNER = pattern(r"[a-z]\.[a-z]\.[a-z]")
_DOMAIN = pattern(r"\w\.[a-z]{2}")


def _say(text: str) -> str:
    out = []
    for piece in _PIECE.findall(_CAMEL.sub(" ", text)):
        if piece.isdecimal():
            out.append(f" {_number(piece)} ")
        elif piece.lower() in {"www", "http", "https"}:
            out.append(".".join(piece.upper()) + ". ")
        elif len(piece) > 1 and piece.isupper():
            out.append(spell_or_word(piece) + " ")
        else:
            out.append(_SIGNS.get(piece, piece))
    return re.sub(r" {2,}", " ", "".join(out)).strip()


def _number(text: str) -> str:
    return number(text) if len(text) < 5 else digits(text)


def _address(match: re.Match[str]) -> str:
    spoken = _say(match["host"])
    host, dot, top = spoken.rpartition(" dot ")
    if dot and top.lower() in _SPELLED_TOP:
        spoken = f"{host} dot {'.'.join(top.upper())}."
    path = match["path"].rstrip("/") if match["path"] else ""
    scheme = ".".join(match["scheme"][:-3].upper()) + ". colon slash slash " if match["scheme"] else ""
    return f"{scheme}{spoken} {_say(path)}".strip() if path else f"{scheme}{spoken}"


def _email(match: re.Match[str]) -> str:
    return _say(match[0])


def _hashtag(match: re.Match[str]) -> str | None:
    return None if match[1].isdecimal() else f"hashtag {_say(match[1])}"


def _handle(match: re.Match[str]) -> str:
    return f"at {_say(match[1])}"


def grammars() -> tuple[Grammar, ...]:
    """Return the grammars of this class, in order of priority."""
    host = rf"(?:[\w-]{{1,63}}\.){{1,6}}(?:{_TOP})"
    path = r"(?P<path>[/?#][\w/.%&=?#~+:@-]{0,200}[\w/])?"
    return (
        Grammar(pattern(r"(?<![\w@.])[\w.+-]{1,64}@(?:[\w-]{1,63}\.){1,6}[a-zA-Z]{2,12}(?!\w)"), _email, needs="@"),
        Grammar(
            pattern(
                rf"(?<![\w@.-])(?:(?P<scheme>https?://)(?P<host>[\w.-]{{1,200}}\w)(?::\d{{1,5}})?{path})", re.IGNORECASE
            ),
            _address,
            needs=":",
        ),
        Grammar(
            pattern(
                rf"(?<![\w@./-])(?P<scheme>)(?=[\w-]*[a-z])(?P<host>{host})(?![\w-])(?!\.\w){path}",
            ),
            _address,
            needs=_DOMAIN,
        ),
        Grammar(
            pattern(r"(?<![\w.@/])[A-Za-z][a-z]{1,12}\.[a-z]\.[a-z]{2,12}(?![\w.]\w|/)"),
            lambda m: m[0].replace(".", " "),
            needs=_INNER,
        ),
        Grammar(pattern(r"(?<![\w&/])#(\w{1,100})"), _hashtag, needs="#"),
        Grammar(pattern(r"(?<![\w@.])@(\w{1,60})"), _handle, needs="@"),
    )
