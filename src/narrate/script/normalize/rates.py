"""Rates and units without figures of their own: "32p a day/kWh", "per sq ft", "in km/h", "3x/day"."""

import re

from narrate.script.normalize.cardinals import number
from narrate.script.normalize.grammar import Grammar, needing
from narrate.script.normalize.shapes import NUMBER, SPACE, choice, listed
from narrate.script.normalize.signs import pattern
from narrate.script.normalize.tables import table, words
from narrate.script.normalize.units import units

__all__ = ["grammars"]

_NEEDED = pattern(r"\d/[A-Za-z]|\dx/|[a-z] ?/ ?[a-zA-Z]|per [a-zA-Z]{1,2}|per [mM]|\b(?:k[pmgVW]|mp|MW|GW|TW|sq)")


def _rate(match: re.Match[str]) -> str:
    return f" per {table('en', 'per')[match['per']]}"


def _each(match: re.Match[str]) -> str:
    """Read "3x/day" as "three times a day"."""
    return f"{number(match['n'])} times {'an' if match['per'][0] == 'h' else 'a'} {table('en', 'per')[match['per']]}"


def grammars() -> tuple[Grammar, ...]:
    """Return the grammars of this class, in order of priority."""
    left = r"(?<![\w.,$€£#])(?<![^\W_][-–])"
    per = choice(table("en", "per"))
    certain = (
        "kg|MWh|kWh|bbl|barrel|tonne|ton|hour|hr|day|week|month|year|person|mile|km|sq ft|sq m|gallon|litre|liter|lb|oz"
    )
    bare = choice(unit.replace("_", " ") for unit in words("en", "unit"))
    after_per = choice({u.replace("_", " ") for u in words("en", "unit") | words("en", "per_unit")})
    return needing(
        _NEEDED,
        (
            Grammar(pattern(rf"{left}(?P<n>{NUMBER})x ?/ ?(?P<per>day|week|month|year|hour|wk|mo|yr)(?!\w)"), _each),
            Grammar(
                pattern(rf"{left}(?P<n>{NUMBER})/(?P<per>{certain})(?!\w)"),
                lambda m: f"{number(m['n'])} per {table('en', 'per')[m['per']]}",
            ),
            Grammar(
                pattern(rf"\b(?:{listed('coins')}) ?(?P<say>/ ?(?P<per>{per}))(?!\w)"),
                _rate,
                needs="/",
            ),
            Grammar(
                pattern(
                    rf"(?<=[a-z])(?<=s|e){SPACE}?/{SPACE}?(?P<per>[kMG]Wh|k?m[²³23]|kg|barrel|bbl|tonne|ton|hour|day|week|month|year|"
                    r"person|capita|acre|hectare|ha|wk|yr|hr|litre|liter|gallon|mile|km)(?!\w)"
                ),
                _rate,
                needs="/",
            ),
            Grammar(
                pattern(
                    r"(?:\b(?:cents?|dollars?|pounds?|euros?)|\d[¢cp]?) an? "
                    r"(?P<say>bbl|lb|oz|gal|kg|kWh|MWh|cwt|sq ft)(?![\w/])"
                ),
                lambda m: units()[m["say"]][0],
                needs=pattern(r" an? (?:bbl|lb|oz|gal|kg|[kM]Wh|cwt|sq)"),
            ),
            Grammar(
                pattern(rf"\b[Pp]er (?P<say>{after_per})(?![\w/])(?:\.(?= [a-z]))?"),
                lambda m: units()[m["say"]][0],
                needs=pattern(r"[Pp]er (?:[a-zA-Z]{1,2}\b|[mMkTG]|sq|cu|bbl|gal|MMB|mmb|min|sec)"),
            ),
            Grammar(
                pattern(rf"(?<![\w/.-])(?<!\d )(?:{bare})(?![\w/-])"),
                lambda m: units()[m[0]][1],
                needs=pattern(r"\b(?:k[pmgVW]|mp[hg]|[MGT]Wh|sq)"),
            ),
        ),
    )
