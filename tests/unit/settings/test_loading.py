"""What is in force: option, then NARRATE_*, then narrate.toml, then default."""

import dataclasses
import logging
import typing
from pathlib import Path

import pytest

from narrate.errors import SettingsError
from narrate.settings import Settings, load


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def test_an_option_beats_the_environment_beats_the_file_beats_the_default(tmp_path):
    file = tmp_path / "narrate.toml"
    file.write_text('[voice]\nvoice = "piper"\njobs = 3\nspeed = 1.5\n')
    environ = {"NARRATE_VOICE": "gtts:uk", "NARRATE_JOBS": "4"}
    settings = load({"voice": "tone", "jobs": None}, environ, file)
    assert settings.voice.voice == "tone"
    assert settings.voice.jobs == 4
    assert settings.voice.speed == 1.5
    assert settings.audio.loudness_lufs == -16


def test_the_file_in_the_current_folder_is_found(tmp_path):
    (tmp_path / "narrate.toml").write_text('[output]\nout_dir = "elsewhere"\n')
    assert str(load({}, {}).output.out_dir) == "elsewhere"


def test_every_path_in_a_file_counts_from_the_folder_of_that_file(tmp_path):
    folder = tmp_path / "desk"
    folder.mkdir()
    (folder / "rules").mkdir()
    (folder / "names.tsv").write_text("Leelo\tˈleɪloʊ\n")
    (folder / "narrate.toml").write_text(
        '[files]\nrules_dir = "rules"\n[audio]\njingle = "ding.mp3"\noutro = "/sounds/end.mp3"\n'
        '[output]\nout_dir = "made"\n[[lexicon]]\nfile = "names.tsv"\n'
    )
    settings = load({}, {"NARRATE_INTRO": "intro.mp3"}, folder / "narrate.toml")
    assert settings.files.rules_dir == folder / "rules"
    assert settings.audio.jingle == folder / "ding.mp3"
    assert settings.output.out_dir == folder / "made"
    assert str(settings.audio.outro) == "/sounds/end.mp3"
    assert str(settings.audio.intro) == "intro.mp3"
    assert settings.script.lexicons[0].pronunciations == (("Leelo", "ˈleɪloʊ"),)


@pytest.mark.parametrize(
    "toml", ["[script.pauses_ms]\nsentence = 300\nend = 900\n", "[script]\npauses_ms = { sentence = 300, end = 900 }\n"]
)
def test_silences_are_a_table_of_names(tmp_path, toml):
    (tmp_path / "narrate.toml").write_text(toml)
    pauses = load({}, {}).script.pauses()
    assert (pauses["sentence"], pauses["end"]) == (300, 900)
    assert load({}, {"NARRATE_PAUSES_MS": "sentence=250, end=1"}).script.pauses()["sentence"] == 250


def test_field_names_are_unique_over_all_rooms():
    names = [f.name for kind in typing.get_type_hints(Settings).values() for f in dataclasses.fields(kind)]
    assert len(names) == len(set(names))


def test_the_digest_follows_the_voice_but_not_jobs_or_places():
    plain = load({}, {}).digest()
    assert load({"voice": "piper"}, {}).digest() != plain
    assert load({"jobs": 7, "out_dir": "x", "cache_dir": "y"}, {}).digest() == plain


def test_the_digest_follows_what_a_jingle_sounds_like_not_where_it_lies(tmp_path):
    jingle, moved = tmp_path / "jingle.mp3", tmp_path / "moved.mp3"
    for path in (jingle, moved):
        path.write_bytes(b"ding")
    first = load({"jingle": jingle}, {}).digest()
    assert load({"jingle": moved}, {}).digest() == first
    assert load({"outro": jingle}, {}).digest() != first
    jingle.write_bytes(b"dong")
    assert load({"jingle": jingle}, {}).digest() != first


def test_a_jingle_that_cannot_be_read_is_named(tmp_path):
    with pytest.raises(SettingsError, match="can't be read"):
        load({"jingle": tmp_path}, {}).digest()


@pytest.mark.parametrize(
    ("toml", "message"),
    [
        ("[vioce]\n", r"there is no section \[vioce\]; sections are audio,"),
        ("[voice]\nvioce = 'x'\n", "has no key 'vioce'; keys are"),
        ("[voice]\njobs = 'many'\n", "'many' isn't a whole number"),
        ("[voice]\nvoice = 3\n", "3 isn't a text"),
        ("[voice", "can't be read"),
        ("[script]\npauses_ms = [['end', 900]]\n", "isn't a table of names and whole numbers"),
        ("[script]\npauses_ms = { end = 'long' }\n", "isn't a table of names and whole numbers"),
        ("[script]\npauses_ms = { nap = 9 }\n", "pauses_ms names 'nap', which isn't one of clause"),
    ],
)
def test_a_wrong_line_of_the_file_is_named(tmp_path, toml, message):
    file = tmp_path / "narrate.toml"
    file.write_text(toml)
    with pytest.raises(SettingsError, match=message):
        load({}, {}, file)


def test_a_value_out_of_range_is_a_settings_error():
    with pytest.raises(SettingsError, match="speed must be between"):
        load({"speed": 9.0}, {})


def test_a_variable_that_sets_nothing_is_mentioned(caplog):
    with caplog.at_level(logging.WARNING):
        load({}, {"NARRATE_VOICES": "piper"})
    assert "NARRATE_VOICES is ignored" in caplog.text


def test_a_secret_can_lie_in_a_file(tmp_path):
    (tmp_path / "token").write_text("a-long-random-text-1\n")
    environ = {"NARRATE_API_TOKEN_FILE": str(tmp_path / "token")}
    assert load({}, environ).service.api_token == "a-long-random-text-1"
    with pytest.raises(SettingsError, match="are both set"):
        load({}, environ | {"NARRATE_API_TOKEN": "a-long-random-text-2"})
    with pytest.raises(SettingsError, match="missing can't be read"):
        load({}, {"NARRATE_API_TOKEN_FILE": str(tmp_path / "missing")})


def test_an_option_is_named_as_it_was_written():
    with pytest.raises(SettingsError, match=r"; fix --speed$"):
        load({"speed": 0.0}, {})
    with pytest.raises(SettingsError, match=r"^--quote-voice: 3 isn't a text"):
        load({"quote_voice": 3}, {})


def test_a_key_of_the_environment_never_goes_where_only_the_folder_says():
    Path("narrate.toml").write_text('[voice]\nvoice = "openai:alloy"\nservice_url = "http://host.example"\n')
    key = {"NARRATE_SERVICE_KEY": "secret"}
    with pytest.raises(
        SettingsError, match=r"narrate\.toml: \[voice\] service_url would receive .*NARRATE_SERVICE_KEY"
    ):
        load({}, environ=key)
    assert load({}, environ=key | {"NARRATE_SERVICE_URL": "http://host.example"}).voice.service_key == "secret"
    assert load({}, environ={}).voice.service_url == "http://host.example"
    Path("narrate.toml").write_text('[voice]\nservice_url = "http://host.example"\nservice_key = "own"\n')
    assert load({}, environ={}).voice.service_key == "own"
