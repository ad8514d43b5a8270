"""WebVTT captions of a recording (W3C: WebVTT, the Web Video Text Tracks Format)."""

from collections.abc import Iterator

from narrate.model import Cue, Recording

__all__ = ["LINE_CHARS", "cue_id", "timestamp", "to_vtt"]

LINE_CHARS = 65
"""Longest line of a caption."""
ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


def to_vtt(recording: Recording, language: str) -> str:
    """Return captions with one cue per utterance, and the time of each word inside it where it is known.

    The text is what is printed. Lines hold at most `LINE_CHARS` characters as shown; a longer word stands alone.

    Args:
        recording: Its cues are in order.
        language: ISO 639-1 code, kept in a note for whoever reads the file.
    """
    return "\n".join(["WEBVTT", "", f"NOTE Language: {language}", "", *_blocks(recording)])


def cue_id(index: int) -> str:
    """Return the identifier of the cue of utterance `index`, the same in all timing files."""
    return f"u{index}"


def timestamp(ms: int) -> str:
    """Return `ms` as WebVTT writes it: `01:02:03.456`."""
    seconds, rest = divmod(ms, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{rest:03}"


def _blocks(recording: Recording) -> Iterator[str]:
    for index, cue in enumerate(recording.cues):
        start = round(cue.start_ms)
        end = max(start + 1, round(cue.end_ms))
        yield cue_id(index)
        yield f"{timestamp(start)} --> {timestamp(end)}"
        yield _payload(cue, start, end)
        yield ""


def _payload(cue: Cue, start: int, end: int) -> str:
    tokens = cue.utterance.printed.split()
    stamps = _stamps(cue, len(tokens), start, end)
    lines: list[list[str]] = [[]]
    room = LINE_CHARS
    for token, stamp in zip(tokens, stamps, strict=True):
        if len(token) > room and lines[-1]:
            lines.append([])
            room = LINE_CHARS
        lines[-1].append(stamp + "".join(ESCAPES.get(character, character) for character in token))
        room -= len(token) + 1
    return "\n".join(" ".join(line) for line in lines)


def _stamps(cue: Cue, count: int, start: int, end: int) -> list[str]:
    """Return a time stamp, or nothing, for each token: WebVTT wants them rising, and inside the cue."""
    if len(cue.words) != count:
        return [""] * count
    stamps, before = [], start
    for word in cue.words:
        at = round(word.start_ms)
        rising = before < at < end
        stamps.append(f"<{timestamp(at)}>" if rising else "")
        before = at if rising else before
    return stamps
