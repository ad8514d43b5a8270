"""A page from the command line to its MP3, against kokoro-onnx's own way with the same text, in turns.

    python -m venv peer && peer/bin/pip install kokoro-onnx
    python bench/page.py PAGE --peer peer/bin/python [--rounds 5]

Both are whole processes, start and loading included: `narrate PAGE` with its default voice, which reads the page,
masters and encodes, and the peer, which speaks the page's spoken form in one call and leaves plain samples. narrate has
run once before, as on a machine that has narrated before; its sounds of sentences are thrown away each time. Prints a
Markdown table of medians, and the ratios with their 95 % intervals. Wall times mean something on a quiet machine only.
"""

import argparse
import os
import shutil
import statistics
import sys
import tempfile
from functools import partial
from pathlib import Path

from narrate.pipeline.api import script_at
from voice import STUDENT_T, Run, in_turns, peer_command, run, times_less


def main() -> None:
    """Run both ways in turns and print what came out."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("page", type=Path)
    parser.add_argument("--peer", type=Path, required=True, help="interpreter of the environment that has kokoro-onnx")
    parser.add_argument("--rounds", type=int, default=5, choices=range(2, len(STUDENT_T) + 2), metavar="2-10")
    asked = parser.parse_args()
    text = " ".join(utterance.spoken for utterance in script_at(str(asked.page)).utterances)
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        os.environ["NARRATE_CACHE_DIR"] = str(work / "cache")
        peer = peer_command(asked.peer, text, work)
        ways = {"narrate": partial(narrated, asked.page, work), "kokoro-onnx": partial(run, peer)}
        ours, theirs = in_turns(ways, asked.rounds).values()
    print("| way | wall s | CPU s | s of sound |\n| --- | --- | --- | --- |")
    print(line("narrate, page to MP3", ours, "duration_ms", 1000))
    print(line("kokoro-onnx, text to samples", theirs, "first_sound_s", 1))
    print(f"\nCPU: {times_less([run.cpu_s for run in ours], [run.cpu_s for run in theirs])}.")
    print(f"Wall: {times_less([run.wall_s for run in ours], [run.wall_s for run in theirs])}.")


def narrated(page: Path, work: Path) -> Run:
    """Narrate the page anew."""
    for made in ("out", "cache/segments"):
        shutil.rmtree(work / made, ignore_errors=True)
    return run([sys.executable, "-m", "narrate", str(page), "--json", "--quiet", "-o", str(work / "out")])


def line(way: str, runs: list[Run], length: str, per_s: int) -> str:
    """Return a row of the table: medians, and the length of the sound, which `length` names in what was printed."""
    wall_s, cpu_s = (statistics.median(getattr(run, key) for run in runs) for key in ("wall_s", "cpu_s"))
    return f"| {way} | {wall_s:.1f} | {cpu_s:.1f} | {runs[0].printed[length] / per_s:.1f} |"


if __name__ == "__main__":
    main()
