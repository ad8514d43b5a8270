"""The nouns that the stages hand on: frozen, comparable, hashable, picklable, with units in their names.

Data flows one way: `Page` -> `Article` -> `Script` -> `Segment`s -> `Recording`.
The interfaces of the stages are below: a stage without state is a plain callable, a Protocol describes one that holds a
resource.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Protocol, runtime_checkable

__all__ = [
    "AI_LABEL",
    "Article",
    "Backend",
    "Block",
    "BlockKind",
    "Cue",
    "Direction",
    "Engine",
    "EngineOptions",
    "Extraction",
    "Extractor",
    "Loadable",
    "Normalizer",
    "Page",
    "Pronunciations",
    "Receipt",
    "Recording",
    "Script",
    "Scriptwriter",
    "Segment",
    "Span",
    "Speech",
    "Spoken",
    "Store",
    "Utterance",
    "VoiceInfo",
    "Waveform",
    "Word",
]

AI_LABEL = "This audio is created with AI assistance"
"""The default disclosure of a recording; the player has its own translations.

EU AI Act, Article 50, asks for a label for people and a mark for machines.
"""


@dataclass(frozen=True, slots=True)
class Page:
    """HTML as it was found, undecoded."""

    markup: bytes
    """The bytes of the page; the extractor finds out their charset."""
    url: str | None = None
    """Where the page came from; helps with site rules and relative addresses."""
    is_story: bool = False
    """Whether all of its `article` is the story, as in a document that a person wrote: nothing of it is judged."""


class BlockKind(StrEnum):
    """What a block is on the page; decides its pauses."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    QUOTE = "quote"
    ITEM = "item"


@dataclass(frozen=True, slots=True)
class Direction:
    """What the author asks for the reading of a stretch of text; one of its fields is set."""

    start: int
    end: int
    """Characters of the block's text; a pause stands between two of them."""
    pause_ms: int = 0
    """Silence at this place."""
    alias: str = ""
    """What is said instead."""
    ipa: str = ""
    """How its words sound, one IPA a word."""
    read_as: str = ""
    """`characters`, `digits`, `cardinal` or `ordinal`."""
    rate: float = 1.0
    """Tempo, 0.5 to 2.0 times the voice's own."""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading, quote or list item of the story."""

    kind: BlockKind
    text: str
    """White space folded to single spaces, ends stripped; never empty. A new line only where a line of its own ends."""
    anchor: str
    """XPath of the block's element in the page, for example `/html/body/main/p[3]`."""
    language: str | None = None
    """ISO 639-1 code if the block's own differs from the article's, else None."""
    directions: tuple[Direction, ...] = ()
    """What the author asks for the reading, in order of place."""


@dataclass(frozen=True, slots=True)
class Article:
    """The story alone."""

    title: str
    """Headline without the site's name; may be empty when the page has none."""
    blocks: tuple[Block, ...]
    """The body in reading order, without headline, byline and date; at least one."""
    byline: tuple[str, ...] = ()
    """Names of the authors, without "By", job titles and addresses."""
    published: str | None = None
    """ISO 8601 date (`2023-10-10`) or date-time with zone, as the page states it."""
    site: str | None = None
    """Name of the publication."""
    url: str | None = None
    """Canonical address."""
    language: str = "en"
    """ISO 639-1 code."""
    image: str | None = None
    """Address of the lead image as the page states it."""
    section: str | None = None
    """The publication's department, such as Politics, as the page states it."""
    tags: tuple[str, ...] = ()
    """Topics that the page states, without the section."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """Why one stretch of the page's text is read aloud, or isn't."""

    text: str
    anchor: str
    """XPath of its element in the page."""
    kept: bool
    reason: str
    """The rule or score that decided, in a few words: `score 0.97`, `newsletter prompt`, `site rule: drop`."""
    score: float
    """Probability, 0 to 1, that it belongs to the story, before any rule spoke."""
    selector: str = ""
    """CSS that finds its element, or a box around it, for a site rule; only an explanation looks for it."""


@dataclass(frozen=True, slots=True)
class Extraction:
    """What the extractor made of a page, and why."""

    article: Article | None
    """None when no story was found; `warnings` says why."""
    receipts: tuple[Receipt, ...]
    """Every stretch of text on the page, in reading order."""
    confidence: float
    """0 to 1: how far the story's boundaries can be trusted."""
    warnings: tuple[str, ...] = ()
    """Sentences for the user: a paywall, a teaser, a fallback that had to be used."""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the spoken text and the stretch of the printed text that it says."""

    spoken_start: int
    spoken_end: int
    printed_start: int
    printed_end: int


@dataclass(frozen=True, slots=True)
class Spoken:
    """The spoken form of a printed text, and how the two are aligned."""

    text: str
    spans: tuple[Span, ...]
    """In order, without overlaps, covering every letter and digit of both texts.

    Inside a span whose two stretches are equal, characters match one by one.
    """


@dataclass(frozen=True, slots=True)
class Utterance:
    """One sentence or clause of the reading."""

    printed: str
    """A slice of its block's text, as the reader sees it."""
    spoken: str
    """What the voice says."""
    block: int | None = None
    """Index into `Article.blocks`; None for what is said around the body (headline, byline, date)."""
    offset: int = 0
    """Where `printed` begins in the block's text, in characters."""
    pause_ms: int = 0
    """Silence after it."""
    spans: tuple[Span, ...] = ()
    """How `spoken` is aligned with `printed`."""
    pronunciations: tuple[tuple[int, int, str], ...] = ()
    """Start and end of words in `spoken`, in order, with their IPA where the script knows better than a voice."""
    is_quote: bool = False
    """Whether its block is a quotation, which a second voice may read."""
    rate: float = 1.0
    """Tempo that the author asks for, times the voice's own."""


@dataclass(frozen=True, slots=True)
class Script:
    """The reading in order: what is said, and the silences."""

    language: str
    """ISO 639-1 code."""
    utterances: tuple[Utterance, ...]


@dataclass(frozen=True, slots=True)
class Waveform:
    """Mono sound."""

    pcm: bytes
    """Signed 16-bit little-endian samples."""
    rate_hz: int

    @property
    def samples(self) -> int:
        """Number of samples."""
        return len(self.pcm) // 2

    @property
    def duration_ms(self) -> float:
        """Length, exact to the sample."""
        return self.samples * 1000 / self.rate_hz


@dataclass(frozen=True, slots=True)
class Word:
    """A word and when it is heard."""

    text: str
    start_ms: float
    end_ms: float


@dataclass(frozen=True, slots=True)
class Speech:
    """What a backend gives for a text."""

    waveform: Waveform
    words: tuple[Word, ...] = ()
    """One per white-space separated token of the text, in order; empty when the engine has no word times.

    Times count from the start of the waveform.
    """


@dataclass(frozen=True, slots=True)
class VoiceInfo:
    """A voice as `narrate voices` shows it."""

    engine: str
    """Name of the engine's entry point."""
    voice: str
    """Name within the engine; `engine:voice` is what `--voice` takes."""
    language: str
    """BCP 47 tag of what it speaks, for example `en-US`; `*` when the voice follows the text."""
    licence: str
    """SPDX expression of the voice's data, or the service's terms in a few words."""
    installed: bool
    """Whether it could speak now; an online voice counts as installed."""
    hint: str = ""
    """How to get it when it isn't installed."""
    offline: bool = True
    """Whether text stays on this machine."""
    cost: float = 1.0
    """CPU time per second of speech, relative to the default voice's; 0 when another machine does the work."""


@dataclass(frozen=True, slots=True)
class Segment:
    """An utterance with its sound."""

    utterance: Utterance
    speech: Speech
    """Its words are those of the utterance's printed text."""


@dataclass(frozen=True, slots=True)
class Cue:
    """When an utterance is heard in the recording; times are exact to the sample."""

    start_ms: float
    end_ms: float
    """Where its pause begins; the last cue ends with the recording, unless music follows."""
    utterance: Utterance
    words: tuple[Word, ...] = ()
    """Printed words; times count from the start of the recording."""


@dataclass(frozen=True, slots=True)
class Recording:
    """The finished MP3 and what is known of it."""

    path: Path
    duration_ms: float
    """Length of the sound, exact to the sample."""
    rate_hz: int
    loudness_lufs: float
    """Integrated loudness of the decoded file, ITU-R BS.1770-4, measured as plain mono."""
    true_peak_dbtp: float
    """True peak of the decoded file, ITU-R BS.1770-4 Annex 2."""
    cues: tuple[Cue, ...]


Extractor = Callable[[Page], Article]
"""Turns a page into its article; raises PageError."""
Normalizer = Callable[[str, str], Spoken]
"""Turns a printed text, given its language, into its spoken form; never loses a letter or digit."""
Scriptwriter = Callable[[Article], Script]
"""Turns an article into its script; raises ScriptError."""
Pronunciations = tuple[tuple[int, int, str], ...]
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

    def synthesize(self, text: str, pronunciations: Pronunciations = ()) -> Speech:
        """Return the sound of `text`, whole.

        Args:
            text: Spoken form, one line, at most `max_chars` characters.
            pronunciations: Places of words whose IPA is known; an engine that can't use it ignores it.

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
    """What an engine gets besides the voice's name; `narrate.settings.options.VoiceOptions` is one."""

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
