"""Says single texts: their spoken form, their phonemes, their sound; and finds the words that nobody knows."""

import logging
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

from narrate.audio.record import record
from narrate.audio.tags import Tags
from narrate.errors import SettingsError
from narrate.model import Article, Block, BlockKind, Recording, Script, Utterance
from narrate.script.write import write_script
from narrate.settings import Settings
from narrate.settings.lexicon import is_for, words_without_sound
from narrate.store.cache import CacheStore
from narrate.store.files import explain
from narrate.voice.english.front_end import EnglishFrontEnd
from narrate.voice.english.ipa import to_ipa
from narrate.voice.registry import accent_of, list_voices
from narrate.voice.speak import Speaker

__all__ = ["Line", "language_of", "lines", "record_script", "record_voices", "script_of", "unknown_in"]

_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)+")
_log = logging.getLogger(__name__)
SAMPLE_TEXT = "This is how a story sounds in this voice: on October tenth, three in four readers chose to listen."


@dataclass(frozen=True, slots=True)
class Line:
    """How one utterance is said."""

    spoken: str
    ipa: str
    """As a lexicon takes it, a group of signs a word; empty for other languages than English."""


def script_of(text: str, language: str, settings: Settings, site: str | None = None) -> Script:
    """Return the script of `text`, read as in an article of `site` if one is named. Raises ScriptError."""
    blocks = (Block(BlockKind.PARAGRAPH, " ".join(text.split()), ""),)
    url = _address_of(site) if site else None
    if url and not any(is_for(each.site, url) for each in settings.script.lexicons if each.site):
        _log.warning("no [[lexicon]] of narrate.toml is for the site %s", site)
    return write_script(Article("", blocks, language=language, url=url), settings.script)


def _address_of(site: str) -> str:
    """Return the address of a site that is given by its host or by any address on it. Raises SettingsError."""
    address = site if "://" in site else f"https://{site}"
    try:
        host = urlsplit(address).hostname
    except ValueError:
        host = None
    if not host or not _HOST.fullmatch(host):
        raise SettingsError(f"{site!r} is no site; give its host, such as news.example.org")
    return address


def lines(script: Script, settings: Settings) -> Iterator[Line]:
    """Give spoken form and IPA of each utterance, in the accent of the voice. Raises VoiceError."""
    british = accent_of(settings.voice) == "en-GB"
    front_end = EnglishFrontEnd(british=british) if script.language == "en" else None
    for utterance in script.utterances:
        readings = front_end.read(utterance.spoken, utterance.sounds) if front_end else ()
        yield Line(utterance.spoken, to_ipa(" ".join(reading.phonemes for reading in readings)))


def language_of(settings: Settings) -> str:
    """Return the ISO 639-1 code of what the voice speaks; English where it speaks many. Raises VoiceError."""
    language = accent_of(settings.voice).partition("-")[0].lower()
    return "en" if language in {"", "*"} else language


def record_script(script: Script, path: Path, settings: Settings) -> Recording:
    """Make the recording of `script` at `path`. Raises NarrateError."""
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
