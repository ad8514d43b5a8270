"""Scores what is read of sites that the weights never saw, by labels of a listener, beside other extractors.

`python bench/extract_held_out.py scores.pickle [--peers]` scores each page by models that never saw its site, from
what `python bench/extract_train.py --no-ship --folds scores.pickle` keeps. `--held-out` instead scores the packaged
weights on the third of the domains that `extract_train.py --development` leaves out. Both print a Markdown table.
"""

import pickle
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click

from extract_gate import body
from extract_pages import DATA, READ, SETS, Row, labelled, markup
from extract_scores import judge
from narrate.extract import fallbacks, prune
from narrate.extract.decode import decode

NEWS = ("zyte", "fundus_eval", "n4k", "fundus_tests")
KEYS = ("pages", "clean", "missing", "foreign", "wrong of 100")

Extract = Callable[[bytes], str]


@click.command(help=__doc__)
@click.argument("scores", required=False, type=click.Path(path_type=Path, exists=True))
@click.option("--held-out", "held", is_flag=True, help="Score the packaged weights on the held-out domains.")
@click.option("--peers", is_flag=True, help="Score trafilatura, readability-lxml and newspaper4k too.")
def main(scores: Path | None, *, held: bool, peers: bool) -> None:
    """Print the table."""
    if held == bool(scores):
        raise click.UsageError("give the scores of the folds, or --held-out")
    print(f"| pages | extractor | {' | '.join(KEYS)} |\n|{'---|' * (len(KEYS) + 2)}")
    own = _by_packaged() if scores is None else _by_folds(scores)
    print_table("narrate, unseen site", own)
    for name, extract in _peers().items() if peers else ():
        print_table(name, _by_peer(extract, held=held))


def verdicts_text(row: Row) -> str:
    """Return what is read of a page for the scores that its row keeps."""
    verdicts = prune.judge(row.candidates, row.columns["score"].tolist(), row.facts)
    fallbacks.relax(verdicts)
    return "\n".join(verdict.candidate.text for verdict in verdicts if verdict.kept)


def count(page: dict[str, Any], text: str) -> dict[str, int]:
    """Return what counts of a page: clean, missing and foreign (0 or 1), wrong blocks, and the story's blocks."""
    missing, foreign = judge(DATA, "listener").judge(page, text)
    return {
        "pages": 1,
        "clean": not missing and not foreign,
        "missing": bool(missing),
        "foreign": bool(foreign),
        "wrong": len(missing) + len(foreign),
        "blocks": sum(block["class"] in READ for block in page["blocks"]),
    }


def summarize(counts: Iterator[tuple[str, dict[str, int]]]) -> dict[str, dict[str, float]]:
    """Return the figures of each set of pages, in percent.

    Args:
        counts: For each page its data set and what `count` returns.
    """
    total: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for data, counted in counts:
        for name in (data, *(("news",) if data in NEWS else ()), "all"):
            for key, value in counted.items():
                total[name][key] += value
    return {
        name: {
            "pages": total[name]["pages"],
            **{key: 100 * total[name][key] / total[name]["pages"] for key in ("clean", "missing", "foreign")},
            "wrong of 100": 100 * total[name]["wrong"] / max(1, total[name]["blocks"]),
        }
        for name in (*SETS, "news", "all")
        if name in total
    }


def print_table(extractor: str, counts: Iterator[tuple[str, dict[str, int]]]) -> None:
    """Print a row for each set of pages."""
    for name, figures in summarize(counts).items():
        cells = " | ".join(f"{figures[key]:.0f}" if key == "pages" else f"{figures[key]:.1f}" for key in KEYS)
        print(f"| {name} | {extractor} | {cells} |", flush=True)


def _by_folds(scores: Path) -> Iterator[tuple[str, dict[str, int]]]:
    for row in pickle.loads(scores.read_bytes()):  # noqa: S301 - written by extract_train.py
        yield row.data, count(row.page, verdicts_text(row))


def _by_packaged() -> Iterator[tuple[str, dict[str, int]]]:
    for name in SETS:
        for page in labelled(name, held=True):
            yield name, count(page, body(markup(name, page)))


def _by_peer(extract: Extract, *, held: bool) -> Iterator[tuple[str, dict[str, int]]]:
    for name in SETS:
        for page in labelled(name, held=held):
            try:
                text = extract(markup(name, page))
            except Exception:  # noqa: BLE001 - any failure of any library counts as nothing found
                text = ""
            yield name, count(page, text)


def _peers() -> dict[str, Extract]:
    import newspaper
    import readability
    import trafilatura
    from lxml import html

    def by_readability(raw: bytes) -> str:
        return str(html.fromstring(readability.Document(decode(raw)).summary()).text_content())

    def by_newspaper(raw: bytes) -> str:
        article = newspaper.Article("https://example.org/", fetch_images=False)
        article.download(input_html=decode(raw))
        article.parse()
        return str(article.text)

    return {
        "trafilatura": lambda raw: (
            trafilatura.extract(decode(raw), favor_precision=True, include_comments=False, include_tables=False) or ""
        ),
        "readability-lxml": by_readability,
        "newspaper4k": by_newspaper,
    }


if __name__ == "__main__":
    main()
