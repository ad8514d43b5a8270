"""`narrate say`: how a text is said."""

from pathlib import Path

import click

from narrate.errors import NothingToSay, SettingsError

__all__ = ["say"]


@click.command()
@click.argument("text")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Record it as this MP3.")
@click.option("--language", metavar="CODE", help="ISO 639-1 code of the text.  [default: the voice's]")
@click.option("--site", metavar="HOST", help="Say it as on this site (host or address), with its own lexicon.")
@click.option("--voice", metavar="ENGINE[:VOICE]", help="Whose accent and sound.")
def say(text: str, output: Path | None, language: str | None, site: str | None, voice: str | None) -> None:
    """Print the spoken form of TEXT and, if it is English, its IPA; with -o, let it be heard.

    This is the way to try a lexicon: the IPA shows whether a name is said as it should be, and can be copied into the
    lexicon and changed there.
    """
    from narrate import settings
    from narrate.cli import saying

    if output is not None and output.suffix.lower() != ".mp3":
        raise SettingsError(f"{output}: the recording is an MP3; name it {output.with_suffix('.mp3')}")
    in_force = settings.load({"voice": voice})
    try:
        script = saying.script_of(text, language or saying.language_of(in_force), in_force, site)
    except NothingToSay:
        fault = f"{text!r} holds only symbols or blanks" if text.strip() else "the text is empty"
        raise NothingToSay(f"{fault}; give words or figures") from None
    for line in saying.lines(script, in_force):
        click.echo(line.spoken)
        if line.ipa:
            click.echo(f"  {line.ipa}")
    if output is not None:
        click.echo(saying.record_script(script, output, in_force).path)
