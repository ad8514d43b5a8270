"""What a candidate's surroundings add up to: the prose and links of the elements around it, and of its like."""

import math
from typing import ClassVar

from narrate.extract.candidates import Candidate, Frame

__all__ = ["Containers", "branch_of", "chain"]

DEEP = 40  # levels down from the story's element that a branch is looked for
HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
_BOXES = frozenset(["div", "aside", "section", "figure", "form", "table", "article"])
REACH = 12  # levels up that a candidate counts for: bounds the work on deeply nested pages


def chain(frame: Frame, reach: int) -> list[Frame]:
    """Return a frame and those around it, innermost first, at most `reach`."""
    candidates: list[Frame] = []
    around: Frame | None = frame
    while around is not None and len(candidates) < reach:
        candidates.append(around)
        around = around.parent
    return candidates


def branch_of(frame: Frame, best: Frame | None) -> tuple[Frame, int]:
    """Return the child of `best` that a frame stands in, and how many levels below `best` it is; -1 if outside."""
    child: Frame = frame
    above: Frame | None = frame
    level = 0
    while above is not None and level < DEEP:
        if above is best:
            return child, level
        child, above = above, above.parent
        level += 1
    return frame, -1


class _Sum:
    __slots__ = ("count", "linked", "prose", "size", "stories")

    def __init__(self) -> None:
        self.size = self.linked = self.prose = self.count = 0
        self.stories = 0

    def add(self, size: int, linked: int, prose: int) -> None:
        self.size += size
        self.linked += linked
        self.prose += prose
        self.count += 1
        self.stories += prose > 0


class Containers:
    """The sums of a page, by element and by likeness (same tag and class names, in the same kind of parent)."""

    NAMES: ClassVar[tuple[str, ...]] = (
        *(
            f"{what}_{level}"
            for level in range(5)
            for what in ("prose_share", "link_share", "blocks", "mean_size", "story_share")
        ),
        *("like_count", "like_size", "like_links", "like_prose_share", "like_repeat", "host_like_prose_share"),
        *("in_best", "best_distance", "best_share", "levels_to_main"),
        *(
            "step_prose",
            "step_links",
            "step_blocks",
            "step_size",
            "step_kind_count",
            "step_kind_prose",
            "step_main_kind",
        ),
        *("step_index", "step_place", "step_since_main", "step_until_main", "step_heading", "step_box", "step_plain"),
    )

    def __init__(self, candidates: list[Candidate]) -> None:
        self._by_frame: dict[Frame, _Sum] = {}
        self._by_like: dict[tuple[str, ...], _Sum] = {}
        self._by_host_like: dict[tuple[str, ...], _Sum] = {}
        self._rows: dict[Frame, tuple[float, ...]] = {}
        self._prose = 1
        for candidate in candidates:
            size = len(candidate.text)
            linked = min(size, candidate.linked)
            prose = size if size > 60 and linked < size * 0.4 and not candidate.hidden else 0
            self._prose += prose
            for frame in chain(candidate.frame, REACH):
                self._by_frame.setdefault(frame, _Sum()).add(size, linked, prose)
            self._by_like.setdefault(_like(candidate.frame), _Sum()).add(size, linked, prose)
            if candidate.frame.parent:
                self._by_host_like.setdefault(_like(candidate.frame.parent), _Sum()).add(size, linked, prose)
        self._best = self._find_best(candidates)
        self._steps = _Steps(candidates, self._best, self._by_frame)

    def _find_best(self, candidates: list[Candidate]) -> Frame | None:
        """Return the element that gathers most prose near by: a parent counts whole, its parent half, and so on."""
        score: dict[Frame, float] = {}
        for candidate in candidates:
            size = len(candidate.text)
            if size > 80 and candidate.linked < size * 0.3 and not candidate.hidden:
                for level, frame in enumerate(chain(candidate.frame, 5)[1:]):
                    score[frame] = score.get(frame, 0.0) + min(size, 600) / (1 + level)
        return max(score, key=lambda frame: score[frame]) if score else None

    def _told(self, frame: Frame) -> tuple[float, ...]:
        if frame not in self._rows:
            total = self._by_frame[frame]
            self._rows[frame] = (
                total.prose / self._prose,
                total.linked / max(1, total.size),
                math.log1p(total.count),
                math.log1p(total.size / total.count),
                total.stories / total.count,
            )
        return self._rows[frame]

    def of(self, candidate: Candidate) -> list[float]:
        """Return the features of a candidate's surroundings, in the order of `NAMES`."""
        around = chain(candidate.frame, REACH)
        row: list[float] = []
        for level in range(5):
            row += self._told(around[min(level, len(around) - 1)])
        like = self._by_like[_like(candidate.frame)]
        host = self._by_host_like.get(_like(candidate.frame.parent)) if candidate.frame.parent else None
        row += (
            math.log1p(like.count),
            math.log1p(like.size / like.count),
            like.linked / max(1, like.size),
            like.prose / self._prose,
            like.stories / like.count,
            host.prose / self._prose if host else 0.0,
        )
        inside = self._best in around if self._best is not None else False
        row += (
            float(inside),
            float(around.index(self._best)) if inside and self._best is not None else 20.0,
            self._by_frame[self._best].prose / self._prose if self._best is not None else 0.0,
            float(next((i for i, frame in enumerate(around) if frame.tag in ("article", "main")), 20)),
            *self._steps.of(around),
        )
        return row


class _Steps:
    """The children of the element that holds most of the story: which kind is the story's own, where a child stands."""

    COUNT: ClassVar[int] = 14

    def __init__(self, candidates: list[Candidate], best: Frame | None, sums: dict[Frame, _Sum]) -> None:
        self._best = best
        self._sums = sums
        self._place: dict[Frame, int] = {}
        if best is not None:
            for candidate in candidates:
                frame, level = branch_of(candidate.frame, best)
                if level > 0:
                    self._place.setdefault(frame, len(self._place))
        self._kinds: dict[tuple[str, str], list[int]] = {}
        for frame in self._place:
            kind = self._kinds.setdefault((frame.tag, frame.names), [0, 0])
            kind[0] += 1
            kind[1] += sums[frame].prose if frame in sums else 0
        self._prose = sum(prose for _, prose in self._kinds.values()) or 1
        self._main = max(self._kinds, key=lambda kind: self._kinds[kind][1], default=("", ""))
        mains = [place for frame, place in self._place.items() if (frame.tag, frame.names) == self._main]
        self._first, self._last = (mains[0], mains[-1]) if mains else (0, 0)

    def of(self, around: list[Frame]) -> tuple[float, ...]:
        """Return the features of the child that a candidate stands in; -1 where it stands in none."""
        frame = next((frame for frame in around if frame in self._place), None)
        if frame is None:
            return (-1.0,) * self.COUNT
        total = self._sums[frame]
        kind = (frame.tag, frame.names)
        count, prose = self._kinds[kind]
        place = self._place[frame]
        return (
            total.prose / self._prose,
            total.linked / max(1, total.size),
            math.log1p(total.count),
            math.log1p(total.size / total.count),
            math.log1p(count),
            prose / self._prose,
            float(kind == self._main),
            math.log1p(place),
            place / len(self._place),
            float(max(-20, min(20, place - self._first))),
            float(max(-20, min(20, self._last - place))),
            float(frame.tag in HEADINGS),
            float(frame.tag in _BOXES),
            float(not frame.names),
        )


def _like(frame: Frame) -> tuple[str, ...]:
    parent = frame.parent
    return (frame.tag, frame.names, parent.tag if parent else "", parent.names if parent else "")
