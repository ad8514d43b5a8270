"""What commands share: options, arguments, and the failures of several pages as one exit code."""

import contextlib
from collections.abc import Callable, Iterator
from typing import Any

import click
from click.shell_completion import CompletionItem

from narrate.errors import NarrateError, PageError, PageSkipped, ScriptError, SettingsError, VoiceError
from narrate.settings.options import CLICKS, FRAME_COLORS, HIGHLIGHTS
from narrate.text import is_address

__all__ = ["Failures", "LocalPath", "about", "complete_page", "format_option", "page_argument", "player_options"]


class LocalPath(click.Path):
    """A path on this machine; an address on the web is refused as what it is."""

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return `value` as a Path, which would lose a slash of an address."""
        if is_address(str(value)):
            self.fail(f"{value} is an address on the web; give a file or folder of this machine", param, ctx)
        return super().convert(str(value), param, ctx)


@contextlib.contextmanager
def about(page: str) -> Iterator[None]:
    """Put the page's name before what is said of it."""
    try:
        yield
    except (PageError, ScriptError) as error:
        from narrate.sources.pages import place_of

        raise type(error)(f"{place_of(page).name}: {error}") from error


def complete_page(_ctx: click.Context, _parameter: click.Parameter | None, incomplete: str) -> list[CompletionItem]:
    """Let the shell complete names of files; addresses and - are typed."""
    return [CompletionItem(incomplete, type="file")]


page_argument = click.argument("page", metavar="PAGE", shell_complete=complete_page)
format_option = click.option(
    "--format", "output_format", type=click.Choice(["text", "json"]), default="text", show_default=True, help="Output."
)


def player_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options of the section `[player]`, each under the name of its field."""
    for option in reversed(_PLAYER_OPTIONS):
        command = option(command)
    return command


_PLAYER_OPTIONS = (
    click.option("--sticky/--no-sticky", default=None, help="Keep a small bar in sight while the audio plays."),
    click.option("--highlight", type=click.Choice(HIGHLIGHTS), help="What is marked in the text.  [default: word]"),
    click.option("--autoscroll/--no-autoscroll", default=None, help="Whether the page scrolls along.  [default: yes]"),
    click.option(
        "--click-to-play", type=click.Choice(CLICKS), help="When a click plays a sentence.  [default: after-play]"
    ),
    click.option("--skip-s", type=float, metavar="SECONDS", help="How far the arrow keys skip.  [default: 10]"),
    click.option("--rates", metavar="LIST", help="Speeds on offer, with commas.  [default: 0.75,1,1.25,1.5,1.75,2]"),
    click.option("--frame-colors", type=click.Choice(FRAME_COLORS), help="Colours of frames.  [default: light]"),
)


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
