"""Intro, jingle, outro and bed set around the reading."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

from narrate import ffmpeg
from narrate.audio.limiter import Sound
from narrate.audio.meter import measure, raw_input
from narrate.audio.stitch import OUTER_EDGE_MS, whole_frames
from narrate.errors import AudioError
from narrate.model import Cue, Word
from narrate.settings.options import AudioOptions

__all__ = ["arrange", "check"]

BREATH_MS = 400.0
"""Silence between music and voice; more than the silence that the reading has at its own ends."""
BED_FADE_S = 2
HEADROOM = 0.5
"""Voice and bed are halved before they are added, so that their sum fits into 16 bits; mastering raises them again."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch of a raw file."""

    pcm: Path
    start: int
    end: int
    is_voice: bool
    before_ms: float = 0.0
    """Silence in front of it."""


def check(options: AudioOptions) -> None:
    """Raise AudioError for a music file that isn't there, before any voice speaks."""
    for name in ("intro", "jingle", "outro", "bed"):
        path = getattr(options, name)
        if path is not None and not path.is_file():
            raise AudioError(f"the sound {path}, which {name} names, isn't there; name another or leave it out")


def arrange(sound: Sound, cues: Sequence[Cue], options: AudioOptions, work: Path) -> tuple[Sound, tuple[Cue, ...]]:
    """Return the reading with its music, and the cues moved to where they are heard then.

    Raises:
        AudioError: A music file can't be decoded or is silent.
    """
    if not (options.intro or options.jingle or options.outro or options.bed):
        return sound, tuple(cues)
    voice = measure(raw_input(sound.pcm, sound.rate_hz), sound.rate_hz).lufs
    if voice == -math.inf:
        return sound, tuple(cues)
    if options.bed:
        sound = _over_bed(sound, options.bed, options.bed_lu, voice, work)
        voice += 20 * math.log10(HEADROOM)
    pieces = list(_pieces(sound, cues, options, voice, work))
    return _joined(pieces, sound.rate_hz, work), tuple(_moved(cue, pieces, sound.rate_hz) for cue in cues)


def _pieces(sound: Sound, cues: Sequence[Cue], options: AudioOptions, voice: float, work: Path) -> Iterator[_Piece]:
    body = next((cue for before, cue in pairwise(cues) if _is_border(before, cue)), None)
    border = round(body.start_ms * sound.rate_hz / 1000) if body else 0
    level = voice + options.music_lu
    parts = [_Piece(sound.pcm, 0, sound.samples, is_voice=True)]
    if options.jingle and border:
        first, last = (replace(parts[0], end=border), replace(parts[0], start=border, before_ms=BREATH_MS))
        parts = [first, _decoded(options.jingle, level, sound.rate_hz, work / "jingle.pcm", BREATH_MS), last]
    if options.intro:
        yield _decoded(options.intro, level, sound.rate_hz, work / "intro.pcm", OUTER_EDGE_MS)
        parts[0] = replace(parts[0], before_ms=BREATH_MS - OUTER_EDGE_MS)
    yield from parts
    if options.outro:
        yield _decoded(options.outro, level, sound.rate_hz, work / "outro.pcm", BREATH_MS - OUTER_EDGE_MS)


def _is_border(before: Cue, cue: Cue) -> bool:
    return before.utterance.block is None and cue.utterance.block is not None


def _decoded(path: Path, level: float, rate: int, target: Path, before_ms: float) -> _Piece:
    """Write the music as raw sound of the loudness `level`."""
    loud = measure(["-i", path], rate).lufs
    if loud == -math.inf:
        raise AudioError(f"the sound {path} is silent; give another file or leave it out")
    filters = f"aformat=channel_layouts=mono,volume={level - loud:.2f}dB,alimiter=limit=0.9:level=false"
    shape = ["-vn", "-af", filters, "-ar", str(rate), "-ac", "1", "-f", "s16le"]
    ffmpeg.run(["-i", path, *shape, target], f"decoding {path}")
    return _Piece(target, 0, target.stat().st_size // 2, is_voice=False, before_ms=before_ms)


def _over_bed(sound: Sound, bed: Path, bed_lu: float, voice: float, work: Path) -> Sound:
    loud = measure(["-i", bed], sound.rate_hz).lufs
    if loud == -math.inf:
        raise AudioError(f"the sound {bed} is silent; give another file or leave it out")
    edge_s = OUTER_EDGE_MS / 1000
    fade_out_s = max(edge_s, sound.samples / sound.rate_hz - edge_s - BED_FADE_S)
    under = (
        f"aformat=channel_layouts=mono,aresample={sound.rate_hz},volume={voice + bed_lu - loud:.2f}dB,"
        f"atrim=end_sample={sound.samples},afade=st={edge_s}:d={BED_FADE_S},"
        f"afade=t=out:st={fade_out_s:.3f}:d={BED_FADE_S},volume={HEADROOM}"
    )
    mix = f"[1:a]{under}[bed];[0:a]volume={HEADROOM}[voice];[voice][bed]amix=duration=first:normalize=0[out]"
    target = work / "bed.pcm"
    looped: list[str | Path] = ["-stream_loop", "-1", "-i", bed]
    shape = ["-filter_complex", mix, "-map", "[out]", "-f", "s16le", "-ac", "1", "-ar", str(sound.rate_hz)]
    ffmpeg.run([*raw_input(sound.pcm, sound.rate_hz), *looped, *shape, target], f"laying {bed} under the voice")
    return replace(sound, pcm=target)


def _joined(pieces: Sequence[_Piece], rate: int, work: Path) -> Sound:
    target = work / "arranged.pcm"
    with target.open("wb") as sink:
        for piece in pieces:
            sink.write(bytes(2 * _silence(piece, rate)))
            with piece.pcm.open("rb") as source:
                source.seek(2 * piece.start)
                left = 2 * (piece.end - piece.start)
                while block := source.read(min(left, 1 << 20)):
                    sink.write(block)
                    left -= len(block)
        length = sink.tell() // 2
        outer = 0 if pieces[-1].is_voice else round(OUTER_EDGE_MS * rate / 1000)
        samples = whole_frames(length + outer, rate)
        sink.truncate(2 * samples)
    return Sound(target, rate, samples)


def _moved(cue: Cue, pieces: Sequence[_Piece], rate: int) -> Cue:
    """Return `cue` where its piece of the voice now is."""
    at = 0
    start = round(cue.start_ms * rate / 1000)
    shift = 0.0
    for piece in pieces:
        at += _silence(piece, rate)
        if piece.is_voice and piece.start <= start < piece.end:
            shift = (at - piece.start) * 1000 / rate
        at += piece.end - piece.start
    words = tuple(Word(word.text, word.start_ms + shift, word.end_ms + shift) for word in cue.words)
    return replace(cue, start_ms=cue.start_ms + shift, end_ms=cue.end_ms + shift, words=words)


def _silence(piece: _Piece, rate: int) -> int:
    return round(piece.before_ms * rate / 1000)
