"""`narrate batch` as a function: sources in, recordings and an account of them out."""

import contextlib
import hashlib
import signal
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from types import FrameType
from typing import Protocol

from narrate.batch.batch_run import BatchRun, Rules, Tally
from narrate.batch.cluster import RayRunner
from narrate.batch.jobs import LocalRunner, Outcome, Runner
from narrate.batch.ledger import Ledger
from narrate.batch.plan import Estimate, enter, estimate
from narrate.batch.recordings import OWN, open_recordings
from narrate.batch.report import Targets, write_report
from narrate.batch.work import Narrating
from narrate.errors import NarrateError
from narrate.pipeline.api import check_voices
from narrate.settings import Settings
from narrate.store.objects import is_object_address

__all__ = ["BatchRequest", "ProgressListener", "estimate_archive", "narrate_archive"]


@dataclass(frozen=True, slots=True)
class BatchRequest:
    """What a run is asked to do."""

    sources: tuple[str, ...]
    out: str
    """Folder, or address such as `s3://bucket/prefix`."""
    settings: Settings
    """Its `jobs` are worker processes, each with its own voice."""
    rules: Rules
    engine: str = "local"
    """`local` for processes of this machine, `ray` for a cluster."""
    time_limit_s: float = 3600.0
    """For one article."""
    prune: bool = False
    """Remove the recordings of pages that the sources name no more."""
    report: Path | None = None
    """JSON file to write the report to, with a page for people beside it."""


class ProgressListener(Protocol):
    """Receives the progress of a run."""

    def begin(self, tally: Tally) -> None:
        """Called once, when it is known how many articles there are; `tally` is kept up to date."""

    def ended(self, name: str, outcome: Outcome) -> None:
        """Called with every article that came to its end."""

    def interrupted(self, in_hand: int) -> None:
        """Called at the first Ctrl-C with the number of articles that will still be finished."""

    def unread(self, fault: NarrateError) -> None:
        """Called before `begin` with what is wrong with each source that can't be read; the others are done."""

    def removed(self, name: str, *, pruned: bool) -> None:
        """Called with every article that the sources name no more."""


def narrate_archive(request: BatchRequest, listener: ProgressListener) -> Tally:
    """Narrate what is new in the sources; safe to be killed and run again at any time.

    The first Ctrl-C lets the workers finish what they have in hand, the second ends them.

    Raises:
        UnknownVoice: A voice that is named doesn't exist.
        NarrateError: No source can be read, or one can't with `fail_fast`.
        StoreError: The output can't be written.
        KeyboardInterrupt: Ctrl-C came twice.
    """
    started = time.monotonic()
    check_voices(_alone(request.settings) if request.engine == "ray" else request.settings)
    recordings = open_recordings(request.out)
    recordings.check()
    with contextlib.closing(Ledger(_ledger_path(request))) as ledger:
        plan = enter(ledger, recordings, request.sources, request.settings.fetch)
        if plan.faults and request.rules.fail_fast:
            raise plan.faults[0]
        for fault in plan.faults:
            listener.unread(fault)
        batch_run = BatchRun(ledger, recordings, request.rules, request.settings.fetch)
        batch_run.tally.named_again = plan.named_again
        batch_run.tally.unread = [str(fault) for fault in plan.faults]
        listener.begin(batch_run.tally)

        def interrupted() -> None:
            batch_run.stop("interrupted")
            listener.interrupted(batch_run.in_hand)

        with contextlib.closing(_runner(request)) as runner, _interruptible(interrupted):
            batch_run.run(runner, listener.ended)
        for entry in () if plan.faults else ledger.unseen():  # what an unread source names isn't gone
            if request.prune:
                recordings.remove(entry.slug)
                ledger.forget(entry.id)
            listener.removed(entry.place.name, pruned=request.prune)
        if request.report:
            batch_run.tally.took_s = time.monotonic() - started
            write_report(request.report, ledger, batch_run.tally, _targets(request))
    return batch_run.tally


def estimate_archive(request: BatchRequest) -> Estimate:
    """Return what `narrate_archive` would cost; the sources are listed and some pages read, nothing is narrated.

    Raises:
        PageError: A source can't be read.
        StoreError: The output can't be read.
        VoiceError: The voice can't speak.
    """
    recordings = open_recordings(request.out)
    with tempfile.TemporaryDirectory() as folder:
        existing, empty = _ledger_path(request), Path(folder) / "ledger.db"
        with contextlib.closing(Ledger(existing if existing.exists() else empty)) as ledger:
            if faults := enter(ledger, recordings, request.sources, request.settings.fetch).faults:
                raise faults[0]
            return estimate(
                ledger, BatchRun(ledger, recordings, request.rules, request.settings.fetch), request.settings
            )


def _targets(request: BatchRequest) -> Targets:
    settings = request.settings
    return Targets(request.out, settings.voice.voice, settings.audio.loudness_lufs, settings.audio.true_peak_dbtp)


def _ledger_path(request: BatchRequest) -> Path:
    """Return where the ledger is: in the output folder, or on this machine for an object store."""
    if is_object_address(request.out):
        digest = hashlib.sha256(request.out.rstrip("/").encode()).hexdigest()[:16]
        return request.settings.voice.cache_dir / "ledgers" / f"{digest}.db"
    return Path(request.out) / OWN / "ledger.db"


def _runner(request: BatchRequest) -> Runner:
    work = Narrating(_alone(request.settings), request.rules.settings_sha256, request.out, request.rules.force)
    runner = RayRunner if request.engine == "ray" else LocalRunner
    return runner(work, request.settings.voice.jobs, request.time_limit_s)


def _alone(settings: Settings) -> Settings:
    """Return the settings of a worker, or of a machine on which none runs."""
    return replace(settings, voice=replace(settings.voice, jobs=1))


@contextlib.contextmanager
def _interruptible(stop: Callable[[], None]) -> Iterator[None]:
    """Let the first Ctrl-C call `stop`, the second raise KeyboardInterrupt."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def on_interrupt(_number: int, _frame: FrameType | None) -> None:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        stop()

    before = signal.signal(signal.SIGINT, on_interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
