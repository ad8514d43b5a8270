"""The worked example of docs/write-an-engine.md works."""

import re
import sys
from pathlib import Path

import pytest

from narrate.model import Script, Utterance
from narrate.settings.options import VoiceOptions
from narrate.testing import MemoryStore, check_backend
from narrate.voice.registry import engine_names, list_voices, open_backend
from narrate.voice.speak import Speaker

ROOT = Path(__file__).parents[3]


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Install the example as pip would: its module, and its entry points as metadata."""
    page = (ROOT / "docs" / "write-an-engine.md").read_text(encoding="utf-8")
    block_by_name = dict(re.findall(r"```\w+\n# (\S+)\n(.*?)```", page, re.DOTALL))
    (tmp_path / "whistle.py").write_text(block_by_name["whistle.py"])
    entry = re.search(r'whistle = "(.+)"', block_by_name["pyproject.toml"])
    assert entry
    info = tmp_path / "narrate_whistle-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: narrate-whistle\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(f"[narrate.backends]\nwhistle = {entry[1]}\n")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "whistle", raising=False)
    return tmp_path


def test_the_example_is_found_and_keeps_the_contract(installed: Path) -> None:
    options = VoiceOptions(installed, voice="whistle")
    assert "whistle" in engine_names()
    assert "whistle" in {voice.engine for voice in list_voices(options)}
    check_backend(open_backend(options))


def test_the_example_reads_a_script(installed: Path) -> None:
    speaker = Speaker(VoiceOptions(installed, voice="whistle"), MemoryStore())
    (segment,) = speaker.speak(Script("en", (Utterance("Two boats left.", "Two boats left."),)))
    assert [word.text for word in segment.speech.words] == ["Two", "boats", "left."]


def test_the_table_of_voices_names_every_built_in_engine() -> None:
    page = (ROOT / "docs" / "voices.md").read_text(encoding="utf-8")
    metadata = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    group = metadata.partition('[project.entry-points."narrate.backends"]\n')[2].partition("\n\n")[0]
    for line in group.splitlines():
        assert f"| `{line.partition(' ')[0]}`" in page
