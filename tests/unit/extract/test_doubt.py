"""A page whose blocks are in doubt is told, with the blocks."""

from narrate.extract import doubt
from narrate.extract.candidates import Candidate, Frame, Verdict

BLOCK = "The bridge over the river stays closed until Monday."


def verdict(score: float, text: str = BLOCK, reason: str = "", *, kept: bool | None = None, label: str = "") -> Verdict:
    candidate = Candidate(
        text=text, frame=Frame("p", None, 1, 1, ""), linked=0, bold=0, italic=0, lead=0, tail=0, link=0, links=0,
        hidden=False, jump=0, media=0, controls=0,
    )  # fmt: skip
    found = Verdict(candidate, score, score >= 0.5 if kept is None else kept, reason or f"score {score:.2f}")
    found.label = label
    return found


def test_a_page_of_sure_blocks_is_above_the_bar() -> None:
    assert doubt.confidence([verdict(0.99)] * 10 + [verdict(0.001)] * 40, 0) > 0.9


def test_two_blocks_in_the_middle_are_below_the_bar() -> None:
    assert doubt.confidence([verdict(0.99)] * 10 + [verdict(0.55), verdict(0.45)], 0) < doubt.BAR


def test_each_other_warning_halves_the_confidence() -> None:
    sure = [verdict(0.99)] * 3
    assert abs(doubt.confidence(sure, 1) - doubt.confidence(sure, 0) / 2) < 0.001


def test_what_a_rule_or_the_user_decided_is_in_no_doubt() -> None:
    decided = [
        verdict(0.9, reason="caption", kept=False),
        verdict(0.2, reason="score 0.20 in the site rule's body", kept=True),
        verdict(0.1, kept=True, label="table"),
    ]
    assert doubt.confidence(decided, 0) == doubt.confidence([], 0)


def test_a_warning_names_what_may_not_belong_and_what_may_be_missing() -> None:
    told = doubt.warning([verdict(0.99), verdict(0.6, "Write to our reporters."), verdict(0.4, "What happens next")])
    assert told == (
        "1 block may not belong to the story: “Write to our reporters.”; 1 block may be missing: “What happens next”; "
        "check the text"
    )


def test_a_warning_names_three_blocks_and_counts_the_others() -> None:
    told = doubt.warning([verdict(0.6, f"Write to our desk number {number}.") for number in "12345"])
    assert told.startswith("5 blocks may not belong to the story: “Write to our desk number 1.”")
    assert told.count("“") == 3
    assert "and 2 more" in told
