"""The account of a run: every article with what became of it, as JSON for programs and as a page for people.

The page is written by hand: as a template of Jinja2 it took 389 lines instead of 359, and a package for every user.
"""

import json
import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from narrate.batch.batch_run import Tally
from narrate.batch.ledger import Entry, Ledger
from narrate.store.files import staged, write_whole
from narrate.text import escape

__all__ = ["Targets", "about", "histogram", "render", "write_report"]

VERSION = 1


@dataclass(frozen=True, slots=True)
class Targets:
    """What a run was to make."""

    out: str
    """Folder or address of the recordings."""
    voice: str
    target_lufs: float
    target_dbtp: float


def write_report(path: Path, ledger: Ledger, tally: Tally, targets: Targets) -> None:
    """Write the report of the ledger's run, article by article, so that memory doesn't grow with the archive.

    Args:
        path: Both files have its name, one with `.json` and one with `.html`.
        ledger: What became of the articles.
        tally: The run in numbers.
        targets: What it was to make.

    Raises:
        StoreError: A file can't be written.
    """
    run = about(tally, targets)
    bare = path.with_suffix("") if path.suffix in {".json", ".html"} else path
    with staged(bare.with_name(f"{bare.name}.json")) as temporary, temporary.open("w", encoding="utf-8") as file:
        file.write(f'{{"version": {VERSION},\n"run": {json.dumps(run)},\n"articles": [')
        for index, entry in enumerate(ledger.ended()):
            file.write(("," if index else "") + "\n" + json.dumps(_row(entry), ensure_ascii=False))
        file.write("\n]}\n")
    write_whole(bare.with_name(f"{bare.name}.html"), render(run, (_row(entry) for entry in ledger.ended())).encode())


def about(tally: Tally, targets: Targets) -> dict[str, Any]:
    """Return the run in numbers, and what it aimed at."""
    return {
        "articles": tally.total,
        **{end.value: count for end, count in tally.count_by_end.items()},
        "left_out": tally.left_out,
        "named_again": tally.named_again,
        "unread_sources": tally.unread,
        "audio_ms": round(tally.audio_ms, 3),
        "sentences_made": tally.spoken,
        "sentences_reused": tally.reused,
        "stopped": tally.stopped or None,
        "took_s": round(tally.took_s, 3),
        "finished": datetime.now(UTC).isoformat(timespec="seconds"),
        **asdict(targets),
    }


def _row(entry: Entry) -> dict[str, Any]:
    outcome = entry.outcome
    if outcome is None:
        raise ValueError(f"{entry.place.name} hasn't ended")
    return {
        "page": entry.place.name,
        "slug": entry.slug,
        "end": outcome.end.value,
        "cause": outcome.cause or None,
        "message": outcome.message or None,
        "audio": outcome.path or None,
        "attempts": entry.attempts,
        "audio_ms": outcome.audio_ms,
        "audio_bytes": outcome.audio_bytes,
        "loudness_lufs": outcome.loudness_lufs,
        "true_peak_dbtp": outcome.true_peak_dbtp,
        "error_rate": outcome.error_rate,
        "sentences_made": outcome.spoken,
        "sentences_reused": outcome.reused,
        "chars": outcome.chars,
        "wall_s": outcome.wall_s,
        "warnings": list(outcome.warnings),
    }


_MAX_ROWS = 500  # of a table: the JSON has them all
_SLOWEST = 10
_LOUDNESS_LU = 0.3  # the project's own tolerance; Apple allows 1
_STYLE = """
:root{color-scheme:light dark;--line:#8884;--soft:#8882;--bar:#2f6f9f;--good:#2e7d4f;--bad:#b3372c;--quiet:#777}
@media(prefers-color-scheme:dark){:root{--bar:#6aa9d8;--good:#63b98a;--bad:#ec8076;--quiet:#999}}
body{font:16px/1.5 system-ui,sans-serif;max-width:64rem;margin:2rem auto;padding:0 1rem}
h1{margin:0}h2{margin:2.2rem 0 .5rem}.about{color:var(--quiet);margin:.2rem 0 1.2rem;overflow-wrap:anywhere}
.stopped{border-left:4px solid var(--bad);padding:.4rem .8rem;background:var(--soft)}
dl{display:grid;grid-template-columns:repeat(auto-fill,minmax(9.5rem,1fr));gap:.6rem;margin:1rem 0}
dl div{border:1px solid var(--line);border-radius:.4rem;padding:.4rem .7rem}dt{color:var(--quiet);font-size:.85rem}
dd{margin:0;font-size:1.45rem;font-variant-numeric:tabular-nums}
.share{display:flex;height:1rem;border-radius:.3rem;overflow:hidden;background:var(--soft)}
.share i{display:block;min-width:2px}.made{background:var(--good)}.unchanged{background:var(--bar)}
.skipped{background:var(--quiet)}.refused{background:#d09a2d}.failed{background:var(--bad)}
.key{font-size:.85rem;color:var(--quiet)}
.key i{display:inline-block;width:.7rem;height:.7rem;border-radius:.15rem;margin:0 .3rem 0 .8rem}
table{border-collapse:collapse;width:100%}td,th{border-bottom:1px solid var(--line);padding:.3rem .6rem .3rem 0;
text-align:left;vertical-align:top;overflow-wrap:anywhere}th{overflow-wrap:normal}td.n,th.n{text-align:right;white-space:nowrap}
details{border:1px solid var(--line);border-radius:.4rem;padding:.4rem .8rem;margin:.5rem 0}summary{cursor:pointer}
.plots{display:grid;grid-template-columns:repeat(auto-fit,minmax(20rem,1fr));gap:1rem}figure{margin:0}
svg{width:100%;height:auto}rect{fill:var(--bar)}rect.wanted{fill:var(--good);opacity:.25}
.axis{stroke:var(--quiet)}.tick{font-size:12px;fill:var(--quiet)}
@media print{details:not([open])>*{display:block}}
"""
_ENDS = ("made", "unchanged", "skipped", "refused", "failed")


@dataclass(slots=True)
class _Seen:
    """What the page says about the articles; grows by numbers only, so that an archive fits."""

    minutes: list[float] = field(default_factory=list)
    loudness_lufs: list[float] = field(default_factory=list)
    peaks_dbtp: list[float] = field(default_factory=list)
    pace: list[float] = field(default_factory=list)
    """Seconds of work for a second of audio."""
    error_rates: list[float] = field(default_factory=list)
    """Word error rates of the listening gate in percent, where it ran."""
    causes: "Counter[str]" = field(default_factory=Counter)
    wrong: list[dict[str, Any]] = field(default_factory=list)
    warned: list[dict[str, Any]] = field(default_factory=list)
    off_target: list[dict[str, Any]] = field(default_factory=list)
    slowest: list[dict[str, Any]] = field(default_factory=list)

    def add(self, row: dict[str, Any], target_lufs: float, peak_dbtp: float) -> None:
        """Take an article in."""
        if row["end"] in {"made", "unchanged"}:
            self._add_sound(row, target_lufs, peak_dbtp)
        elif row["end"] != "skipped":
            self.causes[row["cause"]] += 1
            self.wrong += [row] if len(self.wrong) < _MAX_ROWS else []
        if row["warnings"] and len(self.warned) < _MAX_ROWS:
            self.warned.append(row)
        if row["end"] == "made":
            self.pace += [row["wall_s"] * 1000 / row["audio_ms"]] if row["audio_ms"] else []
            self.slowest = sorted([*self.slowest, row], key=lambda each: -each["wall_s"])[:_SLOWEST]

    def _add_sound(self, row: dict[str, Any], target_lufs: float, peak_dbtp: float) -> None:
        self.minutes.append(row["audio_ms"] / 60_000)
        loudness, peak, errors = row["loudness_lufs"], row["true_peak_dbtp"], row["error_rate"]
        self.loudness_lufs += [] if loudness is None else [loudness]
        self.peaks_dbtp += [] if peak is None else [peak]
        self.error_rates += [] if errors is None else [errors * 100]
        off = loudness is not None and round(abs(loudness - target_lufs), 2) > _LOUDNESS_LU
        if (off or (peak is not None and peak > peak_dbtp)) and len(self.off_target) < _MAX_ROWS:
            self.off_target.append(row)


def render(run: dict[str, Any], rows: Iterable[dict[str, Any]]) -> str:
    """Return the page.

    Args:
        run: What `narrate.batch.report.about` gives: the run in numbers, and what it aimed at.
        rows: The articles; taken one by one, so that memory doesn't grow with their texts.
    """
    target_lufs, peak_dbtp = run["target_lufs"], run["target_dbtp"]
    seen = _Seen()
    for row in rows:
        seen.add(row, target_lufs, peak_dbtp)
    parts = (_top(run), _wrong(seen), _off_target(seen), _plots(seen, target_lufs, peak_dbtp), _lists(seen))
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Batch report</title>'
        '<meta name="viewport" content="width=device-width">'
        f"<style>{_STYLE}</style></head><body>{''.join(parts)}</body></html>\n"
    )


def _top(run: dict[str, Any]) -> str:
    with_audio, total = run["made"] + run["unchanged"], run["articles"]
    sentence = f"{with_audio:,} of {total:,} articles have their audio"
    if run["left_out"]:
        sentence += f"; {run['left_out']:,} were left out as asked"
    if waiting := total - run["left_out"] - sum(run[end] for end in _ENDS):
        sentence += f"; {waiting:,} are still to be done: the same command goes on with them"
    about = escape(f"{run['finished']} · voice {run['voice']} · into {run['out']} · took {_time(run['took_s'])}")
    stopped = f'<p class="stopped">Stopped before the end: {escape(run["stopped"])}</p>' if run["stopped"] else ""
    stopped += "".join(f'<p class="stopped">Not read: {escape(fault)}</p>' for fault in run["unread_sources"])
    figures = {
        "made now": f"{run['made']:,}",
        "unchanged": f"{run['unchanged']:,}",
        "skipped by a rule": f"{run['skipped']:,}",
        "refused": f"{run['refused']:,}",
        "failed": f"{run['failed']:,}",
        "new audio": _time(run["audio_ms"] / 1000),
        "sentences spoken": f"{run['sentences_made']:,}",
        "sentences reused": f"{run['sentences_reused']:,}",
    }
    tiles = "".join(f"<div><dt>{name}</dt><dd>{value}</dd></div>" for name, value in figures.items())
    shares = "".join(f'<i class="{end}" style="flex-grow:{run[end]}"></i>' for end in _ENDS if run[end])
    key = "".join(f'<i class="{end}"></i>{end}' for end in _ENDS if run[end])
    bar = f'<div class="share" aria-hidden="true">{shares}</div><p class="key" aria-hidden="true">{key}</p>'
    return (
        f'<h1>Batch report</h1><p class="about">{about}</p>{stopped}<p><b>{sentence}.</b></p>'
        f"{bar if shares else ''}<dl>{tiles}</dl>"
    )


def _wrong(seen: _Seen) -> str:
    """Return what went wrong, by cause, the most frequent first."""
    parts = []
    for cause, count in seen.causes.most_common():
        rows = [row for row in seen.wrong if row["cause"] == cause]
        cells = [(row["page"], row["message"], row["attempts"] or "") for row in rows]
        table = _table(("page", "what happened", "attempts"), cells, count)
        articles = f"{count:,} article{'' if count == 1 else 's'}"
        first = f'<span class="key"> {escape(rows[0]["message"] or "")}</span>' if rows else ""
        parts.append(f"<details><summary><b>{escape(cause)}</b>: {articles}{first}</summary>{table}</details>")
    return f"<h2>What went wrong</h2>{''.join(parts)}" if parts else ""


def _off_target(seen: _Seen) -> str:
    if not seen.off_target:
        return ""
    cells = [(row["page"], row["loudness_lufs"], row["true_peak_dbtp"]) for row in seen.off_target]
    return "<h2>Recordings off their target</h2>" + _table(("page", "LUFS", "dBTP"), cells, len(cells))


def _plots(seen: _Seen, target_lufs: float, peak_dbtp: float) -> str:
    around = (target_lufs - _LOUDNESS_LU, target_lufs + _LOUDNESS_LU)
    plots = (
        histogram("Length", "minutes", seen.minutes),
        histogram("Loudness", "LUFS", seen.loudness_lufs, around),
        histogram("True peak", "dBTP", seen.peaks_dbtp, (min([peak_dbtp - 1, *seen.peaks_dbtp]), peak_dbtp)),
        histogram("Words heard wrongly", "%", seen.error_rates),
        histogram("Work", "seconds for a second of audio", seen.pace),
    )
    drawn = "".join(plots)
    return f'<h2>The recordings</h2><div class="plots">{drawn}</div>' if drawn else ""


def _lists(seen: _Seen) -> str:
    slow = [(row["page"], f"{row['wall_s']:.1f}", f"{row['audio_ms'] / 60_000:.1f}") for row in seen.slowest]
    warned = [(row["page"], "; ".join(row["warnings"])) for row in seen.warned]
    warnings = f"<h2>Warnings</h2>{_table(('page', 'warning'), warned, len(warned))}" if warned else ""
    slowest = _table(("page", "seconds", "minutes of audio"), slow, len(slow))
    return warnings + (f"<h2>What took longest</h2>{slowest}" if slow else "")


def _table(heads: tuple[str, ...], rows: list[tuple[Any, ...]], count: int) -> str:
    """Return a table whose columns stand right where they hold numbers; says how many rows are missing."""
    columns = list(zip(*rows, strict=True)) or [()] * len(heads)
    styles = [' class="n"' if all(map(_is_number, column)) else "" for column in columns]
    head = "".join(f"<th{style}>{escape(name)}</th>" for style, name in zip(styles, heads, strict=True))
    body = "".join(f"<tr>{''.join(map(_cell, styles, row))}</tr>" for row in rows)
    more = f"<p>And {count - len(rows):,} more; the JSON file has them all.</p>" if count > len(rows) else ""
    return f"<table><tr>{head}</tr>{body}</table>{more}"


def _is_number(cell: Any) -> bool:
    return cell in {None, ""} or str(cell).lstrip("-").replace(".", "", 1).isdecimal()


def _cell(style: str, cell: Any) -> str:
    return f"<td{style}>{escape('' if cell is None else str(cell))}</td>"


def _time(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02} h" if hours else f"{minutes}:{rest:02} min"


_BARS = 24  # at most; fewer when a round width gives fewer
_WIDTH, _HEIGHT, _LEFT, _BELOW, _ABOVE = 560, 150, 40, 22, 14


def histogram(title: str, unit: str, values: Sequence[float], wanted: tuple[float, float] | None = None) -> str:
    """Return a figure that shows how often which value occurs; nothing when there is no value.

    Args:
        title: What is counted.
        unit: Of the values.
        values: One per article, in any order.
        wanted: From where to where a value should lie; drawn as a band.
    """
    if not values:
        return ""
    low, high = min(values), max(values)
    if wanted is not None:
        low, high = min(low, wanted[0]), max(high, wanted[1])
    step = _round_step((high - low) / _BARS or abs(high) / _BARS or 1.0)
    first = math.floor(low / step + 1e-9)
    edge = None if wanted is None else wanted[1]  # what reaches it exactly is still inside
    counts = Counter(math.floor(value / step + (1e-9 if value != edge else -1e-3)) - first for value in values)
    bars = max(max(counts) + 1, math.ceil(high / step - 1e-9) - first)
    range_and_median = f"{_number(min(values))} to {_number(max(values))} {unit}, median {_number(_median(values))}"
    drawn = (
        _band(wanted, first * step, bars * step) + _bars(counts, bars, first, step, unit) + _ticks(bars, first, step)
    )
    return (
        f"<figure><figcaption><b>{escape(title)}</b> {escape(range_and_median)}</figcaption>"
        f'<svg viewBox="0 0 {_LEFT + _WIDTH + 24} {_ABOVE + _HEIGHT + _BELOW}" role="img" '
        f'aria-label="{escape(title)}: {escape(range_and_median)}">{drawn}</svg></figure>'
    )


def _bars(counts: "Counter[int]", bars: int, first: int, step: float, unit: str) -> str:
    top, width = max(counts.values()), _WIDTH / bars
    drawn = (
        f'<text class="tick" x="{_LEFT - 6}" y="{_ABOVE + 5}" text-anchor="end">{top}</text>'
        f'<path class="axis" d="M{_LEFT} {_ABOVE + _HEIGHT}h{_WIDTH}"/>'
    )
    for bar, count in sorted(counts.items()):
        height = max(1.5, _HEIGHT * count / top)  # a single article among thousands must be seen
        span = f"{_number((first + bar) * step)} to {_number((first + bar + 1) * step)} {unit}: {count}"
        drawn += (
            f'<rect x="{_LEFT + bar * width + 0.5:.1f}" y="{_ABOVE + _HEIGHT - height:.1f}" width="{width - 1:.1f}" '
            f'height="{height:.1f}"><title>{escape(span)}</title></rect>'
        )
    return drawn


def _ticks(bars: int, first: int, step: float) -> str:
    """Return the numbers below the axis, at most eight."""
    every = math.ceil((bars + 1) / 8)
    return "".join(
        f'<text class="tick" x="{_LEFT + bar * _WIDTH / bars:.1f}" y="{_ABOVE + _HEIGHT + 16}" '
        f'text-anchor="middle">{_number((first + bar) * step)}</text>'
        for bar in range(0, bars + 1, every)
    )


def _band(wanted: tuple[float, float] | None, low: float, span: float) -> str:
    if wanted is None:
        return ""
    left, right = (_LEFT + _WIDTH * min(1.0, max(0.0, (edge - low) / span)) for edge in wanted)
    return f'<rect class="wanted" x="{left:.1f}" y="{_ABOVE}" width="{max(1.0, right - left):.1f}" height="{_HEIGHT}"/>'


def _round_step(least: float) -> float:
    """Return the smallest of 1, 2, 5 times a power of ten that isn't below `least`."""
    power = 10.0 ** math.floor(math.log10(least))
    return next(power * factor for factor in (1, 2, 5, 10) if power * factor >= least * (1 - 1e-9))


def _median(values: Sequence[float]) -> float:
    return sorted(values)[len(values) // 2]


def _number(value: float) -> str:
    return f"{value:.3g}" if abs(value) < 1000 else f"{value:,.0f}"
