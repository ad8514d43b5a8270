"""`narrate voices`: which voices there are, and how to get the others."""

import json
from dataclasses import asdict
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from narrate.model import VoiceInfo

__all__ = ["voices"]

MANY = 12  # voices of one engine that still are worth a line each


@click.command()
@click.option("--sample", "folder", metavar="DIR", type=click.Path(path_type=Path), help="Make a clip of each in DIR.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def voices(folder: Path | None, *, as_json: bool) -> None:
    """List the voices, which engine speaks which language, and how to get what is missing.

    Cost is CPU time for a second of speech, relative to the default voice.
    """
    from narrate import settings
    from narrate.voice.registry import list_voices
    from narrate.voice.ways import language_table, ways

    in_force = settings.load()
    if folder is not None:
        from narrate.cli import pronounce

        for clip in pronounce.record_voices(folder, in_force):
            click.echo(clip.path)
        return
    found = list_voices(in_force.voice)
    if as_json:
        click.echo(json.dumps([asdict(info) for info in found], ensure_ascii=False, indent=1))
        return
    engines = [list(infos) for _, infos in groupby(found, key=lambda info: info.engine)]
    few = [infos for infos in engines if not _is_uniform(infos)]
    many = [infos for infos in engines if _is_uniform(infos)]
    titles = ("voice", "language", "where", "cost", "licence", "state")
    _print_table([titles, *(_row(info) for infos in few for info in infos), *(_row(infos[0]) for infos in many)])
    for infos in many:
        click.echo(f"{infos[0].engine} has {len(infos)} voices: {' '.join(info.voice for info in infos)}")
    click.echo("\nEngines for each language that narrate reads:\n")
    _print_table(language_table())
    click.echo()
    _print_table([(way.engine, way.remedy) for way in ways()])


def _is_uniform(infos: list["VoiceInfo"]) -> bool:
    """Tell whether an engine has so many voices under one licence that their names say enough."""
    return len(infos) > MANY and len({info.licence for info in infos}) == 1


def _print_table(rows: list[tuple[str, ...]]) -> None:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def _row(info: "VoiceInfo") -> tuple[str, ...]:
    return (
        f"{info.engine}:{info.voice}" if info.voice else info.engine,
        info.language,
        "offline" if info.offline else "online",
        f"{info.cost:g}",
        info.licence,
        "installed" if info.installed else info.hint,
    )
