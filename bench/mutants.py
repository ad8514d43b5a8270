"""How many small faults in the rooms that decide most do their tests find? `python bench/mutants.py [ROOM ...]`.

Each fault (see bench/mutations.py) is put into a process of its own, which runs those of the room's quick tests that
call the faulty function, until one fails. The functions' code is exchanged under tests that are collected already:
milliseconds a fault. What runs while a module is loaded is tried with the module loaded anew. Prints a Markdown table;
what lived, and the share of each file, goes to standard error.
"""

import argparse
import contextlib
import io
import os
import pickle
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from mutant_trials import FOUND, LIVES, SOURCE, UNFIT, Exchange, Kept, Loader, fails, in_child
from mutations import Mutant, mutants

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True)
class Room:
    """Files, and the quick tests that must find their faults."""

    files: tuple[str, ...]
    tests: tuple[str, ...]


ROOMS = {
    "normalize": Room(
        ("narrate/script/normalize/**/*.py",),
        ("unit/script/normalize", "unit/script/test_write.py", "unit/script/test_chunker.py"),
    ),
    "prune": Room(
        ("narrate/extract/prune.py", "narrate/extract/places.py", "narrate/extract/neighbours.py"),
        ("unit/extract/test_prune.py", "unit/extract/test_verdicts.py"),
    ),
    "ledger": Room(("narrate/batch/ledger.py",), ("unit/batch/test_ledger.py",)),
}


def test_set(room: Room, work: Callable[[list[pytest.Item]], None]) -> int:
    """Collect the tests of a room, silently, and do `work` with them."""
    words = ["-q", "-p", "no:cacheprovider", *(str(ROOT / "tests" / name) for name in room.tests)]
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        return int(pytest.main(words, plugins=[Kept(work)]))


def exchanged(room: Room, chosen: list[Mutant], kept: Path) -> None:
    """Try each fault under the collected tests and write down how it went."""
    exchange = Exchange()

    def one(mutant: Mutant) -> int:
        try:
            telling = exchange.put(mutant)
        except ValueError:
            return UNFIT
        return FOUND if fails(telling, mutant.path.stem) else LIVES

    def each(items: list[pytest.Item]) -> None:
        if not exchange.settle(items) or not items:
            return  # nothing written: the sound code fails too
        ends = []
        for number, mutant in enumerate(chosen, 1):
            ends.append(in_child(lambda mutant=mutant: one(mutant)) if exchange.fits(mutant) else UNFIT)
            if ends[-1] == LIVES:
                os.write(2, f"{number} of {len(chosen)}: {mutant}\n".encode())
        kept.write_bytes(pickle.dumps(ends))

    test_set(room, each)


def loaded(room: Room, mutant: Mutant) -> int:
    """Try one fault with its module loaded anew."""
    sys.meta_path.insert(0, Loader(mutant))
    end = FOUND

    def all_of(items: list[pytest.Item]) -> None:
        nonlocal end
        end = FOUND if fails(items, mutant.path.stem) else LIVES

    test_set(room, all_of)
    return end


def alive(room: Room, chosen: list[Mutant]) -> list[Mutant]:
    """Return the faults that no test finds."""
    with tempfile.TemporaryDirectory() as folder:
        kept = Path(folder) / "ends"
        child = os.fork()  # the tests' modules are loaded there, and not here
        if child == 0:
            with contextlib.suppress(BaseException):
                exchanged(room, chosen, kept)
            os._exit(0)
        os.waitpid(child, 0)
        if not kept.exists():
            sys.exit("the tests fail, or can't be collected, without any fault: mend them first")
        ends: list[int] = pickle.loads(kept.read_bytes())  # noqa: S301 - written a moment ago
    sys.stderr.write(f"{ends.count(UNFIT)} to be tried with their module loaded anew\n")
    left = []
    for mutant, end in zip(chosen, ends, strict=True):
        if end == UNFIT and in_child(lambda mutant=mutant: loaded(room, mutant)) == LIVES:
            sys.stderr.write(f"{mutant}\n")
            left.append(mutant)
        elif end == LIVES:
            left.append(mutant)
    return left


def drawn(room: Room, sample: int | None, seed: int, names: list[str]) -> tuple[list[Mutant], int]:
    """Return the faults to try, and how many there are, of files with these names, or of all."""
    paths = sorted(path for files in room.files for path in SOURCE.glob(files) if not names or path.name in names)
    found = [mutant for path in paths for mutant in mutants(path)]
    if sample is None or sample >= len(found):
        return found, len(found)
    numbers = random.Random(seed).sample(range(len(found)), sample)  # noqa: S311 - drawn again the same
    return [found[number] for number in sorted(numbers)], len(found)


def row(title: str, there_are: int, tried: int, lived: int) -> str:
    """Return a row of the table."""
    return f"| {title} | {there_are or ''} | {tried} | {tried - lived} | {100 * (tried - lived) / max(1, tried):.1f} |"


def main() -> None:
    """Print a row for each room."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("rooms", nargs="*", metavar="ROOM", help=f"{', '.join(ROOMS)}; default: all")
    parser.add_argument("--sample", type=int, help="try so many of a room, drawn by chance")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--file", action="append", default=[], dest="names", metavar="NAME.py", help="only such files")
    asked = parser.parse_args()
    if unknown := set(asked.rooms) - set(ROOMS):
        parser.error(f"no room is called {', '.join(sorted(unknown))}; there are {', '.join(ROOMS)}")
    print("| files | faults | tried | found | % |\n| --- | --- | --- | --- | --- |")
    for name in asked.rooms or ROOMS:
        chosen, there_are = drawn(ROOMS[name], asked.sample, asked.seed, asked.names)
        left = alive(ROOMS[name], chosen)
        print(row(f"**{name}**", there_are, len(chosen), len(left)), flush=True)
        tried, lived = (Counter(mutant.path.name for mutant in some) for some in (chosen, left))
        for file, count in sorted(tried.items()) if len(tried) > 1 else ():
            sys.stderr.write(row(file, 0, count, lived[file]) + "\n")


if __name__ == "__main__":
    main()
