"""A newsroom's own lexicon (TSV, CSV, W3C PLS) and the words that no list knows."""

import csv
import re
from collections import Counter
from collections.abc import Collection, Iterable
from io import StringIO
from xml.etree.ElementTree import ParseError, fromstring

from narrate.errors import SettingsError
from narrate.script.normalize.tables import rows

__all__ = ["parse_lexicon", "parse_pls", "unknown_words"]

_PLS = "{http://www.w3.org/2005/01/pronunciation-lexicon}"
_IPA = re.compile(r"[^\W\d_]|[ˈˌːˑ.\u0300-\u036fʰʲ̃ ̯͡ˠˤ\-]")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


def parse_lexicon(text: str, name: str = "lexicon") -> tuple[tuple[str, str], ...]:
    """Return the words of a lexicon with their IPA, in the order of the file.

    The text is tab- or comma-separated, or W3C PLS 1.0 if it begins with `<`. A row holds a word or a name of
    several words, its IPA (as many parts as words), and whatever else the newsroom keeps there; `#` begins a comment.

    Args:
        text: The content of the file.
        name: What errors call the file.

    Raises:
        SettingsError: A row has no IPA, a sign that isn't IPA, or the wrong number of parts; it is named by its line.
    """
    if text.lstrip("\ufeff \t\r\n").startswith("<"):
        return parse_pls(text, name)
    found = []
    delimiter = "\t" if "\t" in text else ","
    for number, row in enumerate(csv.reader(StringIO(text.lstrip("\ufeff")), delimiter=delimiter), 1):
        if not row or not row[0].strip() or row[0].lstrip().startswith("#"):
            continue
        found.append(_entry(row[0], row[1] if len(row) > 1 else "", f"{name}, line {number}"))
    return tuple(found)


def parse_pls(text: str, name: str = "lexicon") -> tuple[tuple[str, str], ...]:
    """Return the words of a W3C Pronunciation Lexicon (PLS 1.0, section 4) with their first IPA.

    Every `grapheme` of a `lexeme` takes the lexeme's first `phoneme`; lexemes with only an `alias` have none and are
    left to the newsroom's own wording.

    Raises:
        SettingsError: The text isn't well-formed, holds a document type, or its alphabet isn't IPA.
    """
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise SettingsError(f"{name} holds a document type, which a lexicon doesn't need; delete it")
    try:
        root = fromstring(text)  # noqa: S314 entities need a document type, which was refused above
    except ParseError as error:
        raise SettingsError(f"{name} isn't well-formed XML ({error}); mend it or use a table") from error
    alphabet = root.get("alphabet", "ipa")
    if alphabet != "ipa":
        raise SettingsError(f"{name} is written in the alphabet {alphabet!r}; only 'ipa' can be read")
    found = []
    for lexeme in root.iter(f"{_PLS}lexeme"):
        phoneme = lexeme.find(f"{_PLS}phoneme")
        if phoneme is None:
            continue
        found += [_entry(g.text or "", phoneme.text or "", name) for g in lexeme.findall(f"{_PLS}grapheme")]
    return tuple(found)


def _entry(word: str, ipa: str, place: str) -> tuple[str, str]:
    word, ipa = " ".join(word.split()), " ".join(ipa.strip().strip("/[]").split())
    if not ipa:
        raise SettingsError(f"{place}: {word!r} has no IPA; write the word, a tab and its IPA")
    wrong = [c for c in ipa if not _IPA.fullmatch(c)]
    if wrong:
        raise SettingsError(f"{place}: {wrong[0]!r} in {ipa!r} is no IPA sign; see the IPA chart")
    if len(word.split()) != len(ipa.split()):
        raise SettingsError(f"{place}: {word!r} and {ipa!r} have different numbers of words; give one IPA per word")
    return word, ipa


def unknown_words(texts: Iterable[str], known: Collection[str], language: str = "en") -> tuple[tuple[str, int], ...]:
    """Return the words that neither `known` nor the built-in names hold, with their counts, most frequent first.

    Args:
        texts: Spoken forms, for example of a whole archive.
        known: Words in lower case that a voice's dictionary and the newsroom's lexicon know.
        language: ISO 639-1 code.
    """
    names = {part.lower() for row in rows(language, "names") for part in row[0].split()}
    counts: Counter[str] = Counter()
    for text in texts:
        for word in _WORD.findall(text):
            stem = re.sub(r"['’]s$|['’]$", "", word)
            parts = [stem] if "-" not in stem else [stem, *stem.split("-")]
            missing = [p for p in parts if len(p) > 1 and p.lower() not in known and p.lower() not in names]
            if stem in missing and (len(parts) == 1 or len(missing) > 1):
                counts[stem] += 1
    return tuple(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
