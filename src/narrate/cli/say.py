"""`narrate say`: how a text is said."""

import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import click

from narrate.errors import PageUnreadable, SettingsError

if TYPE_CHECKING:
    from collections.abc import Callable

    from narrate.model import Script
    from narrate.settings import Settings
    from narrate.settings.options import VoiceOptions

__all__ = ["say"]

STANDARD = "-"


@click.command()
@click.argument("text")
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, allow_dash=True, path_type=Path),
    help="Record it as this MP3; - writes a WAV to standard output while it is made.",
)
@click.option("--language", metavar="CODE", help="ISO 639-1 code of the text.  [default: the voice's]")
@click.option("--site", metavar="HOST", help="Say it as on this site (host or address), with its own lexicon.")
@click.option("--voice", metavar="ENGINE[:VOICE]", help="Whose accent and sound.")
def say(text: str, output: Path | None, language: str | None, site: str | None, voice: str | None) -> None:
    """Print the spoken form of TEXT and, if it is English, its IPA; with -o, let it be heard.

    TEXT is read from standard input for -; a blank line ends a paragraph there.

    This is the way to try a lexicon: the IPA shows whether a name is said as it should be, and can be copied into the
    lexicon and changed there. To hear it at once: narrate say TEXT -o - | ffplay -nodisp -autoexit -
    """
    from narrate import settings

    is_stream = output == Path(STANDARD)
    if output is not None and not is_stream and output.suffix.lower() != ".mp3":
        raise SettingsError(f"{output}: the recording is an MP3; name it {output.with_suffix('.mp3')}")
    if is_stream and sys.stdout.isatty():
        raise SettingsError("sound can't go to a terminal; pipe it into a player: narrate say TEXT -o - | ffplay -")
    in_force = settings.load({"voice": voice})
    text = _standard_input() if text == STANDARD else text

    def write() -> "Script":
        from narrate.pipeline import texts

        return texts.script_of(text, language or texts.language_of(in_force), in_force, site)

    if is_stream:
        _stream(write, in_force.voice)
    else:
        _print(write(), output, in_force)


def _stream(write: "Callable[[], Script]", voice: "VoiceOptions") -> None:
    from narrate.audio.wav import write_wav
    from narrate.pipeline.streaming import speak

    with closing(speak(write, voice)) as segments:
        write_wav(segments, click.get_binary_stream("stdout"))


def _print(script: "Script", output: Path | None, in_force: "Settings") -> None:
    from narrate.cli import pronounce

    for line in pronounce.lines(script, in_force):
        click.echo(line.spoken)
        if line.ipa:
            click.echo(f"  {line.ipa}")
    if output is not None:
        click.echo(pronounce.record_script(script, output, in_force).path)


def _standard_input() -> str:
    """Return the text on standard input. Raises PageUnreadable."""
    try:
        return click.get_binary_stream("stdin").read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise PageUnreadable("standard input isn't text in UTF-8; convert it with iconv") from error
