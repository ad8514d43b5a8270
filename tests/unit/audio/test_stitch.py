import errno
import io

import numpy as np
import pytest

from narrate.audio.stitch import resample, speech_spans, stitch, trim
from narrate.errors import AudioError, StoreError
from narrate.model import Waveform

RATE_HZ = 24_000


def test_cues_tell_where_each_utterance_is(three_segments):
    sink = io.BytesIO()
    joined = stitch(three_segments, sink)
    sound = np.abs(np.frombuffer(sink.getvalue(), "<i2").astype(int))
    for cue, after in zip(joined.cues, joined.cues[1:], strict=False):
        start, end, following = (round(ms * 24) for ms in (cue.start_ms, cue.end_ms, after.start_ms))
        assert sound[start:end].max() > 3000
        assert sound[end:following].max() == 0
        assert following - end == 400 * 24


def test_the_last_cue_ends_with_the_sound(three_segments):
    sink = io.BytesIO()
    joined = stitch(three_segments, sink)
    assert joined.samples == len(sink.getvalue()) // 2
    assert joined.cues[-1].end_ms == joined.samples * 1000 / joined.rate_hz


def test_the_end_is_a_whole_frame(three_segments):
    assert stitch(three_segments, io.BytesIO()).samples % 576 == 0


@pytest.mark.parametrize("rate", [16_000, 22_050, 24_000, 48_000])
@pytest.mark.parametrize("own_ms", [0, 40, 900])
def test_the_sound_begins_and_ends_with_the_same_silence_whatever_the_voice_gives(voice, segment, rate, own_ms):
    parts = [segment(voice(1.0, rate, lead_ms=own_ms, tail_ms=own_ms), rate)] * 2
    sink = io.BytesIO()
    stitch(parts, sink)
    loud = np.flatnonzero(np.abs(np.frombuffer(sink.getvalue(), "<i2").astype(int)) > 300)
    assert loud[0] * 1000 / rate == pytest.approx(300, abs=10)
    assert len(sink.getvalue()) * 500 / rate - loud[-1] * 1000 / rate == pytest.approx(308, abs=28)


def test_words_move_with_what_was_trimmed(voice, segment):
    words = [("One", 300.0, 700.0), ("two.", 800.0, 1290.0)]
    sounds = [voice(1.0, lead_ms=0), voice(1.0, lead_ms=300, tail_ms=300)]
    first, second = stitch([segment(sounds[0]), segment(sounds[1], words=words)], io.BytesIO()).cues
    assert second.words[0].start_ms - second.start_ms == pytest.approx(60, abs=11)
    assert second.words[1].end_ms - second.words[0].start_ms == pytest.approx(990)
    assert first.words == ()


def test_words_move_with_what_was_added(voice, segment):
    (cue,) = stitch([segment(voice(1.0), words=[("One", 0.0, 400.0), ("two.", 500.0, 1000.0)])], io.BytesIO()).cues
    assert cue.start_ms == 0
    assert [word.start_ms for word in cue.words] == pytest.approx([300, 800], abs=11)


def test_words_stay_inside_their_cue(voice, segment):
    cue = stitch([segment(voice(1.0, lead_ms=900), words=[("Early", 0.0, 5000.0)])], io.BytesIO()).cues[0]
    assert cue.start_ms <= cue.words[0].start_ms < cue.words[0].end_ms <= cue.end_ms


def test_other_rates_join_the_first_one(voice, segment):
    parts = [
        segment(voice(1.0, 24_000), 24_000),
        segment(voice(1.0, 22_050), 22_050),
        segment(voice(1.0, 16_000), 16_000),
    ]
    joined = stitch(parts, io.BytesIO())
    assert joined.rate_hz == 24_000
    lengths = [cue.end_ms - cue.start_ms for cue in joined.cues]
    assert lengths[1] == pytest.approx(1120, abs=11)


def test_a_rate_that_mp3_lacks_is_raised_to_the_next(voice, segment):
    assert stitch([segment(voice(1.0, 20_000), 20_000)], io.BytesIO()).rate_hz == 22_050


def test_no_segment_is_refused():
    with pytest.raises(AudioError, match="no segment"):
        stitch([], io.BytesIO())


@pytest.mark.parametrize("pcm", [b"", b"\0\0\0"])
def test_a_segment_without_whole_sound_is_named(pcm, segment):
    with pytest.raises(AudioError, match="The mayor left"):
        stitch([segment(pcm, text="The mayor left.")], io.BytesIO())


def test_an_impossible_rate_is_refused(voice, segment):
    with pytest.raises(AudioError, match="3 samples a second"):
        stitch([segment(voice(1.0), 3)], io.BytesIO())


class FullDisk(io.RawIOBase):
    name = "/out/sound.pcm"

    def write(self, _):
        raise OSError(errno.ENOSPC, "No space left on device")


def test_a_full_disk_is_told_as_such(three_segments):
    with pytest.raises(StoreError, match=r"^/out/sound\.pcm can't be written \(No space left on device\); free some"):
        stitch(three_segments, FullDisk())


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


def tone(rate, hz, seconds=0.5):
    return (np.sin(2 * np.pi * hz * np.arange(round(rate * seconds)) / rate) * 12_000).astype("<i2")


@pytest.mark.parametrize(("rate", "to"), [(22_050, 24_000), (24_000, 22_050), (16_000, 24_000), (48_000, 24_000)])
def test_a_tone_stays_the_same_tone(rate, to):
    waveform = resample(Waveform(tone(rate, 1000).tobytes(), rate), to)
    expected = tone(to, 1000).astype(float)
    got = np.frombuffer(waveform.pcm, "<i2").astype(float)
    assert abs(len(got) - len(expected)) <= 1
    inner = slice(1000, len(expected) - 1000)
    noise = np.abs(got[inner] - expected[inner]).max()
    assert noise < 12_000 * 10 ** (-50 / 20)


def test_what_the_lower_rate_cannot_hold_is_left_out_not_mirrored():
    waveform = resample(Waveform(tone(48_000, 14_000).tobytes(), 48_000), 24_000)
    inner = np.frombuffer(waveform.pcm, "<i2")[1000:-1000].astype(float)
    assert np.sqrt((inner**2).mean()) < 12


def test_the_same_rate_costs_nothing():
    waveform = Waveform(tone(24_000, 300).tobytes(), 24_000)
    assert resample(waveform, 24_000) is waveform
