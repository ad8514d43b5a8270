"""How far the word starts that Kokoro and Piper give lie from where the sound begins, at clear onsets.

    python bench/voice_onsets.py bench/quality_texts.txt [--sentences 12] [--voice kokoro --voice piper]

A clear onset is a frame of 5 ms above -40 dB (of the loudest) after at least 100 ms below it. Each is compared with the
nearest word start.
"""

import argparse
import tempfile
from pathlib import Path

import numpy as np

from narrate.model import Speech
from narrate.settings.options import VoiceOptions
from narrate.voice.registry import open_backend

FRAME_MS = 5
QUIET_DB = -40.0  # below the loudest frame: between words
GAP_FRAMES = 100 // FRAME_MS


def main() -> None:
    """Print the distances' median, 90th percentile and number for each voice."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sentences", type=Path)
    parser.add_argument("--sentences", dest="count", type=int, default=12)
    parser.add_argument("--voice", action="append")
    parser.add_argument("--cache", type=Path, default=Path(tempfile.gettempdir()) / "narrate-bench")
    asked = parser.parse_args()
    texts = [line for line in asked.sentences.read_text(encoding="utf-8").splitlines() if line][: asked.count]
    for voice in asked.voice or ["kokoro", "piper"]:
        backend = open_backend(VoiceOptions(asked.cache, voice=voice))
        distances = np.array([distance for text in texts for distance in distances_ms(backend.synthesize(text))])
        median, worse = np.percentile(np.abs(distances), [50, 90])
        print(
            f"{voice}: {len(distances)} clear onsets in {len(texts)} sentences, median distance {median:.0f} ms, "
            f"90 % within {worse:.0f} ms, words early by {np.median(distances):+.0f} ms"
        )


def distances_ms(speech: Speech) -> list[float]:
    """Return, for each clear onset, how much later it is than the nearest word start."""
    starts = np.array([word.start_ms for word in speech.words])
    return [float(min(onset - starts, key=abs)) for onset in clear_onsets_ms(speech)]


def clear_onsets_ms(speech: Speech) -> list[float]:
    """Return where sound begins after quiet."""
    samples = np.frombuffer(speech.waveform.pcm, "<i2").astype(float)
    width = speech.waveform.rate_hz * FRAME_MS // 1000
    frames = samples[: len(samples) // width * width].reshape(-1, width)
    level = np.sqrt((frames**2).mean(1)) + 1e-9
    loud = np.concatenate([np.zeros(GAP_FRAMES, bool), 20 * np.log10(level / level.max()) > QUIET_DB])
    return [
        (i - GAP_FRAMES) * FRAME_MS
        for i in range(GAP_FRAMES, len(loud))
        if loud[i] and not loud[i - GAP_FRAMES : i].any()
    ]


if __name__ == "__main__":
    main()
