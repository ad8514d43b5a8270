"""The player's module without a browser: its types, its pure functions, its size."""

import gzip
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from narrate.embed.snippet import player_asset

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
SOURCES = ROOT / "src" / "narrate" / "embed" / "browser"
MAX_GZIPPED = 14_000  # bytes that a reader loads, style and all seven languages included


def tool(name):
    """Path of a JavaScript tool; CI must have it, elsewhere its tests are skipped with a reason."""
    home = os.environ.get("DEVTOOLS")
    path = Path(home) / "node_modules" / name if home else None
    if path and path.exists():
        return path
    install = "cp tests/player/package.json DIR, npm install --no-save --prefix DIR, then set DEVTOOLS=DIR"
    reason = f"{name} isn't there: {install}"
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


@pytest.fixture
def module(tmp_path):
    """The published module under a name by which node knows its kind."""
    path = tmp_path / "narrate-player.mjs"
    path.write_bytes(player_asset().content)
    return path


@pytest.mark.tools
def test_the_published_player_is_what_its_sources_give(node, tmp_path):
    tool("esbuild/package.json")
    built = tmp_path / "narrate-player.min.js"
    subprocess.run([node, str(ROOT / "scripts" / "player_asset.mjs"), str(built)], check=True)
    assert built.read_bytes() == player_asset().content


def test_the_published_player_has_no_comment_but_its_licence(node, module):
    assert b"Apache-2.0" in module.read_bytes().splitlines()[0]
    assert b"/*" not in module.read_bytes()
    subprocess.run([node, "--check", str(module)], check=True)


def test_pure_functions(node, module):
    done = subprocess.run(
        [node, "--test", str(HERE / "pure.test.mjs")],
        env={**os.environ, "PLAYER": str(module)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.tools
def test_types_hold(node):
    compiler = tool("typescript/bin/tsc")
    options = (
        "--allowJs --checkJs --strict --noEmit --target esnext --module esnext --moduleResolution bundler "
        "--lib esnext,dom,dom.iterable"
    )
    sources = [str(path) for path in sorted(SOURCES.iterdir()) if path.suffix in {".js", ".ts"}]
    done = subprocess.run(
        [node, str(compiler), *options.split(), "--ignoreConfig", *sources],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
