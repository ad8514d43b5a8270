"""`narrate serve --check` tries what the service will need, its port too."""

import socket

import pytest
from click.testing import CliRunner

from narrate.cli import narrate


@pytest.fixture
def check(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NARRATE_VOICE", "tone")
    monkeypatch.setenv("NARRATE_HOOK_SECRET", "a-long-random-text")

    def run(port):
        done = CliRunner(mix_stderr=False).invoke(narrate, ["serve", "--check", "--port", str(port)])
        return done.exit_code, done.stderr

    return run


def test_a_free_port_is_well_and_stays_free(check, tmp_path):
    assert check(0) == (0, "the configuration is valid\n")
    assert not list(tmp_path.iterdir()), "it only checks"


def test_a_port_that_is_taken_is_named(check):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        code, told = check(port)
    assert code == 8
    assert told == (
        f"narrate: 127.0.0.1 port {port} can't be opened (Address already in use); "
        "choose another, or stop what listens there\n"
    )
