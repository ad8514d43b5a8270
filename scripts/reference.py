"""Writes docs/reference/ and the meanings of the settings from the code; a test holds that they are up to date.

`python scripts/reference.py [FOLDER]`; with a folder, everything is written there.
"""

import ast
import dataclasses
import enum
import inspect
import itertools
import sys
import textwrap
import types
import typing
from collections.abc import Iterator
from pathlib import Path

import click

import narrate
import narrate.embed
import narrate.testing
from narrate import errors, model
from narrate.cli import narrate as program
from narrate.settings import Settings
from narrate.settings import reference as configuration

FOLDER = Path(__file__).parents[1] / "docs" / "reference"
MEANINGS = Path(narrate.settings.__file__).with_name("meanings.tsv")
WIDTH = 100
NOTE = "<!-- Written by scripts/reference.py; change the code, then run it again. -->\n"


def pages() -> dict[str, str]:
    """Return every page of the reference by file name."""
    return {"api.md": _api(), "cli.md": _cli(), "exit-codes.md": _exit_codes(), "settings.md": _settings()}


def _cli() -> str:
    parts = [f"# The command line\n\n{NOTE}\nThe output of `--help` for every command.\n"]
    root = _context(program, "narrate")
    parts += [f"\n## {at.command_path}\n\n```text\n{at.get_help().rstrip()}\n```\n" for at in _contexts(program, root)]
    return "".join(parts)


def _context(command: click.Command, name: str, parent: click.Context | None = None) -> click.Context:
    return click.Context(command, parent, name, terminal_width=WIDTH, help_option_names=["-h", "--help"])


def _contexts(command: click.Command, context: click.Context) -> Iterator[click.Context]:
    yield context
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            child = command.get_command(context, name)
            if child and not child.hidden:
                yield from _contexts(child, _context(child, name, context))


def _settings() -> str:
    return f"""# Settings

{NOTE}
Command-line options override `NARRATE_<NAME>` in the environment, which overrides `narrate.toml` in the current folder,
which overrides the default. `narrate init` writes a file with all settings commented out; `narrate config` prints each
setting in force and what set it. A path in `narrate.toml` is relative to the folder of that file; on the command line
and in the environment it is relative to the current folder. Site rules (`[[site]]`) are explained in
[extraction](../extraction.md#site-rules), lexicons (`[[lexicon]]`) in
[pronunciation](../pronunciation.md#your-own-lexicon), newsroom rules (`[[newsroom.rules]]`) in
[service](../service.md#newsroom-rules).

{configuration.table()}"""


def _exit_codes() -> str:
    tree = inspect.getdoc(errors) or ""
    return f"""# Exit codes and errors

{NOTE}
{tree}

After Ctrl-C the code is 130. If several pages of a run fail for different reasons, or narrate itself is at fault, it
is 1. In Python, the same errors are raised: `from narrate.errors import NarrateError`.
"""


def _api() -> str:
    parts = [f"# Python\n\n{NOTE}\n{_fenced_doc(narrate)}\n"]
    for module, names in (
        (narrate, [name for name in narrate.__all__ if not inspect.ismodule(getattr(narrate, name))]),
        (narrate.settings, ["load", "origins"]),
        (narrate.embed, narrate.embed.__all__),
        (narrate.testing, narrate.testing.__all__),
        (model, model.__all__),
    ):
        parts.append(f"\n## {module.__name__}\n")
        if module is not narrate:
            parts.append(f"\n{_fenced_doc(module)}\n")
        assigned = _assigned(module)
        parts += [assigned.get(name) or _entry(name, getattr(module, name)) for name in names]
    return "".join(parts)


def _fenced_doc(thing: object) -> str:
    return inspect.getdoc(thing) or ""


def _assigned(module: types.ModuleType) -> dict[str, str]:
    """Return the entries of constants and type aliases, which have their value and the string below it, by name."""
    return {
        name.id: f"\n### {name.id}\n\n```text\n{ast.unparse(node)}\n\n{inspect.cleandoc(below.value.value)}\n```\n"
        for node, below in itertools.pairwise(ast.parse(inspect.getsource(module)).body)
        if isinstance(node, ast.Assign)
        and isinstance(name := node.targets[0], ast.Name)
        and isinstance(below, ast.Expr)
        and isinstance(below.value, ast.Constant)
        and isinstance(below.value.value, str)
    }


def _entry(name: str, thing: object) -> str:
    if not callable(thing):
        return f"\n### {name}\n\nAn object of `{type(thing).__name__}`.\n"
    if isinstance(thing, type) and issubclass(thing, enum.Enum):
        signature = "".join(f"\n    {member.name} = {member.value!r}" for member in thing)
    else:
        signature = _signature(typing.cast("typing.Callable[..., object]", thing))
    fields = field_docs(thing) if isinstance(thing, type) and dataclasses.is_dataclass(thing) else {}
    about = "\n".join([inspect.getdoc(thing) or "", *(f"\n{field}: {text}" for field, text in fields.items())])
    return f"\n### {name}\n\n```text\n{name}{signature}\n\n{about}\n```\n"


def _signature(thing: typing.Callable[..., object]) -> str:
    try:
        written = str(inspect.signature(thing))
    except ValueError:
        return ""
    return written.replace("pathlib._local.", "pathlib.")  # where Python 3.13 keeps Path


def field_docs(kind: type) -> dict[str, str]:
    """Return what the strings below the fields of a dataclass say, by field; those without one are left out."""
    body = ast.parse(textwrap.dedent(inspect.getsource(kind))).body[0].body  # type: ignore[attr-defined]
    return {
        field.target.id: " ".join(below.value.value.split())
        for field, below in itertools.pairwise(body)
        if isinstance(field, ast.AnnAssign)
        and isinstance(field.target, ast.Name)
        and isinstance(below, ast.Expr)
        and isinstance(below.value, ast.Constant)
        and isinstance(below.value.value, str)
    }


def meanings() -> str:
    """Return the table that `narrate config` and `narrate init` read: section, name and meaning of each setting."""
    rows = ["# section\tname\tmeaning"]
    for section in dataclasses.fields(Settings):
        kind = typing.get_type_hints(Settings)[section.name]
        rows += [f"{section.name}\t{name}\t{meaning}" for name, meaning in field_docs(kind).items()]
    return "\n".join(rows) + "\n"


def main() -> int:
    """Write the pages; returns 0."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    table = folder / MEANINGS.name if len(sys.argv) > 1 else MEANINGS
    table.write_text(meanings(), encoding="utf-8")  # first: the page of the settings is made of it
    for name, text in pages().items():
        (folder / name).write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
