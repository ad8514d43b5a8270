"""Scores extractors with the scorers that lie in ../shared/data/extract, whose measures the docs name."""

import gzip
import importlib.util
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

__all__ = ["SETS_OF_NEWS", "judge", "score_extractor"]

SETS_OF_NEWS = ("zyte", "fundus_eval", "n4k", "fundus_tests")
KEYS = ("P", "R", "F1", "noise_t", "miss", "clean")


def judge(data: Path, name: str = "score") -> Any:
    """Return a scoring module that lies beside the data.

    Args:
        data: Folder of the data sets.
        name: `score`, which holds a text against the benchmarks' bodies, or `listener`, against labels by reading.
    """
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, data / f"{name}.py")
        if spec is None or spec.loader is None:
            message = f"{data / name}.py is missing; the data come with their scorers"
            raise FileNotFoundError(message)
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
    return sys.modules[name]


def score_extractor(extract: Callable[[bytes], str], name: str, data: Path) -> dict[str, float]:
    """Return the scores of an extractor on one data set, `cpu_ms` (median a page) and `full` (share not empty).

    Args:
        extract: From a page's bytes to its body text; an exception counts as empty.
        name: The data set.
        data: Folder of the data sets.
    """
    scorer = judge(data)
    rows, spent, empty = [], [], 0
    extract(b"<html><body><p>Warm up the imports with one sentence, please.</p></body></html>")
    for line in (data / name / "items.jsonl").read_text("utf-8").splitlines():
        item = json.loads(line)
        raw = gzip.decompress((data / name / "html" / f"{item['id']}.html.gz").read_bytes())
        start = time.process_time()
        try:
            text = extract(raw)
        except Exception:  # noqa: BLE001 - any failure of any library counts as nothing found
            text = ""
        spent.append((time.process_time() - start) * 1000)
        empty += not text.strip()
        rows.append(scorer.score_page(item, text, raw))
    found = scorer.summarize(rows, 1)
    return {**{key: float(found[key]) for key in KEYS}, "cpu_ms": median(spent), "full": 1 - empty / len(rows)}
