"""One page through all rooms, with voices that hum."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from narrate.model import Page
from narrate.pipeline.narrator import Narrator
from narrate.pipeline.sources import Source
from narrate.settings import Settings, load

PAGE = """<html lang="en"><head><title>The mill</title></head><body><article><h1>The mill</h1>
<p>The old mill at the end of the village has stood still for forty years, and nobody expected it to turn again.</p>
<blockquote><p>We heard it in the night and thought that the river had come into the house with us.</p></blockquote>
<p>On Monday the council sent a carpenter, who found nothing broken and nothing out of its place at all.</p>
</article></body></html>"""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load({"voice": "tone", "cache_dir": tmp_path / "cache", "out_dir": tmp_path / "out"}, {})


def manifest_of(settings: Settings, page: str = PAGE) -> dict:
    with Narrator(settings) as narrator:
        return json.loads(narrator.narrate(Source(Page(page.encode()), "mill", "mill")).manifest.read_bytes())


def with_second_voice(settings: Settings) -> Settings:
    return replace(settings, voice=replace(settings.voice, quote_voice="tone:low"))


def test_the_manifest_names_the_voice_of_the_quotes(settings: Settings) -> None:
    manifest = manifest_of(with_second_voice(settings))
    assert (manifest["voice"], manifest["quote_voice"]) == ("tone", "tone:low")
    quotes = [cue["printed"] for cue in manifest["cues"] if cue["is_quote"]]
    assert quotes == ["We heard it in the night and thought that the river had come into the house with us."]


def test_a_page_without_quotes_has_one_voice(settings: Settings) -> None:
    manifest = manifest_of(with_second_voice(settings), PAGE.replace("blockquote", "div"))
    assert manifest["quote_voice"] is None


def test_another_second_voice_makes_the_recording_again(settings: Settings) -> None:
    first = manifest_of(settings)
    second = manifest_of(with_second_voice(settings))
    assert first["audio"]["sha256"] != second["audio"]["sha256"]
    assert [cue["end_ms"] for cue in first["cues"]] == [cue["end_ms"] for cue in second["cues"]]


def test_a_foreign_section_is_left_out_and_the_manifest_says_so(settings: Settings) -> None:
    paragraphs = (
        "Kvarnen snurrar igen, och ingen i byn vet varför den gör det just nu, efter alla dessa år utan vatten.",
        "Kommunen skickade en snickare på måndagen, men han hittade inget fel och gick hem igen före klockan tolv.",
        "De gamla säger att floden har kommit tillbaka för att hämta det som en gång togs ifrån den av människorna.",
    )
    section = "<section lang='sv'>" + "".join(f"<p>{text}</p>" for text in paragraphs)
    manifest = manifest_of(settings, PAGE.replace("</article>", f"{section}</section></article>"))
    assert "left out" in manifest["notes"][0]
    assert not any("Kvarnen" in cue["printed"] for cue in manifest["cues"])
    assert manifest["cues"][-1]["printed"].startswith("On Monday")
