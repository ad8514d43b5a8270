"""What the limiter makes of sound, and what it foretells of it."""

import math

import numpy as np
import pyloudnorm
import pytest

from narrate.audio.limiter import Sound, limited, prepared, reduction_db
from narrate.audio.meter import measure, raw_input

CEILING_DB = -2.5


@pytest.fixture
def sound_of(tmp_path):
    def _sound(pcm, rate):
        path = tmp_path / "sound.pcm"
        path.write_bytes(pcm)
        return Sound(path, rate, len(pcm) // 2)

    return _sound


def samples_of(sound):
    return np.fromfile(sound.pcm, "<i2") / 32768


@pytest.mark.parametrize("rate", [8000, 22_050, 24_000, 48_000])
@pytest.mark.parametrize("seconds", [1.0, 7.3])
def test_the_loudness_of_the_sound_is_that_of_an_independent_meter(rate, seconds, voice, sound_of, tmp_path):
    pcm = voice(seconds, rate, level=0.2)
    _, levels = prepared(sound_of(pcm, rate), tmp_path)
    expected = pyloudnorm.Meter(rate).integrated_loudness(np.frombuffer(pcm, "<i2") / 32768)
    assert levels.loudness(0, math.inf) == pytest.approx(expected, abs=0.05)


@pytest.mark.parametrize("rate", [22_050, 44_100])
@pytest.mark.parametrize("more_db", [0, 3, 9])
def test_the_loudness_that_is_foretold_is_read_behind_the_limiter(rate, more_db, voice, sound_of, tmp_path):
    pcm = voice(6, rate, level=0.9) + bytes(rate) + voice(6, rate, level=0.3, seed=2)
    turned, levels = prepared(sound_of(pcm, rate), tmp_path)
    gain_db = levels.gain_for(-16, math.inf, 40) + more_db
    out = limited(turned, levels, gain_db, CEILING_DB, tmp_path / "limited.pcm")
    read = measure(raw_input(out.pcm, rate), rate)
    assert levels.loudness(gain_db, CEILING_DB) == pytest.approx(read.lufs, abs=0.1)


def test_the_gain_for_a_loudness_gives_that_loudness(voice, sound_of, tmp_path):
    _, levels = prepared(sound_of(voice(5, level=0.9), 24_000), tmp_path)
    assert levels.loudness(levels.gain_for(-14, CEILING_DB, 40), CEILING_DB) == pytest.approx(-14, abs=0.03)


def test_silence_stays_silence(sound_of, tmp_path):
    _, levels = prepared(sound_of(bytes(48_000), 24_000), tmp_path)
    assert levels.loudness(40, math.inf) == -math.inf


def test_a_sound_shorter_than_a_block_has_its_loudness(voice, sound_of, tmp_path):
    short, long = voice(0.2, level=0.3), voice(0.2, level=0.3) * 10
    loudness = [prepared(sound_of(pcm, 24_000), tmp_path)[1].loudness(0, math.inf) for pcm in (short, long)]
    assert loudness[0] == pytest.approx(loudness[1], abs=0.5)


@pytest.mark.parametrize("rate", [11_025, 24_000])
def test_no_sample_is_above_the_ceiling_and_none_is_lost(rate, voice, sound_of, tmp_path):
    pcm = voice(40, rate, level=0.9)  # longer than a stretch
    turned, levels = prepared(sound_of(pcm, rate), tmp_path)
    out = limited(turned, levels, 9.0, CEILING_DB, tmp_path / "limited.pcm")
    samples = samples_of(out)
    assert len(samples) == len(pcm) // 2
    assert 20 * math.log10(np.abs(samples).max()) <= CEILING_DB + 0.01
    assert levels.is_limited(9.0, CEILING_DB)


def test_a_stretch_is_limited_as_the_whole_would_be(voice, sound_of, tmp_path):
    _, levels = prepared(sound_of(voice(70, 8000, level=0.9), 8000), tmp_path)
    peaks = np.concatenate([rows[0] for rows in levels.read()])
    assert len(list(levels.read())) == 3
    assert len(peaks) > levels.frames
    whole = np.fromfile(levels.path, np.float32).reshape(-1, 2)[:, 0]
    parts, at = [], 0
    for number, (rows, _) in enumerate(levels.read()):
        start = 500 if number else 0
        parts.append(reduction_db(rows, 9.0, CEILING_DB)[start : start + min(15_000, levels.frames - at)])
        at += len(parts[-1])
    assert np.concatenate(parts) == pytest.approx(reduction_db(whole, 9.0, CEILING_DB), abs=1e-9)


def test_a_low_tone_is_turned_down_without_distortion(sound_of, tmp_path):
    """80 Hz, 3 dB over the ceiling: total harmonic distortion at most 0.2 %."""
    rate = 24_000
    t = np.arange(4 * rate) / rate
    pcm = np.rint(32768 * 0.5 * np.sin(2 * np.pi * 80 * t)).astype("<i2").tobytes()
    turned, levels = prepared(sound_of(pcm, rate), tmp_path)
    out = limited(turned, levels, 3.0, 20 * math.log10(0.5), tmp_path / "limited.pcm")
    steady = samples_of(out)[rate : 3 * rate]
    spectrum = np.abs(np.fft.rfft(steady * np.hanning(len(steady))))
    harmonics = [spectrum[160 * n - 4 : 160 * n + 5].max() for n in range(1, 12)]
    assert math.hypot(*harmonics[1:]) / harmonics[0] <= 0.002


def test_turned_phases_leave_the_level_at_every_frequency(voice, sound_of, tmp_path):
    rate = 24_000
    sound = sound_of(voice(6, rate, level=0.5), rate)
    before, after = samples_of(sound), samples_of(prepared(sound, tmp_path)[0])
    for low, high in ((80, 200), (200, 500), (500, 2000), (2000, 8000)):
        edges = [round(f * len(before) / rate) for f in (low, high)]
        power = [np.sum(np.abs(np.fft.rfft(x)[slice(*edges)]) ** 2) for x in (before, after)]
        assert 10 * math.log10(power[1] / power[0]) == pytest.approx(0, abs=0.1)
