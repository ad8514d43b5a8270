"""What nobody has foreseen is one line too, and a terminal that lacks a letter is no reason to stop."""

import os
import subprocess
import sys

import click
import pytest
from click.testing import CliRunner

from narrate.cli import narrate

PAGE = """<html lang="uk"><head><title>Млин</title></head><article><h1>Млин знову працює</h1>
<p>Старий млин на краю села стояв сорок років, і ніхто не сподівався, що він запрацює знову.</p></article></html>"""
WITHOUT_LETTERS = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}


@pytest.fixture
def broken():
    """A command that breaks off."""

    @click.command("broken")
    def command():
        raise RuntimeError("out of order")

    narrate.add_command(command)
    yield
    del narrate.commands["broken"]


@pytest.mark.usefixtures("broken")
def test_a_fault_of_our_own_is_one_line():
    done = CliRunner(mix_stderr=False).invoke(narrate, ["broken"])
    assert done.exit_code == 1
    assert done.stderr == (
        "narrate: an internal error, RuntimeError: out of order; please report it with what PYTHONDEVMODE=1 shows\n"
    )


@pytest.fixture
def run(tmp_path):
    """Run a command in a shell whose locale has ASCII letters only."""
    env = os.environ | WITHOUT_LETTERS | {"NARRATE_VOICE": "tone", "NARRATE_CACHE_DIR": str(tmp_path / "cache")}

    def run(*words, given=None, **more):
        words = [sys.executable, "-m", "narrate", *words]
        return subprocess.run(
            words, cwd=tmp_path, env=env | more, input=given, capture_output=True, encoding="utf-8", check=False
        )

    return run


def test_letters_that_the_terminal_lacks_are_written_as_signs(run, tmp_path):
    (tmp_path / "mill.html").write_text(PAGE, "utf-8")
    done = run("extract", "mill.html", PYTHONIOENCODING="latin-1")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(r"\u041c\u043b\u0438\u043d")


def test_a_page_is_narrated_where_the_terminal_lacks_its_letters(run, tmp_path):
    (tmp_path / "mill.html").write_text(PAGE, "utf-8")
    done = run("mill.html", "-o", "out")
    assert done.returncode == 0, done.stderr
    assert "Млин" in (tmp_path / "out" / "mill.vtt").read_text("utf-8")


def test_a_name_that_the_locale_cannot_write_is_one_line(run, tmp_path):
    done = run("-", "-o", "out", "--quiet", given=PAGE)
    assert done.returncode == 2, done.stderr
    (line,) = done.stderr.splitlines()
    assert line.startswith("narrate: this shell's locale can't represent ")
    assert line.endswith("; set LC_ALL=C.UTF-8")
    assert not list((tmp_path / "out").glob("*.mp3"))
