import pytest
from speech_server import FRAME, mp3

from narrate.voice.mp3 import is_whole


def test_a_chain_of_whole_frames_is_whole() -> None:
    assert is_whole(mp3(500))


@pytest.mark.parametrize("lost", [1, 40, len(FRAME) - 1])
def test_a_cut_last_frame_is_noticed(lost: int) -> None:
    assert not is_whole(mp3(500)[:-lost])


def test_tags_around_the_frames_do_not_matter() -> None:
    assert is_whole(b"ID3\x04\x00\x00\x00\x00\x01\x00" + bytes(128) + mp3(100) + b"TAG" + bytes(125))


@pytest.mark.parametrize("content", [b"", b"ID3", b"<html>not found</html>", bytes(500)])
def test_what_is_not_mp3_is_not_whole(content: bytes) -> None:
    assert not is_whole(content)


def test_frames_of_other_rates_are_measured_too() -> None:
    frame = b"\xff\xfb\x90\x00" + bytes(413)  # MPEG-1, 128 kbit/s, 44.1 kHz: 417 bytes
    padded = b"\xff\xfb\x92\x00" + bytes(414)
    assert is_whole(frame + padded)
