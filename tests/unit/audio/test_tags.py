import io
import re
import subprocess

import pytest
from mutagen.id3 import ID3
from mutagen.mp4 import MP4
from mutagen.oggopus import OggOpus

from narrate import ffmpeg
from narrate.audio.record import record
from narrate.audio.tags import Tags, chapters, id3_tag, scaled
from narrate.errors import AudioError
from narrate.model import Cue, Utterance, Word
from narrate.settings.options import AudioOptions

STORY_TAGS = Tags(
    title="Bridge; closed = true",
    artists=("Ann Example", "Jürgen Beispiel"),
    album="The Paper",
    headings=frozenset({1}),
    ai_disclosure="Made with AI",
)


def image(path, size):
    source = ["-f", "lavfi", "-i", f"color=red:size={size}:duration=1"]
    subprocess.run([ffmpeg.find(), "-v", "error", *source, "-frames:v", "1", path], check=True, capture_output=True)
    return path


def size_of(jpeg):
    at = jpeg.index(b"\xff\xc0")
    return int.from_bytes(jpeg[at + 7 : at + 9]), int.from_bytes(jpeg[at + 5 : at + 7])


@pytest.mark.parametrize(
    ("name", "size", "expected"),
    [("a.jpg", "2000x1500", (1000, 750)), ("a.png", "300x400", (300, 400)), ("a.gif", "1200x100", (1000, 83))],
)
def test_an_image_is_scaled_down_and_never_up(tmp_path, name, size, expected):
    jpeg = scaled(image(tmp_path / name, size), tmp_path)
    assert jpeg.startswith(b"\xff\xd8\xff")
    assert size_of(jpeg) == expected


def test_the_cover_is_in_the_file(tmp_path, voice, segment):
    tags = Tags(title="A", cover=image(tmp_path / "a.png", "300x400"))
    tag = ID3(record([segment(voice(1.0))], tmp_path / "a.mp3", tags).path)
    picture = tag.getall("APIC")[0]
    assert (picture.mime, picture.type, size_of(picture.data)) == ("image/jpeg", 3, (300, 400))


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"#EXTM3U\nhttp://example.org/x", "isn't a JPEG"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "damaged"),
        (b"\xff\xd8\xff\xe0broken", "damaged"),
        (b"", "isn't a JPEG"),
    ],
)
def test_a_broken_cover_is_told_before_any_voice_speaks(tmp_path, content, told):
    path = tmp_path / "cover.jpg"
    path.write_bytes(content)

    def never():
        pytest.fail("a segment was asked for")
        yield

    with pytest.raises(AudioError, match=told):
        record(never(), tmp_path / "a.mp3", Tags(cover=path))
    assert [file.name for file in tmp_path.iterdir()] == ["cover.jpg"]


def test_a_cover_of_100_mb_is_not_even_read(tmp_path):
    path = tmp_path / "cover.jpg"
    with path.open("wb") as file:
        file.truncate(100_000_000)
    with pytest.raises(AudioError, match="100 MB"):
        scaled(path, tmp_path)


def test_a_missing_cover_is_named(tmp_path):
    with pytest.raises(AudioError, match=r"gone\.jpg"):
        scaled(tmp_path / "gone.jpg", tmp_path)


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
    tag = read(id3_tag(TAGS, CUES))
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
    tag = read(id3_tag(Tags(date=date), CUES))
    assert "TDAT" not in tag
    assert ("TYER" in tag) == date.startswith("2023")


def test_text_is_read_back_in_any_script():
    tag = read(id3_tag(Tags(title="Міст «закрито» 🌉", language="uk"), CUES))
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
    names = re.findall(rb"CTOC|CHAP|(?<=\0)chp\d+(?=\0\0\0)", id3_tag(TAGS, CUES))
    assert [name for name in names if name in {b"CTOC", b"CHAP"}] == [b"CTOC", b"CHAP", b"CHAP", b"CHAP"]
    tag = read(id3_tag(TAGS, CUES))
    assert tag["CTOC:toc"].child_element_ids == ["chp0", "chp1", "chp2"]
    assert [str(tag[f"CHAP:chp{n}"].sub_frames["TIT2"]) for n in range(3)] == [
        "The bridge closes",
        "Why now",
        "What comes – next",
    ]


def test_more_chapters_than_a_table_holds_get_more_tables():
    cues = [cue(n * 1000.0, n * 1000.0 + 500, f"Part {n}", n) for n in range(600)]
    tag = read(id3_tag(Tags(headings=frozenset(range(600))), cues))
    assert tag["CTOC:toc"].child_element_ids == ["toc0", "toc1", "toc2"]
    assert len(tag.getall("CHAP")) == 600
    assert sum(len(tag[f"CTOC:toc{n}"].child_element_ids) for n in range(3)) == 600


def test_the_lyrics_are_what_is_printed_of_all_that_is_spoken():
    said = read(id3_tag(Tags(language="en"), CUES)).getall("USLT")[0]
    assert (said.lang, said.text.split("\n")[1]) == ("eng", "It rained.")


def test_words_carry_their_times():
    timed = read(id3_tag(TAGS, CUES)).getall("SYLT")[0]
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
    path.write_bytes(id3_tag(TAGS, CUES) + path.read_bytes())
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


@pytest.fixture
def recording(tmp_path, voice, segment):
    cover = tmp_path / "cover.png"
    source = ["-f", "lavfi", "-i", "color=red:size=300x200:duration=1", "-frames:v", "1"]
    ffmpeg.run([*source, cover], "making a test image")
    parts = [segment(voice(2, seed=n), text=f"Part {n}.", block=n) for n in range(3)]
    tags = Tags(
        STORY_TAGS.title,
        STORY_TAGS.artists,
        STORY_TAGS.album,
        cover=cover,
        headings=STORY_TAGS.headings,
        ai_disclosure="Made with AI",
    )
    return record(parts, tmp_path / "a.mp3", tags, AudioOptions(extra_formats=("m4a", "opus")))


@pytest.mark.parametrize("suffix", ["m4a", "opus"])
def test_every_form_meets_the_targets(recording, judge, decode, suffix):
    path = recording.path.with_suffix(f".{suffix}")
    rate = 48_000 if suffix == "opus" else 24_000
    loudness, peak = judge(path, rate)
    assert loudness == pytest.approx(-16, abs=0.3)
    assert peak <= -1
    assert len(decode(path)) / rate * 1000 == pytest.approx(recording.duration_ms, abs=50)


def test_an_m4a_carries_its_tags(recording):
    tags = MP4(recording.path.with_suffix(".m4a"))
    assert tags["\xa9nam"] == ["Bridge; closed = true"]
    assert tags["\xa9cmt"] == ["Made with AI"]
    assert bytes(tags["covr"][0]).startswith(b"\xff\xd8\xff")


def test_an_opus_file_carries_its_tags(recording):
    tags = OggOpus(recording.path.with_suffix(".opus"))
    assert tags["title"] == ["Bridge; closed = true"]
    assert tags["ai_disclosure"] == ["Made with AI"]
    assert "metadata_block_picture" in tags


@pytest.mark.parametrize("suffix", ["m4a", "opus"])
def test_chapters_are_read_back(recording, suffix):
    command = [ffmpeg.find(), "-hide_banner", "-i", recording.path.with_suffix(f".{suffix}")]
    dump = subprocess.run(command, capture_output=True, check=False, text=True).stderr
    assert len(re.findall(r"Chapter #0:\d", dump)) == 2
    assert re.findall(r"Chapter #.*?title +: (.*?)\n", dump, re.DOTALL) == ["Bridge; closed = true", "Part 1."]
