"""Pages of ../shared/data/extract whose blocks are labelled by reading, as candidates with their classes."""

import gzip
import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np
from lxml import etree
from numpy.typing import NDArray

from extract_labels import align
from narrate.extract import metadata, statements
from narrate.extract.decode import decode
from narrate.extract.metadata import Metadata
from narrate.extract.tree import parse
from narrate.extract.walk import Candidate, walk

__all__ = ["DATA", "FOLDS", "READ", "SETS", "Row", "domain_of", "held_out", "labelled", "load", "markup"]

DATA = Path(__file__).parents[2] / "shared" / "data" / "extract"
SETS = {"zyte": 1.0, "fundus_eval": 1.0, "fundus_tests": 1.0, "n4k": 1.0, "wcxb_article": 0.6, "mozilla": 0.5}
"""Data sets and what a page of each counts in training: the last two hold few news stories."""
FOLDS = 5
READ = frozenset(["paragraph", "standfirst", "heading", "item", "quote"])
"""Classes that a listener wants to hear."""
NEUTRAL = frozenset(["summary", "note"])
"""Classes that may be read or not: they teach nothing."""
HELD_OUT = 3  # one domain in so many, by hash, is never looked at
COPIES = 2  # every second page comes again without names, the others without words that are known
# fmt: off
_NATIONAL = frozenset([
    "ac.uk", "co.il", "co.in", "co.jp", "co.ke", "co.kr", "co.nz", "co.uk", "co.za", "com.ar", "com.au", "com.br",
    "com.cn", "com.gh", "com.hk", "com.mx", "com.my", "com.ng", "com.ph", "com.pk", "com.sg", "com.tr", "com.tw",
    "com.ua", "edu.au", "go.ke", "gov.au", "gov.in", "gov.uk", "net.au", "net.nz", "or.jp", "org.au", "org.in",
    "org.nz", "org.uk",
])
# fmt: on
"""Endings below which anyone can register a domain, as far as they decided the split; a change would change it."""


@dataclass(slots=True)
class Row:
    """A labelled page made ready for training."""

    data: str
    site: str
    """Registrable domain."""
    candidates: list[Candidate]
    facts: Metadata
    classes: list[str]
    """Class of each candidate; empty for furniture that nobody listed."""
    page: dict[str, Any]
    """The page's line of labels."""
    copy: str
    """`plain`: a second copy without class names and ids; `foreign`: one whose words tell nothing, as in a language
    that no page of the data is in. So the scorer learns to do without them. Empty for the page itself."""
    label: NDArray[np.bool_] = field(init=False)
    """Which candidates are read."""
    weight: NDArray[np.float64] = field(init=False)
    """What each candidate counts, by its length; 0 for what may be read or not."""
    columns: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.label = np.array([name in READ for name in self.classes])
        count = np.array([max(1, len(candidate.text.split())) for candidate in self.candidates])
        weight = np.sqrt(count) * np.array([name not in NEUTRAL for name in self.classes])
        self.weight = weight / max(1.0, weight.sum()) * 100 * SETS[self.data]

    @property
    def fold(self) -> int:
        """Number of the fold that the page's site belongs to: all its pages are tested together."""
        return int(hashlib.sha256(self.site.encode()).hexdigest(), 16) % FOLDS


def domain_of(page: dict[str, Any]) -> str:
    """Return the registrable domain of a page's address, or its id if it has no address."""
    address = page.get("url") or page["id"]
    parts = (urlsplit(address).hostname or address).lower().rstrip(".").split(".")
    return ".".join(parts[-3 if ".".join(parts[-2:]) in _NATIONAL else -2 :])


def held_out(site: str) -> bool:
    """Tell whether a domain is of the third that no rule and no weight may see before it is scored.

    Args:
        site: A registrable domain.
    """
    return int(hashlib.sha256(site.encode()).hexdigest(), 16) % HELD_OUT == 0


def labelled(name: str, *, held: bool) -> Iterator[dict[str, Any]]:
    """Yield the labels of the articles of a data set.

    Args:
        name: The data set.
        held: Whether those of the held-out domains are wanted, or those of the others.
    """
    for line in (DATA / "listener" / f"{name}.jsonl").read_text("utf-8").splitlines():
        page = json.loads(line)
        if page["kind"] == "article" and held_out(domain_of(page)) == held:
            yield page


def markup(name: str, page: dict[str, Any]) -> bytes:
    """Return the bytes of a page."""
    return gzip.decompress((DATA / name / "html" / f"{page['id']}.html.gz").read_bytes())


def load(names: Sequence[str] = tuple(SETS), *, held: bool = False) -> Iterator[Row]:
    """Yield the labelled articles of the data sets in order.

    Args:
        names: Data sets.
        held: Whether those of the held-out domains are wanted, or those of the others.
    """
    for name in names:
        for page in labelled(name, held=held):
            text = decode(markup(name, page))
            for copy in ("", *_copies(page)):
                root = parse(text) if copy != "plain" else _without_names(parse(text))
                candidates = walk(root)
                facts = metadata.read(root, statements.gather(root), candidates, page["url"])
                classes = align(candidates, page["blocks"])
                yield Row(name, domain_of(page), candidates, facts, classes, page, copy)


def _copies(page: dict[str, Any]) -> tuple[str, ...]:
    number = int(hashlib.sha256(page["id"].encode()).hexdigest(), 16) % COPIES
    return (("plain",), ("foreign",))[number]


def _without_names(root: Any) -> Any:
    for el in root.iter(etree.Element):
        for key in ("class", "id", "itemprop", "role", "data-testid", "data-component"):
            el.attrib.pop(key, None)
    return root
