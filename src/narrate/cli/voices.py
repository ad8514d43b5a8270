"""`narrate voices`, `narrate say`: which voices there are, and how a text is said."""

import json
import sys
from contextlib import closing
from dataclasses import asdict
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import click

from narrate.errors import PageUnreadable, SettingsError

if TYPE_CHECKING:
    from collections.abc import Callable

    from narrate.model import Script, VoiceInfo
    from narrate.settings import Settings
    from narrate.settings.options import VoiceOptions

__all__ = ["say", "voices"]


MANY = 12  # voices of one engine that still are worth a line each


STANDARD = "-"


@click.command()
@click.option("--sample", "folder", metavar="DIR", type=click.Path(path_type=Path), help="Make a clip of each in DIR.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def voices(folder: Path | None, *, as_json: bool) -> None:
    """List the voices, which engine speaks which language, and how to get what is missing.

    Cost is CPU time for a second of speech, relative to the default voice.
    """
    from narrate import settings
    from narrate.voice.registry import language_table, list_voices, ways

    in_force = settings.load()
    if folder is not None:
        from narrate.cli import pronounce

        for clip in pronounce.record_voices(folder, in_force):
            click.echo(clip.path)
        return
    available = list_voices(in_force.voice)
    if as_json:
        click.echo(json.dumps([asdict(info) for info in available], ensure_ascii=False, indent=1))
        return
    engines = [list(infos) for _, infos in groupby(available, key=lambda info: info.engine)]
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


@click.command()
@click.argument("text")
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, allow_dash=True, path_type=Path),
    help="Record it as this MP3; - writes a WAV to standard output while it is made.",
)
@click.option("--language", metavar="CODE", help="ISO 639-1 code of the text.  [default: the voice's]")
@click.option("--site", metavar="HOST", help="Read it as on this site (host or address), with its own lexicon.")
@click.option("--voice", metavar="ENGINE[:VOICE]", help="Voice to use.")
def say(text: str, output: Path | None, language: str | None, site: str | None, voice: str | None) -> None:
    """Print the spoken form of TEXT and, if it is English, its IPA; with -o, record it.

    TEXT is read from standard input for -; a blank line ends a paragraph there. Elements of SSML are followed: break,
    say-as, phoneme, sub and the rate of prosody.

    This is the way to try a lexicon: the IPA shows whether a name is said as it should be, and can be copied into the
    lexicon and changed there. To play it at once: narrate say TEXT -o - | ffplay -nodisp -autoexit -
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
        from narrate.pipeline.streaming import language_of, script_of

        return script_of(text, language or language_of(in_force), in_force, site)

    if is_stream:
        _stream(write, in_force.voice)
    else:
        _print(write(), output, in_force)


def _stream(write: "Callable[[], Script]", voice: "VoiceOptions") -> None:
    from narrate.audio.stitch import write_wav
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
