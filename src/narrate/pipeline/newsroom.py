"""The reading of an article: what newsroom rules change about it, and what the voice can't say."""

from dataclasses import replace
from datetime import UTC, datetime

from narrate.errors import PageSkipped
from narrate.model import Article, Block, BlockKind, Script
from narrate.pipeline.decide import Decision, decide, facts_of
from narrate.pipeline.foreign import readable, sayable
from narrate.script.write import write_script
from narrate.settings import Settings
from narrate.settings.newsroom import plain
from narrate.settings.script import ScriptOptions

__all__ = ["decision_for", "reading_of", "voice_for"]


def decision_for(article: Article, settings: Settings) -> Decision:
    """Return what the newsroom rules ask for `article`.

    Raises:
        PageSkipped: A rule says not to narrate it.
    """
    decision = decide(settings.newsroom.rules, facts_of(article, datetime.now(UTC)))
    if decision.skip:
        rule = next(rule for rule in decision.fitting if rule.skip)
        raise PageSkipped(f"skipped by the newsroom rule: {plain(rule)}")
    return decision


def voice_for(decision: Decision, settings: Settings) -> str:
    """Return the voice that reads, written as `voice` is."""
    return decision.voice or settings.voice.voice


def reading_of(
    article: Article, decision: Decision, settings: Settings, languages: frozenset[str]
) -> tuple[Article, Script, tuple[str, ...]]:
    """Return `article` as it is read, its script, and a line for each passage that the voice can't say.

    Args:
        article: The story.
        decision: What newsroom rules ask for.
        settings: What is in force.
        languages: ISO 639-1 codes of what the voice speaks.

    Raises:
        ScriptError: There are no rules for the article's language, or nothing in it can be said.
    """
    voice = voice_for(decision, settings)
    article, foreign = readable(article, languages, voice)
    script, silent = sayable(_written(article, decision, settings.script), languages, voice)
    return article, script, (*foreign, *silent)


def _written(article: Article, decision: Decision, options: ScriptOptions) -> Script:
    """Return the script of `article` with the newsroom's intro before it."""
    script = write_script(article, options)
    if not decision.intro:
        return script
    block = Block(BlockKind.PARAGRAPH, " ".join(decision.intro.split()), "")
    around = replace(article, title="", byline=(), published=None, site=None, blocks=(block,))
    intro = tuple(replace(each, block=None, offset=0) for each in write_script(around, options).utterances)
    pause_ms = max(each.pause_ms for each in script.utterances)
    return replace(script, utterances=(*intro[:-1], replace(intro[-1], pause_ms=pause_ms), *script.utterances))
