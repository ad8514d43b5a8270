"""The meter against tones of known level and an independent meter."""

import re
import subprocess

import numpy as np
import pyloudnorm
import pytest

from narrate import ffmpeg
from narrate.audio.meter import measure, raw_input, true_peak


def test_a_tone_between_the_samples_has_its_true_peak():
    """BS.1770-4, Annex 2: a sine at a quarter of the rate, sampled 45 degrees beside its peaks, is 3 dB higher."""
    tone = np.sin(np.pi / 2 * np.arange(4000) + np.pi / 4).astype(np.float32) * np.hanning(4000).astype(np.float32)
    assert 20 * np.log10(np.abs(tone).max()) == pytest.approx(-3, abs=0.05)
    assert 20 * np.log10(true_peak(tone, 48_000)) == pytest.approx(0, abs=0.1)


@pytest.mark.parametrize("rate", [11_025, 24_000, 44_100])
def test_loudness_and_peak_are_those_of_other_meters(rate, voice, tmp_path):
    pcm = voice(9, rate, level=0.4) + bytes(2 * rate) + voice(5, rate, level=0.1, seed=4)
    path = tmp_path / "a.pcm"
    path.write_bytes(pcm)
    read = measure(raw_input(path, rate), rate)
    command = [str(ffmpeg.find()), "-nostats", *map(str, raw_input(path, rate)), "-af", "ebur128=peak=true"]
    words = subprocess.run([*command, "-f", "null", "-"], capture_output=True, text=True, check=True).stderr
    peak = float(re.findall(r"Peak:\s+(\S+) dBFS", words)[-1])
    expected = pyloudnorm.Meter(rate).integrated_loudness(np.frombuffer(pcm, "<i2") / 32768)
    assert read.lufs == pytest.approx(expected, abs=0.15)  # 2 ms are 22 whole samples at 11,025 Hz
    assert read.true_peak_dbtp == pytest.approx(peak, abs=0.15)
    assert read.samples == len(pcm) // 2
