"""Ray over three network namespaces: a node is lost, its article goes to another."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from archives import archive, check_all, command, end_session, report_of

pytestmark = [pytest.mark.ray, pytest.mark.usefixtures("ray")]

RAY = str(Path(sys.executable).parent / "ray")
HOSTS = {"narrate-a": "10.77.0.11", "narrate-b": "10.77.0.12", "narrate-c": "10.77.0.13"}
BRIDGE = "narrate-br"


def _ip(*arguments):
    return subprocess.run(["ip", *arguments], capture_output=True, check=True)


@pytest.fixture
def hosts():
    """Three namespaces on one bridge, each with an address."""
    if os.geteuid() != 0:
        pytest.skip("network namespaces need root")
    try:
        _ip("link", "add", BRIDGE, "type", "bridge")
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("network namespaces need iproute2 and a kernel with bridges")
    try:
        _ip("link", "set", BRIDGE, "up")
        for name, address in HOSTS.items():
            outside, inside = f"{name}-o", f"{name}-i"
            _ip("netns", "add", name)
            _ip("link", "add", outside, "type", "veth", "peer", "name", inside)
            _ip("link", "set", inside, "netns", name)
            _ip("link", "set", outside, "master", BRIDGE, "up")
            _ip("-n", name, "addr", "add", f"{address}/24", "dev", inside)
            _ip("-n", name, "link", "set", inside, "up")
            _ip("-n", name, "link", "set", "lo", "up")
        yield HOSTS
    finally:
        for name in HOSTS:
            subprocess.run(["ip", "netns", "del", name], capture_output=True, check=False)
        subprocess.run(["ip", "link", "del", BRIDGE], capture_output=True, check=False)


def _node(host, *arguments, environment):
    common = ["--num-cpus=1", "--object-store-memory=150000000", "--disable-usage-stats", "--block"]
    return subprocess.Popen(
        ["ip", "netns", "exec", host, RAY, "start", f"--node-ip-address={HOSTS[host]}", *common, *arguments],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def _await_port(host, port):
    """Wait until somebody listens there."""
    code = (
        "import socket, sys, time\n"
        "while True:\n"
        "    try: socket.create_connection((sys.argv[1], int(sys.argv[2])), 1).close(); break\n"
        "    except OSError: time.sleep(0.2)\n"
    )
    work = ["ip", "netns", "exec", host, sys.executable, "-c", code, HOSTS[host], str(port)]
    subprocess.run(work, check=True, timeout=90)


def test_a_lost_node_costs_no_article(tmp_path, hosts):
    source, out, cache = archive(tmp_path / "in", 10), tmp_path / "out", tmp_path / "cache"
    environment = os.environ | {"NARRATE_CACHE_DIR": str(cache), "RAY_USAGE_STATS_ENABLED": "0"}
    environment |= {"PYTHONPATH": os.pathsep.join(sys.path), "RAY_AUTH_MODE": "token", "RAY_AUTH_TOKEN": "5" * 64}
    nodes = {"narrate-a": _node("narrate-a", "--head", "--port=6391", environment=environment)}
    try:
        _await_port("narrate-a", 6391)
        for host in ("narrate-b", "narrate-c"):
            nodes[host] = _node(host, f"--address={hosts['narrate-a']}:6391", environment=environment)
        arguments = command(source, "-o", out, "--engine", "ray", "--jobs", 3, "--report", tmp_path / "r.json")
        driver = subprocess.Popen(
            ["ip", "netns", "exec", "narrate-a", *arguments],
            env=environment | {"RAY_ADDRESS": f"{hosts['narrate-a']}:6391"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        driver.stdout.readline()
        end_session(nodes.pop("narrate-c"))
        _, errors = driver.communicate(timeout=240)
        assert driver.returncode == 0, errors
    finally:
        for process in nodes.values():
            end_session(process)
    check_all(out, cache, [f"story-{number:03}" for number in range(10)])
    assert {row["end"] for row in report_of(tmp_path / "r.json").values()} == {"made"}
