"""Faults that the listening gate was built on, in the form of `bench/audio_blind.py`.

A fault that a sentence can't have, such as another number where it has none, raises `LookupError`.
"""

import re

import numpy as np
from scipy.signal import butter, resample_poly, sosfiltfilt

from audio_blind import Sound, Take

NUMBERS = {
    "two": "four", "three": "eight", "four": "seven", "five": "nine", "six": "ten", "seven": "eleven", "eight": "two",
    "nine": "six", "ten": "three", "twelve": "thirty", "fifteen": "fifty", "twenty": "seventy", "thirty": "sixty",
    "forty": "eighty", "fifty": "twenty", "hundred": "thousand", "thousand": "million", "million": "billion",
}  # fmt: skip
NAMES = ("Margaret", "Holloway", "Petersen", "Lagos", "Dortmund", "Whitaker")
NEGATIONS = re.compile(r"\b(?:not|never|no) |n't\b")


def silenced(take: Take, k: int) -> None:
    """It is mute."""
    take.sounds[k] = np.zeros_like(take.sounds[k])


def half_silenced(take: Take, k: int) -> None:
    """Its second half is mute."""
    take.sounds[k] = np.where(np.arange(len(take.sounds[k])) < len(take.sounds[k]) // 2, take.sounds[k], 0)


def swapped(take: Take, k: int) -> None:
    """It is said in the place of its neighbour."""
    other = k + 1 if k + 1 < len(take.sounds) else k - 1
    take.sounds[k], take.sounds[other] = take.sounds[other], take.sounds[k]


def cut(take: Take, k: int) -> None:
    """It ends in the middle."""
    take.sounds[k] = take.sounds[k][: int(len(take.sounds[k]) * 0.55)]


def hollowed(take: Take, k: int) -> None:
    """Its middle third is missing."""
    third = len(take.sounds[k]) // 3
    take.sounds[k] = np.concatenate([take.sounds[k][:third], take.sounds[k][2 * third :]])


def doubled(take: Take, k: int) -> None:
    """It is said twice."""
    take.sounds[k] = np.concatenate([take.sounds[k], take.sounds[k]])


def noise(take: Take, k: int) -> None:
    """Noise stands in its place."""
    take.sounds[k] = np.random.default_rng(k).standard_normal(len(take.sounds[k])) * 3000


def noisy(take: Take, k: int) -> None:
    """There is noise 3 dB below the voice."""
    power = np.sqrt((take.sounds[k] ** 2).mean()) * 10 ** (-3 / 20)
    take.sounds[k] = take.sounds[k] + np.random.default_rng(k).standard_normal(len(take.sounds[k])) * power


def clipped(take: Take, k: int) -> None:
    """It is clipped 20 dB above full scale, then halved."""
    take.sounds[k] = np.clip(take.sounds[k] * 12, -32767, 32767) * 0.5


def another(take: Take, k: int) -> None:
    """Something else is said."""
    take.sounds[k] = take.elsewhere[k % len(take.elsewhere)]


def dull(take: Take, k: int) -> None:
    """It has nothing over 2.5 kHz."""
    sos = butter(6, 2500, "lowpass", fs=take.rate_hz, output="sos")
    take.sounds[k] = np.asarray(sosfiltfilt(sos, take.sounds[k]))


def deep(take: Take, k: int) -> None:
    """It is half an octave deeper, at its own speed."""
    take.sounds[k] = _stretched(np.asarray(resample_poly(take.sounds[k], 7, 5)), 1.4, take.rate_hz)


def hasty(take: Take, k: int) -> None:
    """It is 1.5 times as fast, at its own pitch."""
    take.sounds[k] = _stretched(take.sounds[k], 1.5, take.rate_hz)


def faded(take: Take, k: int) -> None:
    """Its last 1.5 s fade away."""
    n = min(len(take.sounds[k]), int(1.5 * take.rate_hz))
    take.sounds[k] = np.concatenate([take.sounds[k][:-n], take.sounds[k][-n:] * np.linspace(1, 0, n) ** 2])


def bleep(take: Take, k: int) -> None:
    """A bleep of 300 ms covers a word."""
    at, n = _word(take, k), int(0.3 * take.rate_hz)
    tone = 6000 * np.sin(2 * np.pi * 1000 * np.arange(n) / take.rate_hz)
    take.sounds[k] = np.concatenate([take.sounds[k][:at], tone, take.sounds[k][at + n :]])


def echo(take: Take, k: int) -> None:
    """It has an echo 200 ms later, 6 dB below."""
    late = int(0.2 * take.rate_hz)
    take.sounds[k] = np.pad(take.sounds[k], (0, late)) + 0.5 * np.pad(take.sounds[k], (late, 0))


def clicks(take: Take, k: int) -> None:
    """Three samples of it jump."""
    sound = take.sounds[k].copy()
    for share in (0.3, 0.5, 0.7):
        sound[int(share * len(sound))] += 12_000
    take.sounds[k] = sound


def stutter(take: Take, k: int) -> None:
    """It says 250 ms three times."""
    at, n = _word(take, k), int(0.25 * take.rate_hz)
    piece = take.sounds[k][at : at + n]
    take.sounds[k] = np.concatenate([take.sounds[k][:at], piece, piece, take.sounds[k][at:]])


def dropout(take: Take, k: int) -> None:
    """600 ms of it are mute."""
    at = _word(take, k)
    take.sounds[k] = take.sounds[k].copy()
    take.sounds[k][at : at + int(0.6 * take.rate_hz)] = 0


def words_lost(take: Take, k: int) -> None:
    """Three words of it are missing."""
    words = take.texts[k].split()
    middle = len(words) // 2
    if len(words) < 8:
        raise LookupError
    take.sounds[k] = take.say(" ".join(words[: middle - 1] + words[middle + 2 :]))


def word_twice(take: Take, k: int) -> None:
    """A word of it is said twice."""
    words = take.texts[k].split()
    middle = next(n for n in range(len(words) // 2, 0, -1) if len(words[n]) > 3 or n == 1)
    take.sounds[k] = take.say(" ".join(words[: middle + 1] + words[middle:]))


def last_word_lost(take: Take, k: int) -> None:
    """Its last word isn't said."""
    words = take.texts[k].split()
    take.sounds[k] = take.say(" ".join(words[:-1]).rstrip(",;:") + ".")


def another_number(take: Take, k: int) -> None:
    """A number of it is another."""
    words = take.texts[k].split(" ")
    at = next((n for n, word in enumerate(words) if word.strip(",.").lower() in NUMBERS), None)
    if at is None:
        raise LookupError
    words[at] = NUMBERS[words[at].strip(",.").lower()] + words[at][len(words[at].rstrip(",.")) :]
    take.sounds[k] = take.say(" ".join(words))


def another_name(take: Take, k: int) -> None:
    """A name of it is another."""
    words = take.texts[k].split(" ")
    places = [n for n, word in enumerate(words) if n and re.fullmatch(r"[A-Z][a-z]{3,}[,.]?", word)]
    if not places:
        raise LookupError
    word = words[places[-1]]
    words[places[-1]] = NAMES[k % len(NAMES)] + word[len(word.rstrip(",.")) :]
    take.sounds[k] = take.say(" ".join(words))


def affirmed(take: Take, k: int) -> None:
    """A "not", "no" or "never" of it isn't said."""
    text = NEGATIONS.sub("", take.texts[k], count=1)
    if text == take.texts[k]:
        raise LookupError
    take.sounds[k] = take.say(text)


def loud_pause(take: Take, k: int) -> None:
    """Noise follows it, 35 dB under full scale."""
    n = int(0.5 * take.rate_hz)
    take.sounds[k] = np.concatenate([take.sounds[k], np.random.default_rng(k).standard_normal(n) * 580])


def late(take: Take, k: int) -> None:
    """Its words have times 700 ms late."""
    take.late_s[k] = 0.7


def _word(take: Take, k: int) -> int:
    """Return the sample at which a word in the middle begins."""
    return int(take.starts[k][len(take.starts[k]) // 2] * take.rate_hz)


def _stretched(sound: Sound, speed: float, rate_hz: int) -> Sound:
    """Return `sound` at `speed` times its tempo, with its pitch (overlap and add at the best place)."""
    size = rate_hz // 25
    hop, seek, window = size // 2, rate_hz // 100, np.hanning(rate_hz // 25)
    out = np.zeros(int(len(sound) / speed) + 2 * size)
    padded = np.pad(sound, (seek, 2 * size + seek))
    expected = padded[seek : seek + size]
    for n in range(int(len(sound) / speed / hop)):
        at = int(n * hop * speed)
        near = padded[at : at + size + 2 * seek]
        best = int(np.argmax(np.correlate(near, expected, "valid")))
        piece = near[best : best + size]
        out[n * hop : n * hop + size] += piece * window
        expected = padded[at + best + hop : at + best + hop + size]
    return out[: int(len(sound) / speed)]


SENTENCE = (
    silenced, half_silenced, swapped, cut, hollowed, doubled, noise, noisy, clipped, another, dull, deep, hasty, faded,
    bleep, echo, clicks, stutter, dropout, words_lost, word_twice, last_word_lost, another_number, another_name,
    affirmed, loud_pause, late,
)  # fmt: skip
