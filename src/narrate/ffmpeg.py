"""Finding and running the ffmpeg program."""

import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from narrate.errors import AudioError, FfmpegMissing

__all__ = ["find", "run", "stream", "version"]


BLOCK_SAMPLES = 1 << 16


def find() -> Path:
    """Return the ffmpeg program: the system's if there is one, else the one of the package `imageio-ffmpeg`.

    Raises:
        FfmpegMissing: There is neither.
    """
    if program := shutil.which("ffmpeg"):
        return Path(program)
    try:
        import imageio_ffmpeg

        return Path(imageio_ffmpeg.get_ffmpeg_exe())
    except (ImportError, RuntimeError) as error:
        raise FfmpegMissing(
            "No ffmpeg program was found: install ffmpeg, or the package with `pip install imageio-ffmpeg`."
        ) from error


def version(program: Path) -> str:
    """Return what `program` calls its version, for example `5.1.9-0+deb12u1`.

    Raises:
        AudioError: It doesn't run, or isn't ffmpeg.
    """
    try:
        answer = subprocess.run([program, "-version"], capture_output=True, text=True, check=True, timeout=60).stdout
    except (OSError, subprocess.SubprocessError) as error:
        raise AudioError(f"{program} doesn't run ({error}); reinstall ffmpeg.") from error
    match = re.match(r"ffmpeg version (\S+)", answer)
    if not match:
        raise AudioError(f"{program} isn't ffmpeg; put ffmpeg on the PATH.")
    return match[1]


def run(arguments: Sequence[str | Path], doing: str) -> str:
    """Run ffmpeg to its end and return what it wrote to standard error.

    Args:
        arguments: All after the program's name.
        doing: What this run does, for the error: `encoding x.mp3`.

    Raises:
        FfmpegMissing: There is no ffmpeg.
        AudioError: It failed or was killed; the message holds its own last words.
    """
    program = find()
    try:
        done = subprocess.run(
            [program, "-hide_banner", "-nostdin", "-y", *_plain(arguments)], capture_output=True, check=False
        )
    except OSError as error:
        raise AudioError(f"{program} can't be started for {doing} ({error}); reinstall ffmpeg.") from error
    words = done.stderr.decode("utf-8", "replace")
    if done.returncode:
        raise AudioError(f"ffmpeg failed while {doing}: {_reason(done.returncode, words)}")
    return words


def stream(arguments: Sequence[str | Path], doing: str, sample_bytes: int) -> Iterator[bytes]:
    """Yield what ffmpeg writes to standard output while it runs, in blocks of whole samples.

    Args:
        arguments: All after the program's name; the output is `-`.
        doing: What this run does, for the error: `measuring x.mp3`.
        sample_bytes: Length of a sample; blocks are multiples of it.

    Raises:
        FfmpegMissing: There is no ffmpeg.
        AudioError: It failed or was killed; the message holds its own last words.
    """
    program = find()
    with tempfile.TemporaryFile() as words:
        command = [program, "-hide_banner", "-nostdin", "-y", "-v", "error", *_plain(arguments)]
        try:
            running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=words)
        except OSError as error:
            raise AudioError(f"{program} could not be started for {doing}: {error}; install ffmpeg anew.") from error
        with running:
            while block := (running.stdout or words).read(BLOCK_SAMPLES * sample_bytes):
                yield block
        if running.returncode:
            words.seek(0)
            reason = _reason(running.returncode, words.read().decode("utf-8", "replace"))
            raise AudioError(f"ffmpeg failed while {doing}: {reason}")


def _plain(arguments: Sequence[str | Path]) -> list[str | Path]:
    """Return the arguments with absolute paths: ffmpeg takes "out:1/a.mp3" for a protocol and "-x/a" for an option."""
    return [each.absolute() if isinstance(each, Path) else each for each in arguments]


def _reason(code: int, words: str) -> str:
    if code < 0:
        return f"it was stopped by signal {-code}; run again, with more free memory if it ran out."
    if "No space left on device" in words:
        return "the disk is full; free some space and run again."
    if "Invalid data found" in words:
        return "the file is damaged or isn't what its name says; give another file."
    lines = [line.strip() for line in words.splitlines() if line.strip()]
    return f"{lines[-1] if lines else f'exit code {code}'} (run `narrate doctor` to check the program)."
