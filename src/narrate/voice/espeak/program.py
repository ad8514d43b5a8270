"""The system's espeak-ng program: finding it and running it."""

import re
import shutil
import subprocess
import unicodedata

from narrate.errors import SynthesisFailed

__all__ = ["INSTALL", "find_program", "plain", "run", "version_of"]

INSTALL = "install espeak-ng with your system's package manager"
TIMEOUT_S = 60
_CONTROLS = re.compile(r"[\x00-\x1f\x7f]")


def find_program(*names: str) -> str | None:
    """Return the path of the first of `names` that is installed, or None."""
    return next((found for name in names if (found := shutil.which(name))), None)


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
    """Return what the program writes for `given` on its standard input.

    Raises:
        SynthesisFailed: It can't be started, reports an error or takes more than 60 s.
    """
    try:
        done = subprocess.run(command, input=given, capture_output=True, timeout=TIMEOUT_S, check=True)
    except subprocess.TimeoutExpired as error:
        raise SynthesisFailed(
            f"{command[0]} didn't answer within {TIMEOUT_S} s: run again, or {INSTALL} anew"
        ) from error
    except subprocess.CalledProcessError as error:
        said = " ".join(error.stderr.decode(errors="replace").split()) or f"exit code {error.returncode}"
        raise SynthesisFailed(f"{command[0]} stopped ({said}): {INSTALL} anew") from error
    except OSError as error:
        raise SynthesisFailed(f"{command[0]} can't be started ({error}): {INSTALL} anew") from error
    return done.stdout
