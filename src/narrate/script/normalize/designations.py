"""Names made of letters and figures: aircraft, missiles, tanks, summits, viruses, vitamins, roads, gadgets."""

import re
from unicodedata import normalize

from narrate.script.normalize.cardinals import cardinal, digits, label, number, pairs, plural
from narrate.script.normalize.grammar import Grammar, needing
from narrate.script.normalize.letters import acronyms, spell, spell_or_word
from narrate.script.normalize.roman import value
from narrate.script.normalize.shapes import choice, listed
from narrate.script.normalize.signs import pattern, plain
from narrate.script.normalize.tables import table, words

__all__ = ["grammars"]

_AVIATION = pattern(rf"\b(?:{listed('aviation')})\b")
_AIRLINER = pattern(r"Boeing|Airbus|A3|7\d7")
_PLACE = pattern(r" \d{3}")
_ERROR = pattern(r"\d error")
_MOTORWAY = pattern(r"\b[AM]\d{1,3}(?:\(M\))?(?!\w)|\b[Mm]otorway")
_QUAKE = pattern(
    r"\b(?:[Ee]arth)?[Qq]uakes?\b|\b(?:[Tt]remors?|[Aa]ftershocks?|[Ss]eism\w+|[Ee]picent\w+|USGS|[Rr]ichter|[Mm]agnitude)\b"
)
_SEASON = pattern(r"\bS\d")
_MIXED = pattern(r"[^\W\d_][-–.]?\d|\d-?[^\W\d_]|\d\.\d")
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
    known = table("en", "designators").get(written)
    if known is not None:
        return known
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
    said = [_figures(each) if each[0].isdecimal() else _letters(each, last=False) for each in run]
    said.append(_figures(last) if last[0].isdecimal() else _letters(last))
    return " ".join([*said[:-1], plural(said[-1]) if is_plural else said[-1]])


def _designation(match: re.Match[str]) -> str | None:
    return _say(match[0])


def _formula(match: re.Match[str]) -> str:
    return " ".join(
        number(run) if run.isdecimal() else run for run in re.findall(r"\d+|\D", normalize("NFKC", match[0]))
    )


def _airliner(match: re.Match[str]) -> str | None:
    """Read an airliner's number in pairs; a bare 737 only where the sentence speaks of aeroplanes."""
    if not (match["maker"] or match["letter"] or match["model"]) and not _AVIATION.search(match.string):
        return None
    said = pairs(int(match["n"]))
    prefix = f"{match['maker']} " if match["maker"] else ""
    letter = f"{match['letter']} " if match["letter"] else ""
    model = f" {_say(match['model'])}" if match["model"] else ""
    return f"{prefix}{letter}{plural(said) if match['s'] else said}{model}"


def _citation(match: re.Match[str]) -> str:
    """Read a place in a law: "230(c)(1)" is "two hundred thirty C one", "5(a)(ii)" "five A two"."""
    said = [number(match["n"]), (match["letter"] or "").upper()]
    for part in re.findall(r"\w+", match["parts"]):
        roman = len(part) > 1 and not part.isdecimal()
        said.append(
            cardinal(value(part.upper())) if roman else cardinal(int(part)) if part.isdecimal() else part.upper()
        )
    return " ".join(word for word in said if word)


def _form(match: re.Match[str]) -> str:
    return f"{_figures(match['n'])} {match['letter']}"


def _fixed(match: re.Match[str]) -> str:
    return table("en", "fixed")[match[0]]


def _variant(match: re.Match[str]) -> str:
    letters, first, *parts = match[0].split(".")
    return " point ".join((f"{_letters(letters)} {number(first)}", *map(digits, parts)))


def _version(match: re.Match[str]) -> str:
    said = " point ".join(number(part) for part in match["n"].split("."))
    return f"version {said}" if match["v"] else said


def _road(match: re.Match[str]) -> str:
    return label(int(match["n"]))


def _episode(match: re.Match[str]) -> str:
    episode = f", episode {cardinal(int(match['episode']))}" if match["episode"] else ""
    return f"season {cardinal(int(match['season']))}{episode}"


def _isotope(match: re.Match[str]) -> str:
    return f"{table('en', 'elements')[match['element']]} {label(int(match['n']))}"


def grammars() -> tuple[Grammar, ...]:
    """Return the grammars of this class, in order of priority."""
    return (*_by_name(), *needing(_AIRLINER, _airliners()), *_labels(), *needing(_MIXED, _by_shape()))


def _by_name() -> tuple[Grammar, ...]:
    """Return the grammars of names that are known, and of places in laws and forms."""
    fixed = choice(table("en", "fixed"))
    return (
        Grammar(pattern(rf"(?<![\w.])(?:{fixed})(?![\w])"), _fixed, needs="0123456789/+"),
        Grammar(
            pattern(
                r"(?<![\w$€£.,/–-])(?P<n>\d{1,5})(?P<letter>[A-Za-z])?"
                r"(?P<parts>(?:\((?:[a-z]|[ivx]{2,5}|[A-Z]|\d{1,2})\)){1,6})(?![\w(])"
            ),
            _citation,
            needs="(",
        ),
        Grammar(pattern(r"(?<![\w$€£.,/–-])(?P<n>\d{1,4})-(?P<letter>[A-Z])(?![\w-])"), _form, needs=plain("-")),
        Grammar(
            pattern(r"\bS(?P<season>\d{1,2})[,: ]{0,2}E(?:p\.? ?)?(?P<episode>\d{1,3})(?![\w-])"),
            _episode,
            needs=_SEASON,
        ),
        Grammar(
            pattern(
                r"\b(?i:episodes?|finale|premiere|start|end|rest) of (?P<say>S(?P<season>\d{1,2})(?P<episode>))(?!\w)"
            ),
            _episode,
            needs=_SEASON,
        ),
    )


def _airliners() -> tuple[Grammar, ...]:
    """Return the grammars of airliners."""
    return (
        Grammar(
            pattern(
                r"\b(?P<maker>Boeing|Airbus) (?P<letter>[A-Z])?-?(?P<n>[37]\d\d)(?P<s>s)?"
                r"(?:-?(?P<model>[A-Z]{0,4}-?\d{0,3}[A-Za-z]{0,3}))?(?![\w])"
            ),
            _airliner,
        ),
        Grammar(
            pattern(
                r"\b(?P<maker>)(?P<letter>A)(?P<n>3(?:\d0|1[89]|2[01]))(?P<s>s)?(?:-?(?P<model>\d{0,4}[A-Za-z]{0,3}))?(?![\w])"
            ),
            _airliner,
        ),
        Grammar(
            pattern(
                r"(?<![\w$€£.,-])(?P<maker>)(?P<letter>)(?P<n>7[0-9]7)(?P<s>s)?"
                r"(?:(?:-|(?=[xX]))(?P<model>[A-Zx]{0,4} ?\d{0,3}[A-Z]{0,3}))?(?![\w%-]|[.,]\d)"
            ),
            _airliner,
        ),
    )


def _labels() -> tuple[Grammar, ...]:
    """Return the grammars of numbers that name a place, and of chemicals."""
    return (
        Grammar(
            pattern(
                rf"\b(?:{listed('placed')}) (?P<say>(?P<n>\d{{3,4}}))"
                r"(?![\w%]|[.,]\d|-[A-Za-z\d]| (?:people|of)\b)"
            ),
            _road,
            needs=_PLACE,
        ),
        Grammar(pattern(r"(?<![\w$€£.,-])(?P<n>[1-5]\d\d)(?= errors?\b)"), _road, needs=_ERROR),
        Grammar(
            pattern(
                r"\b(?:on|along|off|onto|near|via|of) U\.?S\.? (?P<say>(?P<n>[1-9]\d{2}))(?![\w%]|[.,-]\d| [a-z]+s\b)"
            ),
            _road,
            needs=_PLACE,
        ),
        Grammar(
            pattern(r"\bJ(?P<n>\d{1,2})(?![\w-])"),
            lambda m: f"junction {cardinal(int(m['n']))}" if _MOTORWAY.search(m.string) else None,
            needs="J",
        ),
        Grammar(
            pattern(r"\bM ?(?P<n>\d\.\d)(?!\w|\.\d)"),
            lambda m: f"magnitude {number(m['n'])}" if _QUAKE.search(m.string) else None,
            needs="M",
        ),
        Grammar(pattern(r"\bFL(?P<n>\d{3})(?!\w|[.,]\d)"), lambda m: f"flight level {digits(m['n'])}", needs="FL"),
        Grammar(
            pattern(rf"\b(?P<element>{choice(table('en', 'elements'))})-(?P<n>[5-9]\d|[12]\d\d)(?!\w|-\w)"),
            _isotope,
            needs=plain("-"),
        ),
        Grammar(pattern(r"\b(?:[A-Z][a-z]?[₀₁₂₃₄₅₆₇₈₉]{0,3}){1,6}(?<=[₀₁₂₃₄₅₆₇₈₉])"), _formula, needs="₀₁₂₃₄₅₆₇₈₉"),
        Grammar(pattern(rf"\b(?:{choice(words('en', 'chemicals'))})(?![\w])"), lambda m: _chemical(m[0])),
    )


_COUNTDOWN = r"\bT(?P<sign>[-+])(?P<n>\d{1,3})(?= (?:seconds?|minutes?|hours?|days?)\b)"


def _by_shape() -> tuple[Grammar, ...]:
    """Return the grammars of names known by their form alone."""
    left, right = r"(?<![\w$€£.])(?<!\w[-&])", r"(?!\w)(?!,\d{3}(?!\d))"
    return (
        Grammar(pattern(_COUNTDOWN), lambda m: f"T {'minus' if m['sign'] == '-' else 'plus'} {cardinal(int(m['n']))}"),
        Grammar(
            pattern(r"(?<![\w.,-])[1-9]\d{0,2}(?:\.\d{3}){2,4}(?!\w|\.\d)"), lambda m: number(m[0].replace(".", ""))
        ),
        # A word or letters, a hyphen, figures with a tail: F-16s, Su-34, T-72B3, Shahed-136, Kh-101, F-16C/D.
        Grammar(
            pattern(
                rf"{left}(?![DRIL]-[A-Z])(?:[a-z](?=[A-Z]{{2}}))?[A-Z][^\W\d_]{{0,19}}(?:-[A-Z][A-Za-z]{{0,5}}){{0,2}}[-–]\d{{1,4}}"
                rf"(?:\.\d{{1,2}})?(?:[A-Z]{{1,3}}\d{{0,2}}[A-Z]?\d?(?:-\d{{1,3}})?|-\d{{1,5}}[A-Z]{{0,2}})?(?:/(?:[A-Z]{{1,2}}|\d{{1,4}})(?![\w-]))?[a-z]?{right}"
            ),
            _designation,
        ),
        Grammar(pattern(rf"{left}[a-z]{{2,12}}-\d{{1,3}}(?:\.\d{{1,2}}|s)?{right}"), _designation),
        Grammar(pattern(rf"{left}[A-Z]{{1,4}}(?:\.\d{{1,3}}){{1,4}}{right}"), _variant),
        Grammar(pattern(r"(?<![\w.,$€£-])(?P<v>v\.?)?(?P<n>\d{1,4}(?:\.\d{1,4}){2,3})(?!\w)(?!\.\d)"), _version),
        Grammar(pattern(r"(?<![\w.-])(?P<v>v\.?)(?P<n>\d{1,3}(?:\.\d{1,4})?)(?!\w)(?!\.\d)"), _version),
        # Letters and figures run together: M1A1, G7, COP30, H5N1, 5G, 2S19, iOS17, B12, 9K720.
        Grammar(
            pattern(
                rf"{left}(?=[^\W_]{{2,14}}{right})(?=[^\W_]{{0,12}}\d)(?=[^\W_]{{0,12}}[^\W\d_])"
                rf"[^\W_]{{2,14}}(?:-[A-Z\d]{{1,6}}[a-z]?)?(?:\.\d{{1,2}})?{right}"
            ),
            _designation,
        ),
    )


def _chemical(written: str) -> str:
    return " ".join(
        cardinal(int(r)) if r.isdecimal() else r.upper() for r in re.findall(r"\d+|[A-Z][a-z]?|[a-z]", written)
    )
