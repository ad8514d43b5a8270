"""Trains the block scorer and writes its weights into the package.

`python bench/extract_train.py` learns from the labelled pages of ../shared/data/extract (some 2 minutes of one core)
and writes `odds.tsv`, `first_look.txt` and `second_look.txt`. Everything is seeded and single-threaded: the same data
and the same LightGBM give the same bytes. `--development` leaves out the third of the domains that judges (see
`bench/extract_held_out.py --held-out`). `--folds PATH` scores every page of the other domains by models that never
saw its site, and keeps those scores for `bench/extract_held_out.py`.
"""

import pickle
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
import lightgbm as lgb
import numpy as np

from extract_forest import write
from extract_lexicon import learn, learn_by_fold
from extract_pages import FOLDS, SETS, Row, load
from narrate.extract import context, features
from narrate.extract.features import Clues
from narrate.extract.lexicon import Lexicon
from narrate.extract.scorer import blend, logistic
from narrate.extract.siblings import Siblings

PACKAGED = Path(__file__).parents[1] / "src" / "narrate" / "extract" / "data"
FIRST_ROUNDS, SECOND_ROUNDS = 300, 160
SENTENCE_WORDS = 5  # as listener.py of the data counts
LEAST_PAGE = 20.0  # a page of less weight than ten sentences doesn't count whole
COMMON = {
    "objective": "binary",
    "max_bin": 63,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "lambda_l2": 5.0,
    "force_col_wise": True,
    "deterministic": True,
    "num_threads": 1,
    "seed": 20231010,
    "verbose": -1,
}
FIRST = {
    **COMMON,
    "learning_rate": 0.065,
    "num_leaves": 31,
    "max_depth": 10,
    "min_data_in_leaf": 30,
    "feature_fraction": 0.5,
    "extra_trees": True,
}
# Small trees: with 24 leaves the second look was surer than right (log loss .133 on unseen sites, .125 with 8).
SECOND = {
    **COMMON,
    "learning_rate": 0.06,
    "num_leaves": 8,
    "max_depth": 6,
    "min_data_in_leaf": 80,
    "feature_fraction": 0.4,
}


@click.command(help=__doc__)
@click.option("--folds", type=click.Path(path_type=Path), help="Keep the scores of unseen sites here.")
@click.option("--development", is_flag=True, help="Learn from the domains alone that aren't held out.")
@click.option("--ship/--no-ship", default=True, help="Write the weights into the package.")
def main(folds: Path | None, *, development: bool, ship: bool) -> None:
    """Train, keep the scores of unseen sites, ship."""
    if folds:
        rows = list(load())
        _learn(rows)
        _keep(rows, folds)
    if ship:
        rows = [*load(), *(() if development else load(held=True))]
        _learn(rows)
        _ship(rows)


def _learn(rows: list[Row]) -> None:
    """Give each row the tables of both looks, as models see them that don't know its site."""
    lexicons = learn_by_fold(rows)
    siblings = [Siblings(row.candidates) for row in rows]
    for row, beside in zip(rows, siblings, strict=True):
        row.columns["first"] = features.table(row.candidates, Clues(row.facts), beside, _lexicon(row, lexicons))
    _hold_out(rows, "first", FIRST, FIRST_ROUNDS)
    for row, beside in zip(rows, siblings, strict=True):
        seen = context.table(row.candidates, row.columns["first_score"], row.columns["first"], beside)
        row.columns["second"] = np.concatenate([row.columns["first"], seen], axis=1)


def _lexicon(row: Row, lexicons: list[Lexicon]) -> Lexicon:
    lexicon = lexicons[row.fold]
    return replace(lexicon, texts={}, weights={}) if row.copy == "foreign" else lexicon


def _keep(rows: list[Row], path: Path) -> None:
    _hold_out(rows, "second", SECOND, SECOND_ROUNDS)
    kept = [row for row in rows if not row.copy]
    for row in kept:
        row.columns = {"score": blend(row.columns["first_margin"], row.columns["second_margin"])}
    sys.setrecursionlimit(100_000)
    path.write_bytes(pickle.dumps(kept))


def _hold_out(rows: list[Row], name: str, settings: dict[str, Any], rounds: int) -> None:
    for fold in range(FOLDS):
        model = _fit([row for row in rows if row.fold != fold], name, settings, rounds)
        for row in rows:
            if row.fold == fold:
                row.columns[f"{name}_margin"] = model.predict(row.columns[name], raw_score=True)
                row.columns[f"{name}_score"] = logistic(row.columns[f"{name}_margin"])
        click.echo(f"{name} look, fold {fold} done", err=True)


def _fit(rows: Sequence[Row], name: str, settings: dict[str, Any], rounds: int) -> lgb.Booster:
    tables, labels, weights = [], [], []
    for row in rows:
        taught, times = _teaching(row, name)
        tables.append(row.columns[name][taught])
        labels.append(row.label[taught])
        weights.append((_weight(row, name, times) * times)[taught])
    data = lgb.Dataset(np.concatenate(tables), np.concatenate(labels).astype(int), weight=np.concatenate(weights))
    return lgb.train(settings, data, rounds)


def _teaching(row: Row, name: str) -> tuple[Any, Any]:
    """Return which candidates teach and how often each counts: of the obvious ones, every sixth stands for six."""
    numbers = np.arange(len(row.candidates))
    if name == "first":
        table = row.columns["first"]
        easy = ((table[:, 0] < np.log1p(5)) | (table[:, 2] > 0.8)) & ~row.label
    else:
        easy = (row.columns["first_score"] < 0.01) & ~row.label
    return (~easy | (numbers % 6 == 0)) & (row.weight > 0), np.where(easy, 6.0, 1.0)


def _weight(row: Row, name: str, times: Any) -> Any:
    """Return what each candidate counts: by its length in the first look, as a sentence or as less in the second.

    A listener minds a short wrong sentence as much as a long one; what is too short to be a sentence counts half.
    """
    if name == "first":
        return row.weight
    count = np.array([len(candidate.text.split()) for candidate in row.candidates])
    weight = np.where(count >= SENTENCE_WORDS, 2.0, 1.0) * (row.weight > 0)
    return weight / max(LEAST_PAGE, weight[times == 1].sum()) * 100 * SETS[row.data]


def _ship(rows: list[Row]) -> None:
    lexicon = learn(rows)
    lines = ["# kind\tword\tlog-odds of standing in a story; written by bench/extract_train.py"]
    for kind, odds in (("text", lexicon.texts), ("name", lexicon.names), ("weight", lexicon.weights)):
        lines += [f"{kind}\t{word}\t{value:g}" for word, value in sorted(odds.items())]
    (PACKAGED / "odds.tsv").write_text("\n".join(lines) + "\n", "utf-8")
    note = "weights of the block scorer, written by bench/extract_train.py\nform: see narrate/extract/scorer.py"
    columns = features.names()
    write(_fit(rows, "first", FIRST, FIRST_ROUNDS), columns, PACKAGED / "first_look.txt", f"First look: {note}")
    both = (*columns, *context.NAMES)
    write(_fit(rows, "second", SECOND, SECOND_ROUNDS), both, PACKAGED / "second_look.txt", f"Second look: {note}")


if __name__ == "__main__":
    main()
