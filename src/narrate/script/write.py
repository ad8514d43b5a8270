"""Article to script: the opening, then every block, cut into utterances with their silences and sounds."""

from collections.abc import Iterator
from dataclasses import replace

from narrate.errors import LanguageUnsupported, NothingToSay
from narrate.model import Article, Block, BlockKind, Script, Utterance
from narrate.script.normalize.spoken import LANGUAGES, spoken
from narrate.script.opening import byline, date_line
from narrate.script.options import ScriptOptions
from narrate.script.pauses import after_block
from narrate.script.sounds import sounds
from narrate.script.utterances import pieces

__all__ = ["write_script"]

_DEFAULT = ScriptOptions()


def write_script(article: Article, options: ScriptOptions = _DEFAULT) -> Script:
    """Return the reading of `article`: headline, byline and date first, then the body.

    Raises:
        LanguageUnsupported: There are no rules for the article's language.
        NothingToSay: Neither the opening nor the body holds a letter or digit.
    """
    if article.language not in LANGUAGES:
        known = ", ".join(sorted(LANGUAGES))
        raise LanguageUnsupported(
            f"no rules for the language {article.language!r} of {article.title!r}; there are rules for {known}"
        )
    body = tuple(_body(article, options))
    if not body:
        raise NothingToSay(
            f"{article.title or 'the article'!r} holds only symbols or blanks; check what `narrate extract` "
            f"gives for it"
        )
    utterances = (*_opening(article, options), *body)
    named = tuple(replace(u, sounds=sounds(u.spoken, article.language, options.lexicon)) for u in utterances)
    return Script(article.language, named)


def _opening(article: Article, options: ScriptOptions) -> Iterator[Utterance]:
    pauses = options.pauses()
    lines = (
        (article.title if options.headline else "", "headline"),
        (byline(article) if options.byline else "", "byline"),
        (date_line(article) if options.date else "", "date"),
        (f"{article.site}." if options.site and article.site else "", "date"),
    )
    for line, kind in lines:
        printed = line.strip()
        said = spoken(printed, article.language)
        if any(c.isalnum() for c in said.text):
            yield Utterance(printed, said.text, pause_ms=pauses[kind], spans=said.spans)


def _body(article: Article, options: ScriptOptions) -> Iterator[Utterance]:
    following = [block.kind for block in article.blocks[1:]]
    pauses = options.pauses()
    for index, block in enumerate(article.blocks):
        kind = following[index] if index < len(following) else None
        yield from _block(index, block, article.language, options, after_block(block.kind, kind, pauses))


def _block(index: int, block: Block, language: str, options: ScriptOptions, pause_ms: int) -> Iterator[Utterance]:
    pauses = options.pauses()
    own = block.language if block.language in LANGUAGES else language
    found = list(pieces(block.text, own, options.max_chars))
    for number, (start, end, said, is_whole) in enumerate(found, 1):
        inner = pauses["sentence"] if is_whole else pauses["clause"]
        pause = pause_ms if number == len(found) else inner
        yield Utterance(
            block.text[start:end], said.text, index, start, pause, said.spans, is_quote=block.kind is BlockKind.QUOTE
        )
