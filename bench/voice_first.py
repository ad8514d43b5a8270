"""How soon `narrate PAGE` has its first sound: from the start of the process to the first sentence's file.

    python bench/voice_first.py [--headline TEXT] [--rounds 5]

A page of eight sentences is narrated with an empty store of sentences; the graph is in its cache and all files have
been read once. As soon as the sound of the first sentence, the headline, lies in the store, the clock and the process
are stopped. Prints a Markdown table of medians.
"""

import argparse
import html
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from narrate.voice.segments import unpack

POLL_S = 0.005
DEADLINE_S = 120.0
BODY = Path(__file__).with_name("voice_texts.txt")


def main() -> None:
    """Measure one and two processes in turns, after one run that fills the graph cache."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--headline", default="City council votes to keep all nine libraries open")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--cache", type=Path, default=Path(tempfile.gettempdir()) / "narrate-bench")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "page.html"
        page.write_text(markup(asked.headline), encoding="utf-8")
        first_sound(page, 1, asked)
        rows: dict[int, list[tuple[float, float]]] = {1: [], 2: []}
        for number in range(asked.rounds):
            for jobs in (1, 2)[:: 1 if number % 2 else -1]:
                rows[jobs].append(first_sound(page, jobs, asked))
    print("| processes | first sound, s | rounds, s | length of the first sentence, s |\n| --- | --- | --- | --- |")
    for jobs, found in rows.items():
        times = [seconds for seconds, _ in found]
        every = " ".join(f"{seconds:.1f}" for seconds in sorted(times))
        print(f"| {jobs} | {statistics.median(times):.2f} | {every} | {found[0][1]:.1f} |")


def markup(headline: str) -> str:
    """Return a news page with `headline` and the bench's sentences as paragraphs."""
    paragraphs = "".join(f"<p>{html.escape(line)}</p>" for line in BODY.read_text(encoding="utf-8").splitlines())
    title = html.escape(headline)
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{title}</title></head>'
        f"<body><article><h1>{title}</h1>{paragraphs}</article></body></html>"
    )


def first_sound(page: Path, jobs: int, asked: argparse.Namespace) -> tuple[float, float]:
    """Return the seconds from the start of narrate to its first sentence, and how long that sentence sounds."""
    store = asked.cache / "segments"
    shutil.rmtree(store, ignore_errors=True)
    out = page.parent / "out"
    command = [sys.executable, "-m", "narrate", "--quiet", "--force", "--jobs", str(jobs), "-o", str(out), str(page)]
    environment = {"NARRATE_CACHE_DIR": str(asked.cache)}
    started = time.perf_counter()
    process = subprocess.Popen(
        command, env={**inherited(), **environment}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        while not (files := [path for path in store.rglob("*") if path.is_file() and len(path.name) == len("0" * 64)]):
            if process.poll() is not None or time.perf_counter() - started > DEADLINE_S:
                sys.exit(f"narrate gave no sentence (exit code {process.poll()})")
            time.sleep(POLL_S)
        seconds = time.perf_counter() - started
    finally:
        process.send_signal(signal.SIGINT)  # as Ctrl-C does: its workers end with it
        process.wait()
    speech = unpack(files[0].read_bytes())
    if speech is None:
        sys.exit(f"{files[0]} isn't whole")
    return seconds, speech.waveform.duration_ms / 1000


def inherited() -> dict[str, str]:
    """Return this process's environment without settings of narrate."""
    return {name: value for name, value in os.environ.items() if not name.startswith("NARRATE_")}


if __name__ == "__main__":
    main()
