"""How single texts are said, and what would be said for a page."""

import logging
from dataclasses import replace
from pathlib import Path

import pytest

from narrate.cli.pronounce import lines, unknown_in
from narrate.errors import SettingsError
from narrate.model import Page
from narrate.pipeline.api import script_at
from narrate.pipeline.narrator import Narrator
from narrate.pipeline.streaming import script_of
from narrate.settings import Settings, load
from narrate.sources.pages import Source

PAGE = """<html lang="en"><head><title>The mill</title></head><body><article><h1>The mill</h1>
<p>The old mill at the end of the village has stood still for forty years, and nobody expected it to turn again.</p>
<p>水车又转了起来。谁也不知道为什么。</p>
<p>On Monday the council sent a carpenter, who found nothing broken and nothing out of its place at all.</p>
</article></body></html>"""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    (tmp_path / "mill.html").write_text(PAGE, "utf-8")
    (tmp_path / "narrate.toml").write_text(
        '[[newsroom.rules]]\nif = { language = ["en"] }\nthen = { intro = "From the village desk." }\n'
    )
    return load({"voice": "tone", "cache_dir": tmp_path / "c", "out_dir": tmp_path}, {}, tmp_path / "narrate.toml")


@pytest.mark.parametrize(("voice", "sound"), [("gtts:en-GB", "lɛf"), ("gtts:en-US", "luˈt")])
def test_the_ipa_is_that_of_the_accent(settings: Settings, voice: str, sound: str) -> None:
    chosen = replace(settings, voice=replace(settings.voice, voice=voice))
    (line,) = lines(script_of("The lieutenant slept.", "en", chosen), chosen)
    assert sound in line.ipa


@pytest.mark.parametrize("site", ["sport.example.org", "https://sport.example.org/news?x=1", "sport.example.org/news"])
def test_the_lexicon_of_a_site_is_found_by_host_or_address(tmp_path: Path, site: str) -> None:
    file = tmp_path / "narrate.toml"
    file.write_text('[[lexicon]]\nsite = "example.org"\nwords = { "OGC" = "=Nice" }\n')
    chosen = load({"voice": "tone", "cache_dir": tmp_path / "c"}, {}, file)
    assert script_of("OGC won.", "en", chosen, site).utterances[0].spoken == "Nice won."


def test_a_site_without_a_lexicon_is_said(settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    script_of("OGC won.", "en", settings, "elsewhere.example")
    assert "no [[lexicon]] of narrate.toml is for the site elsewhere.example" in caplog.text


@pytest.mark.parametrize("site", ["sport", "a b", "https://", "http://[", "/news"])
def test_what_is_no_site_is_refused(settings: Settings, site: str) -> None:
    with pytest.raises(SettingsError, match=r"isn't a site; give its host, such as news\.example\.org"):
        script_of("OGC won.", "en", settings, site)


def test_the_ipa_that_is_shown_can_be_given_in_a_lexicon(settings: Settings, tmp_path: Path) -> None:
    (shown,) = lines(script_of("Sergeant Featherstonehaugh", "en", settings), settings)
    file = tmp_path / "narrate.toml"
    file.write_text(f'[[lexicon]]\nwords = {{ "Kryvyi Leelo" = "{shown.ipa}" }}\n')
    chosen = load({"voice": "tone", "cache_dir": tmp_path / "c"}, {}, file)
    (again,) = lines(script_of("Kryvyi Leelo", "en", chosen), chosen)
    assert again.ipa == shown.ipa


def test_the_script_of_a_page_is_what_is_spoken(
    settings: Settings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    page = tmp_path / "mill.html"
    with caplog.at_level(logging.WARNING):
        shown = script_at(str(page), settings)
        with Narrator(settings) as narrator:
            recording = narrator.narrate(Source(page=_page(page), name="mill", slug="mill")).recording
    assert [cue.utterance.spoken for cue in recording.cues] == [each.spoken for each in shown.utterances]
    assert shown.utterances[0].spoken == "From the village desk."
    assert not any("水" in each.spoken for each in shown.utterances)
    notes = [record.getMessage() for record in caplog.records if "left out" in record.getMessage()]
    assert len(notes) == 2
    assert "CJK letters, left out: '水车" in notes[0]


def _page(path: Path) -> Page:
    return Page(path.read_bytes())


def test_only_words_that_the_voice_guesses_are_unknown(
    settings: Settings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    text = (
        "Zorblat’s reporters interviewed Kyiv's well-known shopkeepers, and Zorblat didn’t deny that the Quixle-based "
        "bakeries reopened. “We’re rebuilding,” Zorblat said, whose airports and harbours weren’t re-examined."
    )
    page = tmp_path / "z.html"
    page.write_text(PAGE.replace("水车又转了起来。谁也不知道为什么。", text), "utf-8")
    german = tmp_path / "de.html"
    german.write_text(
        f"<html lang=de><article><h1>Die Mühle</h1>{'<p>Die alte Mühle am Ende des Dorfes stand still.</p>' * 9}"
    )
    scripts = ((str(path), script_at(str(path), settings)) for path in (page, german))
    assert unknown_in(scripts, settings) == (("Zorblat", 3), ("Quixle-based", 1))
    assert "no dictionary for 'de'" in caplog.text
