"""What a worker does with a job. Every error that can be caught is an outcome."""

import contextlib
import hashlib
import logging
import time
import traceback
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from narrate.batch.fetch import fetch, near
from narrate.batch.jobs import End, Job, Outcome
from narrate.batch.shelf import FolderShelf
from narrate.errors import NarrateError, PageError, ScriptError
from narrate.settings import Settings

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
    force: bool = False

    def __call__(self, job: Job) -> Outcome:
        """Return what became of the page of `job`; never raises what can be caught."""
        started = time.monotonic()
        with _heard() as warnings:
            outcome = self._narrate(job)
        return replace(outcome, wall_s=round(time.monotonic() - started, 3), warnings=tuple(warnings))

    def _narrate(self, job: Job) -> Outcome:
        page_sha256 = ""
        try:
            with FolderShelf(self.settings.output.out_dir).reserved(job.slug, wait=job.patient) as ours:
                if not ours:
                    return Outcome(End.BUSY)
                source = fetch(job.place, job.slug)
                page_sha256 = hashlib.sha256(source.page.markup).hexdigest()
                return _outcome(_narrator(self.settings).narrate(source, force=self.force), page_sha256)
        except Exception as error:  # noqa: BLE001 - a run is answered for here: no page may end the batch
            return failure(error, page_sha256, transient=not page_sha256 and not near(job.place))


_kept: list["tuple[Settings, Narrator]"] = []
"""In a worker: the narrator that it keeps."""


def _narrator(settings: Settings) -> "Narrator":
    from narrate.pipeline.narrator import Narrator

    if not _kept or _kept[0][0] != settings:
        for _, old in _kept:
            old.close()
        _kept[:] = [(settings, Narrator(settings))]
    return _kept[0][1]


def _outcome(narration: "Narration", page_sha256: str) -> Outcome:
    recording = narration.recording
    return Outcome(
        End.UNCHANGED if narration.unchanged else End.MADE,
        page_sha256=page_sha256,
        path=str(recording.path),
        audio_ms=recording.duration_ms,
        audio_bytes=recording.path.stat().st_size,
        loudness_lufs=recording.loudness_lufs,
        true_peak_dbtp=recording.true_peak_dbtp,
        made=narration.made,
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
    )


def failure(error: Exception, page_sha256: str = "", *, transient: bool = False) -> Outcome:
    """Return the outcome of a page whose narration ended with `error`; `transient` if the network had a part in it."""
    cause = type(error).__name__
    if isinstance(error, NarrateError):
        end = End.REFUSED if isinstance(error, PageError | ScriptError) and not transient else End.FAILED
        return Outcome(end, cause, str(error), error.exit_code, page_sha256)
    _log.debug("not foreseen: %s", "".join(traceback.format_exception(error)))
    message = f"narrate stumbled over it ({cause}: {error}); please report it with the page"
    return Outcome(End.FAILED, cause, message, NarrateError.exit_code, page_sha256)


@contextlib.contextmanager
def _heard() -> Iterator[list[str]]:
    """Collect what narrate warns of meanwhile."""
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
