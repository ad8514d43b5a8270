"""What is spoken, to be read: WebVTT captions, plain text, HTML, and a track that ties moments to the page."""

import json
from collections.abc import Iterator, Sequence
from itertools import groupby

from narrate.model import Article, BlockKind, Cue, Recording
from narrate.text import Markup, element, joined

__all__ = ["LINE_CHARS", "cue_id", "timestamp", "to_html", "to_sync_media", "to_text", "to_vtt"]


LINE_CHARS = 65
"""Longest line of a caption."""
ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


TAGS = {BlockKind.HEADING: "h2", BlockKind.PARAGRAPH: "p", BlockKind.QUOTE: "blockquote", BlockKind.ITEM: "li"}


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


def to_text(recording: Recording) -> str:
    """Return what is printed of all that is said, a paragraph per block, with a blank line between them."""
    return "\n\n".join(" ".join(cue.utterance.printed for _, cue in cues) for _, cues in _paragraphs(recording)) + "\n"


def to_html(recording: Recording, article: Article) -> str:
    """Return the same as an HTML fragment.

    Each utterance is a `<span>` whose `id` is that of its caption and whose `data-start` and `data-end` are seconds.
    """
    parts: list[Markup] = []
    for is_list, paragraphs in groupby(_paragraphs(recording), lambda each: _kind(article, each[0]) is BlockKind.ITEM):
        lines = [
            element(TAGS[_kind(article, block)], None, joined((_span(*cue) for cue in cues), " "))
            for block, cues in paragraphs
        ]
        parts += [element("ul", None, "\n", joined(lines, "\n"), "\n")] if is_list else lines
    attributes = {"class": "narrate-transcript", "lang": article.language}
    return element("div", attributes, "\n", joined(parts, "\n"), "\n") + "\n"


def to_sync_media(recording: Recording, article: Article) -> str:
    """Return a WebVTT metadata track in the form of W3C SyncMediaLite: sentences, and words with known times.

    Each cue's JSON selects a stretch of a block's text: an XPath, refined by a text position in it (W3C Web Annotation
    Data Model, 4.2). What is said around the body has no place on the page and so no cue.
    """
    parts = ["WEBVTT", ""]
    for index, cue in enumerate(recording.cues):
        utterance = cue.utterance
        if utterance.block is None:
            continue
        anchor = article.blocks[utterance.block].anchor
        end = utterance.offset + len(utterance.printed)
        where = _selector(anchor, utterance.offset, end)
        parts += _entry(cue_id(index), (cue.start_ms, cue.end_ms), where, "sentence")
        for number, (word, (first, last)) in enumerate(zip(cue.words, _word_spans(cue), strict=False)):
            where = _selector(anchor, utterance.offset + first, utterance.offset + last)
            parts += _entry(f"{cue_id(index)}w{number}", (word.start_ms, word.end_ms), where, "word")
    return "\n".join(parts)


def _paragraphs(recording: Recording) -> Iterator[tuple[int | None, Sequence[tuple[int, Cue]]]]:
    """Give each block with its cues; what is said around the body makes a paragraph per utterance."""

    def key(item: tuple[int, Cue]) -> tuple[int | None, int]:
        index, cue = item
        return cue.utterance.block, index if cue.utterance.block is None else -1

    for (block, _), cues in groupby(enumerate(recording.cues), key):
        yield block, tuple(cues)


def _kind(article: Article, block: int | None) -> BlockKind:
    """Return the kind of a block of the article; what is said around the body is a paragraph."""
    return BlockKind.PARAGRAPH if block is None else article.blocks[block].kind


def _span(index: int, cue: Cue) -> Markup:
    times = {"data-start": f"{cue.start_ms / 1000:.3f}", "data-end": f"{cue.end_ms / 1000:.3f}"}
    return element("span", {"id": cue_id(index), **times}, cue.utterance.printed)


def _word_spans(cue: Cue) -> list[tuple[int, int]]:
    """Return where each word stands in the printed text; nothing when the words aren't its white-space tokens."""
    spans, at = [], 0
    for token in cue.utterance.printed.split():
        start = cue.utterance.printed.index(token, at)
        at = start + len(token)
        spans.append((start, at))
    return spans if len(spans) == len(cue.words) else []


def _selector(anchor: str, start: int, end: int) -> dict[str, object]:
    position = {"type": "TextPositionSelector", "start": start, "end": end}
    return {"type": "XPathSelector", "value": anchor, "refinedBy": position}


def _entry(name: str, times_ms: tuple[float, float], selector: dict[str, object], group: str) -> list[str]:
    start = round(times_ms[0])
    end = max(start + 1, round(times_ms[1]))
    payload = json.dumps({"selector": selector, "group": group}, ensure_ascii=False, separators=(",", ":"))
    return [name, f"{timestamp(start)} --> {timestamp(end)}", payload.replace("-->", "--\\u003e"), ""]
