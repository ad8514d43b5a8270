"""What goes wrong in a run over several pages or files: a line for each, and one exit code at the end."""

import contextlib
from collections.abc import Iterator

import click

from narrate.errors import NarrateError, PageSkipped, SettingsError, VoiceError

__all__ = ["Failures"]


class Failures:
    """Counts what went wrong, so that one page's failure never harms the others of its run."""

    def __init__(self) -> None:
        self.count = 0
        """Of pages or files."""
        self._exit_codes: set[int] = set()

    def add(self, error: NarrateError) -> None:
        """Count a failure that has been told."""
        self.count += 1
        self._exit_codes.add(error.exit_code)

    @contextlib.contextmanager
    def noted(self, name: str = "") -> Iterator[None]:
        """Tell and count what goes wrong inside with one page or file; what is wrong with all of them is raised.

        Args:
            name: Of the page, for errors that don't name it themselves.

        Raises:
            SettingsError: The settings are at fault.
            VoiceError: The voice is at fault.
        """
        try:
            yield
        except (SettingsError, VoiceError):
            raise
        except PageSkipped as skipped:  # as the newsroom wants it
            click.echo(f"{name}: {skipped}", err=True)
        except NarrateError as error:
            click.echo(f"narrate: {name}{': ' if name else ''}{error}", err=True)
            self.add(error)

    def end(self, ctx: click.Context) -> None:
        """End the command with the exit code of the failures; with 1 where they differ in it."""
        if self._exit_codes:
            ctx.exit(self._exit_codes.pop() if len(self._exit_codes) == 1 else NarrateError.exit_code)
