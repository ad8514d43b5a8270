"""Measures what mastering does to speech, beside ffmpeg's loudnorm: `python bench/mastering.py [PAGE.html ...]`.

The default voice reads the pages, each up to three minutes, or the articles of bench/gate_texts.txt if there are none.
Every way gets the same joined samples and makes a 64 kbit/s mono MP3; what is judged is the decoded MP3, by pyloudnorm
(BS.1770-4) and ffmpeg (true peak, LRA). Prints a Markdown table of medians, with the worst recording in brackets:

- off: distance from -16 LUFS in LU; peak: true peak in dBTP; PLR: peak to loudness ratio in dB
- reduced: per cent of 50 ms frames of speech whose gain lies more than 3 dB below the usual one (the 90th percentile)
- tilt: largest change of an octave's level against all octaves, 125 Hz to 8 kHz, in dB; LRA: its change in LU
- cost: CPU s of mastering and encoding per second of sound, children included
"""

import json
import re
import resource
import statistics
import subprocess
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import click
import numpy as np
import pyloudnorm

from narrate import ffmpeg
from narrate.audio.limiter import Sound
from narrate.audio.master import master
from narrate.audio.meter import raw_input
from narrate.audio.stitch import stitch
from narrate.extract.extractor import extract_article
from narrate.model import Article, Block, BlockKind, Page, Segment
from narrate.script.write import write_script
from narrate.settings.options import AudioOptions, VoiceOptions
from narrate.testing import MemoryStore
from narrate.voice.speak import Speaker

Way = Callable[[Sound, Path], None]
TARGET = "loudnorm=I=-16:TP=-1:LRA=11"
LONGEST_S = 180
FRAME_MS = 50
SPEECH_DB = 25.0  # below the mean of the loudest tenth: what is quieter counts as a pause
OCTAVES_HZ = (125, 250, 500, 1000, 2000, 4000, 8000)


@dataclass(frozen=True, slots=True)
class Judged:
    """One recording's figures, as the module's text defines them."""

    off: float
    peak: float
    plr: float
    reduced: float
    tilt: float
    lra: float


def articles(pages: Iterable[Path]) -> Iterator[Article]:
    """Yield the stories of pages, or else the known texts."""
    if pages:
        for page in pages:
            yield extract_article(Page(page.read_bytes(), None))
        return
    lines = (Path(__file__).parent / "gate_texts.txt").read_text("utf-8").splitlines()
    for text in "\n".join(line for line in lines if not line.startswith("#")).split("\n\n"):
        blocks = tuple(Block(BlockKind.PARAGRAPH, line) for line in text.splitlines() if line)
        yield Article(title="", language="en", blocks=blocks)


def joined(article: Article, speaker: Speaker, target: Path) -> Sound:
    """Speak an article, at most `LONGEST_S` of it."""

    def segments() -> Iterator[Segment]:
        left_ms = LONGEST_S * 1000.0
        for segment in speaker.speak(write_script(article)):
            left_ms -= segment.speech.waveform.duration_ms + segment.utterance.pause_ms
            if left_ms < 0:
                return
            yield segment

    with target.open("wb") as sink:
        stitched = stitch(segments(), sink)
    return Sound(target, stitched.rate_hz, stitched.samples)


def _encode(sound: Sound, filters: str, target: Path) -> None:
    source = [*raw_input(sound.pcm, sound.rate_hz), "-af", f"{filters},aresample={sound.rate_hz}"]
    ffmpeg.run([*source, "-c:a", "libmp3lame", "-b:a", "64k", "-y", target], "encoding")


def as_it_is(sound: Sound, target: Path) -> None:
    """Encode without mastering."""
    _encode(sound, "anull", target)


def loudnorm_once(sound: Sound, target: Path) -> None:
    """Run ffmpeg's loudnorm as most scripts do."""
    _encode(sound, TARGET, target)


def loudnorm_twice(sound: Sound, target: Path) -> None:
    """Run ffmpeg's loudnorm as its documentation advises: measure, then apply with linear=true."""
    words = ffmpeg.run(
        [*raw_input(sound.pcm, sound.rate_hz), "-af", f"{TARGET}:print_format=json", "-f", "null", "-"], "measuring"
    )
    read = json.loads(words[words.rindex("{") : words.rindex("}") + 1])
    measured = ":".join(f"measured_{key}={read['input_' + key.lower()]}" for key in ("I", "TP", "LRA", "thresh"))
    _encode(sound, f"{TARGET}:{measured}:offset={read['target_offset']}:linear=true", target)


def narrate(sound: Sound, target: Path) -> None:
    """Master as narrate does."""
    with tempfile.TemporaryDirectory() as work:
        master(sound, AudioOptions(), {"mp3": target}, Path(work))


def judge(sound: Sound, path: Path) -> Judged:
    """Return the figures of a decoded file against what was joined."""
    rate = sound.rate_hz
    arguments = [str(ffmpeg.find()), "-v", "error", "-i", str(path), "-f", "s16le", "-ar", str(rate), "-"]
    after = np.frombuffer(subprocess.run(arguments, capture_output=True, check=True).stdout, "<i2") / 32768
    before = np.fromfile(sound.pcm, "<i2") / 32768
    length = min(len(before), len(after))
    before, after = before[:length], after[:length]
    lufs = pyloudnorm.Meter(rate).integrated_loudness(after)
    peak, lra = meter(["-i", path])
    _, joined_lra = meter(raw_input(sound.pcm, rate))
    levels = [_frames_db(samples, rate) for samples in (before, after)]
    speech = levels[0] > np.quantile(levels[0], 0.95) - SPEECH_DB
    gain = levels[1][speech] - levels[0][speech]
    octaves = [_octaves_db(samples, rate) for samples in (before, after)]
    change = octaves[1] - octaves[0]
    return Judged(
        abs(lufs + 16),
        peak,
        peak - lufs,
        100 * float(np.mean(gain < np.quantile(gain, 0.9) - 3)),
        float(np.abs(change - change.mean()).max()),
        lra - joined_lra,
    )


def meter(source: list[str | Path]) -> tuple[float, float]:
    """Return true peak and loudness range as ffmpeg's EBU R128 meter reads them."""
    words = ffmpeg.run([*source, "-af", "ebur128=peak=true:framelog=verbose", "-f", "null", "-"], "metering")
    summary = words[words.rfind("Summary:") :]
    peak, lra = (re.search(rf"{key}:\s+(\S+) ", summary) for key in ("Peak", "LRA"))
    return float(peak[1]) if peak else -99.0, float(lra[1]) if lra else 0.0


def _frames_db(samples: np.ndarray, rate_hz: int) -> np.ndarray:
    frame = rate_hz * FRAME_MS // 1000
    frames = samples[: len(samples) // frame * frame].reshape(-1, frame)
    smooth = np.convolve((frames**2).mean(axis=1), np.full(3, 1 / 3), "same")
    level: np.ndarray = 10 * np.log10(smooth + 1e-10)
    return level


def _octaves_db(samples: np.ndarray, rate_hz: int) -> np.ndarray:
    power = np.abs(np.fft.rfft(samples)) ** 2
    hz = np.fft.rfftfreq(len(samples), 1 / rate_hz)
    return np.array([10 * np.log10(power[(hz > f / 2**0.5) & (hz < f * 2**0.5)].sum()) for f in OCTAVES_HZ])


def _spent_s() -> float:
    """Return the CPU seconds of this process and the programs it ran."""
    who = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(use.ru_utime + use.ru_stime for use in map(resource.getrusage, who))


@click.command(help=__doc__)
@click.argument("pages", nargs=-1, type=click.Path(path_type=Path, exists=True))
def main(pages: tuple[Path, ...]) -> None:
    """Print a row for each way."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        speaker = Speaker(VoiceOptions(cache_dir=folder), MemoryStore())
        sounds = [joined(story, speaker, folder / f"{n}.pcm") for n, story in enumerate(articles(pages))]
        seconds = sum(sound.samples / sound.rate_hz for sound in sounds)
        print(f"{len(sounds)} recordings, {seconds / 60:.0f} minutes\n")
        print("| way | off, LU | peak, dBTP | PLR, dB | reduced, % | tilt, dB | LRA, LU | cost |")
        print(f"|{' --- |' * 8}")
        for way in (as_it_is, loudnorm_once, loudnorm_twice, narrate):
            before = _spent_s()
            paths = [folder / f"{way.__name__}-{number}.mp3" for number in range(len(sounds))]
            for sound, path in zip(sounds, paths, strict=True):
                way(sound, path)
            cost = (_spent_s() - before) / seconds
            rows = [judge(sound, path) for sound, path in zip(sounds, paths, strict=True)]
            cells = [
                f"{statistics.median(values):.2f} ({min(values):.2f} to {max(values):.2f})"
                for key in Judged.__slots__
                if (values := [getattr(row, key) for row in rows])
            ]
            print(f"| {way.__name__.replace('_', ' ')} | {' | '.join(cells)} | {cost:.4f} |", flush=True)


if __name__ == "__main__":
    main()
