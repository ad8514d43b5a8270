"""Random mutations of the real pages of ../shared/data/extract: each gives an article or a one-line error, in time.

`python bench/extract_mutations.py [--count 10000] [--seed 0]` changes whole pages of at most 200 kB: tags, quotes and
attributes lost or doubled, bytes flipped, stretches cut, moved, repeated, nested, or replaced by what other pages hold.
Any exception but the room's own errors ends the run with the page and the seed that make it again.
"""

import gzip
import random
import time
from collections import Counter
from collections.abc import Callable

import click

from extract_pages import DATA, SETS
from narrate.errors import PageError
from narrate.extract.extractor import examine
from narrate.model import Page

MAX_BYTES = 200_000
SLOW_S = 10.0
JUNK = (
    b"\0", b"\xff\xfe", b"<", b">", b"<!--", b"-->", b"<title>", b"</p>", b"<p>", b"</body>", b"<table><tr>", b"<svg>",
    b"<script>", b"</script>", b"&#x110000;", b"&lt;&", b"<![CDATA[", b"<div lang='x'>" * 50, b"<a href='//['>",
    b"<h1></h1>", b'<script type="application/ld+json">{"@type":"NewsArticle","headline":[{"name":{}}],"author":[[1]],',
    b'<meta property="og:title" content="', b"<base href='http://['>", b"\xe2\x80\xae", b"<b>" * 300,
)  # fmt: skip


def _flip(page: bytearray, _other: bytes, chance: random.Random) -> None:
    for _ in range(chance.randint(1, 200)):
        page[chance.randrange(len(page))] = chance.randrange(256)


def _cut(page: bytearray, _other: bytes, chance: random.Random) -> None:
    start = chance.randrange(len(page))
    del page[start : start + chance.randint(1, max(1, len(page) // 4))]


def _splice(page: bytearray, other: bytes, chance: random.Random) -> None:
    start, size = chance.randrange(len(other)), chance.randint(1, max(1, len(other) // 4))
    at = chance.randrange(len(page) + 1)
    page[at:at] = other[start : start + size]


def _repeat(page: bytearray, _other: bytes, chance: random.Random) -> None:
    start, size = chance.randrange(len(page)), chance.randint(1, 400)
    page[start:start] = bytes(page[start : start + size]) * chance.randint(2, 200)


def _junk(page: bytearray, _other: bytes, chance: random.Random) -> None:
    for _ in range(chance.randint(1, 20)):
        at = chance.randrange(len(page) + 1)
        page[at:at] = chance.choice(JUNK)


def _lose(page: bytearray, _other: bytes, chance: random.Random) -> None:
    kept = chance.choice((b"</", b'"', b">", b"<", b"=", b"p>", b"</script>"))
    share = chance.random()
    parts = bytes(page).split(kept)
    page[:] = b"".join(part + (kept if chance.random() > share else b"") for part in parts)


CHANGES: tuple[Callable[[bytearray, bytes, random.Random], None], ...] = (_flip, _cut, _splice, _repeat, _junk, _lose)


@click.command(help=__doc__)
@click.option("--count", default=10_000, show_default=True)
@click.option("--seed", default=0, show_default=True)
def main(*, count: int, seed: int) -> None:
    """Mutate and examine; print what came of it."""
    files = sorted(path for name in SETS for path in (DATA / name / "html").glob("*.html.gz"))
    pages = [page for page in (gzip.decompress(path.read_bytes()) for path in files) if len(page) < MAX_BYTES]
    click.echo(f"{len(pages)} pages below {MAX_BYTES:,} bytes")
    outcome: Counter[str] = Counter()
    slowest = 0.0
    for number in range(count):
        chance = random.Random(f"{seed}-{number}")  # noqa: S311 - not for secrets
        page = bytearray(chance.choice(pages))
        for change in chance.choices(CHANGES, k=chance.randint(1, 4)):
            if page:
                change(page, chance.choice(pages), chance)
        begun = time.process_time()
        try:
            found = examine(Page(bytes(page[: 4 * MAX_BYTES])))
            outcome["article" if found.article else "no article, with a warning"] += 1
        except PageError as error:
            outcome[f"{type(error).__name__}"] += 1
            if "\n" in str(error):
                raise click.ClickException(f"mutation {number}: an error of several lines: {error}") from error
        except Exception as error:
            raise click.ClickException(f"mutation {number} of seed {seed}: {type(error).__name__}: {error}") from error
        spent = time.process_time() - begun
        slowest = max(slowest, spent)
        if spent > SLOW_S:
            raise click.ClickException(f"mutation {number} of seed {seed} took {spent:.1f} s of CPU")
    click.echo(f"{count} mutations, slowest {slowest:.2f} s: {dict(outcome)}")


if __name__ == "__main__":
    main()
