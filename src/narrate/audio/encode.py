"""Sound on disk, encoded: MP3 by LAME in this process, other forms by ffmpeg."""

from pathlib import Path

from narrate import ffmpeg
from narrate.audio.limiter import Sound
from narrate.audio.meter import raw_input
from narrate.mp3 import BITRATES_KBPS, frame_length, generation

__all__ = ["encode"]

LAME_QUALITY = 5
"""LAME's scale from 2 (best) to 7 (fastest); 2 takes 2.3 times as long."""
BLOCK_BYTES = 1 << 18
INFO_BYTES = 200
"""The Info frame needs so much; at low bitrates it takes a higher one than the frames of sound."""
DELAY_SAMPLES = 576
"""By so much LAME's sound comes later; a player drops them, and the 529 of its own decoder."""
FLAGS = 0b1111
"""Frames, bytes, table of contents and quality follow."""


def encode(sound: Sound, suffix: str, bitrate_kbps: int, target: Path) -> None:
    """Write `sound` to `target` as the format that `suffix` names, without tags.

    Raises:
        AudioError: ffmpeg failed.
        OSError: `target` can't be written.
    """
    if suffix == "mp3":
        _encode_mp3(sound, bitrate_kbps, target)
        return
    codec = (
        ["-c:a", "libopus", "-application", "audio", "-f", "opus"]
        if suffix == "opus"
        else ["-c:a", "aac", "-movflags", "+faststart", "-f", "ipod"]
    )
    rate = ["-b:a", f"{bitrate_kbps}k"]
    ffmpeg.run([*raw_input(sound.pcm, sound.rate_hz), *codec, *rate, target], f"encoding {target.name}")


def _encode_mp3(sound: Sound, bitrate_kbps: int, target: Path) -> None:
    """Write frames of constant bitrate behind the frame that says how many samples they hold."""
    import lameenc

    lame = lameenc.Encoder()
    lame.silence()
    lame.set_channels(1)
    lame.set_in_sample_rate(sound.rate_hz)
    lame.set_out_sample_rate(sound.rate_hz)
    lame.set_bit_rate(bitrate_kbps)
    lame.set_quality(LAME_QUALITY)
    with sound.pcm.open("rb") as source, target.open("wb") as sink:
        first = b""
        while block := source.read(BLOCK_BYTES):
            frames = bytes(lame.encode(block))
            if not first and frames:
                first = frames[:4]
                sink.write(bytes(frame_length(_info_header(first))))
            sink.write(frames)
        tail = bytes(lame.flush())
        if not first:
            first = tail[:4]
            sink.write(bytes(frame_length(_info_header(first))))
        sink.write(tail)
        size = sink.tell()
        sink.seek(0)
        sink.write(_info_frame(_info_header(first), size, sound.samples))


def _info_header(first: bytes) -> bytes:
    """Return the header of the Info frame: that of the sound's first frame, without padding, large enough."""
    for index in range(first[2] >> 4, 15):
        header = bytes((first[0], first[1], index << 4 | first[2] & 0x0C, first[3]))
        if frame_length(header) >= INFO_BYTES:
            return header
    raise ValueError(f"{first.hex()} heads no frame of layer III")


def _info_frame(header: bytes, size: int, samples: int) -> bytes:
    """Return the frame that tells players length, places to seek to, and samples to drop at both ends.

    Its form is that of LAME's "Info" tag (Xing's, with the extension of LAME 3.100, revision 0), which has no other
    standard. The check sum of the sound is left 0, as players do without it.

    Args:
        header: Its first four bytes.
        size: Length of the whole file in bytes, this frame included.
        samples: Length of the sound.
    """
    length = 1152 if generation(header) == 1 else 576
    frames = -(-(samples + DELAY_SAMPLES + 1) // length) + 1
    padding = frames * length - DELAY_SAMPLES - samples
    side = 17 if generation(header) == 1 else 9
    body = b"Info" + FLAGS.to_bytes(4, "big") + frames.to_bytes(4, "big") + size.to_bytes(4, "big")
    body += bytes(place * 256 // 100 for place in range(100)) + (100 - 10 * LAME_QUALITY).to_bytes(4, "big")
    body += b"LAME3.100" + bytes((0x01,)) + bytes(10)  # constant bitrate; no lowpass, peak or gain told
    body += min(255, BITRATES_KBPS[generation(header)][header[2] >> 4]).to_bytes(1, "big")
    body += (DELAY_SAMPLES << 12 | padding).to_bytes(3, "big") + bytes(4) + size.to_bytes(4, "big") + bytes(2)
    head = header + bytes(side) + body
    return (head + _crc16(head).to_bytes(2, "big")).ljust(frame_length(header), b"\0")


def _crc16(data: bytes) -> int:
    """Return CRC-16 with the polynomial 0x8005, bits reflected, from 0."""
    crc = 0
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0xA001 if crc & 1 else 0)
    return crc
