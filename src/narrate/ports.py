"""The seams of the house: what a stage must look like to be plugged in.

Stages without state are plain callables; a Protocol stands where a resource is held.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol, runtime_checkable

from narrate.model import Article, Page, Script, Speech, Spoken, VoiceInfo

__all__ = [
    "Backend",
    "Engine",
    "EngineOptions",
    "Extractor",
    "Loadable",
    "Normalizer",
    "Scriptwriter",
    "Sounds",
    "Store",
]

Extractor = Callable[[Page], Article]
"""Page to story; raises PageError."""
Normalizer = Callable[[str, str], Spoken]
"""Written text and language to its spoken form; never loses a letter or digit."""
Scriptwriter = Callable[[Article], Script]
"""Story to reading; raises ScriptError."""
Sounds = tuple[tuple[int, int, str], ...]
"""Start and end of words in a text, in order and apart, with their IPA: the same word may be said in two ways."""


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
            sounds: Places of words whose pronunciation is known, as IPA; an engine that can't use it ignores it.

        Raises:
            SynthesisFailed: The engine gave nothing usable; the message names the text.
            BackendUnavailable: The engine can't work at all (no network, weights gone).
        """

    def close(self) -> None:
        """Give back what the engine holds; it isn't used again."""


@runtime_checkable
class Loadable(Protocol):
    """A backend that can load what it needs before its first text, while its user is busy elsewhere."""

    def load(self) -> None:
        """Load it, once. Raises as `Backend.synthesize` would at its first text."""


class EngineOptions(Protocol):
    """What an engine is told besides the voice's name; `narrate.voice.options.VoiceOptions` is one."""

    @property
    def speed(self) -> float:
        """Tempo of the speech, 0.5 to 2.0; 1.0 is the voice's own."""

    @property
    def cache_dir(self) -> Path:
        """Folder for files that the engine can make again, such as a rewritten graph."""

    @property
    def weights(self) -> Path | None:
        """The user's own weight file, or None for the engine's."""

    @property
    def voice_path(self) -> Path | None:
        """A file or folder of further voices, or None."""

    @property
    def service_url(self) -> str | None:
        """Base address of an online engine's service, or None for its public one."""

    @property
    def service_model(self) -> str | None:
        """Name of the service's model, or None for the engine's choice."""

    @property
    def service_key(self) -> str | None:
        """Secret that the service asks for."""


class Engine(Protocol):
    """A kind of voice: what an entry point in the group `narrate.backends` loads.

    Loading it must be cheap: heavy libraries wait until a backend speaks.
    """

    @property
    def name(self) -> str:
        """The entry point's name."""

    def voices(self, options: EngineOptions) -> tuple[VoiceInfo, ...]:
        """Return the voices that it knows, installed or not, the default one first."""

    def open(self, voice: str, options: EngineOptions) -> Backend:
        """Return a backend that speaks with `voice`; the empty string asks for the default one.

        Nothing heavy is loaded before the first `synthesize`: the fingerprint must be known without it.

        Raises:
            UnknownVoice: The engine has no such voice.
            BackendUnavailable: A library or the weights are missing; the message says how to get them.
        """


class Store(Protocol):
    """Bytes by key, whole or not at all."""

    def get(self, key: str) -> bytes | None:
        """Return the bytes of `key`, or None if there are none. Raises StoreError."""

    def put(self, key: str, content: bytes) -> None:
        """Keep `content` under `key`, replacing what was there. Raises StoreError."""

    def create(self, key: str, content: bytes) -> bool:
        """Keep `content` only if `key` is new; True if this call made it. Raises StoreError."""
