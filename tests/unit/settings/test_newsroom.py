"""Newsroom rules: IF section, tag, author, length, language, age THEN skip, voice, intro, label, priority."""

from datetime import UTC, datetime

import pytest

from narrate.errors import SettingsError
from narrate.model import Article, Block, BlockKind
from narrate.pipeline.reading import Facts, decide, facts_of
from narrate.settings import load
from narrate.settings.newsroom import Rule, plain


def rule(conditions=None, **actions):
    return Rule.from_plain({"if": conditions or {}, "then": actions or {"skip": True}})


FACTS = Facts("Sport", ("Football", "Cup"), ("Ada Roth",), "en", 300, 2.5)


@pytest.mark.parametrize(
    ("conditions", "fits"),
    [
        ({}, True),
        ({"section": "sport"}, True),
        ({"section": ["Politics", "Sport"]}, True),
        ({"section": "Politics"}, False),
        ({"tag": "cup"}, True),
        ({"tag": "Foot*"}, True),
        ({"tag": "Tennis"}, False),
        ({"author": "ada roth"}, True),
        ({"author": "Ada"}, False),
        ({"language": "en"}, True),
        ({"language": ["de", "uk"]}, False),
        ({"min_words": 300, "max_words": 300}, True),
        ({"min_words": 301}, False),
        ({"max_words": 299}, False),
        ({"min_age_days": 2}, True),
        ({"max_age_days": 2}, False),
        ({"section": "Sport", "language": "de"}, False),
    ],
)
def test_all_conditions_must_hold(conditions, fits):
    assert decide([rule(conditions)], FACTS).skip is fits


def test_an_article_without_a_date_has_no_age():
    for condition in ({"min_age_days": 0}, {"max_age_days": 9999}):
        assert not decide([rule(condition)], Facts(language="en")).fitting


def test_the_first_rule_that_sets_an_action_decides_it():
    decision = decide([rule(voice="a"), rule(voice="b", intro="Hello."), rule(priority=3)], FACTS)
    assert (decision.voice, decision.intro, decision.priority) == ("a", "Hello.", 3)


def test_a_rule_can_take_an_article_out_of_a_later_skip():
    assert not decide([rule({"tag": "Cup"}, skip=False), rule({"section": "Sport"})], FACTS).skip


def test_facts_are_read_from_the_article():
    block = Block(BlockKind.PARAGRAPH, "One two three.", "/p")
    article = Article("T", (block, block), ("Ada Roth",), "2026-01-01", section="Sport", tags=("Cup",))
    facts = facts_of(article, datetime(2026, 1, 3, tzinfo=UTC))
    assert facts == Facts("Sport", ("Cup",), ("Ada Roth",), "en", 6, 2.0)


def test_rules_come_from_the_file_in_order(tmp_path):
    file = tmp_path / "narrate.toml"
    file.write_text(
        '[[newsroom.rules]]\nif = { section = "Sport" }\nthen = { voice = "tone" }\n'
        "[[newsroom.rules]]\nif = { max_words = 50 }\nthen = { skip = true }\n"
    )
    assert load({}, {}, file).newsroom.rules == (
        rule({"section": "Sport"}, voice="tone"),
        rule({"max_words": 50}, skip=True),
    )


@pytest.mark.parametrize(
    ("toml", "message"),
    [
        ('[[newsroom.rules]]\nif = { colour = "red" }\nthen = { skip = true }', "no condition 'colour'"),
        ("[[newsroom.rules]]\nthen = { sing = true }", "no action 'sing'"),
        ("[[newsroom.rules]]\nif = { min_words = 'x' }\nthen = { skip = true }", "min_words"),
        ("[[newsroom.rules]]\nthen = { priority = true }", "priority"),
        ("[[newsroom.rules]]\nif = {}", "at least one action"),
        ("[[newsroom.rules]]\nwhen = 1\nthen = { skip = true }", "table of `if` and `then`"),
    ],
)
def test_a_wrong_rule_is_named(tmp_path, toml, message):
    file = tmp_path / "narrate.toml"
    file.write_text(toml)
    with pytest.raises(SettingsError, match=message):
        load({}, {}, file)


def test_a_rule_is_told_in_a_line():
    assert plain(rule({"section": ["Sport", "Cup"], "min_words": 9}, voice="tone")) == (
        "if section Sport or Cup, min_words 9 then voice tone"
    )
