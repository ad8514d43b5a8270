"""Options and arguments that several commands share."""

import contextlib
from collections.abc import Iterator
from typing import Any

import click
from click.shell_completion import CompletionItem

from narrate.errors import PageError, ScriptError
from narrate.text import is_address

__all__ = ["LocalPath", "about", "complete_page", "format_option", "page_argument"]


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
