"""Archives for the tests with real parts, the command that narrates them, and the look at what came out."""

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

from narrate.ffmpeg import find
from narrate.store.files import sweep
from narrate.voice.segments import unpack

PLACES = ("harbour", "market", "station", "library", "bridge", "school", "theatre", "mill", "orchard", "tower")
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def page(number, changed=""):
    """A page of a dozen sentences; no two numbers give the same."""
    place, day = PLACES[number % len(PLACES)], DAYS[number % len(DAYS)]
    lines = [f"The {place} opened on {day} after {number + 2} weeks of work, and many people came to see it."]
    lines += [f"Visitor {n} of day {number} said that the {place} looked brighter than before." for n in range(1, 8)]
    lines += [f"The council of the {place} will meet again on {day} to decide what comes next.", changed]
    body = "".join(f"<p>{line}</p>" for line in lines if line)
    return (
        f'<!doctype html><html lang="en"><head><title>The {place} opens, part {number}</title></head>'
        f"<body><article><h1>The {place} opens, part {number}</h1>{body}</article></body></html>"
    )


def archive(folder, count):
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        (folder / f"story-{number:03}.html").write_text(page(number), encoding="utf-8")
    return folder


def command(*arguments):
    return [sys.executable, "-m", "narrate", "batch", *map(str, arguments), "--voice", "tone"]


def run(*arguments, cache, **more):
    environment = os.environ | {"NARRATE_CACHE_DIR": str(cache)}
    return subprocess.run(
        command(*arguments), env=environment, capture_output=True, text=True, check=False, timeout=300, **more
    )


def report_of(path):
    """The rows of a report by the page's file name."""
    return {Path(row["page"]).name: row for row in json.loads(Path(path).read_text())["articles"]}


def whole(out):
    """Look at every manifest: its MP3 is the one it tells of. Gives the digest of each manifest by slug."""
    seen = {}
    for path in sorted(out.glob("*.json")):
        content = json.loads(path.read_bytes())
        sound = (out / content["audio"]["file"]).read_bytes()
        assert hashlib.sha256(sound).hexdigest() == content["audio"]["sha256"], path
        assert (out / content["captions"]).stat().st_size > 0
        seen[path.stem] = (path.stat().st_ino, path.stat().st_mtime_ns)
    return seen


def decoded_ms(path):
    """Length of an MP3 as a player hears it."""
    rate_hz = 24_000
    work = [find(), "-v", "error", "-i", path, "-f", "s16le", "-ar", str(rate_hz), "-ac", "1", "-"]
    pcm = subprocess.run(work, capture_output=True, check=True).stdout
    return len(pcm) / 2 / rate_hz * 1000


def check_all(out, cache, slugs):
    """Everything is there, whole, hearable, and nothing else is."""
    assert sorted(whole(out)) == sorted(slugs)
    for unborn in out.glob(".narrate-part-*"):  # killed before it was locked: goes when it is a minute old
        os.utime(unborn, (0, 0))
    sweep(out)
    assert sorted(path.name for path in out.iterdir() if path.name != ".narrate") == sorted(
        f"{slug}.{suffix}" for slug in slugs for suffix in ("json", "mp3", "vtt")
    )
    for slug in slugs:
        content = json.loads((out / f"{slug}.json").read_bytes())
        assert abs(decoded_ms(out / f"{slug}.mp3") - content["audio"]["duration_ms"]) < 1, slug
    segments = [path for path in (cache / "segments").rglob("*") if path.is_file() and not path.name.startswith(".")]
    assert segments
    for path in segments:
        assert unpack(path.read_bytes()) is not None, path


def end_session(process):
    """Kill a process with all that it started, which shares its session."""
    sessions = {process.pid}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = entry.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[3]) in sessions:
            try:
                os.kill(int(entry.parent.name), 9)
            except ProcessLookupError:
                continue
    process.wait()
