"""Measures `narrate batch`: throughput, re-check, edit, memory, Ray. Prints a table; `--picture FILE` draws it.

    python bench/batch.py --picture docs/batch.svg

Ratios are taken side by side in one run. Figures in CPU time don't depend on what else the machine does.
"""

import argparse
import contextlib
import hashlib
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "batch"))
from archives import archive, page

from narrate.batch.batch_run import BatchRun, Rules
from narrate.batch.jobs import End, Job, LocalRunner, Outcome
from narrate.batch.ledger import Ledger
from narrate.batch.plan import enter
from narrate.batch.recordings import FolderRecordingStore
from narrate.settings.options import FetchOptions

NARRATE = [sys.executable, "-m", "narrate", "batch"]


@dataclass(frozen=True)
class Nothing:
    """The work of an article without any work."""

    def __call__(self, job: Job) -> Outcome:
        """Say that it was made."""
        return Outcome(End.NARRATED, page_sha256=job.page_sha256, audio_ms=1000.0, spoken=1)


@dataclass(frozen=True)
class Cost:
    """What a command took, in seconds."""

    wall_s: float
    cpu_s: float
    """Of the command and all that it started."""
    others_s: float
    """Processor time that other programs took meanwhile."""


def run_batch(source: Path, out: Path, cache: Path, *arguments: str, voice: str = "tone") -> Cost:
    """Return what one command costs."""
    environment = os.environ | {"NARRATE_CACHE_DIR": str(cache)}
    before, busy_s, started = resource.getrusage(resource.RUSAGE_CHILDREN), machine_s(), time.monotonic()
    subprocess.run(
        [*NARRATE, str(source), "-o", str(out), "--voice", voice, *arguments],
        env=environment, check=True, capture_output=True,
    )  # fmt: skip
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu_s = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(time.monotonic() - started, cpu_s, machine_s() - busy_s - cpu_s)


def machine_s() -> float:
    """Return the processor time that all programs have used since the machine started."""
    user, nice, system, _idle, _wait, irq, softirq, *_ = map(int, Path("/proc/stat").read_text().split()[1:9])
    return (user + nice + system + irq + softirq) / os.sysconf("SC_CLK_TCK")


def throughput(work: Path, articles: int, voice: str) -> dict[str, float]:
    """Cost of a cold archive with one and two jobs, turn about; the least of two each."""
    source = archive(work / "in", articles)
    costs: dict[str, list[Cost]] = {"1": [], "2": []}
    for turn in range(2):
        for jobs in ("1", "2"):
            folder = work / f"{turn}-{jobs}"
            costs[jobs].append(run_batch(source, folder / "out", folder / "cache", "--jobs", jobs, voice=voice))
    best = {jobs: min(costs[jobs], key=lambda cost: cost.wall_s) for jobs in costs}
    figures = {f"cold, jobs {jobs} (articles/min)": 60 * articles / cost.wall_s for jobs, cost in best.items()}
    figures |= {f"cold, jobs {jobs} (cores in use)": cost.cpu_s / cost.wall_s for jobs, cost in best.items()}
    figures |= {f"cold, jobs {jobs} (cores others used)": cost.others_s / cost.wall_s for jobs, cost in best.items()}
    return figures | {"jobs 2 over jobs 1": best["1"].wall_s / best["2"].wall_s}


def clones(work: Path, count: int) -> tuple[Path, Path, Path]:
    """Return source, output and cache of an archive whose recordings stand, made by copying that of one page."""
    source, out, cache = archive(work / "in", 1), work / "out", work / "cache"
    run_batch(source, out, cache)
    first = (out / "story-000.json").read_text(encoding="utf-8")
    markup = page(0) + "<!--" + "x" * 90_000 + "-->"  # a news page has about 100 kB
    old = json.loads(first)["source"]["sha256"]
    for number in range(count):
        name, text = f"story-{number:05}", markup + f"<!-- {number} -->"
        (source / f"{name}.html").write_text(text, encoding="utf-8")
        sha256 = hashlib.sha256(text.encode()).hexdigest()
        (out / f"{name}.json").write_text(
            first.replace(old, sha256).replace("story-000.", f"{name}."), encoding="utf-8"
        )
        for suffix in ("mp3", "vtt"):
            os.link(out / f"story-000.{suffix}", out / f"{name}.{suffix}")
    (source / "story-000.html").unlink()
    return source, out, cache


def recheck(work: Path, count: int) -> dict[str, float]:
    """Pages a second that are found unchanged, planning included, by wall and by CPU time of the one process."""
    source, out, _ = clones(work, count)
    settings_sha256 = json.loads((out / "story-00000.json").read_text())["settings_sha256"]
    rates = []
    for turn in range(3):
        wall, cpu = time.monotonic(), time.process_time()
        with contextlib.closing(Ledger(work / f"{turn}.db")) as ledger:
            enter(ledger, FolderRecordingStore(out), [str(source)], FetchOptions())
            batch_run = BatchRun(ledger, FolderRecordingStore(out), Rules(settings_sha256), FetchOptions())
            batch_run.run(LocalRunner(Nothing(), 1, 60), lambda _name, _outcome: None)
        assert batch_run.tally.count_by_end[End.UNCHANGED] == count, batch_run.tally
        rates.append((count / (time.monotonic() - wall), count / (time.process_time() - cpu)))
    return {
        "re-check (pages/s, wall)": max(rate[0] for rate in rates),
        "re-check (CPU ms/page)": 1000 / max(rate[1] for rate in rates),
    }


def edit(work: Path) -> dict[str, float]:
    """Wall time and syntheses of a run over 100 pages of which one has a new sentence."""
    source, out, cache = clones(work, 100)
    text = (
        (source / "story-00042.html")
        .read_text()
        .replace("</article>", "<p>Nobody has heard this one yet.</p></article>")
    )
    (source / "story-00042.html").write_text(text)
    cost = run_batch(source, out, cache, "--report", str(work / "r.json"))
    run = json.loads((work / "r.json").read_text())["run"]
    assert (run["made"], run["unchanged"]) == (1, 99), run
    return {
        "edit of 1 in 100 (s)": cost.wall_s,
        "edit of 1 in 100 (CPU s)": cost.cpu_s,
        "edit of 1 in 100 (syntheses)": run["sentences_made"],
    }


def memory(work: Path) -> dict[str, float]:
    """Peak memory of the batch's own process over archives of two sizes whose articles cost nothing."""
    figures = {}
    for count in (1_000, 100_000):
        path = work / f"{count}.jsonl"
        with path.open("w", encoding="utf-8") as file:
            for number in range(count):
                file.write(json.dumps({"url": f"https://example.org/{number}", "html": f"<p>{number}</p>"}) + "\n")
        done = subprocess.run(
            [sys.executable, __file__, "--drive", str(path)], check=True, capture_output=True, text=True
        )  # fmt: skip
        peak_mb, took_s = map(float, done.stdout.split())
        figures[f"driver memory, {count:,} articles (MB)"] = peak_mb
        figures[f"driver, {count:,} articles (ms each)"] = took_s * 1000 / count
    return figures


def drive(path: Path) -> None:
    """Go through an archive with work that costs nothing; print peak memory in MB and seconds."""
    started = time.monotonic()
    with contextlib.closing(Ledger(path.with_suffix(".db"))) as ledger, tempfile.TemporaryDirectory() as out:
        shelf = FolderRecordingStore(Path(out))
        enter(ledger, shelf, [str(path)], FetchOptions())
        batch_run = BatchRun(ledger, shelf, Rules("x"), FetchOptions())
        with contextlib.closing(LocalRunner(Nothing(), 2, 60)) as runner:
            batch_run.run(runner, lambda _name, _outcome: None)
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, time.monotonic() - started)


def ray() -> dict[str, float]:
    """What an article costs on Ray when its work costs nothing, actors started."""
    from narrate.batch.cluster import RayRunner
    from narrate.sources.pages import Kind, Place

    count = 1_000
    jobs = iter(Job(Place(Kind.FILE, f"/{n}", name=str(n)), str(n)) for n in range(count))
    ended: list[float] = []
    with contextlib.closing(RayRunner(Nothing(), 2, 60)) as runner:
        ended.extend(time.monotonic() for _ in runner.run(lambda: next(jobs, None)))
    return {"Ray overhead (ms/article)": (ended[-1] - ended[0]) * 1000 / (count - 1)}


PANELS = {
    "Cold archive, articles a minute": {f"{n} job(s)": f"cold, jobs {n} (articles/min)" for n in (1, 2)},
    "Memory of the batch itself, MB": {
        f"{size} articles": f"driver memory, {size} articles (MB)" for size in ("1,000", "100,000")
    },
    "Cost of an article without its narration, ms": {
        "unchanged (CPU)": "re-check (CPU ms/page)",
        "on Ray (wall)": "Ray overhead (ms/article)",
    },
}


def draw(figures: dict[str, float], target: Path) -> None:
    """Draw the panels whose figures were measured, side by side."""
    import matplotlib as mpl

    mpl.use("svg")
    from matplotlib import pyplot as plt

    panels = {title: bars for title, bars in PANELS.items() if all(name in figures for name in bars.values())}
    _, axes = plt.subplots(1, len(panels), figsize=(4.6 * len(panels), 3.2), squeeze=False)
    for axis, (title, bars) in zip(axes[0], panels.items(), strict=True):
        drawn = axis.bar(list(bars), [figures[name] for name in bars.values()], color="#2f6f9f", width=0.5)
        axis.bar_label(drawn, fmt="%.1f")
        axis.set_title(title, fontsize=10)
    plt.tight_layout()
    plt.savefig(target, metadata={"Date": None})


PARTS = {
    "throughput": lambda work, wanted: throughput(work, wanted.articles, wanted.voice),
    "recheck": lambda work, _: recheck(work, 2_000),
    "edit": lambda work, _: edit(work),
    "memory": lambda work, _: memory(work),
    "ray": lambda _, __: ray(),
}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", choices=[[], *PARTS], help="default: all")
    parser.add_argument("--articles", type=int, default=24, help="of the archive whose throughput is measured")
    parser.add_argument("--voice", default="piper", help="that narrates it")
    parser.add_argument("--picture", type=Path)
    parser.add_argument("--drive", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.drive:
        drive(arguments.drive)
        return
    figures: dict[str, float] = {}
    print("| what | measured |\n| --- | --- |")
    for name in arguments.parts or PARTS:
        with tempfile.TemporaryDirectory() as work:
            measured = PARTS[name](Path(work), arguments)
        for title, value in measured.items():
            print(f"| {title} | {value:,.2f} |", flush=True)
        figures |= measured
    if arguments.picture:
        draw(figures, arguments.picture)


if __name__ == "__main__":
    main()
