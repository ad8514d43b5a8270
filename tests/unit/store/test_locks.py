"""Locks that go with their holder."""

import subprocess
import sys

import pytest

from narrate.store.locks import held

pytest.importorskip("fcntl", reason="this system has no POSIX locks")
_HOLDS = """
import sys
from pathlib import Path
from narrate.store.locks import held
with held(Path(sys.argv[1]), sys.argv[2], wait=True):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def holder(tmp_path):
    process = subprocess.Popen(
        [sys.executable, "-c", _HOLDS, tmp_path / "locks", "a"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    process.stdout.readline()
    yield process
    process.kill()
    process.communicate()


@pytest.mark.usefixtures("holder")
def test_what_another_process_holds_is_not_ours(tmp_path):
    with held(tmp_path / "locks", "a", wait=False) as ours:
        assert not ours


@pytest.mark.usefixtures("holder")
def test_another_name_is_free(tmp_path):
    with held(tmp_path / "locks", "b", wait=False) as ours:
        assert ours


def test_a_killed_holder_lets_go(tmp_path, holder):
    holder.kill()
    with held(tmp_path / "locks", "a", wait=True) as ours:
        assert ours


def test_a_lock_leaves_one_file_for_all_names(tmp_path):
    for number in range(50):
        with held(tmp_path / "locks", f"article {number}", wait=True):
            pass
    assert [path.name for path in tmp_path.iterdir()] == ["locks"]
