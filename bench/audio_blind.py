"""Faults that the listening gate wasn't built on: written before its bars were read, never tuned on, scored at the end.

Each takes a `Take` and changes it; `bench/audio_gate.py` runs them beside the known ones. What belongs to a sentence
changes `sounds[k]`; what belongs to the whole recording has a name in `WHOLE` and changes the decoded file.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from scipy.signal import butter, resample_poly, sosfiltfilt

Sound = np.ndarray


@dataclass
class Take:
    """An article as an engine spoke it, before it is joined."""

    sounds: list[Sound]
    """Samples by sentence, -32768 to 32767."""
    rate_hz: int
    texts: list[str]
    """What should be said."""
    starts: list[list[float]]
    """Seconds at which each word of each sentence begins, in its sound."""
    say: Callable[[str], Sound]
    """The same voice says another text."""
    other: Callable[[str], Sound]
    """Another voice says it."""
    foreign: Callable[[str], Sound]
    """A voice of another language says it."""
    elsewhere: list[Sound] = field(default_factory=list)
    """Sentences of another article, same voice."""
    late_s: dict[int, float] = field(default_factory=dict)
    """By how much the word times of a sentence come late."""


def _band(sound: Sound, rate_hz: int, low_hz: float | None, high_hz: float | None) -> Sound:
    if low_hz and high_hz:
        sos = butter(6, [low_hz, high_hz], "bandpass", fs=rate_hz, output="sos")
    elif low_hz:
        sos = butter(6, low_hz, "highpass", fs=rate_hz, output="sos")
    else:
        sos = butter(6, high_hz or 0, "lowpass", fs=rate_hz, output="sos")
    return np.asarray(sosfiltfilt(sos, sound))


def _edge(sound: Sound, rate_hz: int) -> int:
    """Return the sample where the voice is first within 30 dB of its loudest 10 ms."""
    step = rate_hz // 100
    frames = np.sqrt((sound[: len(sound) // step * step].reshape(-1, step) ** 2).mean(axis=1))
    return int(np.argmax(frames > frames.max() / 32)) * step


def quieter(take: Take, k: int) -> None:
    """It is 12 dB quieter than the others."""
    take.sounds[k] = take.sounds[k] / 4


def sagging(take: Take, k: int) -> None:
    """Its second half is 14 dB quieter."""
    half = len(take.sounds[k]) // 2
    take.sounds[k] = take.sounds[k] * np.where(np.arange(len(take.sounds[k])) < half, 1, 0.2)


def telephone(take: Take, k: int) -> None:
    """It has 300 to 3400 Hz alone."""
    take.sounds[k] = _band(take.sounds[k], take.rate_hz, 300, 3400)


def muffled(take: Take, k: int) -> None:
    """It has nothing over 1.5 kHz."""
    take.sounds[k] = _band(take.sounds[k], take.rate_hz, None, 1500)


def thin(take: Take, k: int) -> None:
    """It has nothing under 1 kHz."""
    take.sounds[k] = _band(take.sounds[k], take.rate_hz, 1000, None)


def narrow(take: Take, k: int) -> None:
    """It comes from an 8 kHz file."""
    take.sounds[k] = _band(take.sounds[k], take.rate_hz, None, 3900)


def chipmunk(take: Take, k: int) -> None:
    """It is played a quarter too fast, and so too high."""
    take.sounds[k] = np.asarray(resample_poly(take.sounds[k], 4, 5))


def dragged(take: Take, k: int) -> None:
    """It is played a quarter too slow, and so too deep."""
    take.sounds[k] = np.asarray(resample_poly(take.sounds[k], 5, 4))


def other_speaker(take: Take, k: int) -> None:
    """Another speaker says it."""
    take.sounds[k] = take.other(take.texts[k])


def wrong_language(take: Take, k: int) -> None:
    """A voice of another language reads it."""
    take.sounds[k] = take.foreign(take.texts[k])


def halves_swapped(take: Take, k: int) -> None:
    """Its halves come in the wrong order."""
    half = int(take.starts[k][len(take.starts[k]) // 2] * take.rate_hz)
    take.sounds[k] = np.concatenate([take.sounds[k][half:], take.sounds[k][:half]])


def backwards(take: Take, k: int) -> None:
    """It runs backwards."""
    take.sounds[k] = take.sounds[k][::-1].copy()


def packets(take: Take, k: int) -> None:
    """Every fifth 40 ms are silent."""
    step = take.rate_hz // 25
    take.sounds[k] = take.sounds[k] * ((np.arange(len(take.sounds[k])) // step) % 5 != 2)


def robot(take: Take, k: int) -> None:
    """It is multiplied by a tone of 70 Hz."""
    take.sounds[k] = take.sounds[k] * np.sin(2 * np.pi * 70 * np.arange(len(take.sounds[k])) / take.rate_hz) * 1.4


def wow(take: Take, k: int) -> None:
    """Its speed wavers by 6 %, three times a second."""
    n = np.arange(len(take.sounds[k]))
    shift = 0.06 / (2 * np.pi * 3) * take.rate_hz * np.sin(2 * np.pi * 3 * n / take.rate_hz)
    take.sounds[k] = np.interp(n + shift, n, take.sounds[k])


def crushed(take: Take, k: int) -> None:
    """It has 5 bits a sample."""
    step = np.abs(take.sounds[k]).max() / 16
    take.sounds[k] = np.round(take.sounds[k] / step) * step


def hall(take: Take, k: int) -> None:
    """It stands in a hall with 0.8 s of reverberation."""
    n = int(take.rate_hz * 0.8)
    tail = np.random.default_rng(k).standard_normal(n) * 10 ** (-3 * np.arange(n) / n)
    tail *= 0.7 / np.sqrt((tail**2).sum())
    tail[0] += 1
    take.sounds[k] = np.convolve(take.sounds[k], tail)


def babble(take: Take, k: int) -> None:
    """Somebody else speaks behind it, 6 dB below."""
    behind = np.resize(take.elsewhere[k % len(take.elsewhere)], len(take.sounds[k]))
    take.sounds[k] = take.sounds[k] + behind / 2


def headless(take: Take, k: int) -> None:
    """Its first word is missing."""
    take.sounds[k] = take.sounds[k][int(take.starts[k][1] * take.rate_hz) :]


def bitten(take: Take, k: int) -> None:
    """The first 120 ms of its voice are missing."""
    edge = _edge(take.sounds[k], take.rate_hz)
    take.sounds[k] = take.sounds[k][edge + int(take.rate_hz * 0.12) :]


def intruder(take: Take, k: int) -> None:
    """A sentence of another article follows it."""
    take.sounds[k] = np.concatenate([take.sounds[k], take.elsewhere[k % len(take.elsewhere)]])


def hole(take: Take, k: int) -> None:
    """It stops for 1.5 s in the middle."""
    at = int(take.starts[k][len(take.starts[k]) // 2] * take.rate_hz)
    take.sounds[k] = np.insert(take.sounds[k], at, np.zeros(int(take.rate_hz * 1.5)))


def not_added(take: Take, k: int) -> None:
    """A "not" is said that isn't written."""
    words = take.texts[k].split()
    place = next((n for n, word in enumerate(words) if word in ("is", "was", "are", "were", "will", "has", "have")), 0)
    take.sounds[k] = take.say(" ".join([*words[: place + 1], "not", *words[place + 1 :]]))


def hissing_s(take: Take, k: int) -> None:
    """All over 4 kHz is 15 dB louder."""
    high = _band(take.sounds[k], take.rate_hz, 4000, None)
    take.sounds[k] = take.sounds[k] + high * 4.6


def fade_in(take: Take, k: int) -> None:
    """It comes up from nothing over its first 1.2 s."""
    n = min(len(take.sounds[k]), int(take.rate_hz * 1.2))
    take.sounds[k] = np.concatenate([take.sounds[k][:n] * np.linspace(0, 1, n) ** 2, take.sounds[k][n:]])


def hum(sound: Sound, rate_hz: int) -> Sound:
    """It hums at 50 Hz and three overtones, 30 dB under full scale."""
    t = np.arange(len(sound)) / rate_hz
    return sound + sum(1000 / n * np.sin(2 * np.pi * 50 * n * t) for n in (1, 2, 3, 4))


def hiss(sound: Sound, rate_hz: int) -> Sound:
    """It hisses, 48 dB under full scale."""
    return sound + np.random.default_rng(rate_hz).standard_normal(len(sound)) * 130


def short(sound: Sound, rate_hz: int) -> Sound:
    """Its last 1.2 s are missing."""
    return sound[: -int(rate_hz * 1.2)]


def faint(sound: Sound, rate_hz: int) -> Sound:
    """It is 8 dB too quiet."""
    return sound * 0.4 + rate_hz * 0


def crackle(sound: Sound, rate_hz: int) -> Sound:
    """It crackles four times a second, like an old record."""
    rng = np.random.default_rng(rate_hz)
    out = sound.copy()
    for at in rng.integers(0, len(sound) - 8, int(len(sound) / rate_hz * 4)):
        out[at : at + 4] += rng.choice([-1, 1]) * 6000 * np.array([1, -0.8, 0.5, -0.2])
    return out


def garbled(sound: Sound, rate_hz: int) -> Sound:
    """It went through a codec of 8 kHz that lost every tenth 20 ms and said the ones before them again."""
    low = _band(sound, rate_hz, None, 3800)
    step = rate_hz // 50
    for n in range(9, len(low) // step, 10):
        low[n * step : (n + 1) * step] = low[(n - 1) * step : n * step]
    return np.round(low / 512) * 512


SENTENCE = (
    quieter, sagging, telephone, muffled, thin, narrow, chipmunk, dragged, other_speaker, wrong_language,
    halves_swapped, backwards, packets, robot, wow, crushed, hall, babble, headless, bitten, intruder, hole,
    not_added, hissing_s, fade_in,
)  # fmt: skip
WHOLE = (hum, hiss, short, faint, crackle, garbled)
