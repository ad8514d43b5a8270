"""`narrate config` and `narrate init`: what is in force and from where; a file to start from."""

from pathlib import Path

import click

__all__ = ["config", "init"]


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
        raise SettingsError(f"{FILE_NAME} is in this folder already; move it away to start anew")
    write_whole(Path(FILE_NAME), commented_file().encode())
    click.echo(FILE_NAME)
