"""The files of a recording."""

from narrate.store import recording


def test_all_that_belongs_to_a_recording_goes_with_it(tmp_path):
    for ending in (*recording.ENDINGS, ".txt"):
        (tmp_path / f"ferry{ending}").write_bytes(b"x")
        (tmp_path / f"bridge{ending}").write_bytes(b"x")
    recording.remove(tmp_path, "ferry")
    assert sorted(path.name for path in tmp_path.glob("ferry*")) == ["ferry.txt"]
    assert len(list(tmp_path.glob("bridge*"))) == len(recording.ENDINGS) + 1


def test_json_beside_a_recording_is_no_manifest(tmp_path):
    for name in ("a.json", "a.chapters.json", "a.oembed.json"):
        (tmp_path / name).write_bytes(b"{}")
    assert [path.name for path in recording.manifests_in(tmp_path)] == ["a.json"]


def test_the_manifest_is_committed_last():
    assert recording.names_to_commit("a", ("opus",)) == ["a.mp3", "a.opus", "a.vtt", "a.json"]
