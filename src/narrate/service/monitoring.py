"""What operators see: counts in the text format of Prometheus (0.0.4), and logs."""

import json
import logging
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

__all__ = ["Metrics", "set_up_logs", "to_text"]

_BOUNDS_S = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)


@dataclass(slots=True)
class Metrics:
    """Counts since the start."""

    answers: "Counter[tuple[str, str, int]]" = field(default_factory=Counter)
    """By route, method and status."""
    seconds: "Counter[tuple[str, float]]" = field(default_factory=Counter)
    """Answers by route and upper bound of their time."""
    total_s: "Counter[str]" = field(default_factory=Counter)

    def answered(self, route: str, method: str, status: int, took_s: float) -> None:
        """Count one answer."""
        self.answers[route, method, status] += 1
        bound = next((bound for bound in _BOUNDS_S if took_s <= bound), float("inf"))
        self.seconds[route, bound] += 1
        self.total_s[route] += took_s  # type: ignore[assignment]  # a Counter adds any number


def to_text(metrics: Metrics, jobs: dict[tuple[str, str], int], waited_s: float, recordings: int) -> str:
    """Return all figures.

    Args:
        metrics: What was counted.
        jobs: Jobs by lane and state.
        waited_s: How long the job that is due for longest has been so.
        recordings: Recordings in the catalog.
    """
    return "\n".join(_lines(metrics, jobs, waited_s, recordings)) + "\n"


def _lines(metrics: Metrics, jobs: dict[tuple[str, str], int], waited_s: float, recordings: int) -> Iterator[str]:
    yield "# HELP narrate_jobs Jobs by lane and state."
    yield "# TYPE narrate_jobs gauge"
    for (lane, state), count in sorted(jobs.items()):
        yield f'narrate_jobs{{lane="{lane}",state="{state}"}} {count}'
    yield "# HELP narrate_oldest_due_seconds Time since the job that is due for longest could start."
    yield "# TYPE narrate_oldest_due_seconds gauge"
    yield f"narrate_oldest_due_seconds {max(0.0, waited_s):.3f}"
    yield "# HELP narrate_recordings Recordings that are published."
    yield "# TYPE narrate_recordings gauge"
    yield f"narrate_recordings {recordings}"
    yield "# HELP narrate_http_requests_total Requests by route, method and status."
    yield "# TYPE narrate_http_requests_total counter"
    for (route, method, status), count in sorted(metrics.answers.items()):
        yield f'narrate_http_requests_total{{route="{route}",method="{method}",status="{status}"}} {count}'
    yield "# HELP narrate_http_seconds Time to answer."
    yield "# TYPE narrate_http_seconds histogram"
    for route in sorted(metrics.total_s):
        below = 0
        for bound in (*_BOUNDS_S, float("inf")):
            below += metrics.seconds[route, bound]
            name = "+Inf" if bound == float("inf") else f"{bound:g}"
            yield f'narrate_http_seconds_bucket{{route="{route}",le="{name}"}} {below}'
        yield f'narrate_http_seconds_sum{{route="{route}"}} {metrics.total_s[route]:.6f}'
        yield f'narrate_http_seconds_count{{route="{route}"}} {below}'


class _JsonLines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        entry = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "name": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            entry["error"] = self.formatException(record.exc_info)
        return json.dumps(entry, ensure_ascii=False)


class _Lines(logging.Formatter):
    """One record, one line: what a client sent can't forge another."""

    def format(self, record: logging.LogRecord) -> str:
        text = super().format(record)
        return text if record.exc_info else "".join(c if c.isprintable() else "\ufffd" for c in text)


def set_up_logs(*, as_json: bool) -> None:
    """Send what the service says to standard error."""
    handler = logging.StreamHandler(sys.stderr)
    lines = _Lines("%(asctime)s %(levelname)s %(message)s")
    handler.setFormatter(_JsonLines() if as_json else lines)
    logger = logging.getLogger("narrate")
    logger.handlers = [handler]
    logger.setLevel(logging.INFO)
