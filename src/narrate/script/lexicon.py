"""How names are pronounced: the built-in table, a newsroom's own lexicon, and what neither knows."""

import re
from functools import cache

from narrate.script.normalize.tables import rows

__all__ = ["sounds"]

_WORD = re.compile(r"[^\W_]+(?:[.'’-][^\W_]+)*")
_VOICELESS = ("p", "t", "k", "f", "θ")
_HISSING = ("s", "z", "ʃ", "ʒ", "tʃ", "dʒ")


@cache
def _names(language: str) -> dict[str, str]:
    return {row[0]: row[1] for row in rows(language, "names")}


def sounds(spoken: str, language: str = "en", own: tuple[tuple[str, str], ...] = ()) -> tuple[tuple[str, str], ...]:
    """Return the words of `spoken` whose IPA is known, as they stand in it, sorted by word.

    Names of several words count only as a whole. A possessive or plural "s" is added to a name's sound.

    Args:
        spoken: What the voice says.
        language: ISO 639-1 code.
        own: A newsroom's words with their IPA; they win.
    """
    known = _names(language) if not own else {**_names(language), **dict(own)}
    if not known:
        return ()
    words = _WORD.findall(spoken)
    found: dict[str, str] = {}
    for size in (3, 2, 1):
        for i in range(len(words) - size + 1):
            parts = words[i : i + size]
            ipa = _ipa(" ".join(parts), known)
            if ipa is None or len(heard := ipa.split()) != size:
                continue
            for part, sound in zip(parts, heard, strict=True):
                found.setdefault(part, sound)
    return tuple(sorted(found.items()))


def _ipa(word: str, known: dict[str, str]) -> str | None:
    if word in known:
        return known[word]
    if word.isupper() and len(word) > 3 and word.title() in known:
        return known[word.title()]
    stem = re.sub(r"['’]s$|s['’]$", "", word)
    if stem != word and stem in known:
        return f"{known[stem]}{_ending(known[stem])}"
    if word.endswith("s") and word[:-1] in known and word[:1].isupper():
        return f"{known[word[:-1]]}{_ending(known[word[:-1]])}"
    return None


def _ending(ipa: str) -> str:
    if ipa.endswith(_HISSING):
        return "ɪz"
    return "s" if ipa.endswith(_VOICELESS) else "z"
