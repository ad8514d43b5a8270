"""The player as pages load it: a file named by its content, with the digest that browsers check."""

import base64
import hashlib
import re
import string
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

__all__ = ["Asset", "player_asset"]

_DOC_COMMENT = re.compile(r"/\*\*.*?\*/[ \t]*\n?", re.DOTALL)
_LINE_COMMENT = re.compile(r"^[ \t]*//.*\n|[ \t]+// .*$", re.MULTILINE)
_PRIVATE = re.compile(r"this\.#(\w+)\b")
_BLANK = re.compile(r"^\s+", re.MULTILINE)
_AROUND = re.compile(r" (=>|===|!==|&&|\|\||=|\{) (?=\S)|(?<=\)) (?=\{)")
"""Blanks around signs that stand in code alone: no text that people see holds them."""


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
    """Return the player's module without the comments that only its readers need."""
    source = files("narrate.embed").joinpath("narrate-player.js").read_text(encoding="utf-8")
    lean = "// narrate-player, Apache-2.0\n" + _squeezed(source)
    content = lean.encode()
    name = f"narrate-player.{hashlib.sha256(content).hexdigest()[:10]}.js"
    integrity = "sha384-" + base64.b64encode(hashlib.sha384(content).digest()).decode()
    return Asset(name, content, integrity)


def _squeezed(source: str) -> str:
    """Drop comments and needless blanks, and shorten private names; the tests run the module in this form."""
    bare = _BLANK.sub("", _LINE_COMMENT.sub("", _DOC_COMMENT.sub("", source)))
    bare = _AROUND.sub(lambda match: match[1] or "", bare)
    names = sorted(set(_PRIVATE.findall(bare)))
    short = dict(zip(names, string.ascii_letters, strict=False))
    return re.sub(r"#(\w+)\b", lambda match: f"#{short.get(match[1], match[1])}", bare)
