"""How memory and processor time grow with the length of a recording: `python bench/audio_length.py 0.25 2 10`.

Records synthetic speech of so many hours, each in a process of its own, and prints the peak memory of Python and of its
ffmpeg processes, CPU seconds per hour of audio, and whether the file decodes to the sample.
"""

import multiprocessing
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from narrate import ffmpeg
from narrate.audio.record import record
from narrate.audio.tags import Tags
from narrate.model import Segment, Speech, Utterance, Waveform, Word

RATE_HZ = 24_000
SENTENCE_S = 5
WORDS = 12


def sentences(hours: float) -> Iterator[Segment]:
    """Give sentences of 5 s with 12 timed words until `hours` are full."""
    time_s = np.arange(SENTENCE_S * RATE_HZ) / RATE_HZ
    tone = sum(np.sin(2 * np.pi * 140 * k * time_s) / k for k in range(1, 20))
    sound = tone * np.abs(np.sin(2 * np.pi * 2 * time_s)) ** 0.5
    sound *= 0.5 / np.abs(sound).max()
    quiet = np.zeros(RATE_HZ // 4)
    for number in range(round(hours * 3600 / SENTENCE_S)):
        level = 1 - 0.5 * (number % 2)
        pcm = (np.concatenate([quiet, sound * level, quiet]) * 32767).astype("<i2").tobytes()
        text = " ".join(f"word{n}" for n in range(WORDS))
        words = tuple(Word(f"word{n}", 250.0 + 400 * n, 600.0 + 400 * n) for n in range(WORDS))
        utterance = Utterance(text, text, block=number // 5, pause_ms=400)
        yield Segment(utterance, Speech(Waveform(pcm, RATE_HZ), words))


def measure(hours: float) -> None:
    """Record so many hours and print what it took."""
    with tempfile.TemporaryDirectory(dir=".") as folder:
        started = time.process_time()
        recording = record(sentences(hours), Path(folder) / "a.mp3", Tags(title="Long", headings=frozenset({0, 9})))
        mine, theirs = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
        cpu = time.process_time() - started + theirs.ru_utime + theirs.ru_stime
        counted = ffmpeg.run(
            ["-i", recording.path, "-nostats", "-progress", "pipe:2", "-f", "null", "-"], "counting samples"
        )
    heard = round(int(counted.rsplit("out_time_us=", 1)[1].split()[0]) * RATE_HZ / 1_000_000)
    length = round(recording.duration_ms * RATE_HZ / 1000)
    print(
        f"{hours:5.2f} h: Python {mine.ru_maxrss // 1024} MB, ffmpeg {theirs.ru_maxrss // 1024} MB, "
        f"{cpu / (recording.duration_ms / 3_600_000):.0f} CPU s per hour of audio, "
        f"{recording.loudness_lufs:.1f} LUFS, {recording.true_peak_dbtp:.1f} dBTP, "
        f"decoded {heard} of {length} samples"
    )


if __name__ == "__main__":
    for argument in sys.argv[1:] or ["0.25"]:
        worker = multiprocessing.get_context("spawn").Process(target=measure, args=(float(argument),))
        worker.start()
        worker.join()
