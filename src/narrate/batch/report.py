"""The account of a run: every article with what became of it, as JSON for programs and as a page for people."""

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from narrate.batch.campaign import Tally
from narrate.batch.ledger import Entry, Ledger
from narrate.batch.report_page import render
from narrate.store.files import staged, write_whole

__all__ = ["Aim", "about", "write_report"]

VERSION = 1


@dataclass(frozen=True, slots=True)
class Aim:
    """What a run was to make."""

    out: str
    """Folder or address of the recordings."""
    voice: str
    target_lufs: float
    target_dbtp: float


def write_report(path: Path, ledger: Ledger, tally: Tally, aim: Aim) -> None:
    """Write the report of the ledger's run, article by article, so that memory doesn't grow with the archive.

    Args:
        path: Both files have its name, one with `.json` and one with `.html`.
        ledger: What became of the articles.
        tally: The run in numbers.
        aim: What it was to make.

    Raises:
        StoreError: A file can't be written.
    """
    run = about(tally, aim)
    bare = path.with_suffix("") if path.suffix in {".json", ".html"} else path
    with staged(bare.with_name(f"{bare.name}.json")) as temporary, temporary.open("w", encoding="utf-8") as file:
        file.write(f'{{"version": {VERSION},\n"run": {json.dumps(run)},\n"articles": [')
        for index, entry in enumerate(ledger.ended()):
            file.write(("," if index else "") + "\n" + json.dumps(_row(entry), ensure_ascii=False))
        file.write("\n]}\n")
    write_whole(bare.with_name(f"{bare.name}.html"), render(run, (_row(entry) for entry in ledger.ended())).encode())


def about(tally: Tally, aim: Aim) -> dict[str, Any]:
    """Return the run in numbers, and what it aimed at."""
    return {
        "articles": tally.total,
        **{end.value: count for end, count in tally.count_by_end.items()},
        "left_out": tally.left_out,
        "named_again": tally.named_again,
        "unread_sources": tally.unread,
        "audio_ms": round(tally.audio_ms, 3),
        "sentences_made": tally.made,
        "sentences_reused": tally.reused,
        "stopped": tally.stopped or None,
        "took_s": round(tally.took_s, 3),
        "finished": datetime.now(UTC).isoformat(timespec="seconds"),
        **asdict(aim),
    }


def _row(entry: Entry) -> dict[str, Any]:
    outcome = entry.outcome
    if outcome is None:
        raise ValueError(f"{entry.place.name} hasn't ended")
    return {
        "page": entry.place.name,
        "slug": entry.slug,
        "end": outcome.end.value,
        "cause": outcome.cause or None,
        "message": outcome.message or None,
        "audio": outcome.path or None,
        "attempts": entry.attempts,
        "audio_ms": outcome.audio_ms,
        "audio_bytes": outcome.audio_bytes,
        "loudness_lufs": outcome.loudness_lufs,
        "true_peak_dbtp": outcome.true_peak_dbtp,
        "error_rate": outcome.error_rate,
        "sentences_made": outcome.made,
        "sentences_reused": outcome.reused,
        "chars": outcome.chars,
        "wall_s": outcome.wall_s,
        "warnings": list(outcome.warnings),
    }
