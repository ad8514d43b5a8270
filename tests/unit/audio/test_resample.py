import numpy as np
import pytest

from narrate.audio.resample import resample
from narrate.model import Waveform


def tone(rate, hz, seconds=0.5):
    return (np.sin(2 * np.pi * hz * np.arange(round(rate * seconds)) / rate) * 12_000).astype("<i2")


@pytest.mark.parametrize(("rate", "to"), [(22_050, 24_000), (24_000, 22_050), (16_000, 24_000), (48_000, 24_000)])
def test_a_tone_stays_the_same_tone(rate, to):
    waveform = resample(Waveform(tone(rate, 1000).tobytes(), rate), to)
    expected = tone(to, 1000).astype(float)
    got = np.frombuffer(waveform.pcm, "<i2").astype(float)
    assert abs(len(got) - len(expected)) <= 1
    inner = slice(1000, len(expected) - 1000)
    noise = np.abs(got[inner] - expected[inner]).max()
    assert noise < 12_000 * 10 ** (-50 / 20)


def test_what_the_lower_rate_cannot_hold_is_left_out_not_mirrored():
    waveform = resample(Waveform(tone(48_000, 14_000).tobytes(), 48_000), 24_000)
    inner = np.frombuffer(waveform.pcm, "<i2")[1000:-1000].astype(float)
    assert np.sqrt((inner**2).mean()) < 12


def test_the_same_rate_costs_nothing():
    waveform = Waveform(tone(24_000, 300).tobytes(), 24_000)
    assert resample(waveform, 24_000) is waveform
