"""Plain numbers: counts, decimals, signs, "No. 5", multiples such as "3x"."""

import re
from unicodedata import normalize

from narrate.script.normalize.cardinals import cardinal, digits, number, plural
from narrate.script.normalize.grammar import Grammar
from narrate.script.normalize.shapes import NUMBER, SPACE, before, is_plural_noun, word_after
from narrate.script.normalize.signs import pattern, plain
from narrate.script.normalize.tables import words

__all__ = ["grammars"]


_NUMBERED = pattern(r"[Nn]os?\.? ?\d|№")
_AGES = pattern(r"\d[-–]\d\ds\b")
_SPACED = pattern(r"\d \d{3}")
_LISTED = frozenset({"children", "men", "people", "soldiers", "victims", "women", "workers"})


def _signed(match: re.Match[str]) -> str:
    if match["sign"] == "-" and not match.string[: match.start()].strip() and word_after(match) in _LISTED:
        return number(match["low"])  # the dash of a list
    sign = {"+": "plus", "±": "plus or minus"}.get(match["sign"].strip(), "minus")
    return f"{sign} {number(match['low'])}"


def _more(match: re.Match[str]) -> str:
    """Read "70+": "more than seventy", but an age or a class is "eighteen plus"."""
    if re.search(r"\b(?:aged?|ages|over|under|rated|for) $", before(match)) or not word_after(match).endswith("s"):
        return f"{number(match['low'])} plus" if len(match["low"]) < 3 else f"more than {number(match['low'])}"
    return f"more than {number(match['low'])}"


def _plain(match: re.Match[str]) -> str:
    return digits(match[0]) if match[0].isdecimal() and len(match[0]) > 9 else number(match[0])


def _labelled(match: re.Match[str]) -> str:
    word = {"n": "number", "N": "Number"}[match["no"][0]]
    plural = match["no"].rstrip(".").endswith("s")
    if word == "Number" and match.start() > 0:
        word = "number"
    return f"{word}{'s' if plural else ''} "


def _hash(match: re.Match[str]) -> str:
    return f"number {number(match['n'])}"


def _compared(match: re.Match[str]) -> str:
    """Read a comparison; "a ~5% cut" is "a roughly five percent cut", since "a about" can't be said."""
    word = {"<": "less than", ">": "more than", "≤": "at most", "≥": "at least"}.get(match[0].strip())
    if word is None:
        article = before(match).lower().removesuffix(" ").rpartition(" ")[2]
        word = {"a": "roughly", "an": "approximately"}.get(article, "about")
    return f"{word} "


def _spaced(match: re.Match[str]) -> str | None:
    """Read figures in groups with blanks: "12 500 police" is "twelve thousand five hundred"."""
    counted = match["noun"] in words("en", "counted") or is_plural_noun(match["noun"])
    return number(match["say"].replace(" ", "")) if counted else None


def _indian(match: re.Match[str]) -> str:
    """Read Indian groups of figures: "1,25,000" is "one lakh twenty five thousand"."""
    n, words = int(match[0].replace(",", "")), []
    for size, name in ((10**7, "crore"), (10**5, "lakh")):
        if n >= size:
            words.append(f"{cardinal(n // size)} {name}")
            n %= size
    return " ".join([*words, cardinal(n)] if n else words)


def _fallback(match: re.Match[str]) -> str:
    return f" {_plain(match)} "


def _digit(match: re.Match[str]) -> str:
    return " ".join(number(normalize("NFKC", digit)) for digit in match[0])


def _fallbacks() -> tuple[Grammar, ...]:
    """Return the grammars of what no class claimed: each digit by itself, so that none is lost."""
    return (
        Grammar(pattern(r"\d{1,3}(?:,\d{3}){1,5}(?!\d)|\d{1,15}(?:\.\d{1,25})?"), _fallback),
        Grammar(pattern(r"\d{1,15}"), _fallback),
        Grammar(pattern(r"\d"), _fallback),
        Grammar(pattern(r"[⁰¹²³⁴⁵⁶⁷⁸⁹₀-₉①-⑳]{1,20}"), _digit),
    )


def _named() -> tuple[Grammar, ...]:
    """Return the grammars of numbers that are called so: "No. 5", "#5"."""
    return (
        Grammar(pattern(rf"\b(?P<say>(?P<no>Nos?\.|nos?\.){SPACE}?)(?=\d)"), _labelled, needs=_NUMBERED),
        Grammar(
            pattern(
                rf"\b(?P<say>(?P<no>Nos?){SPACE})(?=\d{{1,4}}\b(?![,.]\d|{SPACE}(?:people|one|of|more|years|days)))"
            ),
            _labelled,
            needs=_NUMBERED,
        ),
        Grammar(pattern(r"(?:№|\b[Nn][°º])\s?(?P<n>\d{1,6})"), _hash, needs=plain("№°º")),
        Grammar(pattern(r"(?<![&])#\s?(?P<n>\d{1,6}(?:\.\d)?)(?!\w)"), _hash, needs="#"),
    )


def grammars() -> tuple[Grammar, ...]:
    """Return the grammars of this class, in order of priority."""
    left = r"(?<![\w.])(?<!\d,)"
    right = r"(?!\w)(?!\.\d)(?!,\d{3}(?!\d))"
    return (
        *_named(),
        Grammar(
            pattern(r"(?<![\w.,$€£-])(?P<low>\d{2})[-–](?P<n>\d{2})s(?!\w)"),
            lambda m: f"{number(m['low'])} to {plural(number(m['n']))}",
            needs=_AGES,
        ),
        Grammar(pattern(rf"(?P<say>[<>≤≥~≈∼]{SPACE}?)(?=[$€£]?\.?\d)"), _compared, needs=plain("<>≤≥~≈∼")),
        Grammar(
            pattern(rf"(?<![\w)\d])(?P<sign>[-–]|[+±]{SPACE}?)(?P<low>{NUMBER}){right}"), _signed, needs=plain("-–+±")
        ),
        Grammar(pattern(rf"{left}(?P<low>{NUMBER})\+(?!\w)"), _more, needs="+"),
        Grammar(
            pattern(r"(?<![\w.,$€£-])(?<!\d )(?P<say>[1-9]\d{0,2}(?: \d{3}){1,4})(?= (?P<noun>[a-z]+)\b)"),
            _spaced,
            needs=_SPACED,
        ),
        Grammar(
            pattern(r"(?<![\w.,$€£-])(?<!\d )\d{1,3}(?: \d{3}){2,4}(?![\w.,]\d|\w| \d)"),
            lambda m: number(m[0].replace(" ", "")),
            needs=_SPACED,
        ),
        Grammar(
            pattern(r"(?<![\w.,$€£-])\d{1,3}(?:'\d{3}){1,4}(?![\w'])"),
            lambda m: number(m[0].replace("'", "")),
            needs=plain("'"),
        ),
        Grammar(pattern(rf"{left}\d{{1,2}}(?:,\d\d){{1,3}},\d{{3}}{right}"), _indian, needs=","),
        Grammar(pattern(rf"{left}(?:{NUMBER}){right}"), _plain),
        Grammar(
            pattern(r"(?<=[A-Za-z)])(?P<power>[²³])(?!\w)"),
            lambda m: " squared" if m[0] == "²" else " cubed",
            needs=plain("²³"),
        ),
        *_fallbacks(),
    )
