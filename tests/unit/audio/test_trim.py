import numpy as np
import pytest

from narrate.audio.trim import speech_spans, trim
from narrate.model import Waveform

RATE_HZ = 24_000


def noise(duration_ms, level_db, seed=1):
    """Return hiss as an `s` or an `h` is, at a level in dBFS."""
    count = duration_ms * RATE_HZ // 1000
    return (np.random.default_rng(seed).standard_normal(count) * 32768 * 10 ** (level_db / 20)).astype("<i2").tobytes()


def cut(pcm, edge_ms=60):
    trimmed, dropped = trim(Waveform(pcm, RATE_HZ), edge_ms)
    return np.frombuffer(trimmed, "<i2").astype(float), dropped


def loss_db(whole, trimmed, dropped, start_ms, duration_ms):
    """Return how much softer a stretch of the whole is in the trimmed sound."""
    start, count = start_ms * RATE_HZ // 1000, duration_ms * RATE_HZ // 1000
    before = np.frombuffer(whole, "<i2").astype(float)[start : start + count]
    kept = trimmed[max(0, start - dropped) : max(0, start - dropped + count)]
    return 10 * np.log10(np.sum(before**2) / max(1e-9, np.sum(kept**2)))


def test_clear_speech_is_found_between_its_silences(voice):
    (first, last), _ = speech_spans(Waveform(voice(1.0, lead_ms=300, tail_ms=500), RATE_HZ))
    assert abs(first - 7200) <= 240
    assert abs(last - 31_200) <= 240


def test_silence_at_the_ends_is_cut(voice):
    trimmed, dropped = cut(voice(1.0, lead_ms=300, tail_ms=500))
    assert abs(dropped - 240 * 24) <= 240
    assert abs(len(trimmed) - 1120 * 24) <= 480


def test_silence_that_is_missing_is_added(voice):
    trimmed, dropped = cut(voice(1.0))
    assert abs(dropped + 60 * 24) <= 240
    assert abs(len(trimmed) - 1120 * 24) <= 480
    assert not trimmed[: 50 * 24].any()
    assert not trimmed[-50 * 24 :].any()


@pytest.mark.parametrize("level_db", [-45, -55, -62])
@pytest.mark.parametrize("gap_ms", [0, 80])
def test_a_soft_onset_and_release_are_whole(voice, level_db, gap_ms):
    """Clear speech lies at -20 dBFS; an `h` before it and a `th` after it are softer, and may stand apart."""
    body, gap = voice(1.0, level=0.3), bytes(2 * gap_ms * RATE_HZ // 1000)
    whole = bytes(9600) + noise(60, level_db) + gap + body + gap + noise(60, level_db, seed=2) + bytes(9600)
    trimmed, dropped = cut(whole)
    assert loss_db(whole, trimmed, dropped, 200, 20) < 1
    assert loss_db(whole, trimmed, dropped, 1260 + 2 * gap_ms + 40, 20) < 1


def test_room_tone_is_not_taken_for_a_soft_sound(voice):
    trimmed, _ = cut(noise(500, -65) + voice(1.0, level=0.3) + noise(500, -65, seed=2))
    assert abs(len(trimmed) - 1120 * 24) <= 480


def test_a_sound_from_the_first_sample_loses_less_than_a_decibel():
    whole = noise(1000, -20)
    trimmed, dropped = cut(whole)
    assert loss_db(whole, trimmed, dropped, 0, 20) < 1
    assert loss_db(whole, trimmed, dropped, 980, 20) < 1


def test_both_ends_fade():
    trimmed, _ = cut(np.full(RATE_HZ, 8000, "<i2").tobytes())
    samples = np.abs(trimmed[60 * 24 : -60 * 24])
    assert samples[0] < 500
    assert samples[-1] < 500
    assert samples[200] == samples[-200] == 8000


def test_all_silence_stays_whole():
    assert len(cut(bytes(4800))[0]) == 2400 + 2 * 60 * 24
