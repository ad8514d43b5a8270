import numpy as np
import pytest

from narrate.audio.even import even, speech_level
from narrate.audio.limiter import Sound
from narrate.model import Cue, Utterance

LEVEL_RATE_HZ = 24_000


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
