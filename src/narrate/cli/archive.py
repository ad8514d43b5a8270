"""How a batch shows how it goes: a bar on a terminal, lines otherwise, the path of every new MP3 on standard output."""

import contextlib
import sys
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from narrate.batch.jobs import End
from narrate.cli.progress import batch_bar
from narrate.errors import NarrateError

if TYPE_CHECKING:
    from narrate.batch.batch_run import Tally
    from narrate.batch.jobs import Outcome
    from narrate.cli.progress import BatchBar

__all__ = ["Watcher", "watching"]

_EVERY_S = 10.0  # a line about how far it is, where there is no bar


@contextlib.contextmanager
def watching(*, quiet: bool) -> Iterator["Watcher"]:
    """Give what `narrate_archive` tells how it goes; at the end it says what the run came to."""
    if quiet or not sys.stderr.isatty():
        watcher = Watcher(None, quiet=quiet)
        yield watcher
    else:
        with batch_bar() as bar:
            watcher = Watcher(bar, quiet=False)
            yield watcher
    watcher.finish()


class Watcher:
    """Counts, shows and prints."""

    def __init__(self, bar: "BatchBar | None", *, quiet: bool) -> None:
        self.exit_codes: set[int] = set()
        """Those of all articles that went wrong, and of sources."""
        self._bar = bar
        self._quiet = quiet
        self._tally: Tally | None = None
        self._removed = 0
        self._started = self._told = time.monotonic()

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
                f"finishing what is in hand ({in_hand}); Ctrl-C once more ends at once, and nothing finished is lost"
                if in_hand
                else "stopping; no article is in hand"
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
            share = tally.reused / (tally.synthesized + tally.reused)
            self._line(f"{tally.reused} sentences ({share:.0%}) had their sound already, from other pages or before")
        if tally.named_again:
            self._line(f"named more than once: {tally.named_again}; the last mention of a page counts")
        if tally.stopped:
            self._line(f"stopped: {tally.stopped}; run the same command again to go on")

    def _show(self) -> None:
        tally = self._tally
        if tally is None:
            return
        if self._bar is not None:
            wrong = tally.count_by_end[End.FAILED] + tally.count_by_end[End.REFUSED]
            self._bar.show(tally.done, tally.total, self._sound(tally), wrong)
        elif not self._quiet and time.monotonic() - self._told > _EVERY_S:
            self._told = time.monotonic()
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
