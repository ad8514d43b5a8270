"""From sources to the ledger: every page gets its place, and a slug that stays its own from run to run."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from narrate.batch.ledger import Ledger
from narrate.batch.recordings import RecordingStore
from narrate.errors import NarrateError
from narrate.settings.fetch import FetchOptions
from narrate.sources.archives import find
from narrate.sources.places import Found, Kind, Place

__all__ = ["Plan", "enter"]


@dataclass(frozen=True, slots=True)
class Plan:
    """How the sources were read; the pages that they name are in the ledger."""

    named_again: int
    """Pages that were named more than once."""
    faults: tuple[NarrateError, ...]
    """Why a source couldn't be read, or not to its end: which other pages it has isn't known."""


def enter(ledger: Ledger, recordings: RecordingStore, sources: Iterable[str], options: FetchOptions) -> Plan:
    """Enter all pages of `sources` in the ledger.

    Args:
        ledger: Where they are entered.
        recordings: Remembers what went wrong on other machines.
        sources: See `narrate.sources.archives.find`.
        options: Limits for what is fetched.

    Raises:
        NarrateError: There is no page, since a source can't be read or names none.
        StoreError: The ledger can't be written, or the store of recordings can't be read.
    """
    faults: list[NarrateError] = []
    again = ledger.add(_all(sources, options, faults))
    if faults and not ledger.count_seen():
        raise faults[0]
    with ledger.together():
        for identity, name, wish in ledger.without_slug():
            ledger.give_slug(identity, _free(ledger, name, wish))
    for slug, failure in recordings.remembered():
        ledger.restore(slug, failure)
    return Plan(again, tuple(faults))


def _all(sources: Iterable[str], options: FetchOptions, faults: list[NarrateError]) -> Iterator[Found]:
    for source in sources:
        try:
            yield from find(source, options)
        except NarrateError as error:
            faults.append(error)


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
