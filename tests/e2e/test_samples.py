"""Every sample page becomes a recording, in a whole run with the tone engine."""

import json
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from narrate.cli import narrate
from narrate.ffmpeg import find

SAMPLES = Path(__file__).parents[2] / "samples"
PAGES = sorted(SAMPLES.glob("*.html"))
FURNITURE = (
    "subscribe",
    "newsletter",
    "abonnieren",
    "sign up",
    "member",
    "share on",
    "support us",
    "inbox",
    "cookie",
    "©",
    "copyright",
    "also read",
    "lesen sie auch",
    "reply",
    "min read",
    "ai assistance",
    "download our app",
    "related",
)


@pytest.fixture(autouse=True)
def _own_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("NARRATE_CACHE_DIR", str(tmp_path / "cache"))


def run(*arguments: object, **more):
    return CliRunner(mix_stderr=False).invoke(narrate, [str(a) for a in arguments], **more)


def decoded_samples(path: Path) -> int:
    command = [str(find()), "-v", "error", "-i", str(path), "-f", "s16le", "-ac", "1", "-"]
    return len(subprocess.run(command, capture_output=True, check=True).stdout) // 2


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_sample_becomes_sound_captions_and_manifest(page, tmp_path):
    done = run(page, "-o", tmp_path, "--voice", "tone")
    assert done.exit_code == 0, done.stderr
    assert done.stdout == f"{tmp_path / page.stem}.mp3\n"
    manifest = json.loads((tmp_path / f"{page.stem}.json").read_text())
    cues = manifest["cues"]
    assert decoded_samples(tmp_path / f"{page.stem}.mp3") == round(
        cues[-1]["end_ms"] * manifest["audio"]["rate_hz"] / 1000
    )
    assert (tmp_path / f"{page.stem}.vtt").read_text().startswith("WEBVTT")
    assert -16.5 <= manifest["audio"]["loudness_lufs"] <= -15.5
    assert manifest["audio"]["true_peak_dbtp"] <= -1
    assert sorted(p.name for p in tmp_path.iterdir() if p.name != "cache") == [
        f"{page.stem}.json",
        f"{page.stem}.mp3",
        f"{page.stem}.vtt",
    ]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_no_furniture_of_a_sample_is_read(page):
    done = run("extract", page)
    assert done.exit_code == 0, done.stderr
    assert not [word for word in FURNITURE if word in done.stdout.lower()]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_story_of_a_sample_is_what_a_person_says_it_is(page):
    expected = (Path(__file__).parent / "expected" / f"{page.stem}.txt").read_text(encoding="utf-8")
    assert run("extract", page).stdout == expected


def test_a_second_run_makes_nothing_and_says_so(tmp_path):
    first = run(PAGES[0], "-o", tmp_path, "--voice", "tone")
    before = {p.name: p.stat().st_mtime_ns for p in tmp_path.iterdir()}
    second = run(PAGES[0], "-o", tmp_path, "--voice", "tone")
    assert second.stdout == first.stdout
    assert "unchanged" in second.stderr
    assert {p.name: p.stat().st_mtime_ns for p in tmp_path.iterdir()} == before


def test_one_changed_sentence_is_one_synthesis(tmp_path):
    text = (SAMPLES / "harbour-bridge.html").read_text(encoding="utf-8")
    page = tmp_path / "story.html"
    page.write_text(text, encoding="utf-8")
    run(page, "-o", tmp_path, "--voice", "tone")
    page.write_text(
        text.replace("It is the third closure this year.", "It is the fourth closure this year."), encoding="utf-8"
    )
    done = json.loads(run(page, "-o", tmp_path, "--voice", "tone", "--json", "--quiet").stdout)
    assert done["made"] == 1
    assert done["reused"] > 10
    assert not done["unchanged"]


def test_force_makes_it_again_from_the_cache(tmp_path):
    run(PAGES[0], "-o", tmp_path, "--voice", "tone")
    done = json.loads(run(PAGES[0], "-o", tmp_path, "--voice", "tone", "--force", "--json").stdout)
    assert not done["unchanged"]
    assert done["made"] == 0


@pytest.mark.slow
def test_a_folder_and_standard_input_are_pages_too(tmp_path):
    done = run(SAMPLES, "-o", tmp_path, "--voice", "tone", "--quiet")
    assert done.stdout.splitlines() == [str(tmp_path / f"{page.stem}.mp3") for page in PAGES]
    piped = run("-", "-o", tmp_path / "piped", "--voice", "tone", input=PAGES[0].read_bytes())
    assert Path(piped.stdout.strip()).is_file()


def test_the_script_as_json_has_the_agreed_form():
    script = json.loads(run("script", SAMPLES / "harbour-bridge.html", "--format", "json").stdout)
    assert script["language"] == "en"
    assert set(script["utterances"][0]) == {"printed", "spoken", "block", "pause_ms"}
    assert script["utterances"][0]["block"] is None


def test_a_page_can_be_narrated_and_given_its_player_in_one_go(tmp_path):
    page = tmp_path / "story.html"
    page.write_bytes((SAMPLES / "harbour-bridge.html").read_bytes())
    first = run(page, "-o", tmp_path / "audio", "--voice", "tone", "--embed")
    assert ": attached" in first.stderr
    assert b"<narrate-player" in page.read_bytes()
    attached = page.read_bytes()
    second = run(page, "-o", tmp_path / "audio", "--voice", "tone", "--embed")
    assert "unchanged" in second.stderr
    assert page.read_bytes() == attached


def test_a_page_that_gets_no_player_harms_no_other_and_keeps_its_recording(tmp_path):
    story = (SAMPLES / "harbour-bridge.html").read_bytes()
    first, second = tmp_path / f"{'b' * 245}.html", tmp_path / "c.html"  # no room for a name beside the first
    first.write_bytes(story)
    second.write_bytes(story)
    out = tmp_path / "audio"
    command = (first, second, "-o", out, "--voice", "tone", "--embed", "--json", "--quiet")
    done = run(*command)
    assert done.exit_code == 7
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [Path(line["audio"]).is_file() for line in lines] == [True, True]
    assert "rename the page" in lines[0]["player"]
    assert lines[1]["player"] == "attached"
    assert done.stderr.splitlines()[0].startswith(f"narrate: {first}: the name is too long")
