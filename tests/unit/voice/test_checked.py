import logging

import pytest

from narrate.errors import BackendUnavailable, SynthesisFailed
from narrate.model import Pronunciations, Speech, Waveform
from narrate.testing import ToneBackend
from narrate.voice.checked import CheckedBackend

LONG = "The boats left early, and nobody saw them go. " * 12


class Faulty(ToneBackend):
    """Fails for texts that `fails` picks, in the way that `fault` says."""

    def __init__(self, fault: str, longer_than: int = 0) -> None:
        super().__init__()
        self.fault = fault
        self.longer_than = longer_than
        self.asked: list[str] = []

    def synthesize(self, text: str, pronunciations: Pronunciations = ()) -> Speech:
        self.asked.append(text)
        speech = super().synthesize(text, pronunciations)
        if len(text) <= self.longer_than:
            return speech
        if self.fault == "silence":
            return Speech(Waveform(bytes(len(speech.waveform.pcm)), speech.waveform.rate_hz), speech.words)
        if self.fault == "stump":
            return Speech(Waveform(speech.waveform.pcm[4000:4400], speech.waveform.rate_hz))
        if self.fault == "words":
            return Speech(speech.waveform, speech.words[:-1])
        if self.fault == "unavailable":
            raise BackendUnavailable("gone")
        if self.fault == "bug":
            raise ZeroDivisionError("no rate")
        raise SynthesisFailed(f"no sound for {text!r}")


def test_a_text_beyond_the_limit_is_said_whole() -> None:
    backend = CheckedBackend(ToneBackend())
    assert len(LONG) > ToneBackend().max_chars
    speech = backend.synthesize(LONG)
    assert [word.text for word in speech.words] == LONG.split()
    starts = [word.start_ms for word in speech.words]
    assert starts == sorted(starts)
    assert speech.words[-1].end_ms <= speech.waveform.duration_ms


def test_a_text_that_is_cut_keeps_the_sounds_of_its_words() -> None:
    class Hearing(ToneBackend):
        heard: tuple[tuple[str, str], ...] = ()

        def synthesize(self, text: str, pronunciations: Pronunciations = ()) -> Speech:
            self.heard += tuple((text[start:end], ipa) for start, end, ipa in pronunciations)
            return super().synthesize(text, pronunciations)

    backend = Hearing()
    places = tuple((at, at + 5, f"b{at}") for at in range(4, len(LONG), len(LONG) // 12))
    CheckedBackend(backend).synthesize(LONG, places)
    assert backend.heard == tuple(("boats", ipa) for _, _, ipa in places)


def test_a_word_that_had_to_be_divided_is_one_word_again() -> None:
    word = "x" * 900
    speech = CheckedBackend(ToneBackend()).synthesize(f"A {word} b")
    assert [heard.text for heard in speech.words] == ["A", word, "b"]


@pytest.mark.parametrize("fault", ["silence", "stump", "words", "error"])
def test_unusable_sound_is_tried_again_in_parts(fault: str, caplog: pytest.LogCaptureFixture) -> None:
    backend = Faulty(fault, longer_than=30)
    text = "The boats left early, nobody saw them."
    with caplog.at_level(logging.WARNING):
        speech = CheckedBackend(backend).synthesize(text)
    assert [word.text for word in speech.words] == text.split()
    assert len(backend.asked) == 3
    assert "in 2 parts" in caplog.text


@pytest.mark.parametrize("fault", ["silence", "stump", "words", "error"])
def test_what_stays_unusable_is_reported_with_its_text(fault: str) -> None:
    with pytest.raises(SynthesisFailed, match="boats"):
        CheckedBackend(Faulty(fault)).synthesize("The boats left.")


def test_a_missing_engine_is_not_asked_again() -> None:
    backend = Faulty("unavailable")
    with pytest.raises(BackendUnavailable):
        CheckedBackend(backend).synthesize("The boats left early, nobody saw them.")
    assert len(backend.asked) == 1


@pytest.mark.parametrize("text", ["", "  ", "—", "🙂 …"])
def test_a_text_without_words_is_refused(text: str) -> None:
    with pytest.raises(SynthesisFailed, match="nothing to say"):
        CheckedBackend(ToneBackend()).synthesize(text)


def test_what_an_engine_raises_unforeseen_names_the_text() -> None:
    with pytest.raises(SynthesisFailed, match=r"broke off with ZeroDivisionError: no rate for 'Two boats\.'"):
        CheckedBackend(Faulty("bug")).synthesize("Two boats.")
