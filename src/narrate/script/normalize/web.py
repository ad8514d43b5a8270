"""Addresses of the web: URLs, domains, e-mails, handles, hashtags."""

import re

from narrate.script.normalize.cardinals import digits, number, year
from narrate.script.normalize.grammar import Grammar
from narrate.script.normalize.letters import acronyms, spell, spell_or_word
from narrate.script.normalize.shapes import before
from narrate.script.normalize.signs import pattern

__all__ = ["grammars"]

_TOP = (
    "com|org|net|edu|gov|mil|int|info|io|co|ai|app|dev|tv|me|news|media|live|online|site|blog|ua|uk|us|eu|ru|de|fr|es|pl|it|nl|"
    "be|ch|at|cz|se|no|dk|fi|ie|ca|au|nz|jp|cn|in|il|tr|br|mx|za|by|kz|ge|md|ro|hu|gr|pt|lt|lv|ee|ly|gg|fm|xyz|shop|store|tech|world|today"
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
_CERTAIN_TOP = "com|org|net|gov|edu|tv|info|io|ai|co\\.uk|gov\\.uk|org\\.uk|ac\\.uk"
_FILES = "pdf|docx?|xlsx?|pptx?|csv|txt|zip|exe|apk|jpe?g|png|gif|mp3|mp4|mov|html?|js|py|json|xml"
_INNER = pattern(r"[a-z]\.[a-z]\.[a-z]")
_DOMAIN = pattern(r"\w\.[a-z]{2}")
_TAGGED = pattern(r"\bhashtags? [\"'“‘]?(?:#\w{1,30},? (?:and |or )?){0,2}$", re.IGNORECASE)
_TAG = pattern(r"[\"'”’]? hashtags?\b", re.IGNORECASE)
_BARE_DOT = pattern(r"(?<!\w)\.[a-zN]")
_FILED = pattern(rf"\.(?:{_FILES})\b")
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
    said = [spell(label) if _is_initials(label) else _say(label) for label in labels]
    return " dot ".join([*said, spell(top) if top.lower() in _SPELLED_TOP else _say(top)])


def _is_initials(label: str) -> bool:
    is_spelled = acronyms().get(label.upper(), "").count(".") == len(label)
    return bool(_INITIALS.fullmatch(label)) and (is_spelled or not _VOWEL.search(label))


def _email(match: re.Match[str]) -> str:
    return f"{_say(match['name'])} at {_host(match['host'])}"


def _top(match: re.Match[str]) -> str:
    top = match["top"]
    return f"dot {spell(top) if top.lower() in _SPELLED_TOP else _say(top)}"


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


def _handle(match: re.Match[str]) -> str:
    return f"at {' dot '.join(_say(part) for part in match[1].split('.'))}"


def _endings() -> tuple[Grammar, ...]:
    """Return the grammars of endings that stand alone, of files, and of dots inside a word."""
    return (
        Grammar(pattern(rf"(?<![\w.])\.(?P<top>{_TOP}|NET)(?![\w-]|\.\w)"), _top, needs=_BARE_DOT),
        Grammar(
            pattern(rf"(?<![\w@./-])(?P<name>[\w-]{{1,40}})?\.(?P<ending>{_FILES})(?![\w.-]\w|\w)"),
            _file,
            needs=_FILED,
        ),
        Grammar(
            pattern(r"(?<![\w.@/])[A-Za-z][a-z]{1,12}\.[a-z]\.[a-z]{2,12}(?![\w.]\w|/)"),
            lambda m: m[0].replace(".", " "),
            needs=_INNER,
        ),
    )


def grammars() -> tuple[Grammar, ...]:
    """Return the grammars of this class, in order of priority."""
    host = rf"(?:[\w-]{{1,63}}\.){{1,6}}(?:{_TOP})"
    path = r"(?P<path>[/?#][\w/.%&=?#~+:@-]{0,200}[\w/])?"
    return (
        Grammar(
            pattern(r"(?<![\w@.])(?P<name>[\w.+-]{1,64})@(?P<host>(?:[\w-]{1,63}\.){1,6}[a-zA-Z]{2,12})(?!\w)"),
            _email,
            needs="@",
        ),
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
            pattern(
                rf"(?<![\w@./-])(?P<scheme>)(?P<host>(?:[A-Z][\w-]{{0,62}}\.){{1,4}}(?:{_CERTAIN_TOP}))(?!\w|-(?![a-z]))(?!\.\w){path}",
            ),
            _address,
            needs=_DOMAIN,
        ),
        *_endings(),
        Grammar(pattern(r"(?<![\w&/])#(\w{1,100})"), _hashtag, needs="#"),
        Grammar(pattern(r"(?<![\w@.])@(\w{1,60}(?:\.[a-z_]\w{0,30}){0,2})"), _handle, needs="@"),
    )
