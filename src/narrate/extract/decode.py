"""From bytes to text: which charset a page is really in, whatever it says of itself."""

import codecs
import re
from collections.abc import Iterator

from narrate.errors import PageUnreadable

__all__ = ["MAX_PAGE_BYTES", "charset_of", "decode"]

MAX_PAGE_BYTES = 24_000_000  # bytes: news pages stay below 5 MB; above this, time and memory would not be bounded
_HEAD_BYTES = 8192  # WHATWG asks for the first 1024; real pages put the charset later, behind scripts
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_:.-]{2,40})""", re.IGNORECASE)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_MAGIC = (
    b"%PDF-",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"PK\x03\x04",
    b"\x1f\x8b",
    b"ID3",
    b"RIFF",
    b"\x7fELF",
    b"OggS",
)
# WHATWG Encoding, section 4.2: labels that browsers read as a larger charset of the same family.
_WIDER = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "latin-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
}
_GUESSES = ("cp1251", "koi8-r", "cp932", "euc_jp", "cp949", "gb18030", "big5", "cp1250", "cp1252")
_BAD_SHARE = 0.02  # of the bytes above ASCII: a few broken ones don't make a page another charset's
_NULL_SHARE = 0.01  # of all characters: text holds none, broken pages some
_LEAST_RUBBISH = 500  # characters of a text that is judged
_HEAD_CHARS = 100_000
_LEAST_TAGS = 3
_WORD_CHARS = 60  # of the longest mean word, links among them
_MARKUP = re.compile(r"</?[a-zA-Z!]")
_DENSE = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff]")
_CONTROL_SHARE = 0.05  # of all bytes: text holds next to no control characters


def decode(markup: bytes) -> str:
    """Return the text of a page, without null and other control characters.

    The order is: byte order mark, null bytes of an unmarked UTF-16, UTF-8 if it is valid, the declared charset if it
    fits, then the charset in which the text looks most like writing.

    Args:
        markup: The page as it was found.

    Raises:
        PageUnreadable: The page is empty, larger than `MAX_PAGE_BYTES`, or isn't text.
    """
    if not markup.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        raise PageUnreadable("the page is empty; save it again from the browser")
    if len(markup) > MAX_PAGE_BYTES:
        raise PageUnreadable(
            f"the page has {len(markup) / 1e6:.0f} MB, more than the {MAX_PAGE_BYTES / 1e6:.0f} MB that one may have; "
            "give the article's own page without embedded files"
        )
    if markup.startswith(_MAGIC):
        raise PageUnreadable("the page is a binary file, not HTML; give the article's HTML page")
    text = _text(markup)
    if text.count("\0") > max(8, len(text) * _NULL_SHARE) or _is_rubbish(text):
        raise PageUnreadable("the page is a binary file, not HTML; give the article's HTML page")
    controls = sum(text.count(chr(code)) for code in (*range(1, 9), *range(14, 27), *range(28, 32), 0xFFFD))
    if controls > max(8, len(text) * _CONTROL_SHARE):
        raise PageUnreadable("the page isn't text in any known charset; give the article's HTML page")
    return text.translate(_DROPPED)


def _is_rubbish(text: str) -> bool:
    """Tell whether bytes that happen to be letters of some charset are no writing: no tags, and hardly a blank."""
    if len(text) < _LEAST_RUBBISH or len(_MARKUP.findall(text, 0, _HEAD_CHARS)) >= _LEAST_TAGS:
        return False
    sample = text[:_HEAD_CHARS]
    dense = len(_DENSE.findall(sample))  # writing without blanks
    return dense < len(sample) / 2 and len(sample.split()) < len(sample) / _WORD_CHARS


_DROPPED = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 0x7F, 0xFEFF))


def _text(markup: bytes) -> str:
    mark = next((mark for mark, _ in _BOMS if markup.startswith(mark)), b"")
    return markup[len(mark) :].decode(charset_of(markup), "replace")


def charset_of(markup: bytes) -> str:
    """Return Python's name of the charset that a page is read in; `decode` says in which order it is looked for."""
    marked = next((charset for mark, charset in _BOMS if markup.startswith(mark)), None)
    found = marked or _unmarked_utf16(markup[:_HEAD_BYTES])
    if found:
        return found
    declared = _declared(markup[:_HEAD_BYTES])
    if declared and declared.startswith("iso2022") and b"\x1b" in markup:
        return declared
    try:
        markup.decode("utf-8")
    except UnicodeDecodeError:
        return _best(markup, declared)
    return "utf-8"


def _unmarked_utf16(head: bytes) -> str | None:
    """Return the UTF-16 whose null bytes `head` shows: Latin markup has one in every second place."""
    half = max(1, len(head) // 2)
    if head[1::2].count(0) > half * 0.4 and head[::2].count(0) < half * 0.1:
        return "utf-16-le"
    if head[::2].count(0) > half * 0.4 and head[1::2].count(0) < half * 0.1:
        return "utf-16-be"
    return None


def _declared(head: bytes) -> str | None:
    for match in _DECLARED.finditer(head):
        try:
            name = codecs.lookup(match[1].decode("ascii")).name
        except LookupError:
            continue
        if not name.startswith(
            ("utf-16", "utf-32", "hex", "base64", "rot", "zlib", "bz2", "uu", "quopri", "idna", "puny")
        ):
            return _WIDER.get(name, name)
    return None


def _best(markup: bytes, declared: str | None) -> str:
    """Return the charset of the reading with fewest broken characters, then the one that looks most like writing."""
    high = sum(1 for byte in markup if byte > 0x7F) if len(markup) < 2_000_000 else len(markup) // 2
    utf8 = markup.decode("utf-8", "replace")
    if _is_bearable(utf8, high):
        return "utf-8"
    if declared and declared != "utf-8":
        text = markup.decode(declared, "replace")
        if _is_bearable(text, high):
            return declared
    return max(_readings(markup), key=lambda reading: _likeness(reading[1]))[0]


def _is_bearable(text: str, high: int) -> bool:
    """Whether few enough of the `high` bytes above ASCII are broken; where most of them are, it is another charset."""
    broken = text.count("�")
    return broken <= max(3, high * _BAD_SHARE) and broken * 2 < high


def _readings(markup: bytes) -> Iterator[tuple[str, str]]:
    for charset in _GUESSES:
        text = markup.decode(charset, "replace")
        if text.count("�") <= max(3, len(text) // 500):
            yield charset, text
    yield "cp1252", markup.decode("cp1252", "replace")


_CASE_BREAK = re.compile(r"[a-zà-öø-ÿа-яё][A-ZÀ-ÖØ-ÞА-ЯЁ]")
_FOREIGN_RUN = re.compile(r"[^\x00-\x7f]+")


def _likeness(text: str) -> float:
    """Return how much the characters above ASCII look like writing: letters, in lower case, of frequent kinds."""
    runs = "".join(_FOREIGN_RUN.findall(text[:400_000]))
    if not runs:
        return 0.0
    usual = sum(
        map(runs.count, "оеаинтсрвлкмдпуяіьéèàçüöäßñáíóúаãõêžšýřčłęąśż的一是不了人在有のはをにがでとたし이다는을에의")
    ) / len(runs)
    odd = sum(1 for c in runs if not c.isalpha() and c not in "–—‘’“”«»…  €£°©®·•№") / len(runs)
    return usual - 2 * odd - len(_CASE_BREAK.findall(text[:400_000])) / len(runs)
