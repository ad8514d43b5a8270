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

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "service"))

from rig import GHOST_SECRET, Service, post, storm

FRESH = {"status": "draft"}


def request(number: int) -> bytes:
    """Return a signed hook as it goes over the wire."""
    body = json.dumps({"post": {"current": post(f"load{number}"), "previous": FRESH}}).encode()
    stamp = str(int(time.time() * 1000))
    digest = hmac.new(GHOST_SECRET.encode(), body + stamp.encode(), hashlib.sha256).hexdigest()
    head = f"POST /hooks/ghost HTTP/1.1\r\nhost: cms\r\nx-ghost-signature: sha256={digest}, t={stamp}\r\n"
    return f"{head}content-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n".encode() + body


async def hammer(port: int, rate: float, seconds: float) -> tuple[list[float], collections.Counter[int]]:
    """Send `rate` hooks a second over 64 connections, each at its time; return times in seconds and statuses."""
    took: list[float] = []
    statuses: collections.Counter[int] = collections.Counter()
    numbers = iter(range(int(rate * seconds)))
    started = time.perf_counter()

    async def connection() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for number in numbers:
            due = started + number / rate
            if (wait := due - time.perf_counter()) > 0:
                await asyncio.sleep(wait)
            writer.write(request(number))
            head = await reader.readuntil(b"\r\n\r\n")
            length = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
            await reader.readexactly(int(length.partition(b":")[2]))
            statuses[int(head.split()[1])] += 1
            took.append(time.perf_counter() - due)  # from when it should have been sent: waiting counts
        writer.close()

    await asyncio.gather(*(connection() for _ in range(64)))
    return took, statuses


def cpu_s(pid: int) -> float:
    """Return the processor time that a process has used, in seconds."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def load(rate: float, seconds: float) -> None:
    """Measure how many hooks are accepted, and how fast, while the worker narrates."""
    with tempfile.TemporaryDirectory() as folder:
        service = Service(Path(folder), settle_s=0, max_waiting=1_000_000).start()
        try:
            for number in range(20):
                service.ghost(post(f"before{number}"), FRESH)
            started, used = time.perf_counter(), cpu_s(service.process.pid)
            took, statuses = asyncio.run(hammer(service.port, rate, seconds))
            lasted, used = time.perf_counter() - started, cpu_s(service.process.pid) - used
            jobs = service.client.get("/metrics").text
            done = next((line for line in jobs.splitlines() if 'lane="voice",state="done"' in line), "none")
        finally:
            service.stop()
    ordered = sorted(took)
    print(f"accepted {statuses[202] / lasted:.0f} hooks/s over {lasted:.1f} s, statuses {dict(statuses)}")
    print(f"p50 {ordered[len(ordered) // 2] * 1000:.1f} ms, p99 {ordered[int(len(ordered) * 0.99)] * 1000:.1f} ms")
    print(f"processor time of the answering process: {used / len(took) * 1000:.2f} ms a hook")
    print(f"narrated meanwhile: {done}; load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")


def kills(jobs: int, times: int) -> None:
    """Kill worker and server again and again while articles come in; count what was lost."""
    with tempfile.TemporaryDirectory() as folder:
        service = Service(Path(folder), workers=2, lease_s=15).start()
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
