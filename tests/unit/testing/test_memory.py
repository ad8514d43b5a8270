from narrate.testing import MemoryStore


def test_put_replaces_and_create_does_not() -> None:
    store = MemoryStore()
    assert store.get("a") is None
    assert store.create("a", b"1")
    assert not store.create("a", b"2")
    assert store.get("a") == b"1"
    store.put("a", b"3")
    assert store.get("a") == b"3"
