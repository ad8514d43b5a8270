"""The closed loop against a codec that can be told what to do."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from narrate.audio import master as module
from narrate.audio.encode import Sound
from narrate.audio.loudness import Loudness
from narrate.audio.master import HEADROOM_DB, MOST_STEP_DB, PEAK_STEP_DB, master
from narrate.settings.options import AudioOptions

RATE_HZ = 24_000


@pytest.fixture
def sound(tmp_path: Path) -> Sound:
    noise = np.random.default_rng(3).normal(0, 2000, 2 * RATE_HZ).clip(-32768, 32767)
    pcm = tmp_path / "sound.pcm"
    pcm.write_bytes(noise.astype("<i2").tobytes())
    return Sound(pcm, RATE_HZ, len(noise))


def ceilings(monkeypatch: pytest.MonkeyPatch, sound: Sound, peaks_dbtp: list[float]) -> list[float]:
    """Return the ceilings of the limiter while a codec gives these peaks, one an encoding."""
    tried: list[float] = []
    heard = iter(peaks_dbtp)
    monkeypatch.setattr(module, "limiter", lambda _sound, _gain, ceiling: tried.append(ceiling) or "")
    monkeypatch.setattr(module, "encode", lambda *_: None)
    monkeypatch.setattr(module, "measure", lambda *_: Loudness(-16.0, next(heard), sound.samples))
    master(sound, AudioOptions(), "mp3", Path("x.mp3"))
    return tried


def test_a_peak_by_chance_does_not_squeeze_the_voice(monkeypatch: pytest.MonkeyPatch, sound: Sound) -> None:
    first = AudioOptions().true_peak_dbtp - HEADROOM_DB
    assert ceilings(monkeypatch, sound, [3.0, -2.5]) == pytest.approx([first, first - MOST_STEP_DB - PEAK_STEP_DB])


def test_a_peak_that_is_a_little_too_high_is_met_at_once(monkeypatch: pytest.MonkeyPatch, sound: Sound) -> None:
    first = AudioOptions().true_peak_dbtp - HEADROOM_DB
    assert ceilings(monkeypatch, sound, [-0.9, -1.1]) == pytest.approx([first, first - 0.1 - PEAK_STEP_DB])


@pytest.mark.parametrize(("seconds", "lines"), [(1, 0), (4, 1)])
def test_a_loudness_that_is_not_reached_is_a_warning_but_for_a_word(
    seconds: int, lines: int, monkeypatch: pytest.MonkeyPatch, sound: Sound, caplog: pytest.LogCaptureFixture
) -> None:
    """Of "Hello" the blocks that pass the gate are one or two: from 8.7 to 12.3 dB of gain it stays 0.6 LU off."""
    monkeypatch.setattr(module, "limiter", lambda *_: "")
    monkeypatch.setattr(module, "encode", lambda *_: None)
    monkeypatch.setattr(module, "measure", lambda *_: Loudness(-15.4, -3.0, sound.samples))
    master(replace(sound, samples=seconds * RATE_HZ), AudioOptions(), "mp3", Path("x.mp3"))
    assert len(caplog.messages) == lines
