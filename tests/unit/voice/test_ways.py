"""Which engines speak which language: the table, and that docs, commands and engines agree with it."""

from pathlib import Path

from click.testing import CliRunner

from narrate.cli.voices import voices
from narrate.script.normalize.languages import CODES
from narrate.voice.registry import engine_names
from narrate.voice.ways import language_table, ways

PAGE = Path(__file__).parents[3] / "docs" / "voices.md"


def test_every_language_that_narrate_reads_has_a_row_with_an_offline_way() -> None:
    rows = {row[0]: row[1:] for row in language_table()[1:]}
    assert set(rows) == CODES | {"en"}
    assert all(any(cells[:2]) for cells in rows.values())


def test_every_engine_that_speaks_is_in_the_table() -> None:
    assert set(engine_names()) - {"tone"} <= {way.engine for way in ways()}


def test_offline_ways_come_first() -> None:
    assert [way.offline for way in ways()] == sorted((way.offline for way in ways()), reverse=True)


def test_the_documentation_shows_the_table() -> None:
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    titles, *rows = language_table()
    shown = [f"| {' | '.join(titles)} |", *(f"| `{code}` | {' | '.join(cells)} |" for code, *cells in rows)]
    assert [line for line in shown if line not in lines] == []
    remedies = [f"| `{way.engine}` | {way.remedy} |" for way in ways()]
    assert [line for line in remedies if line not in lines] == []


def test_the_command_shows_the_table() -> None:
    told = CliRunner().invoke(voices, [], catch_exceptions=False).output
    lines = [line.split() for line in told.splitlines()]
    assert all(" ".join(row).split() in lines for row in language_table())
    assert all(f"{way.engine} {way.remedy}".split() in lines for way in ways())
