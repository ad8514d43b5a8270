"""Segments joined into one stretch of sound on disk, with the times of all that is said in it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from sys import intern
from typing import BinaryIO

from narrate.audio.resample import resample
from narrate.audio.trim import trim
from narrate.errors import AudioError, StoreError
from narrate.model import Cue, Segment, Waveform, Word

__all__ = ["Stitched", "stitch"]

INNER_EDGE_MS = 60.0
"""Silence kept where two segments meet: raw voices carry up to a second, which the script's pauses would add to."""
OUTER_EDGE_MS = 300.0
"""Silence kept at the start and the end of the recording."""
RATES_HZ = (8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000)
"""Sample rates that MPEG audio knows (ISO 11172-3, 13818-3, and the common 2.5 extension)."""
FRAME_SAMPLES = 1152
"""Of an MP3 frame (half of it below 32 kHz). The recording ends with silence up to a whole frame (48 ms at most): with
1 to 46 samples in the last frame, the Xing frame can't say how much a player has to drop at the end."""
SILENCE = bytes(1 << 16)


@dataclass(frozen=True, slots=True)
class Stitched:
    """What was joined."""

    rate_hz: int
    samples: int
    cues: tuple[Cue, ...]


def stitch(segments: Iterable[Segment], sink: BinaryIO) -> Stitched:
    """Write the sound of all segments and their pauses to `sink` as s16le mono, one segment in memory at a time.

    The rate is the first segment's, raised to the next that MP3 knows; others are resampled to it. The last
    utterance's pause is left out: the recording ends with its sound.

    Raises:
        AudioError: There is no segment, or one has no sound.
        StoreError: `sink` can't be written.
    """
    cues: list[Cue] = []
    rate = at = 0
    for segment, first, last in _with_ends(segments):
        waveform = _checked(segment)
        rate = rate or _mp3_rate(waveform.rate_hz)
        pcm, dropped = trim(
            resample(waveform, rate),
            OUTER_EDGE_MS if first else INNER_EDGE_MS,
            OUTER_EDGE_MS if last else INNER_EDGE_MS,
        )
        if last:
            pcm += bytes(-(at * 2 + len(pcm)) % (FRAME_SAMPLES * 2))
        pause = 0 if last else round(segment.utterance.pause_ms * rate / 1000)
        cues.append(_cue(segment, at, dropped, len(pcm) // 2, rate))
        _write(sink, pcm, pause)
        at += len(pcm) // 2 + pause
    if not cues:
        raise AudioError("There is no segment to join; give at least one utterance with its sound.")
    return Stitched(rate, at, tuple(cues))


def _with_ends(segments: Iterable[Segment]) -> Iterator[tuple[Segment, bool, bool]]:
    first, held = True, None
    for segment in segments:
        if held is not None:
            yield held, first, False
            first = False
        held = segment
    if held is not None:
        yield held, first, True


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


def _cue(segment: Segment, at: int, dropped: int, length: int, rate: int) -> Cue:
    def shifted(ms: float) -> float:
        inside = min(max(ms * rate / 1000 - dropped, 0.0), float(length))
        return (at + inside) * 1000 / rate

    # A long text says the same words again and again: each is kept once.
    words = tuple(
        Word(intern(word.text), shifted(word.start_ms), shifted(word.end_ms)) for word in segment.speech.words
    )
    return Cue(at * 1000 / rate, (at + length) * 1000 / rate, segment.utterance, words)


def _write(sink: BinaryIO, pcm: bytes, pause: int) -> None:
    try:
        sink.write(pcm)
        silent = pause * 2
        while silent > 0:
            sink.write(SILENCE[:silent])
            silent -= len(SILENCE)
    except OSError as error:
        place = getattr(sink, "name", "the sound")
        raise StoreError(f"{place} can't be written ({error.strerror}); free some space and run again") from error
