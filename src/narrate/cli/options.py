"""Options and arguments that several commands share."""

import click
from click.shell_completion import CompletionItem

__all__ = ["complete_page", "format_option", "page_argument"]


def complete_page(_ctx: click.Context, _parameter: click.Parameter | None, incomplete: str) -> list[CompletionItem]:
    """Let the shell complete names of files; addresses and - are typed."""
    return [CompletionItem(incomplete, type="file")]


page_argument = click.argument("page", metavar="PAGE", shell_complete=complete_page)
format_option = click.option(
    "--format", "output_format", type=click.Choice(["text", "json"]), default="text", show_default=True, help="Output."
)
