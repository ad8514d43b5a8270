"""Pairs of currencies, notes and old money, parts of which look like amounts."""

import re

from narrate.script.normalize.cardinals import cardinal, plural
from narrate.script.normalize.grammar import Grammar
from narrate.script.normalize.signs import pattern
from narrate.script.normalize.tables import rows

__all__ = ["grammars"]


def _pair(match: re.Match[str]) -> str | None:
    """Read a pair of the currency market as dealers do: USD/JPY is "dollar yen"."""
    coins = {row[0]: row for row in rows("en", "currencies")}
    if match["a"] not in coins or match["b"] not in coins:
        return None
    names = [coins[code][1] for code in (match["a"], match["b"])]
    if sum(name.endswith("dollar") for name in names) < 2:
        names = [name.removeprefix("U.S. ") for name in names]
    return " ".join(names)


def _notes(match: re.Match[str]) -> str:
    """Read "$20s" as "twenties", and bigger ones as so many dollars."""
    return plural(cardinal(int(match["n"])))


def _old_money(match: re.Match[str]) -> str:
    """Read pounds, shillings and pence of before 1971: "£2 14s 6d"."""
    pounds, shillings = int(match["pounds"].replace(",", "")), int(match["shillings"])
    parts = ((pounds, "pound"), (shillings, "shilling"))
    said = " ".join(f"{cardinal(n)} {unit}{'' if n == 1 else 's'}" for n, unit in parts)
    if not match["pence"]:
        return said
    return f"{said} and {cardinal(int(match['pence']))} {'penny' if match['pence'] == '1' else 'pence'}"


def _shillings(match: re.Match[str]) -> str:
    shillings = cardinal(int(match["shillings"]))
    return f"{shillings} shilling{'s' if match.string.startswith(' a ', match.end()) and shillings != 'one' else ''}"


def grammars() -> tuple[Grammar, ...]:
    """Return the grammars of this class, in order of priority."""
    codes = "[A-Z]{3}"
    return (
        Grammar(pattern(r"(?<![\w$£])[$£](?P<n>5|[125]0|100)s(?!\w)"), _notes, needs="$£"),
        Grammar(pattern(rf"\b(?P<a>{codes})[/-](?P<b>{codes})\b"), _pair, needs="/-"),
        Grammar(
            pattern(r"£(?P<pounds>\d{1,5}(?:,\d{3})?) (?P<shillings>\d{1,2})s(?:\.? (?P<pence>\d{1,2})d)?(?!\w)"),
            _old_money,
            needs="£",
        ),
        Grammar(
            pattern(r"(?<![\w.,$€£])(?P<shillings>\d{1,2})s(?= (?:note|coin|piece|a (?:week|day|year))\b)"),
            _shillings,
            needs=pattern(r"\d{1,2}s (?:note|coin|piece|a )"),
        ),
    )
