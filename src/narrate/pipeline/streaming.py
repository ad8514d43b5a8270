"""Sound as it is made: a text or a page, utterance by utterance, without a file and without mastering."""

from collections.abc import Callable, Generator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from narrate.audio.stitch import trimmed
from narrate.model import Page, Script, Segment
from narrate.settings import Settings, load
from narrate.settings.options import VoiceOptions
from narrate.store.folder import CacheStore
from narrate.voice.speak import Speaker

__all__ = ["speak", "stream"]


def stream(source: Page | Path | bytes | str, settings: Settings | None = None) -> Generator[Segment, None, None]:
    """Yield the segments of a text or a page, each as soon as it is spoken; the first one waits for no other.

    See `narrate.stream`.
    """
    in_force = settings or load()
    if isinstance(source, str):
        from narrate.pipeline.texts import language_of, script_of

        yield from speak(lambda: script_of(source, language_of(in_force), in_force), in_force.voice)
    else:
        script, voice = _script_of_page(source, in_force)
        yield from speak(lambda: script, voice)


def speak(write: Callable[[], Script], voice: VoiceOptions) -> Generator[Segment, None, None]:
    """Yield the segments of the script that `write` gives, at one rate and with the same silence at all their edges.

    The voice is loaded while the script is written. It speaks in this process, and is closed with the generator.

    Raises:
        ScriptError: `write` raises it, or the voice doesn't speak the language.
        VoiceError: The voice isn't there, or failed.
        StoreError: The cache can't be written.
    """
    with closing(Speaker(replace(voice, jobs=1), CacheStore(voice.cache_dir / "segments"))) as speaker:
        speaker.load()
        yield from trimmed(speaker.speak(write()))


def _script_of_page(page: Page | Path | bytes, settings: Settings) -> tuple[Script, VoiceOptions]:
    from narrate.pipeline.api import script_of_page
    from narrate.sources.pages import Source, read, single

    if isinstance(page, Path):
        found = single(str(page))
        source = read(found.place, found.slug, settings.fetch)
    else:
        markup = Page(page) if isinstance(page, bytes) else page
        source = Source(markup, markup.url or "page", "")
    script, voice = script_of_page(source, settings)
    return script, replace(settings.voice, voice=voice)
