"""`narrate extract`, `narrate script`, `narrate rules`: what would be read of a page, without reading it."""

import json
from typing import TYPE_CHECKING

import click

from narrate.cli.options import Failures, about, complete_page, format_option, page_argument

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from narrate.model import Script
    from narrate.settings import Settings
    from narrate.sources.pages import PageRef

__all__ = ["extract", "rules", "script"]


@click.command()
@page_argument
@click.option("--explain", is_flag=True, help="Every piece of the page's text: read or not, and why.")
@click.option("--strict", is_flag=True, default=None, help="Refuse a page that is truncated, paywalled or doubtful.")
@click.option(
    "--format",
    "output_format",
    type=click.Choice(["text", "json", "html"]),
    default="text",
    show_default=True,
    help="Output; html colours what is read and what isn't.",
)
def extract(page: str, output_format: str, *, explain: bool, strict: bool | None) -> None:
    """Print the story in PAGE.

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


@click.command()
@click.argument("pages", metavar="PAGE...", nargs=-1, required=True, shell_complete=complete_page)
@click.option("--unknown", is_flag=True, help="Words that the voice has to guess, most frequent first.")
@format_option
@click.pass_context
def script(ctx: click.Context, pages: tuple[str, ...], output_format: str, *, unknown: bool) -> None:
    """Print what would be said for each PAGE.

    As text: one utterance per line, as the voice says it. As JSON: language and utterances, each with its printed and
    spoken text, its block (null for headline, byline and date) and the pause after it in milliseconds.

    With --unknown: the words whose pronunciation the voice's front end has to guess, because neither a lexicon nor its
    dictionaries have them or a word that they are a form of, each after its count. The most frequent are worth a line
    in a lexicon.
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

    for named in pages:
        with failures.noted(named.place.name):
            yield named.place.name, script_at(named.place.location, in_force)


@click.group()
def rules() -> None:
    """Try the rules of narrate.toml on a page."""


@rules.command()
@page_argument
def test(page: str) -> None:
    """Show what site rules change on PAGE, and which newsroom rules match it and what they do.

    Of the site rule ([[site]] in narrate.toml, or a file in rules_dir): what each line finds and changes, which blocks
    are no longer read or newly read, and how title, byline and date change. A rule that changes nothing is an error,
    and so is a page that no rule fits.
    """
    from narrate import settings
    from narrate.cli import explain
    from narrate.pipeline import api
    from narrate.pipeline.api import check_voices
    from narrate.settings.newsroom import plain

    in_force = settings.load()
    check_voices(in_force)
    with about(page):
        if (tried := explain.trial_at(page, in_force)) is not None:
            click.echo(explain.trial_text(tried, tuple(rule.match for rule in in_force.extract.site_rules)))
            explain.require_effect(tried)
        facts, decision = api.decision_at(page, in_force)
    click.echo(f"section: {facts.section or '-'}")
    click.echo(f"tags: {', '.join(facts.tags) or '-'}")
    click.echo(f"authors: {', '.join(facts.authors) or '-'}")
    click.echo(f"language: {facts.language}")
    click.echo(f"words: {facts.words}")
    click.echo(f"age: {'-' if facts.age_days is None else f'{facts.age_days:.1f} days'}")
    for number, rule in enumerate(in_force.newsroom.rules, 1):
        click.echo(f"{'fits' if rule in decision.fitting else '-   '}  rule {number}: {plain(rule)}")
    actions = {"voice": decision.voice, "intro": decision.intro, "label": decision.label, "priority": decision.priority}
    effects = ", ".join(f"{name} {value}" for name, value in actions.items() if value)
    click.echo("skipped" if decision.skip else f"narrated: {effects or 'as usual'}")
    if not decision.fitting:
        explain.require_fitting_rule(tried, page, len(in_force.newsroom.rules))
