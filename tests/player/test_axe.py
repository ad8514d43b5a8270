"""axe-core finds nothing in the player: six pages, in light, dark, forced colours, on 320 px, right to left."""

import json

import pytest
import story
from test_module import tool

pytestmark = pytest.mark.browser

LOOKS = {
    "light": {},
    "dark": {"color_scheme": "dark"},
    "forced": {"forced_colors": "active"},
    "narrow": {"viewport": {"width": 320, "height": 640}},
}
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="session")
def axe():
    return tool("axe-core/axe.min.js").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def addresses(publish):
    pages = {name: story.markup(name) for name in story.NAMES}
    return {
        name: publish(f"axe-{name}", html, story.blocks(html), language=story.language(html))
        for name, html in pages.items()
    }


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("name", story.NAMES)
def test_axe_finds_nothing(open_page, addresses, axe, name, look):
    page = open_page(addresses[name], bypass_csp=True, **LOOKS[look])
    page.evaluate("document.querySelector('narrate-player').seekToCue(1)")
    page.locator("narrate-player").evaluate(
        "(player) => player.shadowRoot.querySelectorAll('.foot .link').forEach((one) => one.click())"
    )
    page.locator("narrate-player li button").first.wait_for()
    page.add_script_tag(content=axe)
    found = page.evaluate(
        "([tags, rules]) => axe.run(document, { runOnly: { type: 'tag', values: tags }, rules })"
        ".then(({ violations }) => violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]))",
        [TAGS, {"color-contrast": {"enabled": look != "forced"}}],  # axe doesn't see the colours that are forced
    )
    assert found == [], json.dumps(found, indent=1, ensure_ascii=False)


@pytest.mark.parametrize("name", story.NAMES)
def test_nothing_overflows_a_narrow_screen(open_page, addresses, name):
    page = open_page(addresses[name], viewport={"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_targets_are_large_enough(open_page, addresses):
    page = open_page(addresses["plain"], viewport={"width": 320, "height": 640})
    small = page.locator("narrate-player").evaluate(
        """(player) => [...player.shadowRoot.querySelectorAll('button, select, a, input')]
          .map((element) => [element.ariaLabel || element.textContent, element.getBoundingClientRect()])
          .filter(([, box]) => box.width && (box.width < 24 || box.height < 24)).map(([name]) => name)"""
    )
    assert small == []
