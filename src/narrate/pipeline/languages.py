"""What a voice can't say: passages in another language, of which short ones are read all the same; other scripts."""

import unicodedata
from dataclasses import replace
from functools import cache
from itertools import groupby

from narrate.errors import NothingToSay
from narrate.model import Article, Block, Script, Utterance

__all__ = ["QUOTATION_CHARS", "readable", "sayable"]

QUOTATION_CHARS = 300
"""Longest foreign passage that is read with the voice's own accent, about 20 s: a motto or an original quotation that
the story then explains. What is longer is a translation or another edition of the story, which would be a mumble."""
_SOUNDED = frozenset({"LATIN", "CYRILLIC", "GREEK"})  # scripts that voices of European languages have letters for
_SCRIPTS = {
    "am": "ETHIOPIC",
    "ar": "ARABIC",
    "bn": "BENGALI",
    "fa": "ARABIC",
    "gu": "GUJARATI",
    "he": "HEBREW",
    "hi": "DEVANAGARI",
    "hy": "ARMENIAN",
    "iw": "HEBREW",
    "ja": "CJK HIRAGANA KATAKANA",
    "ka": "GEORGIAN",
    "km": "KHMER",
    "kn": "KANNADA",
    "ko": "HANGUL CJK",
    "lo": "LAO",
    "ml": "MALAYALAM",
    "mr": "DEVANAGARI",
    "my": "MYANMAR",
    "ne": "DEVANAGARI",
    "pa": "GURMUKHI",
    "si": "SINHALA",
    "ta": "TAMIL",
    "te": "TELUGU",
    "th": "THAI",
    "ti": "ETHIOPIC",
    "ur": "ARABIC",
    "yi": "HEBREW",
    "yue": "CJK",
    "zh": "CJK",
}
"""Scripts by language, as the Unicode names of their letters begin; languages of the three above need no line."""
_HEAD_CHARS = 60


def readable(article: Article, languages: frozenset[str], voice: str) -> tuple[Article, tuple[str, ...]]:
    """Return `article` as a voice can read it, and a line for each foreign passage: which, and what becomes of it.

    Args:
        article: Its own language is spoken by the voice, or it is refused elsewhere.
        languages: ISO 639-1 codes of what the voice speaks.
        voice: What to call it.
    """
    kept: list[Block] = []
    notes: list[str] = []
    for foreign, run in groupby(article.blocks, lambda block: _foreign(block, languages)):
        blocks = list(run)
        if foreign is not None:
            text = " ".join(block.text for block in blocks)
            sounded, silent = _letters(text, languages)
            is_read = len(text) <= QUOTATION_CHARS and sounded > silent
            what = "read with its accent" if is_read else "left out"
            notes.append(f"a passage in {foreign!r}, which {voice} doesn't speak, is {what}: {_head(text)!r}")
            if not is_read:
                continue
        kept += blocks
    if not kept:  # the article's own language stands for all of it: the voice is refused, not the text
        return article, ()
    return replace(article, blocks=tuple(kept)), tuple(notes)


def _foreign(block: Block, languages: frozenset[str]) -> str | None:
    return block.language if block.language is not None and block.language not in languages else None


def sayable(script: Script, languages: frozenset[str], voice: str) -> tuple[Script, tuple[str, ...]]:
    """Return `script` without the utterances of which no letter has a sound, and a line for each run of them.

    The silence after what is left out goes to the utterance before it. An utterance with some letters that have no
    sound stays: the voice says the others, and warns.

    Args:
        script: The reading.
        languages: ISO 639-1 codes of what the voice speaks.
        voice: What to call it.

    Raises:
        NothingToSay: The voice has no sound for any letter of the body.
    """
    kept: list[Utterance] = []
    notes: list[str] = []
    for is_silent, run in groupby(script.utterances, lambda each: _is_silent(each.spoken, languages)):
        utterances = list(run)
        if not is_silent:
            kept += utterances
            continue
        if kept:
            longest_ms = max(each.pause_ms for each in (kept[-1], *utterances))
            kept[-1] = replace(kept[-1], pause_ms=longest_ms)
        text = " ".join(each.printed for each in utterances)
        notes.append(f"{voice} has no sounds for {_script_of(text)} letters, left out: {_head(text)!r}")
    if not any(each.block is not None for each in kept):
        raise NothingToSay(
            f"{voice} has no sounds for the letters of {_head(script.utterances[-1].printed)!r}; narrate voices lists "
            f"others"
        )
    return replace(script, utterances=tuple(kept)), tuple(notes)


def _head(text: str) -> str:
    return text if len(text) <= _HEAD_CHARS else f"{text[:_HEAD_CHARS].rstrip()}…"


def _is_silent(text: str, languages: frozenset[str]) -> bool:
    sounded, silent = _letters(text, languages)
    return silent > 0 and not sounded


def _letters(text: str, languages: frozenset[str]) -> tuple[int, int]:
    """Return how many letters and digits of `text` voices of `languages` have a sound for, and how many not."""
    scripts = _SOUNDED.union(*(_SCRIPTS.get(language, "").split() for language in languages))
    said = [c for c in _plain(text) if c.isalnum()]
    sounded = sum(c.isascii() or c.isdigit() or _script(c) in scripts for c in said)
    return sounded, len(said) - sounded


def _plain(text: str) -> str:
    """Return `text` with ligatures, full-width and mathematical letters as the letters that they stand for."""
    return text if text.isascii() else unicodedata.normalize("NFKC", text)


@cache
def _script(letter: str) -> str:
    """Return the first word of a letter's Unicode name, which is its script."""
    return unicodedata.name(letter, "unknown").split()[0]


def _script_of(text: str) -> str:
    """Return the scripts of the letters of `text` in plain words: "CJK", "Arabic and Thai"."""
    names = dict.fromkeys(_script(c) for c in _plain(text) if c.isalpha() and not c.isascii())
    return " and ".join(name if name == "CJK" else name.capitalize() for name in names if name not in _SOUNDED)
