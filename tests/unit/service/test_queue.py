"""The queue forgets nothing, does nothing twice at once, and gives up on what kills its workers."""

import pytest

from narrate.errors import StoreError
from narrate.service.queue import JobRequest, LeaseLost, Queue


class Clock:
    def __init__(self):
        self.now = 1_000_000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def queue(tmp_path, clock):
    made = Queue(tmp_path / "new" / "queue.db", lease_s=30, max_tries=3, clock=clock)
    yield made
    made.close()


def order(job_id="a", **more):
    return JobRequest(job_id, "voice", more.pop("kind", "narrate"), **more)


def test_a_job_is_claimed_once(queue):
    queue.put(order(payload={"url": "https://example.org/ї"}))
    claim = queue.claim("voice")
    assert claim.payload == {"url": "https://example.org/ї"}
    assert claim.tries == 1
    assert queue.claim("voice") is None


def test_a_lane_sees_only_its_own_jobs(queue):
    queue.put(order())
    assert queue.claim("post") is None


def test_what_is_done_is_not_claimed_again(queue, clock):
    queue.put(order(payload={"html": "<p>"}))
    queue.finish(queue.claim("voice"))
    clock.now += 3600
    assert queue.claim("voice") is None
    assert queue.get("a").state == "done"
    assert queue.get("a").payload == {}, "the text of an article isn't kept longer than needed"


def test_a_lease_that_ran_out_gives_the_job_to_the_next(queue, clock):
    queue.put(order())
    first = queue.claim("voice")
    clock.now += 31
    second = queue.claim("voice")
    assert second.tries == 2
    with pytest.raises(LeaseLost):
        queue.finish(first)
    queue.finish(second)


def test_a_renewed_lease_holds(queue, clock):
    queue.put(order())
    claim = queue.claim("voice")
    clock.now += 25
    assert queue.renew(claim)
    clock.now += 25
    assert queue.claim("voice") is None


def test_a_lost_lease_cannot_be_renewed(queue, clock):
    queue.put(order())
    first = queue.claim("voice")
    clock.now += 31
    queue.claim("voice")
    assert not queue.renew(first)


def test_nothing_is_committed_inside_a_fence_that_fails(queue, clock):
    queue.put(order())
    first = queue.claim("voice")
    clock.now += 31
    queue.claim("voice")
    committed = []
    with pytest.raises(LeaseLost), queue.fenced(first):
        committed.append("stale")
    assert committed == []


def test_a_job_that_kills_its_worker_is_dead_after_three_tries(queue, clock):
    queue.put(order())
    for _ in range(3):
        assert queue.dead_letter("voice") == []
        assert queue.claim("voice") is not None
        clock.now += 31
    assert queue.claim("voice") is None
    assert [job_id for job_id, _, _ in queue.dead_letter("voice")] == ["a"]
    assert queue.get("a").error == "the worker died 3 times on it"


def test_a_failed_job_is_tried_again_later_and_then_given_up(queue, clock):
    queue.put(order())
    for tries in (1, 2):
        assert not queue.fail(queue.claim("voice"), "no network", wait_s=10)
        assert queue.claim("voice") is None, tries
        clock.now += 10
    assert queue.fail(queue.claim("voice"), "no network", wait_s=10)
    assert queue.get("a").state == "dead"
    assert queue.get("a").error == "no network"


def test_an_error_that_no_second_try_mends_is_final(queue):
    queue.put(order())
    assert queue.fail(queue.claim("voice"), "no story is in it", final=True)
    assert queue.get("a").state == "dead"


def test_edits_that_wait_become_one_job_with_the_last_content(queue, clock):
    for n in range(5):
        queue.put(order(payload={"edit": n}, wait_s=60))
        clock.now += 5
    clock.now += 34
    assert queue.claim("voice") is None, "the minute counts from the first edit"
    clock.now += 2
    claim = queue.claim("voice")
    assert claim.payload == {"edit": 4}
    queue.finish(claim)
    assert queue.counts() == {("voice", "done"): 1}


def test_an_edit_during_the_work_is_done_after_it(queue):
    queue.put(order(payload={"edit": 1}))
    claim = queue.claim("voice")
    queue.put(order(payload={"edit": 2}))
    assert queue.claim("voice") is None, "two workers never hold one article"
    queue.finish(claim)
    assert queue.claim("voice").payload == {"edit": 2}


def test_a_failure_of_an_old_edit_does_not_kill_the_new_one(queue):
    queue.put(order(payload={"edit": 1}))
    claim = queue.claim("voice")
    queue.put(order(payload={"edit": 2}))
    assert not queue.fail(claim, "no story is in it", final=True)
    assert queue.claim("voice").payload == {"edit": 2}


def test_a_removal_does_not_wait_as_the_edit_before_it_would(queue):
    queue.put(order(wait_s=60))
    queue.put(order(kind="remove"))
    assert queue.claim("voice").kind == "remove"


def test_an_order_older_than_the_known_one_is_ignored(queue):
    queue.put(order(payload={"edit": 2}, stamp="2026-01-02T00:00:00Z"))
    queue.put(order(payload={"edit": 1}, stamp="2026-01-01T00:00:00Z"))
    assert queue.claim("voice").payload == {"edit": 2}


def test_the_urgent_goes_first(queue):
    queue.put(order("a"), order("b", priority=5))
    assert queue.claim("voice").id == "b"


def test_a_job_given_back_keeps_all_its_tries(queue):
    queue.put(order())
    for _ in range(9):
        queue.release(queue.claim("voice"))
    assert queue.claim("voice").tries == 1


def test_a_dead_job_can_be_retried_and_dropped(queue):
    queue.put(order())
    queue.fail(queue.claim("voice"), "broken", final=True)
    assert queue.retry("a")
    assert queue.claim("voice").tries == 1
    assert queue.drop("a")
    assert queue.get("a") is None
    assert not queue.retry("a")


def test_jobs_are_listed_by_state_the_latest_first(queue, clock):
    for name in ("a", "b", "c"):
        clock.now += 1
        queue.put(order(name))
    queue.fail(queue.claim("voice"), "broken", final=True)
    assert [job.id for job in queue.jobs(["todo"])] == ["c", "b"]
    assert {job.id for job in queue.jobs()} == {"a", "b", "c"}


def test_orders_survive_the_process(tmp_path, clock):
    first = Queue(tmp_path / "queue.db", clock=clock)
    first.put(order())
    first.close()
    second = Queue(tmp_path / "queue.db", clock=clock)
    assert second.claim("voice").id == "a"
    second.close()


def test_a_batch_of_orders_is_accepted_whole_or_not_at_all(queue):
    with pytest.raises(TypeError):
        queue.put(order("a"), order("b", payload={"bad": object()}))
    assert queue.jobs() == []


def test_a_file_that_is_no_queue_is_an_error(tmp_path):
    (tmp_path / "queue.db").write_bytes(b"no database" * 100)
    with pytest.raises(StoreError, match="can't be opened"):
        Queue(tmp_path / "queue.db")
