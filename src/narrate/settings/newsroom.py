"""Newsroom rules as `narrate.toml` holds them.

```toml
[[newsroom.rules]]
if = { section = "Sport", language = ["en", "de"], min_words = 80 }
then = { voice = "kokoro:am_michael", intro = "From the sports desk." }
```
"""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["NewsroomOptions", "Rule", "plain"]

_LISTS = ("section", "tag", "author", "language")
_NUMBERS = ("min_words", "max_words", "min_age_days", "max_age_days")
_ACTIONS: dict[str, type] = {"skip": bool, "voice": str, "intro": str, "label": str, "priority": int}


@dataclass(frozen=True, slots=True)
class Rule:
    """If all conditions hold, then the actions. A condition that isn't set always holds."""

    section: tuple[str, ...] = ()
    """Names of which one must be the article's section; upper and lower case are the same, `*` stands for any text."""
    tag: tuple[str, ...] = ()
    """Names of which one must be among its tags."""
    author: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    """ISO 639-1 codes."""
    min_words: int | None = None
    max_words: int | None = None
    min_age_days: float | None = None
    """Time since publication; an article without a date has no age and doesn't fit."""
    max_age_days: float | None = None
    skip: bool | None = None
    voice: str | None = None
    intro: str | None = None
    """Said before the headline."""
    label: str | None = None
    """Instead of the usual words about AI."""
    priority: int | None = None
    """Place in the service's queue; higher is sooner."""

    @classmethod
    def from_plain(cls, plain: Mapping[str, object]) -> "Rule":
        """Return the rule that a table of `narrate.toml` holds.

        Raises:
            ValueError: A key or value can't be used; the message names it.
        """
        unknown = set(plain) - {"if", "then"}
        conditions, actions = plain.get("if", {}), plain.get("then", {})
        if unknown or not isinstance(conditions, Mapping) or not isinstance(actions, Mapping) or not actions:
            raise ValueError("a newsroom rule is a table of `if` and `then`, and `then` holds at least one action")
        values = {name: _condition(name, value) for name, value in conditions.items()}
        values |= {name: _action(name, value) for name, value in actions.items()}
        return cls(**values)  # type: ignore[arg-type]  # the two functions above check each value


@dataclass(frozen=True, slots=True)
class NewsroomOptions:
    """Section `[newsroom]` of `narrate.toml`."""

    rules: tuple[Rule, ...] = ()
    """In order; of several that fit, the first that sets an action decides it."""

    def __post_init__(self) -> None:
        """Read what comes from a file as plain tables."""
        rules = tuple(rule if isinstance(rule, Rule) else Rule.from_plain(rule) for rule in self.rules)
        object.__setattr__(self, "rules", rules)


def _condition(name: str, value: object) -> object:
    if name in _LISTS:
        texts = (value,) if isinstance(value, str) else value
        if isinstance(texts, list | tuple) and texts and all(isinstance(text, str) and text for text in texts):
            return tuple(texts)
        raise ValueError(f"{name} of a newsroom rule must be a name or a list of names, not {value!r}")
    if name in _NUMBERS:
        if isinstance(value, int | float) and not isinstance(value, bool) and value >= 0:
            return value
        raise ValueError(f"{name} of a newsroom rule must be a number of 0 or more, not {value!r}")
    raise ValueError(f"a newsroom rule has no condition {name!r}; conditions are {', '.join((*_LISTS, *_NUMBERS))}")


def _action(name: str, value: object) -> object:
    kind = _ACTIONS.get(name)
    if kind is None:
        raise ValueError(f"a newsroom rule has no action {name!r}; actions are {', '.join(_ACTIONS)}")
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise ValueError(f"{name} of a newsroom rule can't be {value!r}")
    return value


def plain(rule: Rule) -> str:
    """Return the rule in a line: what must hold, and what follows."""
    fields = {field.name: getattr(rule, field.name) for field in dataclasses.fields(rule)}
    conditions = [_phrase(name, fields[name]) for name in (*_LISTS, *_NUMBERS) if fields[name] not in {(), None}]
    actions = [_phrase(name, fields[name]) for name in _ACTIONS if fields[name] is not None]
    return f"if {', '.join(conditions) or 'any article'} then {', '.join(actions)}"


def _phrase(name: str, value: object) -> str:
    return f"{name} {' or '.join(value) if isinstance(value, tuple) else value}"
