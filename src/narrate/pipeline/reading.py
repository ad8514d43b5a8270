"""What is read of a story, and by whom: the newsroom's rules, then what the voice has sounds for, then the script."""

import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from functools import cache
from itertools import groupby

from narrate.errors import NothingToSay, PageSkipped
from narrate.model import AI_LABEL, Article, Block, BlockKind, Script, Utterance
from narrate.publish.manifest import story_digest
from narrate.settings import Settings
from narrate.settings.newsroom import Rule, plain
from narrate.settings.options import ScriptOptions
from narrate.text import rows

__all__ = ["QUOTATION_CHARS", "Decision", "Facts", "Reading", "decide", "facts_of", "readable", "reading_of", "sayable"]


QUOTATION_CHARS = 300
"""Longest foreign passage that is read with the voice's own accent, about 20 s: a motto or an original quotation that
the story then explains. What is longer is a translation or another edition of the story, which would be a mumble."""
_SOUNDED = frozenset({"LATIN", "CYRILLIC", "GREEK"})  # scripts that voices of European languages have letters for
_HEAD_CHARS = 60


@dataclass(frozen=True, slots=True)
class Reading:
    """What is read of a story, and by whom."""

    article: Article
    """Without the passages that the voice can't read."""
    script: Script
    voice: str
    """Engine and voice, written as `voice` is."""
    label: str
    """What listeners are told about the voice."""
    notes: tuple[str, ...]
    """A sentence for each passage that isn't read as it is printed."""
    story_sha256: str
    """Of the article as it was extracted."""


def reading_of(article: Article, settings: Settings, languages_of: Callable[[str], frozenset[str]]) -> Reading:
    """Return what is read of `article`: by the newsroom's rules, as far as the voice speaks it.

    Args:
        article: The story.
        settings: What is in force.
        languages_of: Gives the ISO 639-1 codes of what a voice speaks.

    Raises:
        PageSkipped: A newsroom rule says not to narrate it.
        ScriptError: There are no rules for the article's language, or nothing in it can be said.
        VoiceError: The voice can't be asked which languages it speaks.
    """
    decision = decide(settings.newsroom.rules, facts_of(article, datetime.now(UTC)))
    if decision.skip:
        rule = next(rule for rule in decision.fitting if rule.skip)
        raise PageSkipped(f"skipped by the newsroom rule: {plain(rule)}")
    voice = decision.voice or settings.voice.voice
    languages = languages_of(voice)
    kept, foreign = readable(article, languages, voice)
    script = _with_intro(kept, decision.intro, settings.script)
    script, silent = sayable(script, languages, voice)
    return Reading(kept, script, voice, decision.label or AI_LABEL, (*foreign, *silent), story_digest(article))


def _with_intro(article: Article, intro: str | None, options: ScriptOptions) -> Script:
    """Return the script of `article` with the newsroom's intro before it."""
    from narrate.script.write import write_script  # while the voice is loading

    script = write_script(article, options)
    if not intro:
        return script
    block = Block(BlockKind.PARAGRAPH, " ".join(intro.split()), "")
    around = replace(article, title="", byline=(), published=None, site=None, blocks=(block,))
    first = tuple(replace(each, block=None, offset=0) for each in write_script(around, options).utterances)
    pause_ms = max(each.pause_ms for each in script.utterances)
    return replace(script, utterances=(*first[:-1], replace(first[-1], pause_ms=pause_ms), *script.utterances))


@dataclass(frozen=True, slots=True)
class Facts:
    """What rules look at."""

    section: str = ""
    tags: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    language: str = ""
    words: int = 0
    age_days: float | None = None
    """Time since publication; None when the date isn't known."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What is done with an article beyond the usual."""

    skip: bool = False
    voice: str | None = None
    intro: str | None = None
    label: str | None = None
    priority: int = 0
    fitting: tuple[Rule, ...] = ()
    """The rules that fit, in order."""


def decide(rules: Iterable[Rule], facts: Facts) -> Decision:
    """Return what the fitting ones of `rules` ask for; of several, the first that sets an action decides it."""
    fitting = tuple(rule for rule in rules if _fits(rule, facts))

    def first(name: str) -> object:
        return next((value for rule in fitting if (value := getattr(rule, name)) is not None), None)

    asked = {
        name: value for name in ("skip", "voice", "intro", "label", "priority") if (value := first(name)) is not None
    }
    return Decision(fitting=fitting, **asked)  # type: ignore[arg-type]  # Rule checks the types of its actions


def facts_of(article: Article, now: datetime) -> Facts:
    """Return what rules look at in `article`."""
    return Facts(
        section=article.section or "",
        tags=article.tags,
        authors=article.byline,
        language=article.language,
        words=sum(len(block.text.split()) for block in article.blocks),
        age_days=_age_days(article.published, now),
    )


def _age_days(published: str | None, now: datetime) -> float | None:
    try:
        then = datetime.fromisoformat(published or "")
    except ValueError:
        return None
    return (now - (then if then.tzinfo else then.replace(tzinfo=UTC))).total_seconds() / 86_400


def _fits(rule: Rule, facts: Facts) -> bool:
    age = facts.age_days
    dated = rule.min_age_days is None and rule.max_age_days is None
    return (
        _named(rule.section, (facts.section,))
        and _named(rule.tag, facts.tags)
        and _named(rule.author, facts.authors)
        and _named(rule.language, (facts.language,))
        and (rule.min_words or 0) <= facts.words
        and (rule.max_words is None or facts.words <= rule.max_words)
        and (dated or (age is not None and (rule.min_age_days or 0) <= age))
        and (rule.max_age_days is None or (age is not None and age <= rule.max_age_days))
    )


def _named(patterns: tuple[str, ...], names: tuple[str, ...]) -> bool:
    folded = [name.casefold() for name in names]
    return not patterns or any(fnmatchcase(name, pattern.casefold()) for pattern in patterns for name in folded)


def readable(article: Article, languages: frozenset[str], voice: str) -> tuple[Article, tuple[str, ...]]:
    """Return `article` as a voice can read it, and a line for each foreign passage: which, and what becomes of it.

    Args:
        article: Its own language is spoken by the voice, or it is refused elsewhere.
        languages: ISO 639-1 codes of what the voice speaks.
        voice: What to call it.
    """
    kept: list[Block] = []
    notes: list[str] = []
    for foreign, run in groupby(article.blocks, lambda block: _foreign(block, languages)):
        blocks = list(run)
        if foreign is not None:
            text = " ".join(block.text for block in blocks)
            sounded, silent = _letters(text, languages)
            is_read = len(text) <= QUOTATION_CHARS and sounded > silent
            what = "read with its accent" if is_read else "left out"
            notes.append(f"a passage in {foreign!r}, which {voice} doesn't speak, is {what}: {_head(text)!r}")
            if not is_read:
                continue
        kept += blocks
    if not kept:  # the article's own language stands for all of it: the voice is refused, not the text
        return article, ()
    return replace(article, blocks=tuple(kept)), tuple(notes)


def _foreign(block: Block, languages: frozenset[str]) -> str | None:
    return block.language if block.language is not None and block.language not in languages else None


def sayable(script: Script, languages: frozenset[str], voice: str) -> tuple[Script, tuple[str, ...]]:
    """Return `script` without the utterances of which no letter has a sound, and a line for each run of them.

    The silence after what is left out goes to the utterance before it. An utterance with some letters that have no
    sound stays: the voice says the others, and warns.

    Args:
        script: The reading.
        languages: ISO 639-1 codes of what the voice speaks.
        voice: What to call it.

    Raises:
        NothingToSay: The voice has no sound for any letter of the body.
    """
    kept: list[Utterance] = []
    notes: list[str] = []
    for is_silent, run in groupby(script.utterances, lambda each: _is_silent(each.spoken, languages)):
        utterances = list(run)
        if not is_silent:
            kept += utterances
            continue
        if kept:
            longest_ms = max(each.pause_ms for each in (kept[-1], *utterances))
            kept[-1] = replace(kept[-1], pause_ms=longest_ms)
        text = " ".join(each.printed for each in utterances)
        notes.append(f"{voice} has no sounds for {_script_of(text)} letters, left out: {_head(text)!r}")
    if not any(each.block is not None for each in kept):
        raise NothingToSay(
            f"{voice} has no sounds for the letters of {_head(script.utterances[-1].printed)!r}; narrate voices lists "
            f"others"
        )
    return replace(script, utterances=tuple(kept)), tuple(notes)


def _head(text: str) -> str:
    return text if len(text) <= _HEAD_CHARS else f"{text[:_HEAD_CHARS].rstrip()}…"


def _is_silent(text: str, languages: frozenset[str]) -> bool:
    sounded, silent = _letters(text, languages)
    return silent > 0 and not sounded


def _letters(text: str, languages: frozenset[str]) -> tuple[int, int]:
    """Return how many letters and digits of `text` voices of `languages` have a sound for, and how many not."""
    scripts = _SOUNDED.union(*(_letter_names().get(language, "").split() for language in languages))
    characters = [c for c in _plain(text) if c.isalnum()]
    sounded = sum(c.isascii() or c.isdigit() or _script(c) in scripts for c in characters)
    return sounded, len(characters) - sounded


@cache
def _letter_names() -> dict[str, str]:
    return {row[0]: row[1] for row in rows("narrate.pipeline", "letters.tsv")}


def _plain(text: str) -> str:
    """Return `text` with ligatures, full-width and mathematical letters as the letters that they stand for."""
    return text if text.isascii() else unicodedata.normalize("NFKC", text)


@cache
def _script(letter: str) -> str:
    """Return the first word of a letter's Unicode name, which is its script."""
    return unicodedata.name(letter, "unknown").split()[0]


def _script_of(text: str) -> str:
    """Return the scripts of the letters of `text` in plain words: "CJK", "Arabic and Thai"."""
    names = dict.fromkeys(_script(c) for c in _plain(text) if c.isalpha() and not c.isascii())
    return " and ".join(name if name == "CJK" else name.capitalize() for name in names if name not in _SOUNDED)
