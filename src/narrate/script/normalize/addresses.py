"""Street addresses: house numbers, abbreviated streets and directions, states and their codes."""

import re

from narrate.script.normalize.cardinals import cardinal, pairs
from narrate.script.normalize.grammar import Grammar
from narrate.script.normalize.shapes import SPACE, before, choice, listed, word_after
from narrate.script.normalize.signs import pattern
from narrate.script.normalize.tables import rows

__all__ = ["grammars"]

_STREETS = {
    "St": "Street",
    "Ave": "Avenue",
    "Av": "Avenue",
    "Blvd": "Boulevard",
    "Rd": "Road",
    "Dr": "Drive",
    "Ln": "Lane",
    "Ct": "Court",
    "Hwy": "Highway",
    "Expy": "Expressway",
    "Pkwy": "Parkway",
    "Sq": "Square",
    "Pl": "Place",
    "Ter": "Terrace",
    "Cir": "Circle",
    "Tpke": "Turnpike",
    "Fwy": "Freeway",
    "Aly": "Alley",
    "Trl": "Trail",
    "Plz": "Plaza",
}
_FULL = "Street|Avenue|Boulevard|Road|Drive|Lane|Court|Highway|Parkway|Square|Place|Terrace|Circle|Way|Row|Plaza"
_DIRECTIONS = {
    "N": "North",
    "S": "South",
    "E": "East",
    "W": "West",
    "NE": "Northeast",
    "NW": "Northwest",
    "SE": "Southeast",
    "SW": "Southwest",
}
_SAINTLY = "Port|Mount|Lake|East|Fort|Cape|Bury|Mont|North|South|West|Sault|Bay|Point|Old|New|Island|The|In|At|Near|And"
_AFTER_STREET = (
    "Suite|Unit|Floor|Apt|East|West|North|South|The|It|He|She|They|We|In|On|At|A|But|And|There|This|That|Police|Its|His|Her|"
    "Officials|No|One|Two|Residents|Witnesses|Crews|Firefighters|Officers"
)
"""What may follow an abbreviated street; before any other capital "St." is a saint."""
_BEGINNING = frozenset(_AFTER_STREET.split("|")) - {"Suite", "Unit", "Floor", "Apt", "East", "West", "North", "South"}
_WORDS = frozenset(
    (
        "Miss.",
        "Mass.",
        "Man.",
        "Wash.",
        "Ore.",
        "Ill.",
        "Ind.",
        "La.",
        "Pa.",
        "Me.",
        "Mo.",
        "Del.",
        "B.C.",
        "P.R.",
        "N.B.",
    )
)
"""Abbreviated states that are words or names too, and need a town in front."""
_NUMBERED = pattern(r"(?<!No\. )(?<!No\. \d)(?<!#)(?<!#\d)\b\d+ (?:[NSEW]\.? )?$|\b(?:on|along|off|down|and|near) $")
_STUDIED = pattern(rf"\b(?:{listed('studied')})(?!\w)|No\. \d+ |\d+-\d+")
_HOUSE = pattern(r"\d [A-Z\d]")
_BLOCK = pattern(r"00 block")
_LISTED = pattern(r"\b[A-Z]{2,5}, $")
_POINTED = pattern(r"\b[NSEW]\.? [A-Z0-9]")
_DIRECTED = pattern(r"\b[NS][EW]\b")
_STREET = pattern(r"\b(?:St|Ave|Av|Blvd|Rd|Dr|Ln|Hwy|Pkwy|Expy|Sq|Pl|Ct)\b")
_DOTTED = pattern(r"\b[A-Z]\w{0,5}\.")


def _house(written: str) -> str:
    return pairs(int(written)) if re.fullmatch(r"[1-9]\d{2,3}", written) else cardinal(int(written))


def _direction(written: str) -> str:
    return _DIRECTIONS[written.replace(".", "").upper()]


def _numbered(match: re.Match[str]) -> str:
    said = _house(match["n"])
    return f"{said} {_direction(match['dir'])}" if match["dir"] else said


def _block(match: re.Match[str]) -> str | None:
    return f"{cardinal(int(match['n'][:-2]))} hundred" if match["n"][-3] != "0" else None


def _street(match: re.Match[str]) -> str:
    stop = "." if match["dot"] and word_after(match) in _BEGINNING else ""  # the sentence's too
    return _STREETS[match["street"].title()] + stop


def _college(match: re.Match[str]) -> str | None:
    """Read "Ohio St." as a state's university where the sentence speaks of games or degrees, not of a house."""
    return None if _NUMBERED.search(before(match)) or not _STUDIED.search(match.string) else "State"


def _state(match: re.Match[str]) -> str | None:
    code, after = match["say"], match.string[match.end("say") :]
    if code in {"MD", "DO", "PA", "MA", "MS"} and not re.match(r" \d{5}", after):
        is_person = re.search(r"[A-Z][\w.'-]+ [A-Z][\w'-]+, $", match.string[: match.start("say")])
        if is_person or re.match(r", [A-Z]{2}", after):
            return None  # a degree: "Ann Lee, MD, said"
    if _LISTED.search(match.string[: match.start("say")]) and re.match(r",? (?:and )?[A-Z]{2,}\b", after):
        return None  # one of many initialisms: "DJ, MC, ID, HQ"
    if code in _DIRECTIONS and re.search(
        r"\b(?:St|Ave|Blvd|Rd|Dr|Street|Avenue|Road)\.?, $", match.string[: match.start("say")]
    ):
        return _DIRECTIONS[code]
    return _states()[match["say"]]


def _states() -> dict[str, str]:
    return {code: name for _, code, name in rows("en", "states") if code}


def _abbreviated_states() -> dict[str, str]:
    return {written: name for written, _, name in rows("en", "states") if written.endswith(".")}


def _long_state(match: re.Match[str]) -> str:
    return _abbreviated_states()[match["say"]]


def grammars() -> tuple[Grammar, ...]:
    """Return the grammars of this class, in order of priority."""
    return (*_house_numbers(), *_street_names(), *_state_names())


def _house_numbers() -> tuple[Grammar, ...]:
    """Return the grammars of what stands in front of a street's name or, as a direction, behind it."""
    name = rf"(?:[A-Z][\w']{{1,20}}\.?|\d{{1,3}}(?:st|nd|rd|th))(?:{SPACE}(?:of|the|[A-Z][\w']{{1,20}})){{0,3}}"
    directions = r"N\.?E\.?|N\.?W\.?|S\.?E\.?|S\.?W\.?|[NSEW]\.?"
    streets = choice(_STREETS)
    return (
        Grammar(pattern(r"(?<![\w.,$-])(?P<n>\d{2,3}00)(?= blocks? )"), _block, needs=_BLOCK),
        Grammar(
            pattern(
                rf"(?<![\w.,$-])(?P<say>(?P<n>\d{{1,5}})(?:{SPACE}(?P<dir>{directions})(?={SPACE}))?)"
                rf"{SPACE}(?={name}{SPACE}(?i:{streets}|{_FULL})\b)"
            ),
            _numbered,
            needs=_HOUSE,
        ),
        Grammar(
            pattern(
                rf"(?<![\w.])(?P<say>(?P<dir>{directions})){SPACE}(?=\d{{1,3}}(?:st|nd|rd|th){SPACE}(?:St|Ave|"
                rf"Street|Avenue)\b)"
            ),
            lambda m: _direction(m["dir"]),
            needs="NSEW",
        ),
        Grammar(
            pattern(
                rf"(?<![\w.])(?P<say>(?P<dir>[NSEW]\.)){SPACE}(?=[A-Z][\w']{{1,20}}{SPACE}(?:[A-Z][\w']{{1,20}}{SPACE})?"
                rf"(?:{streets}|{_FULL})\b)"
            ),
            lambda m: _direction(m["dir"]),
            needs=_POINTED,
        ),
        *_crossings(),
    )


def _crossings() -> tuple[Grammar, ...]:
    """Return the grammars of directions at two streets that meet, and behind a street's name."""
    return (
        Grammar(
            pattern(rf"(?<![\w.])(?P<say>(?P<dir>[NSEW]\.?)){SPACE}(?=\d{{1,3}}(?:st|nd|rd|th){SPACE}(?:and|&|at)\b)"),
            lambda m: _direction(m["dir"]),
            needs=_POINTED,
        ),
        Grammar(
            pattern(
                rf"(?:\d(?:st|nd|rd|th)|\b(?:St|Ave|Blvd|Rd|Dr)\.?|Street|Avenue|Road|Boulevard){SPACE}(?:and|&|at){SPACE}"
                rf"(?P<say>(?P<dir>[NSEW]\.))(?={SPACE}[A-Z])"
            ),
            lambda m: _direction(m["dir"]),
            needs=_POINTED,
        ),
        Grammar(
            pattern(rf"\b(?:St|Ave|Blvd|Rd|Street|Avenue|Road)\.?{SPACE}(?P<say>(?P<dir>NE|NW|SE|SW))(?!\w)"),
            lambda m: _direction(m["dir"]),
            needs=_DIRECTED,
        ),
    )


def _street_names() -> tuple[Grammar, ...]:
    """Return the grammars of abbreviated streets."""
    streets = choice(_STREETS)
    return (
        Grammar(
            pattern(rf"\b(?:{listed('colleges')}){SPACE}(?P<say>St\.)(?!\w)"),
            _college,
            needs="St.",
        ),
        Grammar(
            pattern(
                rf"(?:\b(?!(?:{_SAINTLY}){SPACE})[A-Z][\w']{{1,20}}|\b[JS]r\.|\d(?:st|nd|rd|th))"
                rf"{SPACE}(?P<say>(?P<street>(?:St|Ave|Av|Blvd|Rd|Dr|Ln|Hwy|Pkwy|Expy|Sq|Pl|Ct)\b)(?P<dot>\.)?+)(?!-)"
                rf"(?!\w|{SPACE}(?!(?:{_AFTER_STREET})\b)[A-Z][a-z])",
            ),
            _street,
            needs=_STREET,
        ),
        Grammar(
            pattern(
                rf"\d{{1,5}}{SPACE}(?:[NSEW]\.?{SPACE})?(?:[A-Z][\w']{{1,20}}{SPACE}|\d{{1,3}}(?i:st|nd|rd|th)"
                rf"{SPACE}){{1,3}}(?P<say>(?P<street>(?i:{streets})\b)(?P<dot>\.)?+)(?!-)"
            ),
            _street,
            needs=_HOUSE,
        ),
    )


def _state_names() -> tuple[Grammar, ...]:
    """Return the grammars of states, by code and by abbreviation."""
    states = _abbreviated_states()
    certain = choice(s for s in states if s not in _WORDS)
    return (
        Grammar(
            pattern(
                rf"(?:(?!(?:VR|MR|AI|IT|TV)\b)[A-Z][\w.'-]{{1,20}}|\d),{SPACE}(?P<say>{choice(_states())})(?=[,.;)]|{SPACE}\d{{5}}|$|"
                rf"{SPACE}[—–-])"
            ),
            _state,
            needs=",",
        ),
        Grammar(pattern(rf"[A-Z][\w.'-]{{1,20}},{SPACE}(?P<say>{choice(states)})(?!\w)"), _long_state, needs=","),
        Grammar(pattern(rf"(?<![DRIL][-–])(?<![\w.])(?P<say>{certain})(?!\w)"), _long_state, needs=_DOTTED),
    )
