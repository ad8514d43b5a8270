"""Article to script: the opening, then every block, cut into utterances with their silences and sounds."""

import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import replace

from narrate.errors import LanguageUnsupported, NothingToSay
from narrate.model import Article, Block, BlockKind, Pronunciations, Script, Spoken, Utterance
from narrate.script.chunker import pieces
from narrate.script.directions import fixed, leading_ms, sounds, stretches
from narrate.script.normalize.page import Page
from narrate.script.normalize.rules import Match
from narrate.script.normalize.spoken import LANGUAGES, spoken
from narrate.script.opening import byline, date_line, headline, site_line
from narrate.script.pronunciations import pronunciations
from narrate.settings.lexicon import Lexicon, lexicon_for
from narrate.settings.options import ScriptOptions
from narrate.text import ends_sentence

__all__ = ["after_block", "write_script"]

_DEFAULT = ScriptOptions()
_HEAD_CHARS = 60


def write_script(article: Article, options: ScriptOptions = _DEFAULT) -> Script:
    """Return the reading of `article`: headline, byline and date first, then the body.

    Raises:
        LanguageUnsupported: There are no rules for the article's language.
        NothingToSay: Neither the opening nor the body holds a letter or digit.
    """
    if article.language not in LANGUAGES:
        languages = ", ".join(sorted(LANGUAGES))
        raise LanguageUnsupported(
            f"there are no rules for reading {article.language!r}, the language of {_called(article)!r}; narrate reads "
            f"{languages}"
        )
    words = _Words(article, options.lexicons)
    body = tuple(_body(article, options, words))
    if not body:
        raise NothingToSay(
            f"{_called(article)!r} holds only symbols or blanks; check what `narrate extract` gives for it"
        )
    return Script(article.language, (*_opening(article, options, words), *body))


def _called(article: Article) -> str:
    """Return what names an article in an error: its title, else how it begins."""
    return article.title or textwrap.shorten(article.blocks[0].text, _HEAD_CHARS, placeholder="…")


class _Words:
    """The newsroom's words for the languages of an article, looked up once each, and the page that they stand on."""

    def __init__(self, article: Article, lexicons: tuple[Lexicon, ...]) -> None:
        self._own = {
            language: lexicon_for(lexicons, language, article.url)
            for language in {article.language, *(block.language or article.language for block in article.blocks)}
        }
        self._page = Page("\n".join((article.title, *(block.text for block in article.blocks))))

    def say(self, printed: str, language: str, fixed: tuple[Match, ...] = ()) -> Spoken:
        """Return the spoken form; `fixed` stretches are said as given."""
        return spoken(printed, language, self._own[language].wordings, self._page, fixed)

    def pronunciations(self, reading: str, language: str) -> Pronunciations:
        """Return the words whose sound is certain."""
        return pronunciations(reading, language, self._own[language].pronunciations)


def _opening(article: Article, options: ScriptOptions, words: _Words) -> Iterator[Utterance]:
    pauses = options.pauses()
    lines = (
        (headline(article) if options.headline else "", "headline"),
        (byline(article) if options.byline else "", "byline"),
        (date_line(article) if options.date else "", "date"),
        (site_line(article) if options.site else "", "date"),
    )
    for line, kind in lines:
        printed = line.strip()
        reading = words.say(printed, article.language)
        if any(c.isalnum() for c in reading.text):
            certain = words.pronunciations(reading.text, article.language)
            yield Utterance(printed, reading.text, pause_ms=pauses[kind], spans=reading.spans, pronunciations=certain)


def _body(article: Article, options: ScriptOptions, words: _Words) -> Iterator[Utterance]:
    pauses = options.pauses()
    for index, block in enumerate(article.blocks):
        following = article.blocks[index + 1] if index + 1 < len(article.blocks) else None
        own = block.language if block.language in LANGUAGES else article.language
        pause_ms = after_block(block.kind, following.kind if following else None, pauses)
        pause_ms = max(pause_ms, leading_ms(following)) if following else pause_ms
        for utterance in _block(block, own, options, words, pause_ms):
            yield replace(utterance, block=index)


def _block(block: Block, language: str, options: ScriptOptions, words: _Words, pause_ms: int) -> Iterator[Utterance]:
    """Give the utterances of a block, read by the rules of its own language and as its author asks."""
    pauses = options.pauses()
    before: Utterance | None = None
    asked_ms: int | None = None
    for start, end, asked_ms, rate in stretches(block):
        for utterance in _stretch(block, (start, end), language, options, words):
            if before:
                yield before
            before = replace(utterance, rate=rate)
        if before and asked_ms is not None:
            before = replace(before, pause_ms=asked_ms)
        elif before and not ends_sentence(before.printed):
            before = replace(before, pause_ms=pauses["clause"])
    if before:
        yield before if asked_ms is not None else replace(before, pause_ms=pause_ms)


def _stretch(
    block: Block, place: tuple[int, int], language: str, options: ScriptOptions, words: _Words
) -> Iterator[Utterance]:
    """Give the utterances of a part of a block, each with the silence of a sentence or a clause."""
    first, last = place
    pauses = options.pauses()

    def say(start: int, end: int) -> Spoken:
        given = fixed(block, language, first + start, first + end)
        return words.say(block.text[first + start : first + end], language, given)

    for start, end, reading, is_whole in pieces(block.text[first:last], language, options.max_chars, say):
        certain = words.pronunciations(reading.text, language)
        yield Utterance(
            printed=block.text[first + start : first + end],
            spoken=reading.text,
            offset=first + start,
            pause_ms=pauses["sentence"] if is_whole else pauses["clause"],
            spans=reading.spans,
            pronunciations=sounds(block, first + start, reading, certain) if block.directions else certain,
            is_quote=block.kind is BlockKind.QUOTE,
        )


def after_block(kind: BlockKind, following: BlockKind | None, table: Mapping[str, int]) -> int:
    """Return the silence after the last utterance of a block, in ms."""
    if following is None:
        return table["end"]
    if following is BlockKind.HEADING:
        return table["before_heading"]
    own = {BlockKind.HEADING: "heading", BlockKind.QUOTE: "quote", BlockKind.ITEM: "item"}.get(kind, "paragraph")
    return table[own]
