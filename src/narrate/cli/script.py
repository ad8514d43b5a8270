"""`narrate script`: what would be said, without saying it."""

import click

from narrate.cli.options import format_option, page_argument

__all__ = ["script"]


@click.command()
@page_argument
@format_option
def script(page: str, output_format: str) -> None:
    """Print what would be said for PAGE.

    As text: one utterance a line, as the voice says it. As JSON: language and utterances, each with its printed and
    spoken text, its block (null for headline, byline and date) and the pause after it in milliseconds.
    """
    from narrate.pipeline import library

    reading = library.script_at(page)
    click.echo(library.script_json(reading) if output_format == "json" else library.script_text(reading))
