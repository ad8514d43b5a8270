"""Ukrainian, Russian and Polish quantities: nouns and numbers agree, and follow the preposition in front."""

import re

from narrate.script.normalize.languages import calendar
from narrate.script.normalize.languages.agreement import accusative, agreed, governs_genitive
from narrate.script.normalize.languages.cases import combined, form_of_count, form_of_noun, genitive, ordinal
from narrate.script.normalize.languages.language import LEFT, ROMAN, ROMAN_SIGNS, Language
from narrate.script.normalize.roman import value
from narrate.script.normalize.rules import Rule
from narrate.script.normalize.shapes import SPACE, before, behind, choice, pattern
from narrate.script.normalize.tables import rows

__all__ = ["Slavic"]

_LARGER = pattern(
    r"([^\W\d_]+\.?) [\d ]{1,12} ?(?:грн|гривень|гривні|гривня|руб|рублей|рубля|zł|złotych|млн|mln|кг|kg)\.? $"
)
_LOCATIVE = ("ах", "ях", "ach")


class Slavic(Language):
    """Figures in a Slavic language."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.pairs = [tuple(pair.split("/")) for pair in self.phrases["feminine"].split()]
        self.forms = {row[0]: row[1] for row in rows(code, "suffixes")}

    def form(self, written: str, forms: tuple[str, ...]) -> str:
        """Return the noun's form for a quantity: one, few, many, or the one after a fraction."""
        whole, decimals = self.parts(written)
        if decimals:
            return forms[3]
        return forms[form_of_count(int(whole), self.code)]

    def decimal(self, whole: str, decimals: str) -> str:
        """Return a decimal: so many wholes, so many tenths; in Polish "and a half", else after a comma."""
        if decimals == "5" and "half" in self.phrases:
            half = self.phrases["half"]
            return half if whole == self.words(0) else f"{whole} {self.phrases['and']} {half}"
        sizes = ("tenth", "hundredth", "thousandth")
        if "tenth" not in self.phrases or len(decimals) > len(sizes):
            return super().decimal(whole, decimals)
        size = sizes[len(decimals) - 1]
        some = self.feminine(self.words(int(decimals)))
        whole, one = self.feminine(whole), self.phrases["one"]
        unit = self.phrases["whole1" if whole.split()[-1] == one else "whole"]
        return f"{whole} {unit} {some} {self.phrases[f'{size}1' if some.split()[-1] == one else size]}"

    def feminine(self, words: str) -> str:
        """Return number words in the feminine: "один" is "одна", "два" is "дві"."""
        for masculine, feminine in self.pairs:
            if words == masculine or words.endswith(f" {masculine}"):
                return words.removesuffix(masculine) + feminine
        return words

    def is_oblique(self, match: re.Match[str]) -> bool:
        """Whether a preposition in front asks for the genitive, or one with a noun behind for the locative."""
        front = self.front(match)
        if governs_genitive(self, front):
            return True
        larger = _LARGER.search(before(match))
        if larger and governs_genitive(self, larger[1].lower()):
            return True  # "до 41 грн 30 коп."
        if front in self.listed("from") and match.groupdict().get("mag"):
            return True  # "з 2 млн грн"
        if front in self.listed("from"):
            return bool(re.match(rf"(?: \w+\.?)? (?:{self.phrases['until']}) \d", behind(match)))
        return front in self.listed("in") and self.after(match).endswith(_LOCATIVE)

    def measured(self, match: re.Match[str]) -> str:
        """Read a quantity; behind a verb or preposition that asks for it, in the accusative."""
        return accusative(self, match, self.quantity(match))

    def quantity(self, match: re.Match[str]) -> str:
        """Read a number with its unit or sign, with a range and a magnitude."""
        written, high, mag = match["n"], match["high"], match["mag"]
        forms = self.units[match["unit"]]
        sign = self.signed(match["sign"])
        oblique = self.is_oblique(match)
        noun = self.units[mag.lower().rstrip(".")] if mag else forms
        if not (high or mag or oblique) and (money := self.money(written, match["unit"], forms)):
            return sign + money
        reading = [self.before(number, noun, oblique=oblique) for number in (written, high) if number]
        last = high or written
        ending = [self.noun(last, noun, oblique=oblique), *([forms[2]] if mag else [])]
        if high and match["sign2"]:
            reading[1] = self.signed(match["sign2"]) + reading[1]
        return " ".join([sign + f" {self.phrases['between']} ".join(reading), *ending])

    def before(self, written: str, noun: tuple[str, ...], *, oblique: bool) -> str:
        """Return a number in the gender of its noun and in its case."""
        reading = self.agreed(written, noun[0])
        return genitive(reading, self.code) if oblique else reading

    def agreed(self, written: str, noun: str) -> str:
        """Return a written number in the gender of its noun."""
        reading = self.number(written)
        return self.feminine(reading) if noun.split(maxsplit=1)[0][-1] in "аяa" else reading

    def noun(self, written: str, forms: tuple[str, ...], *, oblique: bool) -> str:
        """Return the noun behind a number."""
        form = self.form(written, forms)
        if not oblique or self.parts(written)[1]:
            return form
        return forms[3] if form == forms[0] else forms[2]

    def counted(self, match: re.Match[str]) -> str:
        """Read a number before any other noun: its ending tells the gender, the preposition the case."""
        whole, decimals = self.parts(match["n"])
        if decimals or len(whole) > 15:
            reading = self.number(match["n"])
            return genitive(reading, self.code) if self.is_oblique(match) else accusative(self, match, reading)
        return agreed(self, match, int(whole))

    def score(self, match: re.Match[str]) -> str:
        """Read two numbers; in Polish the second is what the first is "to"."""
        if match["mark"] == ":" and self.phrases["score"]:
            return (
                f"{self.number(match['n'])} {self.phrases['score']} {genitive(self.number(match['high']), self.code)}"
            )
        return super().score(match)

    def compound(self, match: re.Match[str]) -> str:
        """Read "42-річний" as one word, "5-та" and "9-му" as ordinals."""
        n, tail = int(match["n"]), match["tail"]
        if tail in self.listed("counted_tails") and (n < 20 or len(tail) > 1):  # "3-х", "12-ти"
            return genitive(self.words(n), self.code)
        form = self.forms.get(tail)
        if tail == "й" and self.after(match)[-1:] in set("еиыії"):  # "на 90-й минуте": no masculine noun ends so
            form = "fl"
        if tail == "й" and self.front(match) in self.listed("at"):  # "о 5-й ранку"
            form = "fl"
        if tail == "е" and not self.after(match):  # "занял 2-е"
            form = "nn"
        if form is None:
            return f"{combined(self.words(n), self.code)}{tail}" if len(tail) > 3 else f"{self.words(n)} {tail}"
        if form == "?" and n > 999:  # a year: "в 2004-м"
            form = "ml" if tail == "м" else "mn"
        if form == "?":
            form = form_of_noun(self.after(match), self.front(match), self.code)
        return ordinal(n, form, self.code)

    def placed(self, match: re.Match[str]) -> str:
        """Read an ordinal in figures before its noun: "III кварталі", "3. miejsce"."""
        n = int(match["n"]) if match["n"].isdecimal() else value(match["n"])
        return ordinal(n, form_of_noun(match["noun"], self.front(match), self.code), self.code)

    def regnal(self, match: re.Match[str]) -> str:
        """Read "Карла III" as "Карла Третього": the ending of the name tells the case."""
        name, n = match["name"], value(match["roman"])
        queen = name.startswith(tuple(self.listed("queens")))
        ending = next((row for row in rows(self.code, "names_of_rulers") if name.endswith(row[0])), None)
        form = (ending[2] if queen else ending[1]) if ending else "mn"
        return ordinal(n, form, self.code).title().replace("'Я", "'я")

    def part(self, match: re.Match[str]) -> str:
        """Read the figure of "ч. 2 ст. 15" as the ordinal of a part of a law: "частина друга", "по части второй"."""
        front = self.front(match)
        if front == "за":
            case = "i" if self.code == "uk" else "a"
        elif governs_genitive(self, front) or front in self.listed("from"):
            case = "g"
        else:
            case = "l" if front in self.listed("in") | {"по", "к"} else "n"
        return ordinal(int(match["say"]), f"f{case}", self.code)

    def fraction(self, match: re.Match[str], reading: str) -> str:
        """Return a fraction in its case: "до двох третин", "в одну восьму фіналу"."""
        row, front = next(row for row in rows(self.code, "fractions") if row[0] == match[0]), self.front(match)
        if len(row) > 2 and governs_genitive(self, front):
            return row[2]
        return row[3] if len(row) > 2 and front in self.listed("in") else reading

    def own(self) -> tuple[Rule, ...]:
        """Return dates, years, times, ordinals and compounds."""
        placed = choice(self.listed("placed"))
        rules = [
            *calendar.rules(self),
            Rule(rf"{LEFT}(?P<say>(?P<n>\d{{1,3}}))(?={SPACE}(?P<noun>{placed})(?!\w))", self.placed),
            Rule(
                rf"\b(?P<name>[A-ZĄĆĘŁŃÓŚŹŻА-ЯҐЄІЇЁ][\w']{{2,}}){SPACE}(?P<say>(?P<roman>{ROMAN}))(?!\w)",
                self.regnal,
                ROMAN_SIGNS,
            ),
            Rule(
                rf"(?<!\w)(?P<say>(?P<n>{ROMAN}))(?={SPACE}(?P<noun>[^\W\d_A-ZА-Я]{{3,}}))",
                self.placed,
                ROMAN_SIGNS,
            ),
        ]
        if self.code != "pl":
            rules.append(Rule(r"\b[Чч]\. ?(?P<say>[1-9])(?!\d)", self.part, needs="[Чч]"))
        if self.code == "pl":
            rules += [
                Rule(rf"(?:\b(?P<noun>lata|latach|lat|latami){SPACE})(?P<say>(?P<n>\d0)\.)(?!\w)", self.decade),
                Rule(rf"{LEFT}(?P<say>(?P<n>\d{{1,3}})\.)(?={SPACE}(?P<noun>[a-ząćęłńóśźż]{{3,}}))", self.placed),
            ]
        rules.append(Rule(rf"{LEFT}(?P<n>\d{{1,4}})-(?P<tail>[^\W\d_]+(?:'[^\W\d_]+)?)(?!\w)", self.compound))
        return tuple(rules)

    def decade(self, match: re.Match[str]) -> str:
        """Read "latach 90." as "latach dziewięćdziesiątych"."""
        return ordinal(int(match["n"]), "pn" if match["noun"] == "lata" else "pg", self.code)
