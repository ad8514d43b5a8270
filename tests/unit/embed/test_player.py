"""The built player: made from the sources that are there."""

import hashlib
import re
from pathlib import Path

from narrate.embed.player import player_asset

SOURCES = Path(__file__).parents[3] / "src" / "narrate" / "embed" / "browser"
HINT = "build it: DEVTOOLS=DIR node scripts/player_asset.mjs (CONTRIBUTING.md says what DIR holds)"


def test_the_built_player_is_up_to_date():
    sources = sorted(path for path in SOURCES.iterdir() if path.suffix in {".css", ".js"})
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()[:16]
    built_from = re.match(rb"// .* from sources (\w+)\n", player_asset().content)
    assert built_from, f"narrate-player.min.js doesn't say what it is built from; {HINT}"
    assert built_from[1].decode() == digest, f"narrate-player.min.js is older than its sources; {HINT}"


def test_the_name_changes_with_the_content_and_the_digest_is_that_of_subresource_integrity():
    asset = player_asset()
    assert asset.name == f"narrate-player.{hashlib.sha256(asset.content).hexdigest()[:10]}.js"
    assert re.fullmatch(r"sha384-[A-Za-z0-9+/]{64}", asset.integrity)
