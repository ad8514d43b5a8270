"""A cache in bounds."""

import os

from narrate.store.folder import FolderStore
from narrate.store.upkeep import damaged, measure, parts, prune

DAY_S = 86_400


def filled(folder):
    """Ten files of 100 bytes, the first the oldest."""
    store = FolderStore(folder)
    for number in range(10):
        store.put(f"segments/key-{number}", bytes(100))
    for path in folder.rglob("key-*"):
        if path.is_file():
            age_s = DAY_S * (10 - int(path.name[-1]))
            moment_s = path.stat().st_mtime - age_s
            os.utime(path, (moment_s, moment_s))
    return store


def kept(store):
    return [number for number in range(10) if store.get(f"segments/key-{number}") is not None]


def test_the_size_counts_what_is_finished(tmp_path):
    filled(tmp_path)
    (tmp_path / ".half.part").write_bytes(b"x")
    assert (measure(tmp_path).files, measure(tmp_path).size_bytes) == (10, 1000)


def test_a_folder_that_is_not_there_is_empty(tmp_path):
    assert measure(tmp_path / "absent").files == 0


def test_what_is_old_goes(tmp_path):
    store = filled(tmp_path)
    assert prune(tmp_path, max_age_s=3.5 * DAY_S).files == 7
    assert kept(store) == [7, 8, 9]


def test_the_oldest_go_until_the_rest_fits(tmp_path):
    store = filled(tmp_path)
    assert prune(tmp_path, max_bytes=450).size_bytes == 600
    assert kept(store) == [6, 7, 8, 9]


def test_without_bounds_nothing_goes(tmp_path):
    store = filled(tmp_path)
    assert prune(tmp_path).files == 0
    assert len(kept(store)) == 10


def test_what_is_damaged_is_named(tmp_path):
    store = filled(tmp_path)
    store.put("segments/key-3", b"half")
    assert [path.name for path in damaged(tmp_path, lambda content: len(content) == 100)] == ["key-3"]


def test_parts_without_a_writer_are_found_and_fresh_ones_are_not(tmp_path):
    for name, moment_s in ((".old.part", 0), (".future.part", 9_000_000_000)):
        (tmp_path / name).write_bytes(b"x")
        os.utime(tmp_path / name, (moment_s, moment_s))
    (tmp_path / ".fresh.part").write_bytes(b"x")
    assert {path.name for path in parts(tmp_path)} == {".old.part", ".future.part"}
