"""Speed of narrate's Kokoro against kokoro-onnx's default way: same weights, same text, same machine, in turns.

    python -m venv /tmp/peer && /tmp/peer/bin/pip install kokoro-onnx
    python bench/voice.py SENTENCES.txt --peer /tmp/peer/bin/python [--rounds 5] [--jobs 2] [--out bench/results]

Every run is a process of its own that loads the model, says the first sentence, then is timed over the others. Wall
ratios mean something only on a quiet machine; CPU ratios hold on a busy one too. Writes voice.md and voice.svg.
"""

import argparse
import json
import multiprocessing
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from importlib.resources import files
from pathlib import Path

import numpy as np

from narrate.model import Script, Utterance
from narrate.testing import MemoryStore
from narrate.voice.kokoro.weights import read_weights
from narrate.voice.options import VoiceOptions
from narrate.voice.speak import Speaker

PEER = "kokoro-onnx, 1 process"


def main() -> None:
    """Run both ways in turns and write what came out."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sentences", type=Path)
    parser.add_argument("--peer", type=Path, help="interpreter of the environment that has kokoro-onnx")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--out", type=Path, default=Path("bench/results"))
    parser.add_argument("--cache", type=Path, default=Path(tempfile.gettempdir()) / "narrate-bench")
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.child:
        print(json.dumps(speak(asked)))
        return
    if asked.peer is None:
        parser.error("--peer is missing; the top of this file says how to make it")
    compare(asked)


def compare(asked: argparse.Namespace) -> None:
    """Alternate the two ways, after one run of narrate that fills the graph cache."""
    model, voices = peer_files(asked.cache)
    ours = f"narrate, {asked.jobs} processes"
    own = [sys.executable, __file__, str(asked.sentences), "--child", "--jobs", str(asked.jobs)]
    commands = {
        PEER: [str(asked.peer), str(Path(__file__).with_name("voice_peer.py")), model, voices, str(asked.sentences)],
        ours: [*own, "--cache", str(asked.cache)],
    }
    run(commands[ours])
    rows: dict[str, list[dict[str, float]]] = {name: [] for name in commands}
    for number in range(asked.rounds):
        for name in list(commands)[:: 1 if number % 2 else -1]:
            rows[name].append(run(commands[name]))
            print(f"round {number + 1} {name}: {rows[name][-1]}", flush=True)
    write(rows, asked.out)


def run(command: list[str]) -> dict[str, float]:
    """Return what the process measured. Its own libraries are its own: PYTHONPATH stays with ours."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH" or "--child" in command}
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    measured: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return measured


def speak(asked: argparse.Namespace) -> dict[str, float]:
    """Speak the sentences with narrate and return the times."""
    started = time.perf_counter()
    first, *rest = asked.sentences.read_text(encoding="utf-8").splitlines()
    speaker = Speaker(VoiceOptions(asked.cache, jobs=asked.jobs), MemoryStore())
    next(speaker.speak(script([first])))
    first_s = time.perf_counter() - started
    list(speaker.speak(script([f"Warm {word}." for word in ("one", "two", "three", "four")])))
    warm = cpu_of_processes()
    wall = time.perf_counter()
    sound_ms = sum(segment.speech.waveform.duration_ms for segment in speaker.speak(script(rest)))
    wall_s = time.perf_counter() - wall
    cpu_s = cpu_of_processes() - warm
    speaker.close()
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return {"first_s": first_s, "wall_s": wall_s, "cpu_s": cpu_s, "sound_s": sound_ms / 1000, "peak_mb": peak / 1024}


def cpu_of_processes() -> float:
    """Return the CPU seconds of this process and its living children so far (Linux)."""
    ticks = os.sysconf("SC_CLK_TCK")
    seconds = time.process_time()
    for child in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = child.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == os.getpid():
            seconds += (int(fields[11]) + int(fields[12])) / ticks
    return seconds


def script(texts: list[str]) -> Script:
    """Return the texts as a script whose printed and spoken forms are equal."""
    return Script("en", tuple(Utterance(text, text) for text in texts))


def peer_files(cache: Path) -> tuple[str, str]:
    """Write the weights and the voice as the peer wants them; return their paths."""
    cache.mkdir(parents=True, exist_ok=True)
    model, voices = cache / "kokoro-v1.0.int8.onnx", cache / "voices-v1.0.bin"
    if not model.exists():
        model.write_bytes(read_weights(None))
    pack = files("narrate.voice.kokoro").joinpath("voices", "af_heart.bin").read_bytes()
    with voices.open("wb") as file:
        np.savez(file, af_heart=np.frombuffer(pack, "<f4").reshape(510, 1, 256))
    return str(model), str(voices)


def write(rows: dict[str, list[dict[str, float]]], out: Path) -> None:
    """Write the medians as a table and a picture. Speed is text per time, since the peer trims its sound."""
    middle = {
        name: {key: statistics.median(row[key] for row in found) for key in found[0]} for name, found in rows.items()
    }
    peer, ours = middle.values()
    lines = [
        f"{len(next(iter(rows.values())))} rounds in turns, medians; {multiprocessing.cpu_count()} processors",
        "",
        "| way | wall s | CPU s | sound s | CPU s per s of sound | first sound s | peak MB per process |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for name, row in middle.items():
        numbers = [row["wall_s"], row["cpu_s"], row["sound_s"]]
        cells = [*(f"{number:.1f}" for number in numbers), f"{row['cpu_s'] / row['sound_s']:.3f}"]
        lines.append(f"| {name} | {' | '.join(cells)} | {row['first_s']:.1f} | {row['peak_mb']:.0f} |")
    wall, cpu = peer["wall_s"] / ours["wall_s"], peer["cpu_s"] / ours["cpu_s"]
    lines += ["", f"Same text: {wall:.2f} times as fast, with {cpu:.2f} times less CPU."]
    out.mkdir(parents=True, exist_ok=True)
    (out / "voice.md").write_text("\n".join(lines) + "\n")
    (out / "voice.svg").write_text(picture({name: row["wall_s"] for name, row in middle.items()}))
    print("\n".join(lines))


def picture(wall_by_way: dict[str, float]) -> str:
    """Return a bar per way as SVG."""
    longest = max(wall_by_way.values())
    bars = []
    for index, (name, seconds) in enumerate(wall_by_way.items()):
        top, width = 20 + 50 * index, 380 * seconds / longest
        bars.append(f'<text x="10" y="{top + 12}">{name}</text>')
        bars.append(f'<rect x="10" y="{top + 18}" width="{width:.0f}" height="18" fill="#2a6f97"/>')
        bars.append(f'<text x="{width + 16:.0f}" y="{top + 32}">{seconds:.1f} s</text>')
    style = 'xmlns="http://www.w3.org/2000/svg" width="480" height="130" font-family="sans-serif" font-size="13"'
    return f"<svg {style}>{''.join(bars)}</svg>\n"


if __name__ == "__main__":
    main()
