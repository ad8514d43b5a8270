"""What the first word of a call is taken for: an option, a command, a page, or a misspelt command."""

from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from narrate.cli import narrate

OPTIONS = [
    param
    for param in narrate.commands["page"].params
    if isinstance(param, click.Option) and param.opts[0] not in ("-h", "--help")
]


@pytest.mark.parametrize("option", OPTIONS, ids=lambda option: option.name)
def test_an_option_that_comes_first_is_an_option(option: click.Option) -> None:
    """`narrate --voice tone page.html` looked like a misspelt `voices`."""
    name = max(option.opts, key=len)
    words = [name] if option.is_flag else [name, "1"]
    assert "neither" not in CliRunner().invoke(narrate, [*words, "missing.html"]).output


def test_a_misspelt_command_is_named() -> None:
    """It would be taken for a page, and the page after it narrated."""
    done = CliRunner().invoke(narrate, ["vioces"])
    assert done.exit_code == 2
    assert "vioces is neither a page nor a command; did you mean voices?" in done.output


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        (["help"], "COMMAND [OPTIONS]"),
        (["help", "say"], "Print the spoken form"),
        (["x.html", "--help"], "COMMAND [OPTIONS]"),
    ],
)
def test_help_is_what_it_says(words: list[str], shown: str) -> None:
    done = CliRunner().invoke(narrate, words)
    assert done.exit_code == 0
    assert shown in done.output


def test_help_for_what_is_no_command_says_so() -> None:
    done = CliRunner().invoke(narrate, ["help", "nope"])
    assert done.exit_code == 2
    assert done.output == "narrate: there is no command nope; see narrate -h\n"


def test_a_page_may_be_called_page() -> None:
    assert CliRunner().invoke(narrate, ["page"]).output == "narrate: page: there is no such file; check the name\n"


def test_a_folder_that_is_called_as_a_command_can_be_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert "./batch" not in CliRunner().invoke(narrate, ["batch"]).output
    (tmp_path / "batch").mkdir()
    assert "for what is called batch here, write ./batch" in CliRunner().invoke(narrate, ["batch"]).output
