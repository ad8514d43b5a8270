import re
import subprocess

import pytest
from mutagen.mp4 import MP4
from mutagen.oggopus import OggOpus

from narrate import ffmpeg
from narrate.audio.record import record
from narrate.audio.tags import Tags
from narrate.settings.options import AudioOptions

TAGS = Tags(
    title="Bridge; closed = true",
    artists=("Ann Example", "Jürgen Beispiel"),
    album="The Paper",
    headings=frozenset({1}),
    ai_disclosure="Made with AI",
)


@pytest.fixture
def recording(tmp_path, voice, segment):
    cover = tmp_path / "cover.png"
    source = ["-f", "lavfi", "-i", "color=red:size=300x200:duration=1", "-frames:v", "1"]
    ffmpeg.run([*source, cover], "making a test image")
    parts = [segment(voice(2, seed=n), text=f"Part {n}.", block=n) for n in range(3)]
    tags = Tags(TAGS.title, TAGS.artists, TAGS.album, cover=cover, headings=TAGS.headings, ai_disclosure="Made with AI")
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
