"""Every finished file begins and ends with 300 ms of silence, whatever the voice gives: it is decoded again."""

import numpy as np
import pytest

from narrate import ffmpeg
from narrate.audio.record import record
from narrate.audio.tags import Tags
from narrate.model import Segment, Utterance
from narrate.settings.options import AudioOptions
from narrate.testing import ToneBackend

RATE_HZ = 48_000
QUIET_DBFS = -50.0
LEAST_MS = 280
FRAME_MS = 5


def edges_ms(sound):
    """Return how long a sound stays below -50 dBFS at its start and at its end."""
    frames = sound[: len(sound) // 240 * 240].reshape(-1, 240)
    loud = np.flatnonzero(np.sqrt((frames**2).mean(axis=1)) > 10 ** (QUIET_DBFS / 20))
    return loud[0] * FRAME_MS, (len(frames) - 1 - loud[-1]) * FRAME_MS


def tone():
    backend = ToneBackend()
    for text in ("The harbour was quiet.", "Two boats left."):
        yield Segment(Utterance(text, text, block=0, pause_ms=400), backend.synthesize(text))


@pytest.fixture
def readings(voice, segment):
    """Segments of voices that give no silence, a lot of it, and a hiss instead of it."""
    hiss = (np.random.default_rng(1).standard_normal(24_000) * 20).astype("<i2").tobytes()
    return {
        "tone": tone,
        "none": lambda: [segment(voice(2, seed=n)) for n in range(2)],
        "much": lambda: [segment(voice(2, seed=n, lead_ms=1500, tail_ms=1500)) for n in range(2)],
        "hiss": lambda: [segment(hiss + voice(2, seed=n) + hiss) for n in range(2)],
        "one word": lambda: [segment(voice(0.3))],
    }


@pytest.mark.parametrize("voice_gives", ["tone", "none", "much", "hiss", "one word"])
def test_every_form_begins_and_ends_with_silence(tmp_path, readings, decode, voice_gives):
    options = AudioOptions(extra_formats=("m4a", "opus"))
    recording = record(readings[voice_gives](), tmp_path / "a.mp3", Tags(), options)
    for suffix in ("mp3", "m4a", "opus"):
        lead_ms, tail_ms = edges_ms(decode(recording.path.with_suffix(f".{suffix}"), RATE_HZ))
        assert LEAST_MS <= lead_ms <= 320, suffix
        assert LEAST_MS <= tail_ms <= 345, suffix


@pytest.mark.parametrize("names", [("intro",), ("outro",), ("intro", "jingle", "outro", "bed"), ("bed",), ("jingle",)])
def test_so_does_a_reading_with_music(tmp_path, readings, decode, names):
    music = tmp_path / "music.wav"
    ffmpeg.run(["-f", "lavfi", "-i", "sine=frequency=700:sample_rate=44100:duration=3", music], "making a test file")
    headline = Segment(Utterance("Quiet.", "Quiet.", pause_ms=500), ToneBackend().synthesize("Quiet."))
    options = AudioOptions(**dict.fromkeys(names, music), extra_formats=("m4a", "opus"))
    recording = record([headline, *readings["none"]()], tmp_path / "a.mp3", Tags(), options)
    for suffix in ("mp3", "m4a", "opus"):
        assert min(edges_ms(decode(recording.path.with_suffix(f".{suffix}"), RATE_HZ))) >= LEAST_MS, suffix


def test_words_are_heard_when_their_times_say(tmp_path, decode):
    recording = record(tone(), tmp_path / "a.mp3", Tags())
    sound = np.abs(decode(recording.path, RATE_HZ))
    for cue in recording.cues:
        for word in cue.words:
            start, end = round(word.start_ms * 48), round(word.end_ms * 48)
            assert sound[start + 960 : start + 1920].max() > 0.1, word
            assert sound[end + 480 : end + 960].max() < 0.02, word
