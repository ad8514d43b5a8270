"""What the default voice costs per second of sound, against kokoro-onnx's default way: same text, in turns.

    python -m venv peer && peer/bin/pip install kokoro-onnx
    python bench/voice.py SENTENCES.txt --peer peer/bin/python [--rounds 5] [--sentences 16]

Every run is a process of its own that loads its model, says the first sentence, and is then measured over the others.
The peer speaks with the voice `af_heart` and the weights that narrate's Kokoro has. Prints a Markdown table of medians,
and the ratio of the CPU seconds per second of sound with its 95 % interval: these hold on a busy machine too.
"""

import argparse
import json
import math
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from narrate.model import Script, Utterance
from narrate.settings.options import VoiceOptions
from narrate.testing import MemoryStore
from narrate.voice.kokoro.graph_cache import read_weights
from narrate.voice.kokoro.packs import open_pack
from narrate.voice.speak import Speaker

PEER = Path(__file__).with_name("voice_peer.py")
STUDENT_T = (12.71, 4.30, 3.18, 2.78, 2.57, 2.45, 2.36, 2.31, 2.26)
"""Two-sided 95 % quantiles of Student's t for 1 to 9 degrees of freedom."""


@dataclass(frozen=True, slots=True)
class Run:
    """A process, measured from outside, with what it printed."""

    wall_s: float
    cpu_s: float
    """Of the process and its children."""
    printed: dict[str, Any]


def main() -> None:
    """Run both ways in turns and print what came out."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sentences", type=Path)
    parser.add_argument("--peer", type=Path, help="interpreter of the environment that has kokoro-onnx")
    parser.add_argument("--rounds", type=int, default=5, choices=range(2, len(STUDENT_T) + 2), metavar="2-10")
    parser.add_argument("--sentences", type=int, default=16, dest="count", help="how many are spoken")
    parser.add_argument("--cache", type=Path, default=Path(tempfile.gettempdir()) / "narrate-bench")
    asked = parser.parse_args()
    texts = list(islice(asked.sentences.read_text(encoding="utf-8").splitlines(), asked.count))
    if asked.peer is None:
        print(json.dumps(speak(texts, asked.cache)))
        return
    ours = f"narrate, {VoiceOptions(asked.cache).voice}"
    with tempfile.TemporaryDirectory() as folder:
        peer = peer_command(asked.peer, "\n".join(texts), Path(folder))
        own = [sys.executable, __file__, str(asked.sentences), "--sentences", str(asked.count)]
        ways = {ours: partial(run, [*own, "--cache", str(asked.cache)]), "kokoro-onnx": partial(run, peer)}
        runs = in_turns(ways, asked.rounds)
    cost = {name: [run.printed["cpu_s"] / run.printed["sound_s"] for run in found] for name, found in runs.items()}
    print("| way | CPU s per s of sound | s of sound | first sound, s | peak MB |\n| --- | --- | --- | --- | --- |")
    for name, found in runs.items():
        sound_s, first_s = (statistics.median(run.printed[key] for run in found) for key in ("sound_s", "first_s"))
        peak_mb = max(run.printed["peak_mb"] for run in found)
        print(f"| {name} | {statistics.median(cost[name]):.4f} | {sound_s:.1f} | {first_s:.1f} | {peak_mb:.0f} |")
    print(f"\nCPU per second of sound: {times_less(cost[ours], cost['kokoro-onnx'])}.")


def speak(texts: list[str], cache: Path) -> dict[str, float]:
    """Speak the texts with the default voice in this process and return the times, as `voice_peer.py` does."""
    started = time.perf_counter()
    speaker = Speaker(VoiceOptions(cache), MemoryStore())
    first, *rest = (Utterance(text, text) for text in texts)
    list(speaker.speak(Script("en", (first,))))
    first_s, cpu_s = time.perf_counter() - started, time.process_time()
    sound_ms = sum(segment.speech.waveform.duration_ms for segment in speaker.speak(Script("en", tuple(rest))))
    cpu_s = time.process_time() - cpu_s
    speaker.close()
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"first_s": first_s, "cpu_s": cpu_s, "sound_s": sound_ms / 1000, "peak_mb": peak_mb}


def peer_command(interpreter: Path, text: str, folder: Path) -> list[str]:
    """Return what has kokoro-onnx speak the lines of `text`, with weights and voice as it wants them in `folder`."""
    model, voices, texts = folder / "kokoro-v1.0.int8.onnx", folder / "voices.npz", folder / "text.txt"
    model.write_bytes(read_weights(None))
    np.savez(voices, af_heart=np.asarray(open_pack("af_heart", None).styles, np.float32).reshape(-1, 1, 256))
    texts.write_text(text, encoding="utf-8")
    return [str(interpreter), str(PEER), str(model), str(voices), str(texts)]


def in_turns(ways: dict[str, Callable[[], Run]], rounds: int) -> dict[str, list[Run]]:
    """Return the runs of each way; one run of the first that nobody counts fills its caches."""
    next(iter(ways.values()))()
    runs: dict[str, list[Run]] = {name: [] for name in ways}
    for number in range(rounds):
        for name in list(ways)[:: 1 if number % 2 else -1]:
            runs[name].append(ways[name]())
            last = runs[name][-1]
            print(f"round {number + 1}, {name}: {last.wall_s:.1f} s, {last.cpu_s:.1f} CPU s", file=sys.stderr)
    return runs


def run(command: list[str]) -> Run:
    """Run the command, whose last line on standard output is JSON, and measure it."""
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    # The peer's environment is its own: nothing of this one reaches it.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, env=environment, check=True)
    after, wall_s = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter() - started
    cpu_s = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Run(wall_s, cpu_s, json.loads(done.stdout.splitlines()[-1]))


def times_less(ours: list[float], theirs: list[float]) -> str:
    """Return how many times less `ours` is, as a geometric mean over rounds with its 95 % interval."""
    logs = [math.log(their / our) for our, their in zip(ours, theirs, strict=True)]
    mean = statistics.mean(logs)
    half = STUDENT_T[len(logs) - 2] * statistics.stdev(logs) / math.sqrt(len(logs))
    low, middle, high = (math.exp(value) for value in (mean - half, mean, mean + half))
    return f"{middle:.1f} times less (95 % over {len(logs)} rounds: {low:.1f} to {high:.1f})"


if __name__ == "__main__":
    main()
