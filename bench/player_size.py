"""What a reader's browser has to load: narrate's player against others from npm, `python bench/player_size.py`.

Each package's own published module and style, gzipped at level 9. Prints a Markdown table.
"""

import gzip
import subprocess
import tempfile
from pathlib import Path

from narrate.embed.snippet import player_asset

PEERS = {
    "plyr": ("dist/plyr.min.mjs", "dist/plyr.css"),
    "media-chrome": ("dist/iife/index.js",),
    "mediaelement": ("build/mediaelement-and-player.min.js", "build/mediaelementplayer.min.css"),
    "video.js": ("dist/video.min.js", "dist/video-js.min.css"),
}


def main() -> None:
    """Print a row for each player."""
    print("| player | version | gzipped bytes | reads along with the text |")
    print("| --- | --- | --- | --- |")
    print(f"| narrate-player | this | {_size(player_asset().content):,} | yes |")
    with tempfile.TemporaryDirectory() as folder:
        words = [
            "npm",
            "install",
            "--silent",
            "--no-audit",
            "--no-fund",
            "--ignore-scripts",
            "--prefix",
            folder,
            *PEERS,
        ]
        subprocess.run(words, check=True)
        for name, files in PEERS.items():
            home = Path(folder) / "node_modules" / name
            version = (home / "package.json").read_text("utf-8").partition('"version": "')[2].partition('"')[0]
            total = sum(_size((home / file).read_bytes()) for file in files)
            print(f"| {name} | {version} | {total:,} | no |")


def _size(content: bytes) -> int:
    return len(gzip.compress(content, 9))


if __name__ == "__main__":
    main()
