import pytest

from narrate.errors import SynthesisFailed
from narrate.model import Speech, Waveform
from narrate.ports import Sounds
from narrate.testing import ToneBackend, check_backend


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

    def synthesize(self, text: str, sounds: Sounds = ()) -> Speech:
        if self.promise == "refused" and not text.strip():
            return Speech(Waveform(b"", self.rate_hz))
        speech = super().synthesize(text, sounds)
        if self.promise == "rate_hz":
            return Speech(Waveform(speech.waveform.pcm, 8000), speech.words)
        if self.promise == "heard":
            return Speech(Waveform(bytes(len(speech.waveform.pcm)), self.rate_hz), speech.words)
        if self.promise == "tokens":
            return Speech(speech.waveform, speech.words[1:])
        if self.promise == "inside":
            return Speech(Waveform(speech.waveform.pcm[: len(speech.waveform.pcm) * 4 // 5 & ~1], 24_000), speech.words)
        if self.promise == "pronunciation" and sounds:
            raise SynthesisFailed("what is this?")
        return speech

    def close(self) -> None:
        self.closed = True


@pytest.mark.parametrize(
    "promise", ["fingerprint", "languages", "max_chars", "rate_hz", "heard", "tokens", "inside", "refused"]
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
