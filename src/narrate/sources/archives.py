"""What an archive holds: folders, patterns, lists, records, sitemaps, objects. Pages are named, not read."""

import contextlib
import glob
import itertools
import os
from collections.abc import Iterator
from pathlib import Path

from narrate.errors import PageUnreadable
from narrate.settings.options import FetchOptions
from narrate.sources.pages import Kind, PageRef, Place, address_slug, page_slug, printable
from narrate.sources.records import json_pages, warc_pages
from narrate.sources.sitemaps import is_xml, read_entries
from narrate.store.objects import ObjectStore, is_object_address
from narrate.text import is_address, is_page_file

__all__ = ["find"]

_LIST_SUFFIXES = {".lst", ".txt"}
_JSON_SUFFIXES = {".jsonl", ".ndjson"}
_FEED_SUFFIXES = {".atom", ".rdf", ".rss", ".xml"}
_MAX_DEPTH = 3  # of lists and sitemaps that name others
_MAX_FEED_BYTES = 64 * 2**20


def find(source: str, options: FetchOptions, depth: int = 0) -> Iterator[PageRef]:
    """Yield every page that `source` names, in no particular order.

    Args:
        source: A folder (all pages below it), a pattern such as `pages/**/*.html`, a page, a list of any of these in a
            `.txt` file, a sitemap or feed, a `.jsonl` or `.warc` file, an object store's prefix, an address of the web.
        options: Limits for what is fetched.
        depth: How many lists and sitemaps led here.

    Raises:
        PageUnreadable: It isn't there, can't be read, or names no page.
        PageUnreachable: A sitemap's server doesn't answer.
        StoreError: An object store can't be listed.
    """
    if depth > _MAX_DEPTH:
        raise PageUnreadable(f"{source}: lists or sitemaps are nested more than {_MAX_DEPTH} deep; name this one")
    if is_object_address(source):
        yield from _at_least_one(_objects(source), f"{source}: no .html page is there; name another prefix")
    elif is_address(source):
        yield from _fetched(source, options, depth)
    elif Path(source).is_dir():
        yield from _at_least_one(_below(source, source), f"{source}: no .html page is in this folder; name another")
    elif Path(source).is_file():
        yield from _in_file(Path(source), options, depth)
    elif glob.has_magic(source):
        yield from _at_least_one(_matching(source), f"{source}: no page matches; quote the pattern and check it")
    else:
        raise PageUnreadable(f"{printable(source)}: there is no such file or folder; check the name")


def _at_least_one(pages: Iterator[PageRef], otherwise: str) -> Iterator[PageRef]:
    first = next(pages, None)
    if first is None:
        raise PageUnreadable(otherwise)
    yield first
    yield from pages


def _in_file(path: Path, options: FetchOptions, depth: int) -> Iterator[PageRef]:
    suffix = path.suffix.lower()
    if suffix in _LIST_SUFFIXES:
        yield from _listed(path, options, depth)
    elif suffix in _JSON_SUFFIXES:
        yield from _at_least_one(_json(path), f"{path}: it is empty; write one object with url and html a line")
    elif suffix == ".warc" or path.name.lower().endswith(".warc.gz"):
        yield from _at_least_one(_warc(path), f"{path}: no HTML page is in this WARC file; name another")
    elif suffix in _FEED_SUFFIXES or path.name.lower().endswith(".xml.gz"):
        yield from _entries(_content(path), str(path), options, depth)
    else:
        yield _file(str(path), path.parent)


def _below(folder: str, top: str) -> Iterator[PageRef]:
    """Yield the pages below `folder`; their slugs are told apart by the path below `top`."""
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    if not entry.name.startswith("."):
                        yield from _below(entry.path, top)
                elif is_page_file(entry.name) and (entry.is_file() or not Path(entry.path).exists()):
                    yield _file(entry.path, Path(top), entry.stat(follow_symlinks=False).st_mtime)
    except OSError as error:
        raise PageUnreadable(f"{printable(folder)} can't be listed ({error.strerror}); fix its permissions") from error


def _matching(pattern: str) -> Iterator[PageRef]:
    parts = Path(pattern).parts
    root = Path(*itertools.takewhile(lambda part: not glob.has_magic(part), parts))
    for name in glob.iglob(pattern, recursive=True):  # noqa: PTH207 - Path.glob takes no absolute pattern
        if Path(name).is_file():
            yield _file(name, root)


def _listed(path: Path, options: FetchOptions, depth: int) -> Iterator[PageRef]:
    for line in _content(path).splitlines():
        name = os.fsdecode(line.strip())
        if not name or name.startswith("#"):
            continue
        if is_object_address(name) or is_address(name):
            yield from [_address(name)] if is_address(name) else find(name, options, depth + 1)
        elif (path.parent / name).exists() or (glob.has_magic(name) and any(_matching(str(path.parent / name)))):
            yield from find(str(path.parent / name), options, depth + 1)
        else:  # what is missing becomes an article that fails by its name, and doesn't stop the others
            yield _file(str(path.parent / name), (path.parent / name).parent)


def _json(path: Path) -> Iterator[PageRef]:
    location = str(path.absolute())
    for number, offset, url in json_pages(path):
        name = printable(url or f"{location}, line {number}")
        slug = address_slug(url) if url else page_slug(Path(f"{path.stem}-{number}"), Path())
        yield PageRef(Place(Kind.JSONL, location, offset, url, name), slug)


def _warc(path: Path) -> Iterator[PageRef]:
    location = str(path.absolute())
    for offset, url in warc_pages(path):
        name = printable(url or f"{location}, byte {offset}")
        slug = address_slug(url) if url else page_slug(Path(f"{path.stem}-{offset}"), Path())
        yield PageRef(Place(Kind.WARC, location, offset, url, name), slug)


def _fetched(address: str, options: FetchOptions, depth: int) -> Iterator[PageRef]:
    """Yield the pages of the sitemap or feed at `address`, or the page that it is itself."""
    from narrate.sources.web import HttpClient

    content = HttpClient(options).get(address, max_bytes=_MAX_FEED_BYTES).content
    if is_xml(content):
        yield from _entries(content, address, options, depth)
    else:
        yield _address(address)


def _entries(content: bytes, origin: str, options: FetchOptions, depth: int) -> Iterator[PageRef]:
    entries = read_entries(content)
    if not entries:
        raise PageUnreadable(f"{origin}: it has no page; check that it is a sitemap, RSS or Atom file")
    for entry in entries:
        if entry.is_sitemap:
            yield from find(entry.address, options, depth + 1)
        else:
            yield _address(entry.address, entry.modified_s)


def _objects(prefix: str) -> Iterator[PageRef]:
    store = ObjectStore(prefix)
    for each in store.list():
        if is_page_file(each.key):
            address = f"{store.address}/{each.key}"
            yield PageRef(
                Place(Kind.OBJECT, address, name=printable(address)),
                page_slug(Path(each.key), Path()),
                each.modified_s,
            )


def _address(url: str, modified_s: float | None = None) -> PageRef:
    return PageRef(Place(Kind.ADDRESS, url, url=url, name=printable(url)), address_slug(url), modified_s)


def _file(name: str, top: Path, modified_s: float | None = None) -> PageRef:
    """Return the page in the file `name`, whose slug is its path below `top`."""
    location = os.path.abspath(name)  # noqa: PTH100 - resolve() would follow links, which are names too
    if modified_s is None:
        with contextlib.suppress(OSError):
            modified_s = Path(location).stat().st_mtime
    return PageRef(Place(Kind.FILE, location, name=printable(location)), page_slug(Path(name), top), modified_s)


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise PageUnreadable(f"{path} can't be read ({error.strerror}); check its permissions") from error
