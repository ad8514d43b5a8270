"""Sound while it is made: a text or a page, utterance by utterance, without a file and without mastering."""

import logging
import re
from collections.abc import Callable, Generator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

from narrate import ssml
from narrate.audio.stitch import trimmed
from narrate.errors import NothingToSay, SettingsError
from narrate.model import Article, Block, BlockKind, Page, Script, Segment
from narrate.settings import Settings, load
from narrate.settings.lexicon import is_for
from narrate.settings.options import VoiceOptions
from narrate.store.folder import CacheStore
from narrate.voice.registry import accent_of
from narrate.voice.speak import Speaker

__all__ = ["language_of", "script_of", "speak", "stream"]


_EMPTY = Block(BlockKind.PARAGRAPH, "", "")
_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)+")
_log = logging.getLogger(__name__)


def stream(source: Page | Path | bytes | str, settings: Settings | None = None) -> Generator[Segment, None, None]:
    """Yield the segments of a text or a page, each as soon as it is spoken; the first one waits for no other.

    See `narrate.stream`.
    """
    in_force = settings or load()
    if isinstance(source, str):
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
    from narrate.pipeline.api import script_of_page, source_of

    script, voice = script_of_page(source_of(Page(page) if isinstance(page, bytes) else page, settings), settings)
    return script, replace(settings.voice, voice=voice)


def script_of(text: str, language: str, settings: Settings, site: str | None = None) -> Script:
    """Return the script of `text`, read as in an article of `site` if one is named. Raises ScriptError.

    A blank line ends a paragraph; elements of SSML are followed (see `narrate.ssml`).
    """
    from narrate.script.write import write_script  # while the voice is loading

    blocks = tuple(Block(BlockKind.PARAGRAPH, each, "", directions=asked) for each, asked in ssml.read(text))
    url = _address_of(site) if site else None
    if url and not any(is_for(each.site, url) for each in settings.script.lexicons if each.site):
        _log.warning("no [[lexicon]] of narrate.toml is for the site %s", site)
    try:
        return write_script(Article("", blocks or (_EMPTY,), language=language, url=url), settings.script)
    except NothingToSay:
        fault = f"{text!r} holds only symbols or blanks" if blocks else "the text is empty"
        raise NothingToSay(f"{fault}; give words or figures") from None


def _address_of(site: str) -> str:
    """Return the address of a site that is given by its host or by any address on it. Raises SettingsError."""
    address = site if "://" in site else f"https://{site}"
    try:
        host = urlsplit(address).hostname
    except ValueError:
        host = None
    if not host or not _HOST.fullmatch(host):
        raise SettingsError(f"{site!r} isn't a site; give its host, such as news.example.org")
    return address


def language_of(settings: Settings) -> str:
    """Return the ISO 639-1 code of what the voice speaks; English where it speaks many. Raises VoiceError."""
    language = accent_of(settings.voice).partition("-")[0].lower()
    return "en" if language in {"", "*"} else language
