"""Segments joined into one stretch of sound on disk, with the times of all that is said in it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from sys import intern
from typing import BinaryIO

from narrate.audio.resample import resample
from narrate.audio.trim import trim
from narrate.errors import AudioError, StoreError
from narrate.model import Cue, Segment, Speech, Utterance, Waveform, Word

__all__ = [
    "EDGE_MS",
    "OUTER_EDGE_MS",
    "Stitched",
    "outer_samples",
    "pause_samples",
    "stitch",
    "trimmed",
    "whole_frames",
]

EDGE_MS = 60.0
"""Silence at both ends of a segment: raw voices carry none, or up to a second that would add to the script's pauses."""
OUTER_EDGE_MS = 300.0
"""Silence at the start and the end of the recording: wireless headphones lose what comes sooner."""
SPARE_MS = 10.0
"""The silence at the end may be shorter by this, so that the last frame makes it little longer than it should be."""
RATES_HZ = (8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000)
"""Sample rates that MPEG audio knows (ISO 11172-3, 13818-3, and the common 2.5 extension)."""
SILENCE = bytes(1 << 16)


@dataclass(frozen=True, slots=True)
class Stitched:
    """What was joined."""

    rate_hz: int
    samples: int
    cues: tuple[Cue, ...]


def stitch(segments: Iterable[Segment], sink: BinaryIO) -> Stitched:
    """Write the sound of all segments and their pauses to `sink` as s16le mono, one segment in memory at a time.

    The first cue begins with the recording and the last one ends with it: the silence there is theirs. The last
    utterance's pause is left out.

    Raises:
        AudioError: There is no segment, or one has no sound.
        StoreError: `sink` can't be written.
    """
    cues: list[Cue] = []
    rate = at = 0
    for segment in trimmed(segments):
        waveform = segment.speech.waveform
        rate = waveform.rate_hz
        silence = pause_samples(cues[-1].utterance, rate) if cues else outer_samples(rate)
        _write(sink, silence, waveform.pcm)
        cues.append(_cue(segment, at + silence))
        at += silence + waveform.samples
    if not cues:
        raise AudioError("There is no segment to join; give at least one utterance with its sound.")
    end = whole_frames(at + outer_samples(rate) - round(SPARE_MS * rate / 1000), rate)
    _write(sink, end - at, b"")
    cues[0] = replace(cues[0], start_ms=0.0)
    cues[-1] = replace(cues[-1], end_ms=end * 1000 / rate)
    return Stitched(rate, end, tuple(cues))


def trimmed(segments: Iterable[Segment]) -> Iterator[Segment]:
    """Yield each segment as it is joined: at one rate, with `EDGE_MS` of silence at both ends, its words inside.

    The rate is the first segment's, raised to the next that MP3 knows; others are resampled to it.

    Raises:
        AudioError: A segment has no sound.
    """
    rate = 0
    for segment in segments:
        waveform = _checked(segment)
        rate = rate or _mp3_rate(waveform.rate_hz)
        pcm, dropped = trim(resample(waveform, rate), EDGE_MS)
        sound = Waveform(pcm, rate)
        yield replace(segment, speech=Speech(sound, _shifted(segment.speech.words, dropped * 1000 / rate, sound)))


def outer_samples(rate_hz: int) -> int:
    """Return the silence to put before the first segment and after the last one, in samples."""
    return round((OUTER_EDGE_MS - EDGE_MS) * rate_hz / 1000)


def pause_samples(utterance: Utterance, rate_hz: int) -> int:
    """Return the silence between an utterance and the next one, in samples."""
    return round(utterance.pause_ms * rate_hz / 1000)


def whole_frames(samples: int, rate_hz: int) -> int:
    """Return a length raised to a whole number of MP3 frames, in samples.

    With 1 to 46 samples in the last frame, the Xing frame can't say how much a player has to drop at the end.
    """
    frame = 1152 if rate_hz >= 32_000 else 576  # ISO 11172-3 and 13818-3
    return -(-samples // frame) * frame


def _checked(segment: Segment) -> Waveform:
    waveform = segment.speech.waveform
    said = segment.utterance.spoken[:60]
    if not waveform.pcm or len(waveform.pcm) % 2:
        raise AudioError(f'The voice gave no whole sound for "{said}" ({len(waveform.pcm)} bytes); say it again.')
    if not 4000 <= waveform.rate_hz <= 384_000:
        raise AudioError(f'The sound of "{said}" claims {waveform.rate_hz} samples a second; give it its true rate.')
    return waveform


def _mp3_rate(rate_hz: int) -> int:
    return next((rate for rate in RATES_HZ if rate >= rate_hz), RATES_HZ[-1])


def _shifted(words: Iterable[Word], dropped_ms: float, sound: Waveform) -> tuple[Word, ...]:
    def inside(ms: float) -> float:
        return min(max(ms - dropped_ms, 0.0), sound.duration_ms)

    return tuple(Word(word.text, inside(word.start_ms), inside(word.end_ms)) for word in words)


def _cue(segment: Segment, at: int) -> Cue:
    waveform = segment.speech.waveform
    start_ms = at * 1000 / waveform.rate_hz
    end_ms = (at + waveform.samples) * 1000 / waveform.rate_hz
    # A long text says the same words again and again: each is kept once.
    words = tuple(
        Word(intern(word.text), *(min(start_ms + ms, end_ms) for ms in (word.start_ms, word.end_ms)))
        for word in segment.speech.words
    )
    return Cue(start_ms, end_ms, segment.utterance, words)


def _write(sink: BinaryIO, silence: int, pcm: bytes) -> None:
    """Write `silence` samples, then `pcm`."""
    silent = silence * 2
    try:
        while silent > 0:
            sink.write(SILENCE[:silent])
            silent -= len(SILENCE)
        sink.write(pcm)
    except OSError as error:
        place = getattr(sink, "name", "the sound")
        raise StoreError(f"{place} can't be written ({error.strerror}); free some space and run again") from error
