"""`narrate config`, `init` and `completion`: what is in force, a file to start from, what the shell completes."""

import tomllib

import pytest
from click.testing import CliRunner

from narrate import settings
from narrate.cli import narrate
from narrate.settings.reference import commented_file

SECRET = "a-secret-of-sixteen-signs"


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def _run(*words, env=None):
    return CliRunner(mix_stderr=False).invoke(narrate, list(words), env=env)


def test_config_names_what_set_a_value(tmp_path):
    (tmp_path / "narrate.toml").write_text("[voice]\njobs = 2\n")
    shown = _run("config", env={"NARRATE_SPEED": "1.25"}).output
    assert "jobs = 2    # narrate.toml: [voice] jobs" in shown
    assert "speed = 1.25    # NARRATE_SPEED" in shown
    assert "\nbitrate_kbps = 64\n" in shown


def test_config_never_shows_a_secret():
    shown = _run("config", env={"NARRATE_GHOST_SECRET": SECRET}).output
    assert SECRET not in shown
    assert "ghost_secret = set    # NARRATE_GHOST_SECRET" in shown
    assert "\nhook_secret = not set\n" in shown


def test_init_writes_a_file_that_changes_nothing():
    before = settings.load({}, {})
    assert _run("init").exit_code == 0
    assert settings.load({}, {}) == before


def test_init_leaves_a_file_that_is_there_alone(tmp_path):
    (tmp_path / "narrate.toml").write_text("[voice]\njobs = 2\n")
    done = _run("init")
    assert done.exit_code == 2
    assert done.stderr == "narrate: narrate.toml is in this folder already; move it away to start again\n"
    assert (tmp_path / "narrate.toml").read_text() == "[voice]\njobs = 2\n"


def test_each_line_of_the_commented_file_is_a_setting_once_the_mark_is_gone():
    lines = commented_file().splitlines()
    bare = [line.removeprefix("# ") if " = " in line or line.startswith("# [[") else line for line in lines]
    keys = {
        name for section in tomllib.loads("\n".join(bare)).values() if isinstance(section, dict) for name in section
    }
    assert {"voice", "loudness_lufs", "feed_title", "public_url", "rules"} <= keys


@pytest.mark.parametrize("shell", ["bash", "fish", "zsh"])
def test_completion_prints_what_the_shell_reads(shell):
    done = _run("completion", shell)
    assert done.exit_code == 0
    assert "_NARRATE_COMPLETE" in done.output


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("narrate extr", ["plain,extract"]),
        ("narrate --spe", ["plain,--speed"]),
        ("narrate sto", ["file,sto"]),
        ("narrate story.html --spe", ["plain,--speed"]),
        ("narrate extract sto", ["file,sto"]),
        ("narrate extract --for", ["plain,--format"]),
        ("narrate script sto", ["file,sto"]),
        ("narrate feed pod", ["dir,pod"]),
        ("narrate feed li", ["plain,lint"]),
        ("narrate feed lint sto", ["file,sto"]),
    ],
)
def test_tab_completes_commands_options_and_pages(typed, offered):
    env = {"COMP_WORDS": typed, "COMP_CWORD": str(typed.count(" ")), "_NARRATE_COMPLETE": "bash_complete"}
    done = CliRunner(mix_stderr=False).invoke(narrate, [], env=env, prog_name="narrate")
    assert done.output.splitlines() == offered


def test_a_variable_that_sets_nothing_is_mentioned_once(caplog):
    _run("config", env={"NARRATE_SPEDE": "1"})
    assert caplog.text.count("NARRATE_SPEDE is ignored") == 1
