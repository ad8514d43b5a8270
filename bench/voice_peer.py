"""The peer of bench/voice.py: kokoro-onnx as its README uses it. Run by its own interpreter, never imported.

    python voice_peer.py MODEL.onnx VOICES.bin SENTENCES.txt

Prints one JSON line: seconds to the first sound, wall and CPU seconds for all sentences after it, seconds of sound,
peak memory.
"""

import json
import resource
import sys
import time
from pathlib import Path

from kokoro_onnx import Kokoro  # type: ignore[import-not-found]


def main() -> None:
    """Speak the sentences one after the other, as the library's example does."""
    started = time.perf_counter()
    model, voices, sentences = sys.argv[1:4]
    kokoro = Kokoro(model, voices)
    first, *rest = Path(sentences).read_text(encoding="utf-8").splitlines()
    kokoro.create(first, voice="af_heart", speed=1.0, lang="en-us")
    first_s = time.perf_counter() - started
    cpu = time.process_time()
    wall = time.perf_counter()
    sound_s = 0.0
    for sentence in rest:
        samples, rate_hz = kokoro.create(sentence, voice="af_heart", speed=1.0, lang="en-us")
        sound_s += len(samples) / rate_hz
    result = {
        "first_s": first_s,
        "wall_s": time.perf_counter() - wall,
        "cpu_s": time.process_time() - cpu,
        "sound_s": sound_s,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
