"""What a front end gives a voice: the phonemes of each word of a text."""

from dataclasses import dataclass
from typing import Protocol

from narrate.model import Pronunciations

__all__ = ["FrontEnd", "Reading", "has_sound"]


@dataclass(frozen=True, slots=True)
class Reading:
    """How one white-space separated token of a text is said."""

    token: str
    phonemes: str
    """In the front end's alphabet, with the punctuation that the voice knows; empty only when nothing of it is said."""


class FrontEnd(Protocol):
    """Text to phonemes."""

    @property
    def version(self) -> str:
        """Part of a backend's fingerprint: another one where the same text would get other phonemes."""

    def load(self) -> None:
        """Open what reading takes. Raises BackendUnavailable."""

    def read(self, text: str, pronunciations: Pronunciations = ()) -> tuple[Reading, ...]:
        """Return one reading per white-space token of `text`, in order.

        Args:
            text: One line; numbers should be written as words already.
            pronunciations: Places of words with their IPA; they win.

        Raises:
            BackendUnavailable: A part of the front end is missing.
            SynthesisFailed: No word of the text could be read.
        """


def has_sound(phonemes: str) -> bool:
    """Whether anything in `phonemes` is more than punctuation or space."""
    return any(sign.isalpha() for sign in phonemes)
