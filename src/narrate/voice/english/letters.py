"""Letters of any script as the dictionaries know them, and figures as words."""

import re
import unicodedata
from contextlib import suppress
from functools import cache

from narrate.voice.english.ipa import read_table

__all__ = ["has_accents_sounded", "is_latin", "latin", "number_words", "plain"]

_RELATED = frozenset({"LATIN", "GREEK", "CYRILLIC"})
_LONGEST_NUMBER = 15  # figures; a longer one is read figure by figure
_YEARS = range(1100, 2100)


def plain(word: str) -> str:
    """Return `word` with straight apostrophes and composed letters."""
    return unicodedata.normalize("NFC", word.replace("’", "'"))


def number_words(text: str) -> list[str]:
    """Return the words for figures, which a script has written out already: this serves texts that come without one."""
    from num2words import num2words

    figures, ending = re.fullmatch(r"([\d,.]*\d)(.*)", text).groups()  # type: ignore[union-attr] # a number matches
    plain = "".join(str(unicodedata.digit(sign, sign)) for sign in figures.replace(",", ""))
    if len(plain) > _LONGEST_NUMBER or (plain.startswith("0") and plain.isdigit() and len(plain) > 1):
        words = " ".join(num2words(int(figure)) for figure in plain if figure.isdigit())
    elif ending in {"st", "nd", "rd", "th"} and plain.isdigit():
        words = num2words(int(plain), to="ordinal")
    elif plain.isdigit():
        words = num2words(int(plain), to="year" if int(plain) in _YEARS else "cardinal")
    else:
        words = num2words(float(plain))
    words += "s" if ending.endswith("s") else ""
    return re.sub(r"ys$", "ies", words).replace("-", " ").replace(",", "").split()


def is_latin(text: str) -> bool:
    """Whether every letter is a Latin one, accents aside."""
    plain = unicodedata.normalize("NFD", text)
    return all(sign.isascii() or unicodedata.combining(sign) or sign == "’" for sign in plain)


def has_accents_sounded(word: str, phonemes: str) -> bool:
    """Whether `phonemes`, found for `word` without its accents, fit them: é is heard at the end, ñ isn't n."""
    last = unicodedata.normalize("NFD", word)
    if "n\u0303" in last.lower() and "nj" not in phonemes:
        return False
    return not (last[-2:-1].lower() == "e" and unicodedata.combining(last[-1]) and phonemes[-1] not in "Aieɛ")


def latin(text: str) -> str:
    """Return `text` in Latin letters without accents; characters without a counterpart fall out."""
    folded = unicodedata.normalize("NFKD", text)
    return "".join(_letter(character) for character in folded if not unicodedata.combining(character))


@cache
def _letter(character: str) -> str:
    """Return the Latin letters for a letter of any script; else nothing."""
    table = read_table("romanize.tsv")
    if character.isascii() or character.lower() in table:
        return table.get(character.lower(), character)
    plain, is_altered, _ = unicodedata.name(character, "").partition(" WITH ")  # "LATIN SMALL LETTER B WITH HOOK"
    if is_altered:
        with suppress(KeyError):
            return _letter(unicodedata.lookup(plain))
    script, *_, own = plain.split() or ("", "")
    return own.lower() if script in _RELATED else ""  # "CYRILLIC CAPITAL LETTER KSI": its name is all that can be said
