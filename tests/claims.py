"""Tables of claims: a table is one test, which lists each row that fails with its file and line."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

__all__ = ["TABLES", "Row", "assert_each", "rows"]

TABLES = Path(__file__).parent / "tables"


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table."""

    path: Path
    line: int
    """From 1."""
    cells: tuple[str, ...]

    def __str__(self) -> str:
        """Return the place as an editor opens it."""
        return f"{self.path.relative_to(TABLES.parents[1])}:{self.line}"


def rows(path: Path) -> list[Row]:
    """Return the rows of a table whose cells are parted by tabs; lines that begin with `#` are comments."""
    lines = enumerate(path.read_text("utf-8").splitlines(), 1)
    return [Row(path, number, tuple(line.split("\t"))) for number, line in lines if line and not line.startswith("#")]


def assert_each(table: Iterable[Row], claim: Callable[..., None]) -> None:
    """Assert that `claim`, called with the cells of a row, holds for every row.

    Raises:
        AssertionError: There is no row, or some fail: it lists all of these, each with what is wrong there.
    """
    table = list(table)
    failing = [(row, fault) for row in table if (fault := _fault(row, claim))]
    assert table, "a table without rows claims nothing"
    assert not failing, f"{len(failing)} of {len(table)} rows fail\n" + "\n".join(f"{row}: {f}" for row, f in failing)


def _fault(row: Row, claim: Callable[..., None]) -> str:
    try:
        claim(*row.cells)
    except AssertionError as error:
        return str(error) or "doesn't hold"
    except Exception as error:  # noqa: BLE001 - whatever a row raises, the others are tried too
        return f"{type(error).__name__}: {error}"
    return ""
