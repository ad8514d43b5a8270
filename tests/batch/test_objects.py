"""An object store as the output: a real S3 server, its commits, and a server that would lose them."""

import contextlib
import json
import threading

import pytest
from archives import archive, page, report_of, run
from fakes import ByName, Here
from fakes import archive as make_archive

from narrate.batch.batch_run import BatchRun, Rules
from narrate.batch.ledger import Ledger
from narrate.batch.plan import enter
from narrate.batch.recordings import open_recordings
from narrate.errors import StoreError
from narrate.settings.options import FetchOptions
from narrate.store.folder import FolderStore, LayeredStore
from narrate.store.objects import ObjectStore, is_object_address
from narrate.testing import MemoryStore

pytestmark = [pytest.mark.s3, pytest.mark.usefixtures("s3_server")]


def test_the_store_keeps_the_contract():
    store = ObjectStore("s3://narrate/contract")
    assert store.get("segments/absent") is None
    assert store.stat("segments/absent") is None
    store.put("segments/one", b"first")
    store.put("segments/one", b"second")
    assert store.get("segments/one") == b"second"
    assert store.head("segments/one", 3) == b"sec"
    assert store.create("segments/two", b"first")
    assert not store.create("segments/two", b"second")
    assert {known.key for known in store.list("segments")} == {"segments/one", "segments/two"}
    store.delete("segments/one")
    store.delete("segments/one")
    assert store.get("segments/one") is None


def test_of_eight_creators_one_wins_each_key():
    wins = []

    def create(number):
        store = ObjectStore("s3://narrate/race")
        wins.extend(key for key in range(20) if store.create(f"key-{key}", str(number).encode()))

    threads = [threading.Thread(target=create, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(wins) == list(range(20))


def test_a_store_that_overwrites_is_refused():
    class Forgetful(ObjectStore):
        def create(self, key, content):
            self.put(key, content)
            return True

    ObjectStore("s3://narrate/probe").check_creates_once()
    with pytest.raises(StoreError, match="If-None-Match"):
        Forgetful("s3://narrate/probe").check_creates_once()
    assert list(ObjectStore("s3://narrate/probe").list()) == []


def test_a_wrong_key_is_explained(monkeypatch):
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "wrong")
    with pytest.raises(StoreError, match="check the address, the credentials"):
        ObjectStore("s3://narrate/contract").put("a", b"")


def test_what_was_far_is_near_from_then_on(tmp_path):
    near, far = FolderStore(tmp_path), MemoryStore()
    far.put("segments/abc", b"sound")
    assert LayeredStore(near, far).get("segments/abc") == b"sound"
    assert near.get("segments/abc") == b"sound"


def _manifests(address):
    store = ObjectStore(address)
    return {known.key: json.loads(store.get(known.key)) for known in store.list() if known.key.endswith(".json")}


def test_an_archive_goes_to_s3_and_the_second_run_finds_it_there(tmp_path):
    source, out, cache = archive(tmp_path / "in", 6), "s3://narrate/archive", tmp_path / "cache"
    first = run(source, "-o", out, "--jobs", 2, cache=cache)
    assert first.returncode == 0, first.stderr
    assert len(first.stdout.splitlines()) == 6
    manifests = _manifests(out)
    store = ObjectStore(out)
    for key, content in manifests.items():
        assert store.stat(key.replace(".json", ".mp3"))[0] == content["audio"]["bytes"]
        assert store.get(key.replace(".json", ".vtt")).startswith(b"WEBVTT")
    elsewhere = tmp_path / "another machine"
    second = run(source, "-o", out, "--report", tmp_path / "r.json", cache=elsewhere)
    assert second.returncode == 0, second.stderr
    assert {row["end"] for row in report_of(tmp_path / "r.json").values()} == {"unchanged"}


def test_an_edit_on_another_machine_makes_only_its_sentence(tmp_path):
    source, out = archive(tmp_path / "in", 2), "s3://narrate/edit"
    assert run(source, "-o", out, cache=tmp_path / "one").returncode == 0
    (source / "story-001.html").write_text(page(1, changed="A sentence that nobody has heard before."))
    done = run(source, "-o", out, "--report", tmp_path / "r.json", cache=tmp_path / "two")
    rows = report_of(tmp_path / "r.json")
    assert done.returncode == 0, done.stderr
    assert rows["story-000.html"]["end"] == "unchanged"
    assert (rows["story-001.html"]["sentences_made"], rows["story-001.html"]["sentences_reused"] > 8) == (1, True)
    assert len(_manifests(out)) == 2


def test_two_batches_at_once_leave_whole_recordings(tmp_path):
    source, out = archive(tmp_path / "in", 6), "s3://narrate/both"
    done = []
    threads = [
        threading.Thread(target=lambda n=n: done.append(run(source, "-o", out, cache=tmp_path / f"cache-{n}")))
        for n in (1, 2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [result.returncode for result in done] == [0, 0], [result.stderr for result in done]
    store, manifests = ObjectStore(out), _manifests(out)
    assert len(manifests) == 6
    for key, content in manifests.items():
        assert store.stat(key.replace(".json", ".mp3"))[0] == content["audio"]["bytes"]


def test_attempts_are_in_the_store_so_that_another_machine_knows_them(tmp_path):
    source, recordings, logs = (
        make_archive(tmp_path / "in", ["fail", "good"]),
        open_recordings("s3://narrate/attempts"),
        [],
    )
    for machine in ("one", "two"):
        log = tmp_path / machine
        with contextlib.closing(Ledger(tmp_path / f"{machine}.db")) as ledger:
            enter(ledger, recordings, [source], FetchOptions())
            batch_run = BatchRun(ledger, recordings, Rules("settings"), FetchOptions())
            batch_run.run(Here(ByName(log)), lambda _name, _outcome: None)
        logs.append(log.read_text().split())
    assert [log.count("fail") for log in logs] == [3, 0]
    assert [slug for slug, _ in recordings.remembered()] == ["fail"]


def test_an_address_is_told_from_a_path():
    assert is_object_address("s3://bucket/prefix")
    assert not is_object_address("audio_out")
