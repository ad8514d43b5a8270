"""Which articles a run takes, how often it tries, and when it gives up."""

import contextlib
from dataclasses import replace

import pytest
from fakes import ByName, Here, NoShelf, archive, sha256

from narrate.batch.jobs import End, Ended, Outcome
from narrate.batch.ledger import Ledger
from narrate.publish.manifest import Summary


def test_every_article_gets_its_outcome(tmp_path, batch_run):
    tally, outcomes, _ = batch_run([archive(tmp_path / "in", ["a", "b", "refuse", "fail"])])
    assert {name: outcome.end for name, outcome in outcomes.items()} == {
        "a": End.NARRATED,
        "b": End.NARRATED,
        "refuse": End.REFUSED,
        "fail": End.FAILED,
    }
    assert (tally.total, tally.done, tally.spoken, tally.audio_ms) == (4, 4, 6, 2000)


def test_a_failure_is_tried_again_and_a_refusal_is_not(tmp_path, batch_run):
    _, _, log = batch_run([archive(tmp_path / "in", ["refuse", "fail"])], max_attempts=3)
    assert sorted(log) == ["fail", "fail", "fail", "refuse"]


def test_attempts_count_over_runs(tmp_path, batch_run):
    source = archive(tmp_path / "in", ["fail"])
    _, _, first = batch_run([source], fail_fast=True)
    _, _, second = batch_run([source], max_attempts=3)
    _, outcomes, third = batch_run([source], max_attempts=3)
    assert (len(first), len(second), len(third)) == (1, 2, 0)
    assert outcomes["fail"].message == "no sound"


class Standing(NoShelf):
    """A store in which the recording of the page `fail` stands."""

    def summary(self, _slug):
        return Summary("fail", sha256("<p>fail</p>"), "settings", "fail.mp3", 1, "fail.vtt", 1.0, -16.0, -2.0, None)


def test_a_recording_that_stands_has_no_attempts_against_it(tmp_path, batch_run):
    source = archive(tmp_path / "in", ["fail"])
    batch_run([source], fail_fast=True)  # as if its worker had died before it could say that all is done
    _, outcomes, log = batch_run([source], recordings=Standing())
    assert (outcomes["fail"].end, log) == (End.UNCHANGED, [])
    with contextlib.closing(Ledger(tmp_path / "ledger.db")) as ledger:
        assert ledger._one("SELECT attempts, begun FROM article") == (0, 0)


def test_a_refused_page_is_reported_again_without_being_read_again(tmp_path, batch_run):
    source = archive(tmp_path / "in", ["refuse"])
    batch_run([source])
    _, outcomes, log = batch_run([source])
    assert outcomes["refuse"].end is End.REFUSED
    assert log == []


def test_a_refused_page_is_tried_again_once_it_has_changed(tmp_path, batch_run):
    source = archive(tmp_path / "in", ["refuse"])
    batch_run([source])
    (tmp_path / "in" / "refuse.html").write_text("<p>better</p>")
    assert batch_run([source])[2] == ["refuse"]


def test_a_page_that_a_rule_skips_is_no_failure_and_is_looked_at_again(tmp_path, batch_run):
    source = archive(tmp_path / "in", ["skip"])
    tally, outcomes, log = batch_run([source], fail_fast=True)
    assert (outcomes["skip"].end, tally.done, tally.stopped, log) == (End.SKIPPED, 1, "", ["skip"])
    assert batch_run([source])[2] == ["skip"], "the rule may ask for the article's age"
    assert batch_run([source], only_failed=True)[0].left_out == 1


def test_only_failed_takes_what_went_wrong_whatever_its_attempts(tmp_path, batch_run):
    source = archive(tmp_path / "in", ["a", "refuse", "fail"])
    batch_run([source], max_attempts=1)
    tally, _, log = batch_run([source], max_attempts=1, only_failed=True)
    assert sorted(log) == ["fail", "refuse"]
    assert tally.left_out == 1


def test_shards_take_every_article_once(tmp_path, batch_run):
    names = [f"page-{number}" for number in range(40)]
    source = archive(tmp_path / "in", names)
    taken = [set(batch_run([source], shard=(part, 3))[2]) for part in (1, 2, 3)]
    assert sorted(name for part in taken for name in part) == sorted(names)
    assert all(taken)


def test_limit_counts_the_articles_that_cost_work(tmp_path, batch_run):
    source = archive(tmp_path / "in", ["a", "b", "c", "refuse"])
    assert len(batch_run([source], limit=3)[2]) == 3


def test_since_leaves_old_pages_out(tmp_path, batch_run):
    source = archive(tmp_path / "in", ["a"])
    changed_s = (tmp_path / "in" / "a.html").stat().st_mtime
    assert batch_run([source], since_s=changed_s + 1)[2] == []
    assert batch_run([source], since_s=changed_s - 1)[2] == ["a"]


def test_fail_fast_stops_at_the_first_failure(tmp_path, batch_run):
    tally, outcomes, _ = batch_run([archive(tmp_path / "in", [f"refuse-{n}" for n in range(5)])], fail_fast=True)
    assert len(outcomes) == 1
    assert "no story" in tally.stopped


def test_a_full_disk_stops_the_run_and_blames_no_article(tmp_path, batch_run):
    source = archive(tmp_path / "in", [f"full-{number}" for number in range(20)])
    tally, _, log = batch_run([source])
    assert len(log) == 5
    assert "the disk is full" in tally.stopped
    assert len(batch_run([source])[2]) == 5, "the next run tries again"


class BusyAtFirst:
    """Another batch has every article until it is waited for."""

    def run(self, feed):
        while (job := feed()) is not None:
            yield Ended(job, Outcome(End.UNCHANGED if job.patient else End.BUSY))

    def close(self):
        pass


def test_what_another_batch_has_in_hand_is_waited_for_last(tmp_path, batch_run):
    tally, outcomes, _ = batch_run([archive(tmp_path / "in", ["a", "b", "c"])], runner=BusyAtFirst())
    assert {outcome.end for outcome in outcomes.values()} == {End.UNCHANGED}
    assert tally.done == 3


class Dying:
    """A runner whose batch is killed while the first article is in hand."""

    def run(self, feed):
        raise RuntimeError(feed().slug)
        yield

    def close(self):
        pass


def test_what_a_dead_batch_had_in_hand_comes_last_and_is_not_blamed(tmp_path, batch_run):
    source = archive(tmp_path / "in", ["a", "b", "c"])
    with pytest.raises(RuntimeError) as killed:
        batch_run([source], runner=Dying())
    _, _, log = batch_run([source])
    assert sorted(log) == ["a", "b", "c"]
    assert log[-1] == str(killed.value)


def test_a_run_that_was_told_to_stop_gives_nothing_more_out(tmp_path, batch_run):
    class Stopping(Here):
        def run(self, feed):
            yield from super().run(feed)

    log = tmp_path / "log"
    tally, outcomes, _ = batch_run([archive(tmp_path / "in", ["a", "b"])], runner=Stopping(ByName(log)), limit=0)
    assert outcomes == {}
    assert tally.done == 0


def test_what_another_limit_may_mend_is_tried_once_more_by_a_new_run(tmp_path, batch_run):
    class Slow(Here):
        """A runner in which every page takes too long."""

        def run(self, feed):
            for ended in super().run(feed):
                yield replace(ended, outcome=Outcome(End.FAILED, "TimeLimit", "raise --time-limit", 1))

    source, log = archive(tmp_path / "in", ["a"]), tmp_path / "log"
    counts = [len(batch_run([source], runner=Slow(ByName(log)), max_attempts=3)[2]) for _ in range(2)]
    assert counts == [3, 1]
    _, outcomes, _ = batch_run([source], max_attempts=3)
    assert outcomes["a"].end is End.NARRATED
