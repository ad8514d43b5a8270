"""Speech engines that are programs of the system: text on standard input, a WAV file on standard output."""

import shutil
import struct
import subprocess

from narrate.errors import SynthesisFailed
from narrate.model import Speech, Waveform

__all__ = ["program_output", "program_path", "program_speech"]

_TIMEOUT_S = 60  # a text of 1,000 characters takes both programs less than 3 s


def program_path(*names: str) -> str | None:
    """Return the path of the first of `names` that is installed."""
    return next((path for name in names if (path := shutil.which(name))), None)


def program_output(command: list[str], given: bytes, remedy: str) -> bytes:
    """Return what the program writes to standard output.

    Args:
        command: The program's path with its arguments.
        given: What it reads from standard input.
        remedy: How to install it, for the message.

    Raises:
        SynthesisFailed: It can't be started, fails, or takes more than a minute.
    """
    try:
        done = subprocess.run(command, input=given, capture_output=True, timeout=_TIMEOUT_S, check=True)
    except subprocess.TimeoutExpired as error:
        raise SynthesisFailed(
            f"{command[0]} didn't answer within {_TIMEOUT_S} s: run again, or {remedy} again"
        ) from error
    except subprocess.CalledProcessError as error:
        output = " ".join(error.stderr.decode(errors="replace").split()) or f"exit code {error.returncode}"
        raise SynthesisFailed(f"{command[0]} stopped ({output}): {remedy} again") from error
    except OSError as error:
        raise SynthesisFailed(f"{command[0]} can't be started ({error}): {remedy} again") from error
    return done.stdout


def program_speech(engine: str, command: list[str], text: str, rate_hz: int, remedy: str) -> Speech:
    """Return the sound of `text`, without word times, which these programs don't give.

    The length in the WAV header isn't read: a program that writes into a pipe doesn't know it yet.

    Raises:
        SynthesisFailed: There is no text, no sound, or sound at another rate than `rate_hz`.
    """
    if not text.strip():
        raise SynthesisFailed("there is nothing to say in an empty text")
    wav = program_output(command, text.encode(), remedy)
    data = wav.find(b"data")
    pcm = wav[data + 8 :]
    if wav[:4] != b"RIFF" or data < 0 or not pcm:
        raise SynthesisFailed(f"{engine} gave no sound for {text!r}: try another --voice")
    (given_hz,) = struct.unpack_from("<I", wav, 24)
    if given_hz != rate_hz:
        raise SynthesisFailed(f"the voice of {engine} speaks at {given_hz} Hz instead of {rate_hz}: choose another")
    return Speech(Waveform(pcm[: len(pcm) // 2 * 2], rate_hz))
