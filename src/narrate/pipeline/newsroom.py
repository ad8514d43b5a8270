"""Which newsroom rules fit an article, and what follows from them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from fnmatch import fnmatchcase

from narrate.model import Article
from narrate.settings.newsroom import Rule

__all__ = ["Decision", "Facts", "decide", "facts_of"]


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
