"""The front cover, made fit for a tag."""

from pathlib import Path

from narrate import ffmpeg
from narrate.errors import AudioError

__all__ = ["scaled"]

SIDE_PX = 1000
"""Longest side; players show at most this, and the tag stays below about 300 kB."""
MOST_BYTES = 30_000_000
MOST_PIXELS = 100_000_000
"""Larger images are mistakes or attacks: ffmpeg would unpack them to hundreds of megabytes."""
READERS = {b"\xff\xd8\xff": "jpeg_pipe", b"\x89PNG": "png_pipe", b"GIF8": "gif_pipe", b"RIFF": "webp_pipe"}
"""First bytes, and ffmpeg's reader for them: named, so that a playlist dressed as an image isn't followed."""


def scaled(image: Path, work: Path) -> bytes:
    """Return `image` as a JPEG of at most `SIDE_PX` pixels a side.

    Args:
        image: JPEG, PNG, GIF or WebP.
        work: A folder for temporary files.

    Raises:
        AudioError: It is none of these, is broken, or too large.
    """
    try:
        size = image.stat().st_size
        with image.open("rb") as file:
            start = file.read(4)
    except OSError as error:
        raise AudioError(f"The cover image {image} can't be read ({error.strerror}); give another.") from error
    if size > MOST_BYTES:
        raise AudioError(
            f"The cover image {image} has {size // 1_000_000} MB; give one below {MOST_BYTES // 1_000_000} MB."
        )
    reader = next((name for first, name in READERS.items() if start.startswith(first)), None)
    if reader is None:
        raise AudioError(f"The cover image {image} is no JPEG, PNG, GIF or WebP file; convert it or leave it out.")
    target = work / "cover.jpg"
    fit = f"scale=w='min({SIDE_PX},iw)':h='min({SIDE_PX},ih)':force_original_aspect_ratio=decrease,format=yuvj420p"
    limits = ["-max_pixels", str(MOST_PIXELS), "-xerror"]
    shape = ["-frames:v", "1", "-q:v", "3", "-update", "1", "-f", "image2"]
    try:
        ffmpeg.run([*limits, "-f", reader, "-i", image, "-vf", fit, *shape, target], "scaling the cover image")
        return target.read_bytes()
    except (AudioError, OSError) as error:
        raise AudioError(
            f"The cover image {image} is damaged; give a whole JPEG, PNG, GIF or WebP file ({error})."
        ) from error
