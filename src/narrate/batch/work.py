"""What a worker does with a job. Every error that can be caught is an outcome."""

import contextlib
import functools
import hashlib
import logging
import time
import traceback
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from narrate.batch.jobs import End, Job, Outcome
from narrate.batch.recordings import RecordingStore, current, open_recordings
from narrate.errors import NarrateError, PageError, PageSkipped, PageUnreachable, ScriptError
from narrate.settings import Settings
from narrate.sources.pages import read

if TYPE_CHECKING:
    from narrate.pipeline.narrator import Narration, Narrator
    from narrate.publish.manifest import Summary

__all__ = ["Narrating", "failure", "unchanged"]

_log = logging.getLogger(__name__)
_MAX_WARNINGS = 20  # of one page in the report


@dataclass(frozen=True, slots=True)
class Narrating:
    """The work of a batch as a picklable function of a job; a worker keeps one voice for all its jobs."""

    settings: Settings
    settings_sha256: str
    out: str
    """Folder or address of the output."""
    force: bool = False

    def __call__(self, job: Job) -> Outcome:
        """Return what became of the page of `job`; never raises what can be caught."""
        started = time.monotonic()
        with _warnings_of_narrate() as warnings:
            outcome = self._narrate(job)
        return replace(outcome, wall_s=round(time.monotonic() - started, 3), warnings=tuple(warnings))

    def _narrate(self, job: Job) -> Outcome:
        page_sha256 = ""
        try:
            recordings = _store_at(self.out)
            with recordings.reserved(job.slug, wait=job.patient) as reserved:
                if not reserved:
                    return Outcome(End.BUSY)
                source = read(job.place, job.slug, self.settings.fetch)
                page_sha256 = hashlib.sha256(source.page.markup).hexdigest()
                summary = None if self.force else current(recordings, job.slug, page_sha256, self.settings_sha256)
                if summary is not None:
                    return unchanged(summary)
                narration = self._narrator(recordings).narrate(source, force=True)
                outcome = _outcome(narration, page_sha256)
                kept = recordings.keep(job.slug, narration.recording.path.parent)
                return replace(outcome, path=kept) if kept else Outcome(End.BUSY)
        except PageSkipped as skipped:
            return Outcome(End.SKIPPED, PageSkipped.__name__, str(skipped), page_sha256=page_sha256)
        except Exception as error:  # noqa: BLE001 - a run is answered for here: no page may end the batch
            return failure(error, page_sha256)

    def _narrator(self, recordings: RecordingStore) -> "Narrator":
        """Return the narrator of this process."""
        from narrate.pipeline.narrator import Narrator

        if not _kept or _kept[0][0] != self:
            for _, old in _kept:
                old.close()
            cache_dir = self.settings.voice.cache_dir
            output = replace(self.settings.output, out_dir=recordings.workplace(cache_dir))
            narrator = Narrator(replace(self.settings, output=output), recordings.segments(cache_dir))
            _kept[:] = [(self, narrator)]
        return _kept[0][1]


_store_at = functools.cache(open_recordings)  # a client for an object store keeps connections open

_kept: list["tuple[Narrating, Narrator]"] = []
"""In a worker: the narrator that it keeps."""


def _outcome(narration: "Narration", page_sha256: str) -> Outcome:
    recording = narration.recording
    return Outcome(
        End.UNCHANGED if narration.unchanged else End.NARRATED,
        page_sha256=page_sha256,
        path=str(recording.path),
        audio_ms=recording.duration_ms,
        audio_bytes=recording.path.stat().st_size,
        loudness_lufs=recording.loudness_lufs,
        true_peak_dbtp=recording.true_peak_dbtp,
        error_rate=narration.error_rate,
        spoken=narration.spoken,
        reused=narration.reused,
        chars=sum(len(cue.utterance.spoken) for cue in recording.cues),
    )


def unchanged(summary: "Summary") -> Outcome:
    """Return the outcome of a page whose recording stands as it should."""
    return Outcome(
        End.UNCHANGED,
        page_sha256=summary.page_sha256,
        audio_ms=summary.duration_ms,
        audio_bytes=summary.sound_bytes,
        loudness_lufs=summary.loudness_lufs,
        true_peak_dbtp=summary.true_peak_dbtp,
        error_rate=summary.error_rate,
    )


def failure(error: Exception, page_sha256: str = "") -> Outcome:
    """Return the outcome of a page whose narration ended with `error`."""
    cause = type(error).__name__
    if isinstance(error, NarrateError):
        own_fault = isinstance(error, PageError | ScriptError) and not isinstance(error, PageUnreachable)
        end = End.REFUSED if own_fault else End.FAILED
        return Outcome(end, cause, str(error), error.exit_code, page_sha256)
    _log.debug("not foreseen: %s", "".join(traceback.format_exception(error)))
    message = f"narrate has a bug here ({cause}: {error}); please report it with the page"
    return Outcome(End.FAILED, cause, message, NarrateError.exit_code, page_sha256)


@contextlib.contextmanager
def _warnings_of_narrate() -> Iterator[list[str]]:
    """Collect the warnings that narrate logs inside."""
    warnings: list[str] = []
    handler = _Collector(warnings)
    logger = logging.getLogger("narrate")
    logger.addHandler(handler)
    try:
        yield warnings
    finally:
        logger.removeHandler(handler)


class _Collector(logging.Handler):
    def __init__(self, warnings: list[str]) -> None:
        super().__init__(logging.WARNING)
        self._warnings = warnings

    def emit(self, record: logging.LogRecord) -> None:
        if len(self._warnings) < _MAX_WARNINGS:
            self._warnings.append(record.getMessage())
