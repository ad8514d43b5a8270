"""Chapters of a recording as Podcasting 2.0 wants them: JSON Chapters 1.2, one at each heading of the article."""

import json
import re
from collections.abc import Mapping
from typing import Any

__all__ = ["to_chapters"]

_HEADING = re.compile(r"/h[1-6](?:\[\d+\])?$")


def to_chapters(manifest: Mapping[str, Any]) -> bytes | None:
    """Return the chapter file of a manifest, or None when the article has no headings.

    The part before the first heading is called by the article's title.
    """
    chapters: list[dict[str, object]] = []
    before: int | None = None
    for cue in manifest["cues"]:
        if cue["block"] is not None and cue["block"] != before and _HEADING.search(cue["anchor"] or ""):
            chapters.append({"startTime": round(cue["start_ms"] / 1000, 3), "title": cue["printed"]})
        before = cue["block"]
    if not chapters:
        return None
    if chapters[0]["startTime"]:
        chapters.insert(0, {"startTime": 0, "title": manifest["title"] or "Beginning"})
    return (json.dumps({"version": "1.2.0", "chapters": chapters}, ensure_ascii=False, indent=1) + "\n").encode()
