"""French and Spanish: hours, ordinals, kings and centuries, and numbers that follow the gender of their noun."""

import re

from narrate.script.normalize.languages.language import (
    LEFT,
    NUMBER,
    RIGHT,
    ROMAN,
    ROMAN_SIGNS,
    YEAR,
    Language,
    ordinal_word,
)
from narrate.script.normalize.roman import value
from narrate.script.normalize.rules import Rule
from narrate.script.normalize.shapes import DASH, DAY, HOUR, MINUTE, MONTH, SPACE, choice

__all__ = ["French", "Spanish"]

_VOWELS = tuple("aeiouhé")
_NAME = r"\b(?P<name>[A-ZÀ-Þ][\w'-]{2,})"


class _Romance(Language):
    """What both share."""

    def sets(self, match: re.Match[str]) -> str:
        """Read the sets of a match: "6-4, 7-5" is "six quatre, sept cinq"."""
        return re.sub(r"\d+", lambda d: self.words(int(d[0])), re.sub(r"(?<=\d)[-–](?=\d)", " ", match[0]))

    def shared(self) -> tuple[Rule, ...]:
        """Return days."""
        months = choice(self.months)
        year = rf"(?P<y>{YEAR})"
        de = rf"(?:de(?:l)?{SPACE})?"
        stop = rf"(?:\.(?={SPACE}[a-zà-ÿ\d]|,))?"  # of an abbreviation inside a sentence
        score = rf"\d{{1,2}}{DASH}\d{{1,2}}"
        return (
            Rule(
                rf"\b(?:[Cc]h?ap(?:\.|itre|ítulo)|[Vv]ol(?:\.|umen?)|[Tt]om[eo]|[Aa]ct[eo]|[Pp]artie|[Tt]ít(?:re|ulo))"
                rf"{SPACE}(?P<say>{ROMAN})(?!\w)",
                lambda m: self.words(value(m["say"])),
                ROMAN_SIGNS,
            ),
            Rule(
                rf"\b[Aa]rt(?:\.|[ií]c(?:les?|ulos?)){SPACE}(?P<say>(?P<n>\d{{1,3}})\.(?P<part>\d{{1,2}}))(?![\w.])",
                lambda m: f"{self.words(int(m['n']))}{self.phrases['part']}{self.words(int(m['part']))}",
            ),
            Rule(rf"{LEFT}{score}(?:(?:, ?|{SPACE}(?:y|et){SPACE}){score}){{1,4}}{RIGHT}", self.sets),
            Rule(
                rf"{LEFT}(?P<d>{DAY})(?:er|º|\.º)?[ -]{de}(?P<m>(?i:{months}))\b{stop}(?:{SPACE}{de}{year})?(?!\w)",
                self.date,
            ),
            Rule(rf"{LEFT}(?P<d>{DAY})[./](?P<m>{MONTH})[./]{year}(?!\w)", self.date),
        )


class French(_Romance):
    """Figures in French."""

    def form(self, written: str, forms: tuple[str, ...]) -> str:
        """Return the singular below two."""
        return forms[0] if self.parts(written)[0] in {"0", "1"} else forms[1]

    def clock(self, match: re.Match[str]) -> str:
        """Read a time: "quatorze heures trente"."""
        hour, minute = int(match["h"]), int(match["min"] or 0)
        reading = self.feminine(self.words(hour))
        return f"{reading} heure{'s' if hour > 1 else ''}{f' {self.feminine(self.words(minute))}' if minute else ''}"

    def of(self, forms: tuple[str, ...]) -> str:
        """Return the unit after "million"."""
        return f"d'{forms[1]}" if forms[1].startswith(_VOWELS) else super().of(forms)

    def feminine(self, words: str) -> str:
        """Return a number before a feminine noun: "vingt et une"."""
        return f"{words}e" if words == "un" or words.endswith((" un", "-un")) else words

    def counted(self, match: re.Match[str]) -> str:
        """Read a number; one agrees with its noun."""
        return self.agreed(match["n"], self.after(match).removesuffix("s"))

    def agreed(self, written: str, noun: str) -> str:
        """Return a written number before a noun in the singular."""
        reading = self.number(written)
        is_feminine = noun in self.listed("feminine_nouns") or noun.endswith(tuple(self.listed("feminine_endings")))
        is_feminine = is_feminine and noun not in self.listed("masculine_nouns")
        return self.feminine(reading) if is_feminine else reading

    def placed(self, match: re.Match[str]) -> str:
        """Read "2e", "1re", "XXe"."""
        n = int(match["n"]) if match["n"].isdecimal() else value(match["n"])
        reading = "première" if n == 1 and match["end"][0] in "rè" else ordinal_word(n, self.code)
        if match["end"] in {"d", "de", "nd", "nde"}:
            reading = "second" if match["end"] in {"d", "nd"} else "seconde"
        return f"{reading}s" if match["end"].endswith("s") else reading

    def regnal(self, match: re.Match[str]) -> str:
        """Read "Louis XIV" as "quatorze", "François Ier" as "premier"."""
        n = value(match["roman"])
        return "premier" if n == 1 else self.words(n)

    def own(self) -> tuple[Rule, ...]:
        """Return times, ordinals and kings."""
        ends = r"(?<=\b[1I])(?:ères?|ers?|res?)|(?:i?èmes?|es?)|(?<=\b2)n?de?"
        time = rf"{LEFT}(?P<h>{HOUR}){SPACE}?h{SPACE}?(?P<min>{MINUTE})?(?!\w)"
        return (
            Rule(time, self.clock),
            Rule(rf"{LEFT}(?P<h>{HOUR}):(?P<min>{MINUTE})(?![\w:])", self.clock),
            *self.shared(),
            Rule(
                rf"{_NAME}{SPACE}(?P<say>(?P<roman>{ROMAN})(?:er)?)(?!\w)(?!{SPACE}?(?:siècle|e\b))",
                self.regnal,
                ROMAN_SIGNS,
            ),
            Rule(r"(?<=[IVX]e )s\.(?!\w)", lambda _: "siècles", needs="[IVX]e s"),
            Rule(
                rf"(?<![\w.,])(?P<n>\d{{1,3}}|{ROMAN})(?P<end>{ends})(?!\w)",
                self.placed,
                "[IVX0123456789]",
            ),
        )


def _feminine(words: str) -> str:
    """Return a Spanish ordinal in the feminine: "vigésima quinta"."""
    return re.sub(r"o\b", "a", words)


class Spanish(_Romance):
    """Figures in Spanish."""

    def words(self, n: int) -> str:
        """Return a whole number; before "mil" one is short: "sesenta y un mil"."""
        return re.sub(r"(?:(veinti)|\b)uno(?= mil\b)", lambda m: "veintiún" if m[1] else "un", super().words(n))

    def clock(self, match: re.Match[str]) -> str:
        """Read a time: "las catorce treinta", "las nueve"."""
        hour, minute = int(match["h"]), int(match["min"])
        hours = " horas" if match["unit"] else ""
        reading = self.gendered(self.words(hour), feminine=True)
        return f"{reading}{f' {self.words(minute)}' if minute else ''}{hours}"

    def gendered(self, words: str, *, feminine: bool) -> str:
        """Return a number before a noun: "veintiuna personas", "veintiún años", "doscientas mujeres"."""
        if feminine:
            words = re.sub(r"(\w+)cientos\b|\bquinientos\b", lambda m: f"{m[0][:-2]}as", words)
            return re.sub(r"uno$", "una", words)
        return re.sub(r"(?:(veinti)|\b)uno$", lambda m: "veintiún" if m[1] else "un", words)

    def counted(self, match: re.Match[str]) -> str:
        """Read a number in the gender of its noun."""
        noun = self.after(match)
        if noun in {"y", "o", "a"}:  # "entre 500 y 600 viviendas"
            second = re.match(rf" \w {NUMBER} (\w+)", match.string[match.end() :])
            noun = second[1] if second else noun
        if not noun.islower() or noun in self.listed("function") or self.front(match) in self.listed("dating"):
            return self.number(match["n"])
        return self.agreed(match["n"], noun)

    def agreed(self, written: str, noun: str) -> str:
        """Return a written number before a noun."""
        reading, head = self.number(written), noun.partition(" ")[0]
        if self.parts(written)[1] or head == "por":
            return reading
        is_feminine = head.endswith(("a", "as", *self.listed("feminine_endings")))
        return self.gendered(reading, feminine=is_feminine and head not in self.listed("masculine_nouns"))

    def placed(self, match: re.Match[str]) -> str:
        """Read "1.ª", "3.er", "2º"."""
        reading = ordinal_word(int(match["n"]), self.code)
        if match["end"] in {"er", "r"}:
            return reading.removesuffix("o")
        return _feminine(reading) if match["end"][-1] in "ªa" else reading

    def numbered(self, match: re.Match[str]) -> str:
        """Read "la II Guerra" as "segunda", "el III Congreso" as "tercer"."""
        reading, noun = ordinal_word(value(match["say"]), self.code), match["noun"]
        if noun.lower().endswith(("a", *self.listed("feminine_endings"))) and noun.lower() not in self.listed(
            "masculine_nouns"
        ):
            return _feminine(reading)
        return re.sub(r"\b(primer|tercer)o$", r"\1", reading)

    def regnal(self, match: re.Match[str]) -> str:
        """Read "Felipe VI" as "sexto", "Alfonso XIII" as "trece"; queens are feminine."""
        n = value(match["roman"])
        if n > 10:
            return self.words(n)
        reading = ordinal_word(n, self.code)
        return _feminine(reading) if match["name"] in self.listed("queens") else reading

    def own(self) -> tuple[Rule, ...]:
        """Return times, ordinals, centuries and kings."""
        unit = rf"(?:{SPACE}?(?P<unit>h|hs|hrs|horas)\b\.?)"
        return (
            Rule(rf"{LEFT}(?P<h>{HOUR}):(?P<min>{MINUTE}){unit}?(?![\w:])", self.clock),
            Rule(rf"{LEFT}(?P<h>{HOUR})\.(?P<min>{MINUTE}){unit}(?!\w)", self.clock),
            *self.shared(),
            Rule(
                rf"\$ ?(?P<n>{NUMBER})(?= (?:mil |millones |de ){{0,3}}(?:pesos|soles|bolívares)\b)",
                lambda match: self.number(match["n"]),
            ),
            Rule(
                rf"\b[Ss]iglos?{SPACE}(?P<say>{ROMAN}(?:(?:{SPACE}(?:y|al?|o){SPACE}|{SPACE}?{DASH}{SPACE}?){ROMAN})?)(?!\w)",
                lambda match: re.sub(r"[IVX]+", lambda each: self.words(value(each[0])), match["say"]),
                ROMAN_SIGNS,
            ),
            Rule(
                rf"\b(?:[Ll]as?|[Ee]l|[Dd]el|[Aa]l|[Ss]u|[Uu]na?|[Ee]sta?e?){SPACE}(?P<say>{ROMAN})(?={SPACE}(?P<noun>[^\W\d_]{{4,}}))",
                self.numbered,
                ROMAN_SIGNS,
            ),
            Rule(rf"{_NAME}{SPACE}(?P<say>(?P<roman>{ROMAN}))(?!\w|\.\w)", self.regnal, ROMAN_SIGNS),
            Rule(rf"{LEFT}(?P<n>\d{{1,2}})\.?(?P<end>[ºª]|(?<=\.)(?:er|[oa])|er|[rdtnm][oa])(?!\w)", self.placed),
        )
