"""Voices beside each other on the same texts: words heard, naturalness, cost, and the edges of their sound.

    pip install -e '.[bench,verify]'
    python bench/voice_quality.py TEXTS.txt ... OUT.json --voice kokoro:af_heart --voice kokoro-shipped

A text file holds one sentence a line, in spoken form. Every voice says every sentence; `kokoro-shipped` is Kokoro's
graph without narrate's rewriting, behind the same front end. Differences are taken to the voice that is named last.

- WER: Whisper base, narrate's listener, hears stretches of some 45 words, since it always takes 30 s.
- DistillMOS (package distillmos) and DNSMOS P.835 OVRL (package speechmos), each a mean over sentences.
- CPU: seconds of this process per second of sound, on one thread, after loading.
- Edges: the sound begins and ends where a sample is within 40 dB of the sentence's peak. *Lead* and *tail* lie outside;
  *start* and *end* are the level of its first and last 20 ms relative to the 60 ms next to them.

The run goes on where it stopped: OUT.json grows by a line per voice and stretch. A line counts while the voice's
fingerprint stays: another front end or graph is measured anew.
"""

import argparse
import contextlib
import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from narrate.audio.listener import Listener, open_listener
from narrate.audio.resample import resample
from narrate.errors import BackendUnavailable
from narrate.model import Waveform
from narrate.ports import Backend, Loadable
from narrate.voice.kokoro import engine, graph_cache
from narrate.voice.kokoro.model import KokoroModel
from narrate.voice.options import VoiceOptions
from narrate.voice.registry import open_backend
from voice_words import KINDS, Miss, errors, misses, words_of

SHIPPED = "kokoro-shipped"
RATE_HZ = 16_000  # what all three listeners take
STRETCH_WORDS = 45  # about 20 s
MOST_WORDS = 65  # about 27 s: Whisper's window has 30
DNSMOS_S = 9.01  # the length of the window that the network was trained on
QUIET_DB = -40.0  # below the peak of the sentence
EDGE_MS, NEXT_MS = 20, 60
RESAMPLES = 10_000

Row = dict[str, Any]
"""What one voice made of one stretch; its keys are written in `measured`."""
Stretch = tuple[str, ...]
"""Sentences that are heard at once."""
Score = Callable[[Any], float]
"""Float samples at `RATE_HZ` to a mean opinion score, 1 to 5."""


def main() -> None:
    """Measure what isn't measured yet, then print the comparison."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("texts", type=Path, nargs="+")
    parser.add_argument("out", type=Path)
    parser.add_argument("--voice", action="append", required=True, dest="voices", help="ENGINE:VOICE; again for more")
    parser.add_argument("--cache", type=Path, default=Path(tempfile.gettempdir()) / "narrate-bench")
    asked = parser.parse_args()
    stretches = {path.stem: stretches_of(path) for path in asked.texts}
    backends = {voice: opened(voice, asked.cache) for voice in asked.voices}
    rows = known_rows(asked.out, backends)
    every = [stretch for group in stretches.values() for stretch in group]
    if missing := [(voice, stretch) for stretch in every for voice in backends if (voice, stretch) not in rows]:
        measure(missing, backends, asked, rows)
    report(stretches, {voice: {stretch: rows[voice, stretch] for stretch in every} for voice in backends})


def stretches_of(path: Path) -> list[Stretch]:
    """Return the sentences of a file in groups of `STRETCH_WORDS` to `MOST_WORDS` words."""
    groups: list[list[str]] = [[]]
    for line in filter(None, path.read_text(encoding="utf-8").splitlines()):
        words = len(" ".join(groups[-1]).split())
        if words >= STRETCH_WORDS or words + len(line.split()) > MOST_WORDS:
            groups.append([])
        groups[-1].append(line)
    return [tuple(group) for group in groups]


def opened(voice: str, cache: Path) -> Backend:
    """Return the backend that `voice` names, not loaded."""
    if voice != SHIPPED:
        return open_backend(VoiceOptions(cache, voice=voice))
    backend = engine.ENGINE.open("", VoiceOptions(cache))
    if not isinstance(backend, engine.KokoroBackend):
        raise BackendUnavailable("Kokoro's engine gave another voice; the comparison needs its graph")
    backend._model = KokoroModel.load(graph_cache.shipped_graph(None), graph_cache.SHIPPED)  # noqa: SLF001 - the peer
    backend._graph_version = graph_cache.SHIPPED  # noqa: SLF001
    return backend


def known_rows(out: Path, backends: dict[str, Backend]) -> dict[tuple[str, Stretch], Row]:
    """Return the rows of `out` that were made by these voices as they are now."""
    lines = out.read_text(encoding="utf-8").splitlines() if out.exists() else []
    rows: Iterable[Row] = map(json.loads, lines)
    return {
        (row["voice"], tuple(row["sentences"])): row
        for row in rows
        if row["voice"] in backends and row["fingerprint"] == backends[row["voice"]].fingerprint
    }


def measure(
    missing: list[tuple[str, Stretch]],
    backends: dict[str, Backend],
    asked: argparse.Namespace,
    rows: dict[tuple[str, Stretch], Row],
) -> None:
    """Add a row for each voice and stretch, and write it as soon as it is known."""
    listener, scores = open_listener(asked.cache), {"distillmos": open_distillmos(), "dnsmos": open_dnsmos()}
    for voice in {voice for voice, _ in missing}:
        if isinstance(backend := backends[voice], Loadable):
            backend.load()
        backend.synthesize("This sentence is for warming up.")
    with asked.out.open("a", encoding="utf-8") as out:
        for number, (voice, stretch) in enumerate(missing, 1):
            row = rows[voice, stretch] = {"voice": voice, **measured(backends[voice], stretch, listener, scores)}
            out.write(json.dumps(row) + "\n")
            out.flush()
            print(f"{number} of {len(missing)}: {voice}", file=sys.stderr)


def measured(backend: Backend, stretch: Stretch, listener: Listener, scores: dict[str, Score]) -> Row:
    """Return what `backend` makes of `stretch`; lists have a value per sentence."""
    waveforms, cpu_s = [], []
    for sentence in stretch:
        before = time.process_time()
        waveforms.append(backend.synthesize(sentence).waveform)
        cpu_s.append(time.process_time() - before)
    sounds = [samples(resample(waveform, RATE_HZ)) for waveform in waveforms]
    whole = Waveform(b"".join(waveform.pcm for waveform in waveforms), backend.rate_hz)
    return {
        "sentences": stretch,
        "fingerprint": backend.fingerprint,
        "heard": listener.hear(whole, "en"),
        "sound_s": [waveform.duration_ms / 1000 for waveform in waveforms],
        "cpu_s": cpu_s,
        "edges": [edges(waveform) for waveform in waveforms],
        **{name: [score(sound) for sound in sounds] for name, score in scores.items()},
    }


def samples(waveform: Waveform) -> Any:
    """Return the samples as floats from -1 to 1."""
    return np.frombuffer(waveform.pcm, "<i2").astype(np.float32) / 32768


def edges(waveform: Waveform) -> dict[str, float]:
    """Return lead and tail in ms, and start and end in dB, as the top of this file defines them."""
    sound = samples(waveform)
    lead_ms, start_db = onset(sound, waveform.rate_hz)
    tail_ms, end_db = onset(sound[::-1], waveform.rate_hz)
    return {"lead_ms": lead_ms, "tail_ms": tail_ms, "start_db": start_db, "end_db": end_db}


def onset(sound: Any, rate_hz: int) -> tuple[float, float]:
    """Return ms in front of the sound, and the level of its first 20 ms relative to the next 60 ms, in dB."""
    level = np.abs(sound)
    first = int(np.argmax(level >= level.max() * 10 ** (QUIET_DB / 20)))
    middle, last = (first + ms * rate_hz // 1000 for ms in (EDGE_MS, EDGE_MS + NEXT_MS))
    power, next_power = (float((part**2).mean()) + 1e-12 for part in (sound[first:middle], sound[middle:last]))
    return first * 1000 / rate_hz, 10 * float(np.log10(power / next_power))


def open_distillmos() -> Score:
    """Return the scorer of Stahl and Gamper, "Distillation and Pruning ... Speech Quality Assessment" (2025)."""
    # It reads files with torchaudio, which must match torch exactly; nothing is read from files here.
    sys.modules.setdefault("torchaudio", ModuleType("torchaudio"))
    import torch
    from distillmos import ConvTransformerSQAModel

    torch.set_num_threads(1)
    with contextlib.redirect_stdout(sys.stderr):  # it says where its weights lie
        model = ConvTransformerSQAModel().eval()

    def score(sound: Any) -> float:
        with torch.inference_mode():
            return float(model(torch.from_numpy(sound)[None]))

    return score


def open_dnsmos() -> Score:
    """Return the scorer of DNSMOS P.835, overall quality, without personalisation.

    Windows and the polynomial are its authors': a shorter sound is repeated, of a longer one every window that begins
    at a whole second is scored (Reddy, Gopal and Cutler, ICASSP 2022).
    """
    import onnxruntime

    package = find_spec("speechmos")
    if package is None or package.origin is None:
        raise BackendUnavailable("DNSMOS needs the package speechmos: pip install '.[bench,verify]'")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    path = Path(package.origin).parent / "dnsmos_models" / "sig_bak_ovr.onnx"
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    length = int(DNSMOS_S * RATE_HZ)

    def score(sound: Any) -> float:
        repeated = np.tile(sound, -(-length // len(sound)))
        starts = range(0, max(len(sound) - length, 0) + 1, RATE_HZ)
        raw = [session.run(None, {"input_1": repeated[None, start : start + length]})[0][0][2] for start in starts]
        return float(np.polyval([-0.06766283, 1.11546468, 0.04602535], raw).mean())

    return score


def report(stretches: dict[str, list[Stretch]], rows: dict[str, dict[Stretch, Row]]) -> None:
    """Print the tables: voices on each file and on all, differences, edges, and the words that weren't heard."""
    every = [stretch for group in stretches.values() for stretch in group]
    files = stretches if len(stretches) == 1 else {**stretches, "all": every}
    missed = {voice: {stretch: misses_of(found[stretch]) for stretch in every} for voice, found in rows.items()}
    heads = ["texts", "voice", "s of sound", "CPU s per s", "WER, %", "DistillMOS", "DNSMOS OVRL"]
    print(table([*heads, *(f"{kind}s not heard" for kind in KINDS)]))
    for name, group in files.items():
        for voice, found in rows.items():
            print(line(name, voice, *totals([found[stretch] for stretch in group], missed[voice])))
    *others, last = rows
    if others:
        print("\n" + table([f"all texts, minus {last}", "WER, points", "DistillMOS", "DNSMOS OVRL"]))
    for voice in others:
        print(line(voice, *differences([(rows[voice][stretch], rows[last][stretch]) for stretch in every])))
    print("\n" + table(["edges: 10 %, median, 90 %", "lead ms", "tail ms", "start dB", "end dB", "shortest lead ms"]))
    for voice, found in rows.items():
        print(line(voice, *edge_cells([edge for row in found.values() for edge in row["edges"]])))
    print("\n" + table(["kind", "word", "what was said", *(f"{voice} heard" for voice in rows)]))
    for stretch in every:
        for cells in miss_lines(stretch, [missed[voice][stretch] for voice in rows]):
            print(line(*cells))


def table(heads: list[str]) -> str:
    """Return the first two lines of a Markdown table."""
    return f"{line(*heads)}\n|{' --- |' * len(heads)}"


def line(*cells: str) -> str:
    """Return a row of a Markdown table."""
    return f"| {' | '.join(cells)} |"


def misses_of(row: Row) -> list[Miss]:
    """Return the numbers, negations and names of a row that weren't heard."""
    return misses(words_of(row["sentences"]), row["heard"])


def totals(rows: list[Row], missed: dict[Stretch, list[Miss]]) -> list[str]:
    """Return the cells of one voice: sums over rows, means over sentences."""
    words = [word for row in rows for word in words_of(row["sentences"])]
    sound_s, cpu_s, wrong = (sum(values) for values in (of(rows, "sound_s"), of(rows, "cpu_s"), map(wrongs, rows)))
    kinds = [miss.word.kind for row in rows for miss in missed[tuple(row["sentences"])]]
    return [
        f"{sound_s:.1f}",
        f"{cpu_s / sound_s:.4f}",
        f"{100 * wrong / len(words):.2f} of {len(words)}",
        f"{np.mean(of(rows, 'distillmos')):.3f}",
        f"{np.mean(of(rows, 'dnsmos')):.3f}",
        *(f"{kinds.count(kind)} of {sum(word.kind == kind for word in words)}" for kind in KINDS),
    ]


def of(rows: list[Row], key: str) -> list[float]:
    """Return a value of all sentences of `rows`."""
    return [value for row in rows for value in row[key]]


def wrongs(row: Row) -> int:
    """Return the word errors of a row."""
    return errors(words_of(row["sentences"]), row["heard"])


def differences(pairs: list[tuple[Row, Row]]) -> list[str]:
    """Return the cells of a voice less another: WER paired by stretch, scores by sentence."""
    words = [len(words_of(row["sentences"])) for row, _ in pairs]
    points = [100.0 * (wrongs(row) - wrongs(other)) for row, other in pairs]
    return [with_interval(points, words, 2)] + [
        with_interval(list(np.subtract(*(of(list(rows), key) for rows in zip(*pairs, strict=True)))), None, 3)
        for key in ("distillmos", "dnsmos")
    ]


def with_interval(values: list[float], weights: list[int] | None, digits: int) -> str:
    """Return the sum of `values` per weight and its 95 % interval (percentiles of bootstrap samples)."""
    kept = np.array(values), np.array(weights or [1] * len(values))
    picks = np.random.default_rng(1).integers(len(values), size=(RESAMPLES, len(values)))
    low, high = np.percentile(kept[0][picks].sum(1) / kept[1][picks].sum(1), [2.5, 97.5])
    return f"{kept[0].sum() / kept[1].sum():+.{digits}f} ({low:+.{digits}f} to {high:+.{digits}f})"


def edge_cells(found: list[dict[str, float]]) -> list[str]:
    """Return the cells of one voice's edges."""
    spreads = {key: np.percentile([edge[key] for edge in found], [10, 50, 90]) for key in found[0]}
    shortest = min(edge["lead_ms"] for edge in found)
    return [" / ".join(f"{value:.0f}" for value in spread) for spread in spreads.values()] + [f"{shortest:.0f}"]


def miss_lines(stretch: Stretch, missed: list[list[Miss]]) -> list[list[str]]:
    """Return a line per word that a voice missed: what was said around it, and what was heard instead.

    A word that every voice missed says more about the listener, or about how it spells, than about the voices.
    """
    words = words_of(list(stretch))
    heard_by_place = [{miss.place: miss.heard or "(nothing)" for miss in found} for found in missed]
    lines = []
    for place in sorted(set().union(*heard_by_place)):
        said = " ".join(word.text for word in words[max(place - 2, 0) : place + 3])
        shared = " (all)" if len(missed) > 1 and all(place in heard for heard in heard_by_place) else ""
        heard_cells = [heard.get(place, "yes") for heard in heard_by_place]
        lines.append([words[place].kind + shared, words[place].text, said, *heard_cells])
    return lines


if __name__ == "__main__":
    main()
