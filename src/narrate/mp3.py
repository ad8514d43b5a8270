"""Frames of MPEG audio, Layer III: what heads an encoded file, and what a service's answer must consist of."""

__all__ = ["BITRATES_KBPS", "RATES_HZ", "frame_length", "generation", "is_whole"]

BITRATES_KBPS = {
    1: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    2: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
"""By generation and by the index in a frame's header: ISO 11172-3, and 13818-3 for the lower sample rates."""
_RATES_HZ = {3: (44_100, 48_000, 32_000), 2: (22_050, 24_000, 16_000), 0: (11_025, 12_000, 8_000)}
RATES_HZ = tuple(sorted(rate for rates in _RATES_HZ.values() for rate in rates))
"""Sample rates that MPEG audio knows: ISO 11172-3, 13818-3, and the common 2.5 extension."""
_ID3_HEAD = 10


def generation(head: bytes) -> int:
    """Return 1 for frames of 1152 samples (ISO 11172-3), 2 for those of 576 (ISO 13818-3 and the 2.5 extension)."""
    return 1 if head[1] >> 3 & 3 == 3 else 2


def frame_length(head: bytes) -> int:
    """Return the length in bytes of the frame that `head` begins, 0 if it isn't a Layer III frame."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE6 != 0xE2:
        return 0
    version, bitrate, rate = head[1] >> 3 & 3, head[2] >> 4, head[2] >> 2 & 3
    if version == 1 or bitrate in {0, 15} or rate == 3:
        return 0
    samples_by_8 = 144 if generation(head) == 1 else 72
    bits = BITRATES_KBPS[generation(head)][bitrate] * 1000
    return samples_by_8 * bits // _RATES_HZ[version][rate] + (head[2] >> 1 & 1)


def is_whole(content: bytes) -> bool:
    """Whether `content` is a chain of Layer III frames of which the last one is complete."""
    at = _tag_length(content)
    end = len(content) - (128 if content[-128:-125] == b"TAG" else 0)
    if at >= end:
        return False
    while at < end:
        length = frame_length(content[at : at + 4])
        if not length:
            return False
        at += length
    return at == end


def _tag_length(content: bytes) -> int:
    """Return the length of an ID3v2 tag in front, 0 if there is none (ID3v2.4, section 3.1)."""
    if content[:3] != b"ID3" or len(content) < _ID3_HEAD:
        return 0
    size = 0
    for byte in content[6:10]:
        size = size << 7 | byte & 0x7F
    return _ID3_HEAD + size
