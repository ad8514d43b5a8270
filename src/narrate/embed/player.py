"""The player as pages load it: a file named by its content, with the digest that browsers check."""

import base64
import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

__all__ = ["Asset", "player_asset"]


@dataclass(frozen=True, slots=True)
class Asset:
    """A file that pages refer to."""

    name: str
    """Changes with the content, so caches may keep it for ever."""
    content: bytes
    integrity: str
    """Subresource Integrity digest, W3C SRI: `sha384-` and base64."""


@cache
def player_asset() -> Asset:
    """Return the player's module as `scripts/player_asset.mjs` built it from the sources in `browser/`."""
    content = files("narrate.embed").joinpath("narrate-player.min.js").read_bytes()
    name = f"narrate-player.{hashlib.sha256(content).hexdigest()[:10]}.js"
    integrity = "sha384-" + base64.b64encode(hashlib.sha384(content).digest()).decode()
    return Asset(name, content, integrity)
