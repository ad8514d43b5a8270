"""Names read by the spelling of the language that they come from, in American sounds."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from narrate.text import rows
from narrate.voice.english.graphones import Pieces
from narrate.voice.english.ipa import VOWELS
from narrate.voice.english.letters import latin

__all__ = ["LANGUAGES", "spell_out"]

_ANY = "*"
_STRESS = "stress"
_MARKS = "ˈˌ"
_VOWEL = re.compile(rf"([{_MARKS}]?)([{''.join(sorted(VOWELS))}])(ː?)")


@dataclass(frozen=True, slots=True)
class _Spelling:
    """The rules of one language."""

    rules: tuple[tuple[re.Pattern[str], str], ...]
    """Letters, and the phonemes for them; the first that fits counts."""
    stress: str


def spell_out(name: str, language: str) -> Pieces:
    """Return the letters of `name` with their phonemes, stressed and weakened; each letter belongs to a piece.

    Args:
        name: Small letters with their accents.
        language: One of `LANGUAGES`.
    """
    spelling = _spellings()[language]
    pieces: list[tuple[str, str]] = []
    at = 0
    while at < len(name):
        hit = next(((m, phonemes) for rule, phonemes in spelling.rules if (m := rule.match(name, at))), None)
        if hit is None or not hit[0][0]:
            bare = latin(name[at])  # a letter that the language doesn't have
            phonemes = "".join(
                phonemes for rule, phonemes in _spellings()[_ANY].rules if bare and rule.fullmatch(bare[0])
            )
            pieces.append((name[at], phonemes))
            at += 1
            continue
        match, phonemes = hit
        is_doubled = len(pieces) > 0 and phonemes and phonemes == pieces[-1][1] and phonemes not in VOWELS
        pieces.append((match[0], "" if is_doubled else phonemes))
        at = match.end()
    return _weakened(_stressed(pieces, spelling.stress))


def _stressed(pieces: list[tuple[str, str]], rule: str) -> list[tuple[str, str]]:
    """Return the pieces with one primary stress, and a secondary one where two syllables or more come before it."""
    nuclei = [
        (index, vowel.start()) for index, (_, phonemes) in enumerate(pieces) for vowel in _VOWEL.finditer(phonemes)
    ]
    if not nuclei:
        return pieces
    given = next((n for n, (index, at) in enumerate(nuclei) if pieces[index][1][at] == "ˈ"), None)
    place = given if given is not None else _place(pieces, nuclei, rule)
    marked = [(letters, re.sub(f"[{_MARKS}]", "", phonemes)) for letters, phonemes in pieces]
    for number, mark in ((place, "ˈ"), (0, "ˌ")):
        if mark == "ˌ" and place < 2:
            continue
        index, _ = nuclei[number]
        at = [vowel.start() for vowel in _VOWEL.finditer(marked[index][1])]
        own = number - sum(other < index for other, _ in nuclei)
        letters, phonemes = marked[index]
        marked[index] = (letters, phonemes[: at[own]] + mark + phonemes[at[own] :])
    return marked


def _place(pieces: list[tuple[str, str]], nuclei: list[tuple[int, int]], rule: str) -> int:
    """Return which syllable, from 0, has the stress."""
    last = len(nuclei) - 1
    phonemes = "".join(phonemes for _, phonemes in pieces)
    ends_in_vowel = phonemes.rstrip("ː")[-1] in VOWELS
    match rule:
        case "first":
            place = 0
        case "last":
            place = last
        case "romance" | "romance-s":
            is_light = ends_in_vowel or phonemes[-1] in ("sn" if rule == "romance-s" else "sm")
            place = last - 1 if is_light else last
        case "weight":
            tail = re.sub(f"[{_MARKS}]", "", phonemes)
            is_heavy = re.search(r"(?:ː|[AIOWiɑOu])[^ː]?$", tail) is not None and not ends_in_vowel
            place = last if is_heavy and not re.search(r"[ui][mlnd]$|ɑd$", tail) else last - 1
            if tail.endswith("ː"):
                place = last - 1
        case _:
            place = last - 1
    if not ends_in_vowel or place != last - 1 or last < 2 or rule not in {"penult", "romance", "romance-s"}:
        return max(place, 0)
    before, final = nuclei[last - 1], nuclei[last]
    is_hiatus = before[0] in {final[0], final[0] - 1} and re.search(r"i[əOu]$", phonemes) is not None
    return last - 2 if is_hiatus else place  # the i of -io and -ia isn't stressed


def _weakened(pieces: list[tuple[str, str]]) -> Pieces:
    """Return the pieces as an American says them: unstressed `ɑ` and `i` weak, `t` between vowels a flap."""
    whole = "".join(phonemes for _, phonemes in pieces)
    result = []
    at = 0
    for letters, phonemes in pieces:
        signs = ""
        for sign in phonemes:
            before, behind = whole[:at], whole[at + 1 :]
            is_stressed = before[-1:] in {*_MARKS} and before
            if (
                sign == "ɑ"
                and not is_stressed
                and (not behind or (before and _VOWEL.search(before) and behind[:1] != "ɹ"))
            ):
                sign = "ə"  # noqa: PLW2901
            elif sign == "i" and not is_stressed and behind and behind[0] not in VOWELS and behind[0] not in _MARKS:
                sign = "ɪ"  # noqa: PLW2901
            elif sign == "t" and before[-1:] in {*VOWELS, "ɹ"} and before and re.match(r"[əɪiOu](?!n)", behind):
                sign = "T"  # noqa: PLW2901
            signs += sign
            at += 1
        result.append((letters, signs.replace("ː", "")))
    return tuple(result)


@cache
def _spellings() -> Mapping[str, _Spelling]:
    rules: dict[str, list[tuple[re.Pattern[str], str]]] = {}
    stress_by_language: dict[str, str] = {}
    for language, letters, *cells in rows("narrate.voice.english", "data/spelling.tsv"):
        if letters == _STRESS:
            stress_by_language[language] = cells[0]
        else:
            phonemes = cells[0] if cells else ""
            rules.setdefault(language, []).append((re.compile(unicodedata.normalize("NFC", letters)), phonemes))
    general = rules[_ANY]
    return {
        language: _Spelling((*own, *general) if language != _ANY else tuple(own), stress_by_language.get(language, ""))
        for language, own in rules.items()
    }


LANGUAGES = tuple(sorted({row[0] for row in rows("narrate.voice.english", "data/spelling.tsv")} - {_ANY}))
"""The languages whose spelling is known."""
