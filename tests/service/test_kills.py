"""Nothing that was accepted is lost, whatever is killed; what kills its worker again and again is given up."""

import os
import pickle
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from rig import Service, post, storm

from narrate.service.queue import Queue
from narrate.settings import load

pytestmark = pytest.mark.slow

FRESH = {"status": "draft"}


def test_nothing_is_lost_when_worker_and_server_are_killed(tmp_path):
    service = Service(tmp_path, workers=2).start()
    try:
        states, killed, _ = storm(service, jobs=30, kills=6)
        assert killed == 6
        assert set(states.values()) == {"ready"}, states
        feed = service.client.get("/feed.xml").text
        assert feed.count("<item>") == 30, "each article once"
        left = [path.name for path in service.out.iterdir() if path.name.startswith("ghost-")]
        assert len(left) == 30 * 4
    finally:
        service.stop()


def test_an_article_that_kills_its_worker_is_given_up_after_three_tries(tmp_path):
    service = Service(tmp_path, lease_s=1).start()
    try:
        words = "<p>" + "The harbour was quiet and the boats came back. " * 4000 + "</p>"
        service.ghost(post("poison", html=words), FRESH)
        queue = Queue(service.folder / "data" / "queue.db")
        for tries in (1, 2, 3):
            service.eventually(lambda wanted=tries: (job := queue.get("ghost-poison")) and job.tries == wanted)
            os.kill(voice_worker(service), signal.SIGKILL)
        queue.close()
        told = service.until("ghost-poison", "failed")
        assert told["error"] == "the worker died 3 times on it"
        service.ghost(post("healthy"), FRESH)
        service.until("ghost-healthy", "ready")
    finally:
        service.stop()


def voice_worker(service):
    commands = {pid: Path(f"/proc/{pid}/cmdline") for pid in service.workers()}
    return next(pid for pid, path in commands.items() if path.read_bytes().split(b"\0")[3:4] == [b"voice"])


def test_a_stopping_service_finishes_what_it_has_begun(tmp_path):
    service = Service(tmp_path, grace_s=20).start()
    service.ghost(post("last"), FRESH)
    service.until("ghost-last", "narrating", "ready")
    service.stop()
    assert (service.out / "ghost-last.mp3").is_file()


def test_a_service_that_must_stop_now_gives_the_job_back(tmp_path):
    service = Service(tmp_path, grace_s=0, lease_s=60).start()
    words = "<p>" + "The harbour was quiet and the boats came back. " * 4000 + "</p>"
    service.ghost(post("long", html=words), FRESH)
    service.until("ghost-long", "narrating")
    service.stop()
    assert "ghost-long: released" in service.log.read_text()
    service.env["NARRATE_LEASE_S"] = "60"
    service.start()
    try:
        service.until("ghost-long", "narrating", timeout=10)
    finally:
        service.stop()


def test_a_worker_whose_server_is_gone_before_it_has_begun_ends(tmp_path):
    settings = load({"data_dir": tmp_path, "cache_dir": tmp_path, "out_dir": tmp_path, "voice": "tone"}, {})
    command = [sys.executable, "-m", "narrate.service", "voice", "999999999"]
    done = subprocess.run(command, input=pickle.dumps(settings), timeout=60, check=False, cwd=tmp_path)
    assert done.returncode == 0
