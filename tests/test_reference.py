"""The reference in docs/ says what the code says."""

import importlib.util
from pathlib import Path

import pytest

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
