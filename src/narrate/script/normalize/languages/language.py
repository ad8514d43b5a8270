"""What languages share: numbers, quantities, days, times, scores and abbreviations by the tables of each."""

import re
from abc import ABC, abstractmethod
from collections.abc import Callable
from functools import cache

from narrate.script.normalize.rules import Rule
from narrate.script.normalize.shapes import DASH, SPACE, before, choice, plain
from narrate.script.normalize.tables import rows, table

__all__ = ["LEFT", "NUMBER", "RIGHT", "ROMAN", "ROMAN_SIGNS", "YEAR", "Language", "cardinal", "ordinal_word"]

NUMBER = r"(?:\d{1,3}(?:[ .']\d{3}){1,5}(?!\d)|\d{1,15})(?:[.,]\d{1,9})?"
YEAR = r"[12]\d{3}"
LEFT = r"(?<![\w.,])"
RIGHT = r"(?![\w])(?![.,]\d)"
ROMAN = r"(?=[IVX])X{0,3}(?:I[XV]|V?I{0,3})"
ROMAN_SIGNS = "[IVX]"
"""What a text must hold for a Roman numeral to be looked for."""
_FRONT = re.compile(r"([^\W\d_]+\.?) $")
_FIGURE = re.compile(r"\d $")
_AFTER = re.compile(r" ([^\W\d_]+)")
_NAMED = frozenset({"boeing", "airbus", "боїнг", "боинг", "article", "articles", "artículo", "art."})
_NUMBERED = re.compile(r"(?:n[°º]|№|[Nn]r\.?|[Nn]úm\.|n\.º) $")
_CODES = frozenset({"USD", "EUR", "UAH", "PLN", "RUB"})


@cache
def cardinal(n: int, code: str) -> str:
    """Return a whole number in words; figures one by one where it is longer than any news."""
    from num2words import num2words  # heavy: 0.1 s

    if n >= 10**15:
        return " ".join(cardinal(int(d), code) for d in str(n))
    reading = str(num2words(n, lang=code))
    return reading.removeprefix("одна ") if reading.startswith(("одна тисяча", "одна тысяча")) else reading


@cache
def ordinal_word(n: int, code: str) -> str:
    """Return an ordinal as dictionaries list it; there is none of nothing."""
    from num2words import num2words

    reading = str(num2words(n, to="ordinal", lang=code)) if n else cardinal(0, code)
    return re.sub(r"(vingt|.cent)sième$", r"\1ième", reading) if code == "fr" else reading


def _four(row: tuple[str, ...]) -> tuple[str, str, str, str]:
    written, reading, behind, front = (*row, "", "")[:4]
    return written, reading, behind, front


def _titled(text: str) -> str:
    """Return `text` with a capital, as it begins a sentence."""
    return text[0].upper() + text[1:]


class Language(ABC):
    """The tables of one language, and how it says figures; families say in subclasses what they do otherwise."""

    def __init__(self, code: str) -> None:
        self.code = code
        self.phrases = table(code, "phrases")
        self.months = {row[0].lower(): row[1] for row in rows(code, "months")}
        self.names = tuple(dict.fromkeys(row[1] for row in rows(code, "months")))
        self.units = {plain(row[0]): row[1:] for row in rows(code, "units")}
        money, joint, *forms = self.phrases.get("hundredths", "|").split("|")
        self.cents = (frozenset(plain(money).split()), joint, tuple(forms))

    def listed(self, name: str) -> frozenset[str]:
        """Return a phrase that is a list of words."""
        return frozenset(plain(self.phrases.get(name, "")).split())

    def words(self, n: int) -> str:
        """Return a whole number."""
        return cardinal(n, self.code)

    def digits(self, written: str) -> str:
        """Return figures one by one."""
        return " ".join(self.words(int(d)) for d in written)

    def number(self, written: str) -> str:
        """Return a written number in words, in the conventions of the language (comma for decimals)."""
        whole, decimals = self.parts(written)
        reading = self.words(int(whole))
        return self.decimal(reading, decimals) if decimals else reading

    def parts(self, written: str) -> tuple[str, str]:
        """Return the whole and the decimals of a written number as figures."""
        body = re.sub(r"[ ']", "", written)
        if re.fullmatch(r"\d{1,3}(?:\.\d{3})+|\d{1,3}(?:,\d{3}){2,}", body):
            return re.sub(r"\D", "", body), ""
        whole, _, decimals = re.sub(r"[.,](?=\d+$)", "|", body).partition("|")
        return re.sub(r"\D", "", whole), decimals

    def decimal(self, whole: str, decimals: str) -> str:
        """Return a number with decimals: two of them as a number, more one by one."""
        short = decimals[0] != "0" and len(decimals) < 3
        return f"{whole} {self.phrases['point']} {self.words(int(decimals)) if short else self.digits(decimals)}"

    def form(self, written: str, forms: tuple[str, ...]) -> str:
        """Return the noun's form for a quantity: the first for one, else the second."""
        return forms[0] if re.sub(r"[^\d.,]", "", written) == "1" else forms[1]

    def measured(self, match: re.Match[str]) -> str:
        """Read a number with its unit or sign, before or after it, with a range and a magnitude."""
        written, high, mag = match["n"], match["high"], match["mag"]
        forms = self.units[match["unit"]]
        sign = self.signed(match["sign"])
        if not (high or mag) and (money := self.money(written, match["unit"], forms)):
            return sign + money
        noun = self.magnitude(high or written, mag) if mag else forms[0]
        reading = self.agreed(written, noun)
        if high:
            reading += f" {self.phrases['to']} {self.signed(match['sign2'])}{self.agreed(high, noun)}"
        if mag:
            return f"{sign}{reading} {noun} {forms[1] if mag == 'mil' else self.of(forms)}"
        return f"{sign}{reading} {self.form(high or written, forms)}"

    @abstractmethod
    def agreed(self, written: str, noun: str) -> str:
        """Return a written number as it stands before a noun."""

    def signed(self, sign: str | None) -> str:
        """Return the word for a sign in front of a number."""
        return f"{self.phrases['plus' if sign[0] == '+' else 'minus']} " if sign else ""

    def money(self, written: str, unit: str, forms: tuple[str, ...]) -> str | None:
        """Return an amount with hundredths, such as "two euros fifty"; None for any other quantity."""
        units, joint, cents = self.cents
        whole, decimals = self.parts(written)
        if unit not in units or len(decimals) != 2:
            return None
        reading = f"{self.agreed(re.sub(r'[.,]..$', '', written), forms[0])} {self.form(whole, forms)}"
        if decimals == "00":
            return reading
        if not int(whole) and "cents" in self.phrases:
            return f"{self.words(int(decimals))} {self.phrases['cents']}"
        if not cents:
            return " ".join(filter(None, [reading, joint, self.number(decimals)]))
        return f"{reading} {self.agreed(decimals, cents[0])} {self.form(str(int(decimals)), cents)}"

    def of(self, forms: tuple[str, ...]) -> str:
        """Return the unit after "million"."""
        return f"{self.phrases.get('of', '')} {forms[1]}".strip()

    def magnitude(self, written: str, mag: str) -> str:
        """Return "million" in the form that its number asks for."""
        row = self.units.get(mag.lower().rstrip("."))
        return self.form(written, row) if row else mag

    def date(self, match: re.Match[str]) -> str | None:
        """Read a day with its month in words or figures, and the year."""
        name = self.month(match["m"])
        if name is None:
            return None
        joint = f" {self.phrases['of_month']} " if self.phrases.get("of_month") else " "
        year = f"{joint}{self.words(int(match['y']))}" if match["y"] else ""
        return f"{self.day(int(match['d']), self.front(match))}{joint}{name}{year}"

    def month(self, written: str) -> str | None:
        """Return a month, in words or figures, as it stands after a day; None if it is none."""
        if written.isdecimal():
            return self.names[int(written) - 1]
        return self.months.get(written.lower().rstrip("."))

    def day(self, n: int, front: str) -> str:  # noqa: ARG002 - German and Slavic days follow what stands in front
        """Return the day of a month: a number, or a word of its own."""
        return self.phrases.get(f"day{n}") or self.words(n)

    def front(self, match: re.Match[str]) -> str:
        """Return the word in front of a match in lower case; empty if a mark stands between."""
        word = _FRONT.search(before(match))
        return word[1].lower() if word else ""

    def after(self, match: re.Match[str]) -> str:
        """Return the word after the blank that follows a match; empty if there is none."""
        word = _AFTER.match(match.string, match.end())
        return word[1] if word else ""

    def score(self, match: re.Match[str]) -> str:
        """Read two numbers joined by a dash or colon."""
        joint = self.phrases["score" if match["mark"] == ":" else "to"]
        if self.front(match) in _NAMED or _NUMBERED.search(before(match)):
            joint = ""  # a model, or an article put in behind another
        return " ".join(filter(None, (self.number(match["n"]), joint, self.number(match["high"]))))

    @abstractmethod
    def counted(self, match: re.Match[str]) -> str:
        """Read a number before any other word, or alone."""

    def rules(self) -> tuple[Rule, ...]:
        """Return all rules in order of priority; letters and figures that no rule knows stay."""
        pair = r"\d{1,2}:\d{1,2}"
        sets = Rule(rf"{LEFT}{pair}(?:,{SPACE}?{pair}){{1,4}}(?![\w:])", self.sets_of_a_match)
        return (*self.short(), *self.fractions(), sets, *self.own(), *self.quantities(), *self.bare())

    def sets_of_a_match(self, match: re.Match[str]) -> str | None:
        """Read "21:15, 18:21, 21:9" as scores; None where all of them could be times."""
        pairs = [each.split(":") for each in re.split(r", ?", match[0])]
        if all(len(second) == 2 and int(first) < 25 and int(second) < 60 for first, second in pairs):
            return None
        joint = f" {self.phrases['set']} " if "set" in self.phrases else " "
        return ", ".join(f"{self.words(int(first))}{joint}{self.words(int(second))}" for first, second in pairs)

    def fractions(self) -> tuple[Rule, ...]:
        """Return the rules of fractions that have a name, and of a rate's currency: "41 грн/$"."""
        named = table(self.code, "fractions")
        return (
            Rule(rf"(?<![\w.,/])(?:{choice(named)})(?![\w/]|[.,]\d)", lambda m: self.fraction(m, named[m[0]])),
            Rule(
                r"(?<=[^\W\d_])/(?P<unit>[$€])(?!\w)",
                lambda m: f" {self.phrases['per']} {self.units[m['unit']][0]}",
            ),
            Rule(
                rf"(?:[$€£₴]|\b(?:грн|руб|zł|[Ee]uros?|Dollar|EUR|USD))(?P<say>/(?P<unit>{choice(self.listed('per_nouns'))}"
                r"|m²|м²|kg|кг|kWh|t|т|l|л))(?!\w)",
                lambda m: f" {self.phrases['per']} {self.each(m['unit'])}",
            ),
        )

    def each(self, unit: str) -> str:
        """Return the name of a unit behind "per", in the accusative."""
        name = self.units[unit][0] if unit in self.units else unit
        return re.sub("а$", "у", name)

    def fraction(self, match: re.Match[str], reading: str) -> str:  # noqa: ARG002 - in German its case follows
        """Return a fraction that has a name."""
        return reading

    @abstractmethod
    def own(self) -> tuple[Rule, ...]:
        """Return what only this language has, and its dates and times."""

    def short(self) -> tuple[Rule, ...]:
        """Return the abbreviations; the table says what must stand behind one, and which words in front, if any.

        One in small letters is known with a capital too, as a sentence begins with it.
        """
        rules = []
        for written, reading, behind, front in (_four(row) for row in rows(self.code, "abbreviations")):
            follows = rf"(?={behind})" if behind else r"(?!\w)"
            forms = (
                {written: reading, _titled(written): _titled(reading)} if written[0].islower() else {written: reading}
            )
            for form, words in forms.items():
                body = rf"(?<![\w.])(?P<say>{re.escape(form)}){follows}"
                rules.append(Rule(body, self.reader(words, frozenset(front.split())), needs=re.escape(form[0])))
        return tuple(rules)

    def reader(self, words: str, fronts: frozenset[str]) -> Callable[[re.Match[str]], str | None]:
        """Return what reads an abbreviation as `words`: behind one of `fronts` alone, if any; `#` is a figure."""

        def read(match: re.Match[str]) -> str | None:
            front = self.front(match) or ("#" if _FIGURE.search(before(match)) else "")
            return words if not fronts or front in fronts else None

        return read

    def phone(self, match: re.Match[str]) -> str | None:
        """Read "01 42 68 53 00" in its groups; groups of three figures alone are a large number."""
        groups = match[0].removeprefix("+").split()
        if all(len(group) == 3 for group in groups[1:]):
            return None
        return " ".join(self.digits(group) if group[0] == "0" else self.words(int(group)) for group in groups)

    def quantities(self) -> tuple[Rule, ...]:
        """Return the rules of numbers with a unit, with a magnitude and one, with an abbreviated one, with one."""
        units = choice(self.units)
        ahead = choice(unit for unit in self.units if not unit.isalnum() or unit in _CODES)
        mags = choice(unit for unit in self.units if unit in self.listed("magnitudes"))
        dotted = choice(unit for unit in self.units if not self.listed("dotted").isdisjoint((unit, unit.split()[-1])))
        lower = rf"{SPACE}(?:[^\W\dA-ZА-ЯІЇЄҐ]|[A-ZА-ЯІЇЄҐ]{{2,5}}\b|\d)"
        continues = rf"{SPACE}\w" if self.code == "de" else lower
        high = rf"(?:{SPACE}?(?:{DASH}|…|\.\.\.){SPACE}?(?P<sign2>[-–+])?(?P<high>{NUMBER}))?"
        sign = r"(?P<sign>(?<!\w)(?:[-–]|\+ ?))?"
        again = rf"(?:{SPACE}?[%°](?={SPACE}?{DASH}{SPACE}?\d))?"
        body = rf"{LEFT}{sign}(?P<n>{NUMBER}){again}{high}{SPACE}?"
        mag = rf"(?P<mag>{mags})\b\.?"
        unit = rf"-?(?P<unit>(?:{dotted})(?=\.)|{units})(?!\w)"
        return (
            Rule(
                rf"(?<!\w){sign}(?P<unit>{ahead}){SPACE}?(?P<n>{NUMBER}){high}(?:{SPACE}?{mag})?{RIGHT}",
                self.measured,
            ),
            Rule(rf"{body}{mag}{SPACE}?{unit}(?:\.(?={lower}|[,;)]))?", self.measured),
            Rule(rf"{body}(?P<mag>)(?P<unit>{dotted})\.(?={continues}|[,;)])", self.measured),
            Rule(rf"{body}(?P<mag>)-?(?P<unit>{units})(?!\w)", self.measured),
        )

    def bare(self) -> tuple[Rule, ...]:
        """Return the rules of designations, scores and numbers without a unit."""
        return (
            Rule(rf"{LEFT}\+?\d{{2,4}}(?: \d{{2,4}}){{2,5}}(?! ?\d)", self.phone),
            Rule(r"(?<=\d)/(?=\d)", lambda _: " ", needs="/"),
            Rule(
                r"(?<=[^\W\d_])-(?P<n>\d{1,4})(?P<tail>(?=[A-ZА-Я]{1,2}\b))?(?![a-zа-я\d])",
                lambda m: f" {self.number(m['n'])}{'' if m['tail'] is None else ' '}",
            ),
            Rule(rf"{LEFT}(?P<n>{NUMBER})(?P<mark>{DASH}|:)(?P<high>{NUMBER}){RIGHT}", self.score),
            Rule(
                rf"{LEFT}(?P<sign>(?<!\w)(?:[-–]|\+ ?))(?P<n>{NUMBER}){RIGHT}",
                lambda m: self.signed(m["sign"]) + self.counted(m),
            ),
            Rule(rf"{LEFT}(?P<n>{NUMBER}){RIGHT}", self.counted),
            Rule(
                r"\d{1,30}",
                lambda m: f" {self.digits(m[0])} " if len(m[0]) > 6 else f" {self.number(m[0])} ",
            ),
        )
