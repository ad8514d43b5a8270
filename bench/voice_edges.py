"""Whether the rewritten Kokoro graph keeps the edges of its sound: level by level against the uncropped float graph.

    python bench/voice_edges.py bench/quality_texts.txt [--sentences 20] [--voice af_heart]

The float graph has the shipped weights as floats and nothing else changed. Both get the same phonemes; length is
settled before the decoder, so that their samples lie on each other. The sound begins and ends where a 5 ms frame of the
float graph comes within 40 dB of its loudest; loud frames lie within 20 dB of it, quiet ones 20 to 40 dB below.
Bars: both ends within 3 dB, quiet frames within 1 dB.
"""

import argparse
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from narrate.voice.english.front_end import EnglishFrontEnd
from narrate.voice.graph_editing import parse_graph
from narrate.voice.kokoro import graph_cache
from narrate.voice.kokoro.engine import MAX_TOKENS, RATE_HZ, KokoroModel
from narrate.voice.kokoro.graph_cache import WEIGHTS_SHA256, read_weights
from narrate.voice.kokoro.packs import language_of, open_pack
from narrate.voice.kokoro.quantize import dequantize
from narrate.voice.kokoro.rewrite import add_durations
from narrate.voice.readings import portions

FRAME = RATE_HZ // 200
START_MS, END_MS = 20, 25
BARS_DB = np.array([3.0, 3.0, 1.0, 1.0])


def main() -> None:
    """Speak every sentence with both graphs and print the differences in dB."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("texts", type=Path)
    parser.add_argument("--sentences", type=int, default=20)
    parser.add_argument("--voice", default="af_heart")
    parser.add_argument("--cache", type=Path, default=Path(tempfile.gettempdir()) / "narrate-bench")
    asked = parser.parse_args()
    cached = KokoroModel.load(*graph_cache.open_graph(None, WEIGHTS_SHA256, asked.cache))
    floats = KokoroModel.load(float_graph(), "floats")
    lines = [line for line in asked.texts.read_text("utf-8").splitlines() if line][: asked.sentences]
    rows = np.array([differences(line, cached, floats, asked.voice) for line in lines])
    print(f"{len(rows)} sentences, rewritten graph against floats, dB: median (worst)")
    names = (f"first {START_MS} ms", f"last {END_MS} ms", "loud frames", "quiet frames")
    medians = np.median(rows, axis=0)
    for name, column, median in zip(names, rows.T, medians, strict=True):
        print(f"{name}: {median:+.1f} ({column[np.abs(column).argmax()]:+.1f})")
    if (np.abs(medians) > BARS_DB).any():
        raise SystemExit("the edges are outside the bars")


def float_graph() -> bytes:
    """Return the official graph with float weights."""
    model = parse_graph(read_weights(None), "the Kokoro weights")
    add_durations(model)
    dequantize(model)
    return model.to_bytes()


def differences(text: str, cached: KokoroModel, floats: KokoroModel, voice: str) -> list[float]:
    """Return the level of the cached graph's sound less that of the float graph's, in dB, at each kind of place."""
    front_end = EnglishFrontEnd(british=language_of(voice) == "en-GB")
    (portion,) = portions(front_end.read(text), MAX_TOKENS)
    style = open_pack(voice, None).styles[len(portion.numbers) - 1]
    ours, theirs = (model.speak(portion.numbers, style, 1.0)[0] for model in (cached, floats))
    if len(ours) != len(theirs):
        raise SystemExit(f"{text!r} has {len(ours)} samples, with floats {len(theirs)}")
    level = frame_levels(theirs)
    sounding = np.flatnonzero(level > level.max() - 40) * FRAME
    start, end = sounding[0], sounding[-1] + FRAME
    loud, quiet = level > level.max() - 20, (level > level.max() - 40) & (level <= level.max() - 20)
    own = frame_levels(ours)
    first, last = (slice(start, start + START_MS * RATE_HZ // 1000), slice(end - END_MS * RATE_HZ // 1000, end))
    return [
        db(ours[first]) - db(theirs[first]),
        db(ours[last]) - db(theirs[last]),
        float((own - level)[loud].mean()),
        float((own - level)[quiet].mean()),
    ]


def frame_levels(samples: Any) -> Any:
    """Return the level of each 5 ms frame in dBFS."""
    frames = samples[: len(samples) // FRAME * FRAME].reshape(-1, FRAME)
    return 10 * np.log10((frames**2).mean(1) + 1e-12)


def db(samples: Any) -> float:
    """Return the level of `samples` in dBFS."""
    return float(10 * np.log10((samples**2).mean() + 1e-12))


if __name__ == "__main__":
    main()
