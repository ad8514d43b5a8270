"""What the voice room is told: which voice, how fast, with how many workers, from which files."""

from dataclasses import dataclass, field
from pathlib import Path

__all__ = ["MAX_SPEED", "MIN_SPEED", "VoiceOptions"]

MIN_SPEED = 0.5  # below, vowels fall apart in every engine tried
MAX_SPEED = 2.0  # above, consonants do


@dataclass(frozen=True, slots=True)
class VoiceOptions:
    """Everything that `Speaker` and the engines need to know; picklable, so that it reaches the workers."""

    cache_dir: Path
    """Folder for files that an engine can make again: joined weights, rewritten graphs."""
    voice: str = "heart"
    """`engine` or `engine:voice`, for example `kokoro:am_michael`, `piper`, `gtts:en`; `heart` is `hibari:heart`."""
    quote_voice: str | None = None
    """Who reads block quotes, written as `voice` is; without it, the same voice."""
    speed: float = 1.0
    """Tempo of the speech, 0.5 to 2.0; 1.0 is the voice's own."""
    jobs: int = 1
    """Worker processes; with 1 the engine runs in this process."""
    weights: Path | None = None
    """The user's own weight file for the engine; without it, the packaged one."""
    voice_path: Path | None = None
    """A file or folder of further voices (hibari: `.onnx` files; Kokoro: `voices-v1.0.bin` or single `.bin` packs)."""
    service_url: str | None = None
    """Base address of an online engine's service; without it, its public one."""
    service_model: str | None = None
    """Name of the service's model; without it, the engine's choice."""
    service_key: str | None = field(default=None, repr=False)
    """Secret that the service asks for; never printed."""

    def __post_init__(self) -> None:
        """Refuse values that no engine could use."""
        if not MIN_SPEED <= self.speed <= MAX_SPEED:
            raise ValueError(f"speed must be between {MIN_SPEED} and {MAX_SPEED}, not {self.speed}")
        if self.jobs < 1:
            raise ValueError(f"jobs must be at least 1, not {self.jobs}")
        if not self.engine:
            raise ValueError(f"voice must name an engine, as in hibari:heart, not {self.voice!r}")
        if self.quote_voice is not None and not self.quote_voice.partition(":")[0]:
            raise ValueError(f"quote_voice must name an engine, as in kokoro:am_michael, not {self.quote_voice!r}")

    @property
    def engine(self) -> str:
        """The engine's part of `voice`."""
        return _in_full(self.voice).partition(":")[0]

    @property
    def voice_name(self) -> str:
        """The voice's part of `voice`; empty for the engine's default."""
        return _in_full(self.voice).partition(":")[2]


def _in_full(voice: str) -> str:
    """Return `voice` with its engine: the default one is known by its own name too."""
    return "hibari:heart" if voice == "heart" else voice
