"""Measures narrate against its peers and writes docs/benchmarks.md: `python bench/run.py [NAME ...]`, default all.

Each measurement is a command of its own whose Markdown table goes into bench/results/NAME.md, with a picture of one of
its columns beside it; docs/benchmarks.md is put together from all that are there. `--list` says what there is and what
it takes. Needs the extras `bench` and `test`, and `../shared` for texts and pages; a peer's own environment for Kokoro
is named by `--peer PYTHON` (see bench/voice.py). On a busy machine only CPU times and counts mean something.
"""

import argparse
import datetime as dt
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "bench" / "results"
PAGE = ROOT / "docs" / "benchmarks.md"
SHARED = ROOT.parent / "shared" / "data"

OPENING = """\
# Benchmarks

`python bench/run.py` measures everything and writes this page; `--list` says how long each part takes. Each table has
the command that made it: PEER is a Python with kokoro-onnx, SHARED a folder of data sets beside the checkout, SCRATCH a
folder for intermediate files. Peers ran in the same run on the same machine, which has two cores."""


@dataclass(frozen=True, slots=True)
class Measurement:
    """One command whose standard output is a Markdown table."""

    name: str
    title: str
    says: str
    """What is compared, and what the columns mean."""
    words: tuple[str, ...]
    """The command below `python bench/`; PEER, SHARED and SCRATCH stand for places."""
    takes: str
    column: str = ""
    """Heading of the column that is drawn; none: no picture."""


MEASUREMENTS = (
    Measurement(
        "extraction",
        "What is read of a page",
        "Sites held out by registrable domain, % of pages: *foreign* with a block that isn't the story's, *missing* "
        "with one left out, *clean* with neither; *wrong* counts wrong blocks per 100 of the story.",
        ("extract_held_out.py", "--held-out", "--peers"),
        "5 minutes; first `python bench/extract_train.py --development`",
    ),
    Measurement(
        "spoken-form",
        "From print to speech",
        "Cases of written news read correctly; *strict* requires initialisms to be spelled out.",
        ("spoken_form.py", "SHARED/spoken/news_dev.tsv", "SHARED/spoken/nemo_en_core.tsv"),
        "a minute",
        "strict, %",
    ),
    Measurement(
        "sentences",
        "Sentences",
        "Cases of rule sets split correctly, boundaries of the PUD treebank, texts that lost letters.",
        ("sentences.py", "SHARED/sentences"),
        "a minute",
        "sentences per CPU s",
    ),
    Measurement(
        "voice",
        "Cost of the voice",
        "The default voice, loaded, in one process; kokoro-onnx with its defaults on the same text, in turns.",
        ("voice.py", "bench/fresh_texts.txt", "--peer", "PEER"),
        "10 minutes",
        "CPU s per s of sound",
    ),
    Measurement(
        "page",
        "From a page to its MP3",
        "Whole processes in turns: narrate reads, speaks, masters and encodes; kokoro-onnx speaks the same text.",
        ("page.py", "bench/two-minutes.html", "--peer", "PEER"),
        "10 minutes of a quiet machine",
        "CPU s",
    ),
    Measurement(
        "voice-first",
        "The first sound",
        "From the start of `narrate PAGE` to the sound of its headline, medians of five; the graph is cached.",
        ("voice_first.py",),
        "2 minutes of a quiet machine",
    ),
    Measurement(
        "mastering",
        "Mastering",
        "Pages read by the default voice as 64 kbit/s MP3; the decoded file is judged: median (range) of its distance "
        "from -16 LUFS, true peak, peak to loudness ratio, speech frames with more than 3 dB of gain reduction, the "
        "largest change of an octave, change of the loudness range; CPU s of mastering and encoding a second of sound.",
        ("mastering.py",),
        "5 minutes",
        "cost",
    ),
    Measurement(
        "gate",
        "The listening gate",
        "Sound recordings of real pages by three voices, and as many with one of 58 kinds of faults; half of the kinds "
        "were written before the limits were known to their author.",
        ("audio_gate.py", "SCRATCH/cache", "SHARED/extract/zyte/html"),
        "an hour",
    ),
    Measurement(
        "mutants",
        "Faults that the tests find",
        "Small faults are put into the code one at a time: a comparison, a number one off, a statement left out.",
        ("mutants.py",),
        "an hour",
    ),
    Measurement(
        "batch",
        "Archives",
        "One machine, two cores. Throughput is measured with the voice piper, the rest with the test voice.",
        ("batch.py",),
        "20 minutes of a quiet machine",
    ),
    Measurement(
        "player-size",
        "Size of the player",
        "Modules and styles as published, gzipped at level 9.",
        ("player_size.py",),
        "a minute",
        "gzipped bytes",
    ),
)


def measure(measurement: Measurement, peer: str, scratch: Path) -> None:
    """Run a measurement and keep its table."""
    places = {"PEER": peer, "SHARED": str(SHARED), "SCRATCH": str(scratch)}
    words = [re.sub("^(PEER|SHARED|SCRATCH)", lambda found: places[found[1]], word) for word in measurement.words]
    done = subprocess.run(
        [sys.executable, str(ROOT / "bench" / words[0]), *words[1:]],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    day = dt.datetime.now(tz=dt.UTC).date().isoformat()
    command = " ".join(("python", f"bench/{measurement.words[0]}", *measurement.words[1:]))
    kept = RESULTS / f"{measurement.name}.md"
    table = done.stdout[max(0, done.stdout.find("|")) :].strip()  # some tell of their progress first
    kept.write_text(f"`{command}`, {day}\n\n{table}\n", encoding="utf-8")
    if measurement.column:
        draw(table, measurement.column, kept.with_suffix(".svg"))


def draw(text: str, column: str, to: Path) -> None:
    """Draw one column of a Markdown table as bars, one a row."""
    import matplotlib as mpl

    mpl.use("svg")
    mpl.rcParams["svg.hashsalt"] = "narrate"
    from matplotlib import pyplot as plt

    rows = [[cell.strip() for cell in line.strip("| \n").split("|")] for line in text.splitlines() if line[:1] == "|"]
    at = rows[0].index(column)
    kept = [row for row in rows[2:] if (value := _number(row[at])) is not None and value == value]  # noqa: PLR0124 - NaN
    labels = [" ".join(row[: next(i for i, cell in enumerate(row) if _number(cell) is not None)]) for row in kept]
    values = [_number(row[at]) or 0.0 for row in kept]
    figure, axes = plt.subplots(figsize=(7, 0.7 + 0.32 * len(kept)))
    colours = ["#1a6b4f" if "narrate" in label else "#b9c2bd" for label in labels]
    axes.barh(range(len(kept)), values, color=colours)
    axes.set_yticks(range(len(kept)), labels)
    axes.invert_yaxis()
    axes.set_xlabel(column)
    axes.spines[["top", "right"]].set_visible(False)
    figure.tight_layout()
    figure.savefig(to, metadata={"Date": None})
    plt.close(figure)


def _number(cell: str) -> float | None:
    found = re.match(r"[-+]?[\d,]*\.?\d+(?![\w.-])", cell)
    return float(found[0].replace(",", "")) if found else None


def page() -> str:
    """Return docs/benchmarks.md of what has been measured."""
    parts = [OPENING]
    for measurement in MEASUREMENTS:
        kept = RESULTS / f"{measurement.name}.md"
        if kept.exists():
            picture = kept.with_suffix(".svg")
            shown = f"\n\n![{measurement.title}](../bench/results/{picture.name})" if picture.exists() else ""
            text = kept.read_text(encoding="utf-8").strip()
            parts.append(f"## {measurement.title}\n\n{measurement.says}\n\n{text}{shown}")
    return "\n\n".join(parts) + "\n"


def main() -> int:
    """Measure what is named and write the page; returns 0."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--peer", default=sys.executable, help="interpreter of the environment that has kokoro-onnx")
    parser.add_argument(
        "--scratch", type=Path, default=Path("scratch"), help="folder for what may be kept between runs"
    )
    parser.add_argument("--list", action="store_true", dest="listing")
    parser.add_argument("--page", action="store_true", help="only put docs/benchmarks.md together")
    asked = parser.parse_args()
    by_name = {measurement.name: measurement for measurement in MEASUREMENTS}
    if unknown := set(asked.names) - set(by_name):
        parser.error(f"no measurement is called {', '.join(sorted(unknown))}; there are {', '.join(by_name)}")
    for measurement in () if asked.page else [by_name[name] for name in asked.names or by_name]:
        if asked.listing:
            print(f"{measurement.name:12} {measurement.title}: {measurement.takes}")
        else:
            measure(measurement, asked.peer, asked.scratch)
    if not asked.listing:
        PAGE.write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
