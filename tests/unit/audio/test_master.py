"""The closed loop against a codec that can be told what to do."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from narrate.audio import master as module
from narrate.audio.limiter import Sound
from narrate.audio.master import HEADROOM_DB, MOST_STEP_DB, PEAK_ROOM_DB, master
from narrate.audio.meter import Loudness
from narrate.settings.options import AudioOptions

RATE_HZ = 24_000
FIRST_DB = AudioOptions().true_peak_dbtp - PEAK_ROOM_DB / 2 - HEADROOM_DB["mp3"] / 2


@pytest.fixture
def sound(tmp_path: Path) -> Sound:
    noise = np.random.default_rng(3).normal(0, 1000, 2 * RATE_HZ)
    noise[::4000] = 20_000  # pulses that the limiter has to hold
    pcm = tmp_path / "sound.pcm"
    pcm.write_bytes(noise.astype("<i2").tobytes())
    return Sound(pcm, RATE_HZ, len(noise))


def ceilings(monkeypatch: pytest.MonkeyPatch, sound: Sound, peaks_dbtp: list[float]) -> list[float]:
    """Return the ceilings of the limiter while a codec gives these peaks, one an encoding."""
    tried: list[float] = []
    peaks = iter(peaks_dbtp)
    monkeypatch.setattr(module, "limited", lambda _sound, _levels, _gain, ceiling, _target: tried.append(ceiling))
    monkeypatch.setattr(module, "encode", lambda *_: None)
    monkeypatch.setattr(module, "measure", lambda *_: Loudness(-16.0, next(peaks), sound.samples))
    master(sound, AudioOptions(), {"mp3": Path("x.mp3")}, sound.pcm.parent)
    return tried


def test_a_peak_in_the_half_decibel_below_its_target_is_left(monkeypatch: pytest.MonkeyPatch, sound: Sound) -> None:
    assert ceilings(monkeypatch, sound, [-1.2]) == pytest.approx([FIRST_DB])


def test_a_peak_by_chance_does_not_squeeze_the_voice(monkeypatch: pytest.MonkeyPatch, sound: Sound) -> None:
    assert ceilings(monkeypatch, sound, [3.0, -1.2]) == pytest.approx([FIRST_DB, FIRST_DB - MOST_STEP_DB])


def test_the_ceiling_follows_a_peak_both_ways(monkeypatch: pytest.MonkeyPatch, sound: Sound) -> None:
    tried = ceilings(monkeypatch, sound, [-0.8, -1.9, -1.2])
    assert tried == pytest.approx([FIRST_DB, FIRST_DB - 0.45, FIRST_DB - 0.45 + 0.65])


def test_sound_that_needs_no_limiter_keeps_its_low_peaks(monkeypatch: pytest.MonkeyPatch, sound: Sound) -> None:
    t = np.arange(2 * RATE_HZ) / RATE_HZ
    sound.pcm.write_bytes((2000 * np.sin(2 * np.pi * 997 * t)).astype("<i2").tobytes())
    assert len(ceilings(monkeypatch, sound, [-9.0])) == 1


@pytest.mark.parametrize(("seconds", "lines"), [(1, 0), (4, 1)])
def test_a_loudness_that_is_not_reached_is_a_warning_but_for_a_word(
    seconds: int, lines: int, monkeypatch: pytest.MonkeyPatch, sound: Sound, caplog: pytest.LogCaptureFixture
) -> None:
    """Of "Hello" the blocks that pass the gate are one or two: from 8.7 to 12.3 dB of gain it stays 0.6 LU off."""
    monkeypatch.setattr(module, "limited", lambda *_: sound)
    monkeypatch.setattr(module, "encode", lambda *_: None)
    monkeypatch.setattr(module, "measure", lambda *_: Loudness(-15.4, -1.2, sound.samples))
    longer = replace(sound, samples=seconds * RATE_HZ)
    master(longer, AudioOptions(), {"mp3": Path("x.mp3")}, sound.pcm.parent)
    assert len(caplog.messages) == lines
