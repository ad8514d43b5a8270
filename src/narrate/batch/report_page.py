"""The account of a run as a page for people: one file, no scripts, readable in print."""

from collections import Counter
from collections.abc import Iterable
from html import escape
from typing import Any

__all__ = ["render"]

_MAX_ROWS = 500  # of a table: the JSON has them all
_BINS = 24
_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}"
    "table{border-collapse:collapse;width:100%}td,th{border-bottom:1px solid #ccc;padding:.3rem;text-align:left;"
    "vertical-align:top;overflow-wrap:anywhere}svg{width:100%;height:auto;max-width:40rem}rect{fill:#2f6f9f}"
)


def render(totals: dict[str, Any], rows: Iterable[dict[str, Any]]) -> str:
    """Return the page.

    Args:
        totals: The run in numbers.
        rows: The articles; taken one by one, so that memory doesn't grow with them.
    """
    minutes, loudness, seconds = list[float](), list[float](), list[float]()
    wrong, warned, causes = list[dict[str, Any]](), list[dict[str, Any]](), Counter[str]()
    for row in rows:
        if row["end"] in {"made", "unchanged"}:
            minutes.append(row["audio_ms"] / 60_000)
            loudness += [row["loudness_lufs"]] if row["loudness_lufs"] is not None else []
        else:
            causes[row["cause"]] += 1
            wrong += [row] if len(wrong) < _MAX_ROWS else []
        if row["end"] == "made":
            seconds.append(row["wall_s"])
        if row["warnings"] and len(warned) < _MAX_ROWS:
            warned.append(row)
    parts = [
        _table("The run", ("", ""), [(name.replace("_", " "), value) for name, value in totals.items()]),
        _table("What went wrong", ("cause", "articles"), causes.most_common()),
        _table("Articles that went wrong", ("page", "cause", "message"), [_cells(row) for row in wrong]),
        _table("Warnings", ("page", "warning"), [(row["page"], "; ".join(row["warnings"])) for row in warned]),
        _histogram("Length of the recordings, minutes", minutes),
        _histogram("Loudness, LUFS", loudness),
        _histogram("Time to make one, seconds", seconds),
    ]
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Batch report</title>'
        f"<style>{_STYLE}</style></head><body><h1>Batch report</h1>{''.join(parts)}</body></html>\n"
    )


def _cells(row: dict[str, Any]) -> tuple[Any, ...]:
    return row["page"], row["cause"], row["message"]


def _table(title: str, heads: tuple[str, ...], rows: Iterable[tuple[Any, ...]]) -> str:
    body = "".join(
        "<tr>" + "".join(f"<td>{escape('' if cell is None else str(cell))}</td>" for cell in row) + "</tr>"
        for row in rows
    )
    if not body:
        return ""
    head = "".join(f"<th>{escape(head)}</th>" for head in heads)
    return f"<h2>{escape(title)}</h2><table><tr>{head}</tr>{body}</table>"


def _histogram(title: str, values: list[float]) -> str:
    if not values:
        return ""
    low, high = min(values), max(values)
    width = (high - low) / _BINS or 1.0
    counts = Counter(min(_BINS - 1, int((value - low) / width)) for value in values)
    top = max(counts.values())
    bars = "".join(
        f'<rect x="{index * 20 + 1}" y="{100 - 96 * count / top:.1f}" width="18" height="{96 * count / top:.1f}"/>'
        for index, count in sorted(counts.items())
    )
    span = f"{low:.2f} to {high:.2f}, median {sorted(values)[len(values) // 2]:.2f}"
    return (
        f"<h2>{escape(title)}</h2><p>{span}; the highest bar is {top} articles.</p>"
        f'<svg viewBox="0 0 480 100" role="img" aria-label="{escape(title)}: {span}">{bars}</svg>'
    )
