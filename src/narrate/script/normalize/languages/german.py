"""German: years in hundreds, days and ordinals in their case, compounds with figures."""

import re

from narrate.script.normalize.languages.language import LEFT, ROMAN, ROMAN_SIGNS, YEAR, Language, ordinal_word
from narrate.script.normalize.roman import value
from narrate.script.normalize.rules import Rule
from narrate.script.normalize.shapes import DAY, HOUR, MINUTE, MONTH, SPACE, before, choice

__all__ = ["German"]

_LISTING = re.compile(r"(?:\d{1,3}\.(?:, | (?:und|oder|sowie) ))+$")
"""Ordinals in front of another, all in its case: "zum 3. und 4. Mal"."""


class German(Language):
    """Figures in German."""

    def decimal(self, whole: str, decimals: str) -> str:
        """Return decimals one by one."""
        return f"{whole} {self.phrases['point']} {self.digits(decimals)}"

    def words(self, n: int) -> str:
        """Return a number; four figures that begin with 11 to 19 are years, said in hundreds."""
        if 1100 <= n < 2000:
            low = n % 100
            return f"{super().words(n // 100)}hundert{super().words(low) if low else ''}"
        return super().words(n)

    def number(self, written: str) -> str:
        """Return a written number; one with its thousands apart is no year."""
        whole, decimals = self.parts(written)
        return super().number(written) if decimals or whole == written else Language.words(self, int(whole))

    def agreed(self, written: str, noun: str) -> str:
        """Return a written number before a noun; one is an article."""
        if written == "1":
            return "eine" if noun in self.listed("feminines") else "ein"
        return self.number(written)

    def measured(self, match: re.Match[str]) -> str:
        """Read a quantity in the case that the word in front asks for: "für einen Euro", "mit acht Kilometern"."""
        reading, front = super().measured(match), self.front(match)
        if front in self.listed("acc"):
            return re.sub(r"^ein (?=(?:Euro|Dollar|Cent)\b)", "einen ", reading)
        if front in self.listed("dative") and match["n"] != "1":
            return re.sub(r"(?<=meter)(?= pro\b|$)", "n", reading)
        return reading

    def short_date(self, match: re.Match[str]) -> str | None:
        """Read "am 1.1." as a day where a preposition or article stands in front; else it numbers a part."""
        return self.date(match) if self.front(match) in self.listed("weak") else None

    def ordinal(self, n: int, ending: str = "") -> str:
        """Return an ordinal with its ending after -e."""
        return ordinal_word(n, self.code) + ending

    def ending(self, front: str, before: str, noun: str = "") -> str:
        """Return the ending of an ordinal after the word `front`, itself behind the word `before`."""
        if front in self.listed("weak"):
            return "n"
        if front in self.listed("der"):
            return "n" if before in self.listed("datives") or self.is_feminine(noun) else ""
        return "" if front in self.listed("articles") else "r"

    def is_feminine(self, noun: str) -> bool:
        """Say whether a noun is feminine, by its ending or a list."""
        if noun in self.listed("masculine_in_e"):
            return False
        return noun in self.listed("feminine_nouns") or noun.endswith(tuple(self.listed("feminine_endings")))

    def front(self, match: re.Match[str]) -> str:
        """Return the word in front of a match, or of the list of ordinals that it ends: "zum 3. und 4. Mal"."""
        text = before(match)
        listing = _LISTING.search(text)
        if listing is None:
            return super().front(match)
        neighbour = re.search(r"([^\W\d_]+) $", text[: listing.start()])
        return neighbour[1].lower() if neighbour else ""

    def day(self, n: int, front: str) -> str:
        """Return the day of a month in the case of what stands in front."""
        return self.ordinal(n, self.ending(front, ""))

    def placed(self, match: re.Match[str]) -> str:
        """Read "im 10. Spiel", "in der 5. Runde", "2. Bundesliga"."""
        text = _LISTING.sub("", before(match))
        neighbour = re.search(r"(?:([^\W\d_]+) )?([^\W\d_]+) $", text)
        second, front = (neighbour[1] or "", neighbour[2]) if neighbour else ("", "")
        noun = self.after(match)
        if noun in {"und", "oder", "bis"}:
            listed = re.match(r" \w+ (?:zum )?\d{1,3}\. ([^\W\d_]+)", match.string[match.end() :])
            noun = listed[1] if listed else noun
        n = int(match["n"]) if match["n"].isdecimal() else value(match["n"])
        ending = self.ending(front.lower(), second.lower(), noun)
        if (
            ending == "r"
            and (not front or front.lower() in self.listed("indefinite"))
            and noun.lower() in self.listed("neuters")
        ):
            return self.ordinal(n, "s")
        if noun in {"bis", "und", "oder", "zum"}:
            return self.ordinal(n, ending)
        if ending == "r" and (noun.endswith(("e", "ung", "heit", "keit", "schaft", "tät", "a")) or not front):
            is_masculine = noun in self.listed("masculines") or noun.lower().endswith(("er", "tag", "mal"))
            ending = "r" if is_masculine else ""
        return self.ordinal(n, ending)

    def joined(self, match: re.Match[str]) -> str:
        """Read "17-Jähriger", "1990er-Jahren", "100-Meter-Lauf", "10-km-Lauf"."""
        number, tail = self.words(int(match["n"])), match["tail"]
        if tail in self.units:
            return f"{number} {self.units[tail][0]}"
        is_one_word = not match["mark"] or tail[:1].islower() or tail.lower().startswith(tuple(self.listed("glued")))
        return f"{number}{tail.lower()}" if is_one_word else f"{number} {tail}"

    def clock(self, match: re.Match[str]) -> str:
        """Read a time: "vierzehn Uhr dreißig"."""
        hour, minute = int(match["h"]), int(match["min"] or 0)
        reading = "ein" if hour == 1 else self.words(hour)
        return f"{reading} Uhr {self.words(minute)}" if minute else f"{reading} Uhr"

    def counted(self, match: re.Match[str]) -> str:
        """Read a number; one before a noun is an article."""
        noun = self.after(match)
        if match["n"] == "1" and noun[:1].isupper():
            return self.one(match, noun)
        return self.number(match["n"])

    def fraction(self, match: re.Match[str], reading: str) -> str:
        """Return a fraction in its case: "in zwei Dritteln der Fälle"."""
        is_dative = (
            self.front(match) in self.listed("datives") and reading.endswith("tel") and not reading.startswith("ein ")
        )
        return f"{reading}n" if is_dative else reading

    def one(self, match: re.Match[str], noun: str) -> str:
        """Return the article for one: "gab es einen Unfall", "mit einer Frau"."""
        oblique = self.front(match) in self.listed("datives_one")
        if self.is_feminine(noun):
            return "einer" if oblique else "eine"
        if oblique:
            return "einem"
        clause = before(match).lower().rpartition(". ")[2]
        is_object = not self.listed("accusatives").isdisjoint(re.findall(r"[^\W\d_]+", clause))
        is_masculine = noun in self.listed("masculines") or noun.endswith(("fall", "mann", "tag", "punkt", "angriff"))
        return "einen" if noun.endswith(("ten", "nen")) or (is_object and is_masculine) else "ein"

    def own(self) -> tuple[Rule, ...]:
        """Return days, times, ordinals, regnal numbers, compounds."""
        months = choice(self.months)
        year = rf"(?P<y>{YEAR})"
        starts = choice(self.listed("starts"))  # words that begin a sentence: the figure before them ended one
        return (
            Rule(rf"{LEFT}(?P<d>{DAY})\.{SPACE}?(?P<m>(?i:{months}))\b\.?(?:{SPACE}{year})?(?!\w)", self.date),
            Rule(rf"{LEFT}(?P<d>{DAY})\.{SPACE}?(?P<m>{MONTH})\.{SPACE}?{year}(?!\w)", self.date),
            Rule(rf"{LEFT}(?P<d>{DAY})\.(?P<m>0[1-9]|1[0-2])\.(?P<y>\d\d)?(?![\w.])", self.date),
            Rule(rf"{LEFT}(?P<d>{DAY})\.(?P<m>[1-9])\.(?P<y>)(?![\w.])", self.short_date),
            Rule(
                r"(?<!\w)(?P<stem>[A-ZÄÖÜ][a-zäöüß]+)str\.(?= ?\d| ?[,;)]|$)",
                lambda match: f"{match['stem']}straße",
                needs="str",
            ),
            Rule(
                rf"{LEFT}(?P<n>{ROMAN})\."
                r"(?= (?:Weltkrieg|Internationale|Quartal|Halbjahr|Armee|Korps|Liga|Akt|Teil))",
                self.placed,
                ROMAN_SIGNS,
            ),
            Rule(
                rf"{LEFT}(?P<n>{DAY})\.(?={SPACE}?(?:bis|und|oder|/|-|–){SPACE}?(?:zum{SPACE})?{DAY}\.)",
                self.placed,
            ),
            Rule(rf"{LEFT}(?P<h>{HOUR})[:.](?P<min>{MINUTE}){SPACE}Uhr\b", self.clock),
            Rule(rf"{LEFT}(?P<h>{HOUR}):(?P<min>{MINUTE})(?![\w:])", self.clock),
            Rule(rf"{LEFT}(?P<h>1)(?P<min>){SPACE}Uhr\b", self.clock),
            Rule(
                rf"\b(?P<name>[A-ZÄÖÜ][a-zäöüß]{{2,}}){SPACE}(?P<say>(?P<roman>{ROMAN})\.)(?!\w)",
                self.regnal,
                ROMAN_SIGNS,
            ),
            Rule(rf"{LEFT}(?P<n>\d{{1,4}})(?P<mark>)(?P<tail>ern?)\b-?", self.joined),
            Rule(rf"{LEFT}(?<!:)(?P<n>\d{{1,5}})(?P<mark>-)(?P<tail>[^\W\d_]{{2,}})", self.joined),
            Rule(rf"{LEFT}(?P<n>\d{{1,3}})\.(?={SPACE}[A-ZÄÖÜ])(?!{SPACE}(?:{starts})\b)", self.placed),
        )

    def regnal(self, match: re.Match[str]) -> str:
        """Read "Leo XIV." as "der Vierzehnte"."""
        queen = match["name"] in self.listed("queens")
        ordinal = self.ordinal(value(match["roman"])).capitalize()
        neighbour = re.search(r"([^\W\d_]+) (?:[A-ZÄÖÜ][a-zäöüß]+ ){0,2}$", before(match))
        governs = re.findall(r"[^\W\d_]+", neighbour[0].lower()) if neighbour else []
        if not self.listed("dative_names").isdisjoint(governs):
            return f"{'der' if queen else 'dem'} {ordinal}n"
        if not self.listed("accusative_names").isdisjoint(governs):
            return f"die {ordinal}" if queen else f"den {ordinal}n"
        if not {"des", "königs", "papstes", "kaisers"}.isdisjoint(governs):
            return f"des {ordinal}n"
        return f"{'die' if queen else 'der'} {ordinal}"
