"""What is told to the world: webhooks about recordings, and the player for the CMS. Each is a job of its own."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from narrate.service.jobs import Order
from narrate.settings.service import ServiceOptions

__all__ = ["POST_LANE", "attachment", "deliveries"]

POST_LANE = "post"


def deliveries(
    options: ServiceOptions, event: str, article_id: str, facts: Mapping[str, Any], now: float
) -> list[Order]:
    """Return one order per webhook address to tell about `event`.

    Args:
        options: Whom to tell.
        event: `recording.ready`, `recording.failed` or `recording.removed`.
        article_id: The article.
        facts: What is told besides.
        now: Seconds since 1970.
    """
    time = datetime.fromtimestamp(now, UTC).isoformat(timespec="milliseconds")
    body = json.dumps({"event": event, "id": article_id, "time": time, **facts}, ensure_ascii=False, sort_keys=True)
    orders = []
    for url in options.webhook_urls:
        mark = hashlib.sha256(f"{url}\n{body}".encode()).hexdigest()[:24]
        orders.append(Order(f"deliver:{mark}", POST_LANE, "deliver", {"url": url, "body": body}))
    return orders


def attachment(options: ServiceOptions, origin: str, article_id: str, *, attach: bool) -> list[Order]:
    """Return the order to put the player into the CMS's post or to take it out, if that is configured."""
    if origin != "ghost" or options.ghost_attach == "none":
        return []
    kind = "attach" if attach else "detach"
    return [Order(f"attach:{article_id}", POST_LANE, kind, {"id": article_id})]
