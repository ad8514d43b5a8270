"""Languages other than English: numbers, dates, percentages, currencies and units by `num2words` and one table each."""

import re
from functools import cache

from narrate.script.normalize.grammar import Grammar
from narrate.script.normalize.shapes import DASH, SPACE, choice
from narrate.script.normalize.signs import pattern, plain
from narrate.script.normalize.tables import rows, table

__all__ = ["grammars"]

_SLAVIC = frozenset({"uk", "ru", "pl"})


@cache
def _words(n: int, language: str) -> str:
    from num2words import num2words  # heavy: 0.1 s

    return str(num2words(n, lang=language)) if n < 10**15 else " ".join(_words(int(d), language) for d in str(n))


def _ordinal(n: int, language: str) -> str:
    from num2words import num2words

    return str(num2words(n, to="ordinal", lang=language))


class _Language:
    """The table of one language, and how it says quantities."""

    def __init__(self, code: str) -> None:
        self.code = code
        self.phrases = table(code, "phrases")
        self.months = {row[0].lower(): row[1] for row in rows(code, "months")}
        self.names = tuple(dict.fromkeys(row[1] for row in rows(code, "months")))
        self.units = {plain(row[0]): row[1:] for row in rows(code, "units")}

    def number(self, written: str) -> str:
        """Return a written number in words, in the conventions of the language (comma for decimals)."""
        body = re.sub(r"[ ']", "", written)
        if re.fullmatch(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?", body):
            body = body.replace(".", "")
        body = re.sub(r"(?<=\d),(?=\d{3},)|(?<=\d),(?=\d{3}$)", "", body) if body.count(",") > 1 else body
        whole, _, decimals = body.replace(",", ".").partition(".")
        said = _words(int(whole), self.code) if len(whole) < 16 else self.digits(whole)
        if not decimals:
            return said
        if "tenth" in self.phrases:
            return self.parts(said, decimals)
        tail = _words(int(decimals), self.code) if decimals[0] != "0" and len(decimals) < 3 else self.digits(decimals)
        return f"{said} {self.phrases['point']} {tail}"

    def parts(self, whole: str, decimals: str) -> str:
        """Return a decimal as Ukrainian and Russian say it: so many wholes, so many tenths."""
        size = ("tenth", "hundredth", "thousandth")[min(len(decimals), 3) - 1]
        some = self.feminine(_words(int(decimals[:3]), self.code))
        whole = self.feminine(whole)
        one = self.phrases["one"]
        unit = self.phrases["whole1" if whole.endswith(one) else "whole"]
        return f"{whole} {unit} {some} {self.phrases[size + '1' if some.endswith(one) else size]}"

    def feminine(self, words: str) -> str:
        """Return number words in the feminine: "один" is "одна", "два" is "дві"."""
        for masculine, feminine in (pair.split("/") for pair in self.phrases["feminine"].split()):
            if words == masculine or words.endswith(f" {masculine}"):
                return words.removesuffix(masculine) + feminine
        return words

    def digits(self, written: str) -> str:
        """Return figures one by one."""
        return " ".join(_words(int(d), self.code) for d in written)

    def form(self, written: str, forms: tuple[str, ...]) -> str:
        """Return the noun's form for a quantity: one, few, many (and fractions) in Slavic languages, else one, many."""
        body = re.sub(r"[^\d.,]", "", written)
        if self.code not in _SLAVIC:
            return forms[0] if body == "1" or (self.code == "fr" and re.match(r"[01](?:[.,]|$)", body)) else forms[1]
        if re.search(r"[.,]\d{1,2}$", body):
            return forms[3] if len(forms) > 3 else forms[1]
        n = int(re.sub(r"\D", "", body) or 0)
        if n % 10 == 1 and n % 100 != 11 and (self.code != "pl" or n == 1):
            return forms[0]
        return forms[1] if 1 < n % 10 < 5 and not 11 < n % 100 < 15 else forms[2]

    def measured(self, match: re.Match[str]) -> str:
        """Read a number with its unit or sign, before or after it, with a range and a magnitude."""
        written, high, mag = match["n"], match["high"], match["mag"]
        sign = f"{self.phrases['minus']} " if match["sign"] else ""
        said = sign + self.number(written)
        if high:
            said += f" {self.phrases['to']} {self.number(high)}"
        forms = self.units[match["unit"]]
        if written == "1" and not high and "article" in self.phrases:
            word = self.magnitude(written, mag) if mag else forms[0]
            said = sign + self.phrases["article_feminine" if word in self.phrases["feminines"].split() else "article"]
        if mag:
            word = self.magnitude(high or written, mag)
            return f"{said} {word} {self.of(forms)}"
        return f"{said} {self.form(high or written, forms)}"

    def of(self, forms: tuple[str, ...]) -> str:
        """Return the unit after "million": genitive plural in Slavic languages, "de" in Romance ones."""
        return f"{self.phrases.get('of', '')} {forms[2] if self.code in _SLAVIC else forms[1]}".strip()

    def magnitude(self, written: str, mag: str) -> str:
        """Return "million" in the form that its number asks for."""
        row = self.units.get(mag.lower().rstrip("."))
        return self.form(written, row) if row else mag

    def date(self, match: re.Match[str]) -> str | None:
        """Read a day with its month in words or figures, and the year."""
        day = int(match["d"])
        month = match["m"]
        name = (
            self.names[int(month) - 1]
            if month.isdecimal() and 1 <= int(month) <= 12
            else self.months.get(month.lower().rstrip("."))
        )
        if name is None or not 1 <= day <= 31:
            return None
        year = f" {self.year(match['y'])}" if match["y"] else ""
        said = self.day(day, match.string[max(0, match.start() - 12) : match.start()])
        joint = f" {self.phrases['of_month']} " if self.phrases.get("of_month") else " "
        of_year = f" {self.phrases['of_month']}" if year and self.phrases.get("of_month") else ""
        return f"{said}{joint}{name}{of_year}{year}"

    def day(self, n: int, front: str) -> str:
        """Return the day of a month: an ordinal where the language wants one, in German in the case of `front`."""
        row = self.phrases.get(f"day{n}")
        if row:
            return row
        if self.code == "de":
            inflected = re.search(r"\b(?:am|vom|zum|dem|den|des|ab|bis|seit) $", front, re.IGNORECASE)
            ending = "n" if inflected else "" if re.search(r"\b[Dd]er $", front) else "r"
            return _ordinal(n, "de") + ending
        return _words(n, self.code)

    def year(self, written: str) -> str:
        """Return a year; German counts hundreds up to 1999."""
        n = int(written)
        if self.code == "de" and 1100 <= n < 2000:
            low = n % 100
            return f"{_words(n // 100, 'de')}hundert{_words(low, 'de') if low else ''}"
        return _words(n, self.code)

    def clock(self, match: re.Match[str]) -> str | None:
        """Read a time of day in figures."""
        hour, minute = int(match["h"]), int(match["min"])
        if hour > 24 or minute > 59:
            return None
        middle = f" {self.phrases['clock']}" if self.phrases.get("clock") else ""
        return f"{_words(hour, self.code)}{middle}{' ' + _words(minute, self.code) if minute else ''}"

    def score(self, match: re.Match[str]) -> str:
        """Read two numbers joined by a dash or colon."""
        joint = self.phrases["score" if match["mark"] == ":" else "to"]
        return f"{self.number(match['n'])} {joint} {self.number(match['high'])}"


def grammars(code: str) -> tuple[Grammar, ...]:
    """Return the grammars of a language, in order of priority; letters and figures that no rule knows stay."""
    lang = _Language(code)
    return (*_days_and_quantities(lang), *_plain_numbers(lang))


def _days_and_quantities(lang: _Language) -> tuple[Grammar, ...]:
    """Return the grammars of dates, times and quantities with a unit."""
    number = r"(?:\d{1,3}(?:[ .']\d{3}){1,5}(?!\d)|\d{1,15})(?:[.,]\d{1,9})?"
    months = choice(lang.months)
    units = choice(unit for unit in lang.units)
    before = choice(unit for unit in lang.units if not unit.isalnum() or unit in {"USD", "EUR", "UAH", "PLN", "RUB"})
    mags = choice(unit for unit in lang.units if unit in set(lang.phrases.get("magnitudes", "").split()))
    dotted = choice(unit for unit in lang.units if unit in set(lang.phrases["dotted"].split()))
    after = r"\w" if lang.code == "de" else r"[^\W\d_A-ZА-ЯІЇЄҐ]"
    left, right = r"(?<![\w.,])", r"(?![\w])(?![.,]\d)"
    mag = rf"(?:{SPACE}?(?P<mag>{mags})\b\.?)?"
    high = rf"(?:{SPACE}?{DASH}{SPACE}?(?P<high>{number}))?"
    sign = r"(?P<sign>(?<!\w)[-–])?"
    year = r"(?P<y>[12]\d{3})"
    return (
        Grammar(
            pattern(
                rf"{left}(?P<d>[0-3]?\d)(?:\.|er)?{SPACE}(?:de{SPACE})?(?P<m>(?i:{months}))"
                rf"\b\.?(?:{SPACE}(?:de{SPACE})?{year})?(?!\w)"
            ),
            lang.date,
        ),
        Grammar(pattern(rf"{left}(?P<d>[0-3]?\d)[./](?P<m>[01]?\d)[./]{year}(?!\w)"), lang.date),
        Grammar(pattern(rf"{left}(?P<h>[0-2]?\d)[:h](?P<min>[0-5]\d)(?!\w)(?:{SPACE}Uhr\b)?"), lang.clock),
        Grammar(pattern(rf"(?<!\w){sign}(?P<unit>{before}){SPACE}?(?P<n>{number}){high}{mag}{right}"), lang.measured),
        Grammar(
            pattern(rf"{left}{sign}(?P<n>{number}){high}{SPACE}?(?P<mag>)(?P<unit>{dotted})\.(?={SPACE}{after})"),
            lang.measured,
        ),
        Grammar(pattern(rf"{left}{sign}(?P<n>{number}){high}{mag}{SPACE}?-?(?P<unit>{units})(?!\w)"), lang.measured),
    )


def _plain_numbers(lang: _Language) -> tuple[Grammar, ...]:
    """Return the grammars of scores, years and numbers without a unit."""
    number = r"(?:\d{1,3}(?:[ .']\d{3}){1,5}(?!\d)|\d{1,15})(?:[.,]\d{1,9})?"
    left, right = r"(?<![\w.,])", r"(?![\w])(?![.,]\d)"
    year = r"(?P<y>[12]\d{3})"
    return (
        Grammar(pattern(rf"{left}(?P<n>{number})(?P<mark>{DASH}|:)(?P<high>{number}){right}"), lang.score),
        Grammar(
            pattern(rf"{left}(?P<sign>(?<!\w)[-–])(?P<n>{number}){right}"),
            lambda m: f"{lang.phrases['minus']} {lang.number(m['n'])}",
        ),
        Grammar(pattern(rf"{left}{year}{right}"), lambda m: lang.year(m["y"])),
        Grammar(pattern(rf"{left}(?P<n>{number}){right}"), lambda m: lang.number(m["n"])),
        Grammar(
            pattern(r"\d{1,15}"), lambda m: f" {lang.digits(m[0])} " if len(m[0]) > 6 else f" {lang.number(m[0])} "
        ),
    )
