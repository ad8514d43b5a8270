"""How often a normaliser says a case right, and how fast: `python bench/spoken_form.py CASES.tsv [CASES.tsv ...]`.

CASES is a table of `written<TAB>accepted spoken forms, | separated<TAB>class` with its scorer `score.py` beside it.
narrate runs against every peer that is installed (`pip install wetext spokenform`), in one process, on the same cases.
"""

import importlib
import sys
import time
from collections.abc import Callable
from pathlib import Path

from narrate.script.normalize.spoken import spoken_form

Say = Callable[[str], str]


def peers() -> dict[str, Say]:
    """Return the normalisers that are installed, by name."""
    found: dict[str, Say] = {"narrate": spoken_form}
    try:
        found["wetext"] = importlib.import_module("wetext").Normalizer(lang="en", operator="tn").normalize
    except ImportError:
        sys.stderr.write("wetext isn't installed\n")
    try:
        prepare = importlib.import_module("spokenform").prepare
        found["spokenform"] = lambda text: str(prepare(text).text)
    except ImportError:
        sys.stderr.write("spokenform isn't installed\n")
    return found


def answer(say: Say, written: str) -> str:
    """Return what a normaliser says; nothing where it fails."""
    try:
        return say(written)
    except Exception as error:  # noqa: BLE001 - a peer's failure is its answer
        sys.stderr.write(f"{written!r}: {type(error).__name__}\n")
        return ""


def main() -> None:
    """Print a Markdown table with a row per table of cases and normaliser."""
    print("| cases | normaliser | right, % | strict, % | cases per CPU s |\n| --- | --- | --- | --- | --- |")
    for table in map(Path, sys.argv[1:]):
        sys.path.insert(0, str(table.parent))
        right = importlib.import_module("score").right
        rows = [line.split("\t") for line in table.read_text("utf-8").splitlines() if line and line[0] != "#"]
        for name, say in peers().items():
            say("warm up 1")
            started = time.process_time()
            answers = [answer(say, row[0]) for row in rows]
            spent = time.process_time() - started
            lenient, strict = (
                sum(right(said, row[1], how) for row, said in zip(rows, answers, strict=True)) / len(rows)
                for how in (False, True)
            )
            print(f"| {table.stem} | {name} | {100 * lenient:.1f} | {100 * strict:.1f} | {len(rows) / spent:,.0f} |")


if __name__ == "__main__":
    main()
