"""What operators see: counts in the text format of Prometheus, and logs."""

import json
import logging
import sys
from collections.abc import Mapping
from datetime import UTC, datetime

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, disable_created_metrics, generate_latest

__all__ = ["Metrics", "set_up_logs"]

_BOUNDS_S = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
disable_created_metrics()  # type: ignore[no-untyped-call]  # each would double its series with a time of no use


class Metrics:
    """Counts since the start, in a registry of their own: two services in a process don't mix."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._jobs = Gauge("narrate_jobs", "Jobs by queue and state.", ["lane", "state"], registry=self._registry)
        about = "Time since the job that is due for longest could start."
        self._oldest_s = Gauge("narrate_oldest_due_seconds", about, registry=self._registry)
        self._recordings = Gauge("narrate_recordings", "Recordings that are published.", registry=self._registry)
        about, labels = "Requests by route, method and status.", ["route", "method", "status"]
        self._requests = Counter("narrate_http_requests", about, labels, registry=self._registry)
        self._seconds = Histogram(
            "narrate_http_seconds", "Time to answer.", ["route"], buckets=_BOUNDS_S, registry=self._registry
        )

    def count(self, route: str, method: str, status: int, took_s: float) -> None:
        """Count one answer."""
        self._requests.labels(route, method, status).inc()
        self._seconds.labels(route).observe(took_s)

    def exposition(self, jobs: Mapping[tuple[str, str], int], waited_s: float, recordings: int) -> bytes:
        """Return all figures in text format 0.0.4.

        Args:
            jobs: Jobs by queue and state.
            waited_s: How long the job that is due for longest has been so.
            recordings: Recordings in the catalog.
        """
        self._jobs.clear()
        for labels, count in jobs.items():
            self._jobs.labels(*labels).set(count)
        self._oldest_s.set(max(0.0, waited_s))
        self._recordings.set(recordings)
        return generate_latest(self._registry)


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
