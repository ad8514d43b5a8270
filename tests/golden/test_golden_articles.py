"""Pages in the markup of real systems, and exactly what is read from each; `--regen` rewrites the expectations."""

import json
from pathlib import Path

import pytest

from narrate.extract.extractor import extract_article
from narrate.model import Page
from narrate.pipeline.api import article_json

FOLDERS = sorted(path.parent for path in Path(__file__).parent.glob("*/page.html"))


def read(folder: Path) -> dict:
    article = extract_article(Page((folder / "page.html").read_bytes()))
    return json.loads(article_json(article))


def test_there_are_at_least_ten_systems() -> None:
    assert len(FOLDERS) >= 10


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_the_article_is_exact(folder: Path, request: pytest.FixtureRequest) -> None:
    found = read(folder)
    expected = folder / "article.json"
    if request.config.getoption("--regen"):
        expected.write_text(json.dumps(found, ensure_ascii=False, indent=2) + "\n", "utf-8")
    assert found == json.loads(expected.read_text("utf-8"))
