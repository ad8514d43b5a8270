"""Voices beside each other on the same texts: words heard, naturalness, cost, and the edges of their sound.

    pip install -e '.[bench,verify]'
    python bench/voice_quality.py TEXTS.txt ... OUT.json --voice kokoro:af_heart --voice kokoro-shipped

A text file holds one sentence a line, in spoken form. Every voice says every sentence; `kokoro-shipped` is Kokoro's
graph without narrate's rewriting, behind the same front end. Differences are taken to the voice that is named last.

- WER: Whisper base hears each sentence by itself, writing numbers as words, as narrate's listening gate does. If it
  doesn't write what was said it hears the sentence once more and may write figures; the fewer errors count, and a
  word is missed only if it is missed both times: such a slip is the listener's ("2024" without figures becomes
  "twenty four").
- DistillMOS (package distillmos) and DNSMOS P.835 OVRL (package speechmos), each a mean over sentences.
- CPU: seconds of this process per second of sound, on one thread, after loading.
- Edges: the sound begins and ends where a sample is within 40 dB of the sentence's peak. *Lead* and *tail* lie outside;
  *start* and *end* are the level of its first and last 20 ms relative to the 60 ms next to them.

The run goes on where it stopped: OUT.json grows by a line per voice and sentence. A line counts while the voice's
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
from narrate.audio.stitch import resample
from narrate.errors import BackendUnavailable
from narrate.model import Backend, Loadable, Waveform
from narrate.settings.options import VoiceOptions
from narrate.voice.kokoro import engine, graph_cache
from narrate.voice.kokoro.engine import KokoroModel
from narrate.voice.registry import open_backend
from voice_words import KINDS, Miss, errors, misses, words_of

SHIPPED = "kokoro-shipped"
RATE_HZ = 16_000  # what all three listeners take
DNSMOS_S = 9.01  # the length of the window that the network was trained on
QUIET_DB = -40.0  # below the peak of the sentence
EDGE_MS, NEXT_MS = 20, 60
RESAMPLES = 10_000

Row = dict[str, Any]
"""What one voice made of one sentence; its keys are written in `measured`."""
Score = Callable[[Any], float]
"""Float samples at `RATE_HZ` to a mean opinion score, 1 to 5."""


def main() -> None:
    """Measure what isn't measured yet, then print the comparison."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("texts", type=Path, nargs="+")
    parser.add_argument("out", type=Path)
    parser.add_argument("--voice", action="append", required=True, dest="voices", help="ENGINE:VOICE; again for more")
    parser.add_argument("--cache", type=Path, default=Path(tempfile.gettempdir()) / "narrate-bench")
    asked = parser.parse_intermixed_args()  # OUT.json may stand last, after the voices
    sentences = {path.stem: list(filter(None, path.read_text("utf-8").splitlines())) for path in asked.texts}
    backends = {voice: opened(voice, asked.cache) for voice in asked.voices}
    rows = known_rows(asked.out, backends)
    every = [sentence for lines in sentences.values() for sentence in lines]
    if missing := [(voice, sentence) for sentence in every for voice in backends if (voice, sentence) not in rows]:
        measure(missing, backends, asked, rows)
    report(sentences, {voice: {sentence: rows[voice, sentence] for sentence in every} for voice in backends})


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


def known_rows(out: Path, backends: dict[str, Backend]) -> dict[tuple[str, str], Row]:
    """Return the rows of `out` that were made by these voices as they are now, by voice and sentence."""
    lines = out.read_text(encoding="utf-8").splitlines() if out.exists() else []
    rows: Iterable[Row] = map(json.loads, lines)
    return {
        (row["voice"], row["sentence"]): row
        for row in rows
        if row["voice"] in backends and row["fingerprint"] == backends[row["voice"]].fingerprint
    }


def measure(
    missing: list[tuple[str, str]],
    backends: dict[str, Backend],
    asked: argparse.Namespace,
    rows: dict[tuple[str, str], Row],
) -> None:
    """Add a row for each voice and sentence, and write it as soon as it is known."""
    listener, scores = open_listener(asked.cache), {"distillmos": open_distillmos(), "dnsmos": open_dnsmos()}
    for voice in {voice for voice, _ in missing}:
        if isinstance(backend := backends[voice], Loadable):
            backend.load()
        backend.synthesize("This sentence is for warming up.")
    with asked.out.open("a", encoding="utf-8") as out:
        for number, (voice, sentence) in enumerate(missing, 1):
            row = rows[voice, sentence] = {"voice": voice, **measured(backends[voice], sentence, listener, scores)}
            out.write(json.dumps(row) + "\n")
            out.flush()
            print(f"{number} of {len(missing)}: {voice}", file=sys.stderr)


def measured(backend: Backend, sentence: str, listener: Listener, scores: dict[str, Score]) -> Row:
    """Return what `backend` makes of `sentence`."""
    cpu_s = time.process_time()
    waveform = backend.synthesize(sentence).waveform
    cpu_s = time.process_time() - cpu_s
    sound = samples(resample(waveform, RATE_HZ))
    heard = [listener.hear(waveform, "en")]
    if errors(words_of(sentence), heard[0]):
        heard.append(heard_with_figures(listener, sound))
    return {
        "sentence": sentence,
        "fingerprint": backend.fingerprint,
        "heard": heard,
        "sound_s": waveform.duration_ms / 1000,
        "cpu_s": cpu_s,
        **edges(waveform),
        **{name: score(sound) for name, score in scores.items()},
    }


def heard_with_figures(listener: Listener, sound: Any) -> str:
    """Return what the listener writes when it may write figures."""
    model = listener._model  # noqa: SLF001 - the gate has no use for figures
    parts, _ = model.transcribe(sound, language="en", temperature=0.0, condition_on_previous_text=False)
    return " ".join(part.text.strip() for part in parts)


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


def report(sentences: dict[str, list[str]], rows: dict[str, dict[str, Row]]) -> None:
    """Print the tables: voices on each file and on all, differences, edges, and the words that weren't heard."""
    every = [sentence for lines in sentences.values() for sentence in lines]
    files = sentences if len(sentences) == 1 else {**sentences, "all": every}
    heads = ["texts", "voice", "s of sound", "CPU s per s", "WER, %", "DistillMOS", "DNSMOS OVRL"]
    print(table([*heads, *(f"{kind}s not heard" for kind in KINDS)]))
    for name, lines in files.items():
        for voice, found in rows.items():
            print(line(name, voice, *totals([found[sentence] for sentence in lines])))
    *others, last = rows
    if others:
        print("\n" + table([f"all texts, minus {last}", "WER, points", "DistillMOS", "DNSMOS OVRL"]))
    for voice in others:
        print(line(voice, *differences(list(rows[voice].values()), list(rows[last].values()))))
    print("\n" + table(["edges: 10 %, median, 90 %", "lead ms", "tail ms", "start dB", "end dB", "shortest lead ms"]))
    for voice, found in rows.items():
        print(line(voice, *edge_cells(list(found.values()))))
    print("\n" + table(["kind", "word", "what was said", *(f"{voice} heard" for voice in rows)]))
    for sentence in every:
        for cells in miss_lines(sentence, [missed(found[sentence]) for found in rows.values()]):
            print(line(*cells))


def table(heads: list[str]) -> str:
    """Return the first two lines of a Markdown table."""
    return f"{line(*heads)}\n|{' --- |' * len(heads)}"


def line(*cells: str) -> str:
    """Return a row of a Markdown table."""
    return f"| {' | '.join(cells)} |"


def missed(row: Row) -> list[Miss]:
    """Return the numbers, negations and names of a row that no listening heard, as the first heard them."""
    first, *others = (misses(words_of(row["sentence"]), heard) for heard in row["heard"])
    return [miss for miss in first if all(miss.place in {other.place for other in found} for found in others)]


def wrongs(row: Row) -> int:
    """Return the word errors of the better listening."""
    return min(errors(words_of(row["sentence"]), heard) for heard in row["heard"])


def totals(rows: list[Row]) -> list[str]:
    """Return the cells of one voice: sums or means over sentences."""
    words = [word for row in rows for word in words_of(row["sentence"])]
    sound_s, cpu_s, wrong = (sum(values) for values in (of(rows, "sound_s"), of(rows, "cpu_s"), map(wrongs, rows)))
    kinds = [miss.word.kind for row in rows for miss in missed(row)]
    return [
        f"{sound_s:.1f}",
        f"{cpu_s / sound_s:.4f}",
        f"{100 * wrong / len(words):.2f} of {len(words)}",
        f"{np.mean(of(rows, 'distillmos')):.3f}",
        f"{np.mean(of(rows, 'dnsmos')):.3f}",
        *(f"{kinds.count(kind)} of {sum(word.kind == kind for word in words)}" for kind in KINDS),
    ]


def of(rows: list[Row], key: str) -> list[float]:
    """Return a value of all `rows`."""
    return [row[key] for row in rows]


def differences(rows: list[Row], others: list[Row]) -> list[str]:
    """Return the cells of a voice less another, paired by sentence."""
    words = [len(words_of(row["sentence"])) for row in rows]
    points = [100.0 * (wrongs(row) - wrongs(other)) for row, other in zip(rows, others, strict=True)]
    scores = (np.subtract(of(rows, key), of(others, key)) for key in ("distillmos", "dnsmos"))
    return [with_interval(points, words, 2), *(with_interval(list(found), [1] * len(rows), 3) for found in scores)]


def with_interval(values: list[float], weights: list[int], digits: int) -> str:
    """Return the sum of `values` per weight and its 95 % interval (percentiles of bootstrap samples)."""
    kept = np.array(values), np.array(weights)
    picks = np.random.default_rng(1).integers(len(values), size=(RESAMPLES, len(values)))
    low, high = np.percentile(kept[0][picks].sum(1) / kept[1][picks].sum(1), [2.5, 97.5])
    return f"{kept[0].sum() / kept[1].sum():+.{digits}f} ({low:+.{digits}f} to {high:+.{digits}f})"


def edge_cells(rows: list[Row]) -> list[str]:
    """Return the cells of one voice's edges."""
    spreads = (np.percentile(of(rows, key), [10, 50, 90]) for key in ("lead_ms", "tail_ms", "start_db", "end_db"))
    return [" / ".join(f"{value:.0f}" for value in spread) for spread in spreads] + [f"{min(of(rows, 'lead_ms')):.0f}"]


def miss_lines(sentence: str, missed_by_voice: list[list[Miss]]) -> list[list[str]]:
    """Return a line per word that a voice missed: what was said around it, and what was heard instead.

    A word that every voice missed says more about the listener, or about how it spells, than about the voices.
    """
    words = words_of(sentence)
    heard_by_place = [{miss.place: miss.heard or "(nothing)" for miss in found} for found in missed_by_voice]
    lines = []
    for place in sorted(set().union(*heard_by_place)):
        said = " ".join(word.text for word in words[max(place - 2, 0) : place + 3])
        is_shared = len(heard_by_place) > 1 and all(place in heard for heard in heard_by_place)
        kind = words[place].kind + (" (all)" if is_shared else "")
        lines.append([kind, words[place].text, said, *(heard.get(place, "yes") for heard in heard_by_place)])
    return lines


if __name__ == "__main__":
    main()
