"""Scores what models that never saw a page's site make of it, and the best-known extractors in the same run.

First `python bench/extract_train.py --no-ship --held-out scores.pickle`, then
`python bench/extract_held_out.py scores.pickle [--peers] [--dataset NAME]` prints a Markdown table
for docs/benchmarks.md.
"""

import json
import pickle
from collections.abc import Callable
from pathlib import Path

import click

from extract_pages import DATA
from extract_scores import KEYS, SETS_OF_NEWS, score_extractor
from narrate.extract import fallbacks, prune
from narrate.extract.decode import decode
from narrate.extract.metadata import Metadata
from narrate.extract.walk import Candidate

Extract = Callable[[bytes], str]


@click.command(help=__doc__)
@click.argument("scores", type=click.Path(path_type=Path, exists=True))
@click.option("--peers", is_flag=True, help="Score trafilatura, readability-lxml and newspaper4k too.")
@click.option("--dataset", multiple=True, type=click.Choice(SETS_OF_NEWS), default=SETS_OF_NEWS)
def main(scores: Path, dataset: tuple[str, ...], *, peers: bool) -> None:
    """Print the table."""
    kept = pickle.loads(scores.read_bytes())  # noqa: S301 - written by extract_train.py
    print(f"| pages | extractor | {' | '.join(KEYS)} |\n|{'---|' * (len(KEYS) + 2)}")
    for name in dataset:
        text_by_id = {key: _text(found, known, score) for data, key, _, found, known, _, score in kept if data == name}
        items = (DATA / name / "items.jsonl").read_text("utf-8").splitlines()
        # the scorer warms an extractor up with one page before the first
        texts = iter(["", *(text_by_id.get(json.loads(line)["id"], "") for line in items)])
        rows: dict[str, Extract] = {"narrate, unseen site": lambda _, texts=texts: next(texts)}
        if peers:
            rows.update(_peers())
        for extractor, extract in rows.items():
            found = score_extractor(extract, name, DATA)
            cells = " | ".join(f"{found[key]:.3f}" if key in ("P", "R", "F1") else f"{found[key]:.1f}" for key in KEYS)
            print(f"| {name} | {extractor} | {cells} |", flush=True)


def _text(found: list[Candidate], known: Metadata, score: list[float]) -> str:
    verdicts = prune.judge(found, [float(value) for value in score], known)
    fallbacks.relax(verdicts)
    return "\n".join(verdict.candidate.text for verdict in verdicts if verdict.kept)


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
