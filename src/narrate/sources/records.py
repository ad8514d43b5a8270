"""Files that hold many pages: JSON lines and WARC. The plan notes where each begins; a worker reads it there."""

import contextlib
import io
import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from narrate.errors import PageUnreadable, install_hint
from narrate.model import Page

__all__ = ["json_pages", "read_json_page", "read_warc_page", "warc_pages"]

_log = logging.getLogger(__name__)
_HTML = ("text/html", "application/xhtml+xml")


def json_pages(path: Path) -> Iterator[tuple[int, int, str | None]]:
    """Yield line number, first byte and address of every page in a file of lines such as `{"url": …, "html": …}`.

    A line that can't be read has no address; it fails when it is read. Raises PageUnreadable.
    """
    try:
        with path.open("rb") as file:
            offset = 0
            for number, line in enumerate(file, 1):
                if line.strip():
                    yield number, offset, _address(line)
                offset += len(line)
    except OSError as error:
        raise PageUnreadable(f"{path} can't be read ({error.strerror}); check its name and permissions") from error


def read_json_page(path: Path, offset: int) -> Page:
    """Return the page of the line that begins at `offset`. Raises PageUnreadable."""
    try:
        with path.open("rb") as file:
            file.seek(offset)
            record = json.loads(file.readline())
    except OSError as error:
        raise PageUnreadable(f"{path} can't be read ({error.strerror}); check whether it was moved") from error
    except ValueError:
        raise PageUnreadable("its line isn't JSON; write one object with url and html a line") from None
    html = record.get("html") if isinstance(record, dict) else None
    if not isinstance(html, str):
        raise PageUnreadable('its line has no text called "html"; write one object with url and html a line')
    url = record.get("url")
    return Page(html.encode("utf-8", "replace"), _whole(url) if isinstance(url, str) else None)


def _address(line: bytes) -> str | None:
    try:
        record = json.loads(line)
    except ValueError:
        return None
    url = record.get("url") if isinstance(record, dict) else None
    return _whole(url) if isinstance(url, str) and url else None


def _whole(text: str) -> str:
    """Return `text` without halves of characters, which JSON can hold and nothing else."""
    return text.encode("utf-8", "replace").decode()


def warc_pages(path: Path) -> Iterator[tuple[int, str | None]]:
    """Yield first byte and address of every HTML page that a WARC file holds, compressed or not.

    What is left of a record whose head is cut off, as at the end of a broken download, is given without address: it
    fails when it is read. Raises PageUnreadable: it can't be read, it is damaged, or the library for it is missing.
    """
    iterator, damaged = _warc()
    any_read, offset = False, 0
    try:
        with path.open("rb") as file:
            records = iterator(file)
            while (record := _next(records)) is not None:
                page, offset = _is_page(record), records.get_record_offset()
                if page:
                    yield offset, record.rec_headers.get_header("WARC-Target-URI")
                elif not _is_whole(record):
                    yield offset, None
                any_read, offset = True, records.offset
            if offset < path.stat().st_size:
                yield offset, None
    except (OSError, ValueError, damaged) as error:
        if not any_read:
            raise PageUnreadable(f"{path} can't be read ({error}); check that it is a complete WARC file") from error
        yield offset, None  # what came before is good, and what is damaged fails by its name


def read_warc_page(path: Path, offset: int, max_bytes: int) -> Page:
    """Return the page of the record that begins at `offset`, or its first bytes, one more than `max_bytes`.

    Raises PageUnreadable.
    """
    iterator, damaged = _warc()
    try:
        with path.open("rb") as file:
            file.seek(offset)
            record = _next(iterator(file))
            if record is None:
                raise PageUnreadable(f"{path} ends in the record at byte {offset}; fetch it again")
            content = record.content_stream().read(max_bytes + 1)
            page = Page(content, record.rec_headers.get_header("WARC-Target-URI"))
    except (OSError, ValueError, damaged) as error:
        raise PageUnreadable(
            f"{path} can't be read at byte {offset} ({error}); check whether it was cut off or changed"
        ) from error
    if len(content) <= max_bytes and not _is_whole(record):
        raise PageUnreadable(f"{path} ends in the middle of this page; fetch it again")
    return page


def _next(records: Any) -> Any:
    """Return the next record, or None. The library tells oddities to standard error, with whatever bytes they have."""
    stderr = io.StringIO()
    with contextlib.redirect_stderr(stderr):
        try:
            record = next(records, None)
        except (AttributeError, TypeError) as error:  # what the library makes of a head that is cut off
            raise ValueError("a record's head is damaged") from error
    if stderr.getvalue():
        _log.debug("%s", ascii(stderr.getvalue()))
    return record


def _is_whole(record: Any) -> bool:
    """Return whether a record that was read to its end had all the bytes that its head announces."""
    return record.rec_headers.get_header("Content-Length") is not None and record.raw_stream.limit == 0


def _is_page(record: Any) -> bool:
    if record.rec_type != "response" or record.http_headers is None:
        return False
    kind = (record.http_headers.get_header("Content-Type") or "").lower()
    return bool(record.http_headers.get_statuscode() == "200" and kind.startswith(_HTML))


def _warc() -> tuple[Any, type[Exception]]:
    try:
        from warcio.archiveiterator import ArchiveIterator
        from warcio.exceptions import ArchiveLoadFailed
    except ImportError:
        raise PageUnreadable(f"WARC files need a library: {install_hint('warc')}") from None
    return ArchiveIterator, ArchiveLoadFailed
