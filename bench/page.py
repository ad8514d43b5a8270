"""Wall time of a page, from the command line to the file: narrate against kokoro-onnx's own way, in turn.

Both start a new process, load the same weights, and speak the same text: narrate the page, the peer the page's spoken
form in one call. narrate masters and encodes to MP3 too; the peer writes plain samples. narrate's graph is
rewritten once before, as it is on a machine that has narrated before; its cache of segments starts empty each time.

    python -m venv peer && peer/bin/pip install kokoro-onnx
    python bench/page.py PAGE --peer peer/bin/python [--jobs 2] [--rounds 3]
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import click
import numpy as np

from narrate.pipeline.api import script_at
from narrate.voice.kokoro.packs import open_pack
from narrate.voice.kokoro.weights import read_weights

PEER = """
import json, sys
import numpy as np
from kokoro_onnx import Kokoro
model, voices, text = sys.argv[1:4]
samples, rate = Kokoro(model, voices).create(open(text).read(), voice="af_heart", speed=1.0, lang="en-us")
np.save(text + ".npy", samples)
print(json.dumps({"duration_ms": len(samples) * 1000 / rate}))
"""


@click.command(help=__doc__)
@click.argument("page", type=click.Path(exists=True, path_type=Path))
@click.option(
    "--peer", required=True, type=click.Path(exists=True, path_type=Path), help="Python that has kokoro-onnx."
)
@click.option("--jobs", default=2, show_default=True)
@click.option("--rounds", default=3, show_default=True)
def main(page: Path, peer: Path, jobs: int, rounds: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        peer_files = _peer_files(page, work)
        command = [sys.executable, "-m", "narrate", str(page), "--jobs", str(jobs), "--json", "--quiet"]
        cache = work / "cache"
        _timed(
            [sys.executable, "-m", "narrate", str(page), "--json", "-o", str(work / "first")], cache
        )  # makes the graph
        ours, theirs = [], []
        for number in range(rounds):
            _forget_segments(cache)
            ours.append(_timed([*command, "-o", str(work / f"out-{number}")], cache))
            theirs.append(_timed([str(peer), "-c", PEER, *map(str, peer_files)], cache))
            print(f"round {number + 1}: narrate {ours[-1][0]:.1f} s, kokoro-onnx {theirs[-1][0]:.1f} s", flush=True)
    (wall, audio_s), (peer_wall, peer_audio_s) = min(ours), min(theirs)
    print(f"narrate --jobs {jobs}: {wall:.1f} s for {audio_s:.0f} s of audio, RTF {wall / audio_s:.3f}")
    print(f"kokoro-onnx: {peer_wall:.1f} s for {peer_audio_s:.0f} s of audio, RTF {peer_wall / peer_audio_s:.3f}")
    print(f"narrate is {peer_wall / wall:.2f} times as fast (best of {rounds} rounds each)")


def _forget_segments(cache: Path) -> None:
    shutil.rmtree(cache / "segments", ignore_errors=True)


def _timed(command: list[str], cache: Path) -> tuple[float, float]:
    """Return wall seconds of the command and seconds of audio that it made."""
    started = time.perf_counter()
    environ = os.environ | {"NARRATE_CACHE_DIR": str(cache)}
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environ)
    return time.perf_counter() - started, json.loads(done.stdout.splitlines()[-1])["duration_ms"] / 1000


def _peer_files(page: Path, work: Path) -> tuple[Path, Path, Path]:
    """Write weights, voice and text as the peer wants them."""
    model, voices, text = work / "model.onnx", work / "voices.npz", work / "text.txt"
    model.write_bytes(read_weights(None))
    np.savez(voices, af_heart=np.asarray(open_pack("af_heart", None).styles, dtype=np.float32).reshape(-1, 1, 256))
    text.write_text(" ".join(utterance.spoken for utterance in script_at(str(page)).utterances), encoding="utf-8")
    return model, voices, text


if __name__ == "__main__":
    main()
