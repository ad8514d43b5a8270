"""The cached graph: built once, by one, whole or not at all. The rewriting itself is tested on the real weights."""

import logging
import os
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest

from narrate.voice.kokoro import graph_cache
from narrate.voice.kokoro.engine import KokoroModel

SHA256 = "ab" * 32


@pytest.fixture
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Stand-in for the weights: a graph that takes no time to rewrite; the list counts the builds."""
    import tiny_voices

    from narrate.voice.kokoro.rewrite import add_durations

    builds: list[str] = []

    def rewrite(model: object) -> None:
        builds.append("rewritten")
        add_durations(model)

    monkeypatch.setattr(graph_cache, "rewrite", rewrite)  # the seam between keeping a graph and making it
    (tmp_path / "weights.onnx").write_bytes(tiny_voices.kokoro())
    return builds


def open_graph(tmp_path: Path) -> tuple[Path | bytes, str]:
    return graph_cache.open_graph(tmp_path / "weights.onnx", SHA256, tmp_path / "cache")


def test_a_graph_is_built_once(tmp_path: Path, built: list[str]) -> None:
    first = open_graph(tmp_path)
    assert open_graph(tmp_path) == first
    assert len(built) == 1


def test_nothing_but_the_graph_stays_in_the_cache(tmp_path: Path, built: list[str]) -> None:
    path, _ = open_graph(tmp_path)
    assert built
    assert isinstance(path, Path)
    assert list((tmp_path / "cache" / "kokoro").iterdir()) == [path.parent]


def test_a_prepared_graph_gives_the_numbers_of_the_graph_itself(tmp_path: Path, built: list[str]) -> None:
    path, _ = open_graph(tmp_path)
    (tmp_path / "other").write_text("a file where the folder should be")
    content, _ = graph_cache.open_graph(tmp_path / "weights.onnx", SHA256, tmp_path / "other")
    assert isinstance(content, bytes)
    style = np.zeros((1, 256), np.float32)
    prepared, plain = (KokoroModel.load(graph, "a version").speak((1, 2, 3), style, 1.0) for graph in (path, content))
    assert np.array_equal(prepared[0], plain[0])
    assert prepared[1] == plain[1]
    assert len(built) == 2


def test_graphs_that_nothing_uses_any_more_are_removed(tmp_path: Path, built: list[str]) -> None:
    left, kept = (tmp_path / "cache" / "kokoro" / name for name in ("of-an-old-version", "of-another-machine"))
    for folder in (left, kept):
        folder.mkdir(parents=True)
    os.utime(left, (0, 0))
    open_graph(tmp_path)
    assert built
    assert not left.exists()
    assert kept.exists()


def test_a_damaged_graph_is_built_again(tmp_path: Path, built: list[str], caplog: pytest.LogCaptureFixture) -> None:
    first = open_graph(tmp_path)
    (path,) = (tmp_path / "cache" / "kokoro").glob("*/graph.onnx")
    path.write_bytes(path.read_bytes()[:-1])
    with caplog.at_level(logging.WARNING):
        assert open_graph(tmp_path) == first
    assert "damaged" in caplog.text
    assert len(built) == 2


def test_processes_that_start_together_build_once(tmp_path: Path, built: list[str]) -> None:
    results: list[tuple[Path | bytes, str]] = []
    threads = [threading.Thread(target=lambda: results.append(open_graph(tmp_path))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(results)) == 1
    assert len(built) == 1


def test_who_builds_is_waited_for_until_he_is_done_or_dead(tmp_path: Path, built: list[str]) -> None:
    folder = tmp_path / "cache" / "kokoro"
    folder.mkdir(parents=True)
    hold = f"fcntl.flock(os.open({str(folder)!r}, os.O_RDONLY), fcntl.LOCK_EX)"
    hold = f"import fcntl, os, time; {hold}; print(flush=True); time.sleep(60)"
    with subprocess.Popen([sys.executable, "-c", hold], stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        waiting = threading.Thread(target=open_graph, args=(tmp_path,))
        waiting.start()
        waiting.join(0.5)
        assert waiting.is_alive()
        assert not built
        holder.kill()
        waiting.join(20)
    assert len(built) == 1


def test_a_cache_that_cannot_be_written_costs_only_time(
    tmp_path: Path, built: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "cache").write_text("a file where the folder should be")
    with caplog.at_level(logging.WARNING):
        content, version = open_graph(tmp_path)
        open_graph(tmp_path)
    assert content
    assert version.startswith(graph_cache.REWRITER_VERSION)
    assert "can't be kept" in caplog.text
    assert len(built) == 2
