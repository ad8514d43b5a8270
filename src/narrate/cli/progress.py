"""How runs show how they go: a bar on a terminal, lines otherwise; paths of new MP3s on standard output."""

import contextlib
import sys
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Protocol

import click

from narrate.batch.jobs import End
from narrate.errors import NarrateError

if TYPE_CHECKING:
    from rich.progress import Progress as Bar

    from narrate.batch.batch_run import Tally
    from narrate.batch.jobs import Outcome
    from narrate.pipeline.narrator import Progress

__all__ = ["BatchBar", "BatchProgress", "Report", "batch_bar", "batch_progress", "reporter"]


_PACE_S = 1800.0  # articles take minutes: over the usual 30 s none may end, and there would be no ETA
OnProgress = Callable[["Progress"], None]


_EVERY_S = 10.0  # a line about how far it is, where there is no bar


class Report(Protocol):
    """Where a run tells how it goes."""

    def page(self, name: str) -> contextlib.AbstractContextManager[OnProgress | None]:
        """Follow one page; gives what the narrator calls after each utterance."""

    def line(self, text: str, *, always: bool = False) -> None:
        """Say one line; `always` for what a quiet run must say too."""


@contextlib.contextmanager
def reporter(*, quiet: bool) -> Iterator[Report]:
    """Give the report that fits: none when quiet, a bar on a terminal, else lines."""
    if quiet or not sys.stderr.isatty():
        yield _Lines(quiet=quiet)
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TextColumn("{task.fields[audio]} of audio"),
        TimeRemainingColumn(elapsed_when_finished=True),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        yield _Bars(bar)


class _Lines:
    def __init__(self, *, quiet: bool) -> None:
        self._quiet = quiet

    @contextlib.contextmanager
    def page(self, name: str) -> Iterator[OnProgress | None]:  # noqa: ARG002  a bar names the page; lines do so at its end
        yield None

    def line(self, text: str, *, always: bool = False) -> None:
        if always or not self._quiet:
            click.echo(text, err=True)


class _Bars:
    def __init__(self, bar: "Bar") -> None:
        self._bar = bar

    @contextlib.contextmanager
    def page(self, name: str) -> Iterator[OnProgress | None]:
        task = self._bar.add_task(name, total=None, audio="0:00")

        def advance(progress: "Progress") -> None:
            minutes, seconds = divmod(int(progress.audio_ms / 1000), 60)
            self._bar.update(
                task, total=progress.chars, completed=progress.spoken_chars, audio=f"{minutes}:{seconds:02}"
            )

        try:
            yield advance
        finally:
            self._bar.remove_task(task)

    def line(self, text: str, *, always: bool = False) -> None:  # noqa: ARG002  a bar is never quiet
        self._bar.console.print(text, markup=False, highlight=False, soft_wrap=True)


@contextlib.contextmanager
def batch_bar() -> Iterator["BatchBar"]:
    """Give the bar of a batch, on standard error."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.description}", markup=False),
        TimeRemainingColumn(elapsed_when_finished=True),
    )
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, speed_estimate_period=_PACE_S) as bar:
        yield BatchBar(bar)


class BatchBar:
    """Articles, hours of audio, real-time factor, failures, and the time that is left."""

    def __init__(self, bar: "Bar") -> None:
        self._bar = bar
        self._task = bar.add_task("", total=None)

    def show(self, done: int, total: int, sound: str, wrong: int) -> None:
        """Move the bar."""
        self._bar.update(self._task, completed=done, total=total, description=f"articles, {sound}, {wrong} failed")

    def line(self, text: str) -> None:
        """Say one line above the bar."""
        self._bar.console.print(text, markup=False, highlight=False, soft_wrap=True)


@contextlib.contextmanager
def batch_progress(*, quiet: bool) -> Iterator["BatchProgress"]:
    """Give what `narrate_archive` tells how it goes; at the end it says what the run came to."""
    if quiet or not sys.stderr.isatty():
        progress = BatchProgress(None, quiet=quiet)
        yield progress
    else:
        with batch_bar() as bar:
            progress = BatchProgress(bar, quiet=False)
            yield progress
    progress.finish()


class BatchProgress:
    """Counts, shows and prints."""

    def __init__(self, bar: "BatchBar | None", *, quiet: bool) -> None:
        self.exit_codes: set[int] = set()
        """Those of all articles that went wrong, and of sources."""
        self._bar = bar
        self._quiet = quiet
        self._tally: Tally | None = None
        self._removed = 0
        self._started = self._reported = time.monotonic()

    def begin(self, tally: "Tally") -> None:
        """Say how many articles there are."""
        self._tally = tally
        self._show()

    def ended(self, name: str, outcome: "Outcome") -> None:
        """Print the new MP3, or say what went wrong."""
        if outcome.end is End.NARRATED and self._bar is not None and sys.stdout.isatty():
            self._bar.line(outcome.path)  # written past the bar it would tear it
        elif outcome.end is End.NARRATED:
            click.echo(outcome.path)
        elif outcome.end is End.SKIPPED and not self._quiet:
            self._line(f"{name}: {outcome.message}")
        elif outcome.end in {End.FAILED, End.REFUSED}:
            self.exit_codes.add(outcome.exit_code)
            self._line(f"narrate: {name}: {outcome.message}")
        self._show()

    def unread(self, fault: NarrateError) -> None:
        """Say why a source can't be read."""
        self.exit_codes.add(fault.exit_code)
        self._line(f"narrate: {fault}")

    def removed(self, name: str, *, pruned: bool) -> None:
        """Say which page is gone."""
        self._removed += 1
        if not self._quiet:
            self._line(f"{name}: gone; " + ("its audio is removed" if pruned else "--prune removes its audio"))

    def interrupted(self, in_hand: int) -> None:
        """Say what the first Ctrl-C does; called in the middle of whatever else is being written."""
        with contextlib.suppress(RuntimeError):
            self._line(
                f"finishing the articles in progress ({in_hand}); press Ctrl-C again to stop at once; nothing is lost"
                if in_hand
                else "stopping; no article is being narrated"
            )

    def finish(self) -> None:
        """Say what the run came to."""
        tally = self._tally
        if tally is None or self._quiet:
            return
        counts = ", ".join(f"{count} {end}" for end, count in tally.count_by_end.items() if count)
        if tally.left_out:
            counts = f"{counts}{counts and ', '}{tally.left_out} left out"
        self._line(f"{tally.done} of {tally.total} articles: {counts or 'none'}; {self._sound(tally)}")
        if tally.reused:
            share = tally.reused / (tally.spoken + tally.reused)
            self._line(f"{tally.reused} sentences ({share:.0%}) came from the cache")
        if tally.named_again:
            self._line(f"named more than once: {tally.named_again}; the last mention of a page counts")
        if tally.stopped:
            self._line(f"stopped: {tally.stopped}; run the same command again to continue")

    def _show(self) -> None:
        tally = self._tally
        if tally is None:
            return
        if self._bar is not None:
            wrong = tally.count_by_end[End.FAILED] + tally.count_by_end[End.REFUSED]
            self._bar.show(tally.done, tally.total, self._sound(tally), wrong)
        elif not self._quiet and time.monotonic() - self._reported > _EVERY_S:
            self._reported = time.monotonic()
            self._line(f"{tally.done} of {tally.total} articles, {self._sound(tally)}")

    def _sound(self, tally: "Tally") -> str:
        hours = tally.audio_ms / 3_600_000
        took_s = time.monotonic() - self._started
        factor = took_s * 1000 / tally.audio_ms if tally.audio_ms else 0
        return f"{hours:.2f} h of new audio" + (f", {factor:.2f} s for a second of it" if factor else "")

    def _line(self, text: str) -> None:
        if self._bar is not None:
            self._bar.line(text)
        else:
            click.echo(text, err=True)
