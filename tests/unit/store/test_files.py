"""Files whole or not at all, locks, SQLite."""

import contextlib
import fcntl
import os
import subprocess
import sys
from pathlib import Path

import pytest

from narrate.errors import StoreError
from narrate.store.files import commit, held, open_database, staged, staging, sweep, transaction, write_whole


def _names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_a_file_is_replaced_whole(tmp_path):
    path = tmp_path / "new" / "a.txt"
    write_whole(path, b"first")
    write_whole(path, b"second")
    assert path.read_bytes() == b"second"
    assert _names(path.parent) == ["a.txt"]


def test_an_error_on_the_way_leaves_the_old_file_and_no_temporary(tmp_path):
    path = tmp_path / "a.txt"
    write_whole(path, b"old")
    with pytest.raises(RuntimeError), staged(path) as temporary:
        temporary.write_bytes(b"half")
        raise RuntimeError
    assert path.read_bytes() == b"old"
    assert _names(tmp_path) == ["a.txt"]


def test_a_file_where_a_folder_should_be_is_explained(tmp_path):
    (tmp_path / "out").write_text("in the way")
    with pytest.raises(StoreError, match="a file exists where a folder is needed"):
        write_whole(tmp_path / "out" / "a.txt", b"")


def test_a_commit_takes_the_old_last_file_away_before_anything_else(tmp_path):
    (tmp_path / "a.json").write_text("old commit")
    (tmp_path / "a.mp3").write_text("old")
    with staging(tmp_path) as stage:
        (stage / "a.mp3").write_text("new")  # a.json is missing: the commit fails at its last step
        with pytest.raises(StoreError):
            commit(stage, tmp_path, ("a.mp3", "a.json"))
    assert not (tmp_path / "a.json").exists()
    assert _names(tmp_path) == ["a.mp3"]


def test_two_commits_to_one_folder_never_mix(tmp_path):
    (tmp_path / "a.json").write_text("old")
    code = (
        "import sys; from pathlib import Path; from narrate.store.files import commit, staging\n"
        "folder = Path(sys.argv[1])\n"
        "with staging(folder) as stage:\n"
        "    (stage / 'a.mp3').write_text('new'); (stage / 'a.json').write_text('new')\n"
        "    print('ready', flush=True); commit(stage, folder, ('a.mp3', 'a.json'))\n"
    )
    other = os.open(tmp_path, os.O_RDONLY)
    fcntl.flock(other, fcntl.LOCK_EX)  # another process is in the middle of its commit
    with subprocess.Popen([sys.executable, "-c", code, tmp_path], stdout=subprocess.PIPE) as process:
        process.stdout.readline()
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(0.5)
        assert _names(tmp_path)[-1] == "a.json"
        assert (tmp_path / "a.json").read_text() == "old"
        os.close(other)
    assert process.returncode == 0
    assert (tmp_path / "a.json").read_text() == "new"
    assert _names(tmp_path) == ["a.json", "a.mp3"]


def test_staging_leaves_nothing_behind_when_it_fails(tmp_path):
    with pytest.raises(RuntimeError), staging(tmp_path) as stage:
        (stage / "half").write_text("x")
        raise RuntimeError
    assert not list(tmp_path.iterdir())


def test_staging_in_a_place_that_is_no_folder_is_explained(tmp_path):
    (tmp_path / "out").write_text("in the way")
    with pytest.raises(StoreError, match="choose another folder"), staging(tmp_path / "out"):
        pass


@pytest.mark.skipif(not Path("/proc/1").exists() or os.geteuid() != 0, reason="needs /proc, which nobody can write to")
def test_a_folder_that_refuses_is_explained_even_to_root():
    with pytest.raises(StoreError, match=r"^/proc/narrate"):
        write_whole(Path("/proc/narrate/a.txt"), b"")


_DIES_WHILE_STAGING = """
import os, sys
from pathlib import Path
from narrate.store.files import staging
with staging(Path(sys.argv[1])) as stage:
    (stage / "half").write_text("x")
    os.kill(os.getpid(), 9)
"""


def test_what_a_killed_process_left_goes_at_once_and_what_a_living_one_holds_stays(tmp_path):
    subprocess.run([sys.executable, "-c", _DIES_WHILE_STAGING, tmp_path], check=False)
    assert len(list(tmp_path.iterdir())) == 1
    with staging(tmp_path) as ours:
        assert _names(tmp_path) == [ours.name]
        sweep(tmp_path)
        assert _names(tmp_path) == [ours.name]


def test_a_clock_set_back_or_forward_sweeps_nothing_that_is_held(tmp_path):
    with staging(tmp_path) as ours:
        for moved_s in (0, 4_000_000_000):
            os.utime(ours, (moved_s, moved_s))
            sweep(tmp_path)
            assert ours.exists()


pytest.importorskip("fcntl", reason="this system has no POSIX locks")
_HOLDS = """
import sys
from pathlib import Path
from narrate.store.files import held
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


def test_what_goes_wrong_inside_a_transaction_leaves_nothing(tmp_path):
    with contextlib.closing(open_database(tmp_path / "deep" / "a.db", timeout_s=1, durable=False)) as connection:
        connection.execute("create table t(x)")
        with pytest.raises(ZeroDivisionError), transaction(connection), transaction(connection) as inner:
            inner.execute("insert into t values(1)")
            raise ZeroDivisionError
        assert connection.execute("select count(*) from t").fetchone() == (0,)
