"""Attaching and taking off: to the byte, in every encoding, and never on a page that it would break."""

import json
import re
import time

import pytest

from narrate.embed.page import attach, coverage, detach
from narrate.errors import PageRefused, SettingsError
from narrate.model import Utterance
from narrate.publish.manifest import Publication
from narrate.settings.options import PlayerOptions

STORY = (
    Utterance("The mill turned.", "", 0, 0),
    Utterance("It turned all night.", "", 0, 17),
    Utterance("Nobody slept.", "", 1, 0),
)
PAGE = (
    "<!DOCTYPE html><html><head><title>Mill</title></head><body><nav><p>Home</p></nav><main><h1>The mill</h1>"
    "<p>The mill turned. It turned all night.</p><p>Nobody slept.</p></main></body></html>"
)


def publication(**changes):
    about = {
        "audio": "a/mill.mp3",
        "captions": "a/mill.vtt",
        "title": "The mill",
        "language": "en",
        "duration_ms": 61_500.0,
        "audio_bytes": 1234,
        "audio_sha256": "ab" * 32,
        "source_sha256": "",
        "utterances": STORY,
        "player": "a/player.js",
    }
    return Publication(**{**about, **changes})


def attached(page, **changes):
    return attach(page.encode(), publication(**changes)).decode()


def test_the_player_stands_under_the_headline_above_the_text():
    page = attached(PAGE)
    assert page.index("</h1>") < page.index("<narrate-player") < page.index(">The mill turned.")


def test_blocks_are_marked_by_cue_and_ink():
    assert '<p data-narrate="abababab 0:0+14 1:14+17">The mill' in attached(PAGE)
    assert '<p data-narrate="abababab 2:0+12">Nobody' in attached(PAGE)


def test_attaching_twice_is_attaching_once():
    once = attach(PAGE.encode(), publication())
    assert attach(once, publication()) == once


def test_another_recording_replaces_the_first():
    renewed = attach(attach(PAGE.encode(), publication()), publication(audio_sha256="cd" * 32))
    assert renewed == attach(PAGE.encode(), publication(audio_sha256="cd" * 32))
    assert b"abababab" not in renewed


@pytest.mark.parametrize(
    "markup",
    [
        PAGE.encode(),
        PAGE.replace("><", ">\r\n<").encode(),
        b"\xef\xbb\xbf" + PAGE.encode(),
        PAGE.replace("<head>", "<head><meta charset=windows-1251>").replace("Mill", "Млин").encode("cp1251"),
        PAGE.replace("<head>", "<head><meta charset=shift_jis>").replace("Mill", "ソ表").encode("shift_jis"),
        b"\xff\xfe" + PAGE.replace("Mill", "Млин 🙂").encode("utf-16-le"),
        b"\xfe\xff" + PAGE.replace("Mill", "Млин 🙂").encode("utf-16-be"),
        PAGE.encode().replace(b"Mill", b"\x80\xff\x00\xfe"),
        PAGE.replace("</p>", "").encode(),
        PAGE[: PAGE.index("</main>")].encode(),
    ],
    ids=["plain", "crlf", "bom", "cp1251", "shift-jis", "utf-16-le", "utf-16-be", "mixed", "unclosed", "cut"],
)
def test_taking_off_gives_the_bytes_back(markup):
    page = attach(markup, publication())
    assert page != markup
    assert detach(page) == markup


def test_a_utf_16_page_is_marked_in_its_own_encoding():
    page = attach(b"\xff\xfe" + PAGE.encode("utf-16-le"), publication())
    assert 'data-narrate="abababab 2:0+12"' in page.decode("utf-16")


def test_blocks_are_found_in_old_encodings():
    html = "<html><head><meta charset='windows-1251'></head><body><h1>х</h1><p>Млин крутився.</p></body></html>"
    page = attach(html.encode("cp1251"), publication(utterances=(Utterance("Млин крутився.", "", 0, 0),)))
    assert b'data-narrate="abababab 0:0+13"' in page


@pytest.mark.parametrize(
    "field", ["title", "language", "site", "url", "made_at", "label", "audio", "captions", "player", "oembed"]
)
@pytest.mark.parametrize(
    "hostile",
    [
        '"><script>alert(1)</script>',
        "</script><script>alert(1)</script>",
        "--><script>alert(1)</script><!--narrate:end-->",
        "' onload='alert(1)",
        "</narrate-player><img src=x onerror=alert(1)>",
        "\x00\u2028<!--",
    ],
)
def test_hostile_text_stays_text(field, hostile):
    html = PAGE.encode()
    page = attach(html, publication(**{field: hostile}))
    assert detach(page) == html
    plain = attach(html, publication())
    for piece in (b"<script", b"</script", b"<img", b"<!--", b"-->", b"onerror=alert(1)>"):
        assert page.count(piece) == plain.count(piece), piece


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "vbscript:x"])
def test_an_address_that_runs_code_is_refused(address):
    with pytest.raises(ValueError, match="isn't the address of a file"):
        attach(PAGE.encode(), publication(audio=address))


def test_a_target_is_obeyed():
    page = PAGE.replace("<h1>", '<div class="listen here"></div><h1>')
    got = attach(page.encode(), publication(), target="main > div.listen").decode()
    assert '<div class="listen here"><!--narrate:begin--><narrate-player' in got


def test_a_target_that_is_a_headline_gets_the_player_behind_it():
    got = attach(PAGE.encode(), publication(), target="h1").decode()
    assert "</h1><!--narrate:begin--><narrate-player" in got


def test_a_target_that_is_not_there_leaves_the_page_alone():
    with pytest.raises(PageRefused, match="nothing on the page matches"):
        attach(PAGE.encode(), publication(), target="#nowhere")


def test_a_target_that_is_no_selector_is_an_error_of_settings():
    with pytest.raises(SettingsError, match="isn't a target"):
        attach(PAGE.encode(), publication(), target="p::before")


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        (PAGE.replace("<html>", "<html amp>"), "AMP"),
        (PAGE.replace("<html>", "<html ⚡ lang=en>"), "AMP"),
        ("<html><frameset><frame src=a></frameset></html>", "frameset"),
        (PAGE + "<!-- never ends", "inside a comment"),
        ("<p>Something else altogether.</p>", "neither"),
        ("", "neither"),
        (PAGE.replace("<main>", "<main><!--narrate:begin-->"), "lost its"),
        (PAGE.replace("<main>", "<main><!--narrate:end-->"), "lost its"),
        (PAGE.replace("<main>", "<!--narrate:begin--><!--narrate:begin--><!--narrate:end-->"), "lost its"),
        (PAGE.replace("<head>", "<head><meta charset=iso-2022-jp>"), "iso-2022-jp"),
    ],
)
def test_a_page_that_could_break_is_refused_with_a_reason(page, reason):
    with pytest.raises(PageRefused, match=reason):
        attach(page.encode(), publication())


def test_our_marker_inside_a_script_is_not_ours():
    page = PAGE.replace("</head>", '<script>var x = "<!--narrate:begin-->";</script></head>').encode()
    assert detach(page) == page
    assert detach(attach(page, publication())) == page


def test_a_mark_that_a_page_writes_about_is_left_alone():
    page = PAGE.replace("Home", 'write data-narrate="abababab 0:0+14" yourself').encode()
    assert detach(attach(page, publication())) == page


@pytest.mark.parametrize(
    "own",
    [
        '<main><audio src="read-by-the-author.mp3" controls></audio>',
        '<main><audio><source src="a.mp3"></audio>',
    ],
)
def test_a_recording_above_the_text_wins(own):
    with pytest.raises(PageRefused, match="recording of its own"):
        attach(PAGE.replace("<main>", own).encode(), publication())


def test_a_recording_named_for_machines_wins():
    data = '<script type="application/ld+json">{"@type":"NewsArticle","audio":{"@type":"AudioObject"}}</script></head>'
    with pytest.raises(PageRefused, match="recording of its own"):
        attach(PAGE.replace("</head>", data).encode(), publication())


def test_a_clip_inside_the_text_or_in_the_margin_is_no_reading_of_it():
    clip = "<p>Nobody slept.</p><audio src=clip.mp3></audio>"
    aside = '<main><article class="other"><audio src="podcast.mp3"></audio></article>'
    page = PAGE.replace("<p>Nobody slept.</p>", clip).replace("<main>", aside)
    assert "<narrate-player" in attached(page)


def test_among_several_articles_the_one_that_is_heard_gets_the_player():
    other = '<article><h1>The ferry</h1><div class="entry-content"><p>The ferry sailed.</p></div></article>'
    own = PAGE[PAGE.index("<h1>") : PAGE.index("</main>")]
    page = f"<html><head></head><body>{other}<article><div class='entry-content'>{own}</div></article></body></html>"
    assert attached(page).index("<narrate-player") > page.index("The ferry sailed.")


def test_without_the_text_the_headline_decides():
    page = "<html><head></head><body><header><h1>Mill</h1></header><div>Nothing known.</div></body></html>"
    assert "</header><!--narrate:begin--><narrate-player" in attached(page)


@pytest.mark.parametrize(
    "wrap",
    ["<ul><li>{}</li></ul>", "<table><tr><td>{}</td></tr></table>", "<a href=x>{}</a>", "<blockquote>{}</blockquote>"],
)
def test_the_player_never_stands_where_html_forbids_it(wrap):
    body = "".join(wrap.format(f"<p>{text}</p>") for text in ("The mill turned. It turned all night.", "Nobody slept."))
    page = attached(f"<html><head></head><body><main><h1>x</h1>{body}</main></body></html>")
    before = page[: page.index("<!--narrate:begin--><narrate-player")]
    for name in ("ul", "ol", "table", "tr", "a", "p", "h1"):
        assert len(re.findall(rf"<{name}[\s>]", before)) == len(re.findall(rf"</{name}>", before)), name


def test_a_page_without_a_head_gets_its_parts_all_the_same():
    page = attached("<h1>x</h1><p>Nobody slept.</p>")
    assert page.count("<!--narrate:begin-->") == 2
    assert 'type="module"' in page


def test_the_head_part_stands_before_what_ends_the_head_for_browsers():
    page = attached(PAGE.replace("</title>", '</title><div hidden></div><meta name="x">'))
    assert page.index('rel="alternate"') < page.index("<div hidden>")


def test_machines_are_told_by_the_articles_own_identifier():
    data = '{"@context":"https://schema.org","@type":"NewsArticle","@id":"https://x.example/#a","headline":"The mill"}'
    page = attached(PAGE.replace("</head>", f'<script type="application/ld+json">{data}</script></head>'))
    told = json.loads(re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)[1])
    assert told["@id"] == "https://x.example/#a"
    assert "@type" not in told
    audio = told["audio"]
    assert audio["duration"] == "PT1M2S"
    assert audio["contentSize"] == "1234"
    assert audio["digitalSourceType"].endswith("TrainedAlgorithmicMediaDigitalSource")
    assert audio["transcript"] == "The mill turned. It turned all night. Nobody slept."


def test_without_an_identifier_the_audio_stands_for_itself():
    page = attached(PAGE, url="https://x.example/mill/")
    told = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page)[1])
    assert told["@type"] == "AudioObject"
    assert told["encodesCreativeWork"] == {"@id": "https://x.example/mill/"}


def test_a_footnote_inside_a_sentence_is_stepped_over():
    page = PAGE.replace("It turned all", 'It turned<sup><a href="#n">12</a></sup> all')
    assert 'data-narrate="abababab 0:0+14 1:14+8+24+9"' in attached(page)


def test_equal_blocks_are_told_apart_by_their_order():
    told = tuple(Utterance(text, "", block, 0) for block, text in enumerate(["Rain.", "Wind.", "Rain."]))
    page = "<html><head></head><body><main><h1>x</h1><p>Rain.</p><p>Wind.</p><p>Rain.</p></main></body></html>"
    marks = re.findall(r"abababab (\d):", attached(page, utterances=told))
    assert marks == ["0", "1", "2"]


def test_a_block_between_line_breaks_is_found_in_its_element():
    page = PAGE.replace("</p><p>", "<br><br>")
    assert 'data-narrate="abababab 0:0+14 1:14+17 2:31+12"' in attached(page)


def test_the_words_without_a_script_are_those_of_the_page():
    assert ">Artikel anh&#246;ren</a>" in attached(PAGE, language="de-AT")
    assert ">Listen to this article</a>" in attached(PAGE, language="ar")


def test_a_label_of_the_publishers_own_is_shown_and_told():
    page = attached(PAGE, label="Read by our own voice")
    assert ' label="Read by our own voice"' in page
    assert "<small>Read by our own voice</small>" in page
    assert '"creditText":"Read by our own voice"' in page


def test_coverage_is_the_share_of_sentences_on_the_page():
    assert coverage(PAGE.encode(), publication()) == 1
    assert coverage(PAGE.replace("<p>Nobody slept.</p>", "").encode(), publication()) == pytest.approx(2 / 3)
    assert coverage(b"<p>x</p>", publication()) == 0


MB = 1_000_000


def grown(piece, size=20 * MB):
    return PAGE.replace("</main>", piece * (size // len(piece)) + "</main>").encode()


LARGE = {
    "paragraphs": (grown(f"<div class=a><p>{'Filler. ' * 250}</p></div>"), ""),
    "small paragraphs": (grown("<p>abcde</p>"), "200,000 tags"),
    "one paragraph": (grown("Words. "), ""),
    "divisions inside each other": (grown("<div>"), "200,000 tags"),
    "a deep tree": (grown("<div>", MB // 2), "inside each other"),
    "unclosed tags": (grown("<div><b>x", 9 * MB), "200,000 tags"),
    "closing tags": (grown("</x>", 4 * MB), "200,000 tags"),
    "half a tag again and again": (grown("<a b='", 4 * MB), ""),
    "brackets": (grown("<", 4 * MB), ""),
    "script": (grown("var a = '<p>';\n").replace(b"Nobody slept.</p>", b"Nobody slept.</p><script>", 1), ""),
    "script of comments": (grown("<!-- <script> --> ", 4 * MB).replace(b"slept.</p>", b"slept.</p><script>", 1), ""),
    "comment": (grown("- x").replace(b"slept.</p>", b"slept.</p><!--", 1) + b"-->", ""),
    "open comment": (grown("- x", 4 * MB).replace(b"slept.</p>", b"slept.</p><!--", 1), "inside a comment"),
    "comments": (grown("<!--x-->", 4 * MB), "200,000 tags"),
    "entities": (grown("&amp;"), ""),
    "numbered entities": (grown("&#12345", 4 * MB), ""),
}


@pytest.mark.parametrize("name", LARGE)
def test_a_page_of_twenty_megabytes_is_attached_or_left_alone_in_ten_seconds(name):
    page, reason = LARGE[name]
    started = time.process_time()
    if reason:
        with pytest.raises(PageRefused, match=reason):
            attach(page, publication())
    else:
        got = attach(page, publication())
        assert got.index(b"</h1>") < got.index(b"<narrate-player") < got.index(b">The mill turned.")
        assert detach(got) == page
    assert time.process_time() - started < 10


def test_many_paragraphs_that_are_almost_those_of_the_recording_end_the_search(caplog):
    filler = "".join(f"<p>The mill turned {n}. It turned all nights.</p>" for n in range(95_000))
    told = tuple(Utterance(f"The mill turned {n} times. It turned all night.", "", n, 0) for n in range(300))
    page = PAGE.replace("</main>", filler + "</main>").encode()
    started = time.process_time()
    assert detach(attach(page, publication(utterances=told))) == page
    assert time.process_time() - started < 20
    assert "too large to search all of it" in caplog.text


@pytest.mark.parametrize(
    "broken",
    [
        '<p>A <a href="x>half</a> quote.</p>',
        "<p>A <b",
        "<p>An </3 end and a </> too.</p>",
        "<script>var a = '<!-- <script>';</script></script><p>Shown.</p>",
        "<script>var a = '<!--> <script>';</script><p>Shown.</p>",
    ],
)
def test_broken_markup_after_the_text_harms_nothing(broken):
    page = PAGE.replace("</main>", broken + "</main>").encode()
    got = attach(page, publication())
    assert b'data-narrate="abababab 2:0+12">Nobody' in got
    assert detach(got) == page


def test_what_stands_behind_an_endless_tag_is_no_text():
    page = PAGE.replace("<p>The mill", '<p title="never closed>The mill').encode()
    got = attach(page, publication(), target="h1")
    assert b"data-narrate" not in got
    assert detach(got) == page


OPEN_LINK = '<nav><a href="/">Home<a href="/news">News</nav>'
TEXTS = "<p>The mill turned. It turned all night.</p><p>Nobody slept.</p>"


def test_a_link_that_never_ends_does_not_reach_into_the_player():
    page = attached(f"<body>{OPEN_LINK}<h1>The mill</h1>{TEXTS}")
    assert "<!--narrate:begin--></a><narrate-player" in page


@pytest.mark.parametrize(
    "before",
    [
        '<a href="/">Home</a>',
        '<nav><a href="/">Home</nav><a href="/2">Two</a>',
        '<table><tr><td><a href="/">Home</table>',
        '<a href="/"><h2>Home</h2></a>',
    ],
    ids=["ended", "ended by the next", "ended with its cell", "around a block"],
)
def test_a_link_that_has_ended_is_not_ended_again(before):
    assert "</a><narrate-player" not in attached(f"<body>{before}<h1>The mill</h1>{TEXTS}")


def test_a_paragraph_without_an_end_is_ended_before_the_player():
    page = attached(f"<body><h1>The mill</h1><div><p>{TEXTS}</div>")
    assert "<!--narrate:begin--></p><narrate-player" in page
    assert "</p><narrate-player" not in attached(PAGE)


FIGURE = '<figure><img src="m.jpg" alt=""><figcaption>The mill. Photo: A.</figcaption></figure>'
LEAD, SECOND, THIRD = "<p>The mill turned. It turned all night.</p>", "<p>Nobody slept.</p>", "<p>Nobody ate.</p>"
WRAPPED = "".join(f"<div class=b>{text}</div>ad" for text in (LEAD, SECOND, THIRD))
BODIES = {
    "headline in the body": f'<div class="entry-content">{FIGURE}<p>March 2</p><h1>The mill</h1>{TEXTS}</div>',
    "picture in the body": f'<h1>The mill</h1><div class="gh-content">{FIGURE}{TEXTS}</div>',
    "standfirst": f"<h1>The mill</h1><div>{LEAD}</div>{FIGURE}<div>{SECOND}{THIRD}</div>",
    "wrapped paragraphs": f"<h1>The mill</h1><div>{WRAPPED}</div>",
    "a list that outweighs the prose": f"<h1>The mill</h1><div>{LEAD}<ul><li>Nobody slept.<li>Nobody ate.</ul></div>",
}


@pytest.mark.parametrize("kind", BODIES)
def test_the_player_stands_where_an_editor_would_put_it(kind):
    body, before = BODIES[kind], "Nobody slept" if kind == "standfirst" else "The mill turned"
    story = (*STORY, Utterance("Nobody ate.", "", 2, 0)) if "ate" in body else STORY
    page = re.sub(r' data-narrate="[^"]*"', "", attached(f"<body>{body}</body>", utterances=story))
    rest = page[page.index("<!--narrate:end-->", page.index("<narrate-player")) :]
    assert re.sub(r"<.*?>", "", rest).strip().startswith(before)
    assert page.index("</h1>") < page.index("<narrate-player")


def test_on_a_page_that_a_script_takes_over_the_player_waits_outside():
    text = f'<h1>The mill</h1><div class="gh-content">{TEXTS}</div>'
    page = attached(f'<body><div id="__next">{text}</div><script src="app.js"></script></body>')
    assert page.index("<narrate-player") < page.index('<div id="__next">')
    assert ' above="Themillturned.Itturnedallnight." hydrated' in page
    streamed = attached(f"<body>{text}<script>self.__next_f.push([])</script></body>")
    assert streamed.index("<narrate-player") > streamed.index("__next_f")
    assert "hydrated" not in attached(PAGE)


def test_machines_are_told_whole_addresses():
    page = attached(PAGE, frame="https://media.example/a/mill.frame.html")
    told = json.loads(re.search(r"ld\+json[^>]*>(.*?)</script>", page)[1])
    assert told["contentUrl"] == "https://media.example/a/mill.mp3"
    assert told["caption"]["contentUrl"] == "https://media.example/a/mill.vtt"
    assert 'src="a/mill.mp3"' in page


def test_a_page_is_decoded_as_it_was_read():
    page = PAGE.replace("<head>", '<head><meta charset="iso-8859-1">').replace("mill turned", "mühle turned").encode()
    story = (Utterance("The mühle turned.", "", 0, 0), *STORY[1:])
    assert b"0:0+15 1:15+17" in attach(page, publication(utterances=story))


def test_the_player_is_as_the_settings_want_it():
    chosen = PlayerOptions(sticky=True, autoscroll=False, click_to_play="always", skip_s=15, rates=(1.0, 1.5))
    page = attached(PAGE, options=chosen)
    assert ' sticky autoscroll="off" click-to-play="always" skip="15" rate-options="1 1.5">' in page
    assert "rate-options" not in attached(PAGE)
