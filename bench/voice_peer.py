"""The peer of bench/voice.py and bench/page.py: kokoro-onnx as its README uses it. Run by its own interpreter.

    python voice_peer.py MODEL.onnx VOICES.npz TEXTS.txt

Speaks every line by itself. Prints one JSON line: seconds to the sound of the first and its length, CPU seconds and
seconds of sound of all after it, peak memory.
"""

import json
import resource
import sys
import time
from pathlib import Path

from kokoro_onnx import Kokoro  # type: ignore[import-not-found]


def main() -> None:
    """Speak the lines one after the other, as the library's example does."""
    started = time.perf_counter()
    model, voices, texts = sys.argv[1:4]
    kokoro = Kokoro(model, voices)
    first, *rest = Path(texts).read_text(encoding="utf-8").splitlines()
    first_sound_s = spoken_s(kokoro, first)
    first_s, cpu_s = time.perf_counter() - started, time.process_time()
    sound_s = sum(spoken_s(kokoro, text) for text in rest)
    result = {
        "first_s": first_s,
        "first_sound_s": first_sound_s,
        "cpu_s": time.process_time() - cpu_s,
        "sound_s": sound_s,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    print(json.dumps(result))


def spoken_s(kokoro: Kokoro, text: str) -> float:
    """Speak the text and return the seconds of sound."""
    samples, rate_hz = kokoro.create(text, voice="af_heart", speed=1.0, lang="en-us")
    return len(samples) / rate_hz


if __name__ == "__main__":
    main()
