"""Line breaks: which of them end a line of its own."""

import pytest

from narrate.extract.candidates import breaks


def marked(*lines: str) -> str:
    """Return the lines joined by blanks, with a bar where a line of its own ends."""
    text = " ".join(lines)
    ends = breaks(lines)
    return "".join("|" if at in ends else c for at, c in enumerate(text))


@pytest.mark.parametrize(
    ("lines", "wanted"),
    [
        (("Flour, 200g", "2 eggs", "A pinch of salt"), "Flour, 200g|2 eggs|A pinch of salt"),
        (("Quiet Rivers", "Ann Lee’s novel begins at sea."), "Quiet Rivers|Ann Lee’s novel begins at sea."),
        (("What changed?", "“Little,” she said."), "What changed?|“Little,” she said."),
        (("She met the", "President on Friday"), "She met the President on Friday"),
        (("Roses are red,", "Violets are blue"), "Roses are red, Violets are blue"),
        (("a plan published", "before the end of the year"), "a plan published before the end of the year"),
        (("First line", "• second"), "First line • second"),
        (("✔ Fast", "✔ Small"), "✔ Fast|✔ Small"),
        (("Перша ціль", "Друга ціль"), "Перша ціль|Друга ціль"),
        (("Above", "———"), "Above ———"),
    ],
)
def test_a_break_counts_where_a_line_of_its_own_ends(lines: tuple[str, ...], wanted: str) -> None:
    """Not inside a clause, not before a line of marks."""
    assert marked(*lines) == wanted


def test_text_wrapped_at_a_width_is_one_line() -> None:
    """Old pages break lines at seventy characters, before capitals too."""
    lines = (
        "The mayor said on Monday that the new bridge, which was planned in",
        "March, would be opened by the end of the year, and thanked those in",
        "Harbour Street who had waited so long for their way to the market",
        "Square.",
    )
    assert not breaks(lines)
