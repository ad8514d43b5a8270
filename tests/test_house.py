"""What can be held of the house's rules, is held here."""

import ast
import re
import subprocess
import tomllib
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).parents[1]
SOURCES = sorted((ROOT / "src").rglob("*.py"))
MAX_FILE_LINES = 500
MAX_FUNCTION_LINES = 40
# The command line is made of click; arrays and trees are the very material of the rooms that work on them; figures
# become words in a script, and in a voice that is given a text without one.
SHARED_LIBRARIES = {"click", "lxml", "num2words", "numpy"}
OWN = {"narrate"}
TEXTS = {".html", ".md", ".php", ".py", ".service", ".sh", ".toml", ".tsv", ".yml", ".yaml", ""}


TREES = {path: ast.parse(path.read_text(encoding="utf-8")) for path in SOURCES}


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def _functions(tree: ast.AST):
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def _code_lines(function: ast.FunctionDef) -> int:
    """Lines of the body without its docstring: a contract may be as long as it needs."""
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return (function.end_lineno or 0) - body[0].lineno + 1 if body else 0


def test_a_file_is_short_enough_to_hold_in_mind():
    lengths = {_name(path): len(path.read_text(encoding="utf-8").splitlines()) for path in SOURCES}
    assert {name: lines for name, lines in lengths.items() if lines > MAX_FILE_LINES} == {}


def test_a_function_is_short_enough_to_see_at_once():
    lengths = {
        f"{_name(path)}:{function.lineno} {function.name}": _code_lines(function)
        for path, tree in TREES.items()
        for function in _functions(tree)
    }
    assert {name: lines for name, lines in lengths.items() if lines > MAX_FUNCTION_LINES} == {}


def test_public_names_are_declared_once():
    assert {_name(path): fault for path, tree in TREES.items() if (fault := _undeclared(tree))} == {}


def _undeclared(tree: ast.Module) -> str:
    """Return what is wrong with a module's `__all__`; the order in it is ruff's business (RUF022)."""
    declared = [
        ast.literal_eval(node.value)
        for node in tree.body
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "__all__"
    ]
    public = any(isinstance(n, ast.FunctionDef | ast.ClassDef) and not n.name.startswith("_") for n in tree.body)
    if public and not declared:
        return "public names without __all__"
    return "a name stands twice in __all__" if any(len(names) != len(set(names)) for names in declared) else ""


def test_each_library_belongs_to_one_room():
    importers = defaultdict(set)
    for path, tree in TREES.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                modules = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.module:
                modules = [node.module]
            else:
                continue
            for module in modules:
                importers[module.partition(".")[0]].add(path.relative_to(ROOT / "src" / "narrate").parts[0])
    import sys

    foreign = {m: files for m, files in importers.items() if m not in sys.stdlib_module_names | OWN | SHARED_LIBRARIES}
    assert {m: sorted(files) for m, files in foreign.items() if len(files) > 1} == {}


def test_rooms_are_light_to_import():
    for room in (ROOT / "src" / "narrate").iterdir():
        init = room / "__init__.py"
        if room.is_dir() and room.name not in {"cli", "embed", "settings", "testing"} and init.exists():
            body = ast.parse(init.read_text(encoding="utf-8")).body
            assert len(body) == 1, f"{_name(init)} holds more than its docstring"


def test_every_file_that_the_documents_name_is_there():
    for document in (
        ROOT / "README.md",
        ROOT / "ARCHITECTURE.md",
        ROOT / "CONTRIBUTING.md",
        *(ROOT / "docs").rglob("*.md"),
    ):
        for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", document.read_text(encoding="utf-8")):
            assert (document.parent / target).exists(), f"{_name(document)} names {target}"


def test_where_to_look_is_where_it_is():
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    table = text[text.index("## Where to look") :]
    for name in re.findall(r"`((?:extract|script|voice|audio|publish|embed|batch|service|cli)/[\w/.-]*)`", table):
        assert (ROOT / "src" / "narrate" / name).exists(), name
    for name in re.findall(r"`(tests/[\w/.]*[\w/])`", table):
        assert (ROOT / name).exists(), name


def test_the_project_names_no_place_but_itself():
    files = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False).stdout.split()
    forbidden = re.compile(
        rb"/(?:work|home|root)/\w|files\.python" + rb"hosted|registry\.npm" + rb"js|pypi\.org/simple"
    )
    for name in files:
        path = ROOT / name
        if path.suffix in {".bin", ".onnx", ".png", ".mp3", ".gz"} or not path.is_file():
            continue
        assert not forbidden.search(path.read_bytes()), name


def test_no_lock_file_is_kept():
    names = {"uv.lock", "poetry.lock", "Pipfile.lock", "package-lock.json", "yarn.lock", "pnpm-lock.yaml"}
    files = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False).stdout.split()
    assert not [name for name in files if Path(name).name in names]


def test_every_marker_is_declared_once():
    markers = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["pytest"]["ini_options"]["markers"]
    names = [marker.partition(":")[0] for marker in markers]
    assert len(names) == len(set(names))


def test_the_check_runs_what_plain_pytest_leaves_out():
    check = (ROOT / "scripts" / "check").read_text(encoding="utf-8")
    assert 'pytest -m "not long" ' in check
    assert (ROOT / ".ci" / "run").read_text(encoding="utf-8").count("\nscripts/check\n") == 1


def test_nothing_installs_the_other_project_of_our_name():
    names = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.splitlines()
    texts = {name: (ROOT / name).read_text("utf-8", "ignore") for name in names if Path(name).suffix in TEXTS}
    other = re.compile(r"(?<![/\w-])narrate\[[a-z0-9]+[\],]|pip install (?:-U |--upgrade )?'?narrate(?![-\w/])")
    assert {name: other.findall(text) for name, text in texts.items() if other.search(text)} == {}


def test_every_dependency_stands_in_the_list_of_licences():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = {
        name: needs for name, needs in project["optional-dependencies"].items() if name not in {"bench", "dev", "test"}
    }
    names = [re.split(r"[<>=;\[]", need)[0] for needs in (project["dependencies"], *extras.values()) for need in needs]
    listed = re.sub(r"[-_.]+", "-", (ROOT / "THIRD_PARTY.md").read_text(encoding="utf-8")).lower()
    on_other_pythons = {"audioop-lts"}  # its marker keeps it from Python 3.11, where the list is written
    assert [name for name in names if f"| {name.lower()} |" not in listed and name not in on_other_pythons] == []
