"""Slugs: every page its own, and the same from run to run."""

import contextlib
import shutil

from fakes import NoShelf, archive

from narrate.batch.ledger import Ledger
from narrate.batch.plan import enter
from narrate.settings.options import FetchOptions


def plan(ledger_path, *sources):
    with contextlib.closing(Ledger(ledger_path)) as ledger:
        enter(ledger, NoShelf(), [str(source) for source in sources], FetchOptions())
        return {entry.place.name: entry.slug for entry in ledger.entries()}


def test_two_pages_of_one_name_get_two_slugs_that_stay(tmp_path):
    one, two = archive(tmp_path / "one", ["story"]), archive(tmp_path / "two", ["story"])
    slugs = plan(tmp_path / "ledger.db", one, two)
    assert sorted(slug.partition("-")[0] for slug in slugs.values()) == ["story", "story"]
    assert len(set(slugs.values())) == 2
    assert plan(tmp_path / "ledger.db", two, one) == slugs
    assert plan(tmp_path / "other.db", two, one) == slugs, "the order of the sources doesn't matter"


def test_an_archive_that_moved_keeps_its_slugs(tmp_path):
    source = archive(tmp_path / "one", ["a", "b"])
    before = plan(tmp_path / "ledger.db", source)
    shutil.move(source, tmp_path / "moved")
    after = plan(tmp_path / "ledger.db", tmp_path / "moved")
    assert sorted(after.values()) == sorted(before.values())


def test_what_the_sources_name_no_more_is_unseen(tmp_path):
    source = archive(tmp_path / "one", ["a", "b"])
    plan(tmp_path / "ledger.db", source)
    (tmp_path / "one" / "a.html").unlink()
    with contextlib.closing(Ledger(tmp_path / "ledger.db")) as ledger:
        enter(ledger, NoShelf(), [source], FetchOptions())
        assert [entry.slug for entry in ledger.unseen()] == ["a"]


def test_a_ledger_of_many_pages_is_read_a_part_at_a_time(tmp_path):
    source = archive(tmp_path / "one", [f"page-{number:04}" for number in range(700)])
    assert len(plan(tmp_path / "ledger.db", source)) == 700


def test_a_page_that_is_named_again_is_counted_and_its_last_mention_is_taken(tmp_path):
    (tmp_path / "dump.jsonl").write_text('{"url": "https://a.example/x", "html": "1"}\n' * 3)
    with contextlib.closing(Ledger(tmp_path / "ledger.db")) as ledger:
        assert enter(ledger, NoShelf(), [str(tmp_path / "dump.jsonl")], FetchOptions()).named_again == 2
        (entry,) = ledger.entries()
    assert entry.place.offset == 2 * len('{"url": "https://a.example/x", "html": "1"}\n')


def test_a_source_that_is_not_there_keeps_no_other_from_being_entered(tmp_path):
    source = archive(tmp_path / "one", ["a", "b"])
    with contextlib.closing(Ledger(tmp_path / "ledger.db")) as ledger:
        plan = enter(ledger, NoShelf(), [str(tmp_path / "nothere"), source], FetchOptions())
        assert [str(fault) for fault in plan.faults] == [
            f"{tmp_path / 'nothere'}: there is no such file or folder; check the name"
        ]
        assert ledger.count_seen() == 2
