"""How near recordings come to -16 LUFS below -1 dBTP: narrate against ffmpeg's loudnorm, `python bench/loudness.py`.

The Piper voice reads the articles of bench/gate_texts.txt, every other sentence 6 dB softer. Each way gets the same
samples and makes a 64 kbit/s MP3; the decoded MP3 is judged by pyloudnorm (BS.1770-4) and, for the true peak, by
ffmpeg. Prints a Markdown table.
"""

import json
import re
import resource
import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pyloudnorm

from narrate import ffmpeg
from narrate.audio.encode import measure as read_meter
from narrate.audio.encode import raw_input
from narrate.audio.record import record
from narrate.audio.stitch import stitch
from narrate.audio.tags import Tags
from narrate.model import Segment, Speech, Utterance, Waveform
from narrate.settings.options import VoiceOptions
from narrate.voice.registry import open_backend

Way = Callable[["Article", Path], None]
TARGET = "loudnorm=I=-16:TP=-1:LRA=11"
SOFTER = 0.5
PAUSE_MS = 450


@dataclass(frozen=True, slots=True)
class Article:
    """One text as segments, and as the samples that everybody else gets."""

    segments: tuple[Segment, ...]
    pcm: Path
    rate_hz: int
    samples: int


def articles(folder: Path) -> list[Article]:
    """Return the articles, spoken."""
    found = []
    backend = open_backend(VoiceOptions(cache_dir=folder, voice="piper"))
    for number, text in enumerate(_texts().split("\n\n")):
        spoken = [backend.synthesize(line) for line in text.splitlines() if line]
        segments = tuple(
            Segment(
                Utterance(line, line, block=place, pause_ms=PAUSE_MS), replace(speech, waveform=softer(speech, place))
            )
            for place, (line, speech) in enumerate(zip(text.splitlines(), spoken, strict=True))
        )
        path = folder / f"{number}.pcm"
        with path.open("wb") as sink:
            stitched = stitch(segments, sink)
        found.append(Article(segments, path, stitched.rate_hz, stitched.samples))
    backend.close()
    return found


def softer(speech: Speech, place: int) -> Waveform:
    """Return the sound of every other sentence at half its level."""
    level = SOFTER if place % 2 else 1.0
    samples = np.frombuffer(speech.waveform.pcm, "<i2") * level
    return Waveform(samples.astype("<i2").tobytes(), speech.waveform.rate_hz)


def _texts() -> str:
    lines = (Path(__file__).parent / "gate_texts.txt").read_text("utf-8").splitlines()
    return "\n".join(line for line in lines if not line.startswith("#"))


def _encode(article: Article, filters: str, target: Path) -> str:
    source = [*raw_input(article.pcm, article.rate_hz), "-af", f"{filters},aresample={article.rate_hz}"]
    return ffmpeg.run([*source, "-c:a", "libmp3lame", "-b:a", "64k", "-y", target], "encoding")


def as_it_is(article: Article, target: Path) -> None:
    """Encode without mastering."""
    _encode(article, "anull", target)


def loudnorm_once(article: Article, target: Path) -> None:
    """Run ffmpeg's loudnorm as most scripts do."""
    _encode(article, TARGET, target)


def loudnorm_twice(article: Article, target: Path) -> None:
    """Run ffmpeg's loudnorm as its documentation advises: measure, then apply with linear=true."""
    said = ffmpeg.run(
        [*raw_input(article.pcm, article.rate_hz), "-af", f"{TARGET}:print_format=json", "-f", "null", "-"], "measuring"
    )
    read = json.loads(said[said.rindex("{") : said.rindex("}") + 1])
    measured = ":".join(f"measured_{key}={read['input_' + key.lower()]}" for key in ("I", "TP", "LRA", "thresh"))
    _encode(article, f"{TARGET}:{measured}:offset={read['target_offset']}:linear=true", target)


def narrate(article: Article, target: Path) -> None:
    """Join, even, master and tag as narrate does."""
    record(article.segments, target, Tags(title="bench"))


def judge(path: Path, rate_hz: int) -> tuple[float, float]:
    """Return loudness in LUFS and true peak in dBTP of a decoded file."""
    words = [str(ffmpeg.find()), "-v", "error", "-i", str(path), "-f", "s16le", "-ar", str(rate_hz), "-"]
    pcm = subprocess.run(words, capture_output=True, check=True).stdout
    lufs = pyloudnorm.Meter(rate_hz).integrated_loudness(np.frombuffer(pcm, "<i2") / 32768)
    return lufs, read_meter(["-i", path], rate_hz, len(pcm) // 2).true_peak_dbtp


def _spent_s() -> float:
    """Return the CPU seconds of this process and the programs it ran."""
    who = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(use.ru_utime + use.ru_stime for use in map(resource.getrusage, who))


def main() -> None:
    """Print a row for each way."""
    print("| way | farthest from -16 LUFS | within 0.3 LU | highest true peak, dBTP | CPU s per hour of audio |")
    print("| --- | --- | --- | --- | --- |")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        made = articles(folder)
        hours = sum(article.samples / article.rate_hz for article in made) / 3600
        for way in (as_it_is, loudnorm_once, loudnorm_twice, narrate):
            before = _spent_s()
            for number, article in enumerate(made):
                way(article, folder / f"{way.__name__}-{number}.mp3")
            spent = _spent_s() - before
            read = [judge(folder / f"{way.__name__}-{n}.mp3", article.rate_hz) for n, article in enumerate(made)]
            off = [abs(lufs + 16) for lufs, _ in read]
            near = sum(miss <= 0.3 for miss in off)
            title = re.sub("_", " ", way.__name__)
            peak = max(peak for _, peak in read)
            print(
                f"| {title} | {max(off):.2f} LU | {near} of {len(off)} | {peak:+.1f} | {spent / hours:.0f} |",
                flush=True,
            )


if __name__ == "__main__":
    main()
