"""`narrate rules`: what site rules change on a page, which newsroom rules fit it, and what follows."""

import click

from narrate.cli.options import about, page_argument

__all__ = ["rules"]


@click.group()
def rules() -> None:
    """Try the rules of narrate.toml on a page."""


@rules.command()
@page_argument
def test(page: str) -> None:
    """Say what site rules change on PAGE, which newsroom rules fit it, and what they do.

    Of the site rule ([[site]] in narrate.toml, or a file in rules_dir): what each line finds and changes, which blocks
    are no longer read or read now, and what becomes of title, byline and date. A rule that changes nothing is an error,
    and so is a page that no rule fits.
    """
    from narrate import settings
    from narrate.cli import trial
    from narrate.pipeline import api
    from narrate.pipeline.voices import check_voices
    from narrate.settings.newsroom import plain

    in_force = settings.load()
    check_voices(in_force)
    with about(page):
        if (tried := trial.trial_at(page, in_force)) is not None:
            click.echo(trial.trial_text(tried, tuple(rule.match for rule in in_force.extract.site_rules)))
            trial.insist(tried)
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
    told = ", ".join(f"{name} {value}" for name, value in actions.items() if value)
    click.echo("skipped" if decision.skip else f"narrated: {told or 'as usual'}")
    if not decision.fitting:
        trial.insist_on_one(tried, page, len(in_force.newsroom.rules))
