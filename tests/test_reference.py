"""The reference in docs/ says what the code says."""

import json
import re
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import pytest

import narrate
from narrate.settings.reference import options_in_force

ROOT = Path(__file__).parents[1]
REFERENCE = ROOT / "docs" / "reference"


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """The reference as a fresh process writes it: click remembers how a command was called first."""
    folder = tmp_path_factory.mktemp("reference")
    subprocess.run([sys.executable, str(ROOT / "scripts" / "reference.py"), str(folder)], check=True)
    return folder


@pytest.mark.parametrize("name", ["api.md", "cli.md", "exit-codes.md", "settings.md"])
def test_a_page_of_the_reference_is_up_to_date(name, written):
    text = (REFERENCE / name).read_text(encoding="utf-8")
    assert text == (written / name).read_text(encoding="utf-8"), "run python scripts/reference.py"


def test_the_meanings_of_the_settings_are_up_to_date(written):
    kept = files("narrate.settings").joinpath("meanings.tsv").read_text("utf-8")
    assert kept == (written / "meanings.tsv").read_text(encoding="utf-8"), "run python scripts/reference.py"


def test_every_setting_says_what_it_means(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    assert [option.name for option in options_in_force({}) if not option.about] == []


def test_the_manifest_is_described_to_the_last_key(tmp_path, monkeypatch):
    monkeypatch.setenv("NARRATE_VOICE", "tone")
    monkeypatch.setenv("NARRATE_CACHE_DIR", str(tmp_path / "cache"))
    recording = narrate.narrate_page(ROOT / "samples" / "night-trains.html", tmp_path / "out")
    manifest = json.loads(recording.path.with_suffix(".json").read_bytes())
    cues = manifest.pop("cues")
    keys = {f"{key}.{inner}" for key, value in manifest.items() if isinstance(value, dict) for inner in value}
    keys |= {key for key, value in manifest.items() if not isinstance(value, dict)} | set(cues[0]) | {"cues"}
    described = set(re.findall(r"`([\w.]+)`", (REFERENCE / "manifest.md").read_text(encoding="utf-8")))
    assert keys - described == set()
    assert {name for name in described if "." in name} - keys == set()
