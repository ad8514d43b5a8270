"""The player in a real browser: played, sought, read along, and kept polite when things fail."""

import re

import pytest
import story

pytestmark = pytest.mark.browser

PLAYER = "document.querySelector('narrate-player')"
HEARD = "[...CSS.highlights.get('narrate-sentence')].map(String).join('')"
WORD = "[...CSS.highlights.get('narrate-word')].map(String).join('')"


def inkless(text):
    return re.sub(r"[\s\u00ad]", "", text)


def until(page, condition):
    """Wait for a condition; Playwright's own way needs eval, which a strict policy forbids."""
    for _ in range(200):
        if page.evaluate(f"!!({condition})"):
            return
        page.wait_for_timeout(50)
    raise AssertionError(condition)


def play(page):
    page.evaluate(f"{PLAYER}.play()")
    until(page, f"!{PLAYER}.paused && {PLAYER}.cues.length && {PLAYER}.currentTime > 0")


@pytest.fixture(scope="session")
def addresses(publish):
    pages = {name: story.markup(name) for name in story.NAMES}
    return {
        name: publish(name, html, story.blocks(html), language=story.language(html)) for name, html in pages.items()
    }


@pytest.fixture
def plain(open_page, addresses):
    return open_page(addresses["plain"])


def test_nothing_is_loaded_before_the_reader_asks(open_page, addresses, browser):
    asked = []
    context = browser.new_context()
    context.on("request", lambda request: asked.append(request.url))
    open_page(addresses["plain"], context=context).wait_for_timeout(300)
    context.close()
    assert not [url for url in asked if ".mp3" in url or ".vtt" in url]


def test_the_button_plays_and_pauses(plain):
    plain.get_by_role("button", name="Play").click()
    until(plain, f"{PLAYER}.currentTime > 0.2")
    plain.get_by_role("button", name="Pause").click()
    assert plain.evaluate(f"{PLAYER}.paused")


def test_the_slider_seeks_and_names_the_time(plain):
    play(plain)
    slider = plain.get_by_role("slider", name="Position")
    slider.fill("72")
    until(plain, f"{PLAYER}.currentTime >= 72")
    slider.blur()
    slider.focus()
    assert re.fullmatch(r"1 minute 1[23] seconds of 1 minute 30 seconds", slider.get_attribute("aria-valuetext"))


def test_the_menu_changes_the_speed(plain):
    menu = plain.get_by_role("combobox", name="Speed")
    assert menu.input_value() == "1"
    menu.select_option("1.5")
    play(plain)
    assert plain.evaluate("document.querySelector('audio').playbackRate") == 1.5


def test_sentences_are_skipped_forward_and_back(plain):
    play(plain)
    starts = plain.evaluate(f"{PLAYER}.cues.map((cue) => cue.start)")
    plain.evaluate(f"{PLAYER}.pause()")
    plain.evaluate(f"{PLAYER}.currentTime = {starts[3]}")
    plain.get_by_role("button", name="Next sentence").click()
    assert plain.evaluate(f"{PLAYER}.currentTime") == pytest.approx(starts[4], abs=0.01)
    plain.get_by_role("button", name="Previous sentence").click()
    assert plain.evaluate(f"{PLAYER}.currentTime") == pytest.approx(starts[3], abs=0.01)


def test_everything_can_be_done_with_the_keyboard(plain):
    names = []
    for _ in range(12):
        plain.keyboard.press("Tab")
        names.append(
            plain.evaluate(
                "(() => { const e = document.activeElement.shadowRoot?.activeElement;"
                " return e ? e.ariaLabel || e.textContent : ''; })()"
            )
        )
        if names[-1] == "Play":
            break
    plain.keyboard.press("k")
    until(plain, f"!{PLAYER}.paused && {PLAYER}.currentTime > 0")
    plain.keyboard.press("k")
    at = plain.evaluate(f"{PLAYER}.currentTime")
    for key, move in (("l", 10), ("ArrowRight", 20), ("j", 10), ("ArrowLeft", 0)):
        plain.keyboard.press(key)
        assert plain.evaluate(f"{PLAYER}.currentTime") == pytest.approx(at + move, abs=0.3)
    plain.keyboard.press(">")
    assert plain.evaluate(f"{PLAYER}.playbackRate") == 1.25
    plain.keyboard.press("<")
    assert plain.evaluate(f"{PLAYER}.playbackRate") == 1
    plain.keyboard.press("m")
    assert plain.evaluate("document.querySelector('audio').muted")
    before = plain.evaluate(f"{PLAYER}.currentTime")
    plain.keyboard.press("]")
    assert plain.evaluate(f"{PLAYER}.currentTime") > before


def test_keys_outside_the_player_do_nothing(plain):
    plain.keyboard.press("k")
    plain.keyboard.press(" ")
    plain.wait_for_timeout(200)
    assert plain.evaluate(f"{PLAYER}.paused")


def test_position_and_speed_are_remembered(open_page, addresses, browser):
    context = browser.new_context()
    page = open_page(addresses["plain"], context=context)
    play(page)
    page.evaluate(f"{PLAYER}.playbackRate = 1.75; {PLAYER}.currentTime = 33; {PLAYER}.pause()")
    page.wait_for_timeout(200)
    page.reload()
    until(page, f"{PLAYER}.currentTime >= 33")
    assert page.evaluate(f"{PLAYER}.playbackRate") == 1.75
    play(page)
    assert page.evaluate(f"{PLAYER}.currentTime") == pytest.approx(33, abs=2)
    context.close()


def test_the_marked_text_is_the_sentence_that_is_heard(open_page, addresses):
    checked = 0
    for name in story.NAMES:
        page = open_page(addresses[name])
        play(page)
        page.evaluate(f"{PLAYER}.pause()")
        for index, cue in enumerate(page.evaluate(f"{PLAYER}.cues")):
            page.evaluate(f"{PLAYER}.seekToCue({index})")
            until(page, f"Math.abs({PLAYER}.currentTime - {cue['start']}) < 0.01")
            assert inkless(page.evaluate(HEARD)) == inkless(cue["text"]), (name, index)
            first_word = cue["text"].split()[0]
            assert inkless(page.evaluate(WORD)) == inkless(first_word), (name, index)
            checked += 1
    assert checked >= 40


def test_equal_sentences_are_marked_where_they_stand(plain):
    play(plain)
    plain.evaluate(f"{PLAYER}.pause()")
    cues = plain.evaluate(f"{PLAYER}.cues.map((cue) => cue.text)")
    same = [index for index, text in enumerate(cues) if text == "It rained."]
    tops = []
    for index in same:
        plain.evaluate(f"{PLAYER}.seekToCue({index})")
        plain.wait_for_timeout(50)
        tops.append(
            plain.evaluate(
                "(() => { const box = [...CSS.highlights.get('narrate-sentence')][0].getBoundingClientRect();"
                " return [box.top + scrollY, box.left]; })()"
            )
        )
    assert len(same) == 5
    assert tops == sorted(tops)
    assert len({tuple(top) for top in tops}) == 5


def test_a_click_on_a_sentence_goes_there(plain):
    play(plain)
    cues = plain.evaluate(f"{PLAYER}.cues")
    target = next(cue for cue in cues if cue["text"].startswith("By Sunday"))
    plain.get_by_text("By Sunday the valley").click(position={"x": 40, "y": 12})
    until(plain, f"{PLAYER}.currentTime >= {target['start']}")
    assert plain.evaluate(f"{PLAYER}.currentTime") < target["end"]


def test_a_click_before_the_first_listening_is_left_alone(plain):
    plain.get_by_text("By Sunday the valley").click()
    plain.wait_for_timeout(200)
    assert plain.evaluate(f"{PLAYER}.currentTime") == 0


def test_links_and_selections_are_left_alone(plain):
    play(plain)
    plain.evaluate(f"{PLAYER}.pause()")
    at = plain.evaluate(f"{PLAYER}.currentTime")
    plain.get_by_role("link", name="halved again").click()
    assert plain.url.endswith("#x")
    box = plain.get_by_text("By Sunday the valley").bounding_box()
    plain.mouse.move(box["x"] + 5, box["y"] + 12)
    plain.mouse.down()
    plain.mouse.move(box["x"] + 120, box["y"] + 12)
    plain.mouse.up()
    plain.wait_for_timeout(100)
    assert plain.evaluate("getSelection().toString()")
    assert plain.evaluate(f"{PLAYER}.currentTime") == pytest.approx(at, abs=0.01)


def test_the_transcript_is_a_keyboard_path_to_every_sentence(plain):
    plain.get_by_role("button", name="Transcript").press("Enter")
    until(plain, f"{PLAYER}.cues.length > 0")
    for _ in range(3):
        plain.keyboard.press("Tab")
    for _ in range(4):
        plain.keyboard.press("ArrowDown")
    plain.keyboard.press("Enter")
    start = plain.evaluate(f"{PLAYER}.cues[4].start")
    until(plain, f"{PLAYER}.currentTime >= {start} && !{PLAYER}.paused")


def test_the_page_follows_until_the_reader_scrolls(open_page, addresses):
    page = open_page(addresses["plain"], viewport={"width": 500, "height": 300}, reduced_motion="reduce")
    play(page)
    last = page.evaluate(f"{PLAYER}.cues.length - 1")
    page.evaluate(f"{PLAYER}.seekToCue({last})")
    until(page, "scrollY > 200")
    page.mouse.wheel(0, -2000)
    until(page, "scrollY === 0")
    page.evaluate(f"{PLAYER}.seekToCue({last - 1})")
    page.wait_for_timeout(300)
    assert page.evaluate("scrollY") == 0


def test_without_the_highlight_interface_the_block_is_marked(open_page, addresses, browser):
    context = browser.new_context()
    context.add_init_script("delete globalThis.Highlight")
    page = open_page(addresses["plain"], context=context)
    play(page)
    assert page.locator(".narrate-current").count() == 1
    context.close()


def test_without_scripts_the_page_plays(open_page, addresses):
    page = open_page(addresses["plain"], java_script_enabled=False)
    audio = page.locator("narrate-player audio")
    assert audio.is_visible()
    assert audio.get_attribute("controls") is not None
    assert page.get_by_role("link", name="Listen to this article").is_visible()
    assert page.get_by_text("created with AI assistance").is_visible()


def test_a_strict_policy_is_kept(open_page, addresses):
    page = open_page(addresses["ghost"])
    play(page)
    assert page.get_by_role("button", name="Pause").evaluate("(e) => getComputedStyle(e).borderRadius") == "50%"
    assert [line for line in page.complaints if "favicon" not in line and "404" not in line] == []


def test_the_digest_of_another_file_stops_the_player(open_page, publish):
    html = story.markup("ticker").replace("Der Tag", "Ein Tag")

    def forged(markup):
        return re.sub(rb'integrity="sha384-[^"]{10}', b'integrity="sha384-AAAAAAAAAA', markup)

    page = open_page(publish("forged", html, story.blocks(html), edit=forged))
    assert page.locator("narrate-player audio").is_visible()
    assert not page.evaluate("!!customElements.get('narrate-player')")


def test_one_player_pauses_the_other(open_page, publish):
    html = story.markup("ticker").replace("Fluss", "Strom")

    def doubled(markup):
        part = re.search(rb"<narrate-player.*?</narrate-player>", markup)[0]
        second = part.replace(b"twins.mp3", b"plain.mp3").replace(b"twins.vtt", b"plain.vtt")
        return markup.replace(b"</main>", second + b"</main>")

    page = open_page(publish("twins", html, story.blocks(html), edit=doubled))
    first, second = (f"document.querySelectorAll('narrate-player')[{n}]" for n in (0, 1))
    page.evaluate(f"{first}.play()")
    until(page, f"!{first}.paused")
    page.evaluate(f"{second}.play()")
    until(page, f"{first}.paused && !{second}.paused")


def test_a_list_of_articles_plays_on(open_page, publish):
    html = story.markup("ticker").replace("Fluss", "Kanal")
    item = b'<ol><li><a href="audio/plain.mp3" data-captions="audio/plain.vtt" data-duration="90">Letters</a></li></ol>'
    page = open_page(
        publish(
            "list",
            html,
            story.blocks(html),
            edit=lambda m: m.replace(b"</narrate-player>", item + b"</narrate-player>"),
        )
    )
    play(page)
    page.evaluate(
        f"{PLAYER}.addEventListener('narrate:complete', () => {{ window.done = true; }}); {PLAYER}.currentTime = 89.5"
    )
    until(page, f"window.done && document.querySelector('audio').src.includes('plain.mp3') && {PLAYER}.currentTime > 0")
    assert page.evaluate(f"{PLAYER}.shadowRoot.querySelector('b').textContent") == "Letters"
    assert page.evaluate(HEARD) == ""


def test_events_tell_what_was_heard(plain):
    plain.evaluate(f"""
      window.log = [];
      for (const name of ['ready', 'cuechange', 'wordchange', 'quartile', 'complete'])
        document.addEventListener('narrate:' + name, (event) => log.push([name, event.detail]));
      {PLAYER}.addEventListener('play', () => log.push(['play', {{}}]));""")
    play(plain)
    for time in (30, 50, 70, 89.5):
        plain.evaluate(f"{PLAYER}.currentTime = {time}")
        plain.wait_for_timeout(350)
    until(plain, "log.some(([name]) => name === 'complete')")
    log = plain.evaluate("log")
    assert [detail["quartile"] for name, detail in log if name == "quartile"] == [25, 50, 75]
    assert {name for name, _ in log} == {"ready", "cuechange", "wordchange", "quartile", "complete", "play"}
    ready = next(detail for name, detail in log if name == "ready")
    assert ready["cues"] == ready["placed"] > 10


def test_the_small_bar_stays_in_sight_on_request(open_page, publish):
    html = story.markup("plain").replace("valley", "glen")
    blocks = story.blocks(html)
    address = publish("bar", html, blocks, edit=lambda m: m.replace(b"<narrate-player ", b"<narrate-player sticky "))
    page = open_page(address, viewport={"width": 500, "height": 200})
    play(page)
    page.evaluate("scrollTo(0, 10_000)")
    bar = page.locator("narrate-player .mini")
    bar.wait_for()
    assert page.get_by_role("button", name="Pause").is_visible()
    page.get_by_role("button", name="Close").click()
    assert bar.count() == 0


def test_missing_audio_is_said(open_page, publish):
    html = story.markup("ticker").replace("Fluss", "See")
    page = open_page(
        publish("mute", html, story.blocks(html), language="de", edit=lambda m: m.replace(b"mute.mp3", b"gone.mp3"))
    )
    page.get_by_role("button", name="Abspielen").click()
    page.locator("narrate-player").get_by_text("Audio: zurzeit nicht verfügbar.").wait_for()
    assert page.get_by_role("status").is_visible()


def test_missing_captions_are_said_and_the_sound_plays(open_page, publish):
    html = story.markup("plain").replace("valley", "dale")
    page = open_page(publish("bare", html, story.blocks(html), edit=lambda m: m.replace(b"bare.vtt", b"gone.vtt")))
    page.evaluate("window.errors = []; addEventListener('narrate:error', (event) => errors.push(event.detail.what))")
    page.evaluate(f"{PLAYER}.play()")
    until(page, f"errors.length && {PLAYER}.currentTime > 0.2")
    assert page.evaluate("errors") == ["Transcript"]
    assert not page.get_by_role("button", name="Transcript").is_visible()


def test_a_wrong_type_of_captions_is_said(open_page, publish):
    html = story.markup("plain").replace("valley", "vale")
    page = open_page(publish("wrong", html, story.blocks(html), edit=lambda m: m.replace(b"wrong.vtt", b"wrong.mp3")))
    page.get_by_role("button", name="Transcript").click()
    page.locator("narrate-player").get_by_text("not available right now").wait_for()


def test_a_wrong_type_of_sound_is_said(open_page, publish):
    html = story.markup("plain").replace("valley", "ravine")
    page = open_page(publish("text", html, story.blocks(html), edit=lambda m: m.replace(b"text.mp3", b"text.vtt")))
    page.get_by_role("button", name="Play").click()
    page.locator("narrate-player").get_by_text("Audio: not available right now").wait_for()


def test_a_slow_network_is_said_until_the_reader_pauses(open_page, publish):
    html = story.markup("plain").replace("valley", "canyon")
    page = open_page(
        publish("slow", html, story.blocks(html), edit=lambda m: m.replace(b"slow.mp3?", b"slow.mp3?slow&"))
    )
    page.get_by_role("button", name="Play").click()
    page.locator("narrate-player").get_by_text("Loading…").wait_for()
    page.get_by_role("button", name="Pause").click()
    page.locator("narrate-player").get_by_text("Loading…").wait_for(state="detached")


def test_a_page_that_changed_since_marks_nothing_wrong(open_page, publish):
    html = story.markup("plain").replace("valley", "gorge")
    page = open_page(
        publish("changed", html, story.blocks(html), edit=lambda m: m.replace(b"The mill lost", b"The inn lost"))
    )
    play(page)
    index = page.evaluate(f"{PLAYER}.cues.findIndex((cue) => cue.text.startsWith('The mill'))")
    page.evaluate(f"{PLAYER}.seekToCue({index})")
    page.wait_for_timeout(200)
    assert page.evaluate(HEARD) == ""


def test_without_marks_the_manifest_finds_the_text(open_page, publish):
    html = story.markup("plain").replace("valley", "basin")

    def bare(markup):
        markup = re.sub(rb' data-narrate="[^"]*"', b"", markup)
        return markup.replace(b"<narrate-player ", b'<narrate-player manifest="audio/bare-marks.json" ')

    page = open_page(publish("bare-marks", html, story.blocks(html), edit=bare))
    play(page)
    page.evaluate(f"{PLAYER}.pause()")
    for start in ("By Sunday", "They sold out"):
        index = page.evaluate(f"{PLAYER}.cues.findIndex((cue) => cue.text.startsWith('{start}'))")
        page.evaluate(f"{PLAYER}.seekToCue({index})")
        page.wait_for_timeout(100)
        assert page.evaluate(HEARD).startswith(start)


def test_the_lock_screen_knows_the_title(plain):
    play(plain)
    assert plain.evaluate("navigator.mediaSession.metadata.title") == "plain"
    assert plain.evaluate("navigator.mediaSession.playbackState !== undefined")


def test_in_print_the_links_remain(open_page, addresses):
    page = open_page(addresses["plain"])
    page.emulate_media(media="print")
    assert page.get_by_role("link", name="Listen to this article").is_visible()
    assert not page.get_by_role("slider").is_visible()


def test_the_frame_page_stands_alone(open_page, addresses):
    page = open_page(addresses["plain"].replace("plain.html", "audio/plain.frame.html"))
    assert page.locator("narrate-player").get_by_text("plain", exact=True).is_hidden() or page.title() == "plain"
    play(page)
    page.get_by_role("button", name="Transcript").click()
    assert page.get_by_role("button", name="By Sunday the valley was dry").is_visible()
    assert [line for line in page.complaints if "404" not in line] == []
