"""The player's module without a browser: its types, its pure functions, its size."""

import gzip
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from narrate.player.asset import player_asset

HERE = Path(__file__).parent
MODULE = HERE.parents[1] / "src" / "narrate" / "player" / "narrate-player.js"
MAX_GZIPPED = 10_000  # bytes that a reader loads, style and all seven languages included


def tool(name):
    """Path of a JavaScript tool; CI must have it, elsewhere its tests are skipped with a reason."""
    home = os.environ.get("DEVTOOLS")
    path = Path(home) / "node_modules" / name if home else None
    if path and path.exists():
        return path
    reason = f"{name} isn't there: npm install --prefix DIR typescript axe-core, then set DEVTOOLS=DIR"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture
def node():
    found = shutil.which("node")
    if not found:
        pytest.skip("node isn't installed")
    return found


def test_the_published_player_is_small():
    assert len(gzip.compress(player_asset().content, 9)) < MAX_GZIPPED


def test_the_published_player_says_what_the_source_says(node, tmp_path):
    path = tmp_path / "narrate-player.mjs"
    path.write_bytes(player_asset().content)
    assert b"/**" not in path.read_bytes()
    subprocess.run([node, "--check", str(path)], check=True)


@pytest.mark.parametrize("form", ["source", "published"])
def test_pure_functions(node, tmp_path, form):
    path = tmp_path / "narrate-player.mjs"
    path.write_bytes(MODULE.read_bytes() if form == "source" else player_asset().content)
    done = subprocess.run(
        [node, "--test", str(HERE / "pure.test.mjs")],
        env={**os.environ, "PLAYER": str(path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.tools
def test_types_hold(node):
    compiler = tool("typescript/bin/tsc")
    options = "--allowJs --checkJs --strict --noEmit --target esnext --module esnext --lib esnext,dom,dom.iterable"
    done = subprocess.run(
        [node, str(compiler), *options.split(), "--ignoreConfig", str(MODULE), str(MODULE.with_name("types.d.ts"))],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
