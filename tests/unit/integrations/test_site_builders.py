"""Real builds: MkDocs and Pelican sites whose recorded pages get their players."""

import subprocess
import sys

import pytest

STORY = "# Mill\n\nThe mill turned.\n\nNobody slept.\n"


@pytest.fixture
def recorded(tmp_path, record_page):
    """A project folder with a recording of a page called `mill`, made from an earlier build."""
    record_page(tmp_path / "audio_out", "mill", b"an earlier build")
    return tmp_path


def test_a_mkdocs_site_gets_its_players(recorded):
    pytest.importorskip("mkdocs")
    (recorded / "docs").mkdir()
    (recorded / "docs" / "mill.md").write_text(STORY)
    (recorded / "docs" / "index.md").write_text("# Home\n\nNothing to hear.\n")
    (recorded / "mkdocs.yml").write_text(
        "site_name: Quiet\nsite_url: https://quiet.example/\nplugins:\n  - narrate\ntheme: {name: mkdocs}\n"
    )
    subprocess.run([sys.executable, "-m", "mkdocs", "build", "-q"], cwd=recorded, check=True)
    page = (recorded / "site" / "mill" / "index.html").read_text()
    assert '<narrate-player src="../audio/mill.mp3?v=5f5f5f5f"' in page
    assert page.index("<narrate-player") < page.index(">The mill turned.")
    assert "<narrate-player" not in (recorded / "site" / "index.html").read_text()
    names = {path.name for path in (recorded / "site" / "audio").iterdir()}
    assert {"mill.mp3", "mill.vtt", "mill.frame.html", "mill.oembed.json"} < names
    assert any(name.startswith("narrate-player.") for name in names)


@pytest.mark.tools
def test_a_pelican_site_gets_its_players(recorded):
    pytest.importorskip("pelican")
    (recorded / "content").mkdir()
    (recorded / "content" / "mill.md").write_text(f"Title: Mill\nDate: 2024-01-01\nSlug: mill\n\n{STORY[8:]}")
    (recorded / "pelicanconf.py").write_text(
        "SITENAME = 'Quiet'\nPATH = 'content'\nTIMEZONE = 'UTC'\nPLUGINS = ['narrate.integrations.pelican']\n"
        "FEED_ALL_ATOM = CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None\n"
    )
    command = [sys.executable, "-m", "pelican", "-s", "pelicanconf.py", "-o", "output", "-q"]
    subprocess.run(command, cwd=recorded, check=True)
    page = (recorded / "output" / "mill.html").read_text()
    assert '<narrate-player src="audio/mill.mp3?v=5f5f5f5f"' in page
    assert (recorded / "output" / "audio" / "mill.vtt").is_file()
    assert "<narrate-player" not in (recorded / "output" / "archives.html").read_text()
