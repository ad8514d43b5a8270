"""`narrate voices`: which voices there are, and how to get the others."""

import json
from dataclasses import asdict

import click

__all__ = ["voices"]


@click.command()
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def voices(*, as_json: bool) -> None:
    """List the voices, and how to get those that are missing.

    Cost is CPU time for a second of speech, relative to the default voice.
    """
    from narrate import settings
    from narrate.voice.registry import list_voices

    found = list_voices(settings.load().voice)
    if as_json:
        click.echo(json.dumps([asdict(info) for info in found], ensure_ascii=False, indent=1))
        return
    rows = [
        (
            f"{info.engine}:{info.voice}" if info.voice else info.engine,
            info.language,
            "offline" if info.offline else "online",
            f"{info.cost:g}",
            info.licence,
            "installed" if info.installed else info.hint,
        )
        for info in found
    ]
    titles = ("voice", "language", "where", "cost", "licence", "state")
    widths = [max(len(row[column]) for row in [titles, *rows]) for column in range(len(titles))]
    for row in [titles, *rows]:
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
