"""Says single texts: their spoken form, their phonemes, their sound; and finds the words that nobody knows."""

import logging
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from narrate.model import Recording, Script, Utterance
from narrate.pipeline.streaming import script_of
from narrate.settings import Settings
from narrate.settings.lexicon import words_without_sound
from narrate.store.files import explain
from narrate.store.folder import CacheStore
from narrate.voice.registry import accent_of, list_voices
from narrate.voice.speak import Speaker

__all__ = ["Line", "lines", "record_script", "record_voices", "unknown_in"]

_log = logging.getLogger(__name__)
SAMPLE_TEXT = "This is how a story sounds in this voice: on October tenth, three in four readers chose to listen."


@dataclass(frozen=True, slots=True)
class Line:
    """How one utterance is said."""

    spoken: str
    ipa: str
    """As a lexicon takes it, a group of signs a word; empty for other languages than English."""


def lines(script: Script, settings: Settings) -> Iterator[Line]:
    """Give spoken form and IPA of each utterance, in the accent of the voice. Raises VoiceError."""
    from narrate.voice.english.front_end import EnglishFrontEnd
    from narrate.voice.english.ipa import to_ipa

    british = accent_of(settings.voice) == "en-GB"
    front_end = EnglishFrontEnd(british=british) if script.language == "en" else None
    for utterance in script.utterances:
        readings = front_end.read(utterance.spoken, utterance.pronunciations) if front_end else ()
        yield Line(utterance.spoken, to_ipa(" ".join(reading.phonemes for reading in readings)))


def record_script(script: Script, path: Path, settings: Settings) -> Recording:
    """Make the recording of `script` at `path`. Raises NarrateError."""
    from narrate.audio.record import record
    from narrate.audio.tags import Tags

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise explain(path.parent, error) from error
    speaker = Speaker(settings.voice, CacheStore(settings.voice.cache_dir / "segments"))
    title = script.utterances[0].printed[:80]
    try:
        return record(speaker.speak(script), path, Tags(title=title, language=script.language), settings.audio)
    finally:
        speaker.close()


def record_voices(folder: Path, settings: Settings) -> Iterator[Recording]:
    """Make a clip of each offline English voice that is installed. Raises NarrateError."""
    for info in list_voices(settings.voice):
        if not (info.installed and info.offline and info.language.partition("-")[0] in {"en", "*"}):
            continue
        name = f"{info.engine}:{info.voice}".rstrip(":")
        chosen = replace(settings, voice=replace(settings.voice, voice=name))
        script = script_of(SAMPLE_TEXT, "en", chosen)
        yield record_script(script, folder / f"{name.replace(':', '-')}.mp3", chosen)


def unknown_in(scripts: Iterable[tuple[str, Script]], settings: Settings) -> tuple[tuple[str, int], ...]:
    """Return the words of English scripts that the voice has to guess, with counts, most frequent first.

    What a lexicon or the built-in names say is known, and so is every form that the voice's front end makes of a word
    in its dictionaries. A script in another language is passed over with a warning.

    Args:
        scripts: Each with the name of its page.
        settings: What is in force.

    Raises:
        VoiceError: The voice or its front end isn't there.
    """
    from narrate.voice.english.front_end import EnglishFrontEnd

    front_end = EnglishFrontEnd(british=accent_of(settings.voice) == "en-GB")
    counts = Counter(word for each in _utterances(scripts) for word in words_without_sound(each))
    unknown = [(word, count) for word, count in counts.items() if not front_end.knows(word)]
    return tuple(sorted(unknown, key=lambda item: (-item[1], item[0])))


def _utterances(scripts: Iterable[tuple[str, Script]]) -> Iterator[Utterance]:
    for name, script in scripts:
        if script.language == "en":
            yield from script.utterances
        else:
            _log.warning("%s: there is no dictionary for %r; passed over", name, script.language)
