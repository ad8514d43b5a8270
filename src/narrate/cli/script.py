"""`narrate script`: what would be said, without saying it."""

import json
from typing import TYPE_CHECKING

import click

from narrate.cli.failures import Failures
from narrate.cli.options import complete_page, format_option

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from narrate.model import Script
    from narrate.settings import Settings
    from narrate.sources.pages import PageRef

__all__ = ["script"]


@click.command()
@click.argument("pages", metavar="PAGE...", nargs=-1, required=True, shell_complete=complete_page)
@click.option("--unknown", is_flag=True, help="Words that the voice has to guess, most frequent first.")
@format_option
@click.pass_context
def script(ctx: click.Context, pages: tuple[str, ...], output_format: str, *, unknown: bool) -> None:
    """Print what would be said for each PAGE.

    As text: one utterance a line, as the voice says it. As JSON: language and utterances, each with its printed and
    spoken text, its block (null for headline, byline and date) and the pause after it in milliseconds.

    With --unknown: the words whose pronunciation the voice's front end has to guess, because neither a lexicon nor its
    dictionaries hold them or what they are a form of, each behind its count. The most frequent are worth a line in a
    lexicon.
    """
    from narrate import settings
    from narrate.cli import pronounce
    from narrate.pipeline import api
    from narrate.sources.pages import find

    in_force = settings.load()
    failures = Failures()
    places = find(pages)
    if unknown:
        words = pronounce.unknown_in(_scripts(places, in_force, failures), in_force)
        if output_format == "json":
            click.echo(
                json.dumps([{"word": word, "count": count} for word, count in words], ensure_ascii=False, indent=1)
            )
        else:
            for word, count in words:
                click.echo(f"{count}\t{word}")
    else:
        for _, reading in _scripts(places, in_force, failures):
            click.echo(api.script_json(reading) if output_format == "json" else api.script_text(reading))
    failures.end(ctx)


def _scripts(pages: "Iterable[PageRef]", in_force: "Settings", failures: Failures) -> "Iterator[tuple[str, Script]]":
    """Give name and script of each page; one that has none is told and counted."""
    from narrate.pipeline.api import script_at

    for found in pages:
        with failures.noted(found.place.name):
            yield found.place.name, script_at(found.place.location, in_force)
