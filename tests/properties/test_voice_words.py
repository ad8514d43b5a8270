"""Whatever the texts: nothing is lost in cutting, and word times are ordered and inside the sound."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from narrate.model import Span, Speech, Utterance, Waveform, Word
from narrate.testing import ToneBackend
from narrate.voice.checked import CheckedBackend, cut
from narrate.voice.english.ipa import from_ipa
from narrate.voice.segments import pack, printed_words, tokens, unpack

TEXTS = st.text(st.sampled_from("ab c.,;:!?—-\"'”é中 \t"), max_size=120)
WORDS = st.lists(st.text("abcdefg", min_size=1, max_size=9), min_size=1, max_size=12)


@given(TEXTS, st.integers(1, 40))
def test_cutting_loses_nothing_and_keeps_the_limit(text: str, limit: int) -> None:
    stretches = cut(text, limit)
    assert "".join("".join(text[start:end] for start, end in stretches).split()) == "".join(text.split())
    assert all(0 < end - start <= limit for start, end in stretches)
    assert all(before[1] <= after[0] for before, after in pairwise(stretches))


@given(WORDS, st.integers(12, 60))
def test_a_text_cut_in_parts_has_the_words_of_the_whole(words: list[str], limit: int) -> None:
    backend = ToneBackend()
    backend.max_chars = limit
    text = " ".join(words)
    speech = CheckedBackend(backend).synthesize(text)
    assert [word.text for word in speech.words] == words
    _check_times(list(speech.words), speech.waveform.duration_ms)


@st.composite
def utterances(draw: st.DrawFn) -> Utterance:
    """Draw printed and spoken words with a span map in which a word may be said as several, or not at all."""
    printed, spoken, spans = "", "", []
    for word in draw(WORDS):
        said = draw(st.sampled_from(["same", "more", "silent"]))
        gap = " " if printed else ""
        start = len(printed) + len(gap)
        printed += gap + ("—" if said == "silent" else word)
        if said == "silent":
            continue
        form = word if said == "same" else " ".join(draw(WORDS))
        joint = " " if spoken else ""
        spans.append(Span(len(spoken) + len(joint), len(spoken) + len(joint) + len(form), start, len(printed)))
        spoken += joint + form
    return Utterance(printed, spoken, spans=tuple(spans))


@given(utterances())
def test_printed_words_are_ordered_and_inside_the_utterance(utterance: Utterance) -> None:
    spoken = [
        Word(utterance.spoken[a:b], 100.0 * i, 100.0 * i + 90) for i, (a, b) in enumerate(tokens(utterance.spoken))
    ]
    words = printed_words(utterance, spoken)
    if not spoken:
        assert words == ()
        return
    assert [word.text for word in words] == utterance.printed.split()
    _check_times(list(words), spoken[-1].end_ms)


@given(st.binary(max_size=64), WORDS)
def test_a_kept_segment_comes_back_as_it_was(pcm: bytes, words: list[str]) -> None:
    speech = Speech(Waveform(pcm[: len(pcm) // 2 * 2], 24_000), tuple(Word(word, 0.1, 0.2) for word in words))
    assert unpack(pack(speech)) == speech


@given(st.text("ˈˌːabdefghijklmnoprstuvwxzæðŋɑɐɒəɚɛɜɪɹɾʃʊʌʒʔθ͡ .", max_size=30))
def test_ipa_becomes_symbols_that_the_voice_knows(ipa: str) -> None:
    from narrate.voice.readings import _number_by_symbol

    assert set(from_ipa(ipa)) <= set(_number_by_symbol())


def _check_times(words: list[Word], duration_ms: float) -> None:
    edge = 0.0
    for word in words:
        assert edge - 1e-6 <= word.start_ms <= word.end_ms + 1e-6
        edge = word.end_ms
    assert edge <= duration_ms + 1e-6
