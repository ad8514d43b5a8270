"""Progress on standard error: a bar with seconds of audio and an ETA on a terminal, plain lines otherwise."""

import contextlib
import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Protocol

import click

if TYPE_CHECKING:
    from rich.progress import Progress as Bar

    from narrate.pipeline.narrator import Progress

__all__ = ["BatchBar", "Report", "batch_bar", "reporter"]

_PACE_S = 1800.0  # articles take minutes: over the usual 30 s none may end, and there would be no ETA
OnProgress = Callable[["Progress"], None]


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
            self._bar.update(task, total=progress.chars, completed=progress.said_chars, audio=f"{minutes}:{seconds:02}")

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
        self._bar.update(self._task, completed=done, total=total, description=f"articles, {sound}, {wrong} went wrong")

    def line(self, text: str) -> None:
        """Say one line above the bar."""
        self._bar.console.print(text, markup=False, highlight=False, soft_wrap=True)
