"""Pages with their gold bodies from ../shared/data/extract, as candidates with labels."""

import gzip
import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np
from lxml import etree
from numpy.typing import NDArray

from narrate.extract import metadata, statements
from narrate.extract.decode import decode
from narrate.extract.metadata import Metadata
from narrate.extract.tree import parse
from narrate.extract.walk import Candidate, walk
from narrate.extract.words import fourgrams, overlap, words

__all__ = ["DATA", "SETS", "Row", "fold_of", "load"]

DATA = Path(__file__).parents[2] / "shared" / "data" / "extract"
SETS = {"zyte": 1.0, "fundus_eval": 1.0, "fundus_tests": 1.0, "n4k": 1.0, "wcxb_article": 0.6, "mozilla": 0.5}
"""Data sets and what a page of each counts: the last two hold few news stories."""
FOLDS = 5
PLAIN_EVERY = 4  # every fourth page comes a second time without names
# Lines that stand in some gold bodies and that no listener misses: they teach nothing.
_NEUTRAL = re.compile(
    r"report(ing|ed) by|edit(ing|ed) by|contributed to|associated press writers?|all rights reserved|^\W*(copyright|©)|"
    r"originally (published|appeared)|(receive|earn|get) an? .{0,20}(commission|share)|\S+@\S+\.\w+|"
    r"may not be (published|reproduced)|^\W*(follow|click|read more|related)\b|pic\.twitter|^\W*— .{3,60}@\w+",
    re.IGNORECASE,
)
_SECOND_LEVEL = frozenset(["co", "com", "org", "net", "gov", "ac", "edu"])


@dataclass(slots=True)
class Row:
    """A page made ready for training."""

    data: str
    id: str
    site: str
    """Registrable domain."""
    found: list[Candidate]
    known: Metadata
    label: NDArray[np.float64]
    """Share of each candidate that stands in the gold body."""
    weight: NDArray[np.float64]
    item: dict[str, Any]
    plain: bool = False
    """A second copy without class names and ids, so that the scorer learns to do without them."""
    columns: dict[str, Any] = field(default_factory=dict)

    @property
    def fold(self) -> int:
        """Number of the fold that the page's site belongs to."""
        return fold_of(self.site)


def fold_of(site: str) -> int:
    """Return the fold of a site: all its pages are held out together."""
    return int(hashlib.sha256(site.encode()).hexdigest(), 16) % FOLDS


def load(names: Sequence[str] = tuple(SETS)) -> Iterator[Row]:
    """Yield the pages of the data sets in order.

    Args:
        names: Data sets.
    """
    for name in names:
        for line in (DATA / name / "items.jsonl").read_text("utf-8").splitlines():
            item = json.loads(line)
            text = decode(gzip.decompress((DATA / name / "html" / f"{item['id']}.html.gz").read_bytes()))
            site = _site(item, name)
            plain = int(hashlib.sha256(item["id"].encode()).hexdigest(), 16) % PLAIN_EVERY == 0
            for root in (parse(text), _without_names(parse(text))) if plain else (parse(text),):
                found = walk(root)
                if found:
                    known = metadata.read(root, statements.gather(root), found, item.get("url"))
                    label, weight = _labels(found, item["gold"], item.get("optional") or [])
                    yield Row(
                        name, item["id"], site, found, known, label, weight * SETS[name], item, "plain" in root.attrib
                    )


def _without_names(root: Any) -> Any:
    for el in root.iter(etree.Element):
        for key in ("class", "id", "itemprop", "role", "data-testid", "data-component"):
            el.attrib.pop(key, None)
    root.set("plain", "")
    return root


def _site(item: dict[str, Any], name: str) -> str:
    host = urlsplit(item.get("url") or "").hostname or ""
    if not host:
        return name + item["id"]
    parts = host.split(".")
    return ".".join(parts[-3 if len(parts) > 2 and parts[-2] in _SECOND_LEVEL and len(parts[-1]) == 2 else -2 :])


def _labels(found: list[Candidate], gold: str, optional: list[str]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    tokens = [words(candidate.text) for candidate in found]
    whole = words(gold)
    runs = fourgrams(whole)
    free = {run for text in optional for run in fourgrams(words(text))}
    lines = {" ".join(words(line)) for line in gold.split("\n")}
    joined = f" {' '.join(whole)} "
    label = np.zeros(len(found))
    weight = np.array([max(1, len(candidate.text.split())) ** 0.5 for candidate in found])
    for number, own in enumerate(tokens):
        if len(own) >= 4:
            label[number] = overlap(own, runs)
            neutral = label[number] >= 0.5 and len(own) < 40 and _NEUTRAL.search(found[number].text)
            if neutral or (label[number] < 0.5 and overlap(own, free) > 0.5):
                weight[number] = 0.0
    long = np.array([value if len(own) >= 4 else 0.0 for value, own in zip(label, tokens, strict=True)])
    for number, own in enumerate(tokens):
        if 0 < len(own) < 4:
            before, after = long[max(0, number - 2) : number], long[number + 1 : number + 3]
            near = max(before.max(initial=0), after.max(initial=0)) > 0.7
            between = min(before.max(initial=0), after.max(initial=0)) > 0.7
            text = " ".join(own)
            label[number] = float((text in lines and near) or (f" {text} " in joined and between))
    _forget_doubles(found, tokens, label, long, weight)
    return label, weight / max(1.0, weight.sum()) * 100


def _forget_doubles(
    found: list[Candidate],
    tokens: list[list[str]],
    label: NDArray[np.float64],
    long: NDArray[np.float64],
    weight: NDArray[np.float64],
) -> None:
    """Let only that copy of a text count which stands among most of the story."""
    copies = defaultdict(list)
    for number, own in enumerate(tokens):
        if label[number] >= 0.5 and len(own) >= 4:
            copies[tuple(own)].append(number)
    for places in copies.values():
        best = max(places, key=lambda at: (long[max(0, at - 4) : at + 5].sum(), not found[at].hidden))
        for at in places:
            if at != best:
                weight[at] = 0.0
