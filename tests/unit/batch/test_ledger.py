"""The ledger: what one run writes down, the next one knows; what is damaged says so."""

import contextlib
import json
import sqlite3

import pytest

from narrate.batch import ledger as room
from narrate.batch.jobs import End, Outcome
from narrate.batch.ledger import Ledger
from narrate.errors import StoreError
from narrate.sources.pages import Kind, PageRef, Place


@pytest.fixture
def opened(tmp_path):
    """Open the test's ledger, as often as wished: each time is a run."""
    with contextlib.ExitStack() as stack:
        yield lambda: stack.enter_context(contextlib.closing(Ledger(tmp_path / "two" / "deep" / "ledger.db")))


def found(name, **more):
    return PageRef(Place(Kind.FILE, f"/in/{name}.html", name=name), name, **more)


def enter(ledger, *names, **more):
    """Enter pages with their names as slugs; gives their entries by slug."""
    ledger.add(found(name, **more) for name in names)
    for identity, _, wish in list(ledger.without_slug()):
        ledger.give_slug(identity, wish)
    return {entry.slug: entry for entry in ledger.entries()}


def slugs(entries):
    return [entry.slug for entry in entries]


WHOLE = Outcome(
    End.FAILED,
    cause="SynthesisFailed",
    message="no sound",
    exit_code=5,
    page_sha256="ab",
    path="/out/a.mp3",
    audio_ms=1500.5,
    audio_bytes=9,
    loudness_lufs=-16.1,
    true_peak_dbtp=-1.5,
    error_rate=0.25,
    spoken=3,
    reused=4,
    chars=5,
    wall_s=0.5,
    warnings=("one", "two"),
)


def test_what_became_of_an_article_is_known_to_the_next_run(opened):
    first = opened()
    first.end(enter(first, "a", modified_s=7.5)["a"].id, WHOLE, "digest", 2)
    entry = enter(opened(), "a", modified_s=8.5)["a"]
    assert entry.outcome == WHOLE
    assert (entry.settings_sha256, entry.attempts, entry.modified_s) == ("digest", 2, 8.5)
    assert entry.place == Place(Kind.FILE, "/in/a.html", name="a")


def test_an_outcome_without_facts_is_kept_as_one(opened):
    ledger = opened()
    ledger.end(enter(ledger, "a")["a"].id, Outcome(End.UNCHANGED), "", 0)
    assert [entry.outcome for entry in ledger.entries()] == [Outcome(End.UNCHANGED)]


def test_no_loudness_and_none_at_all_are_two_things(opened):
    ledger = opened()
    entries = enter(ledger, "a", "b")
    ledger.end(entries["a"].id, Outcome(End.NARRATED, loudness_lufs=None, error_rate=None), "", 0)
    assert ledger._db.execute("SELECT outcome FROM article ORDER BY id").fetchall() == [("{}",), ("{}",)]
    assert enter(ledger, "a")["a"].outcome == Outcome(End.NARRATED)


def test_an_article_never_tried_has_no_outcome(opened):
    entry = enter(opened(), "a")["a"]
    assert (entry.outcome, entry.attempts, entry.settings_sha256, entry.modified_s) == (None, 0, "", None)


def test_fields_that_a_newer_narrate_wrote_are_passed_over(opened):
    ledger = opened()
    identity = enter(ledger, "a")["a"].id
    ledger.end(identity, Outcome(End.NARRATED, spoken=3), "", 0)
    ledger._db.execute("UPDATE article SET outcome=?", (json.dumps({"made": 3, "mood": "good", "end": "x"}),))
    assert enter(ledger, "a")["a"].outcome == Outcome(End.NARRATED, spoken=3)


def test_an_attempt_is_counted_at_once(opened):
    ledger = opened()
    entry = enter(ledger, "a", "b")["a"]
    ledger.count_attempt(entry.id)
    ledger.count_attempt(entry.id)
    assert {slug: entry.attempts for slug, entry in enter(opened(), "a", "b").items()} == {"a": 2, "b": 0}


def test_pages_seen_again_are_counted_and_the_last_mention_is_taken(opened):
    ledger = opened()
    places = [Place(Kind.JSONL, "/dump", offset=offset, name="x") for offset in (0, 10, 20)]
    assert ledger.add(PageRef(place, "x") for place in places) == 2
    assert ledger.count_seen() == 1
    assert enter(ledger)["x"].place.offset == 20
    assert opened().add([PageRef(places[0], "x")]) == 0, "another run hasn't seen it"


def test_a_run_gives_what_it_has_seen_in_order_and_the_rest_is_unseen(opened, monkeypatch):
    monkeypatch.setattr(room, "_ROWS", 2)
    names = ["e", "d", "c", "b", "a"]
    assert list(enter(opened(), *names)) == names
    later = opened()
    assert list(enter(later, "c", "b", "f")) == ["c", "b", "f"]
    assert slugs(later.unseen()) == ["e", "d", "a"]
    assert later.count_seen() == 3


def test_pages_without_a_slug_come_by_name_each_once(opened, monkeypatch):
    monkeypatch.setattr(room, "_ROWS", 2)
    ledger = opened()
    ledger.add(PageRef(found(name).place, f"story {number}") for number, name in enumerate("edcba"))
    waiting = list(ledger.without_slug())
    assert [(name, wish) for _, name, wish in waiting] == [
        ("a", "story 4"),
        ("b", "story 3"),
        ("c", "story 2"),
        ("d", "story 1"),
        ("e", "story 0"),
    ]
    assert list(ledger.entries()) == [], "what has no slug isn't given"


def test_a_slug_has_one_holder(opened):
    ledger = opened()
    entry = enter(ledger, "a")["a"]
    assert ledger.holder("a") == (entry.id, entry.place)
    assert ledger.holder("b") is None


def test_what_an_earlier_run_had_in_hand_when_it_died_comes_last(opened):
    dead = opened()
    entries = enter(dead, "a", "b", "c")
    dead.begin(entries["a"].id)
    dead.begin(entries["b"].id)
    dead.end(entries["b"].id, Outcome(End.NARRATED), "", 0)
    assert slugs(dead.entries()) == ["a", "b", "c"], "not of its own run"
    assert list(enter(opened(), "a", "b", "c")) == ["b", "c", "a"]


def test_ended_is_what_came_to_its_end_in_this_run(opened):
    first, second = opened(), opened()
    entries = enter(first, "a", "b")
    enter(second, "a", "b")
    first.end(entries["a"].id, Outcome(End.FAILED, cause="X"), "", 1)
    second.end(entries["a"].id, Outcome(End.NARRATED), "", 0)
    assert [(entry.slug, entry.outcome) for entry in first.ended()] == [("a", Outcome(End.FAILED, cause="X"))]
    assert [entry.outcome for entry in second.ended()] == [Outcome(End.NARRATED)]


def test_a_failure_moves_to_the_ledger_of_another_machine(opened, tmp_path):
    ledger = opened()
    identity = enter(ledger, "a")["a"].id
    ledger.end(identity, Outcome(End.FAILED, cause="X"), "digest", 2)
    failure = ledger.failure_of(identity)
    with contextlib.closing(Ledger(tmp_path / "other.db")) as other:
        enter(other, "a", "b")
        other.restore("a", failure)
        other.restore("b", b"\xff no JSON")
        other.restore("b", b"[1, 2]")
        other.restore("b", b"7")
        entries = enter(other, "a", "b")
    assert (entries["a"].attempts, entries["a"].settings_sha256) == (2, "digest")
    assert entries["a"].outcome == Outcome(End.FAILED, cause="X")
    assert (entries["b"].attempts, entries["b"].outcome) == (0, None)


@pytest.mark.parametrize("knows", ["an end", "an attempt"])
def test_what_this_ledger_knows_itself_stays(opened, knows):
    ledger = opened()
    identity = enter(ledger, "a")["a"].id
    if knows == "an end":
        ledger.end(identity, Outcome(End.NARRATED), "own", 0)
    else:
        ledger.count_attempt(identity)
    before = enter(ledger, "a")["a"]
    ledger.restore("a", json.dumps([2, "other", "failed", "{}"]).encode())
    assert enter(ledger, "a")["a"] == before


def test_a_forgotten_article_is_gone(opened):
    ledger = opened()
    ledger.forget(enter(ledger, "a", "b")["a"].id)
    assert ledger.holder("a") is None
    assert slugs(ledger.entries()) == ["b"]


def test_all_or_nothing_is_written_together(opened):
    ledger = opened()
    identity = enter(ledger, "a")["a"].id
    with pytest.raises(KeyError), ledger.together():
        ledger.count_attempt(identity)
        raise KeyError
    assert enter(ledger, "a")["a"].attempts == 0
    with ledger.together():
        ledger.count_attempt(identity)
    assert enter(opened(), "a")["a"].attempts == 1


def test_a_ledger_is_written_in_short_transactions(opened, monkeypatch):
    monkeypatch.setattr(room, "_ROWS", 2)
    ledger, other = opened(), opened()

    def pages():
        for name in "abcde":
            yield found(name)
            if name == "d":
                assert other.add([found("z")]) == 0, "the other run may write between two parts"

    ledger.add(pages())
    assert ledger.count_seen() == 5


def test_other_runs_wait_and_read_meanwhile(opened):
    ledger, other = opened(), opened()
    enter(other, "a")
    mode, synchronous, timeout_ms = (
        ledger._db.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous", "busy_timeout")
    )
    assert (mode, synchronous, timeout_ms) == ("wal", 1, 60_000)
    with ledger.together():
        ledger._db.execute("UPDATE article SET attempts=9")
        assert enter_nothing(other)["a"].attempts == 0


def enter_nothing(ledger):
    return {entry.slug: entry for entry in ledger.entries()}


def test_a_closed_run_is_forgotten_and_so_is_what_twenty_runs_ago_was_seen(tmp_path):
    path = tmp_path / "ledger.db"

    def runs():
        with contextlib.closing(sqlite3.connect(path)) as db:
            return [run for (run,) in db.execute("SELECT DISTINCT run FROM seen ORDER BY run")]

    closed = Ledger(path)
    enter(closed, "a", "b")
    assert runs() == [1]
    closed.close()
    assert runs() == []
    with pytest.raises(sqlite3.ProgrammingError):
        closed._db.execute("SELECT 1")
    with contextlib.ExitStack() as stack:
        for _ in range(22):
            enter(stack.enter_context(contextlib.closing(Ledger(path))), "a", "b")
        assert runs() == list(range(3, 24)), "run 23 keeps its own and those of the twenty before it"


def test_a_ledger_of_another_version_is_left_alone(tmp_path):
    path = tmp_path / "ledger.db"
    Ledger(path).close()
    with contextlib.closing(sqlite3.connect(path)) as db:
        assert db.execute("PRAGMA user_version").fetchone() == (1,)
        db.execute("PRAGMA user_version=2")
    with pytest.raises(StoreError, match=r"ledger\.db was written by another version of narrate; move it away"):
        Ledger(path)


def test_a_file_that_is_no_ledger_is_named(tmp_path):
    path = tmp_path / "ledger.db"
    path.write_bytes(b"no database " * 100)
    with pytest.raises(StoreError, match=r"ledger\.db: the ledger can't be used \(file is not a database\)"):
        Ledger(path)


def test_a_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreError, match=r"ledger\.db: the ledger can't be used"):
        Ledger(tmp_path / "file" / "ledger.db")


def test_a_ledger_that_broke_meanwhile_is_named(opened):
    ledger = opened()
    entry = enter(ledger, "a")["a"]
    ledger._db.execute("DROP TABLE article")
    for work in (
        lambda: ledger.add([found("a")]),
        lambda: ledger.begin(entry.id),
        lambda: ledger.end(entry.id, WHOLE, "", 0),
    ):
        with pytest.raises(StoreError, match=r"ledger\.db: the ledger can't be used \(no such table"):
            work()


def test_an_article_whose_row_is_damaged_counts_as_new_and_is_named(opened, caplog):
    ledger = opened()
    entry = enter(ledger, "a", "b")["a"]
    ledger.end(entry.id, WHOLE, "settings", 1)
    with contextlib.closing(sqlite3.connect(ledger.path)) as db, db:
        db.execute("UPDATE article SET outcome=replace(outcome, char(34), char(1)) WHERE slug='a'")
    assert {slug: each.outcome for slug, each in enter(opened(), "a", "b").items()} == {"a": None, "b": None}
    assert "the row of a is damaged" in caplog.text


def test_a_damaged_place_names_the_ledger(opened):
    ledger = opened()
    enter(ledger, "a")
    with contextlib.closing(sqlite3.connect(ledger.path)) as db, db:
        db.execute("UPDATE article SET place='{' WHERE slug='a'")
    with pytest.raises(StoreError, match=r"ledger\.db: .*the row of a is damaged.*move the file away"):
        list(ledger.entries())
