"""`narrate voices`: which voices there are, and how to get the others."""

import json
from dataclasses import asdict
from pathlib import Path

import click

__all__ = ["voices"]


@click.command()
@click.option("--sample", "folder", metavar="DIR", type=click.Path(path_type=Path), help="Make a clip of each in DIR.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def voices(folder: Path | None, *, as_json: bool) -> None:
    """List the voices, and how to get those that are missing.

    Cost is CPU time for a second of speech, relative to the default voice.
    """
    from narrate import settings
    from narrate.voice.registry import list_voices

    in_force = settings.load()
    if folder is not None:
        from narrate.pipeline import saying

        for clip in saying.record_voices(folder, in_force):
            click.echo(clip.path)
        return
    found = list_voices(in_force.voice)
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
