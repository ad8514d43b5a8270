"""The graph that is run: rewritten once and kept in the cache folder, or as shipped when that fails."""

import hashlib
import logging
import os
import platform
import tempfile
import time
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from narrate.errors import BackendUnavailable, WeightsInvalid
from narrate.voice.graphs import parse_graph
from narrate.voice.kokoro.rewrite.durations import add_durations
from narrate.voice.kokoro.rewrite.steps import REWRITER_VERSION, adds_bytes_exactly, rewrite
from narrate.voice.kokoro.weights import read_weights

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["SHIPPED", "expected_version", "open_graph", "shipped_graph"]

SHIPPED = "shipped"
LOCK_STALE_S = 120.0  # a build takes about 10 s; a lock this old was left by a process that died
_LOCK_POLL_S = 0.2
_DIGITS = 16  # of the content's hash in a cached file's name
_log = logging.getLogger(__name__)


def expected_version(weights_sha256: str, cache_dir: Path) -> str:
    """Return the version of the graph that `open_graph` will give unless the rewriting fails.

    Cheap once a graph is cached; before, the processor is tried.
    """
    for kind in ("int8", "float"):
        if any(_folder(cache_dir).glob(f"{_stem(weights_sha256, kind)}-*.onnx")):
            return f"{REWRITER_VERSION}-{kind}"
    return f"{REWRITER_VERSION}-{_kind()}"


def open_graph(weights: Path | None, weights_sha256: str, cache_dir: Path) -> tuple[bytes, str]:
    """Return the graph as bytes, and its version.

    Builds and keeps it when it isn't cached or the cached one is damaged; one process builds, others wait for it.

    Raises:
        BackendUnavailable: The weights or a library is missing.
        WeightsInvalid: The weights are damaged, or reach beyond themselves.
    """
    version = expected_version(weights_sha256, cache_dir)
    stem = _stem(weights_sha256, version.rpartition("-")[2])
    content = _cached(cache_dir, stem)
    if content is not None:
        return content, version
    with _building(_folder(cache_dir) / f"{stem}.lock"):
        content = _cached(cache_dir, stem)
        if content is not None:
            return content, version
        model = parse_graph(read_weights(weights), "the Kokoro weights")
        try:
            rewrite(model, in_bytes=version.endswith("int8"))
            content = bytes(model.SerializeToString())
        except Exception as error:  # noqa: BLE001 - whatever stops the rewriting, the shipped graph still speaks
            _log.warning("the Kokoro graph can't be rewritten (%s); it runs as shipped, more slowly", error)
            return shipped_graph(weights), SHIPPED
        _keep(_folder(cache_dir), stem, content)
    return content, version


def shipped_graph(weights: Path | None) -> bytes:
    """Return the graph of the weights with nothing added but the durations. Raises as `open_graph`."""
    model = parse_graph(read_weights(weights), "the Kokoro weights")
    add_durations(model)
    return bytes(model.SerializeToString())


def _folder(cache_dir: Path) -> Path:
    return cache_dir / "kokoro"


def _kind() -> str:
    """Return which rewriting suits the processor."""
    try:
        return "int8" if adds_bytes_exactly() else "float"
    except (BackendUnavailable, WeightsInvalid) as error:
        _log.debug("the integer self-test didn't run: %s", error)
        return "float"


def _stem(weights_sha256: str, kind: str) -> str:
    """Return the first part of the cached file's name: weights, rewriter, kind and processor."""
    return f"{weights_sha256[:_DIGITS]}-{REWRITER_VERSION}-{kind}-{_processor()}"


@cache
def _processor() -> str:
    """Return a short mark of the processor's abilities, since a cache folder may be shared by several machines."""
    abilities = platform.machine() + platform.processor()
    with suppress(OSError), Path("/proc/cpuinfo").open(encoding="utf-8") as lines:
        abilities += next((line for line in lines if line.startswith(("flags", "Features"))), "")
    return hashlib.sha256(abilities.encode()).hexdigest()[:8]


def _cached(cache_dir: Path, stem: str) -> bytes | None:
    """Return the cached graph if it is there and whole; a damaged one is removed."""
    for path in _folder(cache_dir).glob(f"{stem}-*.onnx"):
        try:
            content = path.read_bytes()
        except OSError as error:
            _log.warning("the cached Kokoro graph %s can't be read: %s", path, error)
            continue
        if path.stem.endswith(hashlib.sha256(content).hexdigest()[:_DIGITS]):
            return content
        _log.warning("the cached Kokoro graph %s is damaged and will be made again", path)
        with suppress(OSError):
            path.unlink()
    return None


def _keep(folder: Path, stem: str, content: bytes) -> None:
    """Write the graph whole or not at all; a cache that can't be written costs time at each start, nothing else."""
    name = f"{stem}-{hashlib.sha256(content).hexdigest()[:_DIGITS]}.onnx"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder, prefix=f"{stem}.", suffix=".tmp", delete=False) as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(file.name).replace(folder / name)
    except OSError as error:
        _log.warning("the rewritten Kokoro graph can't be kept in %s (%s); each start takes longer", folder, error)


@contextmanager
def _building(lock: Path) -> "Iterator[None]":
    """Hold `lock` while the graph is built; wait for whoever holds it, unless that one is long gone."""
    held = False
    while not held:
        try:
            lock.parent.mkdir(parents=True, exist_ok=True)
            os.close(os.open(lock, os.O_CREAT | os.O_EXCL))
            held = True
        except FileExistsError:
            with suppress(OSError):
                if time.time() - lock.stat().st_mtime > LOCK_STALE_S:
                    lock.unlink()
            time.sleep(_LOCK_POLL_S)
        except OSError:
            break  # a read-only cache: everyone builds for himself
    try:
        yield
    finally:
        if held:
            with suppress(OSError):
                lock.unlink()
