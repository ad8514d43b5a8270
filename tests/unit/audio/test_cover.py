import subprocess

import pytest
from mutagen.id3 import ID3

from narrate import ffmpeg
from narrate.audio.cover import scaled
from narrate.audio.record import record
from narrate.audio.tags import Tags
from narrate.errors import AudioError


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
        (b"#EXTM3U\nhttp://example.org/x", "no JPEG"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "damaged"),
        (b"\xff\xd8\xff\xe0broken", "damaged"),
        (b"", "no JPEG"),
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
