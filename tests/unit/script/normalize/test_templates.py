"""What a template says for a match."""

import re

import pytest

from narrate.script.normalize.templates import template

MATCH = re.match(r"(?P<n>\d+)(?P<unit>kg)?(?P<no>x)?(?P<s> S)?(?P<e>E\d)?", "12kg S")


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("kilos", "kilos"),
        ("{n}", "12"),
        ("{0}", "12kg S"),
        ("{n:cardinal}", "twelve"),
        ("{n:ordinal:title}", "Twelfth"),
        ("{n:number} {unit:units.2}", "twelve kilograms"),
        ("{unit:units}", "kilogram"),
        ("{n:twice}", "12 12"),
        ("{n}[ {unit}][ {no}]", "12 kg"),
        ("{n}[unit? heavy][no? light]", "12 heavy"),
        ("{n}[ {unit}[ {no}] net]", "12 kg net"),
        ("{n}[ {no}[ {unit}] net]", "12"),
        ("_{n}_", " 12 "),
        ("_", " "),
        ('""', ""),
    ],
)
def test_a_template_says(written: str, said: str) -> None:
    assert MATCH is not None
    assert template(written, {"_twice": lambda figures: f"{figures} {figures}"})(MATCH) == said


@pytest.mark.parametrize(
    ("name", "written", "said"),
    [
        ("bare", "1 250", "1250"),
        ("cardinal", "1,250", "one thousand two hundred fifty"),
        ("digits", "911", "nine one one"),
        ("label", "101", "one oh one"),
        ("lower", "AB", "ab"),
        ("number", "2.5", "two point five"),
        ("pairs", "305", "three oh five"),
        ("plural", "six", "sixes"),
        ("roman", "iv", "four"),
        ("roman_ordinal", "XXI", "twenty first"),
        ("short_year", "'05", "oh five"),
        ("sign", "+", "plus"),
        ("sign", "±", "plus or minus"),
        ("sign", "–", "minus"),
        ("spell", "ngo", "N.G.O."),
        ("upper", "ab", "AB"),
        ("word", "NATO", "NATO"),
        ("year", "1905", "nineteen oh five"),
        ("piece", "K", "king"),
    ],
)
def test_a_function_of_templates_says(name: str, written: str, said: str) -> None:
    match = re.match("(?P<it>.*)", written)
    assert match is not None
    assert template(f"{{it:{name}}}", {})(match) == said
