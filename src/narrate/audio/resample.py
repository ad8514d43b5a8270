"""A waveform at another sample rate."""

from math import gcd

import numpy as np

from narrate.model import Waveform

__all__ = ["resample"]


def resample(waveform: Waveform, rate_hz: int) -> Waveform:
    """Return the same sound at `rate_hz`.

    The spectrum is cut or extended (band-limited interpolation), so nothing is mirrored or dulled. The sound is first
    extended with silence so that both lengths are whole numbers of samples.
    """
    if waveform.rate_hz == rate_hz:
        return waveform
    common = gcd(waveform.rate_hz, rate_hz)
    down, up = waveform.rate_hz // common, rate_hz // common
    samples = np.frombuffer(waveform.pcm, "<i2").astype(np.float64)
    # Silence of at least a tenth of a second keeps the end from ringing into the start.
    steps = -(-(len(samples) + waveform.rate_hz // 10) // down)
    spectrum = np.fft.rfft(samples, steps * down)
    cut = np.zeros(steps * up // 2 + 1, complex)
    shared = min(len(spectrum), len(cut))
    cut[:shared] = spectrum[:shared]
    sound = np.fft.irfft(cut, steps * up) * (up / down)
    length = -(-len(samples) * up // down)
    pcm = np.clip(np.rint(sound[:length]), -32768, 32767).astype("<i2").tobytes()
    return Waveform(pcm, rate_hz)
