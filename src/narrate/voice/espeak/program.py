"""The system's espeak-ng program: finding it and running it."""

import re
import unicodedata

from narrate.voice.speech_program import program_output

__all__ = ["INSTALL", "plain", "run", "version_of"]

INSTALL = "install espeak-ng with your system's package manager"
_CONTROLS = re.compile(r"[\x00-\x1f\x7f]")


def plain(text: str) -> str:
    """Return `text` as the program reads it best.

    Accents are one character with their letter, and nothing is left that it would obey instead of reading it:
    `[[phonemes]]`, control characters.
    """
    return unicodedata.normalize("NFC", _CONTROLS.sub(" ", text)).replace("[", " ").replace("]", "")


def version_of(program: str) -> str:
    """Return the version of `program` as it prints it, without where its data lie. Raises SynthesisFailed."""
    printed = run([program, "--version"], b"").decode(errors="replace").split("Data at")[0]
    return " ".join(printed.split())


def run(command: list[str], given: bytes) -> bytes:
    """Return what the program writes for `given` on its standard input. Raises SynthesisFailed."""
    return program_output(command, given, INSTALL)
