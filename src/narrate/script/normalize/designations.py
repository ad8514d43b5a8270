"""Names made of letters and figures: aircraft, missiles, tanks, summits, viruses, vitamins, roads, gadgets."""

import re
from unicodedata import normalize

from narrate.script.normalize.cardinals import cardinal, digits, label, number, pairs, plural
from narrate.script.normalize.letters import acronyms, spell, spell_or_word
from narrate.script.normalize.roman import value
from narrate.script.normalize.shapes import before, listed, pattern, speaks
from narrate.script.normalize.tables import codes, table

_AVIATION = pattern(rf"\b(?:{listed('aviation')})\b")
_MOTORWAY = pattern(r"\b[AM]\d{1,3}(?:\(M\))?(?!\w)|\b[Mm]otorway")
_QUAKE = pattern(
    r"\b(?:[Ee]arth)?[Qq]uakes?\b|\b(?:[Tt]remors?|[Aa]ftershocks?|[Ss]eism\w+|[Ee]picent\w+|USGS|[Rr]ichter|[Mm]agnitude)\b"
)
_WORD = 5  # shorter capitals in a designation are letters unless a table knows them
_RUN = pattern(r"\d+(?:\.\d+)?|[^\W\d_]+")


def _figures(written: str) -> str:
    if "." in written:
        return number(written)
    if written[0] == "0" and len(written) > 1:
        return digits(written).replace("zero", "oh")
    return label(int(written)) if len(written) < 5 else digits(written)


def _letters(written: str, *, last: bool = True) -> str:
    """Read a run of letters inside a designation: capitals one by one unless they are a word, the rest as it stands."""
    designator = table("en", "designators").get(written)
    if designator is not None:
        return designator
    if last and written.endswith("s") and written[:-1].isupper():
        return spell(written[:-1]).removesuffix(".") + "'s"
    if len(written) == 1:
        return written.upper() if last else written
    if written.isupper():
        return acronyms().get(written) or (spell(written) if len(written) < _WORD else spell_or_word(written))
    return spell(written) if len(written) < 3 and not written.istitle() else written


def _say(written: str) -> str:
    runs = _RUN.findall(written)
    is_plural = runs[-1] == "s" and runs[-2:-1] != []
    *run, last = runs[:-1] if is_plural else runs
    reading = [_figures(each) if each[0].isdecimal() else _letters(each, last=False) for each in run]
    reading.append(_figures(last) if last[0].isdecimal() else _letters(last))
    return " ".join([*reading[:-1], plural(reading[-1]) if is_plural else reading[-1]])


def _formula(written: str) -> str:
    return " ".join(
        number(run) if run.isdecimal() else run for run in re.findall(r"\d+|\D", normalize("NFKC", written))
    )


def _airliner(match: re.Match[str]) -> str | None:
    """Read an airliner's number in pairs; a bare 737 only where the sentence speaks of aeroplanes."""
    if not (match["maker"] or match["letter"] or match["model"]) and not speaks(_AVIATION, match):
        return None
    reading = pairs(int(match["n"]))
    prefix = f"{match['maker']} " if match["maker"] else ""
    letter = f"{match['letter']} " if match["letter"] else ""
    model = f" {_say(match['model'])}" if match["model"] else ""
    return f"{prefix}{letter}{plural(reading) if match['s'] else reading}{model}"


def _citation(match: re.Match[str]) -> str:
    """Read a place in a law: "230(c)(1)" is "two hundred thirty C one", "5(a)(ii)" "five A two"."""
    reading = [number(match["n"]), (match["letter"] or "").upper()]
    for part in re.findall(r"\w+", match["parts"]):
        roman = len(part) > 1 and not part.isdecimal()
        reading.append(
            cardinal(value(part.upper())) if roman else cardinal(int(part)) if part.isdecimal() else part.upper()
        )
    return " ".join(word for word in reading if word)


def _variant(written: str) -> str:
    letters, first, *parts = written.split(".")
    return " point ".join((f"{_letters(letters)} {_figures(first)}", *map(digits, parts)))


def _version(figures: str) -> str:
    return " point ".join(number(part) for part in figures.split("."))


def _chemical(written: str) -> str:
    return " ".join(
        cardinal(int(r)) if r.isdecimal() else r.upper() for r in re.findall(r"\d+|[A-Z][a-z]?|[a-z]", written)
    )


def _sizes(match: re.Match[str]) -> str | None:
    """Read sizes of clothes: "XS-3X" is "extra small to three X"; "M-L" needs the word "sizes" in front."""
    a, b = match["a"], match["b"]
    if len(a) == len(b) == 1 and not _SIZED.search(before(match)):
        return None
    return f"{_size(a)} to {_size(b)}"


_SIZED = pattern(r"\b[Ss]izes? $")


def _size(written: str) -> str:
    size = codes("size").get(written)
    return size or f"{cardinal(int(written[0]))} {spell(written[1:]) if len(written) > 2 else written[1:]}"


def _hexadecimal(written: str) -> str:
    return " ".join(digits(sign) if sign.isdecimal() else sign.upper() for sign in written)


def _stars(match: re.Match[str]) -> str | None:
    """Read a critic's mark: "★★★★☆" is "four out of five stars", "★★★½" "three and a half stars"."""
    full, half = sum(match[0].count(star) for star in "★⭐"), match[0].count("½")
    if not full:
        return None
    empty = match[0].count("☆")
    mark = f"{cardinal(full)}{' and a half' if half else ''}"
    return f" {mark} out of {cardinal(full + half + empty)} stars " if empty else f" {mark} stars "


def _junction(match: re.Match[str]) -> str | None:
    until = f" to {cardinal(int(match['to']))}" if match["to"] else ""
    return f"junction{'s' if until else ''} {cardinal(int(match['n']))}{until}" if speaks(_MOTORWAY, match) else None


def _magnitude(match: re.Match[str]) -> str | None:
    return f"magnitude {number(match['n'])}" if speaks(_QUAKE, match) else None
