"""Site rules, FiveFilters configs, and authors' marks."""

import pytest
from lxml import html

from narrate.errors import NoArticle, SettingsError
from narrate.extract.extractor import examine, extract_article
from narrate.extract.rules import choose
from narrate.model import Page
from narrate.settings.options import ExtractOptions
from narrate.settings.site_rules import SiteRule, parse_fivefilters, parse_toml

URL = "https://www.example.org/news/one"
PAGE = """<html lang="en"><head><title>Wrong</title></head><body><h1>Wrong headline of the page</h1>
<div class="head"><b class="title">The right headline</b>
<i id="who">By Nora Quist</i><time datetime="2024-02-03">3 Feb</time></div>
<div class="story"><p>The bridge over the narrow river will be closed from Monday until the end of the month.</p>
<p class="promo">Our gift shop has lovely mugs with the bridge on them, and they cost very little.</p>
<p>Buses will go the long way around the hill while the workers replace the old railings.</p></div>
<div class="extra"><p class="motto">Bridges are patient.</p></div></body></html>"""


def texts(markup: str, rules: tuple[SiteRule, ...] = (), url: str | None = URL) -> list[str]:
    article = extract_article(Page(markup.encode(), url), ExtractOptions(site_rules=rules))
    return [block.text for block in article.blocks]


def test_a_rule_drops_keeps_and_names() -> None:
    rules = parse_toml(
        '[[site]]\nmatch = "example.org"\nbody = [".story"]\ndrop = [".promo"]\nkeep = "p.motto"\ntitle = "b.title"\n'
        'byline = "#who"\npublished = "//time"'
    )
    article = extract_article(Page(PAGE.encode(), URL), ExtractOptions(site_rules=rules))
    assert [block.text[:7] for block in article.blocks] == ["The bri", "Buses w", "Bridges"]
    assert (article.title, article.byline, article.published) == ("The right headline", ("Nora Quist",), "2024-02-03")


def test_the_receipt_names_the_rule() -> None:
    rules = parse_toml('[[site]]\nmatch = "example.org"\ndrop = [".promo"]')
    reasons = {
        r.text[:3]: r.reason for r in examine(Page(PAGE.encode(), URL), ExtractOptions(site_rules=rules)).receipts
    }
    assert reasons["Our"] == "site rule: drop"


def test_a_rule_of_another_site_is_not_used() -> None:
    rules = parse_toml('[[site]]\nmatch = "example.com"\ndrop = ["p"]')
    assert texts(PAGE, rules) == texts(PAGE)


def test_the_most_exact_rule_wins_and_subdomains_match() -> None:
    rules = (SiteRule("example.org"), SiteRule("example.org/news"), SiteRule("ample.org"))
    assert choose(rules, "https://m.example.org/news/1") is rules[1]
    assert choose(rules, "https://example.org/sport") is rules[0]
    assert choose(rules, "https://other.net/") is None
    assert choose(rules, None) is None


@pytest.mark.parametrize(
    "text",
    [
        "[[site",
        "[site]\nmatch = 'a'",
        "[[site]]\ndrop = ['p']",
        "[[site]]\nmatch = 'a'\ncolour = 'red'",
        "[[site]]\nmatch = 'a'\ndrop = 3",
        "[[site]]\nmatch = 'a'\ndrop = ['p:hover']",
        "[[site]]\nmatch = 'a'\ndrop = ['//p[']",
    ],
)
def test_a_rule_that_cannot_be_used_is_refused_in_one_line(text: str) -> None:
    with pytest.raises(SettingsError) as caught:
        parse_toml(text, "narrate.toml")
    assert "narrate.toml" in str(caught.value) or "selector" in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("selector", "hits"),
    [
        ("p", 3),
        ("div.story > p", 2),
        (".story p.promo", 1),
        ("#who", 1),
        ("b, i", 2),
        ("[data-kind]", 1),
        ('p[data-kind="lede"]', 1),
        ("p[data-kind^=le]", 1),
        ("p[data-kind$='de']", 1),
        ("p[data-kind*=ed]", 1),
        ("//p[1]", 2),
    ],
)
def test_css_selects_what_browsers_select(selector: str, hits: int) -> None:
    tree = html.document_fromstring(
        '<div class="story big"><p data-kind="lede">a</p><p class="promo x">b</p></div><div><p>c</p></div>'
        '<b>d</b><i id="who">e</i>'
    )
    (rule,) = parse_toml(f"[[site]]\nmatch = 'a.example'\ndrop = '''{selector}'''")
    assert len(tree.xpath(rule.drop[0])) == hits


def test_a_fivefilters_config_is_read() -> None:
    rule = parse_fivefilters(
        "# a comment\ntitle: //b[@class='title']\nbody: //div[@class='story']\nstrip_id_or_class: promo\n"
        "author: //i[@id='who']\ndate: //time/@datetime\nprune: no\nhttp_header(user-agent): x\ntest_url: https://x\n",
        ".example.org.txt",
    )
    assert rule.match == "example.org"
    article = extract_article(Page(PAGE.encode(), URL), ExtractOptions(site_rules=(rule,)))
    assert [block.text[:7] for block in article.blocks] == ["The bri", "Buses w"]
    assert (article.title, article.byline, article.published) == ("The right headline", ("Nora Quist",), "2024-02-03")


MARKS = [
    '<p class="narrate:skip">{}</p>',
    '<p class="narrate-skip lead">{}</p>',
    "<div narrate:skip><p>{}</p></div>",
    '<p data-narrate="skip">{}</p>',
    "<!-- narrate:skip --><p>{}</p><!-- /narrate:skip -->",
]


@pytest.mark.parametrize("mark", MARKS)
def test_an_author_can_leave_text_out(mark: str) -> None:
    said = "This paragraph is for readers only, because it speaks of the picture above it."
    page = PAGE.replace("<p>Buses", mark.format(said) + "<p>Buses")
    assert said not in texts(page)
    assert any(text.startswith("Buses") for text in texts(page))


@pytest.mark.parametrize(
    "mark",
    [
        '<p class="narrate:only" style="display:none">{}</p>',
        '<div data-narrate="only" hidden><p>{}</p></div>',
        "<!-- narrate:only {} -->",
    ],
)
def test_an_author_can_add_text_for_listeners(mark: str) -> None:
    said = "A map on the page shows the way around."
    assert said in texts(PAGE.replace("<p>Buses", mark.format(said) + "<p>Buses"))


def test_inline_text_can_be_left_out() -> None:
    page = PAGE.replace("narrow river", 'narrow <span class="narrate-skip">(see map)</span> river')
    assert any("narrow river" in text for text in texts(page))


def test_a_teaser_is_told_and_refused_when_strict() -> None:
    page = """<html><head><script type="application/ld+json">{"@type": "NewsArticle", "headline": "Bridge closes",
    "isAccessibleForFree": false, "wordCount": 900}</script></head><body><article><h1>Bridge closes</h1>
    <p>The bridge over the narrow river will be closed from Monday until the end of the month, the city said.</p>
    <div class="paywall"><p>Subscribe now to continue reading this story.</p></div></article></body></html>"""
    extraction = examine(Page(page.encode()))
    assert extraction.article is not None
    assert any("900 words" in warning for warning in extraction.warnings)
    assert extraction.confidence < 0.6
    with pytest.raises(NoArticle, match="strict"):
        examine(Page(page.encode()), ExtractOptions(strict=True))


def test_options_are_checked() -> None:
    with pytest.raises(TypeError, match="strict"):
        ExtractOptions(strict="yes")  # type: ignore[arg-type]


@pytest.mark.parametrize("match", ["https://www.example.org/news", "http://example.org", "WWW.example.org"])
def test_a_rule_may_name_its_site_by_address(match: str) -> None:
    """What one copies from the browser fits too."""
    rules = parse_toml(f'[[site]]\nmatch = "{match}"\ndrop = [".promo"]')
    assert choose(rules, URL) == rules[0]
