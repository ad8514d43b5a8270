"""Bytes by key in folders."""

import multiprocessing
from pathlib import Path

import pytest

from narrate.errors import StoreError
from narrate.store.folder import CacheStore, FolderStore


def test_what_was_put_is_got(tmp_path):
    store = FolderStore(tmp_path)
    store.put("segments/abcdef", b"one")
    store.put("segments/abcdef", b"two")
    assert store.get("segments/abcdef") == b"two"
    assert store.get("segments/abcdeg") is None


def test_create_gives_the_key_to_the_first_only(tmp_path):
    store = FolderStore(tmp_path)
    assert store.create("abcdef", b"one")
    assert not store.create("abcdef", b"two")
    assert store.get("abcdef") == b"one"


def _create(root: Path, number: int, wins) -> None:
    for key in range(50):
        if FolderStore(root).create(f"key-{key:03}", str(number).encode()):
            wins.append(key)


def test_of_four_processes_one_creates_each_key(tmp_path):
    context = multiprocessing.get_context("spawn")
    with context.Manager() as manager:
        wins = manager.list()
        processes = [context.Process(target=_create, args=(tmp_path, number, wins)) for number in range(4)]
        for process in processes:
            process.start()
        for process in processes:
            process.join()
        assert sorted(wins) == list(range(50))


@pytest.mark.parametrize("key", ["", "a", "../secret", "/etc/passwd", "a/../../b", "a\0b", "x" * 300])
def test_a_key_that_could_leave_the_folder_is_refused(tmp_path, key):
    with pytest.raises(ValueError, match="isn't a key"):
        FolderStore(tmp_path).put(key, b"")


def test_a_store_that_cannot_be_written_says_so(tmp_path):
    (tmp_path / "cache").write_text("in the way")
    with pytest.raises(StoreError, match="cache"):
        FolderStore(tmp_path / "cache").check_writable()


def test_looking_whether_a_folder_can_be_written_leaves_nothing_behind(tmp_path):
    (tmp_path / "there").mkdir()
    for folder in ("new/inner", "there"):
        FolderStore(tmp_path / folder).check_writable()
    assert [path.name for path in tmp_path.rglob("*")] == ["there"]


def test_a_cache_gives_what_was_put(tmp_path):
    CacheStore(tmp_path).put("segments/abcdef", b"one")
    assert CacheStore(tmp_path).get("segments/abcdef") == b"one"


def test_a_cache_that_cannot_be_used_is_named_once_and_stops_nothing(tmp_path, caplog):
    (tmp_path / "cache").write_text("in the way")
    store = CacheStore(tmp_path / "cache")
    for key in ("abcdef", "abcdeg"):
        assert store.get(key) is None
        store.put(key, b"one")
    (told,) = caplog.messages
    assert told.startswith(f"nothing can be cached in {tmp_path / 'cache'} (Not a directory), so")
    assert "NARRATE_CACHE_DIR" in told
