"""Histograms as SVG that stands in a page: no scripts, readable in print, in the dark, and by a screen reader."""

import math
from collections import Counter
from collections.abc import Sequence
from html import escape

__all__ = ["histogram"]

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
    said = f"{_number(min(values))} to {_number(max(values))} {unit}, median {_number(_median(values))}"
    drawn = (
        _band(wanted, first * step, bars * step) + _bars(counts, bars, first, step, unit) + _ticks(bars, first, step)
    )
    return (
        f"<figure><figcaption><b>{escape(title)}</b> {escape(said)}</figcaption>"
        f'<svg viewBox="0 0 {_LEFT + _WIDTH + 24} {_ABOVE + _HEIGHT + _BELOW}" role="img" '
        f'aria-label="{escape(title)}: {escape(said)}">{drawn}</svg></figure>'
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
