"""Abbreviated words: titles in front of names, parties and states, companies, Latin, labels with numbers."""

import re

from narrate.script.normalize.cardinals import cardinal
from narrate.script.normalize.grammar import Grammar
from narrate.script.normalize.letters import spell
from narrate.script.normalize.shapes import SPACE, before, behind, choice, listed
from narrate.script.normalize.signs import pattern, plain
from narrate.script.normalize.tables import rows, table, words

__all__ = ["grammars"]

_PARTIES = {
    "D": "Democrat",
    "R": "Republican",
    "I": "independent",
    "L": "Libertarian",
    "DFL": "D.F.L.",
    "Ind": "independent",
}
_PARTIES_ALONE = _PARTIES | {
    "Lab": "Labour",
    "Con": "Conservative",
    "LD": "Liberal Democrat",
    "Rep": "Republican",
    "Dem": "Democrat",
}
_POLITICAL = pattern(rf"\b(?:{listed('political')})\b", re.IGNORECASE)
_CHOICE = pattern(r"\([ABC]\)")
_SECTION = {"§": "section", "§§": "sections", "¶": "paragraph"}
_BRACKETED = pattern(r" \([DRILC][A-Za-z]{0,2}\)")
_QUARTER = pattern(r"\b[NS][EW] ")
_DOTTED_QUARTER = pattern(r"\b[NS]\.[EW]\. ")
_BASEBALL = pattern(rf"\b(?:{listed('baseball')})\b")
_SECRETARY = pattern(r"Sec\.")
_FIRM = pattern(r" (?:Corp|Inc|Co|Bros)\b")
_COUNTY = pattern(r"\bCo\b")
_LABEL = pattern(r"\d|[. ] ?[IVX]")
_INITIAL = pattern(r"\b[A-Z]\. ")


_NAMES_TOO = frozenset({"Col", "Gen", "Gov", "Maj", "Rep", "Rev", "Sen"})
"""Titles without a dot that are parts of names too: Amartya Sen, Col du Galibier, Gen Z."""
_NAMED_SO = pattern(r" (?:d[eu']|la |Alpha|Beta|[XYZ]\b|[A-Z](?:\b(?!\.)|ers?\b))")
_AFTER_NAME = pattern(r"[A-Z][\w'.-]*,? $")
_IN_NAME = pattern(r"\b[A-Z][a-z]{2,20} $")
_FIRST_NAME = "Maj"  # a woman's name too, and then it stands first


def _title(match: re.Match[str]) -> str | None:
    written = re.sub(r"\s+", " ", match["say"].strip())
    if written in _NAMES_TOO and (_NAMED_SO.match(match.string, match.end("say")) or _IN_NAME.search(before(match))):
        return None
    if written == "Sr." and _AFTER_NAME.search(before(match)):
        return None  # Senior
    if written == _FIRST_NAME and not match.start():
        return None
    return table("en", "titles")[written]


def _party(match: re.Match[str]) -> str:
    state = _state_names().get(match["state"], match["state"])
    district = f", district {cardinal(int(match['district']))}" if match["district"] else ""
    return f"{_PARTIES[match['party']]} of {state}{district}"


def _party_alone(match: re.Match[str]) -> str | None:
    """Read "Mary Lee (R)" as "Republican" where the sentence speaks of politics; (A), (B) are choices."""
    if _CHOICE.search(match.string) or not _POLITICAL.search(match.string):
        return None
    return _PARTIES_ALONE[match["say"]]


def _state_names() -> dict[str, str]:
    names: dict[str, str] = {}
    for written, code, name in rows("en", "states"):
        names |= {written: name, code: name, written.replace(".", "").replace(" ", ""): name}
    return names


_LIMITS = frozenset({"max.", "min."})


def _anywhere(match: re.Match[str]) -> str | None:
    written = match["written"]
    said = table("en", "abbreviations")[written]
    if written in {"est.", "est", "Est."} and not re.match(rf"{SPACE}(?:1[5-9]|20)\d\d\b", behind(match)):
        return _estimated(match)
    if written.lower() in _LIMITS and not re.match(rf"{SPACE}[a-z\d$£]", behind(match)):
        return None  # a name's last word: the iPhone Pro Max.
    if written == "v." and not re.match(rf"{SPACE}[A-Z]", behind(match)):
        return None
    return f"{said} " if written == "w/" else said


def _estimated(match: re.Match[str]) -> str | None:
    """Read "est. 300" and "$1.60 est." as estimated; the est of a name or of French stays."""
    is_figure = re.match(rf"{SPACE}(?:[$£€]?\d|pop|value|cost|time|age|price)", behind(match))
    if is_figure or re.search(r"\d[a-zA-Z%]{0,2} $", before(match)):
        return "Estimated" if match[0][0] == "E" else "estimated"
    return None


_ON_AIR = pattern(
    r"\d ?[ap]\.?m\b|\bTV\b|\b[Cc]hannel|\b[Nn]etwork|\bbroadcast|\bairs\b|\b(?:BBC|ITV|NBC|ABC|CBS|Fox|PBS)\b"
)


def _counted(match: re.Match[str]) -> str | None:
    if match["roman"] and (match["say"] == "v." or (match["say"] == "No." and match["roman"] == "I")):
        return None  # versus; the answer: "No. I won't."
    if match["say"] == "Ch." and _ON_AIR.search(match.string):
        return "Channel"
    return table("en", "labels")[match["say"]]


def _initial(match: re.Match[str]) -> str:
    return match["letter"]


def _compass(match: re.Match[str]) -> str:
    return {"N": "North", "S": "South", "E": "East", "W": "West"}[match["side"]]


_POINT = pattern(r"\b[NESW][NESW]?[EW]\b")
_WINDY = pattern(
    r"\b(?:winds?|gust(?:s|ing|ed)?|breezes?|gales?|swells?|blowing|backing|veering|heading|bearing|mph|knots)\b",
    re.IGNORECASE,
)


def _wind(match: re.Match[str]) -> str | None:
    """Read a point of the compass where the sentence speaks of wind or says "of" what."""
    points = match["side"]
    is_place = match.string.startswith(" of ", match.end())
    if not is_place and not _WINDY.search(match.string):
        return None
    names = {"N": "north", "S": "south", "E": "east", "W": "west"}
    return " ".join([*(names[points[0]] for _ in points[2:]), names[points[-2]] + names[points[-1]]])


def _quarter(match: re.Match[str]) -> str:
    return {"NE": "northeast", "NW": "northwest", "SE": "southeast", "SW": "southwest"}[match["side"].replace(".", "")]


def _grade(match: re.Match[str]) -> str | None:
    if not re.search(r"\b(?:rat(?:ed|ing|ings)|grade[ds]?|Fitch|Moody|S&P|credit|outlook)\b", match.string):
        return None
    return f"{match['letters'] if len(match['letters']) == 1 else spell(match['letters'])} minus"


def _sign(match: re.Match[str]) -> str:
    return f"{_SECTION[match[0].strip()]} "


def grammars() -> tuple[Grammar, ...]:
    """Return the grammars of this class, in order of priority."""
    return (*_before_names(), *_words(), *_letters())


def _before_names() -> tuple[Grammar, ...]:
    """Return the grammars of parties, labels and titles."""
    titles = choice(table("en", "titles"))
    titled = choice({title.split()[0] for title in table("en", "titles")})
    states = choice(k for k in _state_names() if k)
    return (
        Grammar(
            pattern(rf"\b(?P<party>{choice(_PARTIES)})[-–—](?P<state>{states})(?:-(?P<district>\d{{1,2}}))?(?![\w])"),
            _party,
            needs=plain("-–—"),
        ),
        Grammar(
            pattern(
                rf"(?<![Ii]ndependents)(?<!Democrats)(?<!Republicans)(?<=[a-zé.]) \((?P<say>{choice(_PARTIES_ALONE)})\)"
            ),
            _party_alone,
            needs=_BRACKETED,
        ),
        Grammar(
            pattern(
                rf"(?<![\w.'])(?P<say>{choice(table('en', 'labels'))})(?={SPACE}?(?:\d|(?P<roman>[IVXL]{{1,5}})\b))"
            ),
            _counted,
            needs=_LABEL,
        ),
        Grammar(
            pattern(
                rf"(?<![\w.])(?P<say>{titles})(?={SPACE}(?:[\"“‘'(]?[^\W\d_a-z]|1st Class|(?:and|&) (?:Mrs|Ms|Mr|Dr)"
                rf"\b|[12](?:st|nd) |al-|el-|de |d'|van |"
                rf"von |bin |la |\(ret)|-[A-Z]|-(?:elect|designate)\b)"
            ),
            _title,
            needs=pattern(rf"\b(?:{titled})"),
        ),
    )


def _words() -> tuple[Grammar, ...]:
    """Return the grammars of abbreviated words."""
    return (
        Grammar(pattern(rf"\bCo\.?(?= (?:{choice(words('en', 'counties'))})\b)"), lambda _: "County", needs=_COUNTY),
        Grammar(
            pattern(rf"\b(?:{listed('secretarial')}) (?P<say>Sec\.)(?!\w)"), lambda _: "Secretary", needs=_SECRETARY
        ),
        Grammar(
            pattern(r"\d(?:st|nd|rd|th) (?P<say>(?P<what>fl|ed|Fl)\.?)(?!\w)"),
            lambda m: {"fl": "floor", "ed": "edition"}[m["what"].lower()],
        ),
        Grammar(
            pattern(r"\b[A-Z][a-z]+(?:'s)? (?P<say>H\.S\.)(?!\w)"),
            lambda _: "High School",
            needs="H",
        ),
        Grammar(pattern(r"(?<=\d on )pens\b"), lambda _: "penalties", needs="p"),
        Grammar(
            pattern(r"\d(?P<nth>st|nd|rd|th)? (?P<say>HRs?)(?!\w)"),
            lambda m: ("home run" if m["nth"] else "home runs") if _BASEBALL.search(m.string) else None,
            needs="H",
        ),
        Grammar(pattern(rf"(?:§§|[§¶]){SPACE}?(?=\d)"), _sign),
        Grammar(
            pattern(r"(?:[A-Z][\w'.-]*|&) (?P<say>Corp|Inc|Co|Bros)(?![\w.-]| [A-Z&])"),
            lambda m: table("en", "abbreviations")[f"{m['say']}."],
            needs=_FIRM,
        ),
        Grammar(
            pattern(
                rf"(?<![\w.$])(?P<written>{choice(table('en', 'abbreviations'))})(?![\w]|\.\w)"
                r"(?:(?<=[a-z]{3})\.(?=[,;]| [a-z]))?"
            ),
            _anywhere,
            needs="",
        ),
    )


def _letters() -> tuple[Grammar, ...]:
    """Return the grammars of single letters: points of the compass, grades, initials."""
    return (
        Grammar(
            pattern(
                rf"(?<![\w.])(?P<say>(?P<side>[NSEW])\.)(?={SPACE}(?:Korean?s?|Ireland|African?|Jerusalem|Bank|"
                rf"Sudan|Carolina|Dakota|"
                r"Macedonia|Virginia|Timor|Yorkshire|Sussex|Germany|Berlin|Wales|Asia|Atlantic|Pacific|Coast)\b)"
            ),
            _compass,
            needs="NSEW",
        ),
        Grammar(
            pattern(rf"\b(?:in|near|across|outside|from) (?P<say>(?P<side>[NSEW])\.)(?={SPACE}[A-Z][a-z]{{3}})"),
            _compass,
            needs="NSEW",
        ),
        Grammar(
            pattern(r"\b(?P<letters>AAA|AA|A|BBB|BB|B|CCC|CC|C|D)[-–](?=[\s\"”,.;)]|$)"), _grade, needs=plain("-–")
        ),
        Grammar(
            pattern(rf"(?<![\w.])(?P<side>N\.E|N\.W|S\.E|S\.W)\.(?= (?:{listed('quartered')})\b)"),
            _quarter,
            needs=_DOTTED_QUARTER,
        ),
        Grammar(pattern(rf"(?<![\w.])(?P<side>NE|NW|SE|SW)(?= (?:{listed('quartered')})\b)"), _quarter, needs=_QUARTER),
        Grammar(
            pattern(r"(?<![\w.])(?P<side>[NS]N[EW]|[EW][NS][EW]|[NS]S[EW]|NE|NW|SE|SW)(?![\w-])"), _wind, needs=_POINT
        ),
        # "John F. Kennedy": the dot is no stop, so a voice must not see one.
        Grammar(
            pattern(rf"\b[A-Z][a-zà-ÿ'-]{{1,20}}{SPACE}(?P<say>(?P<letter>[A-Z])\.)(?={SPACE}[A-Z][a-z])"),
            _initial,
            needs=_INITIAL,
        ),
        Grammar(pattern(rf"^(?P<say>(?P<letter>[A-Z])\.)(?={SPACE}[A-Z][a-z])"), _initial, needs=_INITIAL),
    )
