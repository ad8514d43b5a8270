"""No real voice loses its first or last sound where silence is cut."""

import importlib
from pathlib import Path

import pytest

from narrate.settings.options import VoiceOptions
from narrate.voice.registry import load_engine

BENCH = Path(__file__).parents[2] / "bench"
MOST_DB = 1.0


@pytest.mark.model
@pytest.mark.parametrize("engine", ["hibari", "kokoro", "piper"])
def test_soft_sounds_at_the_edges_are_whole(engine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    voice = load_engine(engine).voices(VoiceOptions(tmp_path, voice=engine))[0]
    if not voice.installed:
        pytest.skip(voice.hint)
    monkeypatch.syspath_prepend(str(BENCH))
    losses = importlib.import_module("audio_edges").losses_db(engine, tmp_path)
    assert [loss for loss in losses if max(loss) >= MOST_DB] == []
