"""What a run is to do: pages into the ledger, each with a slug that stays its own; and what it would cost."""

import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from narrate.batch.batch_run import BatchRun
from narrate.batch.jobs import End, Job
from narrate.batch.ledger import Ledger
from narrate.batch.recordings import RecordingStore
from narrate.errors import NarrateError
from narrate.model import Backend, Segment, Speech, Utterance
from narrate.settings import Settings
from narrate.settings.options import FetchOptions
from narrate.sources.archives import find
from narrate.sources.pages import Kind, PageRef, Place, digest_slug, read

__all__ = ["Estimate", "Plan", "enter", "estimate"]


@dataclass(frozen=True, slots=True)
class Plan:
    """How the sources were read; the pages that they name are in the ledger."""

    named_again: int
    """Pages that were named more than once."""
    faults: tuple[NarrateError, ...]
    """Why a source couldn't be read, or not to its end: which other pages it has isn't known."""


def enter(ledger: Ledger, recordings: RecordingStore, sources: Iterable[str], options: FetchOptions) -> Plan:
    """Enter all pages of `sources` in the ledger.

    Args:
        ledger: Where they are entered.
        recordings: Remembers what went wrong on other machines.
        sources: See `narrate.sources.archives.find`.
        options: Limits for what is fetched.

    Raises:
        NarrateError: There is no page, since a source can't be read or names none.
        StoreError: The ledger can't be written, or the store of recordings can't be read.
    """
    faults: list[NarrateError] = []
    repeats = ledger.add(_all(sources, options, faults))
    if faults and not ledger.count_seen():
        raise faults[0]
    with ledger.together():
        for identity, name, slug in ledger.without_slug():
            ledger.give_slug(identity, _free(ledger, name, slug))
    for slug, failure in recordings.remembered():
        ledger.restore(slug, failure)
    return Plan(repeats, tuple(faults))


def _all(sources: Iterable[str], options: FetchOptions, faults: list[NarrateError]) -> Iterator[PageRef]:
    for source in sources:
        try:
            yield from find(source, options)
        except NarrateError as error:
            faults.append(error)


def _free(ledger: Ledger, name: str, slug: str) -> str:
    """Return the slug of the page called `name`: `slug`, or `slug` with a digest of its name if that is taken.

    A page that is gone gives its slug up, so that an archive can be moved without being made again.
    """
    holder = ledger.holder(slug)
    if holder is None:
        return slug
    identity, place = holder
    if _gone(place):
        ledger.forget(identity)
        return slug
    return digest_slug(slug, name)


def _gone(place: Place) -> bool:
    return place.kind is Kind.FILE and not Path(place.location).exists()


_SAMPLE = 40  # pages at least, where there are so many: lengths vary by as much as their mean, so 40 give it to 16 %
_SPOKEN = 8  # sentences that are spoken and recorded in order to know how fast the voice is
_LONGEST = 300  # characters of them
_BITS_PER_BYTE = 8


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a run over the ledger's articles would cost."""

    articles: int
    new: int
    """To be narrated: new, changed, or with other settings."""
    unchanged: int
    given_up: int
    """Refused or given up before, and the same since."""
    gone: int
    """Named no more."""
    sampled: int
    """Pages that the figures below rest on."""
    refused: int
    """Of these, pages that can't be narrated, or aren't to be."""
    audio_ms: float
    """Of all that is new."""
    audio_bytes: float
    work_s: float
    """Time of one worker for all that is new, if no sentence has its sound yet; without listening (`verify`)."""
    loading_s: float
    """Time until a worker can begin."""


@dataclass(frozen=True, slots=True)
class _Rates:
    """What was measured."""

    ms_per_char: float = 0.0
    """Sound, pauses included, for a character of what is said."""
    s_per_ms: float = 0.0
    """Work for a millisecond of sound."""
    loading_s: float = 0.0


def estimate(ledger: Ledger, batch_run: BatchRun, settings: Settings) -> Estimate:
    """Look at every article, read some of the new ones, record a few sentences, and reckon.

    Raises:
        NarrateError: The voice can't speak.
    """
    from narrate.voice.registry import open_backend

    new, sample = _count(batch_run.dry_run())
    backend = open_backend(settings.voice)
    try:
        started = time.monotonic()
        texts = [text for job in sample if (text := _utterances(job, settings, backend))]
        reading_s = time.monotonic() - started
        rates = _rates(texts, settings, backend) if texts else _Rates()
    finally:
        backend.close()
    times = new / len(sample) if sample else 0.0
    audio_ms = sum(len(each.spoken) for text in texts for each in text) * times * rates.ms_per_char
    counts = batch_run.tally.count_by_end
    return Estimate(
        articles=batch_run.tally.total,
        new=new,
        unchanged=counts[End.UNCHANGED],
        given_up=counts[End.REFUSED] + counts[End.FAILED],
        gone=sum(1 for _ in ledger.unseen()),
        sampled=len(sample),
        refused=len(sample) - len(texts),
        audio_ms=audio_ms,
        audio_bytes=audio_ms * settings.audio.bitrate_kbps / _BITS_PER_BYTE,
        work_s=reading_s * times + audio_ms * rates.s_per_ms,
        loading_s=rates.loading_s,
    )


def _count(jobs: Iterator[Job]) -> tuple[int, list[Job]]:
    """Return how many jobs there are, and some that are spread evenly over them."""
    new, stride, sample = 0, 1, list[Job]()
    for new, job in enumerate(jobs, 1):
        if new % stride == 0:
            sample.append(job)
        if len(sample) > 2 * _SAMPLE:
            sample, stride = sample[1::2], stride * 2
    return new, sample


def _utterances(job: Job, settings: Settings, backend: Backend) -> tuple[Utterance, ...]:
    """Return what would be said for a page; empty if it can't or needn't be narrated."""
    from narrate.extract.extractor import extract_article
    from narrate.pipeline.reading import reading_of

    try:
        article = extract_article(read(job.place, job.slug, settings.fetch).page, settings.extract)
        script = reading_of(article, settings, lambda _voice: backend.languages).script
    except NarrateError:
        return ()
    return script.utterances if script.language in backend.languages else ()


def _rates(texts: list[tuple[Utterance, ...]], settings: Settings, backend: Backend) -> _Rates:
    """Return what it takes to speak a few utterances and to make an MP3 of them, measured now."""
    from narrate.audio.record import Tags, record

    utterances = list(_spread(texts))
    plain = replace(settings.audio, intro=None, jingle=None, outro=None, bed=None)
    started = time.monotonic()
    backend.synthesize(utterances[0].spoken)  # loads the voice: paid once, not per article
    loading_s = time.monotonic() - started
    started = time.monotonic()
    segments = [Segment(each, Speech(backend.synthesize(each.spoken).waveform, ())) for each in utterances]
    with tempfile.TemporaryDirectory() as folder:
        audio_ms = record(segments, Path(folder) / "sample.mp3", Tags(title=""), plain).duration_ms
    took_s = time.monotonic() - started
    return _Rates(audio_ms / sum(len(each.spoken) for each in utterances), took_s / audio_ms, loading_s)


def _spread(texts: list[tuple[Utterance, ...]]) -> Iterator[Utterance]:
    """Yield utterances from different pages and places of a page."""
    for number in range(_SPOKEN):
        text = texts[number % len(texts)]
        chosen = text[(number * 7 + 3) % len(text)]
        yield Utterance(chosen.spoken[:_LONGEST], chosen.spoken[:_LONGEST], pause_ms=chosen.pause_ms)
