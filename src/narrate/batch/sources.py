"""What an archive holds: folders, patterns, lists. Pages are named, not read."""

import contextlib
import glob
import itertools
import os
from collections.abc import Iterator
from pathlib import Path

from narrate.batch.jobs import Kind, Place, printable
from narrate.batch.ledger import Found
from narrate.errors import PageUnreadable
from narrate.pipeline.sources import page_slug

__all__ = ["find"]

_PAGE_SUFFIXES = {".htm", ".html", ".xhtml"}
_LIST_SUFFIXES = {".lst", ".txt"}


def find(source: str) -> Iterator[Found]:
    """Give every page that `source` names, in no particular order.

    Args:
        source: A folder (all pages below it), a pattern such as `pages/**/*.html`, a page, or a list of any of these,
            one a line, in a `.txt` or `.lst` file.

    Raises:
        PageUnreadable: It isn't there, can't be read, or names no page.
    """
    path = Path(source)
    if path.is_dir():
        yield from _some(_below(source, source), f"{source}: no .html page is in this folder; name another")
    elif path.suffix.lower() in _LIST_SUFFIXES and path.is_file():
        yield from _listed(path)
    elif path.exists():
        yield _file(source, path.parent)
    elif glob.has_magic(source):
        yield from _some(_matching(source), f"{source}: no page matches; put the pattern in quotes and check it")
    else:
        raise PageUnreadable(f"{source}: there is no such file or folder; check the name")


def _some(found: Iterator[Found], otherwise: str) -> Iterator[Found]:
    first = next(found, None)
    if first is None:
        raise PageUnreadable(otherwise)
    yield first
    yield from found


def _below(folder: str, top: str) -> Iterator[Found]:
    """Give the pages below `folder`; their slugs are told apart by the path below `top`."""
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    if not entry.name.startswith("."):
                        yield from _below(entry.path, top)
                elif os.path.splitext(entry.name)[1].lower() in _PAGE_SUFFIXES and entry.is_file():  # noqa: PTH122 - a Path per entry would double the time
                    yield _file(entry.path, Path(top), entry.stat().st_mtime)
    except OSError as error:
        raise PageUnreadable(f"{printable(folder)} can't be listed ({error.strerror}); mend its permissions") from error


def _matching(pattern: str) -> Iterator[Found]:
    parts = Path(pattern).parts
    root = Path(*itertools.takewhile(lambda part: not glob.has_magic(part), parts))
    for name in glob.iglob(pattern, recursive=True):  # noqa: PTH207 - Path.glob takes no absolute pattern
        if Path(name).is_dir():
            yield from _below(name, str(root))
        else:
            yield _file(name, root)


def _listed(path: Path) -> Iterator[Found]:
    try:
        lines = path.read_bytes().splitlines()
    except OSError as error:
        raise PageUnreadable(f"{path} can't be read ({error.strerror}); check its permissions") from error
    for line in lines:
        name = os.fsdecode(line.strip())
        if name and not name.startswith("#"):
            yield from _line(str(path.parent / name))


def _line(name: str) -> Iterator[Found]:
    """Give what a line of a list names; a page that is missing becomes an article that fails by its name."""
    if Path(name).exists() or glob.has_magic(name):
        yield from find(name)
    else:
        yield _file(name, Path(name).parent)


def _file(name: str, top: Path, modified_s: float | None = None) -> Found:
    """Return the page in the file `name`, whose slug is its path below `top`."""
    location = os.path.abspath(name)  # noqa: PTH100 - resolve() would follow links, which are names too
    if modified_s is None:
        with contextlib.suppress(OSError):
            modified_s = Path(location).stat().st_mtime
    return Found(Place(Kind.FILE, location, name=printable(location)), page_slug(Path(name), top), modified_s)
