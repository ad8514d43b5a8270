"""Whole pages of the kinds that were once misread: what must be read of them, and what mustn't."""

import re

import pytest

from narrate.errors import NoArticle
from narrate.extract.extractor import extract_article
from narrate.model import Page

STORY = (
    "The mill race burst its bank on Sunday night and flooded the lower meadow, the farm cooperative said.",
    "Volunteers had carried sandbags since the afternoon, but the sluice that should have helped was rusted.",
    "“I have lived here for forty years and never saw the water come over the road,” said Henrik Falk, a farmer.",
    "The county will inspect all eleven sluices before the autumn, and the repair is expected to cost 240,000 crowns.",
    "A meeting for residents will be held on Thursday evening in the school, where engineers are to show their plans.",
    "Nobody was hurt, and the forty sheep that had been grazing were found on the hill the next morning.",
)
TITLE = "Mill race bursts its bank"


def paragraphs(*texts: str) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def read(body: str, wrap: str = "<main><article><h1>{title}</h1>{body}</article></main>") -> str:
    head = f"<head><meta charset=utf-8><title>{TITLE} - River Post</title></head>"
    menu = "<nav><ul><li><a href=/>Home</a></li><li><a href=/n>News</a></li></ul></nav>"
    page = f"<html lang=en>{head}<body>{menu}{wrap.format(title=TITLE, body=body)}</body></html>"
    try:
        article = extract_article(Page(page.encode()))
    except NoArticle:
        return ""
    return "\n".join(block.text for block in article.blocks)


def missing(text: str, expected: tuple[str, ...] = STORY) -> list[str]:
    return [part for part in expected if part not in text]


NAMES = ("post tag-gdpr tag-cookies", "type-post category-privacy", "consent-decree story", "cookie-recipe hentry")


@pytest.mark.parametrize("names", NAMES)
@pytest.mark.parametrize(
    "wrap",
    [
        "<main><article class='{names}'><h1>{{title}}</h1>{{body}}</article></main>",
        "<div id=page class='{names}'><h1>{{title}}</h1>{{body}}</div>",
        "<main><h1>{{title}}</h1><div class='{names}'>{{body}}</div></main>",
    ],
)
def test_a_story_isnt_a_notice_for_its_categorys_name(names: str, wrap: str) -> None:
    assert missing(read(paragraphs(*STORY), wrap.format(names=names))) == []


def test_a_notice_beside_the_story_is_left_out() -> None:
    notice = "<div class=cookie-box><p>We use cookies so that our partners can show you offers that fit you.</p></div>"
    named = "<p class=gdpr-text>We store your consent for thirteen months and our partners may read your cookies.</p>"
    text = read(paragraphs(*STORY) + notice + named)
    assert missing(text) == []
    assert "partners" not in text


UNSEEN = (
    'class="sr-only"',
    'class="visually-hidden"',
    'class="c-offscreen"',
    'class="u-visually-hidden"',
    'style="position:absolute;left:-10000px"',
    'style="clip:rect(0 0 0 0);position:absolute"',
    'style="clip-path:inset(50%)"',
    'style="width:1px;height:1px;overflow:hidden"',
)


@pytest.mark.parametrize("unseen", UNSEEN)
def test_what_only_screen_readers_see_isnt_read(unseen: str) -> None:
    inline = (
        f"<p>A report by the <a href=/x>institute<span {unseen}>, leads elsewhere</span></a> named it in March.</p>"
    )
    block = f"<p {unseen}>Text of the article</p><h2 {unseen}>Content begins</h2>"
    text = read(paragraphs(*STORY[:3]) + inline + block + paragraphs(*STORY[3:]))
    assert missing(text, (*STORY, "by the institute named it in March")) == []
    assert not re.search("leads elsewhere|Text of the article|Content begins", text)


NOTES = (
    ", opens new tab",
    " (opens in a new window)",
    " – öffnet in neuem Fenster",
    " (s'ouvre dans une nouvelle fenêtre)",
    " (se abre en una ventana nueva)",
    " (abre em nova janela)",
    " (si apre in una nuova finestra)",
    " (opent in een nieuw tabblad)",
    " (otwiera się w nowej karcie)",
    ", откроется в новой вкладке",
    " (відкривається в новому вікні)",
)


@pytest.mark.parametrize("note", NOTES)
@pytest.mark.parametrize("element", ["<span>{}</span>", "{}"])
def test_where_a_link_opens_isnt_read(note: str, element: str) -> None:
    line = f"<p>The report by the <a href=/x>institute{element.format(note)}</a> named the sluice in March.</p>"
    assert "by the institute named the sluice" in read(paragraphs(*STORY[:3]) + line + paragraphs(*STORY[3:]))


@pytest.mark.parametrize(
    "sentence",
    [
        "The heron first appeared on the weir in the spring of 1998, and nobody has counted its grandchildren since.",
        "In the evening you can follow the towpath to the lock, where a lamp burns until the last barge is through.",
        "They wrote comments on the plan until midnight, and the clerk typed all of them.",
        "A berth can cost as little as €40 in winter, and a cabin with a stove no more than twice that.",
        "You may also like the bread here, which is baked with the water of the mill race itself.",
        "Members only met in the cellar after dark, for the tax collector lived across the street.",
    ],
)
def test_a_sentence_of_the_story_isnt_a_prompt_for_its_words(sentence: str) -> None:
    assert sentence in read(paragraphs(*STORY[:3], sentence, *STORY[3:]))


@pytest.mark.parametrize(
    "prompt",
    [
        "If you value our reporting, please consider a gift. Your support keeps this newsroom free for all.",
        "We are a small nonprofit newsroom and we rely on readers like you to pay for our work every month.",
        "Support the River Post so that we can keep asking the questions that you send us each week.",
        "This story is for subscribers only.",
        "Este contenido es exclusivo para suscriptores.",
        "Cet article est réservé aux abonnés.",
        "Dieser Artikel ist nur für Abonnenten.",
        "Contenuto riservato agli abbonati.",
        "Dit artikel is alleen voor abonnees.",
        "Artykuł dostępny tylko dla prenumeratorów.",
        "Ця стаття доступна лише для передплатників.",
    ],
)
def test_a_request_for_money_isnt_read(prompt: str) -> None:
    text = read(paragraphs(*STORY, prompt))
    assert missing(text) == []
    assert prompt not in text


@pytest.mark.parametrize(
    "line", ["More great River Post stories", "You might also like", "Keep reading", "Más noticias"]
)
def test_a_list_of_other_stories_isnt_read_though_its_items_are_links_by_half(line: str) -> None:
    items = "<li>The luck of the <a href=/a>last ferryman</a></li><li>Not goats. <a href=/b>Our fences</a></li>"
    text = read(paragraphs(*STORY) + f"<p><b>{line}</b></p><ul>{items}</ul>")
    assert missing(text) == []
    assert "ferryman" not in text


@pytest.mark.parametrize(("tag", "name"), [("article", "live-post"), ("div", "liveblog-entry"), ("li", "live-update")])
def test_a_live_blog_is_read_whole(tag: str, name: str) -> None:
    posts = "".join(f"<{tag} class={name}><i>9:1{n}PM</i><p>{text}</p></{tag}>" for n, text in enumerate(STORY[2:]))
    intro = (
        *STORY[:2],
        "Follow how the night went below, post by post, from our reporters on both banks.",
    )
    assert missing(read(paragraphs(*intro) + posts)) == []


@pytest.mark.parametrize(
    "points",
    [
        ("1. The weir is older than the church.", "2. Its gate was cut from one oak.", "3. It has failed four times."),
        ("Lake Orn, the deep one", "Lake Vassen, the warm one", "Lake Imme, the far one"),
    ],
)
def test_headings_above_pictures_are_points_of_a_list(points: tuple[str, ...]) -> None:
    picture = "<figure><img src=a><figcaption>Photo: River Post</figcaption></figure>"
    slides = "".join(f"<div class=slide><h3>{point}</h3>{picture}</div>" for point in points)
    assert missing(read(paragraphs(*STORY[:2]) + slides), points) == []


@pytest.mark.parametrize(
    "item",
    [
        "<div><h3><button aria-expanded=false>{q}</button></h3><div hidden><p>{a}</p></div></div>",
        "<div class=faq><button class=faq-toggle aria-expanded=false>{q}</button><p>{a}</p></div>",
    ],
)
def test_the_heading_of_an_accordion_is_read_though_it_is_a_button(item: str) -> None:
    answer = "The cooperative will keep them on the hill until the meadow has dried, it said."
    question = "What happens to the sheep?"
    text = read(paragraphs(*STORY[:3]) + item.format(q=question, a=answer) + paragraphs(*STORY[3:]))
    assert missing(text, (question, answer)) == []


def test_cards_in_a_box_above_the_headline_arent_read() -> None:
    cards = (
        "<ul><li>Library to open early: the town library opens an hour earlier from Monday, its head said.</li></ul>"
    )
    wrap = f"<div class=breaking><h3>Breaking</h3>{cards}</div><div class=post><h1>{{title}}</h1>{{body}}</div>"
    text = read(paragraphs(*STORY), wrap)
    assert missing(text) == []
    assert "library" not in text


def test_a_summary_that_is_the_beginning_of_the_story_is_read_once() -> None:
    text = read(paragraphs(STORY[0][:75] + "…", *STORY))
    assert text.count("The mill race burst") == 1
