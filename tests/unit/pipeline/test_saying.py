"""How single texts are said, and what would be said for a page."""

import logging
from dataclasses import replace
from pathlib import Path

import pytest

from narrate.model import Page
from narrate.pipeline.library import script_at
from narrate.pipeline.narrator import Narrator
from narrate.pipeline.saying import lines, script_of, unknown_at
from narrate.pipeline.sources import Source
from narrate.settings import Settings, load

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


@pytest.mark.parametrize(("voice", "sound"), [("gtts:en-GB", "lɛft"), ("gtts:en-US", "lut")])
def test_the_phonemes_are_those_of_the_accent(settings: Settings, voice: str, sound: str) -> None:
    chosen = replace(settings, voice=replace(settings.voice, voice=voice))
    (line,) = lines(script_of("The lieutenant slept.", "en", chosen), chosen)
    assert sound in line.phonemes


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
    assert unknown_at((str(page), str(german)), settings) == (("Zorblat", 3), ("Quixle-based", 1))
    assert "no dictionary for 'de'" in caplog.text
