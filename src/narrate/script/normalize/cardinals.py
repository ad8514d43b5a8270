"""English words of numbers: cardinals, ordinals, years, decimals, digit by digit.

American usage: no "and" after "hundred" (Chicago Manual of Style 18, 9.2 to 9.4). "Twenty one" is written without a
hyphen: as one word, a front end puts its stress on "twenty".
"""

__all__ = [
    "cardinal",
    "digits",
    "fraction",
    "label",
    "number",
    "ordinal",
    "pairs",
    "plural",
    "short_year",
    "sign",
    "tail",
    "year",
]

_ONES = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["_", "_", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_SCALES = (
    (10**18, "quintillion"),
    (10**15, "quadrillion"),
    (10**12, "trillion"),
    (10**9, "billion"),
    (10**6, "million"),
    (10**3, "thousand"),
)
_IRREGULAR = {
    "one": "first",
    "two": "second",
    "three": "third",
    "five": "fifth",
    "eight": "eighth",
    "nine": "ninth",
    "twelve": "twelfth",
}
_LARGEST = 10**21  # beyond, nobody names the number: it is read digit by digit


def _below_thousand(n: int) -> str:
    words = []
    if n >= 100:
        words.append(f"{_ONES[n // 100]} hundred")
        n %= 100
    if n >= 20:
        words.append(_TENS[n // 10] + (f" {_ONES[n % 10]}" if n % 10 else ""))
    elif n or not words:
        words.append(_ONES[n])
    return " ".join(words)


def cardinal(n: int) -> str:
    """Return `n` in words: 155 is "one hundred fifty five"."""
    if n < 0:
        return f"minus {cardinal(-n)}"
    if n >= _LARGEST:
        return digits(str(n))
    words = []
    for size, name in _SCALES:
        if n >= size:
            words.append(f"{_below_thousand(n // size)} {name}")
            n %= size
    if n or not words:
        words.append(_below_thousand(n))
    return " ".join(words)


def ordinal(n: int) -> str:
    """Return the ordinal of `n`: 22 is "twenty second", 101 is "one hundred first"."""
    return _ordinal_of(cardinal(n))


def _ordinal_of(words: str) -> str:
    cut = max(words.rfind(" "), words.rfind("-")) + 1
    head, last = words[:cut], words[cut:]
    if last in _IRREGULAR:
        return head + _IRREGULAR[last]
    return f"{head}{last[:-1]}ieth" if last.endswith("y") else f"{head}{last}th"


def digits(text: str) -> str:
    """Return the digits of `text` one by one: "741" is "seven four one"."""
    return " ".join(_ONES[int(c)] for c in text if c.isdecimal())


def pairs(n: int) -> str:
    """Return `n` (100 to 9999) as house numbers are read: 737 is "seven thirty seven", 1508 "fifteen oh eight"."""
    high, low = divmod(n, 100)
    if not low:
        return cardinal(n) if n % 1000 == 0 else f"{cardinal(high)} hundred"
    return f"{cardinal(high)} {tail(low)}"


def tail(n: int) -> str:
    """Return the last two figures of a number that is read in pairs: 5 is "oh five"."""
    return cardinal(n) if n > 9 else f"oh {cardinal(n)}"


def short_year(written: str) -> str:
    """Return a year of two or four figures: "05" is "oh five", "00" "two thousand"."""
    n = int(written)
    if len(written) > 2:
        return year(n)
    return tail(n) if n else "two thousand"


def label(n: int) -> str:
    """Return a number that names a thing: 101 is "one oh one", 737 "seven thirty seven", 42 "forty two"."""
    return cardinal(n) if n < 100 or n >= 10000 or 2000 < n < 2010 else pairs(n)


def year(n: int) -> str:
    """Return a year as it is said: 1905 "nineteen oh five", 2009 "two thousand nine", 2024 "twenty twenty four"."""
    return cardinal(n) if n < 1000 or 2000 < n < 2010 else pairs(n)


def sign(written: str) -> str:
    """Return the word for the sign in front of a number: all dashes are a minus."""
    return {"+": "plus", "±": "plus or minus"}.get(written, "minus")


def number(text: str) -> str:
    """Return a written number in words; a sign becomes a word, decimals are kept, "007" is read by digits."""
    lead, body = "", text.strip()
    if body.startswith(("-", "−", "–", "+")):
        lead, body = f"{sign(body[:1])} ", body[1:]
    whole, _, decimals = body.replace(",", "").partition(".")
    if whole.startswith("0") and not decimals:
        return lead + digits(whole)
    words = (cardinal(int(whole)) if len(whole) < 16 or "," in body else digits(whole)) if whole else ""
    if decimals:
        words = f"{words} point {digits(decimals)}".strip()
    return lead + words


def plural(words: str) -> str:
    """Return the plural of number words: "nineteen ninety" is "nineteen nineties", "six" is "sixes"."""
    if words.endswith("y"):
        return f"{words[:-1]}ies"
    return f"{words}es" if words.endswith("x") else f"{words}s"


def fraction(top: int, bottom: int) -> str:
    """Return a fraction in words: 3/4 is "three-quarters", 1/100000 "one one-hundred-thousandth"."""
    if bottom == 1:
        return f"{cardinal(top)} over one"
    one = {2: "half", 4: "quarter"}.get(bottom) or ordinal(bottom)
    if bottom in {100, 1000, 10**6}:
        one = one.removeprefix("one ")
    many = "halves" if bottom == 2 else f"{one}s"
    return (
        f"{cardinal(top)} {one if top == 1 else many}"
        if " " in one or top > 20
        else f"{cardinal(top)}-{one if top == 1 else many}"
    )
