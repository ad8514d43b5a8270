"""Where sentences end; one case a paragraph of `tests/tables/sentences.txt`."""

from pathlib import Path

import pytest

from narrate.script.sentences import split

PARAGRAPHS = (Path(__file__).parents[2] / "tables" / "sentences.txt").read_text("utf-8").strip().split("\n\n")
CASES = [tuple(line for line in paragraph.splitlines() if not line.startswith("#")) for paragraph in PARAGRAPHS]


@pytest.mark.parametrize("sentences", CASES, ids=lambda case: case[0][:40])
def test_a_paragraph_is_split_where_the_table_says(sentences: tuple[str, ...]) -> None:
    assert split(" ".join(sentences)) == sentences
