"""What users install is the wheel, not the checkout: it is whole, small, and works by itself."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
MAX_WHEEL_BYTES = 20_000_000  # the default voice, 8 MB, dictionaries and voice packs are most of it


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    words = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(folder), str(ROOT)]
    subprocess.run(words, check=True, capture_output=True)
    (path,) = folder.glob("narrate_articles-*.whl")
    return path


def test_the_wheel_is_small(wheel):
    assert wheel.stat().st_size < MAX_WHEEL_BYTES


def test_the_wheel_holds_every_file_of_the_package_and_nothing_else(wheel):
    listed = subprocess.run(["git", "ls-files", "src/narrate"], cwd=ROOT, capture_output=True, text=True, check=True)
    there = {name.removeprefix("src/") for name in listed.stdout.split()}
    with zipfile.ZipFile(wheel) as archive:
        packed = {name for name in archive.namelist() if ".dist-info/" not in name}
    assert packed == there


def test_a_page_is_narrated_from_the_wheel_alone(wheel, tmp_path):
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "installed")
    env = os.environ | {"PYTHONPATH": str(tmp_path / "installed"), "NARRATE_CACHE_DIR": str(tmp_path / "cache")}
    where = "import narrate; print(narrate.__file__)"
    seen = subprocess.run(
        [sys.executable, "-c", where], cwd=tmp_path, env=env, capture_output=True, text=True, check=True
    )
    assert seen.stdout.startswith(str(tmp_path))
    words = [sys.executable, "-m", "narrate", "--voice", "tone", "--embed", str(tmp_path / "page.html")]
    (tmp_path / "page.html").write_bytes((ROOT / "samples" / "night-trains.html").read_bytes())
    subprocess.run(words, cwd=tmp_path, env=env, capture_output=True, check=True)
    assert (tmp_path / "audio_out" / "page.mp3").stat().st_size > 100_000
    assert b"<narrate-player" in (tmp_path / "page.html").read_bytes()
