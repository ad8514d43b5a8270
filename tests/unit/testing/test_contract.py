import array
from collections.abc import Callable

import pytest

from narrate.errors import SynthesisFailed
from narrate.model import Pronunciations, Speech, Waveform, Word
from narrate.testing import ToneBackend, check_backend


def _floats(speech: Speech) -> Speech:
    numbers = array.array("f", [number / 32768 for number in array.array("h", speech.waveform.pcm)])
    return Speech(Waveform(numbers.tobytes(), speech.waveform.rate_hz), speech.words)


def _seconds(speech: Speech) -> Speech:
    words = [Word(word.text, word.start_ms / 1000, word.end_ms / 1000) for word in speech.words]
    return Speech(speech.waveform, tuple(words))


_BREAKS: dict[str, Callable[[Speech], Speech]] = {
    "rate_hz": lambda speech: Speech(Waveform(speech.waveform.pcm, 8000), speech.words),
    "heard": lambda speech: Speech(Waveform(bytes(len(speech.waveform.pcm)), 24_000), speech.words),
    "tokens": lambda speech: Speech(speech.waveform, speech.words[1:]),
    "inside": lambda speech: Speech(
        Waveform(speech.waveform.pcm[: len(speech.waveform.pcm) * 4 // 5 & ~1], 24_000), speech.words
    ),
    "16-bit": _floats,
    "milliseconds": _seconds,
}


class Broken(ToneBackend):
    """A tone that breaks one promise."""

    def __init__(self, promise: str) -> None:
        super().__init__()
        self.promise = promise
        self.closed = False
        if promise == "fingerprint":
            self.fingerprint = ""
        if promise == "languages":
            self.languages = frozenset({"English"})
        if promise == "max_chars":
            self.max_chars = 10

    def synthesize(self, text: str, sounds: Pronunciations = ()) -> Speech:
        if self.promise == "refused" and not text.strip():
            return Speech(Waveform(b"", self.rate_hz))
        speech = super().synthesize(text, sounds)
        if self.promise == "pronunciation" and sounds:
            raise SynthesisFailed("what is this?")
        return _BREAKS[self.promise](speech) if self.promise in _BREAKS else speech

    def close(self) -> None:
        self.closed = True


@pytest.mark.parametrize(
    "promise",
    [
        "fingerprint",
        "languages",
        "max_chars",
        "rate_hz",
        "heard",
        "tokens",
        "inside",
        "refused",
        "16-bit",
        "milliseconds",
    ],
)
def test_a_broken_promise_is_found(promise: str) -> None:
    backend = Broken(promise)
    with pytest.raises(AssertionError, match=promise):
        check_backend(backend)
    assert backend.closed


def test_an_engine_that_stumbles_over_a_pronunciation_is_found() -> None:
    with pytest.raises(SynthesisFailed):
        check_backend(Broken("pronunciation"))


def test_an_honest_engine_passes() -> None:
    check_backend(Broken("none"))
