import numpy as np
import pytest

from narrate.audio.signals import measure_signal

RATE_HZ = 24_000


@pytest.fixture
def speech(voice):
    return np.frombuffer(voice(3.0, level=0.5), "<i2") / 32768


def test_a_voice_swings_and_noise_does_not(speech):
    noise = np.random.default_rng(1).standard_normal(len(speech)) * 0.1
    assert measure_signal(speech, RATE_HZ).swing_db > 2 * measure_signal(noise, RATE_HZ).swing_db


def test_clipping_takes_the_peaks_away(speech):
    clipped = np.clip(speech * 20, -0.5, 0.5)
    assert measure_signal(clipped, RATE_HZ).crest_db < measure_signal(speech, RATE_HZ).crest_db - 3


def test_a_hole_is_measured(speech):
    holed = np.concatenate([speech, np.zeros(2 * RATE_HZ), speech])
    signal = measure_signal(holed, RATE_HZ)
    assert signal.gap_ms == pytest.approx(2000, abs=150)
    assert signal.active_ms == pytest.approx(6000, abs=900)


def test_silence_has_no_speech():
    signal = measure_signal(np.zeros(RATE_HZ), RATE_HZ)
    assert (signal.active_ms, signal.level_dbfs) == (0, -90)


def test_a_step_at_a_join_jumps(speech):
    quiet = speech * np.minimum(1, np.minimum(np.arange(len(speech)), np.arange(len(speech))[::-1]) / 480)
    clicking = quiet.copy()
    clicking[-10:] = 0.5
    assert measure_signal(quiet, RATE_HZ).jump < 0.5
    assert measure_signal(clicking, RATE_HZ).jump > 1


@pytest.mark.parametrize("length", [1, 7, 300])
def test_a_few_samples_are_measured_too(length):
    assert np.isfinite(measure_signal(np.full(length, 0.1), RATE_HZ).level_dbfs)
