"""The contract of the `Backend` port as one function, for our engines and for others'."""

import array
import pickle

from narrate.errors import VoiceError
from narrate.model import Backend, Speech

__all__ = ["PASSAGE", "check_backend"]

PASSAGE = "The harbour was quiet this morning. Two boats left, and one came back."
"""A text whose every word an English voice knows."""
SILENCE_PEAK = 64  # of 32768: below, nobody hears anything


def check_backend(backend: Backend, passage: str = PASSAGE) -> None:
    """Speak with `backend` and check everything that the `Backend` protocol promises; close it at the end.

    Args:
        backend: Fresh from its engine.
        passage: One line of two sentences that the voice can speak, shorter than its `max_chars`.

    Raises:
        AssertionError: A promise is broken; the message says which.
    """
    try:
        _check_facts(backend, passage)
        speech = backend.synthesize(passage)
        _check_sound(backend, speech, passage)
        _check_words(speech, passage)
        _check_again(backend, speech, passage)
        _check_sounds(backend, passage)
        _check_refusal(backend)
    finally:
        backend.close()


def _demand(kept: bool, promise: str) -> None:  # noqa: FBT001 - reads as a sentence at every call
    """Raise AssertionError with `promise` unless it is kept; `assert` would vanish under -O."""
    if not kept:
        raise AssertionError(promise)


def _check_facts(backend: Backend, passage: str) -> None:
    _demand(bool(backend.fingerprint), "fingerprint isn't empty")
    _demand("\n" not in backend.fingerprint, "fingerprint is one line")
    _demand(8000 <= backend.rate_hz <= 48000, f"rate_hz is between 8,000 and 48,000, not {backend.rate_hz}")
    _demand(backend.max_chars >= len(passage), f"max_chars allows an ordinary sentence, not {backend.max_chars}")
    _demand(bool(backend.languages), "languages names at least one language")
    _demand(all(len(code) in {2, 3} and code.islower() for code in backend.languages), "languages are ISO 639 codes")


def _check_sound(backend: Backend, speech: Speech, passage: str) -> None:
    waveform = speech.waveform
    _demand(waveform.rate_hz == backend.rate_hz, "the waveform has the backend's rate_hz")
    _demand(len(waveform.pcm) % 2 == 0, "the waveform holds whole 16-bit samples")
    samples = array.array("h")
    samples.frombytes(waveform.pcm)
    _demand(bool(samples) and max(map(abs, samples)) > SILENCE_PEAK, "the waveform can be heard")
    _demand(not _is_float(waveform.pcm), "samples are 16-bit integers, not 32-bit floating point numbers")
    per_character_ms = waveform.duration_ms / len(passage)
    _demand(15 < per_character_ms < 400, f"a character takes 15 to 400 ms, not {per_character_ms:.0f}")


def _is_float(pcm: bytes) -> bool:
    """Tell whether bytes make sense as floating point sound: nearly all between -2 and 2, which chance never gives."""
    numbers = array.array("f", pcm[: len(pcm) // 4 * 4])
    loud = [abs(number) for number in numbers if number]
    return bool(loud) and sum(1e-7 < number <= 2 for number in loud) > 0.95 * len(loud)


def _check_words(speech: Speech, passage: str) -> None:
    if not speech.words:
        return
    _demand([word.text for word in speech.words] == passage.split(), "words are the text's tokens, in order")
    edge = 0.0
    for word in speech.words:
        _demand(word.start_ms >= edge - 0.001, f"{word.text!r} begins after the word before it has ended")
        _demand(word.end_ms >= word.start_ms, f"{word.text!r} ends after it began")
        edge = word.end_ms
    duration_ms = speech.waveform.duration_ms
    _demand(edge <= duration_ms + 0.001, "the last word ends inside the waveform")
    _demand(edge > duration_ms / 2, f"times are milliseconds: words end at {edge:.0f} of {duration_ms:.0f}")


def _check_again(backend: Backend, speech: Speech, passage: str) -> None:
    again = backend.synthesize(passage)
    difference_ms = abs(again.waveform.duration_ms - speech.waveform.duration_ms)
    _demand(difference_ms <= 0.05 * speech.waveform.duration_ms, "the same text takes the same time again")
    longer = backend.synthesize(passage.partition(". ")[0] + ".")
    _demand(longer.waveform.duration_ms < speech.waveform.duration_ms, "half the text takes less time")


def _check_sounds(backend: Backend, passage: str) -> None:
    word = passage.split()[1]
    start = passage.index(word)
    speech = backend.synthesize(passage, ((start, start + len(word), "ˈhɑɹbɚ"),))
    _demand(speech.waveform.samples > 0, "a given pronunciation doesn't stop the voice")
    pickle.loads(pickle.dumps(speech))  # noqa: S301 - our own bytes of a line ago


def _check_refusal(backend: Backend) -> None:
    try:
        backend.synthesize(" ")
    except VoiceError:
        return
    raise AssertionError("a blank text is refused with a VoiceError")
