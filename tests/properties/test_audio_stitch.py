"""Whatever is joined: cues stand in order, inside the sound, exact to the sample, and no utterance is lost."""

import io

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from narrate.audio.stitch import stitch
from narrate.model import Segment, Speech, Utterance, Waveform, Word


@st.composite
def segments(draw):
    rate = draw(st.sampled_from([16_000, 22_050, 24_000]))
    length = draw(st.integers(1, rate // 2))
    level = draw(st.sampled_from([0, 3, 3000, 30_000]))
    quiet = draw(st.integers(0, rate // 4))
    noise = np.random.default_rng(length).integers(-level, level + 1, length)
    sound = np.concatenate([np.zeros(quiet), noise, np.zeros(quiet)]).astype("<i2")
    ends = sorted(draw(st.lists(st.integers(0, 2000), max_size=4)))
    words = tuple(Word("w", start, end) for start, end in zip([0, *ends], ends, strict=False))
    pause = draw(st.integers(0, 900))
    text = f"{length} {pause}"
    return Segment(Utterance(text, text, pause_ms=pause), Speech(Waveform(sound.tobytes(), rate), words))


@given(st.lists(segments(), min_size=1, max_size=6))
@settings(max_examples=60, deadline=None)
def test_cues_are_in_order_inside_the_sound_and_complete(parts):
    sink = io.BytesIO()
    joined = stitch(parts, sink)
    assert [cue.utterance for cue in joined.cues] == [part.utterance for part in parts]
    assert len(sink.getvalue()) == 2 * joined.samples
    end = joined.samples * 1000 / joined.rate_hz
    times = [time for cue in joined.cues for time in (cue.start_ms, cue.end_ms)]
    assert times == sorted(times)
    assert times[0] == 0
    assert times[-1] == end
    for cue in joined.cues:
        spots = [spot for word in cue.words for spot in (word.start_ms, word.end_ms)]
        assert spots == sorted(spots)
        assert all(cue.start_ms <= spot <= cue.end_ms for spot in spots)
        samples = cue.start_ms * joined.rate_hz / 1000
        assert abs(samples - round(samples)) < 1e-6


@given(st.lists(segments(), min_size=2, max_size=4))
@settings(max_examples=30, deadline=None)
def test_a_pause_is_as_long_as_the_script_says(parts):
    joined = stitch(parts, io.BytesIO())
    for part, cue, after in zip(parts, joined.cues, joined.cues[1:], strict=False):
        assert abs(after.start_ms - cue.end_ms - part.utterance.pause_ms) <= 1000 / joined.rate_hz
