"""`narrate extract`: what would be read, without reading it."""

import click

from narrate.cli.options import format_option, page_argument

__all__ = ["extract"]


@click.command()
@page_argument
@format_option
def extract(page: str, output_format: str) -> None:
    """Print the story that is found in PAGE.

    As text: headline, byline and date, then a paragraph per block. As JSON: the whole article with its blocks.
    """
    from narrate.pipeline import library

    article = library.article_at(page)
    click.echo(library.article_json(article) if output_format == "json" else library.article_text(article))
