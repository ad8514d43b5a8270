"""Pronunciations of words that no dictionary holds, by the letters: how they were guessed, and with how much doubt."""

from dataclasses import dataclass
from functools import cache, lru_cache

from narrate.errors import BackendUnavailable
from narrate.voice.english.british import british
from narrate.voice.english.graphones import Graphones, open_graphones
from narrate.voice.english.letters import latin

__all__ = ["Guess", "guess"]

_LONGEST = 24  # letters that are read at once: nobody's name has more
_KEPT = 10_000  # a name stands in an article again and again


@dataclass(frozen=True, slots=True)
class Guess:
    """How a word that no dictionary holds is said."""

    phonemes: str
    """Empty if the letters can't be said."""
    way: str
    """`model`, or the language by whose rules it was read."""
    doubt: float
    """Nats a letter by which the reading surprises the model: from about 0.5, a plain name, to 5, a riddle."""


@lru_cache(_KEPT)
def guess(word: str, accent: str) -> Guess:
    """Return how `word` is said; a word of more than 24 letters is read in pieces.

    Args:
        word: Latin letters, which may have accents.
        accent: `us` or `gb`.

    Raises:
        BackendUnavailable: A file of the front end is missing.
    """
    letters = "".join(letter for letter in latin(word).lower() if "a" <= letter <= "z")
    pieces = [_guess(letters[start : start + _LONGEST], accent) for start in range(0, len(letters), _LONGEST)]
    return Guess(
        "".join(piece.phonemes for piece in pieces), "model", max((piece.doubt for piece in pieces), default=0)
    )


@lru_cache(_KEPT)
def _guess(letters: str, accent: str) -> Guess:
    found = _model().read(letters)
    if found is None:
        return Guess("", "model", 0.0)
    pieces, nats = found
    return Guess(british(pieces) if accent == "gb" else "".join(said for _, said in pieces), "model", nats)


@cache
def _model() -> Graphones:
    try:
        return open_graphones()
    except OSError as error:
        raise BackendUnavailable(f"the English front end lacks {error.filename}; install narrate again") from error
