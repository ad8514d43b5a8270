"""The way of a page, from its bytes to the recording in the output folder, cache and gate included, on one screen.

`Narrator.narrate` is that way; `Narrator._spoken` is its part from script to sound, `read_story` its part from page to
story. Every stage is one call; what only prepares a call stands at the end.
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
from narrate.audio.provenance import Signature
from narrate.audio.tags import Tags
from narrate.audio.verify import Gate, Verdict
from narrate.embed.page import without_player
from narrate.model import Article, BlockKind, Recording, Script, Segment, Store
from narrate.pipeline.reading import Reading, reading_of
from narrate.publish.manifest import Origin, committed, current_recording, write_documents
from narrate.settings import Settings
from narrate.settings.options import ExtractOptions
from narrate.sources.pages import Source
from narrate.store.folder import CacheStore
from narrate.store.recording import MANIFEST
from narrate.text import slug_of
from narrate.voice.speak import Speaker

__all__ = ["Narration", "Narrator", "Progress", "read_story", "settings_digest"]

_log = logging.getLogger(__name__)
_COVER_SUFFIXES = {".jpg", ".jpeg", ".png"}


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a page is."""

    spoken_chars: int
    """Characters of the spoken text that have their sound."""
    chars: int
    """Characters of the whole spoken text."""
    audio_ms: float
    """Sound so far."""


@dataclass(frozen=True, slots=True)
class Narration:
    """What became of a page."""

    recording: Recording
    unchanged: bool = False
    """Page and settings are those of the recording that was there; nothing was spoken."""
    spoken: int = 0
    """Utterances that the voice spoke."""
    reused: int = 0
    """Utterances taken from the cache."""
    error_rate: float | None = None
    """Share of words that the listening gate misheard; None where nobody listened."""

    @property
    def manifest(self) -> Path:
        """Path of the manifest, beside the recording."""
        return self.recording.path.with_suffix(MANIFEST)


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
        source = replace(source, page=replace(source.page, markup=without_player(source.page.markup)))
        digests = hashlib.sha256(source.page.markup).hexdigest(), self._settings_sha256
        if source.slug and not force and (current := current_recording(self._folder, source.slug, *digests)):
            return Narration(current, unchanged=True)

        if not self._speaker_by_voice:  # loads while the page is read: the first sound comes a second sooner
            self._speaker(self._settings.voice.voice).load()
        article = read_story(source, self._settings.extract)
        slug = source.slug or slug_of(article.title or article.blocks[0].text[:60])
        if not source.slug and not force and (current := current_recording(self._folder, slug, *digests)):
            return Narration(current, unchanged=True)

        reading = reading_of(article, self._settings, lambda voice: self._speaker(voice).languages)
        for note in reading.notes:
            _log.warning("%s: %s", source.name, note)
        speaker = self._speaker(reading.voice)
        spoken, reused = speaker.spoken, speaker.reused
        with committed(self._folder, slug, self._settings.audio.extra_formats, guard) as sound:
            recording, verdict = self._spoken(speaker, reading.script, sound, _tags(reading, source), on_progress)
            origin = self._origin(source, digests[0], reading, speaker)
            gate = verdict.as_plain if verdict else None
            write_documents(recording, reading.article, reading.script.language, origin, gate)
        return Narration(
            replace(recording, path=self._folder / sound.name),
            spoken=speaker.spoken - spoken,
            reused=speaker.reused - reused,
            error_rate=verdict.error_rate if verdict else None,
        )

    def _spoken(
        self,
        speaker: Speaker,
        script: Script,
        sound: Path,
        tags: Tags,
        on_progress: Callable[[Progress], None] | None,
    ) -> tuple[Recording, Verdict | None]:
        """Make the MP3 at `sound`; where asked to, judge it and speak what is faulty another way, the mildest first."""
        from narrate.audio.record import record  # 0.2 s, while the voice is loading

        audio, output = self._settings.audio, self._settings.output
        signature = Signature.of(output.certificate, output.certificate_key)
        recording = record(_followed(speaker.speak(script), script, on_progress), sound, tags, audio, signature)
        if not output.verify:
            return recording, None
        verdict = self._gate.judge(recording, script.language)
        for speak_again in (_cut_elsewhere, self._with_spare_voice):
            faulty = frozenset(verdict.reasons_by_utterance)
            if faulty and (segments := speak_again(speaker, script, faulty)):
                recording = record(segments, sound, tags, audio, signature)
                verdict = self._gate.judge(recording, script.language)
        for finding in verdict.findings:
            _log.warning("%s: %s", tags.title or sound.name, finding)
        return recording, verdict

    def _with_spare_voice(self, speaker: Speaker, script: Script, faulty: frozenset[int]) -> Iterator[Segment] | None:
        """Yield `script` with the utterances `faulty` by the spare voice; None if there is none for the language."""
        voice = self._settings.output.spare_voice
        if voice is None:
            return None
        spare = self._speaker(voice)
        if script.language not in spare.languages:
            _log.warning("the spare voice doesn't speak %r, so it speaks nothing here", script.language)
            return None
        alone = replace(script, utterances=tuple(script.utterances[index] for index in sorted(faulty)))
        by_spare = spare.speak(alone)
        return (next(by_spare) if at in faulty else segment for at, segment in enumerate(speaker.speak(script)))

    def _speaker(self, voice: str) -> Speaker:
        """Return the speaker with `voice`, kept open for the next page."""
        if voice not in self._speaker_by_voice:
            options = replace(self._settings.voice, voice=voice)
            self._speaker_by_voice[voice] = Speaker(options, self._segments)
        return self._speaker_by_voice[voice]

    def _origin(self, source: Source, page_sha256: str, reading: Reading, speaker: Speaker) -> Origin:
        has_quotes = any(utterance.is_quote for utterance in reading.script.utterances)
        return Origin(
            page_sha256=page_sha256,
            settings_sha256=self._settings_sha256,
            name=source.name,
            voice=reading.voice,
            engine=speaker.fingerprint,
            made_at=datetime.now(UTC).isoformat(timespec="seconds"),
            quote_voice=self._settings.voice.quote_voice if has_quotes else None,
            label=reading.label,
            notes=reading.notes,
            story_sha256=reading.story_sha256,
        )


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


def settings_digest(settings: Settings) -> str:
    """Return the sha256 of all that makes a recording besides its page: this version and the settings in force."""
    return hashlib.sha256(f"{narrate.__version__} {settings.digest()}".encode()).hexdigest()


def _cut_elsewhere(speaker: Speaker, script: Script, faulty: frozenset[int]) -> Iterator[Segment]:
    return speaker.speak(script, faulty)


def _followed(
    segments: Iterator[Segment], script: Script, on_progress: Callable[[Progress], None] | None
) -> Iterator[Segment]:
    """Pass `segments` on and call `on_progress` after each."""
    chars = sum(len(utterance.spoken) for utterance in script.utterances)
    spoken_chars, audio_ms = 0, 0.0
    for segment in segments:
        yield segment
        spoken_chars += len(segment.utterance.spoken)
        audio_ms += segment.speech.waveform.duration_ms
        if on_progress is not None:
            on_progress(Progress(spoken_chars, chars, audio_ms))


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
