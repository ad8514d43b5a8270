"""Which engines speak which language, how they sound, and how to get them: for commands, messages and docs."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

__all__ = ["Way", "language_table", "ways"]

_KINDS = (("natural", True), ("plain", True), ("natural", False))


@dataclass(frozen=True, slots=True)
class Way:
    """One engine as a way to hear a language."""

    engine: str
    languages: tuple[str, ...]
    """ISO 639-1 codes of the languages that narrate reads and it speaks."""
    sound: str
    """`natural`, or `plain`: a voice that is understood but not mistaken for a person."""
    offline: bool
    """Whether text stays on this machine."""
    remedy: str
    """How to get it, as an instruction, or where its text goes."""


@cache
def ways() -> tuple[Way, ...]:
    """Return all ways, offline ones first, the better ones before the others."""
    table = files(__package__).joinpath("ways.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in table.splitlines()[1:]]
    return tuple(
        Way(engine, tuple(codes.split()), sound, where == "offline", remedy)
        for engine, codes, sound, where, remedy in rows
    )


def language_table() -> list[tuple[str, ...]]:
    """Return a title row, then a row for each language that narrate reads: its code, and the engines by kind."""
    titles = ("language", *(f"{sound}, {'offline' if offline else 'online'}" for sound, offline in _KINDS))
    codes = max((way.languages for way in ways()), key=len)
    return [titles, *((code, *(_engines(code, kind) for kind in _KINDS)) for code in codes)]


def _engines(code: str, kind: tuple[str, bool]) -> str:
    return ", ".join(way.engine for way in ways() if code in way.languages and (way.sound, way.offline) == kind)
