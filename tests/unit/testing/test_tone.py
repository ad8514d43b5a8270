import array

from narrate.testing import ToneBackend


def test_equal_texts_give_equal_samples() -> None:
    assert ToneBackend().synthesize("two boats") == ToneBackend().synthesize("two boats")


def test_words_begin_and_end_where_the_sound_does() -> None:
    speech = ToneBackend().synthesize("two boats left")
    samples = array.array("h", speech.waveform.pcm)
    for word in speech.words:
        first = round(word.start_ms * 24)
        assert not any(samples[first - 200 : first])
        assert max(map(abs, samples[first : first + 240])) > 1000


def test_speed_shortens_the_words() -> None:
    slow, fast = (ToneBackend(speed).synthesize("two boats").words for speed in (1.0, 2.0))
    assert fast[0].end_ms - fast[0].start_ms == (slow[0].end_ms - slow[0].start_ms) / 2
