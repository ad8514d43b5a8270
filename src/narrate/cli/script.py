"""`narrate script`: what would be said, without saying it."""

import click

from narrate.cli.options import about, format_option

__all__ = ["script"]


@click.command()
@click.argument("pages", metavar="PAGE...", nargs=-1, required=True)
@click.option("--unknown", is_flag=True, help="Words that the voice has to guess, most frequent first.")
@format_option
def script(pages: tuple[str, ...], output_format: str, *, unknown: bool) -> None:
    """Print what would be said for each PAGE.

    As text: one utterance a line, as the voice says it. As JSON: language and utterances, each with its printed and
    spoken text, its block (null for headline, byline and date) and the pause after it in milliseconds.

    With --unknown: the words whose pronunciation the voice's front end has to guess, because neither a lexicon nor its
    dictionaries hold them or what they are a form of, with their counts. The most frequent ones are worth a line in a
    lexicon.
    """
    from narrate import settings
    from narrate.pipeline import library, saying, sources

    if unknown and output_format == "json":
        raise click.UsageError("--unknown prints lines of count and word; leave --format json out")
    in_force = settings.load()
    places = [place.path for place in sources.find(pages)]
    if unknown:
        for word, count in saying.unknown_at(places, in_force):
            click.echo(f"{count}\t{word}")
        return
    for place in places:
        with about(place):
            reading = library.script_at(place, in_force)
        click.echo(library.script_json(reading) if output_format == "json" else library.script_text(reading))
