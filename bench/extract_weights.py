"""Learns what words weigh together: a logistic regression on the words of a block, each site counting alike."""

from collections import defaultdict
from typing import Any

import numpy as np
from scipy import optimize, sparse

from extract_pages import FOLDS, Row
from narrate.extract.lexicon import text_words, weighed_words
from narrate.extract.words import words

__all__ = ["weigh", "weigh_by_fold"]

LEAST_SITES = 6  # as for the odds
RIDGE = 1.0  # strength of the quadratic penalty
LEAST = 0.05  # lighter words are left out
SITE_POWER = 0.7  # a site's blocks count as their number to the power of 0.3
ROUNDS = 60


class _Texts:
    """The texts that teach, as a matrix with a column for each word."""

    def __init__(self, rows: list[Row]) -> None:
        found: list[dict[str, None]] = []
        story, fold, site = [], [], []
        sites: dict[str, set[str]] = defaultdict(set)
        for row in rows:
            if row.copy:
                continue
            for candidate, label, weight in zip(row.candidates, row.label, row.weight, strict=True):
                tokens = words(candidate.text)
                dull = not label and (len(tokens) < 4 or candidate.linked > 0.8 * len(candidate.text))
                if not tokens or weight == 0 or dull:
                    continue
                own = weighed_words(tokens, text_words(tokens))
                found.append(own)
                story.append(label)
                fold.append(row.fold)
                site.append(row.site)
                for word in own:
                    sites[word].add(row.site)
        self.words = sorted(word for word in sites if len(sites[word]) >= LEAST_SITES)
        self.story, self.fold = np.array(story, dtype=float), np.array(fold)
        self.matrix = _matrix(found, {word: place for place, word in enumerate(self.words)})
        group = np.unique(site, return_inverse=True)[1] * 2 + self.story.astype(int)
        self.weight = 1.0 / np.bincount(group)[group] ** SITE_POWER
        self.weight *= len(found) / self.weight.sum() / 10


def _matrix(found: list[dict[str, None]], place: dict[str, int]) -> Any:
    starts, columns, values = [0], [], []
    for own in found:
        known = sorted(place[word] for word in own if word in place)
        columns += known
        values += [1.0 / max(1, len(known)) ** 0.5] * len(known)
        starts.append(len(columns))
    return sparse.csr_matrix((np.array(values), np.array(columns), np.array(starts)), shape=(len(found), len(place)))


def _fit(texts: _Texts, without: int) -> dict[str, float]:
    taught = texts.fold != without
    matrix, story, weight = texts.matrix[taught], texts.story[taught], texts.weight[taught]
    turned = matrix.T.tocsr()

    def loss(guess: Any) -> tuple[float, Any]:
        lean = matrix @ guess[:-1] + guess[-1]
        off = weight * (1 / (1 + np.exp(-lean)) - story)
        total = (weight * (np.logaddexp(0, lean) - story * lean)).sum() + 0.5 * RIDGE * (guess[:-1] ** 2).sum()
        return total, np.append(turned @ off + RIDGE * guess[:-1], off.sum())

    start = np.zeros(len(texts.words) + 1)
    best = optimize.minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": ROUNDS}).x
    return {
        word: round(float(value), 2) for word, value in zip(texts.words, best[:-1], strict=True) if abs(value) >= LEAST
    }


def weigh(rows: list[Row]) -> dict[str, float]:
    """Return the weights that all rows teach."""
    return _fit(_Texts(rows), -1)


def weigh_by_fold(rows: list[Row]) -> list[dict[str, float]]:
    """Return for each fold the weights that the other folds teach."""
    texts = _Texts(rows)
    return [_fit(texts, fold) for fold in range(FOLDS)]
