"""The second look: what the first scores say of a block's neighbours, its parent and its like."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from narrate.extract.containers import branch_of, chain
from narrate.extract.features import names
from narrate.extract.siblings import Siblings, others_mean
from narrate.extract.walk import Candidate, Frame

__all__ = ["NAMES", "table"]

Table = NDArray[np.float32]
Column = NDArray[Any]
_STEPS = (-4, -3, -2, -1, 1, 2, 3, 4)
NAMES: tuple[str, ...] = (
    "first",
    *(f"first_{step:+d}" for step in _STEPS),
    *(f"size_{step:+d}" for step in _STEPS),
    *(f"links_{step:+d}" for step in _STEPS),
    *(f"same_parent_{step:+d}" for step in _STEPS),
    *("near_5", "near_15", "mass_before", "mass_after", "mass_share", "best_before", "best_after"),
    *(
        "siblings",
        "sibling_mean",
        "like_mean",
        "host_like_mean",
        "grandparent_mean",
        "page_mass",
        "since_best",
        "until_best",
    ),
    *("run_before", "run_after", "rank"),
    *("next_controls", "next_media", "next_heading", "tail_-1", "tail_+1", "bold_-1", "bold_+1"),
    *("told_distance", "told_share", "step_mean", "kind_mean", "kind_share", "step_since", "step_until", "step_alone"),
    *("sibling_scores", "alike_scores", "alike_votes", "path_votes", "section_mean", "section_size"),
    *("heads_below", "headed_like", "heading_above", "heading_below"),
)
"""The columns of the table."""


def table(candidates: Sequence[Candidate], first: NDArray[np.float64], features: Table, siblings: Siblings) -> Table:
    """Return a row of context for each candidate.

    Args:
        candidates: The candidates of a page in order; at least one.
        first: The scores of the first look, 0 to 1.
        features: The table that the first look saw; its first column is log words, its third the share of links.
        siblings: The groups that the candidates form.
    """
    size = np.array([min(400, len(candidate.text)) for candidate in candidates], dtype=float)
    mass = first * size
    parents = _numbered([candidate.frame.parent for candidate in candidates])
    columns: list[Column] = [first]
    columns += [_shift(first, step) for step in _STEPS]
    columns += [_shift(features[:, 0], step) for step in _STEPS]
    columns += [_shift(features[:, 2], step) for step in _STEPS]
    columns += [_shift(parents, step) == parents for step in _STEPS]
    before = np.concatenate([[0.0], np.cumsum(mass)[:-1]])
    after = mass.sum() - before - mass
    columns += [
        _near(mass, size, 5),
        _near(mass, size, 15),
        np.log1p(before),
        np.log1p(after),
        before / (before + after + 1),
    ]
    strong = first * np.minimum(1.0, size / 80)
    columns += [_running(strong), _running(strong[::-1])[::-1]]
    columns += _groups(candidates, mass, size, parents)
    good = strong > 0.6
    columns += [_distance(good), _distance(good[::-1])[::-1], _run(first > 0.5), _run((first > 0.5)[::-1])[::-1]]
    columns.append(np.argsort(np.argsort(-mass)) / len(candidates))
    column = dict(zip(names(), features.T, strict=True))
    columns += [_shift(column[name], 1) for name in ("controls", "media")]
    columns.append(_shift(column["tag_h2"] + column["tag_h3"] + column["tag_h4"], 1))
    columns += [_shift(column[name], step) for name in ("tail_share", "bold_share") for step in (-1, 1)]
    columns += _steps(candidates, mass, size)
    columns += _beside(siblings, first, size)
    return np.stack([np.asarray(column, dtype=np.float32) for column in columns], axis=1)


def _beside(siblings: Siblings, first: Column, size: Column) -> list[Column]:
    """Return what siblings, their like, the text below the same heading, and headings score."""
    one = np.ones(len(first))
    heading = siblings.heading
    section, length = siblings.sections(first * size, size)
    rated = heading & (section >= 0)
    above = np.maximum.accumulate(np.where(heading, np.arange(len(first)), -1))
    above = np.concatenate([[-1], above[:-1]])
    below = np.minimum.accumulate(np.where(heading, np.arange(len(first)), len(first))[::-1])[::-1]
    below = np.concatenate([below[1:], [len(first)]])
    padded = np.append(first, -1.0)
    return [
        others_mean(siblings.parent, first, size),
        others_mean(siblings.alike, first, size),
        others_mean(siblings.alike, first, one),
        others_mean(siblings.path, first, one),
        section,
        length,
        np.where(heading, _shift(first, 1), -1.0),
        np.where(heading, others_mean(siblings.path, section * rated, rated.astype(float)), -1.0),
        padded[above],
        padded[below],
    ]


def _steps(candidates: Sequence[Candidate], mass: Column, size: Column) -> list[Column]:
    """Return how each candidate's branch of the element that holds most of the story scores, and its like."""
    weights: dict[Frame, float] = {}
    for candidate, weight in zip(candidates, mass, strict=True):
        for level, frame in enumerate(chain(candidate.frame, 5)[1:]):
            weights[frame] = weights.get(frame, 0.0) + float(weight) / (1 + level)
    best = max(weights, key=lambda frame: weights[frame], default=None)
    branch = [branch_of(candidate.frame, best) for candidate in candidates]
    distance = np.array([level for _, level in branch], dtype=float)
    inside = distance >= 0
    step = _numbered([frame if level >= 0 else None for frame, level in branch]).astype(int)
    kind = _numbered([(frame.tag, frame.names) if level >= 0 else None for frame, level in branch]).astype(int)
    whole = mass.sum() + 1.0
    mass, size = mass * inside, size * inside
    in_step = np.bincount(step, mass), np.bincount(step, size)
    in_kind = np.bincount(kind, mass), np.bincount(kind, size)
    share = np.where(in_step[1] > 0, in_step[0] / np.maximum(in_step[1], 1.0), 0.0)[step]
    rest = in_step[1][step] - size
    others = in_kind[1][kind] - in_step[1][step]
    good = (share > 0.6) & (in_step[1][step] > 60) & inside
    return [
        distance,
        np.full(len(candidates), mass.sum() / whole),
        np.where(rest > 0, (in_step[0][step] - mass) / np.maximum(rest, 1.0), -1.0),
        np.where(others > 0, (in_kind[0][kind] - in_step[0][step]) / np.maximum(others, 1.0), -1.0),
        in_kind[0][kind] / (mass.sum() + 1.0),
        _distance(good),
        _distance(good[::-1])[::-1],
        np.bincount(step)[step] * inside,
    ]


def _shift(values: Column, step: int) -> Column:
    shifted = np.full(len(values), -1.0)
    if step > 0:
        shifted[:-step] = values[step:]
    else:
        shifted[-step:] = values[:step]
    return shifted


def _near(mass: Column, size: Column, reach: int) -> Column:
    kernel = np.ones(2 * reach + 1)
    kernel[reach] = 0.0
    around = np.convolve(np.pad(mass, reach), kernel, "valid")
    share: Column = around / (np.convolve(np.pad(size, reach), kernel, "valid") + 1.0)
    return share


def _running(values: Column) -> Column:
    best: Column = np.concatenate([[0.0], np.maximum.accumulate(values)[:-1]])
    return best


def _distance(good: NDArray[np.bool_]) -> Column:
    """Return how many candidates lie back to the last good one, at most 50."""
    places = np.where(good, np.arange(len(good)), -1000)
    last = np.concatenate([[-1000], np.maximum.accumulate(places)[:-1]])
    steps: Column = np.minimum(50, np.arange(len(good)) - last)
    return steps


def _run(good: NDArray[np.bool_]) -> Column:
    """Return how many good ones stand without a gap just before each."""
    bad = np.where(good, -1, np.arange(len(good)))
    last_bad = np.concatenate([[-1], np.maximum.accumulate(bad)[:-1]])
    steps: Column = np.minimum(50, np.arange(len(good)) - 1 - last_bad)
    return steps


def _numbered(keys: Sequence[object]) -> NDArray[np.float64]:
    numbers: dict[object, int] = {}
    return np.array([numbers.setdefault(key, len(numbers)) for key in keys], dtype=float)


def _groups(candidates: Sequence[Candidate], mass: Column, size: Column, parents: Column) -> list[Column]:
    """Return what the other members of each candidate's groups score on average, weighted by size."""
    frames = [candidate.frame for candidate in candidates]
    hosts = [frame.parent or frame for frame in frames]
    like = _numbered(
        [(frame.tag, frame.names, host.tag, host.names) for frame, host in zip(frames, hosts, strict=True)]
    )
    host_like = _numbered([(host.tag, host.names) for host in hosts])
    grand = _numbered([host.parent or host for host in hosts])
    counts = np.bincount(parents.astype(int))[parents.astype(int)]
    columns: list[Column] = [np.log1p(counts)]
    for group in (parents, like, host_like, grand):
        at = group.astype(int)
        total = np.bincount(at, mass)[at] - mass
        weight = np.bincount(at, size)[at] - size
        columns.append(np.where(weight > 0, total / np.maximum(weight, 1.0), -1.0))
    columns.append(np.full(len(candidates), np.log1p(mass.sum())))
    return columns
