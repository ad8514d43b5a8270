"""Pronunciations of words that no dictionary holds, by the letters: how they were guessed, and with how much doubt."""

from dataclasses import dataclass
from functools import cache, lru_cache

from narrate.errors import BackendUnavailable
from narrate.voice.english.british import british
from narrate.voice.english.graphones import Graphones, open_graphones
from narrate.voice.english.ipa import VOWELS
from narrate.voice.english.letters import latin
from narrate.voice.english.origins import chances
from narrate.voice.english.spelling import LANGUAGES, spell_out

__all__ = ["Guess", "guess"]

_LONGEST = 24  # letters that are read at once: nobody's name has more
FOREIGN = 1.6
"""Chance of the likeliest language times the doubt of the English model from which a name is read as foreign: of 70
names looked at, 11 came out better and 3 worse."""
ACCENTED_CHANCE = 0.25  # enough for a name whose accents English doesn't write
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
    if word[:1].isupper() and len(pieces) == 1 and (foreign := _foreign(word.lower(), accent, pieces[0].doubt)):
        return foreign
    return Guess(
        "".join(piece.phonemes for piece in pieces), "model", max((piece.doubt for piece in pieces), default=0)
    )


@lru_cache(_KEPT)
def _guess(letters: str, accent: str) -> Guess:
    reading = _model().read(letters)
    if reading is None:
        return Guess("", "model", 0.0)
    pieces, nats = reading
    if ("c", "ʧ") in pieces and _is_iberian(letters):
        pieces = tuple((part, "s" if (part, phonemes) == ("c", "ʧ") else phonemes) for part, phonemes in pieces)
    return Guess(british(pieces) if accent == "gb" else "".join(phonemes for _, phonemes in pieces), "model", nats)


def _is_iberian(name: str) -> bool:
    """Whether a name is rather Spanish or Portuguese than Italian: CMUdict's many Italians taught the model their c."""
    by_language = chances(name)
    return by_language.get("es", 0) + by_language.get("pt", 0) > by_language.get("it", 0)


def _foreign(name: str, accent: str, doubt: float) -> Guess | None:
    """Return how a name is said by the spelling of the language that it seems to come from, or None for English."""
    by_language = chances(name)
    language = max(by_language, key=lambda each: by_language[each])
    if language not in LANGUAGES:
        return None
    is_accented = not name.isascii() and by_language[language] >= ACCENTED_CHANCE
    if not is_accented and by_language[language] * doubt < FOREIGN:
        return None
    pieces = spell_out(name, language)
    phonemes = british(pieces) if accent == "gb" else "".join(phonemes for _, phonemes in pieces)
    return Guess(phonemes, language, doubt * (1 - by_language[language])) if not VOWELS.isdisjoint(phonemes) else None


@cache
def _model() -> Graphones:
    try:
        return open_graphones()
    except OSError as error:
        raise BackendUnavailable(f"the English front end lacks {error.filename}; install narrate again") from error
