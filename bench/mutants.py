"""How many small faults in the rooms that decide most do their tests find? `python bench/mutants.py [ROOM ...]`.

Each fault (see bench/mutations.py) is put into a process of its own, which runs the room's quick tests until one fails.
The functions' code is exchanged under tests that are collected already: milliseconds a fault. What runs while a module
is loaded is tried with the module loaded anew. Prints a Markdown table, and what lived to standard error.
"""

import argparse
import contextlib
import gc
import importlib.machinery
import importlib.util
import io
import os
import pickle
import random
import resource
import signal
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, FrameType, FunctionType, ModuleType

import pytest
from _pytest.runner import runtestprotocol

from mutations import Mutant, mutants

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src"
CPU_S = 40  # of one fault: a whole set of tests takes 5 to 15; more is a loop without an end
WALL_S = 300
MEMORY_BYTES = 6 << 30
FOUND, LIVES, UNFIT = 1, 0, 3


@dataclass(frozen=True, slots=True)
class Room:
    """Files, and the quick tests that must find their faults."""

    files: tuple[str, ...]
    tests: tuple[str, ...]
    sample: int | None = None
    """So many are tried, drawn by chance, where all of them take too long."""


ROOMS = {
    "normalize": Room(
        ("narrate/script/normalize/**/*.py",),
        ("unit/script/normalize", "unit/script/test_write.py", "unit/script/test_utterances.py"),
        sample=300,
    ),
    "prune": Room(
        ("narrate/extract/prune.py", "narrate/extract/places.py", "narrate/extract/sweeps.py"),
        ("unit/extract/test_prune.py", "unit/extract/test_verdicts.py"),
    ),
    "ledger": Room(("narrate/batch/ledger.py",), ("unit/batch/test_ledger.py",)),
}


class Kept:
    """Runs the tests in place of pytest's own loop, so that each fault meets tests that are collected already."""

    def __init__(self, work: Callable[[list[pytest.Item]], None]) -> None:
        """Take what is done with the tests."""
        self._work = work

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Hand the tests over."""
        self._work([item for item in session.items if not list(item.iter_markers("xfail"))])
        return True


def fails(items: list[pytest.Item], stem: str = "") -> bool:
    """Run tests, those that name a file's stem first; tell whether one fails."""
    return any(_fails(item) for item in sorted(items, key=lambda item: stem not in item.nodeid))


def _fails(item: pytest.Item) -> bool:
    arguments = item.callspec.params if hasattr(item, "callspec") else {}
    if isinstance(item, pytest.Function) and set(item.fixturenames) <= set(arguments):
        try:  # without pytest's own steps: ten times as fast
            item.obj(**arguments)
        except (Exception, pytest.fail.Exception):  # noqa: BLE001 - whatever it is, the fault is found
            return True
        return False
    return any(report.failed for report in runtestprotocol(item, nextitem=None, log=False))


class Exchange:
    """The functions of the modules that are loaded: their code can be exchanged, and what they remember cleared."""

    def __init__(self) -> None:
        """Note what runs while modules are loaded, until `settle`."""
        self._called: set[tuple[str, int]] = set()
        sys.setprofile(self._note)

    def _note(self, frame: FrameType, event: str, _argument: object) -> None:
        if event == "call" and frame.f_code.co_filename.startswith(str(SOURCE)):
            self._called.add((frame.f_code.co_filename, frame.f_code.co_firstlineno))

    def settle(self) -> None:
        """Take the functions that are there now, and let children share the memory of all that is."""
        sys.setprofile(None)
        objects = gc.get_objects()
        self._functions = [each for each in objects if isinstance(each, FunctionType)]
        self._functions = [each for each in self._functions if each.__code__.co_filename.startswith(str(SOURCE))]
        caches = (each for each in objects if hasattr(type(each), "cache_clear"))
        self._caches = [each for each in caches if str(each.__module__).startswith("narrate")]
        gc.freeze()
        gc.disable()

    def fits(self, mutant: Mutant) -> bool:
        """Tell whether exchanging code is enough: nothing of the fault has run already."""
        return bool(mutant.functions) and not any((str(mutant.path), line) in self._called for line in mutant.functions)

    def put(self, mutant: Mutant) -> None:
        """Give the functions the code that they have in the faulty module, and let all forget what they gave before.

        Raises:
            ValueError: A closure that there is can't have this code.
        """
        new = {(each.co_qualname, each.co_firstlineno): each for each in _codes(mutant.code)}
        for each in self._functions:
            if each.__code__.co_filename == str(mutant.path):
                each.__code__ = new.get((each.__code__.co_qualname, each.__code__.co_firstlineno), each.__code__)

        for remembering in self._caches:
            remembering.cache_clear()


def _codes(code: CodeType) -> Iterator[CodeType]:
    for each in code.co_consts:
        if isinstance(each, CodeType):
            if not each.co_name.startswith("<"):
                yield each
            yield from _codes(each)


class Loader(importlib.machinery.SourceFileLoader):
    """Loads the faulty module in place of the sound one."""

    def __init__(self, mutant: Mutant) -> None:
        """Take the place of the module at the mutant's path."""
        parts = mutant.path.relative_to(SOURCE).with_suffix("").parts
        super().__init__(".".join(parts), str(mutant.path))
        self._code = mutant.code

    def find_spec(
        self, name: str, _path: Sequence[str] | None, _target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """Find the one module."""
        return importlib.util.spec_from_file_location(name, self.path, loader=self) if name == self.name else None

    def get_code(self, _fullname: str) -> CodeType:
        """Return the faulty code."""
        return self._code


def in_child(work: Callable[[], int]) -> int:
    """Do work in a process of its own, within limits; returns its exit code, FOUND if it had to be stopped."""
    child = os.fork()
    if child == 0:
        with contextlib.suppress(BaseException):
            resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S))
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
            signal.alarm(WALL_S)
            os._exit(work())
        os._exit(FOUND)
    _, status = os.waitpid(child, 0)
    return os.WEXITSTATUS(status) if os.WIFEXITED(status) else FOUND


def test_set(room: Room, work: Callable[[list[pytest.Item]], None]) -> int:
    """Collect the tests of a room, silently, and do `work` with them."""
    words = ["-q", "-p", "no:cacheprovider", *(str(ROOT / "tests" / name) for name in room.tests)]
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        return int(pytest.main(words, plugins=[Kept(work)]))


def exchanged(room: Room, chosen: list[Mutant], kept: Path) -> None:
    """Try each fault under the collected tests and write down how it went."""
    exchange = Exchange()

    def one(items: list[pytest.Item], mutant: Mutant) -> int:
        try:
            exchange.put(mutant)
        except ValueError:
            return UNFIT
        return FOUND if fails(items, mutant.path.stem) else LIVES

    def each(items: list[pytest.Item]) -> None:
        exchange.settle()
        if not items or fails(items):
            return  # nothing written: the sound code fails too
        ends = []
        for number, mutant in enumerate(chosen, 1):
            ends.append(in_child(lambda mutant=mutant: one(items, mutant)) if exchange.fits(mutant) else UNFIT)
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


def drawn(room: Room, sample: int | None, seed: int) -> tuple[list[Mutant], int]:
    """Return the faults to try, and how many there are."""
    paths = sorted(path for files in room.files for path in SOURCE.glob(files))
    found = [mutant for path in paths for mutant in mutants(path)]
    wanted = sample or room.sample or len(found)
    if wanted >= len(found):
        return found, len(found)
    numbers = random.Random(seed).sample(range(len(found)), wanted)  # noqa: S311 - drawn again the same
    return [found[number] for number in sorted(numbers)], len(found)


def row(title: str, there_are: int, tried: int, lived: int) -> str:
    """Return a row of the table."""
    return f"| {title} | {there_are or ''} | {tried} | {tried - lived} | {100 * (tried - lived) / max(1, tried):.1f} |"


def main() -> None:
    """Print a row for each file."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("rooms", nargs="*", metavar="ROOM", help=f"{', '.join(ROOMS)}; default: all")
    parser.add_argument("--sample", type=int, help="try so many of a room, drawn by chance")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    if unknown := set(asked.rooms) - set(ROOMS):
        parser.error(f"no room is called {', '.join(sorted(unknown))}; there are {', '.join(ROOMS)}")
    print("| files | faults | tried | found | % |\n| --- | --- | --- | --- | --- |")
    for name in asked.rooms or ROOMS:
        chosen, there_are = drawn(ROOMS[name], asked.sample, asked.seed)
        left = alive(ROOMS[name], chosen)
        print(row(f"**{name}**", there_are, len(chosen), len(left)), flush=True)
        tried, lived = (Counter(mutant.path.name for mutant in some) for some in (chosen, left))
        for file, count in sorted(tried.items()) if len(tried) > 1 else ():
            print(row(file, 0, count, lived[file]), flush=True)


if __name__ == "__main__":
    main()
