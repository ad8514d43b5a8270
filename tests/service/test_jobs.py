"""`narrate jobs` shows, retries and drops what stands in the queue."""

import pytest
from click.testing import CliRunner

from narrate.cli import narrate
from narrate.service.queue import JobRequest, Queue


@pytest.fixture
def queue(tmp_path, monkeypatch):
    monkeypatch.setenv("NARRATE_DATA_DIR", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    made = Queue(tmp_path / "queue.db")
    made.put(JobRequest("one", "voice", "narrate"))
    made.fail(made.claim("voice"), "no story is in it", final=True)
    yield made
    made.close()


def run(*arguments):
    return CliRunner().invoke(narrate, ["jobs", *arguments])


@pytest.mark.usefixtures("queue")
def test_a_dead_job_is_listed_with_its_error():
    assert "no story is in it" in run("list", "--state", "dead").output
    assert '"id": "one"' in run("list", "--json").output
    assert run("list", "--state", "todo").output == ""


def test_a_dead_job_is_retried(queue):
    assert run("retry", "one").exit_code == 0
    assert queue.get("one").state == "todo"


def test_a_job_is_dropped(queue):
    assert run("drop", "one").exit_code == 0
    assert queue.get("one") is None
    done = run("drop", "one")
    assert done.exit_code == 8
    assert "no job is called one" in done.output


@pytest.mark.usefixtures("queue")
def test_a_place_without_a_queue_is_named(monkeypatch, tmp_path):
    monkeypatch.setenv("NARRATE_DATA_DIR", str(tmp_path / "elsewhere"))
    assert "there is no queue" in run("list").output
