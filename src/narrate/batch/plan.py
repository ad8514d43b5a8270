"""From sources to the ledger: every page gets its place, and a slug that stays its own from run to run."""

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from narrate.batch.jobs import Kind, Place
from narrate.batch.ledger import Found, Ledger
from narrate.batch.shelf import Shelf
from narrate.batch.sources import find
from narrate.fetch.options import FetchOptions

__all__ = ["enter"]


def enter(ledger: Ledger, shelf: Shelf, sources: Iterable[str], options: FetchOptions) -> int:
    """Enter all pages of `sources` in the ledger.

    Args:
        ledger: Where they are entered.
        shelf: Remembers what went wrong on other machines.
        sources: See `narrate.batch.sources.find`.
        options: Limits for what is fetched.

    Returns:
        How many pages were named more than once.

    Raises:
        PageError: A source can't be read or names no page.
        StoreError: The ledger can't be written, or the shelf can't be read.
    """
    again = ledger.add(_all(sources, options))
    with ledger.together():
        for identity, name, wish in ledger.without_slug():
            ledger.give_slug(identity, _free(ledger, name, wish))
    for slug, failure in shelf.remembered():
        ledger.restore(slug, failure)
    return again


def _all(sources: Iterable[str], options: FetchOptions) -> Iterator[Found]:
    for source in sources:
        yield from find(source, options)


def _free(ledger: Ledger, name: str, wish: str) -> str:
    """Return the slug for the page called `name`: its wish, or the wish with a digest of its name if that is taken.

    A page that is gone gives its slug up, so that an archive can be moved without being made again.
    """
    holder = ledger.holder(wish)
    if holder is None:
        return wish
    identity, place = holder
    if _gone(place):
        ledger.forget(identity)
        return wish
    return f"{wish}-{hashlib.sha256(name.encode()).hexdigest()[:8]}"


def _gone(place: Place) -> bool:
    return place.kind is Kind.FILE and not Path(place.location).exists()
