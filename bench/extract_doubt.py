"""How well the confidence tells pages read wrongly from others, on sites that the weights never saw.

`python bench/extract_doubt.py scores.pickle`, with what `extract_train.py --no-ship --folds scores.pickle` keeps,
prints which share of the faulty and of the right pages lies below the bar of `narrate.extract.doubt`, how often pages
of each band of confidence are right, and the bar below which a tenth of the right pages lies.
"""

import pickle
from itertools import pairwise
from pathlib import Path

import click
import numpy as np

from extract_held_out import NEWS, count
from narrate.extract import doubt, fallbacks, prune

BANDS = (0.0, 0.2, 0.4, 0.6, 0.7, 0.8, 0.9, 1.0)


@click.command(help=__doc__)
@click.argument("scores", type=click.Path(path_type=Path, exists=True))
def main(scores: Path) -> None:
    """Print the figures for news pages and for all."""
    found = []
    for row in pickle.loads(scores.read_bytes()):  # noqa: S301 - written by extract_train.py
        verdicts = prune.judge(row.candidates, row.columns["score"].tolist(), row.facts)
        fallback = fallbacks.relax(verdicts)
        text = "\n".join(verdict.candidate.text for verdict in verdicts if verdict.kept)
        sure = doubt.confidence(verdicts, bool(fallback))
        found.append((row.data in NEWS, sure, bool(count(row.page, text)["clean"])))
    print("| pages | faulty, warned | right, warned | bar for 10 % |\n|---|---|---|---|")
    for name, wanted in (("news", (True,)), ("all", (True, False))):
        sure = np.array([sure for news, sure, _ in found if news in wanted])
        right = np.array([right for news, _, right in found if news in wanted])
        shares = [100 * (sure[of] < doubt.BAR).mean() for of in (~right, right)]
        print(f"| {name} | {shares[0]:.0f} % of {(~right).sum()} | {shares[1]:.0f} % of {right.sum()} | ", end="")
        print(f"{np.quantile(sure[right], 0.1):.2f} |")
    sure, right = np.array([sure for _, sure, _ in found]), np.array([right for _, _, right in found])
    print("\n| confidence | pages | right |\n|---|---|---|")
    for low, high in pairwise(BANDS):
        within = (sure >= low) & (sure < high)
        if within.any():
            print(f"| {low:.2f} to {high:.2f} | {within.sum()} | {100 * right[within].mean():.0f} % |")


if __name__ == "__main__":
    main()
