"""Narrates pages: one voice, held open over all the pages of a run."""

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
from narrate.audio.verify import Verdict
from narrate.embed.page import detach
from narrate.errors import PageRefused
from narrate.model import AI_LABEL, Article, BlockKind, Recording, Script, Segment, Store
from narrate.pipeline.gate import Gate, as_plain, faults
from narrate.pipeline.newsroom import decision_for, reading_of, voice_for
from narrate.pipeline.repair import repairs
from narrate.publish.captions import to_vtt
from narrate.publish.manifest import Origin, is_current, recording_of, story_digest, to_json
from narrate.settings import Settings
from narrate.sources.pages import Source
from narrate.store.cache import CacheStore
from narrate.store.files import commit, explain, staging, write_whole
from narrate.store.recording import MANIFEST, names_to_commit
from narrate.text.names import slug_of
from narrate.voice.speak import Speaker

__all__ = ["Narration", "Narrator", "Progress", "settings_digest"]

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


def _bare(source: Source) -> Source:
    """Return the page without narrate's own player, so that attaching it doesn't make the page a new one."""
    try:
        return replace(source, page=replace(source.page, markup=detach(source.page.markup)))
    except PageRefused:
        return source


def settings_digest(settings: Settings) -> str:
    """Return the sha256 of all that makes a recording besides its page: this version and the settings in force."""
    return hashlib.sha256(f"{narrate.__version__} {settings.digest()}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class _Watch:
    on_progress: Callable[[Progress], None] | None
    guard: Callable[[], AbstractContextManager[object]]


class Narrator:
    """Turns pages into recordings. Hold one for a whole run and close it: the voice stays loaded between pages."""

    def __init__(self, settings: Settings, segments: Store | None = None) -> None:
        """Take `settings` for every page; nothing is loaded before a page needs it.

        Args:
            settings: What is in force.
            segments: Where sounds of sentences are kept; default a folder in the cache folder.
        """
        self._settings = settings
        self._segments = segments or CacheStore(settings.voice.cache_dir / "segments")
        self._settings_sha256 = settings_digest(settings)
        self._speaker_by_voice: dict[str, Speaker] = {}
        self._gate = Gate(settings.audio, settings.voice.cache_dir)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Give the voice and its workers back."""
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
        source = _bare(source)
        page_sha256 = hashlib.sha256(source.page.markup).hexdigest()
        if source.slug and not force:
            known = self._known(source.slug, page_sha256)
            if known is not None:
                return known
        self._expect_work()
        from narrate.pipeline.story import story_of_page  # 0.2 s, while the voice is loading

        article = story_of_page(source, self._settings.extract)
        slug = source.slug or slug_of(article.title or article.blocks[0].text[:60])
        if not source.slug and not force:
            known = self._known(slug, page_sha256)
            if known is not None:
                return known
        return self._make(article, source, slug, page_sha256, _Watch(on_progress, guard))

    def _known(self, slug: str, page_sha256: str) -> Narration | None:
        """Return the recording that stands under `slug` if it was made from this page with these settings."""
        folder = self._settings.output.out_dir
        path = folder / (slug + MANIFEST)
        try:
            manifest = path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise explain(path, error) from error
        if not is_current(manifest, folder, page_sha256, self._settings_sha256):
            return None
        return Narration(recording_of(manifest, folder), path, unchanged=True)

    def _make(
        self,
        article: Article,
        source: Source,
        slug: str,
        page_sha256: str,
        watch: "_Watch",
    ) -> Narration:
        decision = decision_for(article, self._settings)
        voice, label = voice_for(decision, self._settings), decision.label or AI_LABEL
        speaker = self._speaker(voice)
        told = story_digest(article)
        article, script, notes = reading_of(article, decision, self._settings, speaker.languages)
        for note in notes:
            _log.warning("%s: %s", source.name, note)
        made, reused = speaker.made, speaker.reused
        folder = self._settings.output.out_dir
        names = names_to_commit(slug, self._settings.audio.extra_formats)
        with staging(folder) as stage:
            sound, captions, manifest = (stage / name for name in (names[0], *names[-2:]))
            recording, heard = self._recorded(speaker, script, sound, _tags(article, source, label), watch)
            now = datetime.now(UTC).isoformat(timespec="seconds")
            quoting = self._settings.voice.quote_voice if any(each.is_quote for each in script.utterances) else None
            digests = (page_sha256, self._settings_sha256)
            origin = Origin(*digests, source.name, voice, speaker.fingerprint, now, quoting, label, notes, told)
            write_whole(captions, to_vtt(recording, script.language).encode())
            write_whole(manifest, to_json(recording, article, origin, as_plain(heard) if heard else None))
            with watch.guard():
                commit(stage, folder, names)
        return Narration(
            recording=replace(recording, path=folder / names[0]),
            manifest=folder / names[-1],
            unchanged=False,
            made=speaker.made - made,
            reused=speaker.reused - reused,
            error_rate=heard.error_rate if heard else None,
        )

    def _recorded(
        self, speaker: Speaker, script: Script, sound: Path, tags: Tags, watch: _Watch
    ) -> tuple[Recording, Verdict | None]:
        """Make the MP3 at `sound`; where asked to, verify it and speak what is faulty another way; sign it at last."""
        from narrate.audio.record import record  # 0.2 s, while the voice is loading

        audio, output = self._settings.audio, self._settings.output
        recording = record(_watched(speaker.speak(script), script, watch.on_progress), sound, tags, audio)
        verdict = None
        if output.verify:
            verdict = self._gate.judge(recording, script.language)
            spare = self._speaker(output.spare_voice) if output.spare_voice and verdict.reasons_by_utterance else None
            for repair in repairs(speaker, script, spare):
                if faulty := frozenset(verdict.reasons_by_utterance):
                    recording = record(repair(faulty), sound, tags, audio)
                    verdict = self._gate.judge(recording, script.language)
            for line in faults(verdict, recording):
                _log.warning("%s: %s", tags.title or sound.name, line)
        if output.certificate and output.certificate_key:
            for path in (sound, *(sound.with_suffix(f".{form}") for form in audio.extra_formats if form == "m4a")):
                sign(path, tags.title, output.certificate, output.certificate_key)
        return recording, verdict

    def _expect_work(self) -> None:
        """Have the usual voice loaded while the first page is read: the first sound comes a second sooner."""
        if not self._speaker_by_voice:
            self._speaker(self._settings.voice.voice).load()

    def _speaker(self, voice: str) -> Speaker:
        """Return the speaker with `voice`, kept open for the next page."""
        if voice not in self._speaker_by_voice:
            options = replace(self._settings.voice, voice=voice)
            self._speaker_by_voice[voice] = Speaker(options, self._segments)
        return self._speaker_by_voice[voice]


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


def _tags(article: Article, source: Source, label: str) -> Tags:
    return Tags(
        title=article.title,
        artists=article.byline,
        album=article.site or "",
        date=article.published or "",
        language=article.language,
        url=article.url or source.page.url or "",
        cover=_cover(article, source.folder),
        headings=frozenset(i for i, block in enumerate(article.blocks) if block.kind is BlockKind.HEADING),
        ai_disclosure=label,
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
