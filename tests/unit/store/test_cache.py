"""A cache that can't be used costs time, nothing else."""

from narrate.store.cache import CacheStore


def test_what_was_put_is_got(tmp_path):
    CacheStore(tmp_path).put("segments/abcdef", b"one")
    assert CacheStore(tmp_path).get("segments/abcdef") == b"one"


def test_a_cache_that_cannot_be_used_is_named_once_and_stops_nothing(tmp_path, caplog):
    (tmp_path / "cache").write_text("in the way")
    store = CacheStore(tmp_path / "cache")
    for key in ("abcdef", "abcdeg"):
        assert store.get(key) is None
        store.put(key, b"one")
    (told,) = caplog.messages
    assert told.startswith(f"nothing can be kept in the cache {tmp_path / 'cache'} (Not a directory): ")
    assert "NARRATE_CACHE_DIR" in told
