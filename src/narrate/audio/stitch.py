"""Segments joined: trimmed and faded by pydub, brought to one rate, with pauses between and the times of every word."""

import struct
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from math import gcd
from sys import intern
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np

from narrate.errors import AudioError, StoreError
from narrate.model import Cue, Segment, Speech, Utterance, Waveform, Word
from narrate.mp3 import RATES_HZ

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = [
    "EDGE_MS",
    "OUTER_EDGE_MS",
    "Stitched",
    "outer_samples",
    "pause_samples",
    "resample",
    "speech_spans",
    "stitch",
    "trim",
    "trimmed",
    "whole_frames",
    "write_wav",
]


EDGE_MS = 60.0
"""Silence at both ends of a segment: raw voices carry none, or up to a second that would add to the script's pauses."""
OUTER_EDGE_MS = 304.0
"""Silence at the start and the end of the recording: wireless headphones lose what comes sooner. A codec smears the
first sound forward by up to 20 ms, so that some 300 ms are left."""
SPARE_MS = 10.0
"""The silence at the end may be shorter by this, so that the last frame makes it little longer than it should be."""
SILENCE = bytes(1 << 16)


FADE_MS = 5
"""Long enough that no edge clicks, too short to be heard as a fade."""
FRAME_MS = 5
"""Edges are found to this grain."""
EDGE_DB = -45.0
"""Frames this far below the loudest one are silence at an edge; a final "s" or "f" lies about 35 dB below."""
FLOOR_DBFS = -66.0
"""Below this nothing is clear speech, however quiet the rest is."""
SOFT_DB = -55.0
"""Frames between this and `EDGE_DB` may be a breathed onset or release: a final "th" of Piper's lies 50 dB below the
loudest frame, and 70 ms after clear speech has ended."""
SOFT_MS = 150.0
"""Looked for a soft sound so far around clear speech; no English release is longer."""
SOFT_FLOOR_DBFS = -78.0
"""Below this nothing is a soft sound: a few steps of 16 bits."""
TONE_DB = 6.0
"""A soft sound stands this far above the engine's own room tone, which isn't kept for its own sake."""


_UNKNOWN = 0xFFFFFFFF  # bytes; what ffmpeg writes into a pipe too: ffplay, mpv, aplay and sox read on to the end


@dataclass(frozen=True, slots=True)
class Stitched:
    """What was joined."""

    rate_hz: int
    samples: int
    cues: tuple[Cue, ...]


def stitch(segments: Iterable[Segment], sink: BinaryIO, rate_hz: int | None = None) -> Stitched:
    """Write the sound of all segments and their pauses to `sink` as s16le mono, one segment in memory at a time.

    The first cue begins with the recording and the last one ends with it: the silence there is theirs. The last
    utterance's pause is left out.

    Raises:
        AudioError: There is no segment, or one has no sound.
        StoreError: `sink` can't be written.
    """
    cues: list[Cue] = []
    rate = at = 0
    for segment in trimmed(segments, rate_hz):
        waveform = segment.speech.waveform
        rate = waveform.rate_hz
        silence = pause_samples(cues[-1].utterance, rate) if cues else outer_samples(rate)
        _write(sink, silence, waveform.pcm)
        cues.append(_cue(segment, at + silence))
        at += silence + waveform.samples
    if not cues:
        raise AudioError("there is no segment to join; give at least one utterance with its sound")
    end = whole_frames(at + outer_samples(rate) - round(SPARE_MS * rate / 1000), rate)
    _write(sink, end - at, b"")
    cues[0] = replace(cues[0], start_ms=0.0)
    cues[-1] = replace(cues[-1], end_ms=end * 1000 / rate)
    return Stitched(rate, end, tuple(cues))


def trimmed(segments: Iterable[Segment], rate_hz: int | None = None) -> Iterator[Segment]:
    """Yield each segment as it is joined: at one rate, with `EDGE_MS` of silence at both ends, its words inside.

    Unless `rate_hz` is given, the rate is the first segment's, raised to the next that MP3 knows; others are resampled.

    Raises:
        AudioError: A segment has no sound.
    """
    rate = rate_hz
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
    text = segment.utterance.spoken[:60]
    if not waveform.pcm or len(waveform.pcm) % 2:
        raise AudioError(f'the voice gave no whole sound for "{text}" ({len(waveform.pcm)} bytes); say it again')
    if not 4000 <= waveform.rate_hz <= 384_000:
        raise AudioError(f'the sound of "{text}" claims {waveform.rate_hz} samples a second; give it its true rate')
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


def trim(waveform: Waveform, edge_ms: float) -> tuple[bytes, int]:
    """Return the faded sound with `edge_ms` of silence before and after its clear speech.

    Silence of the engine's own is cut; what is missing is added, so that pauses are alike whatever engine speaks. No
    soft onset or release is cut: where one reaches farther than `edge_ms`, the edge is as long as it is.

    Args:
        waveform: At least one sample.
        edge_ms: At least `FADE_MS`.

    Returns:
        s16le, and how many samples went in front: below zero when silence was added there.
    """
    rate, length = waveform.rate_hz, waveform.samples
    edge, fade = round(edge_ms * rate / 1000), FADE_MS * rate // 1000
    clear, soft = speech_spans(waveform)
    start, end = min(clear[0] - edge, soft[0] - fade), max(clear[1] + edge, soft[1] + fade)
    first, last = max(0, start), min(length, end)
    sound = _audio_segment()(waveform.pcm, sample_width=2, frame_rate=rate, channels=1).get_sample_slice(first, last)
    if len(sound) > 2 * FADE_MS:
        sound = sound.fade_in(FADE_MS).fade_out(FADE_MS)
    return bytes(2 * (first - start)) + bytes(sound.raw_data) + bytes(2 * (end - last)), start


def speech_spans(waveform: Waveform) -> tuple[tuple[int, int], tuple[int, int]]:
    """Return the first sample of speech and the one after the last: of clear speech, and with soft sounds around it.

    Both are the whole waveform when all of it is silent.
    """
    samples = np.frombuffer(waveform.pcm, "<i2")
    frame = max(1, waveform.rate_hz * FRAME_MS // 1000)
    count = -(-len(samples) // frame)
    padded = np.zeros(count * frame, np.float32)
    padded[: len(samples)] = samples
    levels: NDArray[Any] = np.sqrt((padded.reshape(count, frame) ** 2).mean(axis=1)) / 32768
    loudest = float(levels.max(initial=0))
    clear = np.flatnonzero(levels > max(loudest * _ratio(EDGE_DB), _ratio(FLOOR_DBFS)))
    if not clear.size:
        return (0, len(samples)), (0, len(samples))
    tone = float(np.percentile(levels, 5)) * _ratio(TONE_DB)
    soft = np.flatnonzero(levels > max(loudest * _ratio(SOFT_DB), _ratio(SOFT_FLOOR_DBFS), tone))
    reach = round(SOFT_MS / FRAME_MS)
    near = np.append(soft[(soft >= clear[0] - reach) & (soft <= clear[-1] + reach)], clear)
    spans = [
        (int(frames.min()) * frame, min((int(frames.max()) + 1) * frame, len(samples))) for frames in (clear, near)
    ]
    return spans[0], spans[1]


def _ratio(level_db: float) -> float:
    return float(10 ** (level_db / 20))


def _audio_segment() -> Any:
    # pydub warns on import when no ffmpeg is on the PATH (narrate finds its own) and about `audioop`.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pydub import AudioSegment
    return AudioSegment


def resample(waveform: Waveform, rate_hz: int) -> Waveform:
    """Return the same sound at `rate_hz`.

    The spectrum is cut or extended (band-limited interpolation), so nothing is mirrored or dulled. The sound is first
    extended with silence so that both lengths are whole numbers of samples.
    """
    if waveform.rate_hz == rate_hz:
        return waveform
    common = gcd(waveform.rate_hz, rate_hz)
    down, up = waveform.rate_hz // common, rate_hz // common
    samples = np.frombuffer(waveform.pcm, "<i2").astype(np.float64)
    # Silence of at least a tenth of a second keeps the end from ringing into the start.
    steps = -(-(len(samples) + waveform.rate_hz // 10) // down)
    spectrum = np.fft.rfft(samples, steps * down)
    cut = np.zeros(steps * up // 2 + 1, complex)
    shared = min(len(spectrum), len(cut))
    cut[:shared] = spectrum[:shared]
    sound = np.fft.irfft(cut, steps * up) * (up / down)
    length = -(-len(samples) * up // down)
    pcm = np.clip(np.rint(sound[:length]), -32768, 32767).astype("<i2").tobytes()
    return Waveform(pcm, rate_hz)


def write_wav(segments: Iterable[Segment], sink: BinaryIO) -> None:
    """Write segments and their pauses to `sink`, each at once: whoever reads it hears the first while the next is made.

    Begins and ends with the silence of a recording. The level is the voice's own: it isn't mastered.

    Args:
        segments: As `narrate.audio.stitch.trimmed` gives them.
        sink: Needn't be seekable.

    Raises:
        BrokenPipeError: Nobody reads `sink` any more.
        StoreError: `sink` can't be written.
    """
    rate_hz = 0
    before: Utterance | None = None
    for segment in segments:
        if before is None:
            rate_hz = segment.speech.waveform.rate_hz
            _put(sink, _head(rate_hz))
        silence = outer_samples(rate_hz) if before is None else pause_samples(before, rate_hz)
        _put(sink, bytes(2 * silence) + segment.speech.waveform.pcm)
        before = segment.utterance
    _put(sink, bytes(2 * outer_samples(rate_hz)))


def _head(rate_hz: int) -> bytes:
    """Return the header of s16le mono (RIFF, Multimedia Programming Interface 1.0, chunks `fmt ` and `data`)."""
    form = struct.pack("<IHHIIHH", 16, 1, 1, rate_hz, 2 * rate_hz, 2, 16)
    return b"RIFF" + struct.pack("<I", _UNKNOWN) + b"WAVEfmt " + form + b"data" + struct.pack("<I", _UNKNOWN)


def _put(sink: BinaryIO, content: bytes) -> None:
    try:
        sink.write(content)
        sink.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise StoreError(f"the sound can't be written ({error.strerror}); free some space and run again") from error
