"""Options and arguments that several commands share."""

import click

__all__ = ["format_option", "page_argument"]

page_argument = click.argument("page", metavar="PAGE")
format_option = click.option(
    "--format", "output_format", type=click.Choice(["text", "json"]), default="text", show_default=True, help="Output."
)
