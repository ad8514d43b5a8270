"""The table of rules and the frame that tries them."""

import re
from types import SimpleNamespace

import pytest

from narrate.script.normalize import spoken
from narrate.script.normalize.page import Page
from narrate.script.normalize.rules import Rule, batches, matches, rules_of
from narrate.script.normalize.spoken import LANGUAGES, SEMIOTIC_CLASSES, prepare
from narrate.script.normalize.tables import rows


def said(text: str, *rules: Rule) -> list[tuple[int, int, str]]:
    """Return the matches of rules in a text."""
    return matches(text, batches(rules), bytearray(len(text)), Page(text))


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_each_pattern_of_a_language_is_compiled_ahead(language: str) -> None:
    prepare(language)
    rules = [rule for *_, row in spoken._rules(language) for rule in row]
    assert rules
    assert all(isinstance(rule.search.__self__, re.Pattern) for rule in rules)


def test_the_classes_of_the_table_stand_in_their_order_of_priority() -> None:
    assert list(dict.fromkeys(row[0] for row in rows("en", "rules"))) == [*SEMIOTIC_CLASSES, "marks"]


def test_each_group_of_a_template_is_a_group_of_its_pattern() -> None:
    missing = []
    for kind, template, pattern, *_ in rows("en", "rules"):
        if template.startswith("=") or template.endswith("()"):
            continue
        wanted = set(re.findall(r"[{[]([a-z]\w*)", template))
        parts = {row[1][1:]: row[2] for row in rows("en", "rules") if row[0] == kind and row[1].startswith("=")}
        filled = pattern
        while any(f"{{{name}}}" in filled for name in parts):
            filled = re.sub(r"\{(\w+)\}", lambda hole, parts=parts: parts.get(hole[1], hole[1]), filled)
        missing += [(kind, template, group) for group in wanted if f"(?P<{group}>" not in filled]
    assert missing == []


def test_each_named_part_of_patterns_is_used() -> None:
    table = rows("en", "rules")
    named = [(row[0], row[1][1:]) for row in table if row[1].startswith("=") and row[1] != "=needs"]
    named += [(kind, name) for kind, module in SEMIOTIC_CLASSES.items() for name in getattr(module, "SHAPES", {})]
    rooms = {
        kind: [other for other, room in SEMIOTIC_CLASSES.items() if room is SEMIOTIC_CLASSES[kind]] for kind, _ in named
    }
    used = {kind: "".join(cell for row in table if row[0] in rooms[kind] for cell in row[2:]) for kind, _ in named}
    assert [(kind, name) for kind, name in named if f"{{{name}}}" not in used[kind]] == []


@pytest.mark.parametrize("hole", ["nowhere", "list:nowhere", "words:nowhere"])
def test_a_pattern_that_asks_for_an_unknown_part_is_refused(hole: str) -> None:
    rule = next(rules_of("percent", SimpleNamespace(_percent=None, _points=None)))
    with pytest.raises(ValueError, match="'nowhere', which is no part"):
        rule.fill(f"{{{hole}}}")


def test_a_pattern_is_compiled_when_a_text_first_needs_it() -> None:
    broken = Rule("(", lambda _: "", needs="x")
    assert said("no such sign", broken) == []
    with pytest.raises(re.error):
        said("x", broken)


def test_an_earlier_match_is_never_touched_by_a_later_rule() -> None:
    assert said("ab ab", Rule(r"a(?=b a)", lambda _: "A", ""), Rule("ab", lambda _: "AB", "")) == [
        (0, 1, "A"),
        (3, 5, "AB"),
    ]


def test_only_the_group_say_is_matched() -> None:
    assert said("on 5", Rule(r"on (?P<say>\d)", lambda match: match["say"] * 2)) == [(3, 4, "55")]


def test_what_a_function_declines_is_left_to_the_rules_below() -> None:
    assert said("5 6", Rule(r"\d", lambda match: "five" if match[0] == "5" else None)) == [(0, 1, "five")]


def test_a_dot_that_a_match_swallowed_is_the_sentence_s_too() -> None:
    assert said("at St.", Rule(r"St\.", lambda _: "Street", "")) == [(3, 6, "Street.")]
    assert said("the A.", Rule("A", lambda _: "A.", "")) == [(4, 5, "A")]


@pytest.mark.parametrize(("needs", "tried"), [("[xy]", True), ("y", False), (r"\+", True), (r"x\b", True), ("", True)])
def test_a_rule_is_tried_where_the_text_holds_what_it_needs(needs: str, tried: bool) -> None:  # noqa: FBT001
    assert bool(said("x+", Rule("x", lambda _: "X", needs))) is tried
