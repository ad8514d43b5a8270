"""`narrate extract`: what would be read, without reading it."""

import click

from narrate.cli.options import about, page_argument

__all__ = ["extract"]


@click.command()
@page_argument
@click.option("--explain", is_flag=True, help="Every stretch of the page's text: read or not, and why.")
@click.option("--strict", is_flag=True, default=None, help="Refuse a page that is cut, paywalled or found doubtful.")
@click.option(
    "--format",
    "output_format",
    type=click.Choice(["text", "json", "html"]),
    default="text",
    show_default=True,
    help="Output; html colours what is read and what isn't.",
)
def extract(page: str, output_format: str, *, explain: bool, strict: bool | None) -> None:
    """Print the story that is found in PAGE.

    As text: headline, byline and date, then a paragraph per block. As JSON: the whole article with its blocks. With
    --explain, or as HTML: every stretch of the page's text with the rule or score that decided about it.
    """
    from narrate import settings
    from narrate.cli import explain as explanation
    from narrate.pipeline import api

    in_force = settings.load({"strict": strict})
    if explain or output_format == "html":
        write = {
            "text": explanation.explained_text,
            "json": explanation.explained_json,
            "html": explanation.explained_html,
        }
        with about(page):
            extraction = explanation.examine_at(page, in_force)
        click.echo(write[output_format](extraction))
        return
    with about(page):
        article = api.article_at(page, in_force)
    click.echo(api.article_json(article) if output_format == "json" else api.article_text(article))
