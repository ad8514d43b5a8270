"""Where the line runs between kept and left out: scores, lengths, shares of links, places, one step to each side."""

import math
import re

import pytest

from narrate.extract.metadata import Metadata
from narrate.extract.prune import judge
from narrate.extract.walk import Candidate, Frame

WORDS = re.findall(
    r"\w+",
    "boats ferry harbour winter bridge county repair engine captain island morning village water council budget timber "
    "copper railway market summer garden window planet letter silver thunder meadow river forest castle station valley "
    "mountain desert cotton barley pepper lantern anchor compass saddle hammer needle basket blanket candle kettle",
)


def said(number: int, end: str = ".", start: int = 0) -> str:
    """Return `number` words that mean nothing."""
    return " ".join(WORDS[(start + place) % len(WORDS)] for place in range(number)) + end


SIX, EIGHT, TWENTY = said(6), said(8), said(20)


def frame(tag="p", parent=None, names="", **more) -> Frame:
    steps = parent.steps if parent is not None else {}
    steps[tag] = steps.get(tag, 0) + 1
    return Frame(tag, parent, parent.depth + 1 if parent else 0, steps[tag], names, **more)


class Page:
    """Candidates of a page in one element, or where a test puts them."""

    def __init__(self) -> None:
        self.box = frame("div")
        self.scores: list[float] = []
        self.found: list[Candidate] = []

    def add(self, text, score=0.95, tag="p", *, within=None, names="", linked=0, hidden=False, mark="", **more):
        own = within if isinstance(within, Frame) and tag is None else frame(tag, within or self.box, names, **more)
        own.count += 1
        self.found.append(
            Candidate(text, own, linked, 0, 0, 0, 0, 0, 0, hidden, 1, 0, 0, mark=mark, order=len(self.found))
        )
        self.scores.append(score)
        return self

    def judged(self, title="", byline=(), description=""):
        known = Metadata(
            title, byline, None, None, None, None, None, None, (), description, "", free=True, declared_words=0
        )
        return judge(self.found, self.scores, known)

    def kept(self, **known) -> list[bool]:
        return [verdict.kept for verdict in self.judged(**known)]

    def reasons(self, **known) -> list[str]:
        return [verdict.reason for verdict in self.judged(**known)]


def alone(text: str, score: float = 0.95, **more) -> bool:
    """Tell whether one candidate is kept between two of the story that stand elsewhere."""
    page = Page().add(said(20, start=3)).add(text, score, within=frame("section"), **more).add(said(20, start=29))
    return page.kept()[1]


@pytest.mark.parametrize(("score", "kept"), [(0.5, True), (0.49, False)])
def test_half_of_the_trees_must_take_a_text_for_the_story(score, kept):
    assert alone(said(20), score) is kept


@pytest.mark.parametrize(
    ("mark", "rule", "kept"),
    [
        ("only", "drop", True),
        ("skip", "keep", False),
        ("", "keep", True),
        ("", "drop", False),
        ("", "", False),
    ],
)
def test_an_authors_mark_beats_a_site_rule_and_that_the_score(mark, rule, kept):
    score = 0.1 if kept else 0.95
    if mark or rule:
        assert alone(said(20), score, mark=mark, rule=rule) is kept
    assert alone("subscribe to our newsletter", rule="keep"), "what a rule keeps isn't judged by its words"


@pytest.mark.parametrize(("score", "kept"), [(0.1, True), (0.09, False)])
def test_in_a_body_that_a_site_rule_names_a_tenth_is_enough_and_outside_nothing_is(score, kept):
    page = Page().add(said(20), score, rule="body").add(said(20, start=30), 0.95)
    assert page.kept() == [kept, False]
    assert not Page().add(said(20), 0.3, rule="body", hidden=True).kept()[0]


class TestStandfirst:
    """A text that the page's description repeats."""

    @staticmethod
    def first(text=EIGHT, score=0.15, description=EIGHT, before=2, **more):
        """Tell whether a standfirst of so many blocks below the story's start is kept."""
        page = Page()
        for number in range(before):
            page.add(said(20, start=10 + 15 * number))
        return page.add(text, score, **more).judged(description=description)[-1]

    @pytest.mark.parametrize(("score", "kept"), [(0.12, True), (0.11, False)])
    def test_it_is_kept_from_an_eighth(self, score, kept):
        assert self.first(score=score).kept is kept

    @pytest.mark.parametrize(("words", "kept"), [(6, True), (5, False)])
    def test_it_has_six_words(self, words, kept):
        assert self.first(said(words), description=said(words)).kept is kept

    @pytest.mark.parametrize(("linked", "kept"), [(0.49, True), (0.5, False)])
    def test_less_than_half_of_it_is_a_link(self, linked, kept):
        text = said(20)
        text += "." * (len(text) % 2)
        assert self.first(text, linked=int(linked * len(text)), description=text).kept is kept

    @pytest.mark.parametrize(("shared", "kept"), [(11, True), (10, False)])
    def test_the_description_has_more_than_seven_tenths_of_it(self, shared, kept):
        assert self.first(said(13), description=said(shared)).kept is kept  # 8 of 10 runs of four words, 7 of 10

    def test_what_is_hidden_or_a_caption_is_none(self):
        assert not self.first(hidden=True).kept
        assert not self.first(names="caption").kept
        assert self.first(names="plain").kept

    @pytest.mark.parametrize(("before", "kept"), [(2, True), (3, False)])
    def test_it_stands_within_two_blocks_of_the_start(self, before, kept):
        verdict = self.first(before=before)
        assert verdict.kept is kept
        assert kept or verdict.reason == "standfirst told again"

    def test_what_is_kept_for_its_score_may_repeat_it_anywhere(self):
        assert self.first(score=0.9, before=3).kept

    @pytest.mark.parametrize(("score", "kept"), [(0.02, True), (0.015, False)])
    def test_above_the_start_nearly_any_score_is_enough(self, score, kept):
        assert Page().add(said(8), score).add(said(20, start=9)).kept(description=said(8))[0] is kept

    @pytest.mark.parametrize(("between", "kept"), [(7, True), (8, False)])
    def test_it_stands_among_the_eight_above_the_start(self, between, kept):
        page = Page().add(said(8), 0.05)
        for number in range(between):
            page.add(f"share {number}", 0.0)
        assert page.add(said(20, start=9)).kept(description=said(8))[0] is kept

    @pytest.mark.parametrize(("score", "kept"), [(0.06, True), (0.055, False)])
    def test_a_class_name_is_enough_from_a_sixteenth(self, score, kept):
        assert Page().add(said(4, ""), score, names="articleDek").add(said(20, start=9)).kept()[0] is kept

    @pytest.mark.parametrize("names", ["dekstop", "plain", "undek"])
    def test_a_class_name_is_a_whole_word(self, names):
        assert not Page().add(said(4, ""), 0.1, names=names).add(said(20, start=9)).kept()[0]

    def test_the_name_may_be_that_of_the_element_around_it_and_no_farther(self):
        for depth, kept in ((1, True), (2, False)):
            page, around = Page(), frame("div", None, "dek")
            for _ in range(depth - 1):
                around = frame("div", around)
            assert page.add(said(4, ""), 0.1, within=around).add(said(20, start=9)).kept()[0] is kept

    @pytest.mark.parametrize(
        ("more", "kept"),
        [
            ({"linked": int(0.3 * len(said(6)))}, True),
            ({"linked": int(0.3 * len(said(6))) + 1}, False),
            ({"hidden": True}, False),
        ],
    )
    def test_a_named_one_is_seen_and_mostly_no_link(self, more, kept):
        assert Page().add(said(6), 0.1, names="dek", **more).add(said(20, start=9)).kept()[0] is kept

    @pytest.mark.parametrize(("words", "kept"), [(4, True), (3, False)])
    def test_a_named_one_has_four_words(self, words, kept):
        assert Page().add(said(words), 0.1, names="dek").add(said(20, start=9)).kept()[0] is kept

    def test_a_byline_with_its_name_is_none(self):
        page = Page().add("By Ada Lind and friends", 0.1, names="dek").add(said(20, start=9))
        assert page.reasons(byline=("Ada Lind",))[0] == "byline"

    def test_what_was_left_out_for_a_reason_stays_out(self):
        page = Page().add(said(8), 0.9, names="dek", mark="skip").add(said(20, start=9))
        assert page.kept(description=said(8)) == [False, True]

    def test_nothing_is_kept_where_there_is_no_story(self):
        assert Page().add(said(9, start=9), 0.1, names="dek").add(said(8), 0.1).kept() == [False, False]
        assert Page().add(said(8), 0.1, names="plain").add(said(9, start=9), 0.1, names="dek").kept() == [False, False]


class TestBelowTheHeadline:
    """A plain sentence right below the headline."""

    @staticmethod
    def first(text=SIX, score=0.1, *, heading="Ferry sails again Monday", tag="h1", far=False, between=0, **more):
        page = Page().add(heading, 0.0, tag=tag)
        for _ in range(between):
            page.add("Share", 0.0)
        page.add(text, score, within=frame("section") if far else page.box, **more)
        return page.add(said(20, start=20)).kept(title="Ferry sails again Monday")[-2]

    @pytest.mark.parametrize(("score", "kept"), [(0.08, True), (0.07, False)])
    def test_it_is_kept_from_a_twelfth(self, score, kept):
        assert self.first(score=score) is kept

    @pytest.mark.parametrize(("words", "kept"), [(5, True), (4, False)])
    def test_it_has_five_words(self, words, kept):
        assert self.first(said(words)) is kept

    @pytest.mark.parametrize(
        ("more", "kept"),
        [
            ({}, True),
            ({"between": 1}, False),
            ({"far": True}, False),
            ({"linked": 1}, False),
            ({"hidden": True}, False),
            ({"text": said(6, "")}, False),
            ({"text": said(6, "?")}, True),
            ({"text": said(6, " 2025.")}, False),
            ({"text": said(6, " 5 days.")}, True),
            ({"text": said(6, " 5 men.")}, False),
            ({"text": said(3, " 2025 ") + said(4, start=9)}, True),
            ({"tag": "h2"}, True),
            ({"tag": "h3"}, False),
            ({"heading": "Ferry sails again"}, True),
            ({"heading": "Ferry sails"}, False),
            ({"heading": "Ferry sails again Monday evening"}, True),
            ({"heading": "Ferry sails again Monday at five in the evening"}, False),
        ],
    )
    def test_it_is_a_sentence_of_the_same_element_right_below_it(self, more, kept):
        assert self.first(**more) is kept

    def test_a_heading_is_none(self):
        page = Page().add("Ferry sails again Monday", 0.0, tag="h1").add(said(6), 0.1, tag="h2")
        assert not page.add(said(20, start=20)).kept(title="Ferry sails again Monday")[1]

    def test_it_may_stand_far_above_the_story(self):
        page = Page().add("Ferry sails again Monday", 0.0, tag="h1").add(said(6), 0.1)
        for number in range(12):
            page.add(f"share {number}", 0.0)
        assert page.add(said(20, start=20)).kept(title="Ferry sails again Monday")[1]

    def test_the_last_heading_that_says_the_title_is_the_headline(self):
        page = Page().add("Ferry sails again Monday", 0.0, tag="h1").add(said(6), 0.1)
        page.add("Ferry sails again Monday", 0.0, tag="h2").add(said(6, start=8), 0.1).add(said(20, start=20))
        assert page.kept(title="Ferry sails again Monday") == [False, False, False, True, True]

    def test_a_title_of_two_words_names_no_headline(self):
        page = Page().add("Ferry sails", 0.0, tag="h1").add(said(6), 0.1).add(said(20, start=20))
        assert not page.kept(title="Ferry sails")[1]
        page = Page().add("Ferry sails again", 0.0, tag="h1").add(said(6), 0.1).add(said(20, start=20))
        assert page.kept(title="Ferry sails again")[1]


class TestAlone:
    """What a text of high score is by itself."""

    def test_without_a_word_it_is_nothing(self):
        assert Page().add(said(20)).add("…", 0.95).reasons()[1] == "no words"

    @pytest.mark.parametrize(
        ("text", "title", "reason"),
        [
            (said(3), said(3, ""), "headline"),
            (said(4, " and more"), said(4, ""), "headline"),
            (said(3, " and more"), said(3, ""), ""),
            ("More " + said(4), said(4, ""), ""),
            (said(4, "") + " " + said(11, start=20), said(4, ""), "headline"),
            (said(4, "") + " " + said(12, start=20), said(4, ""), ""),
        ],
    )
    def test_the_headline_and_what_begins_with_it_is_the_headline(self, text, title, reason):
        found = Page().add(said(20, start=24)).add(text).reasons(title=title)[1]
        assert found == (reason or "score 0.95")

    @pytest.mark.parametrize(("score", "kept"), [(0.85, False), (0.9, True)])
    def test_a_date_is_left_out_unless_the_score_is_sure(self, score, kept):
        assert alone("May 5, 2025", score) is kept

    def test_a_heading_may_be_a_date(self):
        page = Page().add(said(20)).add("May 5, 2025", 0.6, tag="h2").add(said(20, start=21))
        assert page.kept() == [True, True, True]

    @pytest.mark.parametrize(("score", "kept"), [(0.85, False), (0.9, True)])
    def test_a_line_of_links_is_left_out_unless_the_score_is_sure(self, score, kept):
        text = said(6)
        assert alone(text, score, linked=len(text.replace(" ", ""))) is kept

    @pytest.mark.parametrize(("words", "kept"), [(29, False), (30, True)])
    def test_thirty_words_are_no_line(self, words, kept):
        text = said(words)
        assert alone(text, 0.6, linked=len(text.replace(" ", ""))) is kept

    @pytest.mark.parametrize(
        ("share", "end", "kept"),
        [
            (0.95, ".", False),
            (0.85, ".", True),
            (0.85, "", False),
            (0.65, "", False),
            (0.55, "", True),
            (0.65, ".”", True),
        ],
    )
    def test_links_alone_or_links_and_labels_are_a_line_of_links(self, share, end, kept):
        text = said(12, end)
        assert alone(text, 0.6, linked=int(share * len(text.replace(" ", "")))) is kept

    def test_a_heading_may_be_a_link(self):
        text = said(5, "")
        page = Page().add(said(20, start=7)).add(text, 0.6, tag="h2", linked=len(text.replace(" ", "")))
        assert page.add(said(20, start=21)).kept()[1]


class TestBeside:
    """A doubtful text between others of the story."""

    @staticmethod
    def kept(text=EIGHT, score=0.4, tag="p", before="p", after="p", **more):
        page = Page()
        for other, start in ((before, 10), (after, 29)):
            if start == 29:
                page.add(text, score, tag=tag, **more)
            page.add(said(20, start=start), 0.95 if other else 0.0, tag=other or tag)
        return page.kept()[1]

    @pytest.mark.parametrize(("score", "kept"), [(0.35, True), (0.34, False)])
    def test_a_sentence_is_kept_from_a_third(self, score, kept):
        assert self.kept(score=score) is kept

    @pytest.mark.parametrize(
        ("more", "kept"),
        [
            ({"after": None}, True),
            ({"before": None}, True),
            ({"before": None, "after": None}, False),
            ({"before": "li", "after": "li"}, False),
            ({"hidden": True}, False),
            ({"linked": int(0.3 * len(said(8)))}, True),
            ({"linked": int(0.3 * len(said(8))) + 1}, False),
            ({"text": said(6)}, True),
            ({"text": said(5)}, False),
            ({"text": said(8, "")}, False),
            ({"text": said(8, '."')}, True),
            ({"text": said(29, "")}, False),
            ({"text": said(30, "")}, True),
            ({"tag": "div", "before": "div", "after": "div"}, False),
            ({"tag": "li", "before": "li", "after": "li"}, True),
            ({"tag": "li", "before": "li", "after": None}, False),
            ({"tag": "li", "before": "li", "after": "li", "text": said(5, "")}, True),
            ({"tag": "li", "before": "li", "after": "li", "text": said(4, "")}, False),
        ],
    )
    def test_a_sentence_needs_one_neighbour_and_an_item_two(self, more, kept):
        assert self.kept(**more) is kept

    def test_the_neighbour_stands_in_the_same_element_wrappers_aside(self):
        main = frame("main")
        for others, kept in ((0, True), (1, False)):
            page, box = Page().add(said(20), within=main), frame("section", frame("div", main))
            page.add(said(8, start=30), 0.4, within=box)
            for _ in range(others):
                page.add("Menu", 0.0, within=box)
            assert page.kept()[:2] == [True, kept]

    def test_the_last_text_of_a_page_is_no_neighbour_of_the_first(self):
        page = Page().add(said(8), 0.4, tag="li").add(said(20, start=10), tag="li").add(said(20, start=29), tag="li")
        assert page.kept() == [False, True, True]

    def test_what_is_kept_so_is_judged_alone_too(self):
        page = Page().add(said(20)).add("Ada Lind wrote this long ago.", 0.4)
        assert page.reasons(byline=("Ada Lind",))[1] != "score 0.40, beside the story"
        assert page.reasons()[1] == "score 0.40, beside the story"

    def test_rows_of_stars_are_passed_over_to_the_end_of_the_page(self):
        page = Page().add("***", 0.0).add(said(8), 0.4).add("* * *", 0.0)
        assert page.kept() == [False, False, False]
        page = Page().add("***", 0.0).add(said(8), 0.4).add("* * *", 0.0).add(said(20, start=20))
        assert page.kept()[1]


class TestItemsAndCorrections:
    """What a list or a story's end gives back."""

    @staticmethod
    def linked_item(plain: int, tag="li", linked=0.0, score=0.7):
        page, listed = Page().add(said(20)), frame("ul")
        for number in range(plain):
            text = said(7, start=20 + number)
            page.add(text, tag=tag, within=listed, linked=math.ceil(linked * len(text)))
        text = said(6, "", start=33)
        return page.add(text, score, tag=tag, within=listed, linked=len(text.replace(" ", ""))).kept()[-1]

    @pytest.mark.parametrize(("plain", "kept"), [(2, True), (1, False)])
    def test_two_plain_items_make_a_list_one_of_the_story(self, plain, kept):
        assert self.linked_item(plain) is kept

    def test_items_half_of_links_are_not_plain_and_lines_are_no_items(self):
        assert not self.linked_item(3, linked=0.5)
        assert self.linked_item(3, linked=0.45)
        assert not self.linked_item(3, tag="p")

    @pytest.mark.parametrize(
        ("score", "text", "kept"),
        [
            (0.1, "Correction: " + said(7), True),
            (0.09, "Correction: " + said(7), False),
            (0.2, "Correction: " + said(6), False),
            (0.2, said(8) + " Correction", False),
        ],
    )
    def test_a_correction_below_the_story_is_kept(self, score, text, kept):
        assert Page().add(said(20, start=9)).add(text, score).kept()[1] is kept

    def test_a_correction_above_all_of_the_story_is_not(self):
        assert Page().add("Correction: " + said(7), 0.2).add(said(20, start=9)).kept() == [False, True]


class TestPlaces:
    """What a text is by the elements around it."""

    @staticmethod
    def reason(text=TWENTY, tag="p", names=(), score=0.95, **more):
        """Return the verdict on a text inside elements of these tags and names, the outermost first."""
        around = frame("body")
        for word in names:
            outer, _, name = word.partition(".")
            around = frame(outer, around, name)
        page = Page().add(said(30, start=7)).add(text, score, tag=tag, within=around, **more)
        return page.reasons()[1].replace("score 0.95", "")

    @pytest.mark.parametrize(
        ("names", "reason"),
        [
            (["figcaption", "div"], "caption"),
            (["figcaption", "div", "div"], ""),
            (["div.photo-caption", "div"], "caption"),
            (["div.photo-caption", "div", "div"], ""),
            (["div.my-photo-caption-x"], ""),
            (["div.Photo-Caption"], "caption"),
            (["figure", "div", "div"], "caption"),
            (["figure", "div", "div", "div"], ""),
            (["figure", "blockquote"], ""),
            (["figure.quote", "div"], ""),
            (["div.twitter-tweet", "div"], "embedded post"),
            (["div.twitter-tweet", "div", "div"], ""),
            (["div.atomTwitterEmbed-x", "div"], "embedded post"),
            (["div.tweet-embed", "div", "div"], ""),
            (["div.footnotes", "div"], "footnote"),
            (["div.footnotes", "div", "div"], ""),
            (["div.cookie-box", *["div"] * 6], "cookie notice"),
            (["div.cookie-box", *["div"] * 7], ""),
        ],
    )
    def test_names_reach_so_far(self, names, reason):
        assert self.reason(names=names) == reason

    def test_the_bodys_own_name_says_nothing(self):
        page = Page().add(said(30, start=7)).add(said(20), within=frame("body", frame("html"), "cookie-consent"))
        assert page.kept() == [True, True]

    @pytest.mark.parametrize(
        ("words", "end", "own", "reason"),
        [
            (12, "", True, "byline"),
            (13, "", True, ""),
            (12, ".", True, ""),
            (12, ".”", True, ""),
            (12, "", False, ""),
        ],
    )
    def test_a_short_line_in_an_element_called_author_is_a_byline(self, words, end, own, reason):
        text = said(words, end)
        page = Page().add(said(30, start=7))
        within = frame("div", None, "" if own else "author")
        page.add(text, within=within, names="author" if own else "")
        assert page.reasons()[1].replace("score 0.95", "") == reason

    @pytest.mark.parametrize(("tag", "reason"), [("p", "linked card"), ("h2", "")])
    def test_a_text_inside_a_link_is_a_card_and_a_heading_may_be_linked(self, tag, reason):
        page = Page().add(said(30, start=7)).add(said(20), tag=tag, in_link=True).add(said(30, start=19))
        assert page.reasons()[1].replace("score 0.95", "") == reason

    @pytest.mark.parametrize(
        ("words", "end", "cells", "reason"),
        [
            (12, ".", 1, ""),
            (11, ".", 1, "table"),
            (12, "", 1, "table"),
            (12, ".”", 1, ""),
            (12, ".", 2, ""),
            (12, ".", 3, "table"),
            (39, ".", 3, "table"),
            (40, ".", 3, ""),
        ],
    )
    @pytest.mark.parametrize("tag", ["td", "th"])
    def test_a_cell_is_of_a_table_unless_it_is_a_paragraph(self, tag, words, end, cells, reason):
        row = frame("tr")
        page = Page().add(said(30, start=7)).add(said(words, end), tag=tag, within=row)
        for _ in range(cells - 1):
            frame("td", row)
        assert page.reasons()[1].replace("score 0.95", "") == reason

    @pytest.mark.parametrize(("paragraphs", "cells", "reason"), [(1, 3, "table"), (1, 2, ""), (2, 3, ""), (1, 1, "")])
    def test_one_paragraph_in_each_of_several_cells_is_of_a_table(self, paragraphs, cells, reason):
        row = frame("tr")
        cell = frame("td", row)
        page = Page().add(said(30, start=7))
        for number in range(paragraphs):
            page.add(said(14, start=number), within=cell)
        for _ in range(cells - 1):
            frame("td", row)
        assert page.reasons()[1].replace("score 0.95", "") == reason

    def test_a_cell_of_two_texts_in_a_row_of_cells_holds_paragraphs(self):
        row = frame("tr")
        cell = frame("td", row)
        frame("td", row)
        page = Page().add(said(30, start=7)).add(said(14), tag=None, within=cell)
        page.add(said(14, start=20), tag=None, within=cell)
        assert page.kept() == [True, True, True]


class TestSweeps:
    """What others around a text give away."""

    @pytest.mark.parametrize(
        ("first", "second", "kept"),
        [(0.9, 0.9, [True, False]), (0.8, 0.89, [True, False]), (0.8, 0.95, [False, True]), (0.95, 0.6, [True, False])],
    )
    def test_of_equal_texts_the_first_is_read_unless_the_other_scored_much_better(self, first, second, kept):
        page = Page().add(said(4), first).add(said(4, "!"), second)
        assert page.kept() == kept
        assert page.reasons()[kept.index(False)] == "said twice"

    def test_short_and_lost_texts_before_a_double_change_nothing(self):
        page = Page().add(said(3, start=30)).add(said(9, start=20), 0.1).add(said(4)).add(said(4))
        assert page.kept() == [True, False, True, False]

    def test_of_three_equal_texts_one_is_read(self):
        assert Page().add(said(4), 0.6).add(said(4), 0.8).add(said(4), 0.85).kept() == [False, True, False]

    def test_three_words_may_be_said_twice_and_what_is_out_is_no_double(self):
        assert Page().add(said(3)).add(said(20, start=9)).add(said(3)).kept() == [True] * 3
        assert Page().add(said(6), 0.1).add(said(20, start=9)).add(said(6)).kept() == [False, True, True]

    @pytest.mark.parametrize(("shared", "kept"), [(9, False), (8, True)])
    def test_a_pull_quote_repeats_nine_tenths_of_another_block(self, shared, kept):
        page = Page().add(said(shared, "") + " " + said(6, start=30))
        page.add(said(shared, "") + said(10 - shared, start=40).join((" ", "")), names="pullquote")
        assert page.kept()[1] is kept

    def test_a_block_that_repeats_another_without_the_name_is_read(self):
        page = Page().add(said(10) + " " + said(6, start=30)).add(said(10))
        assert page.kept() == [True, True]

    @pytest.mark.parametrize(("depth", "kept"), [(1, False), (2, False), (3, True)])
    def test_the_name_of_a_pull_quote_reaches_three_elements(self, depth, kept):
        around = frame("div", None, "pull_quote")
        for _ in range(depth - 1):
            around = frame("div", around)
        assert Page().add(said(14)).add(said(10), within=around).kept()[1] is kept

    @staticmethod
    def headed(*texts, **more):
        page, box = Page().add(said(20)), frame("aside")
        page.add("The morning in brief", tag="h3", within=box)
        for text, score in texts:
            page.add(text, score, within=box, **more)
        return page.add(said(20, start=25)).kept()[1]

    PROMPT = ("Sign up for our newsletter today.", 0.9)

    def test_a_heading_over_a_prompt_goes_with_it(self):
        assert not self.headed(self.PROMPT)
        assert not self.headed((said(5), 0.1), self.PROMPT)
        assert self.headed((said(5, end=""), 0.1))
        assert self.headed(self.PROMPT, (said(9, start=33), 0.9)), "its element holds something of the story too"

    @pytest.mark.parametrize(("between", "kept"), [(10, False), (11, True)])
    def test_the_prompt_stands_among_eleven(self, between, kept):
        dull = [(said(5, end="", start=number), 0.1) for number in range(between)]
        assert self.headed(*dull, self.PROMPT) is kept

    def test_a_heading_goes_with_the_sentences_of_its_element_that_are_left_out(self):
        assert not self.headed((said(9), 0.1))
        assert self.headed((said(9), 0.1), (said(9, start=33), 0.9))

    def test_the_items_of_a_list_beside_a_prompt_go_with_it(self):
        page, box = Page().add(said(20)), frame("aside")
        page.add(*self.PROMPT, within=box)
        for card in ("visa", "debit"):
            page.add(card, tag="li", within=frame("ul", box))
        assert page.kept() == [True, False, False, False]

    @pytest.mark.parametrize(("depth", "kept"), [(4, False), (5, True)])
    def test_the_prompt_stands_in_the_headings_element_within_six_levels(self, depth, kept):
        page, box = Page().add(said(20)), frame("aside")
        inner = box
        for _ in range(depth):
            inner = frame("div", inner)
        page.add("The morning in brief", tag="h3", within=box).add(*self.PROMPT, within=inner)
        assert page.add(said(20, start=25)).kept()[1] is kept

    def test_a_short_label_over_a_prompt_goes_if_nothing_of_the_story_stands_beside_it(self):
        for label, kept in (("The letter of the evening", False), ("The letter is free.", True)):
            page, box = Page().add(said(20)), frame("aside")
            page.add(label, within=box).add(*self.PROMPT, within=box)
            assert page.kept()[1] is kept
        page, box = Page(), frame("div")
        page.add(said(20), within=box).add("Nobody answered", within=box).add(*self.PROMPT, within=box)
        assert page.kept() == [True, True, False], "the last line of a story"

    def test_a_heading_over_a_form_goes_with_it(self):
        for controls, kept in ((1, False), (0, True)):
            page, box = Page().add(said(20)), frame("aside")
            page.add("Should the harbour be sold?", tag="h3", within=box).add("Yes", 0.1, within=box)
            page.found[-1].controls = controls
            assert page.add(said(20, start=25)).kept()[1] is kept

    def test_a_paragraph_before_a_prompt_stays(self):
        page, box = Page(), frame("aside")
        page.add(said(20), within=box).add(*self.PROMPT, within=box)
        assert page.kept() == [True, False]

    def test_what_is_left_out_is_nothing_under_a_heading(self):
        assert Page().add(said(20)).add("One", tag="h2").add(said(9, start=9), 0.1).kept() == [True, False, False]

    def test_a_heading_of_nothing_goes_and_so_does_the_one_above_it(self):
        page = Page().add(said(20)).add("One", tag="h2").add("Two", tag="h3")
        assert page.kept() == [True, False, False]
        assert page.reasons()[1:] == ["heading of nothing"] * 2
        assert Page().add("One", tag="h2").add("Two", tag="h3").add(said(20)).kept() == [True] * 3

    @staticmethod
    def endless(*, tag="h1", told=60, outside=False, title="The ferry sails", box="article", nested=False):
        page, own = Page(), frame("article", frame("main"))
        page.add("The ferry sails", tag="h1", within=frame("header") if outside else own)
        for start in range(0, told, 20):
            page.add(said(min(20, told - start), start=start), within=own)
        other = frame(box, own if nested else own.parent)
        page.add("The mill turns", tag=tag, within=other).add(said(20, start=31), within=other)
        return page.reasons(title=title)[-1] != "another story"

    def test_another_story_with_a_headline_of_its_own_beside_the_pages_own_is_left_out(self):
        assert not self.endless()
        assert self.endless(tag="h2"), "a section or a live post"
        assert self.endless(nested=True), "a part of the story"
        assert self.endless(box="section")
        assert self.endless(outside=True), "nobody knows which article is the page's own"
        assert self.endless(title="")

    @pytest.mark.parametrize(("told", "kept"), [(60, False), (56, True)])
    def test_the_pages_own_story_has_sixty_words_beside_another_one(self, told, kept):
        assert self.endless(told=told) is kept

    @staticmethod
    def live(posts=3, told=60, names="live-card", tag="div", **more):
        page = Page()
        for start in range(0, told, 20):
            page.add(said(min(20, told - start), start=start))
        for number in range(posts):
            page.add(said(9, start=3 * number + 1), within=frame(tag, None, names), **more)
        return page.reasons()[-1] != "live feed"

    @pytest.mark.parametrize(
        ("more", "kept"),
        [
            ({}, False),
            ({"posts": 2}, True),
            ({"told": 59}, True),
            ({"names": "delivery-card"}, True),
            ({"names": "liveblogentry"}, False),
            ({"posts": 1, "tag": "amp-live-list", "names": ""}, False),
            ({"mark": "only"}, True),
        ],
    )
    def test_three_live_posts_beside_sixty_words_are_a_feed(self, more, kept):
        assert self.live(**more) is kept

    def test_posts_alone_tell_no_story(self):
        assert self.live(posts=9, told=0)

    def test_three_texts_of_one_post_are_no_feed(self):
        page, post = Page().add(said(30)).add(said(30, start=20)), frame("div", None, "live-card")
        for number in range(3):
            page.add(said(9, start=3 * number + 1), within=post)
        assert page.kept() == [True] * 5

    @pytest.mark.parametrize(("words", "kept"), [(8, False), (9, True)])
    def test_a_short_line_announces_a_list_of_links(self, words, kept):
        listed = frame("ul")
        page = Page().add(said(20)).add("Read more: " + said(words - 2, "", start=30))
        page.add(said(9, start=9), tag="li", within=listed).add(said(20, start=22))
        assert page.kept()[2] is kept

    def test_a_list_may_be_announced_at_the_end_of_the_page(self):
        page = Page().add(said(80)).add("Read more: " + said(6, "", start=30))
        assert not page.add(said(9, start=9), tag="li", within=frame("ul")).kept()[2]

    def test_a_list_after_any_other_line_is_read(self):
        listed = frame("ul")
        page = Page().add(said(20)).add("Four things are new:")
        assert page.add(said(9, start=9), tag="li", within=listed).kept() == [True] * 3

    @pytest.mark.parametrize(("prompts", "kept"), [(1, True), (2, False)])
    def test_a_list_with_two_prompts_goes_and_what_an_author_marked_stays(self, prompts, kept):
        listed = frame("ol")
        page = Page().add(said(80)).add(said(9, start=9), tag="li", within=listed)
        page.add(said(9, start=29), tag="li", within=listed, mark="only")
        for _ in range(prompts):
            page.add(*self.PROMPT, tag="li", within=listed)
        assert page.kept() == [True, kept, True] + [False] * prompts

    @pytest.mark.parametrize(("told", "kept"), [(21, False), (20, True)])
    def test_a_list_of_more_than_three_tenths_of_the_story_stays(self, told, kept):
        listed = frame("ul")
        page = Page().add(" ".join(["boat"] * told)).add(" ".join(["quay"] * 9), tag="li", within=listed)
        page.add(*self.PROMPT, tag="li", within=listed).add(*self.PROMPT, tag="li", within=listed)
        assert page.kept()[1] is kept

    @pytest.mark.parametrize(("depth", "kept"), [(2, False), (3, True)])
    def test_an_item_stands_within_four_levels_of_its_list(self, depth, kept):
        inner = listed = frame("ul")
        for _ in range(depth):
            inner = frame("div", inner)
        page = Page().add(said(80)).add(said(9, start=9), within=inner)
        page.add(*self.PROMPT, tag="li", within=listed).add(*self.PROMPT, tag="li", within=listed)
        assert page.kept()[1] is kept


class TestHeadings:
    """A heading of doubtful score goes with the text that it is the heading of."""

    @pytest.mark.parametrize(("score", "kept"), [(0.3, True), (0.29, False)])
    def test_a_doubtful_heading_right_above_the_story_is_kept(self, score, kept):
        page = Page().add(TWENTY).add("Who pays", score, "h3").add(said(20, start=7))
        assert page.kept()[1] is kept

    def test_a_heading_above_what_is_left_out_goes_with_it(self):
        page = Page().add(TWENTY).add("Who pays", 0.45, "h3").add(said(20, start=7), 0.2)
        assert page.kept() == [True, False, False]

    def test_a_doubtful_heading_before_the_story_stays_out(self):
        page = Page().add("Who pays", 0.45, "h3").add(TWENTY)
        assert page.kept() == [False, True]

    @pytest.mark.parametrize(("linked", "kept"), [(0, True), (7, False)])
    def test_a_heading_that_leads_elsewhere_stays_out(self, linked, kept):
        page = Page().add(TWENTY).add("Who pays", 0.45, "h3", linked=linked).add(said(20, start=7))
        assert page.kept()[1] is kept

    @pytest.mark.parametrize(("score", "kept"), [(0.9, True), (0.89, False)])
    def test_text_in_another_element_must_be_certain(self, score, kept):
        page = Page().add(TWENTY)
        page.add("Who pays", 0.45, "h3", within=frame("header", page.box))
        page.add(said(20, start=7), score, within=frame("section", page.box))
        assert page.kept()[1] is kept
