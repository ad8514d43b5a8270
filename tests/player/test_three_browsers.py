"""What readers do with the player, in Chromium, Firefox and WebKitGTK, with the sound really playing."""

import json
import os
import re
import shutil
import subprocess
import time
from pathlib import Path

import pytest
import story
from browsers import BROWSERS, SoundServer
from test_module import tool

# They take minutes and a quiet machine: scripts/check leaves them out, `pytest -m long` runs them.
pytestmark = [pytest.mark.browser, pytest.mark.long]

HERE = Path(__file__).parent
THEMES = HERE / "themes"
PARAGRAPHS = re.findall(r"<(?:p|h2)>(.*?)</(?:p|h2)>", (THEMES / "body.txt").read_text())
P = "document.querySelector('narrate-player')"
SHADOW = f"{P}.shadowRoot"
AUDIO = f"{P}.querySelector('audio')"
HEARD = "[...CSS.highlights.get('narrate-sentence') ?? []].map(String).join('')"
LOADED = (
    "performance.getEntriesByType('resource').map(({ name }) => name).filter((name) => /\\.(mp3|vtt|json)/.test(name))"
)
MOST_STEPS = 200


def missing(what, package):
    reason = f"no {what}: apt-get install {package}"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="module")
def sound_server():
    if not Path(SoundServer.program).exists():
        missing(SoundServer.program, "pulseaudio")
    server = SoundServer()
    yield server
    server.close()


@pytest.fixture(scope="module", params=BROWSERS, ids=lambda kind: kind.name)
def driver(request, sound_server):  # noqa: ARG001 - heard while the browser runs
    kind = request.param
    if not Path(kind.program).exists():
        missing(kind.program, kind.package)
    if kind.name == "chromium":
        pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    made = kind()
    yield made
    made.close()


@pytest.fixture(scope="module")
def at(site, publish):
    """Addresses of pages, published once each."""
    known = {}
    folder, _ = site
    for file in THEMES.glob("*.css"):
        shutil.copy(file, folder)

    def address(slug, html, *, edit=None, **more):
        if slug not in known:
            known[slug] = publish(slug, html, story.blocks(html), edit=edit, **more)
        return known[slug]

    return address


@pytest.fixture
def open_in(driver):
    """Open an address with nothing remembered."""

    def visit(address, width=900, height=700):
        driver.resize(width, height)
        driver.goto(address)
        driver.evaluate("localStorage.clear()")
        driver.goto(address)
        driver.until(f"{SHADOW}?.querySelector('.play')?.title")
        return driver

    return visit


@pytest.fixture
def plain(open_in, at):
    return open_in(at("three-plain", long_page()))


def long_page(**replaced):
    html = story.markup("plain")
    filler = "".join(f"<p>Line {n} of the diary tells more. It took much.</p>" for n in range(40))
    html = html.replace("</main>", f"{filler}</main>")
    for old, new in replaced.items():
        html = html.replace(old, new)
    return html


def theme(name):
    return (THEMES / f"{name}.html").read_text().replace("BODY", (THEMES / "body.txt").read_text())


def centre(driver, element):
    """Scroll an element into the window; give its middle once it stands still."""
    return driver.run(
        f"const element = {element}; let before = NaN, box;"
        "do { before = box?.y; element.scrollIntoView({ block: 'center', behavior: 'instant' });"
        " await new Promise((resume) => requestAnimationFrame(() => requestAnimationFrame(resume)));"
        " box = element.getBoundingClientRect(); } while (box.y !== before);"
        "return [box.x + box.width / 2, box.y + box.height / 2]"
    )


def click(driver, element, times=1):
    driver.click(*centre(driver, element), times)


def control(name):
    return f"{SHADOW}.querySelector('[part={name}]')"


def choose(driver, menu, value):
    driver.run(
        f"const menu = {control(menu)}; menu.value = arguments[0]; menu.dispatchEvent(new Event('change'))", value
    )


def play(driver):
    click(driver, control("play"))
    driver.until(f"!{P}.paused && {P}.cues.length && {AUDIO}.currentTime > 0")


def pause(driver):
    driver.evaluate(f"{P}.pause()")
    driver.until(f"{P}.paused")


def settled(driver, what="scrollY"):
    """Return a value once it has stood still for a while."""
    before, since = driver.evaluate(what), time.monotonic()
    for _ in range(MOST_STEPS):
        time.sleep(0.1)
        now = driver.evaluate(what)
        if now != before:
            before, since = now, time.monotonic()
        elif time.monotonic() - since > 0.6:
            return now
    raise AssertionError(what)


def cue_of(driver, beginning):
    return driver.evaluate(f"{P}.cues.findIndex(({{ text }}) => text.startsWith({json.dumps(beginning)}))")


def word_at(driver, beginning):
    """Middle of the fourth character of the text that begins so."""
    return driver.run(
        "const walker = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);"
        "while (walker.nextNode()) { const node = walker.currentNode; const i = node.data.indexOf(arguments[0]);"
        " if (i < 0 || node.parentElement.closest('narrate-player')) continue;"
        " node.parentElement.scrollIntoView({ block: 'center', behavior: 'instant' });"
        " const range = new Range(); range.setStart(node, i + 3); range.setEnd(node, i + 4);"
        " const box = range.getBoundingClientRect(); return [box.x + box.width / 2, box.y + box.height / 2]; }",
        beginning,
    )


# ---- Playing


def test_nothing_is_loaded_before_play(plain):
    time.sleep(0.3)
    assert plain.evaluate(LOADED) == []


def test_buttons_keys_and_slider(plain):
    play(plain)
    assert plain.evaluate(f"{control('play')}.title") == "Pause"
    plain.press("k")
    plain.until(f"{P}.paused")
    assert plain.evaluate(f"{control('play')}.title") == "Play"
    at = plain.evaluate(f"{P}.currentTime")
    for key, moved in (("l", 10), ("ArrowRight", 20), ("j", 10), ("ArrowLeft", 0)):
        plain.press(key)
        assert plain.evaluate(f"{P}.currentTime") == pytest.approx(at + moved, abs=0.3)
    plain.press(">")
    assert plain.evaluate(f"{P}.playbackRate") == 1.25
    plain.press("<")
    plain.press("]")
    assert plain.evaluate(f"{P}.currentTime") > at
    plain.evaluate(f"{control('seek')}.focus()")
    plain.press("End")
    plain.until(f"{P}.currentTime > 89")
    plain.press("Home")
    plain.until(f"{P}.currentTime < 1")


def test_muting_shows_and_volume_is_kept(plain):
    play(plain)
    plain.press("m")
    assert plain.evaluate(f"[{AUDIO}.muted, {control('mute')}.ariaPressed]") == [True, "true"]
    click(plain, control("mute"))
    plain.until(f"!{AUDIO}.muted && {control('mute')}.ariaPressed === 'false'")
    click(plain, control("options"))
    plain.evaluate(f"{control('volume')}.focus()")
    plain.press("Home")
    plain.until(f"{AUDIO}.volume === 0")
    plain.reload()
    plain.until(f"{SHADOW}?.querySelector('.play')?.title && {AUDIO}.volume === 0")


def test_the_mark_is_what_is_heard(plain):
    play(plain)
    pause(plain)
    for index, cue in list(enumerate(plain.evaluate(f"{P}.cues")))[:20]:
        plain.run(f"await {P}.seekToCue({index})")
        plain.until(f"Math.abs({P}.currentTime - {cue['start']}) < 0.02")
        heard = plain.evaluate(HEARD)
        assert re.sub(r"[\s\u00ad]", "", heard) == re.sub(r"[\s\u00ad]", "", cue["text"]), index


def test_at_double_speed_the_mark_keeps_up(plain):
    play(plain)
    plain.evaluate(f"{P}.playbackRate = 2")
    right = 0
    for _ in range(8):
        time.sleep(0.4)
        right += plain.run(
            f"const time = {P}.currentTime; const heard = {HEARD}.replace(/[\\s\\u00ad]/g, '');"
            f"const near = {P}.cues.filter(({{ start, end }}) => start <= time + .2 && end >= time - .2);"
            "return near.some(({ text }) => text.replace(/[\\s\\u00ad]/g, '') === heard)"
        )
    assert right >= 6


def test_position_and_speed_outlive_the_page(plain):
    play(plain)
    plain.evaluate(f"{P}.playbackRate = 1.5, {P}.currentTime = 40")
    plain.until(f"{AUDIO}.currentTime >= 40")
    pause(plain)
    plain.reload()
    plain.until(f"{SHADOW}?.querySelector('.play')?.title")
    assert plain.evaluate(f"[{P}.currentTime >= 40, {P}.playbackRate]") == [True, 1.5]


def test_after_the_end_nothing_is_marked_and_play_begins_again(plain):
    play(plain)
    plain.evaluate(f"{P}.currentTime = 89.4")
    plain.until(f"{AUDIO}.ended")
    plain.until(f"!{HEARD} && {P}.paused")
    click(plain, control("play"))
    plain.until(f"!{P}.paused && {P}.currentTime < 20 && {HEARD}")


def test_seven_quick_presses(plain):
    x, y = centre(plain, control("play"))
    for _ in range(7):
        plain.click(x, y)
    plain.until(f"!{P}.paused && {AUDIO}.currentTime > 0 && {control('play')}.title === 'Pause'")


def test_a_player_that_is_moved_plays_on(plain):
    play(plain)
    plain.run(f"document.querySelector('h1').before({P}); await null")
    before = plain.evaluate(f"{P}.currentTime")
    plain.until(f"!{P}.paused && {P}.currentTime > {before + 0.2}")


def test_the_lock_screen_knows_the_title(plain):
    play(plain)
    assert plain.evaluate("!navigator.mediaSession || navigator.mediaSession.metadata.title") in {True, "three-plain"}


# ---- Clicks on the text


def test_a_click_plays_from_the_sentence(plain):
    plain.click(*word_at(plain, "By Sunday"))
    time.sleep(0.7)
    assert plain.evaluate(f"{P}.paused && !{P}.cues.length")  # not before Play
    play(plain)
    pause(plain)
    for beginning in ("By Sunday", "They sold out"):
        index = cue_of(plain, beginning)
        plain.click(*word_at(plain, beginning))
        start, end = plain.evaluate(f"[{P}.cues[{index}].start, {P}.cues[{index}].end]")
        plain.until(f"!{P}.paused && {P}.currentTime >= {start} && {P}.currentTime < {end}")
        pause(plain)


def test_double_clicks_and_drags_select(plain):
    play(plain)
    pause(plain)
    before = plain.evaluate(f"{P}.currentTime")
    x, y = word_at(plain, "By Sunday")
    plain.click(x, y, times=2)
    time.sleep(0.7)
    assert plain.evaluate("getSelection().toString().trim()") in {"By", "Sunday"}
    plain.mouse(("move", x, y), ("down",), ("move", x + 60, y), ("move", x + 120, y), ("up",))
    time.sleep(0.7)
    assert len(plain.evaluate("getSelection().toString()")) > 5
    assert plain.evaluate(f"{P}.currentTime") == pytest.approx(before, abs=0.05)
    assert plain.evaluate(f"{P}.paused")


def test_a_link_in_a_sentence_is_a_link(plain):
    play(plain)
    pause(plain)
    before = plain.evaluate(f"{P}.currentTime")
    click(plain, "document.querySelector('a[href=\"#x\"]')")
    time.sleep(0.6)
    assert plain.evaluate(f"[location.hash, {P}.paused]") == ["#x", True]
    assert plain.evaluate(f"{P}.currentTime") == pytest.approx(before, abs=0.05)


def test_where_the_publisher_wants_it_a_click_plays_before_the_first_play(open_in, at):
    def always(markup):
        return markup.replace(b"<narrate-player ", b'<narrate-player click-to-play="always" ')

    page = open_in(at("three-always", long_page(valley="holm"), edit=always))
    assert page.evaluate(LOADED) == []
    page.click(*word_at(page, "By Sunday"))
    page.until(f"!{P}.paused && {HEARD}.startsWith('By Sunday')")


def test_the_reader_can_turn_clicks_off(plain):
    play(plain)
    click(plain, control("options"))
    click(plain, control("click"))
    pause(plain)
    plain.click(*word_at(plain, "By Sunday"))
    time.sleep(0.7)
    assert plain.evaluate(f"{P}.paused")


# ---- Scrolling along


def heard_top(driver):
    return driver.evaluate("[...CSS.highlights.get('narrate-sentence')][0].getBoundingClientRect().top")


def go_down(driver):
    """Play with the page far down, where the heard sentence is in view."""
    play(driver)
    far = cue_of(driver, "Line 11")
    driver.run(f"await {P}.seekToCue({far})")
    driver.until("scrollY > 300")
    settled(driver)
    return far


def test_the_page_goes_along(plain):
    go_down(plain)
    assert 0 < heard_top(plain) < 700


@pytest.mark.parametrize("way", ["wheel", "PageUp on Play", "scroll bar"])
def test_a_page_that_the_reader_scrolled_stays(plain, way):
    far = go_down(plain)
    before = plain.evaluate("scrollY")
    if way == "wheel":
        plain.wheel(300, 300, -2000)
    elif way == "PageUp on Play":
        plain.evaluate(f"{control('play')}.focus({{ preventScroll: true }})")
        plain.press("\ue00e" if plain.name != "chromium" else "PageUp")
        plain.press("\ue00e" if plain.name != "chromium" else "PageUp")
    else:
        plain.evaluate("scrollTo({ top: 40, behavior: 'instant' })")
    plain.until(f"Math.abs(scrollY - {before}) > 200")
    there = settled(plain)
    plain.run(f"await {P}.seekToCue({far + 4})")
    time.sleep(0.8)
    assert plain.evaluate("scrollY") == there
    assert not plain.evaluate(f"{control('here')}.hidden")
    click_where_it_is(plain, control("here"))
    plain.until(f"Math.abs(scrollY - {there}) > 200 && {control('here')}.hidden")
    settled(plain)
    assert 0 < heard_top(plain) < 700


def click_where_it_is(driver, element):
    box = driver.run(
        f"const box = {element}.getBoundingClientRect(); return [box.x + box.width / 2, box.y + box.height / 2]"
    )
    driver.click(*box)


def test_a_paused_jump_and_play_bring_the_text_into_view(plain):
    play(plain)
    pause(plain)
    far = cue_of(plain, "Line 11")
    plain.evaluate(f"{control('seek')}.focus()")
    plain.run(
        f"const seek = {control('seek')}; seek.value = {P}.cues[{far}].start + 1;"
        "seek.dispatchEvent(new Event('input')); seek.dispatchEvent(new Event('change'))"
    )
    plain.until("scrollY > 300")
    settled(plain)
    plain.evaluate("scrollTo({ top: 0, behavior: 'instant' })")
    settled(plain)
    click_where_it_is(plain, control("play"))
    plain.until("scrollY > 300")


def test_without_autoscroll_the_page_stays(plain):
    play(plain)
    click(plain, control("options"))
    click(plain, control("follow"))
    top = settled(plain)
    plain.run(f"await {P}.seekToCue({cue_of(plain, 'Line 11')})")
    time.sleep(0.8)
    assert plain.evaluate("scrollY") == top
    assert not plain.evaluate(f"{control('here')}.hidden")


def test_the_transcript_stays_where_the_reader_scrolled_it(plain):
    play(plain)
    click(plain, control("transcript"))
    plain.run(f"await {P}.seekToCue(10)")
    plain.until(f"{control('list')}.scrollTop > 0")
    plain.evaluate(f"{control('list')}.scrollTop = 900")
    top = plain.evaluate(f"{control('list')}.scrollTop")
    plain.run(f"await {P}.seekToCue(11)")
    plain.run(f"await {P}.seekToCue(12)")
    assert plain.evaluate(f"{control('list')}.scrollTop") == top


# ---- What readers ask for


def test_a_link_to_a_moment(plain):
    play(plain)
    pause(plain)
    index = cue_of(plain, "By Sunday")
    plain.run(f"await {P}.seekToCue({index})")
    click(plain, control("options"))
    plain.run(
        "const writeText = async (text) => { window.copied = text; };"
        "Object.defineProperty(navigator, 'clipboard', { value: { writeText } })"
    )
    click(plain, control("copy"))
    link = plain.until("window.copied")
    assert plain.evaluate(f"{control('status')}.textContent") == "Link copied"
    plain.evaluate("localStorage.clear()")
    plain.goto(link)
    plain.until(f"{SHADOW}?.querySelector('.play')?.title && {P}.currentTime > 0")
    play(plain)
    assert plain.evaluate(HEARD).startswith("By Sunday")


def test_chapters_are_the_headings(open_in, at):
    page = open_in(at("three-chapters", theme("casper")))
    play(page)
    titles = page.until(
        f"!{control('chapters')}.hidden && [...{control('chapters')}.options].map(({{ text }}) => text)"
    )
    assert titles[-1] == "What happens next"
    choose(page, "chapters", page.evaluate(f"{control('chapters')}.lastChild.value"))
    page.until(f"{HEARD} === 'What happens next'")
    page.run(f"await {P}.seekToCue({cue_of(page, 'Cyclists')})")
    page.until(f"{control('chapters')}.selectedOptions[0].text === 'What happens next'")


def test_the_sleep_timer_pauses(plain):
    plain.evaluate("(window.due = [], window.setTimeout = (work, after) => due.push([work, after]), 0)")
    play(plain)
    click(plain, control("options"))
    choose(plain, "sleep", "15")
    assert plain.evaluate("due.some(([, after]) => after === 15 * 60_000)")
    plain.evaluate("(due.find(([, after]) => after === 15 * 60_000)[0](), 0)")
    plain.until(f"{P}.paused && {control('sleep')}.value === ''")


def test_a_list_plays_on_and_is_a_menu(open_in, at, plain):  # noqa: ARG001 - the second article
    item = b'<a href="audio/three-plain.mp3" data-captions="audio/three-plain.vtt" data-duration="90">Letters</a>'

    def listed(markup):
        return markup.replace(b"</narrate-player>", b"<ol><li>" + item + b"</li></ol></narrate-player>")

    page = open_in(at("three-list", theme("flex"), edit=listed))
    play(page)
    page.evaluate(f"{P}.currentTime = 89.5")
    page.until(f"{AUDIO}.src.includes('three-plain.mp3') && {AUDIO}.currentTime > 0")
    choose(page, "articles", "0")
    page.until(f"{AUDIO}.src.includes('three-list.mp3') && !{P}.paused")
    choose(page, "sleep", "end")
    page.evaluate(f"{P}.currentTime = 89.5")
    page.until(f"{AUDIO}.ended && {P}.paused")
    time.sleep(0.5)
    assert "three-list.mp3" in page.evaluate(f"{AUDIO}.src")


def test_the_small_bar(open_in, at):
    def sticky(markup):
        return markup.replace(b"<narrate-player ", b"<narrate-player sticky ")

    page = open_in(at("three-bar", long_page(valley="delta"), edit=sticky), 600, 500)
    play(page)
    page.evaluate("scrollTo({ top: 2000, behavior: 'instant' })")
    page.until(f"{SHADOW}.querySelector('.mini')")
    bottom, right = page.evaluate(
        f"(({{ bottom, right }}) => [bottom, right])({control('play')}.getBoundingClientRect())"
    )
    assert 0 < bottom <= 500
    assert 0 < right <= 600
    click_where_it_is(page, control("close"))
    page.until(f"!{SHADOW}.querySelector('.mini')")


def test_one_player_pauses_the_other(open_in, at, plain):  # noqa: ARG001 - the other
    def doubled(markup):
        part = re.search(rb"<narrate-player.*?</narrate-player>", markup)[0]
        return markup.replace(b"</main>", part.replace(b"three-twins.", b"three-plain.") + b"</main>")

    page = open_in(at("three-twins", long_page(valley="marsh"), edit=doubled))
    play(page)
    second = "document.querySelectorAll('narrate-player')[1]"
    click(page, f"{second}.shadowRoot.querySelector('.play')")
    page.until(f"{P}.paused && !{second}.paused")


# ---- When something is missing


def test_missing_sound_is_said_and_tried_again_by_one_press(open_in, at, site):
    folder, _ = site
    page = open_in(
        at("three-mute", long_page(valley="strath"), edit=lambda m: m.replace(b"three-mute.mp3", b"three-late.mp3"))
    )
    (folder / "audio" / "three-late.mp3").unlink(missing_ok=True)
    click(page, control("play"))
    page.until(f"{control('status')}.textContent.includes('not available')")
    page.until(f"{P}.paused && {control('play')}.title === 'Play'")
    shutil.copy(folder / "audio" / "three-mute.mp3", folder / "audio" / "three-late.mp3")
    click(page, control("play"))
    page.until(f"!{P}.paused && {AUDIO}.currentTime > 0 && !{control('status')}.textContent")


def test_sound_that_the_browser_refuses_is_not_loading(plain):
    plain.evaluate(
        "(HTMLMediaElement.prototype.play = () => Promise.reject(new DOMException('no', 'NotAllowedError')), 0)"
    )
    click(plain, control("play"))
    time.sleep(0.3)
    assert plain.evaluate(f"[{control('status')}.textContent, {control('play')}.title]") == ["", "Play"]


def test_missing_captions_leave_the_sound(open_in, at):
    page = open_in(at("three-bare", long_page(valley="cwm"), edit=lambda m: m.replace(b"three-bare.vtt", b"gone.vtt")))
    click(page, control("play"))
    page.until(f"{AUDIO}.currentTime > 0.2 && {control('transcript')}.hidden")


def test_without_ranges_it_plays(open_in, at):
    page = open_in(at("three-whole", long_page(valley="combe"), edit=lambda m: m.replace(b".mp3?", b".mp3?whole&")))
    click(page, control("play"))
    page.until(f"{AUDIO}.currentTime > 0.2")


def test_without_the_highlight_interface_the_block_is_marked(plain):
    plain.evaluate("delete (window.wrappedJSObject ?? window).Highlight")
    play(plain)
    plain.until("document.querySelectorAll('.narrate-current').length === 1")


# ---- Where it stands


@pytest.mark.parametrize(("name", "column"), [("casper", 720), ("blocks", 620), ("flex", 720)])
def test_it_is_as_wide_as_the_column(open_in, at, name, column):
    page = open_in(at(f"three-{name}", theme(name)), 1000, 700)
    box, text = page.run(
        "const begins = ({ textContent }) => textContent.startsWith('The harbour');"
        "const text = [...document.querySelectorAll('p')].find(begins);"
        f"return [{P}, text].map((one) => "
        "{ const { left, width, top, height } = one.getBoundingClientRect(); return { left, width, top, height }; })"
    )
    assert box["width"] == pytest.approx(min(column, text["width"]), abs=1)
    assert box["left"] + box["width"] / 2 == pytest.approx(text["left"] + text["width"] / 2, abs=1)
    assert box["height"] < 200
    assert box["top"] < text["top"]
    page.resize(390, 700)
    assert page.evaluate(f"{P}.getBoundingClientRect().width") > 300
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0  # Firefox is no narrower than 488


def test_a_player_printed_below_the_footer_moves_above_the_text(open_in, at):
    def injected(markup):
        part = re.search(rb"<narrate-player.*?</narrate-player>", markup)[0]
        html = re.sub(rb' data-narrate="[^"]*"', b"", markup.replace(part, b""))
        above = re.sub(r"\s", "", PARAGRAPHS[0])[:60].encode()
        part = part.replace(b"<narrate-player ", b'<narrate-player above="' + above + b'" ')
        return html.replace(b"</body>", part + b"</body>")

    page = open_in(at("three-injection", theme("casper"), edit=injected))
    page.until(f"{P}.nextElementSibling?.textContent.startsWith('The harbour bridge')")
    assert page.evaluate(LOADED) == []
    play(page)
    pause(page)
    page.run(f"await {P}.seekToCue({cue_of(page, 'Ferries')})")
    page.until(f"{HEARD} === 'Ferries run until midnight.'")


@pytest.fixture(scope="module")
def react(at, site):
    """A page that React renders on the server and takes over in the browser."""
    folder, _ = site
    tool("react-dom/package.json")
    texts = json.dumps([re.sub("<.*?>", "", text) for text in PARAGRAPHS])
    command = ["node", str(HERE / "react_page.mjs"), texts, str(folder / "react.js")]
    rendered = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    html = (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Bridge closed for weeks</title></head><body>'
        f'<div id="root">{rendered}</div><script src="react.js"></script></body></html>'
    )
    return at("three-react", html)


def test_a_page_that_react_takes_over_keeps_player_and_marks(open_in, react):
    page = open_in(react)
    page.until(f"{P}?.parentElement?.className === 'body'")
    time.sleep(0.5)
    assert page.evaluate(f"[complaints, {P}.nextElementSibling.textContent.slice(0, 11)]") == [[], "The harbour"]
    play(page)
    page.until(HEARD)
    pause(page)
    page.evaluate("(writeAnew(), 0)")  # React makes every paragraph new, without marks
    time.sleep(2.2)
    page.run(f"await {P}.seekToCue(1)")
    page.until(f"{HEARD} === 'Ferries run until midnight.'")


TEXT = "".join(f"<p>{text}</p>" for text in PARAGRAPHS[1:])
BROKEN = {
    "a link": f'<nav><a href="/">Home<a href="/news">News</nav><h1>Closed</h1><p>{PARAGRAPHS[0]}</p>{TEXT}',
    "a paragraph": f"<h1>Closed</h1><section><p><p><strong>{PARAGRAPHS[0]}</strong></p>{TEXT}</section>",
}


@pytest.mark.parametrize("what", BROKEN)
def test_what_was_never_ended_does_not_reach_into_the_player(open_in, at, what):
    slug = f"three-{what.replace(' ', '-')}"
    head = '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Closed</title></head>'
    page = open_in(at(slug, f"{head}<body>{BROKEN[what]}</body></html>"))
    assert not page.evaluate(f"!!{P}.closest('a, p')")
    outside = page.run(
        f"const copy = {P}.parentElement.cloneNode(true); copy.querySelector('narrate-player').remove();"
        "return copy.textContent"
    )
    assert "Transcript" not in outside
    play(page)
    assert page.evaluate("location.pathname").endswith(f"{slug}.html")
