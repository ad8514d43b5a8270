"""The names in a printed or stated byline: no "By", roles, outlets, times, handles or addresses."""

import re
from functools import cache
from html import unescape

from narrate.extract.words import lines

__all__ = ["agency", "is_credit", "is_crew", "is_label", "parse", "same", "uncredited"]

SHOUTED_CHARS = 4  # of the shortest surname in capitals; shorter ones are degrees and networks
MAX_CHARS = 300  # a longer text is no byline
MAX_NAME_CHARS, MAX_NAME_WORDS = 50, 5


def _any(kind: str) -> str:
    """Return a pattern of the words of one kind in the table of words of bylines."""
    rows = (line.split("\t") for line in lines("byline_words.tsv"))
    return "(?:" + "|".join(pattern for own, pattern in rows if own == kind) + ")"


LABEL = rf"(?:{_any('act')}\s+)?{_any('label')}(?:\s*:+\s*|\s+|$)"
"""Pattern of what stands before the authors' names: "By", "Written by:", "Von"."""
_BY = re.compile(rf"^\W*{LABEL}", re.IGNORECASE)
# "Dec 19, 2023 by Ada Lind": the label stands behind the date.
_DATED_BY = re.compile(
    r"^[^a-zA-Z]*\w{0,10}[\W\d]*(?:19|20)\d\d[\W\d]*(?:[ap]\.?m\.?)?\W*(?:[A-Z]{2,4}\W+)?by\s+(?=\S)", re.IGNORECASE
)
_CREDIT = re.compile(
    rf"^\W*(?:(?:lead|cover|additional|medically|clinically|technically|expert|fact)[ -])?{_any('credit')}"
    r"(?:\s+(?:and|und|&)\s+\w+)?\s*(?:credits?\s*)?(?:by\b|von\b|par\b|por\b|[:|/])",
    re.IGNORECASE,
)
# What follows the names on their line: others who worked on it, where, for whom, and when.
_REST = re.compile(
    r"\s*(?:\b(?:(?:medically|clinically|technically|expert|fact)[ -])?(?:reviewed|edited|checked|verified|updated|"
    r"published|posted|illustrated|photographed|translated|filmed|curated|view|follow|contact|read more|as told to|"
    r"special to|on behalf of)\b|\b(?:in|for|at|on|from|für|aus|pour|para|à|en|im|da)\b(?=\s)(?!\s+['’])"
    r"|\s[-–—]\s|\b\d+\s*(?:min|comments?|views?|shares?)\b).*$",
    re.IGNORECASE,
)
_MORE = re.compile(
    r"^\W*(?:view |see |read )?(?:all |more )?(?:posts|articles|stories|news)? ?(?:written )?(?:by|from|about)\s+",
    re.IGNORECASE,
)
_BARS = re.compile(r"\s*[|•·\n]\s*")  # beside the names: outlets, sections, dates
_GROUP = re.compile(
    r"\s*(?:[;/&、]|\b(?:and|und|et|og|och|ve|with|mit)\b|(?-i:\b(?:y|e|i|и|та|і)\b))\s*", re.IGNORECASE
)
_COMMA = re.compile(r"\s*,\s*")
_JOB = re.compile(rf"\b{_any('job')}\b", re.IGNORECASE)
_NOT_NAME = re.compile(r"https?:|www\.|@|\d|[<>{}\[\]=\"“”*»«!?#+]|…|\.(?:com|org|net|de|co)\b", re.IGNORECASE)
_HANDLE = re.compile(r"(?:^|(?<=[\s,|(]))@\w+|(?<=\w)@\w+\b(?!\.)")
_PICTURES = re.compile(rf"\b{_any('picture')}\b", re.IGNORECASE)
_OUTLET = re.compile(rf"\b{_any('outlet')}$", re.IGNORECASE)
_CREW = re.compile(rf"{_any('crew')}$", re.IGNORECASE)
_ROLE = re.compile(rf"\W*{_any('role')}\W*", re.IGNORECASE)
# Degrees, stations and networks in capitals behind a name in mixed case; numbers of heirs stay.
_CAPITALS = re.compile(
    r"^((?:\S*[a-zà-ÿ]\S*\s+)(?:\S+\s+)*?\S*[a-zà-ÿ.]\S*)((?:,?\s+(?!(?:II|III|IV|JR|SR)\b)[A-Z]{2,4}(?:-[A-Z]+)?)+)$"
)
_TITLE = re.compile(
    r"(?:[\s/]+(?:(?:senior|staff|chief|deputy|associate|assistant|managing|political|freelance|news)\s+)*"
    r"(?:editor|writer|reporter|correspondent|columnist|contributor|producer|redakteur(?:in)?|journaliste?))+$",
    re.IGNORECASE,
)
# Small words behind first and last name are the line's, not the name's: "Ada Lind published on".
_TRAILING = re.compile(r"(?<=\w)(\s+\S+)\s+(?:[a-zà-ÿа-яё]\S*\s+)*[a-zà-ÿа-яё]\S*$")
_SHOUTED = re.compile(r"(?<![\w.])[A-ZÀ-Þ]{2,}(?![\w.])")
_HONOUR = re.compile(r"^(?:Dr|Prof|Mr|Mrs|Ms|Drs|Dipl\.-\S+)\.?\s+(?=\S+\s+\S)")
_DATE = re.compile(
    r"\s*[,|•·–—-]?\s*(?:\d|\b(?:" + "|".join(w for row in lines("months.txt") for w in row.split()) + r")\.?\s+\d|"
    r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b).*$",
    re.IGNORECASE,
)
"""A date behind the names, and whatever follows it: no name has figures."""
_THE = re.compile(r"(?<=\w)\s+The\s+[A-Z].*$")  # an outlet that follows without a comma: "Ada Lind The Harbour Post"
_YEAR = re.compile(r"(?:19|20)\d\d")
_INITIALS = re.compile(r"\b[A-Z]\.\s?[A-Z]\.$")
_NICKNAME = re.compile(r"(?<=\w )\([A-ZÀ-Þ][\w.’'-]{0,14}\)(?= [A-ZÀ-Þ])")
_AROUND = " ,:-–—|*\"'"
_HAN = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3]")


def parse(text: str) -> list[str]:
    """Return the names in a byline.

    A part behind a comma is a name only as far as no role, outlet or place stands before it: "Ada Lind, Chief Engineer,
    Harbour Works" is one name. An agency counts only where no person is named.

    Args:
        text: A byline as printed, or one name. A bar parts what stands in elements of its own.
    """
    text = " ".join(unescape(text).split())
    if len(text) > MAX_CHARS or text.startswith(("http:", "https:", "www.", "/", ",")):
        return []
    if _PICTURES.search(text) or is_credit(text):  # who took a picture didn't write the story
        return []
    text = _unlabelled(re.sub(r"<[^>]*>|\((?!\()[^)]*\)", _bracketed, _DATED_BY.sub("", text)))
    return next(filter(None, map(_listed, _BARS.split(_HANDLE.sub(" | ", text)))), [])


def _listed(text: str) -> list[str]:
    """Return the names in a list of names; an agency or a staff counts where no person is named."""
    persons: list[str] = []
    others: list[str] = []
    shouted: bool | None = None  # whether the first name has words in capitals, as outlets behind one in mixed case do
    for group in _GROUP.split(text):
        for raw in _COMMA.split(_unlabelled(group)):
            part = raw if _CREW.search(raw.strip()) and not _YEAR.search(raw) else _DATE.sub("", raw)
            own = "" if shouted is False and _is_shouted(part) else _name(part, first=not persons)
            own = "" if persons and " " in persons[0] and _is_alone(own) else own
            if own and (agency(own) or _CREW.search(own)):
                others.append(own)
            elif own:
                shouted = _is_shouted(part) if not persons else shouted
                persons.append(own)
            elif part.strip(" .:") and not (persons or others):
                return []
            if raw and own not in persons:
                break
    return list(dict.fromkeys(persons)) or others[:1]


def _is_shouted(part: str) -> bool:
    return bool(_SHOUTED.search(part))


def _is_alone(name: str) -> bool:
    """Tell whether a name is one word of a writing with blanks: behind a full name it is an outlet or a place."""
    return " " not in name and not _HAN.search(name)


def _bracketed(match: re.Match[str]) -> str:
    """Return what a bracket leaves of itself: initials or a nickname inside a name stay."""
    whole, text = match[0], match.string
    around = text[max(0, match.start() - 2) : match.end() + 2]
    return whole if _NICKNAME.search(around) else " "


def _unlabelled(text: str) -> str:
    return _MORE.sub("", _BY.sub("", text))


def _name(part: str, *, first: bool) -> str:
    """Return the name that a part of a byline is, or nothing."""
    if is_credit(part):
        return ""
    crew = is_crew(part.strip(_AROUND))
    part = part if crew else _REST.sub("", part)
    name = _bare(_HONOUR.sub("", part.strip(_AROUND)))
    name = name if crew else _TRAILING.sub(r"\1", _THE.sub("", name))
    name = name if _INITIALS.search(name) else name.strip(".")
    if said := agency(name):
        return said
    if not _is_written_as_name(name) or (not crew and _NOT_NAME.search(name)):
        return ""
    if crew:
        return "" if _is_alone(name) and "-" not in name else name
    behind = not first and (_JOB.search(part) or name.casefold().startswith(("the ", "from ")))
    login = _is_alone(name) and name.isupper() and name.isascii() and len(name) > 4
    return "" if behind or login or _OUTLET.search(name) or _JOB.fullmatch(name) else _case(name)


def _is_written_as_name(name: str) -> bool:
    least = 2 if _HAN.search(name) else 3
    size = least <= len(name) <= MAX_NAME_CHARS and len(name.split()) <= MAX_NAME_WORDS
    return size and not is_label(name) and name[0].isalpha() and _is_capitalised(name)


def is_credit(text: str) -> bool:
    """Tell whether a line names who did something else for the page: took pictures, edited, reviewed, translated.

    Args:
        text: The line.
    """
    return bool(_CREDIT.match(text))


def is_crew(name: str) -> bool:
    """Tell whether a name is of several people without their names: "Harbour Post Staff", "Wire services".

    Args:
        name: The name.
    """
    return bool(_CREW.search(name))


def is_role(text: str) -> bool:
    """Tell whether a text is only what somebody did who isn't the author: "Photographer", "Edited".

    Args:
        text: The text of an element beside a name.
    """
    return bool(_ROLE.fullmatch(text))


def uncredited(text: str) -> str:
    """Return a credit without what was done: "Photography by Per Holm" as "Per Holm".

    Args:
        text: The line.
    """
    return _CREDIT.sub("", text)


def is_label(name: str) -> bool:
    """Tell whether a text stands where a name could, in a form, a box or a list, and is none.

    Args:
        name: The text.
    """
    return name.casefold().strip(" :.*") in _labels()


@cache
def _labels() -> frozenset[str]:
    return frozenset(lines("byline_labels.txt"))


def agency(name: str) -> str:
    """Return a news agency as it is said, whichever of its names is written; nothing for any other name.

    Args:
        name: A name.
    """
    return _agencies().get(name.casefold().strip(" .").removeprefix("the "), "")


@cache
def _agencies() -> dict[str, str]:
    rows = (line.split("\t") for line in lines("agencies.tsv"))
    return {name: said for said, written in rows for name in written.split("|")}


def same(one: str, other: str) -> bool:
    """Tell whether two names are of one person: all words of the shorter are in the longer, or begin its words.

    Args:
        one: A name.
        other: Another one.
    """
    first, second = sorted((_words(one), _words(other)), key=len)
    if not first or not second:
        return False
    return all(word in second or (len(word) == 1 and any(long.startswith(word) for long in second)) for word in first)


def _words(name: str) -> list[str]:
    return re.findall(r"\w+", re.sub("['’]", "", name.casefold()))


def _is_capitalised(name: str) -> bool:
    """Tell whether a name is written as names are; `a.lind` and `harbourpost` are what people log in with."""
    particles = lines("name_particles.txt")
    *first, last = [word.lstrip("'’‘(") for word in name.split()]
    small = [word for word in first if word[:1].islower() and not re.search("['’]", word)]
    crew = bool(first and _CREW.search(name))
    return crew or (all(word.casefold() in particles for word in small) and not last[:1].islower())


def _bare(name: str) -> str:
    """Return a name without degrees, networks, agencies and job titles behind it."""
    match = _CAPITALS.match(name)
    name = match[1] if match else name
    name = _TITLE.sub("", name) if not _CREW.search(name) else name
    low = name.casefold()
    found = next((short for short in _agencies() if low.endswith((f" {short}", f"/{short}"))), "")
    rest = re.sub(r"(?:[\s/]+the)?$", "", name[: len(name) - len(found)].rstrip(" /,"), flags=re.IGNORECASE)
    return rest if found and len(rest.split()) >= 2 else name


def _case(name: str) -> str:
    """Return a name that was set in capitals, or whose surname was, as it is usually written."""
    parts = name.split()
    if len(parts) < 2 or len(name) <= 4:
        return name
    if name.isupper():
        return name.title()
    return " ".join(
        _surname(word) if number and word.isupper() and len(word) >= SHOUTED_CHARS else word
        for number, word in enumerate(parts)
    )


def _surname(word: str) -> str:
    low = word.title()
    return f"Mc{low[2:].title()}" if low.startswith("Mc") and len(low) > 4 else low
