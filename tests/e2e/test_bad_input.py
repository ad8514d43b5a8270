"""Bad input gets one line that names the thing and the next step, the right exit code, and no half-written file."""

import re
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from narrate.cli import narrate

SAMPLES = Path(__file__).parents[2] / "samples"
GOOD = SAMPLES / "budget-day.html"
GUESSED = SAMPLES / "quiet-libraries.html"  # has a name that no dictionary holds


@pytest.fixture(autouse=True)
def _own_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("NARRATE_CACHE_DIR", str(tmp_path / "cache"))


@pytest.fixture
def sound_page(tmp_path):
    """A page of one sentence that is narrated: what stands beside a bad one and must come to no harm."""
    page = tmp_path / "rain.html"
    page.write_text(
        "<html><body><article><h1>Rain</h1><p>It rained all night in Lowen, and the river rose.</p></article>"
    )
    return page


def run(*arguments: object, **more):
    return CliRunner(mix_stderr=False).invoke(narrate, [str(a) for a in arguments], **more)


BAD_PAGES = {
    "empty": b"",
    "blank": b" \n\t ",
    "binary": bytes(range(256)) * 40,
    "png": b"\x89PNG\r\n\x1a\n" + bytes(2000),
    "no-article": b"<html><body><nav><a href='/'>Home</a> <a href='/b'>News</a></nav></body></html>",
    "emoji": "<html><body><article><h1>🙂</h1><p>🙂🙂 → ✓ ★</p></article></body></html>".encode(),
    "only-head": b"<html><head><title>Nothing below</title></head>",
    "json": b'{"title": "not a page"}',
}


@pytest.mark.parametrize("name", BAD_PAGES)
def test_a_bad_page_is_one_line_and_harms_no_other(name, sound_page, tmp_path):
    page = tmp_path / f"{name}.html"
    page.write_bytes(BAD_PAGES[name])
    out = tmp_path / "out"
    done = run(page, sound_page, "-o", out, "--voice", "tone", "--quiet")
    assert done.exit_code in {3, 4}, done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert done.stderr.startswith(f"narrate: {page}: ")
    assert re.search(r"[;:,.] \w", done.stderr.removeprefix(f"narrate: {page}: ")), "what to do next is missing"
    assert sorted(p.name for p in out.iterdir()) == ["rain.json", "rain.mp3", "rain.vtt"]


def test_a_page_of_one_sentence_is_narrated(sound_page, tmp_path):
    done = run(sound_page, "-o", tmp_path / "out", "--voice", "tone")
    assert done.exit_code == 0, done.stderr


@pytest.mark.parametrize("cut", [0.3, 0.5, 0.7, 0.9])
def test_a_truncated_page_is_read_as_far_as_it_goes_or_refused(cut, tmp_path):
    whole = (SAMPLES / "harbour-bridge.html").read_bytes()
    page = tmp_path / "cut.html"
    page.write_bytes(whole[: int(len(whole) * cut)])
    done = run(page, "-o", tmp_path / "out", "--voice", "tone", "--quiet")
    assert done.exit_code in {0, 3}
    assert done.exception is None or isinstance(done.exception, SystemExit)


def test_a_lie_about_the_charset_is_seen_through(tmp_path):
    page = tmp_path / "lie.html"
    text = (SAMPLES / "stadtwald.html").read_text(encoding="utf-8").replace('charset="utf-8"', 'charset="iso-8859-1"')
    page.write_bytes(text.encode())
    assert "Bäume für die Enkel" in run("extract", page).stdout


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("missing.html",), 3, ("missing.html", "no such file")),
        ((GOOD, "--voice", "no-such-engine"), 5, ("no-such-engine", "tone")),
        pytest.param((GOOD, "--voice", "kokoro:nobody"), 5, ("nobody", "af_heart"), marks=pytest.mark.model),
        ((GOOD, "--voice", "tone", "--speed", "9"), 2, ("speed",)),
        ((GOOD, "--voice", "tone", "--jobs", "0"), 2, ("jobs",)),
        pytest.param((SAMPLES / "stadtwald.html", "--voice", "kokoro"), 4, ("de", "--voice"), marks=pytest.mark.model),
        ((GOOD, "--voice", "tone", "-o", "/proc/narrate"), 7, ("/proc/narrate",)),
        ((GOOD, "--spede", "2"), 2, ("no such option: --spede", "did you mean --speed?", "narrate -h")),
        ((GOOD, "--speed", "fast"), 2, ("'--speed'", "'fast' is not a valid float", "narrate -h")),
        (("extrct", GOOD), 2, ("extrct", "did you mean extract?")),
        (("say",), 2, ("missing argument 'TEXT'", "narrate say -h")),
        (("rules", "tst", GOOD), 2, ("no such command 'tst'", "rules -h")),
        (("example.org/story",), 3, ("example.org/story", "https://")),
        (("ftp://example.org/story",), 3, ("ftp://example.org/story", "https:// and http://")),
        (("s3://bucket/story.html",), 3, ("`narrate batch` reads pages from s3://",)),
        (("https://",), 3, ("'https://' isn't an address",)),
        (("",), 3, ("the name of a page is empty",)),
        (("x" * 300,), 3, ("it can't be read (File name too long); check its name",)),
        ((GOOD, "--voice", "af_heart"), 5, ("'af_heart'", "written ENGINE:VOICE")),
        (("verify", SAMPLES), 7, ("samples isn't a recording; name its MP3",)),
        (("transcript", "story.json"), 7, ("story.json isn't a recording; name its MP3",)),
        (("completion",), 2, ("Choose from: bash, fish, zsh", "narrate completion -h")),
        (("feed", SAMPLES, "--base-url", "x.org"), 2, ("'x.org' isn't one", "--base-url https://")),
        (("feed", "lint", "missing.xml"), 7, ("missing.xml can't be read", "name a feed's file or address")),
        (("serve", "--check"), 8, ("no client could post", "api_token")),
        pytest.param(
            ("batch", GOOD, "-o", "s3://"), 7, ("s3:// names no bucket", "s3://BUCKET/PREFIX"), marks=pytest.mark.s3
        ),
        (("extract", "missing.html"), 3, ("missing.html: there is no such file",)),
        (("script", "missing.html"), 3, ("missing.html: there is no such file",)),
        (("extract", SAMPLES), 3, (f"{SAMPLES}: 6 pages are in this folder; name one of them",)),
        (("extract", "--explain", SAMPLES), 3, (f"{SAMPLES}: 6 pages are in this folder",)),
        (("rules", "test", SAMPLES), 3, (f"{SAMPLES}: 6 pages are in this folder",)),
        (("extract", "-"), 3, ("standard input: the page is empty",)),
        (("rules", "test", "missing.html"), 3, ("missing.html: there is no such file",)),
        (("preview", "missing.html"), 3, ("missing.html", "name a page")),
        (("embed", "missing.html"), 3, ("missing.html: there is no such page",)),
        (("verify", "missing.mp3"), 7, ("missing.mp3: there is no such file",)),
        (("verify", GOOD), 7, ("budget-day.json", "name the MP3")),
        (("say", "🎉"), 4, ("'🎉'", "give words")),
        (("say", " "), 4, ("the text is empty; give words",)),
        (("say", "-"), 4, ("the text is empty; give words",)),
        (("say", "-", "-o", "-"), 4, ("the text is empty; give words",)),
        (("say", "Hello", "-o", "-", "--voice", "nobody"), 5, ("'nobody'", "written ENGINE:VOICE")),
        (("say", "Hello", "-o", "h.wav"), 2, ("h.wav: the recording is an MP3; name it h.mp3",)),
        (("say", "Hello", "-o", "/proc/narrate/a.mp3"), 7, ("/proc/narrate", "check the path")),
        (("voices", "--sample", "/proc/narrate"), 7, ("/proc/narrate", "check the path")),
    ],
    ids=lambda value: "" if isinstance(value, int | tuple) else None,
)
def test_a_wrong_call_is_one_line_with_its_exit_code(arguments, code, words, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = run(*arguments)
    assert done.exit_code == code, done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert all(word in done.stderr for word in words), done.stderr


def test_a_folder_without_a_page_harms_no_other(sound_page, tmp_path):
    (tmp_path / "none").mkdir()
    done = run(tmp_path / "none", sound_page, "-o", tmp_path / "out", "--voice", "tone", "--quiet")
    assert done.exit_code == 3
    assert done.stderr.splitlines() == [
        f"narrate: {tmp_path / 'none'}: no .html page is in this folder; name a page or another folder"
    ]
    assert (tmp_path / "out" / "rain.mp3").exists()


@pytest.mark.parametrize("option", [(), ("--unknown",)], ids=["text", "unknown"])
def test_a_page_without_a_script_harms_no_other(option, tmp_path):
    page = tmp_path / "empty.html"
    page.write_bytes(b"")
    alone, done = run("script", *option, GUESSED), run("script", *option, page, GUESSED)
    assert (alone.exit_code, done.exit_code) == (0, 3)
    assert done.stdout == alone.stdout != ""
    assert done.stderr.splitlines()[0].startswith(f"narrate: {page}: the page is empty")


@pytest.mark.parametrize("command", ["verify", "transcript"])
def test_a_recording_that_is_missing_harms_no_other(command, sound_page, tmp_path):
    run(sound_page, "-o", tmp_path, "--voice", "tone", "--quiet")
    recording = tmp_path / "rain.mp3"
    done = run(command, tmp_path / "missing.mp3", recording)
    assert done.exit_code in {1, 7}  # 1 where the tones, which have no words, are heard to lack them
    assert f"narrate: {tmp_path / 'missing.mp3'}: there is no such file" in done.stderr
    assert done.stdout.startswith(run(command, recording).stdout[:40])
    assert len(done.stdout) > 40


@pytest.mark.parametrize("command", [(), ("batch",)])
@pytest.mark.parametrize("voice", ["nobody", pytest.param("kokoro:nobody", marks=pytest.mark.model), "tone"])
def test_an_unknown_voice_is_told_once_and_no_page_is_read(command, voice, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    rule = 'if = { section = "Sport" }\nthen = { voice = "tone:nobody" }\n'
    (tmp_path / "narrate.toml").write_text(f"[[newsroom.rules]]\n{rule}" if voice == "tone" else "")
    done = run(*command, SAMPLES, "missing.html", "--voice", voice, "-o", "out")
    assert done.exit_code == 5
    (line,) = done.stderr.splitlines()
    assert "nobody" in line
    assert not (tmp_path / "out").exists()


def test_a_cache_that_cannot_be_written_is_a_warning(sound_page, tmp_path, monkeypatch):
    monkeypatch.setenv("NARRATE_CACHE_DIR", "/proc/narrate")
    done = run(sound_page, "-o", tmp_path / "out", "--voice", "tone", "--quiet")
    assert done.exit_code == 0, done.stderr
    assert (tmp_path / "out" / "rain.mp3").exists()
    (line,) = done.stderr.splitlines()
    assert line.startswith("narrate: nothing can be cached in /proc/narrate/segments (No such file")


def test_missing_ffmpeg_is_named(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setitem(sys.modules, "imageio_ffmpeg", None)
    done = run(GOOD, "-o", tmp_path / "out", "--voice", "tone", "--quiet")
    assert done.exit_code == 6, done.stderr
    assert "ffmpeg" in done.stderr
    assert not list((tmp_path / "out").iterdir())


@pytest.mark.model
def test_pages_that_fail_for_different_reasons_give_exit_code_one(tmp_path):
    page = tmp_path / "empty.html"
    page.write_bytes(b"")
    german = run(page, SAMPLES / "stadtwald.html", "-o", tmp_path / "out", "--voice", "kokoro", "--quiet")
    assert german.exit_code == 1
    assert len(german.stderr.splitlines()) == 2


def test_two_pages_of_one_name_do_not_overwrite_each_other(sound_page, tmp_path):
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "story.html").write_bytes(sound_page.read_bytes())
    for _ in range(2):
        for folder in ("a", "b"):
            done = run(tmp_path / folder / "story.html", "-o", tmp_path / "out", "--voice", "tone", "--quiet")
            assert done.exit_code == 0
    names = sorted(path.name for path in (tmp_path / "out").glob("*.mp3"))
    assert len(names) == 2
    assert re.fullmatch(r"story-[0-9a-f]{8}\.mp3", names[0])
    assert names[1] == "story.mp3"
