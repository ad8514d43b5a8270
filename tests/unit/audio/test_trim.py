import numpy as np

from narrate.audio.trim import speech_span, trim
from narrate.model import Waveform


def test_speech_is_found_between_its_silences(voice):
    first, last = speech_span(Waveform(voice(1.0, lead_ms=300, tail_ms=500), 24_000))
    assert abs(first - 7200) <= 240
    assert abs(last - 31_200) <= 240


def test_silence_at_the_ends_is_cut_to_what_was_asked_for(voice):
    pcm, dropped = trim(Waveform(voice(1.0, lead_ms=300, tail_ms=500), 24_000), 60, 100)
    assert abs(dropped - 240 * 24) <= 240
    assert abs(len(pcm) // 2 - 1160 * 24) <= 480


def test_silence_is_never_added(voice):
    pcm, dropped = trim(Waveform(voice(1.0), 24_000), 60, 60)
    assert (len(pcm) // 2, dropped) == (24_000, 0)


def test_a_soft_ending_is_kept(voice):
    tail = (np.random.default_rng(1).standard_normal(4800) * 32767 * 0.3 * 0.01).astype("<i2").tobytes()
    pcm, _ = trim(Waveform(voice(1.0) + tail + bytes(48_000), 24_000), 60, 60)
    assert len(pcm) // 2 >= 24_000 + 4800


def test_both_ends_fade():
    pcm, _ = trim(Waveform(np.full(24_000, 8000, "<i2").tobytes(), 24_000), 60, 60)
    samples = np.abs(np.frombuffer(pcm, "<i2"))
    assert samples[0] < 500
    assert samples[-1] < 500
    assert samples[200] == samples[-200] == 8000


def test_all_silence_stays_whole():
    assert len(trim(Waveform(bytes(4800), 24_000), 60, 60)[0]) == 4800
