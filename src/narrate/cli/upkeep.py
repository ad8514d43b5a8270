"""`narrate doctor`, `cache`, `config`, `init`, `completion`: the machine, its caches, its settings, its shell."""

from pathlib import Path

import click
from click.shell_completion import get_completion_class

from narrate.errors import NarrateError, StoreError

__all__ = ["cache", "completion", "config", "doctor", "init"]


_DAY_S = 86_400


_VARIABLE = "_NARRATE_COMPLETE"  # click's name for it, made of the program's


@click.command()
@click.option("--voice", metavar="ENGINE[:VOICE]", help="Voice to try.  [default: the one in force]")
@click.option("--fix", is_flag=True, help="Fix what narrate can fix by itself.")
@click.pass_context
def doctor(ctx: click.Context, voice: str | None, *, fix: bool) -> None:
    """Check ffmpeg, folders, space, weights and voices, and say how to fix what is wrong.

    With --fix, it repairs permissions of narrate's own folders, removes what earlier runs left there, and makes damaged
    copies again. It downloads nothing and never touches your own files. The exit code is that of the error with which a
    run would end; 1 if there are several.
    """
    from narrate import settings
    from narrate.cli.checkup import check_machine

    faults = []
    for finding in check_machine(settings.load({"voice": voice}), fix=fix):
        if finding.exit_code:
            faults.append(finding)
        click.echo(f"{'FAIL' if finding.exit_code else 'ok  '}  {finding.name}: {finding.text}")
    hint = "; `narrate doctor --fix` fixes what it can" if any(fault.fixable for fault in faults) else ""
    click.echo(f"{len(faults)} to fix{hint}" if faults else "all is well", err=True)
    if faults:
        codes = {fault.exit_code for fault in faults}
        ctx.exit(codes.pop() if len(codes) == 1 else NarrateError.exit_code)


@click.group()
def cache() -> None:
    """Look after the sounds of sentences, which are kept so that none is spoken twice."""


@cache.command()
def size() -> None:
    """Say where the cache is and how large."""
    from narrate import settings
    from narrate.cli.checkup import segment_folder
    from narrate.store.upkeep import measure

    folder = segment_folder(settings.load())
    segments = measure(folder)
    click.echo(f"{folder}: {segments.files} sentences, {segments.size_bytes / 1e6:.1f} MB")
    besides = measure(folder.parent).size_bytes - segments.size_bytes
    click.echo(f"{folder.parent}: {besides / 1e6:.1f} MB besides, mostly voices made ready for this processor")


@cache.command()
@click.option("--days", metavar="N", type=click.FloatRange(min=0), help="Remove what is older than N days.")
@click.option("--max-mb", metavar="N", type=click.FloatRange(min=0), help="Remove the oldest until N MB are left.")
def prune(days: float | None, max_mb: float | None) -> None:
    """Remove old sounds as the options say, and what killed processes left.

    Without an option no sound is removed. What is removed is spoken again when it is needed.
    """
    from narrate import settings
    from narrate.cli.checkup import segment_folder, sweep
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
def clear() -> None:
    """Remove all that can be made again: sounds, voices made ready, the recognizer's files. Recordings stay."""
    import shutil

    from narrate import settings
    from narrate.store.upkeep import measure

    folder = settings.load().voice.cache_dir
    own = [path for pattern in ("segments", "kokoro", "whisper-base-*", "uploads") for path in folder.glob(pattern)]
    freed = sum(measure(path).size_bytes for path in own)
    for path in own:
        shutil.rmtree(path)
    click.echo(f"{folder}: {freed / 1e6:.1f} MB removed")


@cache.command()
@click.pass_context
def verify(ctx: click.Context) -> None:
    """Compare every sound with its checksum, and remove those that don't fit."""
    from narrate import settings
    from narrate.cli.checkup import damaged_segments, segment_folder
    from narrate.store.upkeep import measure

    in_force = settings.load()
    total, count = measure(segment_folder(in_force)).files, 0
    for path in damaged_segments(in_force):
        click.echo(f"{path}: damaged, removed; it will be spoken again")
        path.unlink(missing_ok=True)
        count += 1
    click.echo(f"{total} sentences, {f'{count} damaged' if count else 'all whole'}", err=True)
    if count:
        ctx.exit(StoreError.exit_code)


@click.command()
def config() -> None:
    """Print every setting with its value in force and what set it. Secrets are never shown."""
    from narrate.settings.reference import options_in_force

    section = ""
    for option in options_in_force():
        if option.section != section:
            click.echo(f"{'' if not section else chr(10)}[{option.section}]")
            section = option.section
        entry = f"{option.name} = {option.shown(option.value)}"
        click.echo(entry if option.origin == "default" else f"{entry}    # {option.origin}")


@click.command()
def init() -> None:
    """Write narrate.toml into this folder: every setting with its meaning and default, commented out."""
    from narrate.errors import SettingsError
    from narrate.settings import FILE_NAME
    from narrate.settings.reference import commented_file
    from narrate.store.files import write_whole

    if Path(FILE_NAME).exists():
        raise SettingsError(f"{FILE_NAME} is in this folder already; move it away to start again")
    write_whole(Path(FILE_NAME), commented_file().encode())
    click.echo(FILE_NAME)


@click.command()
@click.argument("shell", type=click.Choice(["bash", "fish", "zsh"]))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    """Print the lines that make SHELL complete narrate's commands and options.

    Put `eval "$(narrate completion bash)"` into ~/.bashrc, the same with zsh into ~/.zshrc; for fish:
    narrate completion fish > ~/.config/fish/completions/narrate.fish
    """
    kind = get_completion_class(shell)
    if kind is None:  # click knows the three of them
        raise click.UsageError(f"no completion for {shell}")
    click.echo(kind(ctx.find_root().command, {}, "narrate", _VARIABLE).source())
