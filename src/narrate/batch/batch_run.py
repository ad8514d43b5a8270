"""One run over an archive: what is new goes to the workers, what became of it into the ledger."""

import hashlib
import logging
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from narrate.batch.jobs import End, Ended, Job, Outcome, Runner
from narrate.batch.ledger import Entry, Ledger
from narrate.batch.recordings import RecordingStore, current
from narrate.batch.work import unchanged
from narrate.errors import NarrateError
from narrate.settings.options import FetchOptions
from narrate.sources.pages import is_local, read

__all__ = ["BatchRun", "Rules", "Tally"]

_log = logging.getLogger(__name__)
STOP_AFTER = 5  # articles in a row that fail for one reason outside them (disk full, no network): the others would too
_WRONG = {End.FAILED, End.REFUSED}
_OF_THE_RUN = {"TimeLimit", "WorkerDied"}  # another limit or more memory may mend it: a new run tries again
_OUTSIDE = {"BackendUnavailable", "FfmpegMissing", "StoreError", "UnknownVoice", "WeightsInvalid"}


@dataclass(frozen=True, slots=True)
class Rules:
    """Which articles a run takes, and when it stops."""

    settings_sha256: str
    max_attempts: int = 3
    limit: int | None = None
    """Articles given to the workers at most."""
    shard: tuple[int, int] = (1, 1)
    """Which part of how many; an article's part depends on its slug alone."""
    since_s: float | None = None
    """Leave out what last changed before, in seconds since 1970."""
    only_failed: bool = False
    """Only articles whose last job went wrong, whatever their attempts."""
    fail_fast: bool = False
    """Stop at the first article that goes wrong."""
    force: bool = False
    """Make recordings again even if nothing has changed."""


@dataclass(slots=True)
class Tally:
    """Totals of a run so far."""

    total: int = 0
    """Articles that the sources name."""
    named_again: int = 0
    """Further mentions of articles that were named before; the last one counts."""
    unread: list[str] = field(default_factory=list)
    """What is wrong with sources that can't be read, or not to their end."""
    count_by_end: dict[End, int] = field(default_factory=lambda: dict.fromkeys(End, 0))
    left_out: int = 0
    """Articles that the rules leave out."""
    audio_ms: float = 0.0
    """Sound made in this run."""
    spoken: int = 0
    reused: int = 0
    took_s: float = 0.0
    """How long it took, planning included."""
    stopped: str = ""
    """Why the run stopped before its end; empty if it didn't."""

    @property
    def done(self) -> int:
        """Articles that this run has finished."""
        return sum(self.count_by_end.values()) + self.left_out


class BatchRun:
    """Goes through the ledger's articles once. `run` may be left at any time: what is finished is kept."""

    def __init__(self, ledger: Ledger, recordings: RecordingStore, rules: Rules, options: FetchOptions) -> None:
        """Take what the ledger has seen in this run."""
        self.tally = Tally(total=ledger.count_seen())
        self._ledger = ledger
        self._recordings = recordings
        self._rules = rules
        self._options = options
        self._entries = ledger.entries()
        self._retries: deque[Job] = deque()
        self._entry_by_slug: dict[str, Entry] = {}
        self._submitted = 0
        self._faults_in_a_row = 0
        self._on_end: Callable[[str, Outcome], None] = _nothing

    def run(self, runner: Runner, on_end: Callable[[str, Outcome], None]) -> None:
        """Give the runner what is to do, until all is done or `stop` was called.

        Args:
            runner: Does the jobs; it isn't closed.
            on_end: Called with the name of each article that came to its end, and the outcome.
        """
        self._on_end = on_end
        for ended in runner.run(self._next):
            self._conclude(ended)

    def dry_run(self) -> Iterator[Job]:
        """Give the jobs that `run` would do first, and count the rest; nothing is written down."""
        for entry in self._entries:
            if self._left_out(entry):
                self.tally.left_out += 1
                continue
            page_sha256 = self._page_sha256(entry)
            outcome = None if self._rules.force else self._settled(entry, page_sha256)
            if outcome is not None:
                self.tally.count_by_end[outcome.end] += 1
            elif self._rules.limit is None or self._submitted < self._rules.limit:
                self._submitted += 1
                yield Job(entry.place, entry.slug, page_sha256)

    def stop(self, reason: str) -> None:
        """Give nothing more to the runner; what is in hand will be finished."""
        self.tally.stopped = self.tally.stopped or reason

    @property
    def in_hand(self) -> int:
        """Articles that the workers have."""
        return len(self._entry_by_slug)

    def _next(self) -> Job | None:
        """The feed of the runner."""
        if self.tally.stopped:
            return None
        limit = self._rules.limit
        if limit is None or self._submitted < limit:
            for entry in self._entries:
                job = self._consider(entry)
                if job is not None:
                    self._submitted += 1
                    return job
                if self.tally.stopped:
                    return None
        return self._retries.popleft() if self._retries else None

    def _consider(self, entry: Entry) -> Job | None:
        """Return the first job of an article, or None if there is nothing to do for it."""
        if self._left_out(entry):
            self.tally.left_out += 1
            return None
        page_sha256 = self._page_sha256(entry)
        outcome = None if self._rules.force else self._settled(entry, page_sha256)
        if outcome is not None:
            # A worker may have died between the last of its files and its answer: what stands has gone well.
            self._close(entry, outcome, 0 if outcome.end is End.UNCHANGED else entry.attempts)
            return None
        self._entry_by_slug[entry.slug] = entry
        self._ledger.begin(entry.id)
        attempts = entry.attempts if entry.attempts < self._rules.max_attempts else 0
        if attempts == 0 < entry.attempts and entry.outcome and entry.outcome.cause in _OF_THE_RUN:
            attempts = self._rules.max_attempts - 1  # one more try is enough to see what a larger limit does
        return Job(entry.place, entry.slug, page_sha256, attempts + 1)

    def _left_out(self, entry: Entry) -> bool:
        rules = self._rules
        part, parts = rules.shard
        number = int.from_bytes(hashlib.sha256(entry.slug.encode()).digest()[:8], "big")
        old = rules.since_s is not None and entry.modified_s is not None and entry.modified_s < rules.since_s
        fine = rules.only_failed and (entry.outcome is None or entry.outcome.end not in _WRONG)
        return number % parts != part - 1 or old or fine

    def _page_sha256(self, entry: Entry) -> str:
        """Return the digest of the page where that costs little; else an empty text, and the worker finds out."""
        if not is_local(entry.place):
            return ""
        try:
            return hashlib.sha256(read(entry.place, entry.slug, self._options).page.markup).hexdigest()
        except NarrateError:
            return ""

    def _settled(self, entry: Entry, page_sha256: str) -> Outcome | None:
        """Return the outcome if it is known without narrating: unchanged, refused before, or given up before."""
        last = entry.outcome
        same_settings = entry.settings_sha256 == self._rules.settings_sha256 and not self._rules.only_failed
        given_up = (
            last is not None
            and last.end is End.FAILED
            and last.cause not in _OF_THE_RUN
            and entry.attempts >= self._rules.max_attempts
        )
        if not page_sha256:  # whether the page has changed is known only by fetching it
            return last if given_up and same_settings else None
        try:
            summary = current(self._recordings, entry.slug, page_sha256, self._rules.settings_sha256)
        except NarrateError:
            return None  # the worker will meet it too, and say so
        if summary is not None:
            return unchanged(summary)
        if last is None or not same_settings:
            return None
        final = last.end is End.REFUSED or given_up
        return last if final and last.page_sha256 == page_sha256 else None

    def _conclude(self, ended: Ended) -> None:
        job, outcome = ended.job, ended.outcome
        entry = self._entry_by_slug[job.slug]
        if outcome.end is End.BUSY:
            self._retries.append(replace(job, patient=True))
            return
        own_fault = outcome.end is End.FAILED and outcome.cause not in _OUTSIDE
        if own_fault:
            self._ledger.count_attempt(entry.id)
            if job.attempt < self._rules.max_attempts and not self._rules.fail_fast:
                _log.info("%s: %s; trying again", job.place.name, outcome.message)
                self._retries.append(replace(job, attempt=job.attempt + 1))
                return
        del self._entry_by_slug[job.slug]
        if not outcome.page_sha256:
            outcome = replace(outcome, page_sha256=job.page_sha256)
        self._close(entry, outcome, job.attempt if own_fault else 0)

    def _close(self, entry: Entry, outcome: Outcome, attempts: int) -> None:
        self._ledger.end(entry.id, outcome, self._rules.settings_sha256, attempts)
        if attempts or entry.attempts:
            self._recordings.remember(entry.slug, self._ledger.failure_of(entry.id) if attempts else None)
        tally = self.tally
        tally.count_by_end[outcome.end] += 1
        if outcome.end is End.NARRATED:
            tally.audio_ms += outcome.audio_ms
            tally.spoken += outcome.spoken
            tally.reused += outcome.reused
        self._on_end(entry.place.name, outcome)
        self._faults_in_a_row = self._faults_in_a_row + 1 if outcome.cause in _OUTSIDE else 0
        if self._faults_in_a_row >= STOP_AFTER:
            self.stop(f"{STOP_AFTER} articles in a row failed for the same reason: {outcome.message}")
        if self._rules.fail_fast and outcome.end in _WRONG:
            self.stop(f"{entry.place.name}: {outcome.message}")


def _nothing(name: str, outcome: Outcome) -> None:
    """Ignore the outcome."""
