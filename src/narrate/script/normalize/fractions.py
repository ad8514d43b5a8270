"""Fractions in figures and glyphs, mixed numbers, powers, and marks out of a maximum such as 0/4."""

import re
from unicodedata import normalize

from narrate.script.normalize.cardinals import cardinal, fraction, label, number
from narrate.script.normalize.page import Page
from narrate.script.normalize.shapes import before, listed, pattern, speaks, word_after
from narrate.script.normalize.tables import words


def _mixed(whole: str, top: int, bottom: int) -> str:
    part = {2: "a half", 4: "a quarter"}.get(bottom) if top == 1 else None
    return f"{number(whole)} and {part or fraction(top, bottom)}"


def _glyph(match: re.Match[str]) -> str | None:
    if _FEET.search(before(match)) or _CENTED.search(before(match)):
        return None  # inches: 5'11½"; parts of a cent
    top, bottom = map(int, normalize("NFKC", match["glyph"]).split("⁄"))
    if match["whole"]:
        return _mixed(match["whole"], top, bottom)
    if bottom == 2 and _HALVED.match(match.string, match.end()):
        return "half"
    if bottom == 2 and match["hyphen"]:
        return "half" if _DETERMINED.search(before(match)) else "a half"
    return fraction(top, bottom)


_CENTED = pattern(r"\$\d+\.\d\d $")
_FEET = pattern(r"\d' ?(?:\d{1,2})?$")
_HALVED = pattern(r" (?:an?|the|my|your|his|her|its|our|their|of)\b")
_DETERMINED = pattern(r"\b(?:an?|the|this|that|its|his|her|their|our|my|your|every|each) $", re.IGNORECASE)


def _mixed_figures(match: re.Match[str]) -> str | None:
    bottom = int(match["bottom"])
    return f"{_mixed(match['whole'], int(match['top']), bottom)}" if bottom else None


def _slash(match: re.Match[str], page: Page) -> str | None:
    """Read two figures with a slash: a fraction, a mark, a bet, runs for wickets, a blood pressure."""
    top, bottom = int(match["top"].replace(",", "")), int(match["bottom"].replace(",", ""))
    is_season = len(match["top"]) == 4 and bottom in {top + 1, (top + 1) % 100} and not match["suffix"]
    is_named = top >= _NAMED and bottom > _PRESSED and _NAME.search(before(match))
    if is_season or is_named or _CENTED.search(before(match)) or _APART.search(before(match)) or _is_of_month(match):
        return None
    if (top, bottom) == (1, 2) and _HALVED.match(match.string, match.end()):
        return "half"
    return fraction(top, bottom) if match["suffix"] else _said(match, top, bottom, page) + _of_one(match, top, bottom)


_MEASURES = frozenset(
    {"mile", "inch", "cent", "acre", "ton", "tonne", "pound", "ounce", "gallon", "yard", "kilometer", "hour"}
)


def _of_one(match: re.Match[str], top: int, bottom: int) -> str:
    """Return what stands between parts and their measure: "3/4 mile" is "three-quarters of a mile"."""
    if not 1 < top < bottom or _DETERMINED.search(before(match)):
        return ""
    following = word_after(match)
    return f" of a{'n' if following in {'inch', 'acre', 'ounce', 'hour'} else ''}" if following in _MEASURES else ""


_NAME = pattern(r"[A-Z][a-z]+ $")
_NAMED = 100  # such figures are no parts, but two names: Switchblade 300/600
_PRESSED = 130  # the largest lower figure of a blood pressure
_APART = pattern(
    r"\b(?:[Pp]hases?|[Gg]rades?|[Ss]tages?|[Ll]evels?|[Tt]iers?|[Tt]ypes?|Class|Years?|Nos?\.?|Flats?|Units?) $"
    r"|\d[-–]\d{1,2} ?\($"
)

"""In front of two figures that are no fraction: "Phase 2/3", the tie-break of "7-6 (7/5)"."""

_MONTH_BEFORE = pattern(r"\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.? $")
_MONTH_AFTER = pattern(r" (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\b")


def _is_of_month(match: re.Match[str]) -> bool:
    """Say whether two figures are days: "25/26 November"."""
    return bool(_MONTH_AFTER.match(match.string, match.end()) or _MONTH_BEFORE.search(before(match)))


def _said(match: re.Match[str], top: int, bottom: int, page: Page) -> str:
    if bottom == 1 or _is_price_of_a_bet(match):
        return f"{cardinal(top)} to {cardinal(bottom)}"
    if _is_mark(match, top, bottom):
        return f"{cardinal(top)} out of {cardinal(bottom)}"
    if top <= _WICKETS < bottom and (_BOWLING.search(before(match)) or page.mentions("cricket")):
        return f"{cardinal(top)} for {cardinal(bottom)}"
    if top > 3 * _WICKETS and bottom <= _WICKETS:
        return f"{cardinal(top)} for {cardinal(bottom)}"  # cricket: no fraction is so large
    if 59 < top < 300 and 39 < bottom <= _PRESSED:
        return f"{label(top)} over {cardinal(bottom)}"
    return fraction(top, bottom)


_WICKETS = 10  # of an innings
_BOWLING = pattern(r"\b(?:took|taking|figures of|claimed|finished with|ended with) $")
_STAKED = pattern(r" (?:shot|chance|on|against|joint)\b")
_BET = pattern(rf"\b(?:{listed('betting')})\b", re.IGNORECASE)


def _is_price_of_a_bet(match: re.Match[str]) -> bool:
    """Say whether a fraction is the price of a bet: "the 7/2 favourite" is "seven to two"."""
    if _STAKED.match(match.string, match.end()):
        return int(match["top"].replace(",", "")) > 1 or match["bottom"] != "3"
    return speaks(_BET, match) and word_after(match) not in words("en", "fractioned")


def _is_mark(match: re.Match[str], top: int, bottom: int) -> bool:
    if not top or top == bottom or not bottom:
        return True
    following = word_after(match)
    if following in words("en", "fractioned"):
        return False
    if following in words("en", "marks") or re.search(
        r"\b(?:rat(?:ed|ing)|scor(?:e|ed|ing)|grade[ds]?|g[ai]v(?:e|en|es|ing)|gets?|got|receiv(?:es?|ed)|earn(?:s|ed)|award(?:s|ed)|pain|review|critics?|stars?)\b",
        before(match),
    ):
        return True
    return (bottom == 10 and match[0] != match.string and (top > 1 or before(match).endswith("("))) or (
        bottom == 100 and top > 9
    )


def _power(match: re.Match[str]) -> str:
    """Read a power: "m²" is elsewhere, "10^-9" is "ten to the power of minus nine"."""
    power = normalize("NFKC", match["power"])
    if power in {"2", "3"} and not match["sign"]:
        return f"{number(match['base'])} {'squared' if power == '2' else 'cubed'}"
    return f"{number(match['base'])} to the power of {'minus ' if match['sign'] else ''}{number(power)}"
