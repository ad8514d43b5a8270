"""What is read besides the story because the user asks for it: tables, captions, alt texts, footnotes, notes."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from functools import cache

from narrate.extract import names
from narrate.extract.asides import phrase_kind
from narrate.extract.candidates import Candidate, Frame, Verdict
from narrate.extract.containers import chain
from narrate.extract.places import is_caption, is_footnote
from narrate.extract.words import lines, words
from narrate.text import ends_sentence

__all__ = ["add", "label"]

NEAR = 4  # elements outward from a block of the story that hold what belongs to it
REACH = 8  # elements outward in which what is asked for must meet one of those
BELOW = 30  # blocks below the story among which its notes and footnotes are looked for
ALT_WORDS = 3  # of the shortest alt text that tells something
CELLS, ROWS = 2, 2  # of the smallest table; less is layout
_NOTES = frozenset(["editing note", "origin note", "correction"])
_FILE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif|svg)\b|^(?:img|dsc|image)[_ -]?\d", re.IGNORECASE)
_BACK = re.compile(r"\s*[↩↑⤴^]\ufe0e?\s*")
_CELLS = ("td", "th")


def add(verdicts: Sequence[Verdict], asked: Collection[str]) -> list[Verdict]:
    """Return what is read, in order, with what the user asks for; the verdicts on it are changed in place.

    Only what stands within the story or, for notes and footnotes, right below it is taken: the page's other tables and
    pictures aren't the article's. A table is read row by row, each cell behind the head of its column.

    Args:
        verdicts: What was decided on the page's text.
        asked: Kinds: `tables`, `captions`, `alt_texts`, `footnotes`, `notes`.
    """
    kept = [number for number, verdict in enumerate(verdicts) if verdict.kept]
    if not asked or not kept:
        return [verdict for verdict in verdicts if verdict.kept]
    own = {frame for number in kept for frame in chain(verdicts[number].candidate.frame, NEAR)}
    own = {frame for frame in own if frame.tag not in ("body", "html")}
    read: list[Verdict] = []
    tables: set[Frame] = set()
    for number, (verdict, is_story) in enumerate([(verdict, verdict.kept) for verdict in verdicts]):
        inside = kept[0] <= number <= kept[-1] + BELOW and not own.isdisjoint(chain(verdict.candidate.frame, REACH))
        if inside and number <= kept[-1] and "alt_texts" in asked:
            read += _alt_texts(verdict.candidate)
        if is_story:
            read.append(verdict)
            continue
        table = _table(verdict.candidate.frame) if "tables" in asked and number <= kept[-1] + 1 and inside else None
        if table is not None:
            if table not in tables:
                tables.add(table)
                read += _rows([v for v in verdicts if _table(v.candidate.frame) is table])
        elif inside and (kind := _kind(verdict.candidate, asked, below=number > kept[-1])):
            verdict.keep(f"asked for: {kind}")
            verdict.label = kind
            text = _BACK.sub(" ", verdict.candidate.text).strip()
            read.append(replace(verdict, candidate=replace(verdict.candidate, text=text, breaks=())))
    return read


def label(kind: str, language: str) -> str:
    """Return what is said before a text of a kind, in a language; in English where the table has none.

    Args:
        kind: `tables`, `captions`, `alt_texts`, `footnotes` or `notes`.
        language: ISO 639-1 code.
    """
    return _labels().get((kind, language)) or _labels()[kind, "en"]


@cache
def _labels() -> dict[tuple[str, str], str]:
    rows = (line.split("\t") for line in lines("read_labels.tsv"))
    return {(kind, language): text for kind, language, text in rows}


def _kind(candidate: Candidate, asked: Collection[str], *, below: bool) -> str:
    """Return as which of the kinds that are asked for a candidate is read, or nothing."""
    if "footnotes" in asked and is_footnote(candidate):
        return "footnotes"
    if "captions" in asked and not below and _is_caption(candidate):
        return "captions"
    note = "notes" in asked and phrase_kind(candidate.text, len(words(candidate.text))) in _NOTES
    return "notes" if note else ""


def _is_caption(candidate: Candidate) -> bool:
    """Tell whether a candidate says what a picture shows, and not only who took it."""
    return is_caption(candidate) and _table(candidate.frame) is None and not names.is_credit(candidate.text)


def _alt_texts(candidate: Candidate) -> Iterator[Verdict]:
    """Yield the alt texts of the pictures right before a candidate that tell something."""
    for text, frame in candidate.alts:
        if len(words(text)) >= ALT_WORDS and not _FILE.search(text):
            picture = replace(candidate, text=text, frame=frame, breaks=(), alts=(), pieces=())
            yield Verdict(picture, 0.0, kept=True, reason="asked for: alt_texts", label="alt_texts")


def _table(frame: Frame) -> Frame | None:
    """Return the table that a cell or a caption stands in, if any."""
    around = chain(frame, REACH)
    inner = any(outer.tag in (*_CELLS, "caption") for outer in around)
    return next((outer for outer in around if outer.tag == "table"), None) if inner else None


def _rows(cells: Sequence[Verdict]) -> list[Verdict]:
    """Return what is read of a table: its caption, and a block a row; nothing if it is layout."""
    texts: dict[Frame, dict[int, list[str]]] = {}
    heads: dict[int, str] = {}
    first: dict[Frame, Verdict] = {}
    read: list[Verdict] = []
    for verdict in cells:
        cell = next((f for f in chain(verdict.candidate.frame, REACH) if f.tag in (*_CELLS, "caption")), None)
        if verdict.kept or cell is None or cell.parent is None:
            return []
        if cell.tag == "caption":
            read.append(verdict)
            continue
        first.setdefault(cell.parent, verdict)
        column = cell.step + (cell.parent.steps.get("th", 0) if cell.tag == "td" else 0)
        texts.setdefault(cell.parent, {}).setdefault(column, []).append(verdict.candidate.text)
    if len(texts) < ROWS or sum(len(row) >= CELLS for row in texts.values()) < ROWS:
        return []
    top = next(iter(texts))
    if "td" not in top.steps:
        heads = {column: " ".join(parts) for column, parts in texts.pop(top).items()}
    rows = [replace(v, candidate=replace(v.candidate, breaks=())) for v in read]
    rows += [_row(frame, row, heads, first[frame].candidate) for frame, row in texts.items()]
    for verdict in cells:
        verdict.keep("asked for: tables")
        verdict.label = "tables"
    return [replace(row, kept=True, reason="asked for: tables", label="tables" * (not n)) for n, row in enumerate(rows)]


def _row(frame: Frame, row: dict[int, list[str]], heads: dict[int, str], candidate: Candidate) -> Verdict:
    """Return a row as one text: each cell behind its column's head, a full stop behind the last."""
    parts = [
        (heads.get(column, "") if number else "", " ".join(texts)) for number, (column, texts) in enumerate(row.items())
    ]
    text = ("; " if heads else ", ").join(f"{head}: {cell}" if head else cell for head, cell in parts)
    text = text if ends_sentence(text) else f"{text}."
    return Verdict(replace(candidate, text=text, frame=frame, breaks=(), pieces=()), 0.0, kept=True, reason="")
