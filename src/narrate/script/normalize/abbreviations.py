"""Abbreviated words: titles in front of names, parties and states, companies, Latin, labels with numbers."""

import re

from narrate.script.normalize.letters import spell
from narrate.script.normalize.shapes import before, behind, listed, pattern, speaks
from narrate.script.normalize.tables import codes, rows, table, words

_POLITICAL = pattern(rf"\b(?:{listed('political')})\b", re.IGNORECASE)
_BASEBALL = pattern(rf"\b(?:{listed('baseball')})\b")
_CHOICE = pattern(r"\([ABC]\)")
_NAMED_SO = pattern(r" (?:d[eu']|la |Alpha|Beta|[XYZ]\b|[A-Z](?:\b(?!\.)|ers?\b))")
_AFTER_NAME = pattern(r"[A-Z][\w'.-]*,? $")
_IN_NAME = pattern(r"\b[A-Z][a-z]{2,20} $")
_FIRST_NAME = "Maj"  # a woman's name too, and then it stands first


def _title(match: re.Match[str]) -> str | None:
    written = re.sub(r"\s+", " ", match["say"].strip())
    if written in words("en", "titled_names") and (
        _NAMED_SO.match(match.string, match.end("say")) or _IN_NAME.search(before(match))
    ):
        return None
    if written == "Sr." and _AFTER_NAME.search(before(match)):
        return None  # Senior
    if written == _FIRST_NAME and not match.start():
        return None
    return table("en", "titles")[written]


def _party_alone(match: re.Match[str]) -> str | None:
    """Read "Mary Lee (R)" as "Republican" where the sentence speaks of politics; (A), (B) are choices."""
    if speaks(_CHOICE, match) or not speaks(_POLITICAL, match):
        return None
    return (codes("party") | codes("party_alone"))[match["say"]]


def _state_names() -> dict[str, str]:
    names: dict[str, str] = {}
    for written, code, name in rows("en", "states"):
        names |= {written: name, code: name, written.replace(".", "").replace(" ", ""): name}
    return names


_LIMITS = frozenset({"max.", "min."})


def _anywhere(match: re.Match[str]) -> str | None:
    written = match["written"]
    reading = table("en", "abbreviations")[written]
    if written in {"est.", "est", "Est."} and not re.match(r" (?:1[5-9]|20)\d\d\b", behind(match)):
        return _estimated(match)
    if written.lower() in _LIMITS and not re.match(r" [a-z\d$£]", behind(match)):
        return None  # a name's last word: the iPhone Pro Max.
    if written == "v." and not re.match(r" [A-Z]", behind(match)):
        return None
    return f"{reading} " if written == "w/" else reading


def _estimated(match: re.Match[str]) -> str | None:
    """Read "est. 300" and "$1.60 est." as estimated; the est of a name or of French stays."""
    is_figure = re.match(r" (?:[$£€]?\d|pop|value|cost|time|age|price)", behind(match))
    if is_figure or re.search(r"(?:\d[a-zA-Z%]{0,2}|\d (?:m|b|tr)illion) $", before(match)):
        return "Estimated" if match[0][0] == "E" else "estimated"
    return None


_ON_AIR = pattern(
    r"\d ?[ap]\.?m\b|\bTV\b|\b[Cc]hannel|\b[Nn]etwork|\bbroadcast|\bairs\b|\b(?:BBC|ITV|NBC|ABC|CBS|Fox|PBS)\b"
)


def _counted(match: re.Match[str]) -> str | None:
    if match["roman"] and (match["say"] == "v." or (match["say"] == "No." and match["roman"] == "I")):
        return None  # versus; the answer: "No. I won't."
    if match["say"] == "Ch." and speaks(_ON_AIR, match):
        return "Channel"
    return table("en", "labels")[match["say"]]


_WINDY = pattern(
    r"\b(?:winds?|gust(?:s|ing|ed)?|breezes?|gales?|swells?|blowing|backing|veering|heading|bearing|mph|knots)\b",
    re.IGNORECASE,
)


def _wind(match: re.Match[str]) -> str | None:
    """Read a point of the compass where the sentence speaks of wind or says "of" what."""
    points = match["side"]
    is_place = match.string.startswith(" of ", match.end())
    if not is_place and not speaks(_WINDY, match):
        return None
    names = codes("point")
    return " ".join([*(names[point] for point in points[:-2]), names[points[-2:]]]).lower()


def _grade(match: re.Match[str]) -> str | None:
    if not re.search(r"\b(?:rat(?:ed|ing|ings)|grade[ds]?|Fitch|Moody|S&P|credit|outlook)\b", match.string):
        return None
    return f"{match['letters'] if len(match['letters']) == 1 else spell(match['letters'])} minus"


def _state(written: str) -> str:
    """Return a state behind a party: "D-Ohio", "R-N.Y.", "I-ME"."""
    return _state_names()[written]


def _dotted(written: str) -> str:
    return table("en", "abbreviations")[f"{written}."]


def _home_runs(match: re.Match[str]) -> str | None:
    if not speaks(_BASEBALL, match):
        return None
    return "home run" if match["nth"] else "home runs"


SHAPES = {
    "states": lambda: filter(None, _state_names()),
    "titles_begin": lambda: {title.split()[0] for title in table("en", "titles")},
}
