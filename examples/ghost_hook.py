"""What Ghost sends when a post is published, to test `narrate serve` without Ghost.

python examples/ghost_hook.py http://127.0.0.1:8600 SECRET
"""

import hashlib
import hmac
import json
import sys
import time
import urllib.request

POST = {
    "id": "0123456789abcdef01234567",
    "status": "published",
    "visibility": "public",
    "title": "The mill turns again",
    "url": "https://example.org/the-mill-turns-again/",
    "html": "<p>The mill on the river turned again on Monday, eleven years after a flood had stopped it.</p>"
    "<p>“We had forgotten how it sounds,” said its owner, who paid $2.5 million for the new wheel.</p>",
    "authors": [{"name": "Ada Miller"}],
    "published_at": "2025-10-06T08:00:00.000Z",
    "updated_at": "2025-10-06T08:00:00.000Z",
}


def signed(body: bytes, secret: str) -> str:
    """Return the header's value as Ghost computes it since 5.87.1: HMAC-SHA256 over body and time."""
    stamp = str(int(time.time() * 1000))
    digest = hmac.new(secret.encode(), body + stamp.encode(), hashlib.sha256).hexdigest()
    return f"sha256={digest}, t={stamp}"


def main(address: str, secret: str) -> None:
    """Post the hook and print the answer."""
    body = json.dumps({"post": {"current": POST, "previous": {"status": "draft"}}}).encode()
    headers = {"Content-Type": "application/json", "X-Ghost-Signature": signed(body, secret)}
    request = urllib.request.Request(f"{address}/hooks/ghost", body, headers)  # noqa: S310 - an address that was given
    with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
        print(answer.status, answer.read().decode())


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
