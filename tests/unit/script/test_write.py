"""What the reading of a whole story looks like."""

from dataclasses import replace

import pytest

from narrate.errors import LanguageUnsupported, NothingToSay
from narrate.model import Article, Block, BlockKind
from narrate.script.opening import byline_line
from narrate.script.write import write_script
from narrate.settings.lexicon import Lexicon
from narrate.settings.options import PAUSES_MS, ScriptOptions
from narrate.settings.reference import options_in_force

STORY = Article(
    title="Council votes 7-2 for the bridge",
    blocks=(
        Block(
            BlockKind.PARAGRAPH, "The council met on Oct. 3. It gave the plan a 0/4 score. Why? Nobody knows.", "/p[1]"
        ),
        Block(BlockKind.HEADING, "What comes next", "/h2"),
        Block(BlockKind.ITEM, "Work begins in 2026.", "/li[1]"),
    ),
    byline=("Ann Lee", "Bob Ray"),
    published="2024-03-05T08:00:00+02:00",
    site="The Bridge",
)


def test_the_opening_says_headline_byline_and_date_before_the_body() -> None:
    said = [u.spoken for u in write_script(STORY).utterances if u.block is None]
    assert said == [
        "Council votes seven to two for the bridge",
        "By Ann Lee and Bob Ray.",
        "March fifth, twenty twenty four.",
    ]


def test_each_part_of_the_opening_can_be_switched_off() -> None:
    options = ScriptOptions(headline=False, byline=False, date=False)
    assert all(u.block is not None for u in write_script(STORY, options).utterances)


def test_a_block_is_read_by_the_rules_of_its_own_language() -> None:
    quote = Block(BlockKind.QUOTE, "Am 3. Oktober kamen 12 Boote.", "/q", "de")
    utterances = write_script(Article("T", (STORY.blocks[0], quote))).utterances
    english, german = utterances[1], utterances[-1]
    assert english.spoken == "The council met on October third."
    assert german.spoken == "Am dritten Oktober kamen zwölf Boote."
    assert (english.is_quote, german.is_quote) == (False, True)


def test_own_words_are_said_where_they_are_meant_and_captions_keep_what_is_printed() -> None:
    lexicons = (
        Lexicon(wordings=(("council", "town council"),), site="bridge.example"),
        Lexicon((("plan", "plˈæ"),), language="de"),
    )
    story = replace(STORY, url="https://www.bridge.example/vote")
    said = [u for u in write_script(story, ScriptOptions(lexicons=lexicons)).utterances if u.block == 0]
    assert said[0].spoken == "The town council met on October third."
    assert said[0].printed == "The council met on Oct. 3."
    assert not any(u.pronunciations for u in said)
    assert "town" not in write_script(STORY, ScriptOptions(lexicons=lexicons)).utterances[3].spoken


@pytest.mark.parametrize(
    ("title", "language", "said"),
    [
        ("[Watch] Mayor opens the bridge", "en", "Mayor opens the bridge"),
        ("Mayor opens the bridge (VIDEO)", "en", "Mayor opens the bridge"),
        ("Mayor opens (VIDEO + PHOTOS) the bridge", "en", "Mayor opens the bridge"),
        ("WATCH: Mayor opens the bridge", "en", "Mayor opens the bridge"),
        ("Mayor opens the bridge – in pictures", "en", "Mayor opens the bridge"),
        ("Mayor opens the bridge | Video", "en", "Mayor opens the bridge"),
        ("Watch the mayor open the bridge", "en", "Watch the mayor open the bridge"),
        ("Mayor bans video (for now)", "en", "Mayor bans video (for now)"),
        ("Mayor bans photo - video stays", "en", "Mayor bans photo — video stays"),
        ("Video", "en", "Video"),
        ("[Video]", "en", "[Video]"),
        ("MAYOR OPENS NEW BRIDGE IN YORK", "en", "Mayor opens new bridge in York"),
        ("Міст відкрито (ФОТО, ВІДЕО)", "uk", "Міст відкрито"),
        ("Le pont est ouvert [EN IMAGES]", "fr", "Le pont est ouvert"),
    ],
)
def test_a_headline_is_said_without_notes_on_pictures_and_sound(title: str, language: str, said: str) -> None:
    story = replace(STORY, title=title, language=language)
    assert write_script(story).utterances[0].spoken == said


@pytest.mark.parametrize(
    ("site", "said"),
    [
        ("The Bridge", "The Bridge."),
        ("The Bridge |", "The Bridge."),
        ("Yahoo!", "Yahoo!"),
        ("Lee Inc.", "Lee Incorporated."),
    ],
)
def test_the_site_is_said_on_demand(site: str, said: str) -> None:
    story = replace(STORY, site=site)
    assert said in [u.spoken for u in write_script(story, ScriptOptions(site=True)).utterances]


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (("ANN O'NEILL-LEE",), "By Ann O'Neill-Lee."),
        (("ANN LEE II",), "By Ann Lee the second."),
        (("BOB RAY JR.",), "By Bob Ray Junior."),
        (("ABC NEWS",), "By A.B.C. News."),
        (("AFP",), "By A.F.P."),
        (("REUTERS",), "By REUTERS."),
        (("Ann Lee", "ANN LEE", " Bob  Ray "), "By Ann Lee and Bob Ray."),
        (("Ann Lee", "", "Bob Ray", "Cy Fox"), "By Ann Lee, Bob Ray and Cy Fox."),
        (("Ann Lee", "PhD", "Bob Ray"), "By Ann Lee, P.H.D. and Bob Ray."),
        (("Ann Lee", "M.D."), "By Ann Lee, M.D."),
        (("Bob Ray", "Jr."), "By Bob Ray, Junior."),
        (("What next?",), "By What next?"),
        (("", " "), None),
    ],
)
def test_names_are_said_as_names(names: tuple[str, ...], said: str | None) -> None:
    lines = [u.spoken for u in write_script(replace(STORY, byline=names)).utterances if u.block is None]
    assert lines[1:-1] == ([said] if said else [])


def test_several_authors_take_the_plural_where_a_language_has_one() -> None:
    assert (
        byline_line(Article("T", STORY.blocks, ("Ганна Лі", "Іван Рей"), language="uk"))
        == "Автори: Ганна Лі та Іван Рей."
    )


def test_the_printed_opening_is_one_line() -> None:
    assert byline_line(STORY) == "By Ann Lee and Bob Ray. March 5, 2024."


@pytest.mark.parametrize("published", [None, "soon", "2024-13-40"])
def test_an_impossible_date_is_left_out(published: str | None) -> None:
    assert byline_line(Article("T", STORY.blocks, ("Ann Lee",), published)) == "By Ann Lee."


def test_printed_is_a_slice_of_its_block() -> None:
    for u in write_script(STORY).utterances:
        if u.block is not None:
            text = STORY.blocks[u.block].text
            assert text[u.offset : u.offset + len(u.printed)] == u.printed


def test_a_very_short_sentence_is_said_with_its_neighbour() -> None:
    assert "Why? Nobody knows." in [u.printed for u in write_script(STORY).utterances]


def test_marks_out_of_a_maximum_and_dates_are_words() -> None:
    said = " ".join(u.spoken for u in write_script(STORY).utterances)
    assert "zero out of four" in said
    assert "October third" in said


def test_a_heading_is_followed_and_preceded_by_longer_silences() -> None:
    script = write_script(STORY)
    by_printed = {u.printed: u.pause_ms for u in script.utterances}
    assert by_printed["Why? Nobody knows."] > by_printed["The council met on Oct. 3."]
    assert by_printed["What comes next"] > by_printed["The council met on Oct. 3."]


def test_the_setting_for_silences_names_all_of_them() -> None:
    (about,) = (option.about for option in options_in_force({}) if option.name == "pauses_ms")
    said = about.replace(",", " ").rstrip(".")
    assert said.split()[-len(PAUSES_MS) :] == list(PAUSES_MS)


def test_own_silences_win() -> None:
    script = write_script(STORY, ScriptOptions(pauses_ms=(("end", 1234),)))
    assert script.utterances[-1].pause_ms == 1234


@pytest.mark.parametrize("options", [{"pauses_ms": (("nap", 1),)}, {"pauses_ms": (("end", -1),)}, {"max_chars": 5}])
def test_impossible_options_are_refused(options: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"pauses_ms|max_chars"):
        ScriptOptions(**options)


def test_a_language_without_rules_is_an_error_that_names_it() -> None:
    with pytest.raises(LanguageUnsupported, match="'xx'"):
        write_script(Article("T", STORY.blocks, language="xx"))


def test_a_text_without_a_title_is_named_by_its_beginning_in_an_error() -> None:
    with pytest.raises(LanguageUnsupported, match="'it', the language of 'Il mulino girava"):
        write_script(Article("", (Block(BlockKind.PARAGRAPH, "Il mulino girava.", "/p"),), language="it"))


def test_a_story_of_symbols_is_an_error() -> None:
    with pytest.raises(NothingToSay):
        write_script(Article("T", (Block(BlockKind.PARAGRAPH, "*** 😀 …", "/p"),)))
