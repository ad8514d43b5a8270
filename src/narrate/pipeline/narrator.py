"""The way of a page, from its bytes to the recording that stands in the output folder, on one screen.

`Narrator.narrate` is that way. What it calls stands below it in the order of the calls: the story (`read_story`), what
the newsroom and the voice make of it (`reading_of`), the sound (`Narrator._recorded`).
"""

import hashlib
import logging
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Self
from urllib.parse import unquote, urlsplit

import narrate
from narrate.audio.provenance import sign
from narrate.audio.tags import Tags
from narrate.audio.verify import Gate, Verdict, as_plain, faults
from narrate.embed.page import detach
from narrate.errors import PageRefused, PageSkipped
from narrate.model import AI_LABEL, Article, Block, BlockKind, Page, Recording, Script, Segment, Store
from narrate.pipeline.languages import readable, sayable
from narrate.pipeline.newsroom import decide, facts_of
from narrate.publish.captions import to_vtt
from narrate.publish.manifest import Origin, is_current, recording_of, story_digest, to_json
from narrate.settings import Settings
from narrate.settings.newsroom import plain
from narrate.settings.options import ExtractOptions, ScriptOptions
from narrate.sources.pages import Source
from narrate.store.files import commit, explain, staging, write_whole
from narrate.store.folder import CacheStore
from narrate.store.recording import MANIFEST, names_to_commit
from narrate.text import slug_of
from narrate.voice.speak import Speaker

__all__ = ["Narration", "Narrator", "Progress", "Reading", "read_story", "reading_of", "settings_digest"]

_log = logging.getLogger(__name__)
_COVER_SUFFIXES = {".jpg", ".jpeg", ".png"}


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a page is."""

    said_chars: int
    """Characters of the spoken text that have their sound."""
    chars: int
    """Characters of the whole spoken text."""
    audio_ms: float
    """Sound made so far."""


@dataclass(frozen=True, slots=True)
class Narration:
    """What became of a page."""

    recording: Recording
    manifest: Path
    unchanged: bool
    """Page and settings are those of the recording that was there; nothing was made."""
    made: int = 0
    """Utterances that the voice spoke."""
    reused: int = 0
    """Utterances taken from the cache."""
    error_rate: float | None = None
    """Share of words that were heard wrongly; None where nobody listened."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What is read of a story, and by whom."""

    article: Article
    """Without the passages that the voice can't read."""
    script: Script
    voice: str
    """Engine and voice, written as `voice` is."""
    label: str
    """What listeners are told about the voice."""
    notes: tuple[str, ...]
    """A sentence for each passage that isn't read as it is printed."""
    story_sha256: str
    """Of the article as it was found."""


class Narrator:
    """Turns pages into recordings. Hold one for a whole run and close it: the voices stay loaded between pages."""

    def __init__(self, settings: Settings, segments: Store | None = None) -> None:
        """Take `settings` for every page; nothing is loaded before a page needs it.

        Args:
            settings: What is in force.
            segments: Where sounds of sentences are kept; default a folder in the cache folder.
        """
        self._settings = settings
        self._folder = settings.output.out_dir
        self._segments = segments or CacheStore(settings.voice.cache_dir / "segments")
        self._settings_sha256 = settings_digest(settings)
        self._speaker_by_voice: dict[str, Speaker] = {}
        self._gate = Gate(settings.audio, settings.voice.cache_dir)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Give the voices and their workers back."""
        self._gate.close()
        while self._speaker_by_voice:
            self._speaker_by_voice.popitem()[1].close()

    def narrate(
        self,
        source: Source,
        *,
        force: bool = False,
        on_progress: Callable[[Progress], None] | None = None,
        guard: Callable[[], AbstractContextManager[object]] = nullcontext,
    ) -> Narration:
        """Make the MP3, captions and manifest of a page, or find that they are there and right.

        Args:
            source: The page.
            force: Make it even if it is unchanged.
            on_progress: Called after each utterance.
            guard: What is entered around the moment in which the files take their places; may raise to stop it.

        Raises:
            NarrateError: The page can't be narrated; nothing of what was there has changed.
        """
        source = replace(source, page=_without_player(source.page))
        page_sha256 = hashlib.sha256(source.page.markup).hexdigest()
        if source.slug and not force and (standing := self._standing(source.slug, page_sha256)):
            return standing
        self._load_voice()
        article = read_story(source, self._settings.extract)
        slug = source.slug or slug_of(article.title or article.blocks[0].text[:60])
        if not source.slug and not force and (standing := self._standing(slug, page_sha256)):
            return standing

        reading = reading_of(article, self._settings, lambda voice: self._speaker(voice).languages)
        for note in reading.notes:
            _log.warning("%s: %s", source.name, note)
        speaker = self._speaker(reading.voice)
        made, reused = speaker.made, speaker.reused
        names = names_to_commit(slug, self._settings.audio.extra_formats)
        sound, captions, manifest = names[0], *names[-2:]
        with staging(self._folder) as stage:
            tags = _tags(reading, source)
            recording, verdict = self._recorded(speaker, reading.script, stage / sound, tags, on_progress)
            write_whole(stage / captions, to_vtt(recording, reading.script.language).encode())
            origin = self._origin(source, page_sha256, reading, speaker)
            heard = as_plain(verdict) if verdict else None
            write_whole(stage / manifest, to_json(recording, reading.article, origin, heard))
            with guard():
                commit(stage, self._folder, names)
        recording = replace(recording, path=self._folder / sound)
        error_rate = verdict.error_rate if verdict else None
        counts = (speaker.made - made, speaker.reused - reused)
        return Narration(recording, self._folder / manifest, False, *counts, error_rate)  # noqa: FBT003 - `unchanged`

    def _standing(self, slug: str, page_sha256: str) -> Narration | None:
        """Return the recording that stands under `slug` if it was made from this page with these settings."""
        path = self._folder / (slug + MANIFEST)
        try:
            manifest = path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise explain(path, error) from error
        if not is_current(manifest, self._folder, page_sha256, self._settings_sha256):
            return None
        return Narration(recording_of(manifest, self._folder), path, unchanged=True)

    def _load_voice(self) -> None:
        """Have the usual voice loaded while the first page is read: the first sound comes a second sooner."""
        if not self._speaker_by_voice:
            self._speaker(self._settings.voice.voice).load()

    def _speaker(self, voice: str) -> Speaker:
        """Return the speaker with `voice`, kept open for the next page."""
        if voice not in self._speaker_by_voice:
            options = replace(self._settings.voice, voice=voice)
            self._speaker_by_voice[voice] = Speaker(options, self._segments)
        return self._speaker_by_voice[voice]

    def _recorded(
        self,
        speaker: Speaker,
        script: Script,
        sound: Path,
        tags: Tags,
        on_progress: Callable[[Progress], None] | None,
    ) -> tuple[Recording, Verdict | None]:
        """Make the MP3 at `sound`; where asked to, verify it and speak what is faulty another way; sign it at last."""
        from narrate.audio.record import record  # 0.2 s, while the voice is loading

        audio, output = self._settings.audio, self._settings.output
        recording = record(_watched(speaker.speak(script), script, on_progress), sound, tags, audio)
        verdict = None
        if output.verify:
            verdict = self._gate.judge(recording, script.language)
            spare = self._speaker(output.spare_voice) if output.spare_voice and verdict.reasons_by_utterance else None
            for speak_again in _ways_to_speak_again(speaker, script, spare):
                if faulty := frozenset(verdict.reasons_by_utterance):
                    recording = record(speak_again(faulty), sound, tags, audio)
                    verdict = self._gate.judge(recording, script.language)
            for line in faults(verdict, recording):
                _log.warning("%s: %s", tags.title or sound.name, line)
        if output.certificate and output.certificate_key:
            for path in (sound, *(sound.with_suffix(f".{form}") for form in audio.extra_formats if form == "m4a")):
                sign(path, tags.title, output.certificate, output.certificate_key)
        return recording, verdict

    def _origin(self, source: Source, page_sha256: str, reading: Reading, speaker: Speaker) -> Origin:
        quoting = any(utterance.is_quote for utterance in reading.script.utterances)
        return Origin(
            page_sha256=page_sha256,
            settings_sha256=self._settings_sha256,
            name=source.name,
            voice=reading.voice,
            engine=speaker.fingerprint,
            made=datetime.now(UTC).isoformat(timespec="seconds"),
            quote_voice=self._settings.voice.quote_voice if quoting else None,
            label=reading.label,
            notes=reading.notes,
            story_sha256=reading.story_sha256,
        )


def settings_digest(settings: Settings) -> str:
    """Return the sha256 of all that makes a recording besides its page: this version and the settings in force."""
    return hashlib.sha256(f"{narrate.__version__} {settings.digest()}".encode()).hexdigest()


def _without_player(page: Page) -> Page:
    """Return the page without narrate's own player, so that attaching it doesn't make the page a new one."""
    try:
        return replace(page, markup=detach(page.markup))
    except PageRefused:
        return page


def read_story(source: Source, options: ExtractOptions) -> Article:
    """Return the story of a page; that it seems to be cut, or was found by a fallback, is logged as a warning.

    Raises:
        PageUnreadable: The page is empty, too large, or isn't text.
        NoArticle: No story is in it, or `strict` refuses what was found.
    """
    from narrate.extract.extractor import article_of, examine  # 0.2 s, while the voice is loading

    extraction = examine(source.page, options)
    article = article_of(extraction)
    for warning in extraction.warnings:
        _log.warning("%s: %s", source.name, warning)
    return article


def reading_of(article: Article, settings: Settings, languages_of: Callable[[str], frozenset[str]]) -> Reading:
    """Return what is read of `article`: by the newsroom's rules, as far as the voice speaks it.

    Args:
        article: The story.
        settings: What is in force.
        languages_of: Gives the ISO 639-1 codes of what a voice speaks.

    Raises:
        PageSkipped: A newsroom rule says not to narrate it.
        ScriptError: There are no rules for the article's language, or nothing in it can be said.
        VoiceError: The voice can't be asked which languages it speaks.
    """
    decision = decide(settings.newsroom.rules, facts_of(article, datetime.now(UTC)))
    if decision.skip:
        rule = next(rule for rule in decision.fitting if rule.skip)
        raise PageSkipped(f"skipped by the newsroom rule: {plain(rule)}")
    voice = decision.voice or settings.voice.voice
    languages = languages_of(voice)
    kept, foreign = readable(article, languages, voice)
    script = _with_intro(kept, decision.intro, settings.script)
    script, silent = sayable(script, languages, voice)
    return Reading(kept, script, voice, decision.label or AI_LABEL, (*foreign, *silent), story_digest(article))


def _with_intro(article: Article, intro: str | None, options: ScriptOptions) -> Script:
    """Return the script of `article` with the newsroom's intro before it."""
    from narrate.script.write import write_script  # while the voice is loading

    script = write_script(article, options)
    if not intro:
        return script
    block = Block(BlockKind.PARAGRAPH, " ".join(intro.split()), "")
    around = replace(article, title="", byline=(), published=None, site=None, blocks=(block,))
    first = tuple(replace(each, block=None, offset=0) for each in write_script(around, options).utterances)
    pause_ms = max(each.pause_ms for each in script.utterances)
    return replace(script, utterances=(*first[:-1], replace(first[-1], pause_ms=pause_ms), *script.utterances))


def _watched(
    segments: Iterator[Segment], script: Script, on_progress: Callable[[Progress], None] | None
) -> Iterator[Segment]:
    """Pass `segments` on and tell `on_progress` after each."""
    chars = sum(len(utterance.spoken) for utterance in script.utterances)
    said_chars, audio_ms = 0, 0.0
    for segment in segments:
        yield segment
        said_chars += len(segment.utterance.spoken)
        audio_ms += segment.speech.waveform.duration_ms
        if on_progress is not None:
            on_progress(Progress(said_chars, chars, audio_ms))


def _ways_to_speak_again(
    speaker: Speaker, script: Script, spare: Speaker | None
) -> Iterator[Callable[[frozenset[int]], Iterator[Segment]]]:
    """Give the ways to speak faulty utterances (by index) again, the mildest first: cut elsewhere, by another voice."""
    yield lambda faulty: speaker.speak(script, faulty)
    if spare is None:
        return
    if script.language in spare.languages:
        yield lambda faulty: _lent(speaker, script, spare, faulty)
    else:
        _log.warning("the spare voice doesn't speak %r, so it speaks nothing here", script.language)


def _lent(speaker: Speaker, script: Script, spare: Speaker, faulty: frozenset[int]) -> Iterator[Segment]:
    alone = replace(script, utterances=tuple(script.utterances[index] for index in sorted(faulty)))
    lent = spare.speak(alone)
    for index, segment in enumerate(speaker.speak(script)):
        yield next(lent) if index in faulty else segment


def _tags(reading: Reading, source: Source) -> Tags:
    article = reading.article
    return Tags(
        title=article.title,
        artists=article.byline,
        album=article.site or "",
        date=article.published or "",
        language=article.language,
        url=article.url or source.page.url or "",
        cover=_cover(article, source.folder),
        headings=frozenset(i for i, block in enumerate(article.blocks) if block.kind is BlockKind.HEADING),
        ai_disclosure=reading.label,
    )


def _cover(article: Article, folder: Path | None) -> Path | None:
    """Return the article's image if a file of that name lies beside the page."""
    if folder is None or article.image is None:
        return None
    address = unquote(urlsplit(article.image).path)
    for candidate in (folder / address.lstrip("/"), folder / Path(address).name):
        inside = candidate.resolve().is_relative_to(folder.resolve())
        if inside and candidate.suffix.lower() in _COVER_SUFFIXES and candidate.is_file():
            return candidate
    return None
