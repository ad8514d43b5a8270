"""Stories that stand only in a page's scripts, `noscript` or `template`; never rubbish from there."""

import json
from html import escape
from time import process_time

import pytest

from narrate.errors import NoArticle
from narrate.extract.extractor import examine, extract_article
from narrate.model import BlockKind, Extraction, Page
from narrate.settings.options import ExtractOptions

TITLE = "The ferry to Lowen runs again after the flood"
HEAD = (
    f'<title>{TITLE} | Valley Post</title><meta property="og:title" content="{TITLE}">'
    '<meta property="og:site_name" content="Valley Post">'
)
STORY = [
    "The ferry to Lowen took its first passengers on Monday, eleven weeks after the flood tore away its landing stage.",
    "Engineers had to drive forty new piles into the bed of the river before the boat could put in safely.",
    "“We waited for this morning,” said Marta Hale, who takes the ferry to school. “The bus takes an hour longer.”",
    "The county paid for the repair, which cost 2.4 million crowns, and the ferry stays free until the year's end.",
    "A second boat will follow in May. It was built upstream and carries eighty people and twelve bicycles.",
    "Mayor Jon Peel said that the town had learned from the flood and would lift the stage by another metre.",
]
MARKUP = "".join(f"<p>{part}</p>" for part in STORY)
OTHER = [
    "The museum of clocks opens a room for children in which every hour has a colour and a sound of its own.",
    "Visitors may wind up forty clocks by hand. The oldest of them was made three hundred years ago in the valley.",
    "Tickets cost six crowns, and schools pay nothing. The museum is closed on Mondays and in the whole of January.",
    "“Children ask better questions about time than their parents,” said the museum's director, Ines Calder.",
    "The room was paid for by a baker who left the town his house, his clocks and a recipe for rye bread.",
]


def page(script: str, shown: str = "", head: str = HEAD) -> Page:
    return Page(f"<html><head>{head}</head><body><div id='root'>{shown}</div>{script}</body></html>".encode())


def state(value: object, opening: str = '<script type="application/json" id="__NEXT_DATA__">', end: str = "") -> str:
    return f"{opening}{json.dumps(value).replace('</', '<' + chr(92) + '/')}{end}</script>"


def told(script: str, shown: str = "", head: str = HEAD) -> list[str]:
    return [block.text for block in extract_article(page(script, shown, head)).blocks]


def post(body: object, **more: object) -> dict:
    return {"props": {"pageProps": {"article": {"title": TITLE, "body": body, **more}, "ads": ["top", "side"]}}}


def span(text: str, kind: str = "text", key: str = "text") -> dict:
    return {"type": kind, key: text}


HALVED = [(part[:30], part[30:45], part[45:]) for part in STORY]
SHAPES = {
    "json-ld": '<script type="application/ld+json">'
    + json.dumps({"@type": "NewsArticle", "headline": TITLE, "articleBody": "\n\n".join(STORY)})
    + "</script>",
    "html in a state": state(post(MARKUP)),
    "escaped html": state(post(escape(MARKUP))),
    "assigned": state(post(MARKUP), "<script>var a = 1; window.__INITIAL_STATE__ = ", ";(function(){a()})();"),
    "assigned with undefined": state(post(MARKUP), "<script>window.__S__={a:undefined};window.__P__=", ";"),
    "a string to parse": f"<script>window.__D__ = JSON.parse({json.dumps(json.dumps(post(MARKUP)))});</script>",
    "handed to a function": state(post(MARKUP), "<script>hydrate(", ");"),
    "json in json": state({"page": json.dumps(post(MARKUP))}),
    "a program's string": "<script>window.__NUXT__=(function(a){return {title:a,body:"
    + json.dumps(MARKUP)
    + "}}(1))</script>",
    "wordpress": state({"post": {"title": {"rendered": TITLE}, "content": {"rendered": MARKUP}}}),
    "arc": state(
        {
            "headlines": {"basic": TITLE},
            "content_elements": [
                {"type": "image", "caption": "The new stage. Photo: Valley Post"},
                *({"type": "text", "content": part} for part in STORY),
                {"type": "interstitial_link", "content": "More on the flood"},
            ],
        },
        "<script>window.Fusion=window.Fusion||{};Fusion.globalContent=",
        ";Fusion.spa=true;",
    ),
    "portable text": state(
        post(
            [
                {"_type": "block", "style": "normal", "children": [{"_type": "span", "text": half} for half in halves]}
                for halves in HALVED
            ]
        )
    ),
    "contentful": state(
        post(
            {
                "nodeType": "document",
                "content": [
                    {
                        "nodeType": "paragraph",
                        "data": {},
                        "content": [
                            {"nodeType": "text", "value": one, "marks": []},
                            {
                                "nodeType": "hyperlink",
                                "data": {"uri": "https://post.example/x"},
                                "content": [{"nodeType": "text", "value": two}],
                            },
                            {"nodeType": "text", "value": three, "marks": []},
                        ],
                    }
                    for one, two, three in HALVED
                ],
            }
        )
    ),
    "draft": state(post({"blocks": [{"type": "unstyled", "text": part, "entityRanges": []} for part in STORY]})),
    "editor.js": state(post({"blocks": [{"type": "paragraph", "data": {"text": part}} for part in STORY]})),
    "prosemirror": state(
        post({"type": "doc", "content": [{"type": "paragraph", "content": [span(p)]} for p in STORY]})
    ),
    "fragments under their whole": state(
        post(
            [
                {
                    "type": "paragraph",
                    "model": {"text": part, "blocks": [{"type": "fragment", "model": {"text": part}}]},
                }
                for part in STORY
            ]
        )
    ),
    "lines": state(post("\n".join(STORY))),
    "markdown": state(
        post("\n\n".join(STORY).replace("forty new piles", "**forty** [new piles](https://post.example)"))
    ),
    "glued": state(post("".join(STORY))),
    "noscript": f"<noscript><div class='story'>{MARKUP}</div></noscript>",
    "template": f"<template shadowrootmode='open'><article>{MARKUP}</article></template>",
    "template in a script": f"<script type='text/template'><article>{MARKUP}</article></script>",
    "streamed": "".join(
        f"<script>self.__next_f.push([1,{json.dumps(piece)}])</script>"
        for piece in (
            '1:["$","div",null,{"children":[["$","h1",null,{"children":' + json.dumps(TITLE) + "}],",
            '["$","div",null,{"children":['
            + ",".join(json.dumps(["$", "p", str(n), {"children": p}]) for n, p in enumerate(STORY)),
            "]}]]}]\n2:null\n",
        )
    ),
    "streamed text": "".join(
        f"<script>self.__next_f.push([1,{json.dumps(piece)}])</script>"
        for piece in (f"0:null\na:T{len(MARKUP.encode()):x},{MARKUP[:200]}", MARKUP[200:] + '1:["$","p",null,{}]\n')
    ),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_a_story_in_scripts_is_read(shape: str) -> None:
    assert told(SHAPES[shape]) == STORY


@pytest.mark.parametrize("shape", SHAPES)
def test_what_an_empty_page_says_is_left_out(shape: str) -> None:
    shown = "<p>You need to enable JavaScript to run this app.</p><p>We use cookies so that the site works for you.</p>"
    assert told(SHAPES[shape], shown) == STORY


def examined(script: str, shown: str = "") -> Extraction:
    return examine(page(script, shown))


def test_it_is_said_and_lowers_the_confidence() -> None:
    found = examined(SHAPES["html in a state"])
    assert "read from the script __NEXT_DATA__ (props.pageProps.article.body)" in found.warnings[0]
    assert found.confidence <= 0.5
    receipts = [receipt for receipt in found.receipts if receipt.kept]
    assert [receipt.text for receipt in receipts] == STORY
    assert all("from the script __NEXT_DATA__" in receipt.reason for receipt in receipts)
    assert receipts[0].anchor == "/html/body/script"


def test_strict_refuses_it() -> None:
    with pytest.raises(NoArticle, match="__NEXT_DATA__"):
        extract_article(page(SHAPES["html in a state"]), ExtractOptions(strict=True))


def test_a_text_without_any_paragraph_stays_whole() -> None:
    body = " ".join(STORY)
    assert told(state(post(body))) == [body]


def test_headings_quotes_and_lists_keep_their_kind() -> None:
    blocks = [
        *({"type": "paragraph", "text": part} for part in STORY[:4]),
        {"type": "header", "text": "What comes next"},
        {"type": "quote", "text": "The river gives and takes, and we count the steps to it every spring."},
        {"type": "list", "items": ["A second boat will come in May.", "The stage will be lifted by a metre."]},
        {"type": "paragraph", "text": STORY[4]},
    ]
    kinds = [block.kind for block in extract_article(page(state(post(blocks)))).blocks]
    assert kinds[4:8] == [BlockKind.HEADING, BlockKind.QUOTE, BlockKind.ITEM, BlockKind.ITEM]


def test_prompts_inside_the_hidden_story_are_left_out() -> None:
    prompt = "<p>Sign up for our newsletter and get the news of the valley in your inbox every morning.</p>"
    assert told(state(post(MARKUP.replace("<p>A second", prompt + "<p>A second")))) == STORY


def test_a_title_only_in_the_state_is_taken() -> None:
    found = extract_article(page(state(post(MARKUP)), head="<title></title>"))
    assert found.title == TITLE


def test_the_story_of_the_page_wins_over_longer_ones_beside_it() -> None:
    longer = "".join(f"<p>{part}</p>" for part in OTHER * 2)
    value = {"articles": [{"title": "A room for clocks", "body": longer}, {"title": TITLE, "body": MARKUP}]}
    assert told(state(value)) == STORY


def test_a_story_that_is_shown_is_read_from_the_page() -> None:
    found = examined(state(post("".join(f"<p>{part}</p>" for part in STORY * 2))), f"<article>{MARKUP}</article>")
    assert all(block.anchor.startswith("/html/body/div/article") for block in found.article.blocks)


def test_a_story_that_is_sold_is_read_with_a_word_on_that() -> None:
    sold = '<script type="application/ld+json">' + json.dumps(
        {"@type": "NewsArticle", "headline": TITLE, "isAccessibleForFree": False, "articleBody": "\n\n".join(STORY)}
    )
    shown = f"<article><h1>{TITLE}</h1><p>{STORY[0]}</p></article>"
    found = examined(sold + "</script>", shown)
    assert [block.text for block in found.article.blocks] == STORY
    assert "whether you may narrate it" in found.warnings[0]


@pytest.mark.parametrize(
    ("title", "body"),
    [
        (
            "洪水后渡轮恢复开往洛文",
            "渡轮在洪水之后第一次开往洛文。工程师在河床上打下了四十根新桩。市长说，镇上从洪水中学到了很多。" * 8,
        ),
        (
            "홍수 뒤 로웬행 여객선 운항 재개",
            "홍수가 휩쓸고 간 뒤 로웬행 여객선이 다시 다닌다. 군청은 선착장을 새로 지었다. 시장이 말했다. " * 9,
        ),
    ],
)
def test_a_hidden_story_in_other_writing_is_read(title: str, body: str) -> None:
    assert told(state({"title": "", "body": f"<p>{body}</p>"}), head=f"<title>{title}</title>") == [body.strip()]


RUBBISH = {
    "another story": state({"title": "A room for clocks", "body": "".join(f"<p>{part}</p>" for part in OTHER)}),
    "cards": state([{"title": f"{part[:40]}", "url": f"/a/{n}", "text": part} for n, part in enumerate(OTHER * 3)]),
    "messages": state({"messages": {f"key{n}": f"Ferry to Lowen: choose seat {n}" for n in range(300)}}),
    "program": "<script>var text = '" + "function go(){ return ferry.lowen(1); } " * 60 + "';</script>",
    "template": "<template>"
    + "<p>{{ ferry.title }} runs to Lowen after the flood. {{ ferry.text }} It is good.</p>" * 9
    + "</template>",
    "style": "<noscript><style>" + ".ferry { color: red; } " * 50 + "</style></noscript>",
    "encoded": state({"title": TITLE, "body": "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo0NTY3ODkw" * 40}),
    "consent": state(
        {"title": "Consent", "text": "<p>We and our partners store cookies on your device. You may refuse.</p>" * 12}
    ),
    "numbers": state({"title": TITLE, "body": "Ferry 12 45 67. Lowen 99 12 11. Flood 4 5 6 7 8 9. " * 30}),
}


@pytest.mark.parametrize("shape", RUBBISH)
def test_what_is_no_story_is_never_read(shape: str) -> None:
    with pytest.raises(NoArticle, match="no article was found"):
        told(RUBBISH[shape])


SIZE = 1_000_000
HOSTILE = {
    "values that never end": "<script>" + 'a={"x":[' * (SIZE // 8) + "</script>",
    "many values": "<script>" + 'a={"x":1};' * (SIZE // 10) + "</script>",
    "deep": "<script type='application/json'>" + "[" * SIZE + "</script>",
    "deep and wide": "<script type='application/json'>[" + ",".join(["[" * 900 + "]" * 900] * 500) + "]</script>",
    "wide": "<script type='application/json'>[" + ",".join(['{"text":"a b c."}'] * (SIZE // 18)) + "]</script>",
    "quotes": "<script>" + "\"'`\\" * (SIZE // 4) + "</script>",
    "rows": "<script>self.__next_f.push([1," + json.dumps('1:["a"\n2:Tfffff,' * (SIZE // 20)) + "])</script>",
    "scripts": '<script>self.__next_f.push([1,"1:[1]"])</script>' * (SIZE // 100),
    "glued": '<script type="application/ld+json">'
    + json.dumps({"@type": "Article", "articleBody": "aaa.Bb " * 70_000})
    + "</script>",
    "tags": state({"body": "<p>" * (SIZE // 3)}),
}


@pytest.mark.parametrize("shape", HOSTILE)
def test_hostile_scripts_take_bounded_time(shape: str) -> None:
    start = process_time()
    assert examine(page(HOSTILE[shape])).article is None
    assert process_time() - start < 10
