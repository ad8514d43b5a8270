"""Files that appear whole or not at all."""

import os
from pathlib import Path

import pytest

from narrate.errors import StoreError
from narrate.store.files import commit, staged, staging, write_whole


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
    with pytest.raises(StoreError, match="a file stands where a folder should be"):
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
