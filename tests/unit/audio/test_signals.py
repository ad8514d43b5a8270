import numpy as np
import pytest

from narrate.audio.limiter import Sound
from narrate.audio.signals import even, measure_signal, speech_level
from narrate.model import Cue, Utterance

RATE_HZ = 24_000


LEVEL_RATE_HZ = 24_000


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


@pytest.fixture
def evened(tmp_path, voice):
    """Return the levels of utterances before and after evening them, as a meter of their own reads them."""

    def run(levels):
        sounds = [voice(2.0, level=level, seed=1) for level in levels]
        path = tmp_path / "a.pcm"
        path.write_bytes(b"".join(sounds))
        cues = [Cue(n * 2000.0, n * 2000.0 + 2000, Utterance("A.", "A.")) for n in range(len(levels))]
        even(Sound(path, LEVEL_RATE_HZ, 48_000 * len(levels)), cues)
        after = np.frombuffer(path.read_bytes(), "<i2").reshape(len(levels), -1)
        return [20 * np.log10(np.abs(one.astype(float)).max() / 32767) for one in after]

    return run


def test_utterances_6_db_apart_come_within_2(evened):
    after = evened([0.2, 0.4, 0.2, 0.4, 0.2])
    assert max(after) - min(after) <= 2


def test_natural_differences_stay(evened):
    after = evened([0.3, 0.33, 0.27, 0.3, 0.3])
    assert after == pytest.approx([20 * np.log10(level) for level in (0.3, 0.33, 0.27, 0.3, 0.3)], abs=0.05)


def test_what_is_damaged_is_not_lifted(evened):
    assert evened([0.3, 0.3, 0.03, 0.3, 0.3])[2] == pytest.approx(20 * np.log10(0.03), abs=0.1)


def test_nothing_is_lifted_beyond_full_scale(evened):
    assert max(evened([0.99, 0.99, 0.6, 0.99, 0.99])) <= 0


def test_the_level_is_that_of_speech_not_of_its_pauses(voice):
    sound = np.frombuffer(voice(2.0), "<i2")
    with_pause = np.concatenate([sound, np.zeros(LEVEL_RATE_HZ), sound])
    assert speech_level(with_pause, LEVEL_RATE_HZ) == pytest.approx(speech_level(sound, LEVEL_RATE_HZ), abs=0.3)


@pytest.mark.parametrize(("hertz", "expected"), [(1000, 0.7), (100, -1.0), (38, -6.0), (5000, 4.0)])
def test_hearing_is_weighted_as_the_standard_says(hertz, expected):
    tone = np.sin(2 * np.pi * hertz * np.arange(2 * LEVEL_RATE_HZ) / LEVEL_RATE_HZ) * 20_000
    flat = 20 * np.log10(20_000 / 32768 / np.sqrt(2))
    assert speech_level(tone, LEVEL_RATE_HZ) - flat == pytest.approx(expected, abs=0.8)
