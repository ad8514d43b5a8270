"""The manifest is the commit of a recording."""

import json

import pytest

from narrate.model import Article, Block, BlockKind, Cue, Recording, Utterance, Word
from narrate.publish.manifest import Origin, current_recording, recording_of, to_json

ORIGIN = Origin("p" * 64, "s" * 64, "story.html", "tone", "tone-1")
ARTICLE = Article("Rain", (Block(BlockKind.PARAGRAPH, "It rained 3 mm.", "/html/body/p"),), ("Ann Li",), "2025-01-02")


@pytest.fixture
def made(tmp_path):
    sound = tmp_path / "story.mp3"
    sound.write_bytes(b"sound")
    (tmp_path / "story.vtt").write_text("WEBVTT\n")
    utterance = Utterance("It rained 3 mm.", "It rained three millimeters.", 0, 0, 300)
    words = (Word("It", 0.0, 100 / 24), Word("rained", 100 / 24, 300.0))
    cues = (Cue(0.0, 24001 * 1000 / 24000, utterance, words),)
    recording = Recording(sound, 24001 * 1000 / 24000, 24000, -16.04, -1.23, cues)
    manifest = to_json(recording, ARTICLE, ORIGIN)
    (tmp_path / "story.json").write_bytes(manifest)
    return tmp_path, recording, manifest


def test_times_keep_the_sample_count(made):
    folder, recording, manifest = made
    again = recording_of(manifest, folder)
    assert round(again.duration_ms * again.rate_hz / 1000) == 24001
    assert round(again.cues[0].words[0].end_ms * 24) == 100
    assert again.cues[0].utterance == recording.cues[0].utterance


def test_a_cue_can_be_found_again_on_the_page(made):
    cue = json.loads(made[2])["cues"][0]
    assert (cue["anchor"], cue["offset"], cue["printed"]) == ("/html/body/p", 0, "It rained 3 mm.")


def test_it_is_current_while_page_settings_and_files_are_the_same(made):
    folder, recording, _ = made
    current = current_recording(folder, "story", "p" * 64, "s" * 64)
    assert current is not None
    assert current.path == recording.path
    assert current_recording(folder, "story", "q" * 64, "s" * 64) is None
    assert current_recording(folder, "story", "p" * 64, "t" * 64) is None
    assert current_recording(folder, "other", "p" * 64, "s" * 64) is None


@pytest.mark.parametrize("harm", ["lost sound", "short sound", "lost captions", "torn manifest", "other version"])
def test_it_is_not_current_when_something_is_amiss(made, harm):
    folder, _, manifest = made
    match harm:
        case "lost sound":
            (folder / "story.mp3").unlink()
        case "short sound":
            (folder / "story.mp3").write_bytes(b"soun")
        case "lost captions":
            (folder / "story.vtt").unlink()
        case "torn manifest":
            manifest = manifest[: len(manifest) // 2]
        case "other version":
            manifest = manifest.replace(b'"version": 1', b'"version": 0')
    (folder / "story.json").write_bytes(manifest)
    assert current_recording(folder, "story", "p" * 64, "s" * 64) is None


def test_what_is_no_manifest_is_refused(tmp_path):
    with pytest.raises(ValueError, match="isn't a manifest"):
        recording_of(b"{}", tmp_path)
