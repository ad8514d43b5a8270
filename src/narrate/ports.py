"""The seams of the house: what a stage must look like to be plugged in.

Stages without state are plain callables; a Protocol stands where a resource is held.
"""

from collections.abc import Callable
from typing import Protocol

from narrate.model import Article, Page, Script, Speech, Spoken

__all__ = ["Backend", "Extractor", "Normalizer", "Scriptwriter", "Sounds", "Store"]

Extractor = Callable[[Page], Article]
"""Page to story; raises PageError."""
Normalizer = Callable[[str, str], Spoken]
"""Written text and language to its spoken form; never loses a letter or digit."""
Scriptwriter = Callable[[Article], Script]
"""Story to reading; raises ScriptError."""
Sounds = tuple[tuple[str, str], ...]
"""Words with their IPA, sorted by word."""


class Backend(Protocol):
    """A speech engine with one voice, ready to speak.

    `narrate.testing.check_backend` tests an implementation against this contract.
    """

    @property
    def fingerprint(self) -> str:
        """Engine, its version, hash of its weights, voice and all parameters: equal fingerprints, equal sound."""

    @property
    def rate_hz(self) -> int:
        """Sample rate of every waveform that it gives."""

    @property
    def max_chars(self) -> int:
        """Longest text that `synthesize` takes; the caller cuts longer ones at a clause."""

    @property
    def languages(self) -> frozenset[str]:
        """ISO 639-1 codes of the languages that the voice speaks."""

    def synthesize(self, text: str, sounds: Sounds = ()) -> Speech:
        """Return the sound of `text`, whole.

        Args:
            text: Spoken form, one line, at most `max_chars` characters.
            sounds: Words of the text whose pronunciation is known, as IPA; an engine that can't use it ignores it.

        Raises:
            SynthesisFailed: The engine gave nothing usable; the message names the text.
            BackendUnavailable: The engine can't work at all (no network, weights gone).
        """

    def close(self) -> None:
        """Give back what the engine holds; it isn't used again."""


class Store(Protocol):
    """Bytes by key, whole or not at all."""

    def get(self, key: str) -> bytes | None:
        """Return the bytes of `key`, or None if there are none. Raises StoreError."""

    def put(self, key: str, content: bytes) -> None:
        """Keep `content` under `key`, replacing what was there. Raises StoreError."""

    def create(self, key: str, content: bytes) -> bool:
        """Keep `content` only if `key` is new; True if this call made it. Raises StoreError."""
