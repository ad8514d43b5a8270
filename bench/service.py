"""How the service bears load and death.

    python bench/service.py load --seconds 20 --rate 400    # hooks per second accepted while articles are narrated
    python bench/service.py kills --jobs 300 --kills 40     # what is lost when worker and server are killed

Needs the extras `serve` and `test`. Everything runs on loopback; the worker narrates with the tone engine, whose time
goes into text, mastering and encoding.
"""

import argparse
import asyncio
import collections
import hashlib
import hmac
import json
import os
import sys
import tempfile
import time
from pathlib import Path

import httpx

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "service"))

from rig import GHOST_SECRET, Service, post, storm

FRESH = {"status": "draft"}


def signed(body: bytes) -> dict[str, str]:
    """Return the header of a hook."""
    stamp = str(int(time.time() * 1000))
    digest = hmac.new(GHOST_SECRET.encode(), body + stamp.encode(), hashlib.sha256).hexdigest()
    return {"x-ghost-signature": f"sha256={digest}, t={stamp}", "content-type": "application/json"}


async def hammer(port: int, rate: float, seconds: float) -> tuple[list[float], collections.Counter[int]]:
    """Send `rate` hooks a second, each at its time whatever became of the others; return times and statuses."""
    took: list[float] = []
    statuses: collections.Counter[int] = collections.Counter()
    limits = httpx.Limits(max_connections=64, max_keepalive_connections=64)
    base = f"http://127.0.0.1:{port}"
    async with httpx.AsyncClient(base_url=base, limits=limits, timeout=30, trust_env=False) as client:

        async def one(number: int, due: float) -> None:
            body = json.dumps({"post": {"current": post(f"load{number % 500}x{number}"), "previous": FRESH}}).encode()
            answer = await client.post("/hooks/ghost", content=body, headers=signed(body))
            statuses[answer.status_code] += 1
            took.append(time.perf_counter() - due)  # from when it should have been sent: waiting counts

        started, tasks = time.perf_counter(), []
        for number in range(int(rate * seconds)):
            due = started + number / rate
            if (wait := due - time.perf_counter()) > 0:
                await asyncio.sleep(wait)
            tasks.append(asyncio.create_task(one(number, due)))
        await asyncio.gather(*tasks)
    return took, statuses


def load(rate: float, seconds: float) -> None:
    """Measure how many hooks are accepted, and how fast, while the worker narrates."""
    with tempfile.TemporaryDirectory() as folder:
        service = Service(Path(folder), settle_s=0, max_waiting=1_000_000).start()
        try:
            for number in range(20):
                service.ghost(post(f"before{number}"), FRESH)
            started = time.perf_counter()
            took, statuses = asyncio.run(hammer(service.port, rate, seconds))
            lasted = time.perf_counter() - started
            jobs = service.client.get("/metrics").text
            done = next((line for line in jobs.splitlines() if 'lane="voice",state="done"' in line), "none")
        finally:
            service.stop()
    ordered = sorted(took)
    print(f"accepted {statuses[202] / lasted:.0f} hooks/s over {lasted:.1f} s, statuses {dict(statuses)}")
    print(f"p50 {ordered[len(ordered) // 2] * 1000:.1f} ms, p99 {ordered[int(len(ordered) * 0.99)] * 1000:.1f} ms")
    print(f"narrated meanwhile: {done}; load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")


def kills(jobs: int, times: int) -> None:
    """Kill worker and server again and again while articles come in; count what was lost."""
    with tempfile.TemporaryDirectory() as folder:
        service = Service(Path(folder), workers=2, lease_s=2).start()
        try:
            states, killed, took_s = storm(service, jobs, times)
            fed = service.client.get("/feed.xml").text.count("<item>")
        finally:
            service.stop()
    print(f"{killed} kill -9 over {jobs} articles in {took_s:.0f} s: {dict(collections.Counter(states.values()))}")
    print(f"items in the feed: {fed} (the feed lists at most 300)")


def main() -> None:
    """Run one of the two."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("what", choices=["load", "kills"])
    parser.add_argument("--rate", type=float, default=400)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--jobs", type=int, default=300)
    parser.add_argument("--kills", type=int, default=40)
    wanted = parser.parse_args()
    if wanted.what == "load":
        load(wanted.rate, wanted.seconds)
    else:
        kills(wanted.jobs, wanted.kills)


if __name__ == "__main__":
    main()
