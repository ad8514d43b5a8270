"""IPA as dictionaries print it to the alphabet that the English voices were trained on (misaki's)."""

import unicodedata
from functools import cache
from importlib.resources import files

__all__ = ["VOWELS", "from_ipa", "read_table"]

VOWELS = frozenset("AIOQWYaiuæɑɒɔəɛɜɪʊʌᵊᵻ")
_STRESSES = "ˈˌ"


@cache
def read_table(name: str) -> dict[str, str]:
    """Return a packaged two-column table as a mapping from its left to its right column."""
    table = {}
    for line in files("narrate.voice.english").joinpath("data", name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            written, _, read = line.partition("\t")
            table[unicodedata.normalize("NFD", written)] = read
    return table


def from_ipa(ipa: str) -> str:
    """Return `ipa` in misaki's alphabet, where the stress mark stands before the vowel, not before the syllable."""
    table = read_table("ipa.tsv")
    longest = max(map(len, table))
    text = unicodedata.normalize("NFD", ipa.strip().strip("/[]"))
    signs: list[str] = []
    index = 0
    while index < len(text):
        for width in range(longest, 0, -1):
            piece = text[index : index + width]
            if piece in table and len(piece) == width:
                signs.append(table[piece])
                break
        else:
            width, piece = 1, text[index]
            signs.append("" if unicodedata.combining(piece) else piece)
        index += width
    return _stress_at_vowel("".join(signs))


def _stress_at_vowel(phonemes: str) -> str:
    """Return `phonemes` with each stress mark moved in front of the next vowel; dropped if none follows."""
    placed: list[str] = []
    pending = ""
    for sign in phonemes:
        if sign in _STRESSES:
            pending = sign
            continue
        if pending and sign in VOWELS:
            placed.append(pending)
            pending = ""
        placed.append(sign)
    return "".join(placed)
