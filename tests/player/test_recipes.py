"""The recipe for Ghost does what it says, in a real browser."""

import re
import shutil
from importlib.resources import files
from pathlib import Path

import pytest
import story

DOCS = Path(__file__).parents[2] / "docs"

pytestmark = pytest.mark.browser


def test_the_code_for_ghost_puts_the_player_on_a_recorded_post(open_page, publish, site):
    folder, address = site
    html = story.markup("ghost").replace("harbour", "haven")
    publish("haven-loose", html, story.blocks(html))
    recipe = (DOCS / "recipes" / "ghost.md").read_text()
    copied = re.search(r"""/ "(.+)"\)'\)" audio/narrate-player\.js""", recipe)[1]
    shutil.copy(files("narrate.embed").joinpath(copied), folder / "audio" / "narrate-player.js")
    code = re.search(r"```html\n(.*?)```", recipe, re.DOTALL)[1]
    code = code.replace("https://media.example/audio/", f"{address}/audio/").replace(".pop();", ".pop().split('.')[0];")
    (folder / "haven-loose.html").write_text(html.replace("</body>", f"{code}</body>"))
    page = open_page(f"{address}/haven-loose.html")
    page.get_by_role("button", name="Play").click()
    page.wait_for_function("CSS.highlights.get('narrate-sentence')?.size === 1")
    heard = page.evaluate("[...CSS.highlights.get('narrate-sentence')].map(String).join('')")
    assert heard == "The old bridge across the haven opened again on Tuesday."
