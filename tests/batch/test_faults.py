"""What goes wrong on real machines: each fault ends with exactly the right articles reported and all others done."""

import contextlib
import json
import os
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from archives import archive, check_all, command, page, report_of, run, whole

pytestmark = pytest.mark.slow

SLUGS = [f"story-{number:03}" for number in range(6)]


def test_an_edit_costs_one_sentence_and_a_removed_page_its_audio_only_if_asked(tmp_path):
    source, out, cache, report = archive(tmp_path / "in", 6), tmp_path / "out", tmp_path / "cache", tmp_path / "r.json"
    assert run(source, "-o", out, "--jobs", 2, cache=cache).returncode == 0
    before = whole(out)
    (source / "story-002.html").write_text(page(2, changed="A sentence that nobody has heard before."))
    (source / "story-004.html").unlink()
    done = run(source, "-o", out, "--report", report, cache=cache)
    assert done.returncode == 0, done.stderr
    assert "story-004.html: gone; --prune removes its audio" in done.stderr
    rows = report_of(report)
    assert (rows["story-002.html"]["end"], rows["story-002.html"]["sentences_made"]) == ("made", 1)
    assert {name for name, row in rows.items() if row["end"] == "unchanged"} == {
        f"story-{n:03}.html" for n in (0, 1, 3, 5)
    }
    assert {slug for slug, known in whole(out).items() if before[slug] != known} == {"story-002"}
    assert "its audio is removed" in run(source, "-o", out, "--prune", cache=cache).stderr
    check_all(out, cache, [slug for slug in SLUGS if slug != "story-004"])


def test_another_loudness_makes_new_sound_of_old_sentences(tmp_path):
    source, out, cache = archive(tmp_path / "in", 1), tmp_path / "out", tmp_path / "cache"
    assert run(source, "-o", out, cache=cache).returncode == 0
    environment = os.environ | {"NARRATE_CACHE_DIR": str(cache), "NARRATE_LOUDNESS_LUFS": "-19"}
    arguments = command(source, "-o", out, "--report", tmp_path / "r.json")
    assert subprocess.run(arguments, env=environment, capture_output=True, check=False).returncode == 0
    row = report_of(tmp_path / "r.json")["story-000.html"]
    assert (row["end"], row["sentences_made"]) == ("made", 0)
    assert abs(row["loudness_lufs"] + 19) < 0.6


def test_equal_stories_are_spoken_once(tmp_path):
    source, out, cache = archive(tmp_path / "in", 1), tmp_path / "out", tmp_path / "cache"
    (source / "wire.html").write_text((source / "story-000.html").read_text() + "<!-- another site -->")
    done = run(source, "-o", out, "--report", tmp_path / "r.json", cache=cache)
    rows = report_of(tmp_path / "r.json")
    assert sorted(row["sentences_made"] > 0 for row in rows.values()) == [False, True]
    assert "came from the cache" in done.stderr


def test_a_page_that_vanishes_and_one_without_a_story_are_named_and_the_rest_is_done(tmp_path):
    source, out, cache = archive(tmp_path / "in", 6), tmp_path / "out", tmp_path / "cache"
    (source / "empty.html").write_text("<html><body><nav><a href='/'>Home</a></nav></body></html>")
    (source / "all.txt").write_text("story-00*.html\nempty.html\nvanished.html\n")
    done = run(source / "all.txt", "-o", out, "--report", tmp_path / "r.json", cache=cache)
    assert done.returncode == 3, done.stderr
    wrong = {name: row["cause"] for name, row in report_of(tmp_path / "r.json").items() if row["end"] != "made"}
    assert wrong == {"empty.html": "NoArticle", "vanished.html": "PageUnreadable"}
    check_all(out, cache, SLUGS)


def test_two_batches_on_one_folder_share_the_work(tmp_path):
    source, out, cache = archive(tmp_path / "in", 10), tmp_path / "out", tmp_path / "cache"
    environment = os.environ | {"NARRATE_CACHE_DIR": str(cache)}
    running = [
        subprocess.Popen(
            command(source, "-o", out, "--report", tmp_path / f"r{n}.json"),
            env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )
        for n in (1, 2)
    ]  # fmt: skip
    for process in running:
        _, errors = process.communicate()
        assert process.returncode == 0, errors
    check_all(out, cache, [f"story-{number:03}" for number in range(10)])
    ends = [report_of(tmp_path / f"r{n}.json") for n in (1, 2)]
    made = [sum(row["end"] == "made" for row in rows.values()) for rows in ends]
    assert sum(made) == 10, "every article was made once"
    assert [len(rows) for rows in ends] == [10, 10]


def test_names_that_are_no_utf_8_are_narrated(tmp_path):
    source, out, cache = archive(tmp_path / "in", 1), tmp_path / "out", tmp_path / "cache"
    (source / "story-000.html").rename(source / os.fsdecode(b"caf\xe9.html"))
    done = run(source, "-o", out, cache=cache)
    assert done.returncode == 0, done.stderr
    check_all(out, cache, ["caf"])
    assert r"caf\xe9.html" in json.loads((out / "caf.json").read_text())["source"]["name"]
    assert run(source, "-o", out, cache=cache).stdout == ""


_CLOCK = """
import sys, time
shift_s = float(sys.argv.pop(1))
real = time.time
time.time = lambda: real() + shift_s
from narrate.cli import main
main()
"""


@pytest.mark.parametrize("shift_s", [-40 * 365 * 86_400, 40 * 365 * 86_400])
def test_a_clock_that_is_wrong_by_decades_makes_nothing_again(tmp_path, shift_s):
    source, out, cache = archive(tmp_path / "in", 3), tmp_path / "out", tmp_path / "cache"
    assert run(source, "-o", out, cache=cache).returncode == 0
    before = whole(out)
    (source / "story-002.html").write_text(page(2, changed="A sentence that nobody has heard before."))
    environment = os.environ | {"NARRATE_CACHE_DIR": str(cache)}
    arguments = [sys.executable, "-c", _CLOCK, str(shift_s), *command(source, "-o", out)[3:]]
    done = subprocess.run(arguments, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert {slug for slug, known in whole(out).items() if before[slug] != known} == {"story-002"}
    check_all(out, cache, SLUGS[:3])


def test_a_folder_that_cannot_be_written_is_explained_at_once(tmp_path):
    source = archive(tmp_path / "in", 2)
    done = run(source, "-o", "/proc/narrate", cache=tmp_path / "cache")
    assert done.returncode == 7
    assert done.stderr.startswith("narrate: /proc/narrate")
    assert len(done.stderr.splitlines()) == 1


@pytest.fixture
def small_disk(tmp_path):
    """A file system of 8 MB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if (
        os.geteuid() != 0
        or subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", folder], capture_output=True, check=False
        ).returncode
    ):
        pytest.skip("a small disk can be mounted by root only")
    yield folder
    subprocess.run(["umount", "-l", folder], check=True)


def test_a_full_disk_stops_the_run_and_space_lets_it_go_on(tmp_path, small_disk):
    source, out, cache = archive(tmp_path / "in", 6), small_disk / "out", tmp_path / "cache"
    ballast = small_disk / "ballast"
    ballast.write_bytes(bytes(7_000_000))
    done = run(source, "-o", out, cache=cache)
    assert done.returncode == 7, done.stderr
    assert "disk is full" in done.stderr or "No space left" in done.stderr
    assert len(whole(out)) < 6
    assert not list(out.glob(".narrate-part-*"))
    ballast.unlink()
    for number in range(3, 6):
        (source / f"story-{number:03}.html").unlink()
    done = run(source, "-o", out, cache=cache)
    assert done.returncode == 0, done.stderr
    assert len(whole(out)) >= 3


def test_interrupting_finishes_what_is_in_hand_and_the_same_command_goes_on(tmp_path):
    source, out, cache = archive(tmp_path / "in", 6), tmp_path / "out", tmp_path / "cache"
    lines = "".join(f"<p>Line {number} of the minutes was read out and nobody objected.</p>" for number in range(150))
    (source / "story-002.html").write_text(page(2).replace("</article>", f"{lines}</article>"), encoding="utf-8")
    environment = os.environ | {"NARRATE_CACHE_DIR": str(cache)}
    process = subprocess.Popen(
        command(source, "-o", out), env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    in_hand = "SELECT count(*) FROM article WHERE begun>0 AND slug='story-002'"
    while not _ask(out / ".narrate" / "ledger.db", in_hand):  # takes seconds: it is in hand when the signal comes
        assert process.poll() is None, process.communicate()
    process.send_signal(2)
    printed, errors = process.communicate(timeout=300)
    assert process.returncode == 130, errors
    assert "finishing the articles in progress (1); press Ctrl-C again" in errors
    assert "run the same command again" in errors
    made = {Path(line).stem for line in printed.split()}
    assert "story-002" in made
    assert sorted(whole(out)) == sorted(made)
    again = run(source, "-o", out, cache=cache)
    assert again.returncode == 0
    assert {Path(line).stem for line in again.stdout.split()} == set(SLUGS) - made


def _ask(ledger, question):
    """The number that a question gives while the batch writes; 0 as long as there is no table."""
    time.sleep(0.01)
    address = f"file:{ledger}?mode=ro"
    with (
        contextlib.suppress(sqlite3.OperationalError),
        contextlib.closing(sqlite3.connect(address, uri=True)) as connection,
    ):
        return connection.execute(question).fetchone()[0]
    return 0


def test_interrupting_twice_ends_at_once_and_the_same_command_goes_on(tmp_path):
    source, out, cache = archive(tmp_path / "in", 8), tmp_path / "out", tmp_path / "cache"
    environment = os.environ | {"NARRATE_CACHE_DIR": str(cache)}
    process = subprocess.Popen(
        command(source, "-o", out), env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    process.stdout.readline()
    while process.poll() is None:  # signals that come together count as one: press until it gives way
        process.send_signal(2)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(0.3)
    _, errors = process.communicate()
    assert process.returncode in {130, -2}, errors  # the last one may have met a process on its way out
    assert "Traceback" not in errors
    whole(out)
    assert run(source, "-o", out, cache=cache).returncode == 0
    check_all(out, cache, [f"story-{number:03}" for number in range(8)])
