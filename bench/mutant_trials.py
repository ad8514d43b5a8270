"""Puts one fault at a time under tests that are collected already, each in a process of its own."""

import contextlib
import gc
import importlib.machinery
import importlib.util
import os
import resource
import signal
import sys
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import CodeType, FrameType, FunctionType, ModuleType

import pytest
from _pytest.runner import runtestprotocol

from mutations import Mutant

__all__ = ["FOUND", "LIVES", "SOURCE", "UNFIT", "Exchange", "Kept", "Loader", "fails", "in_child"]

SOURCE = Path(__file__).parents[1] / "src"
CPU_S = 30  # of one fault: a whole set of tests takes 5 to 15; more is a loop without an end
WALL_S = 300
MEMORY_BYTES = 6 << 30
FOUND, LIVES, UNFIT = 1, 0, 3

Place = tuple[str, int]
"""A function: its file and first line."""


class Kept:
    """Runs the tests in place of pytest's own loop, so that each fault meets tests that are collected already."""

    def __init__(self, work: Callable[[list[pytest.Item]], None]) -> None:
        """Take what is done with the tests."""
        self._work = work

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Hand the tests over."""
        if not session.testsfailed:  # all could be collected
            self._work([item for item in session.items if not list(item.iter_markers("xfail"))])
        return True


def fails(items: list[pytest.Item], stem: str) -> bool:
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
        self._loaded: set[Place] = set()
        self._remembered: set[Place] = set()
        self._numbers: defaultdict[Place, set[int]] = defaultdict(set)
        sys.setprofile(lambda frame, event, _: self._loaded.add(_place(frame.f_code)) if event == "call" else None)

    def settle(self, items: list[pytest.Item]) -> bool:
        """Take the functions that are there now, and see which of the tests calls which; tell whether all succeed."""
        sys.setprofile(None)
        objects = gc.get_objects()
        self._functions = [each for each in objects if isinstance(each, FunctionType)]
        self._functions = [each for each in self._functions if each.__code__.co_filename.startswith(str(SOURCE))]
        caches = (each for each in objects if hasattr(type(each), "cache_clear"))
        self._caches = [each for each in caches if str(each.__module__).startswith("narrate")]
        self._items = items
        self._forget()
        succeed = not any(self._watched(number, item) for number, item in enumerate(items))
        gc.freeze()  # children share the memory of all that is
        gc.disable()
        return succeed

    def _watched(self, number: int, item: pytest.Item) -> bool:
        wrapped = (each.__wrapped__ for each in self._caches)
        remembering = {getattr(each, "__code__", None) or each.__init__.__code__ for each in wrapped}
        depth = 0

        def note(frame: FrameType, event: str, _argument: object) -> None:
            nonlocal depth
            if event == "call":
                self._numbers[_place(frame.f_code)].add(number)
                if depth or frame.f_code in remembering:
                    self._remembered.add(_place(frame.f_code))
                    depth += frame.f_code in remembering
            elif event == "return" and frame.f_code in remembering:
                depth -= 1

        sys.setprofile(note)
        threading.setprofile(note)
        try:
            return _fails(item)
        finally:
            sys.setprofile(None)
            threading.setprofile(None)

    def _forget(self) -> None:
        for remembering in self._caches:
            remembering.cache_clear()

    def _places(self, mutant: Mutant) -> set[Place]:
        return {(str(mutant.path), line) for line in mutant.functions}

    def fits(self, mutant: Mutant) -> bool:
        """Tell whether exchanging code is enough: nothing of the fault has run already."""
        return bool(mutant.functions) and self._loaded.isdisjoint(self._places(mutant))

    def put(self, mutant: Mutant) -> list[pytest.Item]:
        """Give the functions the code that they have in the faulty module; returns the tests that can tell.

        What functions gave before is forgotten, unless none that remembers ever calls this one.

        Raises:
            ValueError: A closure that there is can't have this code.
        """
        new = {(each.co_qualname, each.co_firstlineno): each for each in _codes(mutant.code)}
        for each in self._functions:
            if each.__code__.co_filename == str(mutant.path):
                each.__code__ = new.get((each.__code__.co_qualname, each.__code__.co_firstlineno), each.__code__)

        places = self._places(mutant)
        if not self._remembered.isdisjoint(places):
            self._forget()
            return self._items
        return [self._items[number] for number in sorted(set[int]().union(*(self._numbers[place] for place in places)))]


def _place(code: CodeType) -> Place:
    return code.co_filename, code.co_firstlineno


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
