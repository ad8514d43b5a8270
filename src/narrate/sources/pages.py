"""The pages that a command line names: files, folders' pages, standard input, addresses; and what each is kept as."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

from narrate.errors import PageUnreadable
from narrate.sources.places import Found, Kind, Place
from narrate.text.names import is_address, is_page_file, slug_of

__all__ = ["address_slug", "claim", "find", "only", "page_slug", "place_of"]

STDIN = "-"


def find(arguments: tuple[str, ...]) -> Iterator[Found]:
    """Give every page that `arguments` name: a folder stands for all pages below it, sorted.

    A folder without a page stands for itself, and is refused when it is read, so that the others are done.
    """
    for argument in arguments:
        place, path = place_of(argument), Path(argument)
        if place.kind is Kind.ADDRESS:
            yield Found(place, address_slug(argument))
            continue
        if argument in {STDIN, ""} or not _is_folder(path):
            yield Found(place, "" if argument in {STDIN, ""} else page_slug(path, path.parent))
            continue
        pages = sorted(p for p in path.rglob("*") if is_page_file(p.name) and p.is_file())
        if not pages:
            yield Found(place, page_slug(path, path.parent))
        for page in pages:
            yield Found(place_of(str(page)), page_slug(page, path))


def place_of(argument: str) -> Place:
    """Return the place that `argument` names: an address, "-" for standard input, else a file."""
    if argument == STDIN:
        return Place(Kind.STDIN, STDIN, name="standard input")
    return Place(Kind.ADDRESS if is_address(argument) else Kind.FILE, argument, name=argument)


def only(argument: str) -> Found:
    """Return the one page that `argument` names. Raises PageUnreadable for a folder that holds several."""
    first, *others = find((argument,))
    if others:
        raise PageUnreadable(
            f"{len(others) + 1} pages are in this folder; name one of them, such as {first.place.location}"
        )
    return first


def claim(found: Found, name_by_slug: dict[str, str]) -> None:
    """Note in `name_by_slug` that a page takes its slug, so that no page of a run overwrites another's recording.

    Raises:
        PageUnreadable: Another page has taken it.
    """
    first = name_by_slug.setdefault(found.slug, found.place.location)
    if found.slug and first != found.place.location:
        raise PageUnreadable(f"its recording would replace that of {first}; narrate it with another --out-dir")


def page_slug(page: Path, top: Path) -> str:
    """Return the slug of a page below `top`: its path with "-" for "/"; `index` gives way to its folder's name."""
    parts = list(page.relative_to(top).with_suffix("").parts)
    if parts[-1].lower() == "index":
        parts = parts[:-1] or [top.resolve().name]
    return slug_of("-".join(parts))


def address_slug(address: str) -> str:
    """Return the slug of an address: the last part of its path that says something, else its host."""
    parts = urlsplit(address)
    names = [Path(name).stem for name in unquote(parts.path).split("/")]
    told = [name for name in names if name and name.lower() != "index"]
    return slug_of(told[-1] if told else parts.netloc)


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:  # a name that no file can have: whoever reads it will say so
        return False
