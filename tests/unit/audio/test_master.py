"""The closed loop against a codec that can be told what to do."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pyloudnorm
import pytest

from narrate import ffmpeg
from narrate.audio import master as module
from narrate.audio.encode import Loudness, Sound, limiter, measure, raw_input
from narrate.audio.master import HEADROOM_DB, MOST_STEP_DB, PEAK_STEP_DB, forecast, master
from narrate.settings.options import AudioOptions

RATE_HZ = 24_000


CEILING_DB = -2.5


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


@pytest.fixture
def sound_of(tmp_path):
    def _sound(pcm, rate):
        path = tmp_path / "sound.pcm"
        path.write_bytes(pcm)
        return Sound(path, rate, len(pcm) // 2)

    return _sound


@pytest.mark.parametrize("rate", [8000, 22_050, 24_000, 48_000])
@pytest.mark.parametrize("seconds", [1.0, 7.3])
def test_the_loudness_of_the_sound_is_that_of_an_independent_meter(rate, seconds, voice, sound_of):
    pcm = voice(seconds, rate, level=0.2)

    found = forecast(sound_of(pcm, rate), -30, CEILING_DB)

    expected = pyloudnorm.Meter(rate).integrated_loudness(np.frombuffer(pcm, "<i2") / 32768)
    assert found.loudness(0, CEILING_DB) == pytest.approx(expected, abs=0.05)


@pytest.mark.parametrize("rate", [22_050, 44_100])
@pytest.mark.parametrize("more_db", [0, 3, 9])
def test_what_is_reckoned_is_what_is_read_behind_the_limiter(rate, more_db, voice, sound_of, tmp_path):
    pcm = voice(6, rate, level=0.9) + bytes(rate) + voice(6, rate, level=0.3, seed=2)
    sound = sound_of(pcm, rate)
    found = forecast(sound, -16, CEILING_DB)
    gain_db = -16 - forecast(sound, -30, 0).loudness(0, 0) + more_db

    limited, chain = tmp_path / "limited.pcm", limiter(sound, gain_db, CEILING_DB)
    ffmpeg.run([*raw_input(sound.pcm, rate), "-af", chain, "-f", "s16le", limited], "limiting")
    read = measure(raw_input(limited, rate), rate, sound.samples)

    assert found.loudness(gain_db, CEILING_DB) == pytest.approx(read.lufs, abs=0.15)


def test_the_gain_for_a_loudness_gives_that_loudness(voice, sound_of):
    found = forecast(sound_of(voice(5, level=0.9), 24_000), -16, CEILING_DB)

    assert found.loudness(found.gain_for(-14, CEILING_DB), CEILING_DB) == pytest.approx(-14, abs=0.01)
    assert found.loudness(found.gain_for(-14, -4), -4) == pytest.approx(-14, abs=0.01)


def test_silence_stays_silence(sound_of):
    assert forecast(sound_of(bytes(48_000), 24_000), -16, CEILING_DB).is_silent


def test_a_sound_shorter_than_a_block_has_its_loudness(voice, sound_of):
    short, long = voice(0.2, level=0.3), voice(0.2, level=0.3) * 10

    assert forecast(sound_of(short, 24_000), -30, 0).loudness(0, 0) == pytest.approx(
        forecast(sound_of(long, 24_000), -30, 0).loudness(0, 0), abs=0.5
    )
