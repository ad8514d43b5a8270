"""What a run would cost, without running it: from rates that were measured here, never from a table."""

import time
from collections.abc import Iterator
from dataclasses import dataclass

from narrate.batch.campaign import Campaign
from narrate.batch.jobs import End, Job
from narrate.batch.ledger import Ledger
from narrate.batch.pages import read_page
from narrate.errors import NarrateError
from narrate.settings import Settings

__all__ = ["Estimate", "estimate"]

_SAMPLE = 20  # pages that are read in order to know how long an article of this archive is
_SPOKEN = 5  # sentences that are spoken in order to know how fast the voice is
_BITS_PER_BYTE = 8


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a run over the ledger's articles would come to."""

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
    """Of these, pages that can't be narrated."""
    audio_ms: float
    """Of all that is new."""
    audio_bytes: float
    speaking_s: float
    """Time of one worker for all that is new, without mastering and encoding."""


def estimate(ledger: Ledger, campaign: Campaign, settings: Settings) -> Estimate:
    """Look at every article, read some of the new ones, speak a few sentences, and reckon.

    Raises:
        NarrateError: The voice can't speak.
    """
    new, sample = _count(campaign.dry_run())
    texts = [text for job in sample if (text := _sentences(job, settings))]
    ms_per_char, s_per_ms = _rates(texts, settings) if texts else (0.0, 0.0)
    read = len(sample)
    chars = sum(len(sentence) for text in texts for sentence in text) / read * new if read else 0.0
    audio_ms = chars * ms_per_char
    counts = campaign.tally.count_by_end
    return Estimate(
        articles=campaign.tally.total,
        new=new,
        unchanged=counts[End.UNCHANGED],
        given_up=counts[End.REFUSED] + counts[End.FAILED],
        gone=sum(1 for _ in ledger.unseen()),
        sampled=read,
        refused=read - len(texts),
        audio_ms=audio_ms,
        audio_bytes=audio_ms * settings.audio.bitrate_kbps / _BITS_PER_BYTE,
        speaking_s=audio_ms * s_per_ms,
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


def _sentences(job: Job, settings: Settings) -> list[str]:
    """Return what would be said for a page; empty if it can't be narrated."""
    from narrate.extract.story import extract_article
    from narrate.script.write import write_script

    try:
        page = read_page(job.place, job.slug, settings.fetch).page
        script = write_script(extract_article(page, settings.extract), settings.script)
    except NarrateError:
        return []
    return [utterance.spoken for utterance in script.utterances]


def _rates(texts: list[list[str]], settings: Settings) -> tuple[float, float]:
    """Return milliseconds of sound per character, and seconds of work per millisecond of sound, measured now."""
    from narrate.voice.registry import open_backend

    sentences = list(_spread(texts))
    backend = open_backend(settings.voice)
    try:
        backend.synthesize(sentences[0])  # loads the voice: paid once, not per article
        started = time.monotonic()
        audio_ms = sum(backend.synthesize(sentence).waveform.duration_ms for sentence in sentences)
        took_s = time.monotonic() - started
    finally:
        backend.close()
    return audio_ms / sum(map(len, sentences)), took_s / audio_ms


def _spread(texts: list[list[str]]) -> Iterator[str]:
    """Give sentences from different pages and places of a page."""
    for number in range(_SPOKEN):
        text = texts[number % len(texts)]
        yield text[(number * 7 + 3) % len(text)][:300]
