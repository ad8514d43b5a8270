"""Every piece of narrate.toml that README and docs show can be used as it stands."""

import re
import textwrap
from pathlib import Path

import pytest

from narrate import settings

ROOT = Path(__file__).parents[2]
PIECES = [
    pytest.param(textwrap.dedent(piece), id=f"{path.name}: {piece.split()[0]}")
    for path in sorted((ROOT / "README.md", *(ROOT / "docs").rglob("*.md")))
    for piece in re.findall(r"^ *```toml\n(.*?)^ *```", path.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    if "[project]" not in piece  # that of a package
]


@pytest.mark.parametrize("piece", PIECES)
def test_it_is_taken(piece, tmp_path):
    (tmp_path / "names.tsv").write_text("Leelo\tˈleɪloʊ\n", "utf-8")
    lexicon = (
        '<lexicon xmlns="http://www.w3.org/2005/01/pronunciation-lexicon" version="1.0" alphabet="ipa" xml:lang="uk">'
    )
    (tmp_path / "uk.pls").write_text(
        f"{lexicon}<lexeme><grapheme>Ліло</grapheme><phoneme>ˈlilo</phoneme></lexeme></lexicon>", "utf-8"
    )
    (tmp_path / "narrate.toml").write_text(piece, "utf-8")
    environ = {"NARRATE_GHOST_ADMIN_KEY": f"{24 * '0'}:{64 * '0'}"}  # secrets stand in no file
    settings.load(environ=environ, file=tmp_path / "narrate.toml")
