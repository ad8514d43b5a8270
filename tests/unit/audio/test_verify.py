import dataclasses
import re
from pathlib import Path

import numpy as np
import pytest

from narrate.audio.encode import encode
from narrate.audio.limiter import Sound
from narrate.audio.record import record
from narrate.audio.tags import Tags
from narrate.audio.verify import verify
from narrate.model import Script, Utterance
from narrate.settings.options import AudioOptions, VoiceOptions
from narrate.testing import MemoryStore
from narrate.voice.speak import Speaker

TEXTS = (
    "The ferries did not sail until the storm had passed.",
    "Their goalkeeper left the field with a knee injury.",
    "Farmers are counting what is left of their harvest.",
    "The opposition walked out before the final vote.",
)


@pytest.fixture(scope="session")
def spoken():
    """The default voice says the texts: a gate that knows voices has to be asked about one."""
    speaker = Speaker(VoiceOptions(cache_dir=Path()), MemoryStore())
    script = Script("en", tuple(Utterance(text, text) for text in TEXTS))
    sounds = [np.frombuffer(one.speech.waveform.pcm, "<i2").astype(float) for one in speaker.speak(script)]
    speaker.close()
    return sounds


@pytest.fixture
def sounds(spoken):
    return [sound.copy() for sound in spoken]


@pytest.fixture
def made(tmp_path, segment):
    def make(sounds):
        pcm = [np.clip(sound, -32768, 32767).astype("<i2").tobytes() for sound in sounds]
        parts = [segment(one, text=text, block=n) for n, (one, text) in enumerate(zip(pcm, TEXTS, strict=True))]
        return record(parts, tmp_path / "a.mp3", Tags())

    return make


def reasons(recording, hear=None):
    verdict = verify(recording, "en", hear)
    return verdict.reasons_by_utterance, [found.text for found in verdict.findings if found.utterance is None]


def test_a_sound_recording_passes(made, sounds):
    assert reasons(made(sounds)) == ({}, [])


def test_silence_where_speech_should_be_is_found(made, sounds):
    sounds[1] = np.zeros_like(sounds[1])
    found, _ = reasons(made(sounds))
    assert list(found) == [1]
    assert "silence instead of speech" in found[1][0]


def test_noise_is_found(made, sounds):
    sounds[2] = np.random.default_rng(1).standard_normal(len(sounds[2])) * 3000
    found, _ = reasons(made(sounds))
    assert "noise" in " ".join(found[2])


def test_clipping_is_found(made, sounds):
    sounds[0] = np.clip(sounds[0] * 100, -12_000, 12_000)
    found, _ = reasons(made(sounds))
    assert "distorted" in " ".join(found[0])


def test_a_hole_is_found(made, sounds):
    sounds[3] = np.concatenate([sounds[3][:30_000], np.zeros(40_000), sounds[3][30_000:]])
    found, _ = reasons(made(sounds))
    assert re.search(r"silent for 1\.[6-9] s|silent for 2", " ".join(found[3]))


@pytest.mark.parametrize(("times", "told"), [(2, "too slow"), (0.4, "too fast")])
def test_a_pace_that_does_not_fit_the_text_is_found(made, sounds, times, told):
    sounds[1] = np.resize(sounds[1], round(len(sounds[1]) * times))
    found, _ = reasons(made(sounds))
    assert list(found) == [1]
    assert told in found[1][0]


def test_a_file_of_another_length_is_found(made, sounds):
    recording = made(sounds)
    _, whole = reasons(dataclasses.replace(recording, duration_ms=recording.duration_ms + 100))
    assert "it lasts" in whole[0]


def test_a_file_of_another_loudness_is_found(made, sounds, segment, tmp_path):
    recording = made(sounds)
    pcm = (sounds[0] / 10).astype("<i2").tobytes()
    record([segment(pcm)], tmp_path / "b.mp3", Tags(), AudioOptions(loudness_lufs=-22))
    _, whole = reasons(dataclasses.replace(recording, path=tmp_path / "b.mp3"))
    assert any("-22.0 LUFS instead of -16.0" in text for text in whole)


def test_what_is_heard_is_compared_with_what_should_be_said(made, sounds):
    def hear(waveform, language):
        """Hear everything but the third sentence, which is misheard also when it is heard alone."""
        assert language == "en"
        if waveform.duration_ms < 5000:
            return "nothing of the kind was ever uttered"
        return " ".join((*TEXTS[:2], TEXTS[3]))

    verdict = verify(made(sounds), "en", hear)
    assert list(verdict.reasons_by_utterance) == [2]
    assert verdict.checks[2].error_rate > 0.5
    assert verdict.checks[0].error_rate == 0
    assert verdict.longest_run >= 8


def test_a_doubt_is_settled_by_listening_again(made, sounds):
    def hear(waveform, _):
        return TEXTS[2] if waveform.duration_ms < 5000 else " ".join((*TEXTS[:2], TEXTS[3]))

    assert verify(made(sounds), "en", hear).findings == ()


def test_without_a_listener_nothing_is_said_of_words(made, sounds):
    verdict = verify(made(sounds), "en")
    assert (verdict.error_rate, verdict.longest_run, verdict.checks[0].error_rate) == (None, None, None)
    assert 2 < verdict.checks[0].words_per_s < 8


def _filtered(sound, gain_of):
    spectrum = np.fft.rfft(sound)
    return np.fft.irfft(spectrum * gain_of(np.fft.rfftfreq(len(sound), 1 / 24_000)), len(sound))


def _bleeped(sound):
    tone = 6000 * np.sin(2 * np.pi * 1000 * np.arange(6000) / 24_000)
    return np.concatenate([sound[:30_000], tone, sound[36_000:]])


DAMAGES = {
    "tone in it": _bleeped,
    "echo": lambda sound: sound + 0.5 * np.pad(sound, (4800, 0))[: len(sound)],
    "unlike the rest": lambda sound: _filtered(sound, lambda hz: np.where(hz > 1500, 0.05, 1)),
    "sounds unlike": lambda sound: _filtered(sound, lambda hz: np.where(hz < 400, 0.1, 1)),
    "pitch": lambda sound: np.interp(np.arange(0, len(sound), 0.7), np.arange(len(sound)), sound)[: len(sound)],
    "said twice": lambda sound: np.concatenate([sound[:30_000], sound[21_000:30_000], sound[30_000:]]),
}


@pytest.mark.parametrize(("told", "damage"), DAMAGES.items(), ids=DAMAGES)
def test_damage_that_leaves_the_words_is_found_where_it_is(made, sounds, told, damage):
    sounds[2] = damage(sounds[2])
    found, _ = reasons(made(sounds))
    assert list(found) == [2]
    assert told in " ".join(found[2])


def test_a_pause_that_is_not_silent_is_found(made, sounds, decode):
    recording = made(sounds)
    cues = recording.cues
    samples = (decode(recording.path) * 32768).astype("<i2")
    start, end = (round(ms * 24) for ms in (cues[1].end_ms, cues[2].start_ms))
    samples[start:end] = np.random.default_rng(2).normal(0, 60, end - start)
    raw = recording.path.with_suffix(".pcm")
    raw.write_bytes(samples.tobytes())
    encode(Sound(raw, 24_000, len(samples)), "mp3", 64, recording.path)
    found, _ = reasons(recording)
    assert found[1] == ("the pause after it isn't silent (-55 dBFS)",)


@pytest.mark.parametrize(
    ("printed", "heard"), [("did not sail", "did sail"), ("before the final vote", "before the vote")]
)
def test_a_lost_negation_is_found_and_a_lost_adjective_is_not(made, sounds, printed, heard):
    recording = made(sounds)

    def hear(waveform, _language):
        count = len(waveform.pcm) // 2
        each = TEXTS if count > 200_000 else (TEXTS[0],)
        return " ".join(each).replace(printed, heard)

    found, _ = reasons(recording, hear)
    assert found == ({0: ('"not" isn\'t heard',)} if "not" in printed else {})
