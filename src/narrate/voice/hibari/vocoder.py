"""Spectrum and pitch to samples: a source of pulses, filtered, with shaped noise, through one inverse transform.

The model was trained with exactly this signal path (hibari's README, "ONNX interface"): with E the transform of a pulse
train that follows the pitch and Z complex noise of unit variance in both parts,

    S = exp(harmonic_log) e^(i pi tanh(harmonic_turn)) E + exp(noise_log) Z + exp(free_log) e^(i free_phase)
"""

from functools import lru_cache
from typing import Any

import numpy as np

from narrate.voice.hibari.model import Spectrum

__all__ = ["HOP_SAMPLES", "RATE_HZ", "render"]

RATE_HZ = 24_000
HOP_SAMPLES = 300
"""From frame to frame: 12.5 ms."""
_WINDOW_SAMPLES = 4 * HOP_SAMPLES
_WINDOW = np.hanning(_WINDOW_SAMPLES + 1)[:-1].astype(np.float32)  # periodic, so that four of them sum to a constant
_HIGHEST_LOG = 7.0  # magnitudes were cut off here in training
_LOWEST_PITCH_HZ = 40.0  # below it, nothing is voiced
_HIGHEST_HARMONIC_HZ = 11_000.0
_SEED = 20_261_001  # any number; with a fixed one, equal text gives equal sound


def render(spectrum: Spectrum) -> Any:
    """Return the samples of `spectrum`, float32 at `RATE_HZ`, `HOP_SAMPLES` a frame; equal ones if called again."""
    frames = spectrum.pitch_hz.shape[-1]
    pulses = _pulses(spectrum.pitch_hz.reshape(-1))
    source = np.ascontiguousarray(np.fft.rfft(_windowed(pulses, frames), axis=1).T)
    source *= _polar(spectrum.harmonic_log, np.pi * np.tanh(spectrum.harmonic_turn))
    noise = np.random.default_rng(_SEED).standard_normal((*source.shape, 2), np.float32).view(np.complex64)[..., 0]
    noise *= _magnitude(spectrum.noise_log)
    source += noise
    source += _polar(spectrum.free_log, spectrum.free_phase)
    return _overlapped(np.fft.irfft(source.T, _WINDOW_SAMPLES, axis=1))


def _pulses(pitch_hz: Any) -> Any:
    """Return a pulse train with all harmonics of the pitch up to 11 kHz, each of amplitude 1; 0 where unvoiced.

    The sum of cos(h t) for h from 1 to n is sin((n + 1/2) t) / (2 sin(t / 2)) - 1/2 (Dirichlet's kernel).
    """
    samples = len(pitch_hz) * HOP_SAMPLES
    at_frame = (np.arange(samples) + 0.5) / HOP_SAMPLES - 0.5
    pitch = np.interp(at_frame, np.arange(len(pitch_hz)), pitch_hz)
    is_voiced = pitch > _LOWEST_PITCH_HZ
    pitch = np.maximum(pitch, _LOWEST_PITCH_HZ)
    turns = np.cumsum(pitch) / RATE_HZ
    phase = ((turns - np.floor(turns)) * (2 * np.pi)).astype(np.float32)
    order = (np.floor(_HIGHEST_HARMONIC_HZ / pitch) + 0.5).astype(np.float32)
    divisor = 2 * np.sin(phase / 2)
    is_peak = np.abs(divisor) < 2e-3
    divisor[is_peak] = 1
    train = np.where(is_peak, order, np.sin(order * phase) / divisor) - np.float32(0.5)
    train[~is_voiced] = 0
    return train


def _windowed(sound: Any, frames: int) -> Any:
    """Return the windowed stretches of `sound` around the frames, scaled so that a harmonic keeps its amplitude."""
    padded = np.pad(sound, _WINDOW_SAMPLES // 2, mode="reflect")
    stretches = np.lib.stride_tricks.sliding_window_view(padded, _WINDOW_SAMPLES)[::HOP_SAMPLES][:frames]
    return stretches * (_WINDOW / HOP_SAMPLES)


def _magnitude(log: Any) -> Any:
    return np.exp(np.minimum(log, _HIGHEST_LOG))


def _polar(log: Any, phase: Any) -> Any:
    """Return the complex numbers of a log magnitude and a phase in radians."""
    magnitude = _magnitude(log)
    result = np.empty(log.shape, np.complex64)
    np.multiply(magnitude, np.cos(phase), out=result.real)
    np.multiply(magnitude, np.sin(phase), out=result.imag)
    return result


def _overlapped(stretches: Any) -> Any:
    """Return the sound of windowed stretches added up at their places, divided by what the windows sum to."""
    frames = len(stretches)
    blocks = (stretches * _WINDOW).reshape(frames, 4, HOP_SAMPLES)
    sound = np.zeros((frames + 3, HOP_SAMPLES), np.float32)
    for index in range(4):
        sound[index : index + frames] += blocks[:, index]
    sound /= _window_sums(frames)
    half = _WINDOW_SAMPLES // 2
    return sound.reshape(-1)[half : half + frames * HOP_SAMPLES]


@lru_cache(4)
def _window_sums(frames: int) -> Any:
    squares = (_WINDOW * _WINDOW).reshape(4, HOP_SAMPLES)
    sums = np.zeros((frames + 3, HOP_SAMPLES), np.float32)
    for index in range(4):
        sums[index : index + frames] += squares[index]
    return np.maximum(sums, 1e-11)
