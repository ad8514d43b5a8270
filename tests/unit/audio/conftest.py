import subprocess

import numpy as np
import pyloudnorm
import pytest
from scipy.signal import resample_poly

from narrate import ffmpeg
from narrate.model import Segment, Speech, Utterance, Waveform, Word


def _voice(seconds, rate=24_000, *, level=0.3, pitch_hz=140.0, lead_ms=0, tail_ms=0, seed=1):
    """Return s16le that a meter takes for speech: harmonics of a gliding pitch, breath, syllables, silent ends."""
    count = round(seconds * rate)
    time = np.arange(count) / rate
    glide = 1 + 0.08 * np.sin(2 * np.pi * 0.37 * time + seed) + 0.08 * np.sin(2 * np.pi * 1.9 * time)
    rng = np.random.default_rng(seed)
    jitter = np.interp(time * 25, np.arange(int(seconds * 25) + 2), rng.normal(0, 0.02, int(seconds * 25) + 2))
    phase = 2 * np.pi * np.cumsum(pitch_hz * (glide + jitter)) / rate
    harmonics = sum(np.sin(k * phase + k * seed) / k for k in range(1, 20))
    breath = 0.05 * rng.standard_normal(count)
    beat = 2.0 * time + 0.3 * np.sin(2 * np.pi * 0.23 * time)
    syllables = np.abs(np.sin(2 * np.pi * beat)) ** 0.5 * (0.6 + 0.4 * np.sin(2 * np.pi * 0.3 * time))
    sound = (harmonics + breath) * syllables
    sound *= level / np.abs(sound).max(initial=1e-9)
    padded = np.concatenate([np.zeros(lead_ms * rate // 1000), sound, np.zeros(tail_ms * rate // 1000)])
    return (padded * 32767).astype("<i2").tobytes()


def _segment(pcm, rate=24_000, *, text="A line.", block=0, pause_ms=400, words=()):
    spoken = tuple(Word(*word) for word in words)
    return Segment(Utterance(text, text, block=block, pause_ms=pause_ms), Speech(Waveform(pcm, rate), spoken))


def _decode(path, rate=None):
    """Return what a player hears, as floats."""
    into = ["-ar", str(rate)] if rate else []
    command = [ffmpeg.find(), "-v", "error", "-i", path, "-f", "s16le", "-ac", "1", *into, "-"]
    raw = subprocess.run(command, capture_output=True, check=True).stdout
    return np.frombuffer(raw, "<i2") / 32768


def _judge(path, rate):
    """Return loudness and true peak by an independent meter, BS.1770-4."""
    sound = _decode(path)
    peak = np.abs(resample_poly(sound, 8, 1)).max()
    return pyloudnorm.Meter(rate).integrated_loudness(sound), 20 * np.log10(peak)


@pytest.fixture
def voice():
    return _voice


@pytest.fixture
def segment():
    return _segment


@pytest.fixture
def decode():
    return _decode


@pytest.fixture
def judge():
    return _judge


@pytest.fixture
def three_segments():
    sounds = [_voice(2 + number / 2, seed=number, lead_ms=250, tail_ms=300) for number in range(3)]
    return [_segment(sound, text=f"Line {number} is here.", block=number) for number, sound in enumerate(sounds)]
