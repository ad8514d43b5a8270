"""The program espeak-ng: where it is, which languages it has, and what it writes."""

import shutil
import subprocess
from functools import cache

from narrate.errors import BackendUnavailable, SynthesisFailed

__all__ = ["INSTALL", "find_program", "languages", "program", "run", "version"]

INSTALL = "install espeak-ng with your system's package manager"
_NAMES = ("espeak-ng", "espeak")
_TIMEOUT_S = 60


def find_program() -> str | None:
    """Return the path of the program, or None where it isn't installed."""
    return next((found for name in _NAMES if (found := shutil.which(name))), None)


def program() -> str:
    """Return the path of the program. Raises BackendUnavailable when it isn't installed."""
    found = find_program()
    if found is None:
        raise BackendUnavailable(f"espeak-ng isn't installed: {INSTALL}")
    return found


def languages() -> tuple[str, ...]:
    """Return the language tags that the program has, sorted. Raises BackendUnavailable, SynthesisFailed."""
    return _languages(program())


def version() -> str:
    """Return the program's name and version in one line. Raises BackendUnavailable, SynthesisFailed."""
    return _version(program())


@cache
def _languages(path: str) -> tuple[str, ...]:
    lines = run([path, "--voices"], b"").decode(errors="replace").splitlines()[1:]
    return tuple(sorted({fields[1] for line in lines if len(fields := line.split()) > 1}))


@cache
def _version(path: str) -> str:
    written = run([path, "--version"], b"").decode(errors="replace")
    return written.split("Data at")[0].strip().replace("\n", " ")


def run(command: list[str], given: bytes) -> bytes:
    """Return what the program writes when it is `given` a text. Raises SynthesisFailed."""
    try:
        done = subprocess.run(command, input=given, capture_output=True, timeout=_TIMEOUT_S, check=True)
    except (OSError, subprocess.SubprocessError) as error:
        raise SynthesisFailed(f"{command[0]} doesn't work ({error}): {INSTALL} anew") from error
    return done.stdout
