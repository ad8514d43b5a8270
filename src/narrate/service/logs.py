"""Logs of the service: lines for people, or JSON lines for machines."""

import json
import logging
import sys
from datetime import UTC, datetime

__all__ = ["set_up"]


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


def set_up(*, as_json: bool) -> None:
    """Send what the service says to standard error."""
    handler = logging.StreamHandler(sys.stderr)
    lines = _Lines("%(asctime)s %(levelname)s %(message)s")
    handler.setFormatter(_JsonLines() if as_json else lines)
    logger = logging.getLogger("narrate")
    logger.handlers = [handler]
    logger.setLevel(logging.INFO)
