"""Learns what words are worth: log-odds of standing in a story, averaged over sites so that no site rules."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import replace

from extract_pages import FOLDS, Row
from extract_weights import weigh, weigh_by_fold
from narrate.extract.containers import chain
from narrate.extract.lexicon import LEVELS, Lexicon, name_words, text_words
from narrate.extract.words import words

__all__ = ["learn", "learn_by_fold"]

LEAST_SITES = 6  # a word that fewer sites use may be one publisher's own
SMOOTH = 0.0015  # share of a site's blocks: keeps rare words near zero
LEAST_ODDS = 0.35  # words nearer to zero tell nothing


class _Counts:
    """How often words stand in stories and in furniture, by site."""

    def __init__(self) -> None:
        self.story: dict[str, Counter[str]] = defaultdict(Counter)
        self.rest: dict[str, Counter[str]] = defaultdict(Counter)
        self.blocks: dict[tuple[str, bool], float] = defaultdict(float)

    def add(self, site: str, *, story: bool, found: Iterable[str]) -> None:
        (self.story if story else self.rest)[site].update(set(found))
        self.blocks[site, story] += 1

    def odds(self, folds: dict[str, int], without: int) -> dict[str, float]:
        sums: tuple[Counter[str], Counter[str]] = (Counter(), Counter())
        sites: Counter[str] = Counter()
        counted = [site for site in folds if folds[site] != without]
        for site in counted:
            seen = set()
            for total, words_of, story in ((sums[0], self.story, True), (sums[1], self.rest, False)):
                blocks = self.blocks[site, story] or 1.0
                for word, count in words_of[site].items():
                    total[word] += count / blocks
                    seen.add(word)
            sites.update(seen)
        n = len(counted)
        found = {}
        for word in sorted(sites):
            if sites[word] >= LEAST_SITES:
                value = math.log((sums[0][word] / n + SMOOTH) / (sums[1][word] / n + SMOOTH))
                if abs(value) >= LEAST_ODDS:
                    found[word] = round(max(-4.0, min(4.0, value)), 2)
        return found


def learn(rows: list[Row]) -> Lexicon:
    """Return the lexicon of all rows."""
    return replace(_lexicon(*_count(rows), -1), weights=weigh(rows))


def learn_by_fold(rows: list[Row]) -> list[Lexicon]:
    """Return for each fold the lexicon that the other folds teach."""
    counts = _count(rows)
    return [
        replace(_lexicon(*counts, fold), weights=weights)
        for fold, weights in zip(range(FOLDS), weigh_by_fold(rows), strict=True)
    ]


def _lexicon(texts: _Counts, names: _Counts, folds: dict[str, int], without: int) -> Lexicon:
    return Lexicon(texts.odds(folds, without), names.odds(folds, without))


def _count(rows: list[Row]) -> tuple[_Counts, _Counts, dict[str, int]]:
    texts, names = _Counts(), _Counts()
    for row in rows:
        if row.copy:
            continue
        for candidate, label, weight in zip(row.candidates, row.label, row.weight, strict=True):
            tokens = words(candidate.text)
            if weight == 0 or (not label and (len(tokens) < 4 or candidate.linked > 0.8 * len(candidate.text))):
                continue
            texts.add(row.site, story=bool(label), found=text_words(tokens))
            around = (word for frame in chain(candidate.frame, LEVELS) for word in name_words(frame.names))
            names.add(row.site, story=bool(label), found=around)
    return texts, names, {row.site: row.fold for row in rows}
