"""What programs call and commands that stop halfway: a page's article, its script, its recording, one at a time."""

import contextlib
import json
import logging
import os
from dataclasses import asdict, replace
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from narrate.audio.provenance import credentials
from narrate.errors import BackendUnavailable, PageError, StoreError, WeightsInvalid
from narrate.model import Article, Page, Recording, Script
from narrate.pipeline.narrator import Narrator, read_story
from narrate.pipeline.reading import Decision, Facts, decide, facts_of, reading_of
from narrate.publish.captions import to_html, to_sync_media, to_text
from narrate.publish.manifest import recording_of, story_of
from narrate.script.opening import byline_line
from narrate.settings import Settings, load
from narrate.settings.options import VoiceOptions
from narrate.sources.pages import Source, read, single
from narrate.text import is_address
from narrate.voice.registry import check_voice, open_backend

if TYPE_CHECKING:
    from narrate.publish.feed_lint import Fault

__all__ = [
    "article_at",
    "article_json",
    "article_text",
    "check_voices",
    "credentials_at",
    "decision_at",
    "lint_feed",
    "narrate_page",
    "recording_at",
    "script_at",
    "script_json",
    "script_of_page",
    "script_text",
    "source_of",
    "transcript_at",
]


_log = logging.getLogger(__name__)
_IMAGE_BYTES = 16 * 2**20  # of a feed's picture, which is measured
_ENGINES_WITHOUT_WEIGHTS = frozenset({"espeak", "gtts", "hibari", "openai", "rhvoice", "tone"})


def article_at(page: str, settings: Settings | None = None) -> Article:
    """Return the article in the file `page`, or on standard input for "-"; doubts are logged. Raises PageError."""
    in_force = settings or load()
    return read_story(source_of(page, in_force), in_force.extract)


def source_of(page: Page | str | Path, settings: Settings) -> Source:
    """Return a page in memory, or by path or address ("-" is standard input), as a source. Raises PageError."""
    if isinstance(page, Page):
        return Source(page, page.url or "page", "")
    named = single(str(page))
    return read(named.place, named.slug, settings.fetch)


def script_at(page: str, settings: Settings | None = None) -> Script:
    """Return what would be said for the file `page`, or for standard input for "-"; what is left out is logged.

    Raises:
        PageError: The page holds no story, or a newsroom rule says not to narrate it.
        ScriptError: The story can't be turned into a reading.
        VoiceError: The voice that would read can't be asked which languages it speaks.
    """
    in_force = settings or load()
    script, voice = script_of_page(source_of(page, in_force), in_force)
    if script.language not in _languages_of(voice, in_force.voice):
        _log.warning("%s: %s doesn't speak %r: to hear it, choose another --voice", page, voice, script.language)
    return script


def script_of_page(source: Source, settings: Settings) -> tuple[Script, str]:
    """Return what is said for a page, and the voice that reads it; what is left out is logged.

    Raises as `script_at` does.
    """
    article = read_story(source, settings.extract)
    reading = reading_of(article, settings, lambda voice: _languages_of(voice, settings.voice))
    for note in reading.notes:
        _log.warning("%s: %s", source.name, note)
    return reading.script, reading.voice


def _languages_of(voice: str, options: VoiceOptions) -> frozenset[str]:
    """Return the ISO 639-1 codes of what every voice that reads speaks. Raises VoiceError."""
    names = {voice, options.quote_voice or voice}
    return frozenset.intersection(*(open_backend(replace(options, voice=name)).languages for name in names))


def decision_at(page: str, settings: Settings | None = None) -> tuple[Facts, Decision]:
    """Return what newsroom rules see in a page, and what they decide. Raises PageError."""
    in_force = settings or load()
    facts = facts_of(article_at(page, in_force), datetime.now(UTC))
    return facts, decide(in_force.newsroom.rules, facts)


def narrate_page(page: Page | str | Path, out_dir: str | Path, settings: Settings | None = None) -> Recording:
    """Make the recording of a page; `narrate.narrate_page` explains it. Raises NarrateError."""
    in_force = settings or load()
    in_force = replace(in_force, output=replace(in_force.output, out_dir=Path(out_dir)))
    with Narrator(in_force) as narrator:
        return narrator.narrate(source_of(page, in_force)).recording


def recording_at(path: Path) -> tuple[Recording, str]:
    """Return the recording in the file `path` as its manifest describes it, and its language.

    Raises:
        StoreError: There is no such file, or no manifest of it beside it.
    """
    manifest = path.with_suffix(".json")
    if path.is_dir() or path == manifest:
        raise StoreError(f"{path} isn't a recording; name its MP3")
    try:
        content = manifest.read_bytes()
        recording = recording_of(content, path.parent)
        language = str(json.loads(content)["language"])
    except OSError as error:
        if not path.is_file():
            raise StoreError(f"{path}: there is no such file; check the name") from error
        hint = "name the MP3 of a recording, whose manifest lies beside it"
        raise StoreError(f"{manifest} can't be read ({error.strerror}); {hint}") from error
    except (ValueError, KeyError) as error:
        raise StoreError(f"{manifest} isn't a manifest of narrate ({error}); make the recording again") from error
    if not path.is_file():
        raise StoreError(f"{path}: there is no such file; check the name")
    return replace(recording, path=path), language


def transcript_at(path: Path, form: str) -> str:
    """Return what the recording in the file `path` says, as its manifest tells.

    Args:
        path: The MP3.
        form: `text`, `html`, or `sync` for a track in the form of W3C SyncMediaLite.

    Raises:
        StoreError: There is no such file, or no manifest of it beside it.
        ValueError: `form` is none of these.
    """
    recording, _ = recording_at(path)
    if form == "text":
        return to_text(recording)
    try:
        story = story_of(path.with_suffix(".json").read_bytes())
    except (OSError, ValueError) as error:
        raise StoreError(
            f"{path.with_suffix('.json')} isn't a manifest of narrate ({error}); make the recording again"
        ) from error
    if form == "html":
        return to_html(recording, story)
    if form == "sync":
        return to_sync_media(recording, story)
    raise ValueError(f"{form!r} isn't a form of transcript: choose text, html or sync")


def credentials_at(path: Path) -> list[str]:
    """Return what is wrong with the publisher's signature in the file; nothing when it is right or there is none."""
    if find_spec("c2pa") is None:
        return []
    signature = credentials(path)
    if signature is None or signature.intact:
        return []
    return [f"the signature of {signature.signer or 'the publisher'} is broken: {', '.join(signature.problems)}"]


def lint_feed(feed: str, settings: Settings, *, offline: bool) -> "list[Fault]":
    """Return the faults of the feed in a file or at an address.

    Raises:
        PageError: It can't be fetched.
        StoreError: It can't be read.
    """
    from narrate.publish.feed_lint import Seen, lint  # lxml and httpx: no other command here waits for them
    from narrate.sources.web import HttpClient

    client = HttpClient(settings.fetch)

    def fetch(method: str, address: str) -> "Seen | None":
        try:
            answer = client.get(address, max_bytes=_IMAGE_BYTES) if method == "GET" else client.head(address)
        except PageError:
            return None
        return Seen(answer.status, answer.headers, answer.content)

    if is_address(feed):
        content = client.get(feed).content
    else:
        try:
            content = Path(feed).read_bytes()
        except OSError as error:
            raise StoreError(f"{feed} can't be read ({error.strerror}); name a feed's file or address") from error
    return lint(content, None if offline else fetch)


def article_text(article: Article) -> str:
    """Return the article as a reader would print it: headline, byline and date, blocks, blank lines between."""
    parts = [article.title, byline_line(article), *(block.text for block in article.blocks)]
    return "\n\n".join(part for part in parts if part)


def article_json(article: Article) -> str:
    """Return the article as JSON, field by field; a block has `directions` only where the page asks for something."""
    fields = asdict(article)
    for block in fields["blocks"]:
        if not block["directions"]:
            del block["directions"]
    return json.dumps(fields, ensure_ascii=False, indent=1)


def script_text(script: Script) -> str:
    """Return what the voice says, one utterance a line."""
    return "\n".join(utterance.spoken for utterance in script.utterances)


def script_json(script: Script) -> str:
    """Return language and utterances as JSON; the times and sounds of a recording are in its manifest."""
    utterances = [
        {
            "printed": utterance.printed,
            "spoken": utterance.spoken,
            "block": utterance.block,
            "pause_ms": utterance.pause_ms,
        }
        for utterance in script.utterances
    ]
    return json.dumps({"language": script.language, "utterances": utterances}, ensure_ascii=False, indent=1)


def check_voices(settings: Settings) -> None:
    """Raise UnknownVoice if a voice that `settings` name doesn't exist: no page could tell more about it.

    A voice that exists and can't work here and now is left to the pages that need it: there may be none. `weights`
    that none of the voices takes, and more jobs than processors, are warned of.
    """
    options = settings.voice
    named = [options.voice, options.quote_voice, *(rule.voice for rule in settings.newsroom.rules)]
    if settings.output.verify:
        named.append(settings.output.spare_voice)
    voices = [replace(options, voice=voice) for voice in dict.fromkeys(filter(None, named))]
    for voice in voices:
        with contextlib.suppress(BackendUnavailable, WeightsInvalid):
            check_voice(voice)
    if options.weights and all(voice.engine in _ENGINES_WITHOUT_WEIGHTS for voice in voices):
        _log.warning(
            "weights has no effect: %s takes none; choose a kokoro or piper voice, or name hibari's by voice_path",
            " and ".join(voice.voice for voice in voices),
        )
    processors = os.cpu_count() or options.jobs
    if options.jobs > processors:
        _log.warning(
            "%d jobs on %d processors: more than one a processor only slow an offline voice; set fewer --jobs",
            options.jobs,
            processors,
        )
