"""Where sentences end; one case a paragraph of `tests/tables/sentences.txt`, one sentence a line."""

from claims import TABLES, Row, assert_each
from narrate.script.sentences import split


def paragraphs() -> list[Row]:
    path, found, line = TABLES / "sentences.txt", [], 1
    for paragraph in path.read_text("utf-8").strip().split("\n\n"):
        lines = paragraph.splitlines()
        found.append(Row(path, line, tuple(each for each in lines if not each.startswith("#"))))
        line += len(lines) + 1
    return found


def test_a_paragraph_is_split_where_the_table_says():
    def claim(*sentences):
        assert split(" ".join(sentences)) == sentences

    assert_each(paragraphs(), claim)


def test_two_sentences_without_a_blank_between_them_are_two():
    assert split("It was late.The bus had gone.") == ("It was late.", "The bus had gone.")
