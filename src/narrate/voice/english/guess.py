"""Pronunciations of words that no dictionary holds, by a small net that reads letters."""

import hashlib
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from narrate.errors import BackendUnavailable, WeightsInvalid
from narrate.voice.sessions import open_session

__all__ = ["guess"]

_SHA256 = {
    "us": "d3cfd8122c5f172a98c8de38268bf1213ee09f2c2ae4df6e055fc6532590fe76",
    "gb": "0997e3219543247de5646078d770f8ca77011d8fd0abb29fe48d12c60f53e9e1",
}
_LONGEST = 24  # letters that the net was trained on at once
_KEPT = 10_000  # a name stands in an article again and again
_BROKEN = "is damaged: install narrate again"


@lru_cache(_KEPT)
def guess(word: str, accent: str) -> str:
    """Return the phonemes that the net gives for `word`; empty if it knows none of its letters.

    A word of more than 24 letters is read in pieces.

    Args:
        word: Letters only.
        accent: `us` or `gb`.

    Raises:
        WeightsInvalid: The packaged net is damaged.
        BackendUnavailable: A file of it is missing, or onnxruntime is.
    """
    net, number_by_letter, phonemes = _open(accent)
    numbers = [number_by_letter[letter] for letter in word if letter in number_by_letter]
    pieces = [numbers[start : start + _LONGEST] for start in range(0, len(numbers), _LONGEST)]
    said = "".join(_read(net, piece, phonemes) for piece in pieces)
    return said.replace(" ", "").replace("ɹɹ", "ɹ")  # the net parts "Mc" from its name and says "ar-r" in "Mara"


def _read(net: Any, numbers: list[int], phonemes: str) -> str:
    """Return what the net says to the letters: its output repeats a sign while it lasts, and 0 parts two of a kind."""
    import numpy as np

    (row,) = net.run(None, {"chars": np.array([numbers], np.int64)})[0].tolist()
    return "".join(phonemes[sign - 1] for before, sign in zip([0, *row], row, strict=False) if sign not in {0, before})


@cache
def _open(accent: str) -> tuple[Any, dict[str, int], str]:
    """Return the net, the numbers of letters from 1, and the signs that it gives, also from 1."""
    folder = files("narrate.voice.english").joinpath("data")
    name = f"guess_{accent}.onnx"
    try:
        content = folder.joinpath(name).read_bytes()
        letters, phonemes = folder.joinpath(f"guess_{accent}.txt").read_text("utf-8").splitlines()
    except OSError as error:
        raise BackendUnavailable(f"the English front end lacks {name} ({error}); install narrate again") from error
    if hashlib.sha256(content).hexdigest() != _SHA256[accent]:
        raise WeightsInvalid(f"{name}, the net that guesses English words, {_BROKEN}")
    return open_session(content, name), {letter: number for number, letter in enumerate(letters, 1)}, phonemes
