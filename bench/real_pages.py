"""Narrates real pages as an archive and judges what came out by decoding it again.

    python bench/real_pages.py ../shared/data/extract --pages 200 --out /tmp/real

Pages are `*.html` or `*.html.gz` below a folder, chosen by the digest of their names. The same command again goes on
where it was, as the batch does. Ends with 1 if an article failed, a refusal has no reason, or a file is off its target.
"""

import argparse
import contextlib
import gzip
import hashlib
import json
import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

from narrate.errors import NarrateError
from narrate.ffmpeg import find
from narrate.pipeline.api import script_at

LOUDNESS_LUFS, TOLERANCE_LU, PEAK_DBTP = -16.0, 0.3, -1.0


def choose(source: Path, target: Path, count: int, most_chars: int | None) -> None:
    """Write `count` pages of `source` into `target`, unpacked; with `most_chars`, only those that say no more."""
    target.mkdir(parents=True, exist_ok=True)
    pages = [*source.rglob("*.html"), *source.rglob("*.html.gz")]
    for path in sorted(pages, key=lambda path: hashlib.sha256(path.name.encode()).digest()):
        if len(list(target.iterdir())) >= count:
            return
        content = path.read_bytes()
        page = target / path.name.removesuffix(".gz")
        page.write_bytes(gzip.decompress(content) if path.suffix == ".gz" else content)
        if most_chars is not None and spoken_chars(page) > most_chars:
            page.unlink()


def spoken_chars(page: Path) -> int:
    """Return how much would be said; 0 for a page that is refused."""
    with contextlib.suppress(NarrateError):
        return sum(len(utterance.spoken) for utterance in script_at(str(page)).utterances)
    return 0


def judge(path: Path) -> tuple[float, float]:
    """Return loudness and true peak of the decoded file, as ffmpeg's EBU R 128 meter reads them."""
    work = [find(), "-hide_banner", "-nostats", "-i", path, "-af", "ebur128=peak=true", "-f", "null", "-"]
    told = subprocess.run(work, capture_output=True, check=True).stderr.decode(errors="replace")
    summary = told[told.rindex("Summary:") :]
    return tuple(float(re.search(rf"\b{name}:\s+(-?[\d.]+|-inf)", summary)[1]) for name in ("I", "Peak"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("source", type=Path)
    parser.add_argument("--pages", type=int, default=200)
    parser.add_argument("--most-chars", type=int)
    parser.add_argument("--voice", default="piper")
    parser.add_argument("--jobs", default="1")
    parser.add_argument("--limit", help="narrate at most so many now")
    parser.add_argument("--out", type=Path, required=True)
    wanted = parser.parse_args()
    pages, audio, report = wanted.out / "pages", wanted.out / "audio", wanted.out / "report.json"
    if not pages.is_dir():
        choose(wanted.source, pages, wanted.pages, wanted.most_chars)
    work = [sys.executable, "-m", "narrate", "batch", pages, "-o", audio, "--voice", wanted.voice]
    work += ["--jobs", wanted.jobs, "--report", report, *(["--limit", wanted.limit] if wanted.limit else [])]
    with (wanted.out / "log").open("a") as log:
        done = subprocess.run(list(map(str, work)), stdout=log, stderr=log, env=os.environ, check=False)
    sys.exit(tell(json.loads(report.read_text()), audio, done.returncode))


def tell(report: dict, audio: Path, exit_code: int) -> int:
    """Print what became of the pages; return 1 if something is wrong."""
    rows, run = report["articles"], report["run"]
    heard = {row["slug"]: judge(audio / f"{row['slug']}.mp3") for row in rows if row["end"] in {"made", "unchanged"}}
    off = {
        slug: levels
        for slug, levels in heard.items()
        if round(abs(levels[0] - LOUDNESS_LUFS), 2) > TOLERANCE_LU or levels[1] > PEAK_DBTP
    }
    refused = Counter(f"{row['cause']}: {row['message']}" for row in rows if row["end"] == "refused")
    failed = [row for row in rows if row["end"] == "failed"]
    print(f"pages {run['articles']}, with audio {len(heard)}, refused {refused.total()}, failed {len(failed)}")
    print(f"hours of audio {sum(row['audio_ms'] for row in rows) / 3.6e6:.2f}, exit code {exit_code}")
    if heard:
        loudness, peaks = zip(*heard.values(), strict=True)
        print(f"decoded: {min(loudness):.1f} to {max(loudness):.1f} LUFS, peaks to {max(peaks):.1f} dBTP, off {off}")
    for told, count in refused.most_common():
        print(f"refused {count}: {told}")
    for row in failed:
        print(f"failed: {row['page']}: {row['cause']}: {row['message']}")
    print(f"warnings: {sum(len(row['warnings']) for row in rows)}")
    return int(bool(off or failed or any(not row["message"] for row in rows if row["end"] == "refused")))


if __name__ == "__main__":
    main()
