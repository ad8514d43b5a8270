"""`narrate cache`: the sounds of sentences that were spoken before."""

import click

from narrate.errors import StoreError

__all__ = ["cache"]

_DAY_S = 86_400


@click.group()
def cache() -> None:
    """Look after the sounds of sentences, which are kept so that none is spoken twice."""


@cache.command()
def size() -> None:
    """Say where the cache is and how large."""
    from narrate import settings
    from narrate.cli.leftovers import segment_folder
    from narrate.store.upkeep import measure

    folder = segment_folder(settings.load())
    known = measure(folder)
    click.echo(f"{folder}: {known.files} sentences, {known.size_bytes / 1e6:.1f} MB")
    besides = measure(folder.parent).size_bytes - known.size_bytes
    click.echo(f"{folder.parent}: {besides / 1e6:.1f} MB besides, mostly voices made ready for this processor")


@cache.command()
@click.option("--days", metavar="N", type=click.FloatRange(min=0), help="Remove what is older than N days.")
@click.option("--max-mb", metavar="N", type=click.FloatRange(min=0), help="Remove the oldest until N MB are left.")
def prune(days: float | None, max_mb: float | None) -> None:
    """Remove old sounds as the options say, and what killed processes left.

    Without an option no sound is removed. What is removed is spoken again when it is needed.
    """
    from narrate import settings
    from narrate.cli.leftovers import segment_folder, sweep
    from narrate.store import upkeep

    in_force = settings.load()
    folder, parts = segment_folder(in_force), sweep(in_force)
    removed = upkeep.prune(
        folder,
        max_age_s=None if days is None else days * _DAY_S,
        max_bytes=None if max_mb is None else int(max_mb * 1e6),
    )
    click.echo(f"removed {removed.files} sentences, {removed.size_bytes / 1e6:.1f} MB, and {parts} unfinished files")


@cache.command()
@click.pass_context
def verify(ctx: click.Context) -> None:
    """Compare every sound with its checksum, and remove those that don't fit."""
    from narrate import settings
    from narrate.cli.leftovers import damaged_segments, segment_folder
    from narrate.store.upkeep import measure

    in_force = settings.load()
    known, count = measure(segment_folder(in_force)).files, 0
    for path in damaged_segments(in_force):
        click.echo(f"{path}: damaged, removed; it will be spoken again")
        path.unlink(missing_ok=True)
        count += 1
    click.echo(f"{known} sentences, {f'{count} damaged' if count else 'all whole'}", err=True)
    if count:
        ctx.exit(StoreError.exit_code)
