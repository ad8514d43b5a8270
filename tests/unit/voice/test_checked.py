import logging

import pytest

from narrate.errors import BackendUnavailable, SynthesisFailed
from narrate.model import Pronunciations, Speech, Waveform
from narrate.testing import ToneBackend
from narrate.voice.checked import CheckedBackend, cut

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


def pieces(text: str, limit: int) -> list[str]:
    return [text[start:end] for start, end in cut(text, limit)]


def test_a_text_within_the_limit_stays_whole() -> None:
    assert pieces("One boat came back.", 40) == ["One boat came back."]


def test_a_blank_text_gives_nothing() -> None:
    assert pieces("  \t ", 40) == []


def test_a_sentence_end_is_the_best_place() -> None:
    text = "The boats left early. Nobody saw them go, not even the guard."
    assert pieces(text, 45) == ["The boats left early.", "Nobody saw them go, not even the guard."]


def test_a_semicolon_is_better_than_a_comma() -> None:
    text = "The boats left; the guard, who was old, slept on"
    assert pieces(text, 40)[0] == "The boats left;"


def test_a_comma_is_better_than_a_conjunction() -> None:
    assert pieces("They sailed past the pier, north and south of it", 36)[0] == "They sailed past the pier,"


def test_a_conjunction_is_better_than_any_space() -> None:
    assert pieces("They sailed past the pier and turned north", 38)[0] == "They sailed past the pier"


def test_a_mark_that_comes_too_early_is_passed_over() -> None:
    assert pieces("Yes, they sailed past the old pier at dawn", 36)[0] == "Yes, they sailed past the old pier"


def test_a_closing_quote_stays_with_its_sentence() -> None:
    assert pieces("“We saw nothing at all.” He went home late.", 30)[0] == "“We saw nothing at all.”"


def test_a_word_beyond_the_limit_is_divided_and_nothing_is_lost() -> None:
    assert "".join(pieces("a" * 95, 30)) == "a" * 95


@pytest.mark.parametrize("limit", [1, 2, 7, 30])
def test_no_piece_is_longer_than_the_limit(limit: int) -> None:
    text = "A — b; c, d and e... fgh-ijk lmnopqrstuvw. X"
    assert all(len(piece) <= limit for piece in pieces(text, limit))
