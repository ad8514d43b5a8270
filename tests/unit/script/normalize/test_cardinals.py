"""Numbers in English words, at every place where the way of saying them turns."""

import pytest

from narrate.script.normalize.cardinals import cardinal, digits, fraction, label, number, ordinal, pairs, plural, year


@pytest.mark.parametrize(
    ("n", "said"),
    [
        (0, "zero"),
        (10, "ten"),
        (19, "nineteen"),
        (20, "twenty"),
        (21, "twenty one"),
        (30, "thirty"),
        (40, "forty"),
        (50, "fifty"),
        (60, "sixty"),
        (70, "seventy"),
        (80, "eighty"),
        (99, "ninety nine"),
        (100, "one hundred"),
        (101, "one hundred one"),
        (120, "one hundred twenty"),
        (999, "nine hundred ninety nine"),
        (1000, "one thousand"),
        (1001, "one thousand one"),
        (20_000, "twenty thousand"),
        (10**6, "one million"),
        (10**6 + 1, "one million one"),
        (10**9, "one billion"),
        (10**12, "one trillion"),
        (10**15, "one quadrillion"),
        (10**18, "one quintillion"),
        (999 * 10**18, "nine hundred ninety nine quintillion"),
        (10**21, "one " + " ".join(["zero"] * 21)),
        (-1, "minus one"),
        (-105, "minus one hundred five"),
    ],
)
def test_a_cardinal(n, said):
    assert cardinal(n) == said


@pytest.mark.parametrize(
    ("n", "said"),
    [
        (0, "zeroth"),
        (1, "first"),
        (2, "second"),
        (3, "third"),
        (4, "fourth"),
        (5, "fifth"),
        (8, "eighth"),
        (9, "ninth"),
        (12, "twelfth"),
        (13, "thirteenth"),
        (20, "twentieth"),
        (22, "twenty second"),
        (30, "thirtieth"),
        (100, "one hundredth"),
        (101, "one hundred first"),
        (1000, "one thousandth"),
    ],
)
def test_an_ordinal(n, said):
    assert ordinal(n) == said


@pytest.mark.parametrize(
    ("n", "said"),
    [
        (737, "seven thirty seven"),
        (700, "seven hundred"),
        (709, "seven oh nine"),
        (710, "seven ten"),
        (1000, "one thousand"),
        (1100, "eleven hundred"),
        (1508, "fifteen oh eight"),
        (2000, "two thousand"),
        (9999, "ninety nine ninety nine"),
    ],
)
def test_a_house_number_is_read_in_pairs(n, said):
    assert pairs(n) == said


@pytest.mark.parametrize(
    ("n", "said"),
    [
        (42, "forty two"),
        (99, "ninety nine"),
        (100, "one hundred"),
        (101, "one oh one"),
        (200, "two hundred"),
        (737, "seven thirty seven"),
        (1000, "one thousand"),
        (1100, "eleven hundred"),
        (2000, "two thousand"),
        (2001, "two thousand one"),
        (2009, "two thousand nine"),
        (2010, "twenty ten"),
        (3000, "three thousand"),
        (9999, "ninety nine ninety nine"),
        (10_000, "ten thousand"),
        (10_001, "ten thousand one"),
    ],
)
def test_a_number_that_names_a_thing(n, said):
    assert label(n) == said


@pytest.mark.parametrize(
    ("n", "said"),
    [
        (999, "nine hundred ninety nine"),
        (1000, "one thousand"),
        (1001, "ten oh one"),
        (1066, "ten sixty six"),
        (1900, "nineteen hundred"),
        (1905, "nineteen oh five"),
        (1999, "nineteen ninety nine"),
        (2000, "two thousand"),
        (2009, "two thousand nine"),
        (2010, "twenty ten"),
        (2024, "twenty twenty four"),
        (3000, "three thousand"),
    ],
)
def test_a_year(n, said):
    assert year(n) == said


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("12", "twelve"),
        (" 12 ", "twelve"),
        ("1,200", "one thousand two hundred"),
        ("0", "zero"),
        ("007", "zero zero seven"),
        ("0.5", "zero point five"),
        ("00.5", "zero point five"),
        (".5", "point five"),
        ("3.14", "three point one four"),
        ("-3", "minus three"),
        ("−3", "minus three"),
        ("+3", "plus three"),
        ("+.5", "plus point five"),
        ("-007", "minus zero zero seven"),
        ("100000000000005", "one hundred trillion five"),
        ("1000000000000005", "one zero zero zero zero zero zero zero zero zero zero zero zero zero zero five"),
        ("1,000,000,000,000,005", "one quadrillion five"),
    ],
)
def test_a_written_number(written, said):
    assert number(written) == said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("nineteen ninety", "nineteen nineties"),
        ("six", "sixes"),
        ("nineteen", "nineteens"),
        ("two thousand", "two thousands"),
    ],
)
def test_a_plural(words, said):
    assert plural(words) == said


@pytest.mark.parametrize(
    ("top", "bottom", "said"),
    [
        (1, 2, "one-half"),
        (3, 2, "three-halves"),
        (1, 4, "one-quarter"),
        (3, 4, "three-quarters"),
        (2, 3, "two-thirds"),
        (1, 8, "one-eighth"),
        (1, 100, "one-hundredth"),
        (7, 100, "seven-hundredths"),
        (20, 3, "twenty-thirds"),
        (21, 3, "twenty one thirds"),
        (1, 1000, "one-thousandth"),
        (3, 1000, "three-thousandths"),
        (1, 10**6, "one-millionth"),
        (1, 32, "one thirty second"),
        (5, 32, "five thirty seconds"),
    ],
)
def test_a_fraction(top, bottom, said):
    assert fraction(top, bottom) == said


def test_digits_are_said_one_by_one():
    assert digits("741") == "seven four one"
    assert digits("7-4 1") == "seven four one"
