import errno
import io

import numpy as np
import pytest

from narrate.audio.stitch import stitch
from narrate.errors import AudioError, StoreError


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
