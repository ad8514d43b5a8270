"""How much of its first and last sound an utterance loses where its silence is cut.

    python bench/audio_edges.py [--voice kokoro --voice piper --voice espeak:en-us]

The sentences of `bench/audio_edges.txt` begin and end with soft sounds: h, f, s, th, wh; s, f, th, t. A sound begins
and ends at the first and last frame of 5 ms less than 55 dB below the loudest. Its level in the first 20 ms and the
last 20 ms is compared with the level of the same stretch after `narrate.audio.stitch`.
"""

import argparse
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from narrate.audio.stitch import EDGE_MS, trim
from narrate.model import Waveform
from narrate.settings.options import VoiceOptions
from narrate.voice.registry import open_backend

TEXTS = Path(__file__).with_suffix(".txt")
FRAME_MS = 5
QUIET_DB = -55.0
STRETCH_MS = 20


def main() -> None:
    """Print the largest and the mean loss at both edges for each voice."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--voice", action="append")
    parser.add_argument("--cache", type=Path, default=Path(tempfile.gettempdir()) / "narrate-bench")
    asked = parser.parse_args()
    for voice in asked.voice or ["kokoro", "piper"]:
        first, last = zip(*losses_db(voice, asked.cache), strict=True)
        print(
            f"{voice}: {len(first)} sentences, first {STRETCH_MS} ms softer by {max(first):.2f} dB at most "
            f"(mean {np.mean(first):.2f}), last {STRETCH_MS} ms by {max(last):.2f} dB (mean {np.mean(last):.2f})"
        )


def losses_db(voice: str, cache: Path) -> Iterator[tuple[float, float]]:
    """Yield for each sentence how much softer its first and its last sound become."""
    backend = open_backend(VoiceOptions(cache, voice=voice))
    for text in TEXTS.read_text(encoding="utf-8").splitlines():
        yield loss_db(backend.synthesize(text).waveform)
    backend.close()


def loss_db(waveform: Waveform) -> tuple[float, float]:
    """Return how much softer trimming makes the first and the last sound of `waveform`."""
    whole = np.frombuffer(waveform.pcm, "<i2").astype(float)
    pcm, dropped = trim(waveform, EDGE_MS)
    cut = np.frombuffer(pcm, "<i2").astype(float)
    kept = np.zeros(len(whole))
    first, last = max(0, dropped), min(len(whole), dropped + len(cut))
    kept[first:last] = cut[first - dropped : last - dropped]
    frame, stretch = (waveform.rate_hz * ms // 1000 for ms in (FRAME_MS, STRETCH_MS))
    power = (whole[: len(whole) // frame * frame].reshape(-1, frame) ** 2).mean(axis=1)
    loud = np.flatnonzero(power > power.max() * 10 ** (QUIET_DB / 10))
    begin, end = loud[0] * frame, (loud[-1] + 1) * frame
    return _softer(whole, kept, begin, begin + stretch), _softer(whole, kept, max(0, end - stretch), end)


def _softer(whole: np.ndarray, kept: np.ndarray, start: int, end: int) -> float:
    return float(10 * np.log10((whole[start:end] ** 2).sum() / max(1.0, (kept[start:end] ** 2).sum())))


if __name__ == "__main__":
    main()
