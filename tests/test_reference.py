"""The reference in docs/ says what the code says."""

import importlib.util
import json
import re
from pathlib import Path

import pytest

import narrate
from narrate.pipeline.configuration import options_in_force

ROOT = Path(__file__).parents[1]
REFERENCE = ROOT / "docs" / "reference"


def _script():
    spec = importlib.util.spec_from_file_location("reference", ROOT / "scripts" / "reference.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", ["api.md", "cli.md", "exit-codes.md", "settings.md"])
def test_a_page_of_the_reference_is_up_to_date(name):
    text = (REFERENCE / name).read_text(encoding="utf-8")
    assert text == _script().pages()[name], "run python scripts/reference.py"


def test_every_setting_says_what_it_means(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    assert [option.name for option in options_in_force({}) if not option.about] == []


def test_the_manifest_is_described_to_the_last_key(tmp_path, monkeypatch):
    monkeypatch.setenv("NARRATE_VOICE", "tone")
    monkeypatch.setenv("NARRATE_CACHE_DIR", str(tmp_path / "cache"))
    recording = narrate.record(ROOT / "samples" / "night-trains.html", tmp_path / "out")
    manifest = json.loads(recording.path.with_suffix(".json").read_bytes())
    cues = manifest.pop("cues")
    keys = {f"{key}.{inner}" for key, value in manifest.items() if isinstance(value, dict) for inner in value}
    keys |= {key for key, value in manifest.items() if not isinstance(value, dict)} | set(cues[0]) | {"cues"}
    described = set(re.findall(r"`([\w.]+)`", (REFERENCE / "manifest.md").read_text(encoding="utf-8")))
    assert keys - described == set()
    assert {name for name in described if "." in name} - keys == set()
