"""A newsroom's own lexicon (TSV, CSV, W3C PLS), for all texts or those of a language or a site; words no list knows."""

import csv
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from io import StringIO
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from narrate.errors import SettingsError
from narrate.model import Utterance

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

__all__ = ["Lexicon", "is_for", "lexicon_for", "parse_lexicon", "parse_tables", "words_without_sound"]

_PLS = "{http://www.w3.org/2005/01/pronunciation-lexicon}"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_IPA = re.compile(
    r"[a-zæçðøħŋœɐɑɒɓɔɕɖɗɘəɚɛɜɝɞɟɠɡɢɣɤɥɦɧɨɪɫɬɭɮɯɰɱɲɳɴɵɶɸɹɺɻɽɾʀʁʂʃʄʈʉʊʋʌʍʎʏʐʑʒʔʕʘʙʛʜʝʟʡʢʣʤʥʦʧʨβθχᵻᵊʰʲʷˠˤ"
    r"ˈˌːˑ.\u0300-\u036f ͡]"
)
_HEADINGS = frozenset({"ipa", "phoneme", "phonemes", "pronunciation", "said", "sound"})
_HOST = re.compile(r"(?:[\w-]+\.)+[\w-]+")
_KEYS = ("file", "language", "site", "words")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Words of a newsroom, and the texts that they are for."""

    pronunciations: tuple[tuple[str, str], ...] = ()
    """Words and names with their IPA, one IPA per word."""
    wordings: tuple[tuple[str, str], ...] = ()
    """Printed words with what is said for them."""
    language: str | None = None
    """ISO 639-1 code of the texts; None for all."""
    site: str | None = None
    """Host of the texts, with its subdomains; None for all."""


def lexicon_for(lexicons: Iterable[Lexicon], language: str, url: str | None) -> Lexicon:
    """Return the words for a text in one: those for its site win over those for its language, these over all others.

    Args:
        lexicons: All that there are.
        language: ISO 639-1 code of the text.
        url: Address of its article, if it is known.
    """
    fitting = [each for each in lexicons if each.language in {None, language} and is_for(each.site, url)]
    fitting.sort(key=lambda each: (len(each.site or ""), each.language is not None))
    return Lexicon(
        tuple(dict(word for each in fitting for word in each.pronunciations).items()),
        tuple(dict(word for each in fitting for word in each.wordings).items()),
    )


def is_for(site: str | None, url: str | None) -> bool:
    """Return whether words for `site` (a host; None for all) are for the article at `url`, if that is known."""
    host = (urlsplit(url).hostname or "") if url else ""
    return site is None or f".{host}".endswith(f".{site}")


def parse_tables(tables: object, source: str, read: Callable[[str], str]) -> tuple[Lexicon, ...]:
    """Return the lexicons of a settings file.

    Args:
        tables: What stands below `[[lexicon]]`: `file` or `words` (or both), and `language` or `site` as limits.
        source: What errors call the settings file.
        read: Gives the text of the file of a name.

    Raises:
        SettingsError: A key, a value or a row can't be used.
    """
    if not isinstance(tables, list):
        raise SettingsError(f"{source}: write lexicons as [[lexicon]], with two brackets")
    return tuple(_table(table, f"{source}, lexicon {number}", read) for number, table in enumerate(tables, 1))


def _table(table: object, place: str, read: Callable[[str], str]) -> Lexicon:
    if not isinstance(table, dict) or not {"file", "words"} & table.keys():
        raise SettingsError(f'{place}: file = "names.tsv" or words = {{ name = "IPA" }} is missing; add one')
    unknown = sorted(table.keys() - {*_KEYS})
    if unknown:
        raise SettingsError(f"{place} has no key {unknown[0]!r}; keys are {', '.join(_KEYS)}")
    words = table.get("words", {})
    if not isinstance(words, dict) or not all(isinstance(reading, str) for reading in words.values()):
        raise SettingsError(f'{place}: write words as {{ name = "IPA" }}')
    for key in {"file", "language", "site"} & table.keys():
        if not isinstance(table[key], str) or not table[key].strip():
            raise SettingsError(f"{place}: {key} must be a text in quotes")
    in_file = parse_lexicon(read(table["file"]), table["file"]) if "file" in table else Lexicon()
    own = _collected([(word, reading, place) for word, reading in words.items()])
    language = table.get("language", in_file.language)
    if language is not None and not re.fullmatch(r"[a-z]{2}", language):
        raise SettingsError(f"{place}: the language {language!r} isn't a two-letter code such as en")
    return Lexicon(
        (*in_file.pronunciations, *own.pronunciations),
        (*in_file.wordings, *own.wordings),
        language,
        _host(table.get("site"), place),
    )


def _host(site: str | None, place: str) -> str | None:
    if site is None:
        return None
    host = site.strip().lower().removeprefix("www.")
    if not _HOST.fullmatch(host):
        raise SettingsError(f"{place}: the site {site!r} isn't a host; write the host alone, as in news.example")
    return host


def parse_lexicon(text: str, name: str = "lexicon") -> Lexicon:
    """Return the words of a lexicon.

    The text is separated by tabs, commas or semicolons, or W3C PLS 1.0 if it begins with `<`. A row holds a word or a
    name of several words, its IPA (as many parts as words) or `=` and what is said for it, and whatever else the
    newsroom keeps there; `#` begins a comment.

    Args:
        text: The content of the file.
        name: What errors call the file.

    Raises:
        SettingsError: A row can't be used; it is named by its line.
    """
    if text.lstrip("\ufeff \t\r\n").startswith("<"):
        return _pls(text, name)
    lines = [line for line in text.lstrip("\ufeff").splitlines() if line.strip() and not line.startswith("#")]
    delimiter = next((mark for mark in "\t;," if lines and mark in lines[0]), "\t")
    entries: list[tuple[str, str, str]] = []
    for number, row in enumerate(csv.reader(StringIO(text.lstrip("\ufeff")), delimiter=delimiter), 1):
        if not row or not row[0].strip() or row[0].lstrip().startswith("#"):
            continue
        reading = row[1] if len(row) > 1 else ""
        if not entries and reading.strip().lower() in _HEADINGS:
            continue
        entries.append((row[0], reading, f"{name}, line {number}"))
    return _collected(entries)


def _pls(text: str, name: str) -> Lexicon:
    """Return the words of a W3C Pronunciation Lexicon (PLS 1.0, section 4), for the language that it names.

    Every `grapheme` of a `lexeme` takes the lexeme's first `phoneme`, or, if it has none, its first `alias`.

    Raises:
        SettingsError: The text isn't well-formed, holds a document type, or its alphabet isn't IPA.
    """
    from xml.etree.ElementTree import ParseError, fromstring

    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise SettingsError(f"{name} has a DOCTYPE, which isn't accepted; delete it")
    try:
        root = fromstring(text)  # noqa: S314 entities need a document type, which was refused above
    except ParseError as error:
        raise SettingsError(f"{name} isn't well-formed XML ({error}); fix it or use a table") from error
    alphabet = root.get("alphabet", "ipa")
    if alphabet != "ipa":
        raise SettingsError(f"{name} uses the alphabet {alphabet!r}; rewrite it in 'ipa'")
    entries: list[tuple[str, str, str]] = []
    for number, lexeme in enumerate(root.iter(f"{_PLS}lexeme"), 1):
        reading = _reading(lexeme)
        entries += [(g.text or "", reading, f"{name}, lexeme {number}") for g in lexeme.findall(f"{_PLS}grapheme")]
    if not entries:
        raise SettingsError(f"{name} has no lexeme with a grapheme in the PLS 1.0 namespace; check its root element")
    language = (root.get(_LANGUAGE) or "").partition("-")[0].lower()
    return replace(_collected(entries), language=language or None)


def _reading(lexeme: "Element") -> str:
    phoneme, alias = lexeme.find(f"{_PLS}phoneme"), lexeme.find(f"{_PLS}alias")
    if phoneme is not None:
        return phoneme.text or ""
    return f"={alias.text or ''}" if alias is not None else ""


def _collected(entries: Iterable[tuple[str, str, str]]) -> Lexicon:
    """Return checked entries (word, reading, place) as a lexicon. Raises SettingsError."""
    pronunciations: dict[str, str] = {}
    wordings: dict[str, str] = {}
    for written, given, place in entries:
        word, reading = " ".join(written.split()), " ".join(given.split())
        if reading.startswith("="):
            target, reading = wordings, _wording(word, reading[1:].strip(), place)
        else:
            target, reading = pronunciations, _ipa(word, reading, place)
        if target.setdefault(word, reading) != reading or (word in pronunciations and word in wordings):
            raise SettingsError(f"{place}: {word!r} has two different readings; delete one of them")
    return Lexicon(tuple(pronunciations.items()), tuple(wordings.items()))


def _wording(word: str, reading: str, place: str) -> str:
    if not any(c.isalpha() for c in reading) or any(c.isdigit() for c in reading):
        raise SettingsError(f"{place}: the reading of {word!r} must be words, not {reading!r}")
    return reading


def _ipa(word: str, reading: str, place: str) -> str:
    ipa = reading.strip("/[] ").replace("'", "ˈ").replace(":", "ː")
    if not ipa:
        raise SettingsError(f"{place}: {word!r} has no IPA; write the word, a tab and its IPA, or = and words")
    wrong = [c for c in ipa if not _IPA.fullmatch(c)]
    if wrong:
        hint = (
            f"for plain words write ={reading}"
            if reading.isascii()
            else "`narrate say` prints the IPA of a word to copy"
        )
        raise SettingsError(f"{place}: {wrong[0]!r} in {reading!r} isn't an IPA symbol; {hint}")
    if len(word.split()) != len(ipa.split()):
        raise SettingsError(f"{place}: {word!r} and {ipa!r} have different numbers of words; give one IPA per word")
    return ipa


def words_without_sound(utterance: Utterance) -> Iterator[str]:
    """Yield the words of an utterance whose sound is left to the voice, without possessive endings; compounds whole.

    A word in capitals comes as it would be printed among others, so that one word has one form.
    """
    for match in _WORD.finditer(utterance.spoken):
        if any(start < match.end() and match.start() < end for start, end, _ in utterance.pronunciations):
            continue
        word = re.sub(r"['’]s?$", "", match[0]).replace("’", "'")
        if len(word) > 1:
            yield word.capitalize() if word.isupper() else word
