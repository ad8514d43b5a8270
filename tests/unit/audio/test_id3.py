import io
import re
import subprocess

import pytest
from mutagen.id3 import ID3

from narrate import ffmpeg
from narrate.audio.id3 import chapters, render
from narrate.audio.tags import Tags
from narrate.model import Cue, Utterance, Word


def cue(start, end, printed, block=None, words=()):
    return Cue(start, end, Utterance(printed, printed, block=block), tuple(Word(*word) for word in words))


CUES = (
    cue(0.0, 900.0, "The bridge closes"),
    cue(1200.0, 2000.4, "It rained.", 0, [("It", 1200.0, 1500.0), ("rained.", 1500.6, 2000.0)]),
    cue(2400.0, 3000.0, "Why now", 1),
    cue(3500.0, 4000.0, "Nobody knows.", 2),
    cue(4500.0, 5000.0, "What comes – next", 3),
    cue(5500.0, 6000.0, "More rain.", 4),
)
TAGS = Tags(
    title="The bridge closes",
    artists=("Ann Example", "Jürgen Beispiel"),
    album="The Paper",
    date="2023-10-09T07:45:00+03:00",
    language="uk",
    url="https://paper.example/brücke?a=1&b=2",
    headings=frozenset({1, 3}),
    ai_disclosure="Made with AI",
)


def read(tag):
    return ID3(io.BytesIO(tag), translate=False)


def test_plain_fields_are_read_back():
    tag = read(render(TAGS, CUES))
    assert tag.version == (2, 3, 0)
    said = {name: str(tag[name]) for name in ("TIT2", "TPE1", "TALB", "TYER", "TDAT", "TIME", "TLAN", "TLEN")}
    assert said == {
        "TIT2": "The bridge closes",
        "TPE1": "Ann Example/Jürgen Beispiel",
        "TALB": "The Paper",
        "TYER": "2023",
        "TDAT": "0910",
        "TIME": "0745",
        "TLAN": "ukr",
        "TLEN": "6000",
    }
    assert str(tag["TXXX:ai_disclosure"]) == "Made with AI"
    assert tag["WOAS"].url == "https://paper.example/br%C3%BCcke?a=1&b=2"


@pytest.mark.parametrize("date", ["2023", "2023-99-99", "9 October"])
def test_a_date_that_is_none_gives_at_most_its_year(date):
    tag = read(render(Tags(date=date), CUES))
    assert "TDAT" not in tag
    assert ("TYER" in tag) == date.startswith("2023")


def test_text_is_read_back_in_any_script():
    tag = read(render(Tags(title="Міст «закрито» 🌉", language="uk"), CUES))
    assert str(tag["TIT2"]) == "Міст «закрито» 🌉"


def test_a_heading_starts_a_chapter_and_the_opening_is_one():
    assert chapters(TAGS, CUES) == (
        ("The bridge closes", 0, 2400),
        ("Why now", 2400, 4500),
        ("What comes – next", 4500, 6000),
    )


def test_a_story_without_headings_has_no_chapters():
    assert chapters(Tags(title="A"), CUES) == ()


def test_chapters_stand_in_their_order_behind_their_table():
    names = re.findall(rb"CTOC|CHAP|(?<=\0)chp\d+(?=\0\0\0)", render(TAGS, CUES))
    assert [name for name in names if name in {b"CTOC", b"CHAP"}] == [b"CTOC", b"CHAP", b"CHAP", b"CHAP"]
    tag = read(render(TAGS, CUES))
    assert tag["CTOC:toc"].child_element_ids == ["chp0", "chp1", "chp2"]
    assert [str(tag[f"CHAP:chp{n}"].sub_frames["TIT2"]) for n in range(3)] == [
        "The bridge closes",
        "Why now",
        "What comes – next",
    ]


def test_more_chapters_than_a_table_holds_get_more_tables():
    cues = [cue(n * 1000.0, n * 1000.0 + 500, f"Part {n}", n) for n in range(600)]
    tag = read(render(Tags(headings=frozenset(range(600))), cues))
    assert tag["CTOC:toc"].child_element_ids == ["toc0", "toc1", "toc2"]
    assert len(tag.getall("CHAP")) == 600
    assert sum(len(tag[f"CTOC:toc{n}"].child_element_ids) for n in range(3)) == 600


def test_the_text_is_what_was_given_else_what_is_said():
    assert read(render(Tags(text="Whole\nstory."), CUES)).getall("USLT")[0].text == "Whole\nstory."
    said = read(render(Tags(language="en"), CUES)).getall("USLT")[0]
    assert (said.lang, said.text.split("\n")[1]) == ("eng", "It rained.")


def test_words_carry_their_times():
    timed = read(render(TAGS, CUES)).getall("SYLT")[0]
    assert (timed.format, timed.lang) == (2, "ukr")
    assert timed.text[:4] == [
        ("\nThe bridge closes", 0),
        ("\nIt", 1200),
        (" rained.", 1501),
        ("\nWhy now", 2400),
    ]


def test_ffmpeg_reads_the_same(tmp_path, voice):
    path = tmp_path / "a.mp3"
    pcm = tmp_path / "a.pcm"
    pcm.write_bytes(voice(6.0))
    ffmpeg.run(
        ["-f", "s16le", "-ar", "24000", "-ac", "1", "-i", pcm, "-id3v2_version", "0", path], "making a test file"
    )
    path.write_bytes(render(TAGS, CUES) + path.read_bytes())
    command = [ffmpeg.find(), "-hide_banner", "-i", path]
    dump = subprocess.run(command, capture_output=True, check=False, text=True).stderr
    said = dict(re.findall(r"^    (\w+) +: (.*)$", dump, re.MULTILINE)[:8])
    assert said["title"] == "The bridge closes"
    assert said["artist"] == "Ann Example/Jürgen Beispiel"
    assert said["ai_disclosure"] == "Made with AI"
    assert said["date"] == "2023-10-09 07:45"
    assert re.findall(r"Chapter #0:\d: start ([\d.]+)", dump) == ["0.000000", "2.400000", "4.500000"]
    titles = re.findall(r"Chapter #.*?title +: (.*?)\n", dump, re.DOTALL)
    assert titles == ["The bridge closes", "Why now", "What comes – next"]
