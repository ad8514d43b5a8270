"""Says single texts: their spoken form, their phonemes, their sound; and finds the words that nobody knows."""

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from narrate.audio.record import record
from narrate.audio.tags import Tags
from narrate.errors import NarrateError
from narrate.model import Article, Block, BlockKind, Recording, Script
from narrate.pipeline.library import script_at
from narrate.script.lexicon import unknown_words
from narrate.script.write import write_script
from narrate.settings import Settings
from narrate.store.folder import FolderStore
from narrate.voice.english.front_end import EnglishFrontEnd
from narrate.voice.english.tagger import dictionary_words
from narrate.voice.registry import list_voices
from narrate.voice.speak import Speaker

__all__ = ["Line", "lines", "record_text", "record_voices", "unknown_at"]

_log = logging.getLogger(__name__)
SAMPLE_TEXT = "This is how a story sounds in this voice: on October tenth, three in four readers chose to listen."


@dataclass(frozen=True, slots=True)
class Line:
    """How one utterance is said."""

    spoken: str
    phonemes: str
    """In the alphabet of the English front end; empty for other languages."""


def lines(text: str, language: str, settings: Settings) -> Iterator[Line]:
    """Give spoken form and phonemes of each utterance of `text`. Raises ScriptError, VoiceError."""
    front_end = EnglishFrontEnd() if language == "en" else None
    for utterance in _script(text, language, settings).utterances:
        readings = front_end.read(utterance.spoken, utterance.sounds) if front_end else ()
        yield Line(utterance.spoken, " ".join(reading.phonemes for reading in readings if reading.phonemes))


def record_text(text: str, language: str, path: Path, settings: Settings) -> Recording:
    """Make the recording of `text` at `path`. Raises NarrateError."""
    script = _script(text, language, settings)
    speaker = Speaker(settings.voice, FolderStore(settings.voice.cache_dir / "segments"))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return record(speaker.speak(script), path, Tags(title=text[:80], language=language), settings.audio)
    finally:
        speaker.close()


def record_voices(folder: Path, settings: Settings) -> Iterator[Recording]:
    """Make a clip of each offline English voice that is installed. Raises NarrateError."""
    for info in list_voices(settings.voice):
        if not (info.installed and info.offline and info.language.partition("-")[0] in {"en", "*"}):
            continue
        name = f"{info.engine}:{info.voice}".rstrip(":")
        chosen = replace(settings, voice=replace(settings.voice, voice=name))
        yield record_text(SAMPLE_TEXT, "en", folder / f"{name.replace(':', '-')}.mp3", chosen)


def unknown_at(pages: Iterable[str], settings: Settings) -> tuple[tuple[str, int], ...]:
    """Return the words of the pages that neither dictionary nor lexicon knows, with counts, most frequent first.

    A page that can't be read is passed over with a warning: a list over an archive shouldn't end at its first bad page.
    """
    known = dictionary_words() | {word.lower() for word, _ in settings.script.lexicon}
    return unknown_words(_spoken(pages, settings), known)


def _spoken(pages: Iterable[str], settings: Settings) -> Iterator[str]:
    for page in pages:
        try:
            yield from (utterance.spoken for utterance in script_at(page, settings).utterances)
        except NarrateError as error:
            _log.warning("%s: %s", page, error)


def _script(text: str, language: str, settings: Settings) -> Script:
    blocks = (Block(BlockKind.PARAGRAPH, " ".join(text.split()), ""),)
    return write_script(Article("", blocks, language=language), settings.script)
