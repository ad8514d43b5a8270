"""Options and arguments that several commands share."""

import contextlib
from collections.abc import Iterator

import click
from click.shell_completion import CompletionItem

from narrate.errors import PageError, ScriptError

__all__ = ["about", "complete_page", "format_option", "page_argument"]


@contextlib.contextmanager
def about(page: str) -> Iterator[None]:
    """Put the page's name before what is said of it."""
    try:
        yield
    except (PageError, ScriptError) as error:
        raise type(error)(f"{page}: {error}") from error


def complete_page(_ctx: click.Context, _parameter: click.Parameter | None, incomplete: str) -> list[CompletionItem]:
    """Let the shell complete names of files; addresses and - are typed."""
    return [CompletionItem(incomplete, type="file")]


page_argument = click.argument("page", metavar="PAGE", shell_complete=complete_page)
format_option = click.option(
    "--format", "output_format", type=click.Choice(["text", "json"]), default="text", show_default=True, help="Output."
)
