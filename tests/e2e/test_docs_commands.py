"""Every command that README and docs show is run, or, where it needs a server or another program, looked up."""

import http.server
import os
import re
import shlex
import subprocess
import sys
import threading
from pathlib import Path

import click
import pytest

from narrate.cli import narrate

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted(
    path
    for path in (*ROOT.glob("*.md"), ROOT / "examples" / "README.md", *(ROOT / "docs").rglob("*.md"))
    if "reference" not in path.parts
)
_BLOCK = re.compile(r"^ *```(\w*)\n(.*?)^ *```", re.MULTILINE | re.DOTALL)
_SPAN = re.compile(r"`(narrate [^`]+)`")
_PROGRAM = re.compile(r"`(?:python3? )?((?:bench|scripts|tests)/[\w/.]+)([^`]*)`")
WEB_PAGE = "https://example.org/story"  # in the documents; here a server on this machine has it
# What a line needs that isn't on this machine, and the tests that run the same command with the real thing.
ELSEWHERE = {
    "pip install": "what .ci/run does first",
    "python3 -m venv": "what .ci/run does first",
    "scripts/check": "what .ci/run does",
    "pytest": "what scripts/check does",
    "curl": "tests/service/rig.py: the same request with the token",
    "export NARRATE": "tests/service/rig.py: the service's environment",
    "s3://": "tests/batch/test_objects.py: a real S3 server",
    "$SLURM": "tests/unit/batch/test_batch_run.py: shards",
    "feed lint": "tests/unit/publish/test_feed_lint.py: a feed beside what its host answers",
    "preview": "tests/unit/cli/test_embed_command.py: a server until Ctrl-C",
    "hugo": "what needs Hugo itself; the commands before and after it stand alone above it",
    "narrate serve": "tests/service/: the service with its hooks",
}
STORY = """<!doctype html><html lang="en"><title>The mill turns again</title><article><h1>The mill turns again</h1>
<p>The mill on the river turned again on Monday, eleven years after a flood had stopped it.</p>
<p>“We had forgotten how it sounds,” said its owner, who had paid 12,000 euros for a new wheel.</p></article></html>"""
# A rule that fits, for the documents that speak of rules.
RULE = '[[newsroom.rules]]\nif = { language = "en" }\nthen = { priority = 1 }\n'
PLACES = (
    "article.html",
    "page.html",
    "public/posts/mill/index.html",
    "_site/posts/mill/index.html",
    "dist/mill/index.html",
)
FOLDERS = ("pages", "articles", "archive")


def _lines(document: Path) -> list[str]:
    text = document.read_text(encoding="utf-8")
    blocks = (body.replace("\\\n", " ") for kind, body in _BLOCK.findall(text) if kind in {"", "sh", "bash"})
    lines = (line.strip() for block in blocks for line in block.splitlines())
    return [line for line in lines if re.match(r"(?:\w+=\S+ )*(?:narrate|cp) ", line)]


def _elsewhere(line: str) -> bool:
    return any(part in line for part in ELSEWHERE)


@pytest.fixture
def newsroom(tmp_path):
    """A folder in which the documents' pages lie where they say."""
    for place in (*PLACES, *(f"{folder}/{name}.html" for folder in FOLDERS for name in ("mill", "weir"))):
        (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / place).write_text(STORY, encoding="utf-8")
    (tmp_path / "essay.md").write_text("# The mill turns again\n\nIt turned again on Monday.\n", encoding="utf-8")
    return tmp_path


def _environment(folder: Path) -> dict[str, str]:
    programs = str(Path(sys.executable).parent)
    return os.environ | {
        "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
        "NARRATE_CACHE_DIR": os.environ.get("NARRATE_CACHE_DIR", str(folder / "cache")),
        "NARRATE_VOICE": "tone",
    }


class _Story(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        found = self.path == "/story"
        self.send_response(200 if found else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(STORY.encode() if found else b"")

    def log_message(self, *_args):
        pass


@pytest.fixture(scope="module")
def web():
    """Address of a server that has the story."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Story) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def _run(line: str, folder: Path, web: str) -> None:
    env = _environment(folder) | {"NARRATE_PRIVATE_HOSTS": "127.0.0.1"}
    words = ["bash", "-c", line.replace(WEB_PAGE, f"{web}/story")]
    done = subprocess.run(words, cwd=folder, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{line}\n{done.stderr}"


@pytest.mark.parametrize("document", [d for d in DOCUMENTS if _lines(d)], ids=lambda d: str(d.relative_to(ROOT)))
@pytest.mark.model
def test_the_commands_of_a_document_do_what_they_say(document, newsroom, web):
    lines = [line for line in _lines(document) if not _elsewhere(line)]
    if any("rules test" in line for line in lines):
        (newsroom / "narrate.toml").write_text(RULE, encoding="utf-8")
    for page in PLACES[2:]:
        audio_dir = f"{page.partition('/')[0]}/audio"  # where the document's own build would have put the recordings
        if any(audio_dir in line for line in lines):
            _run(f"narrate {page} -o {audio_dir}", newsroom, web)
    for line in lines:
        _run(line, newsroom, web)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda d: str(d.relative_to(ROOT)))
def test_every_command_that_is_named_is_one(document):
    text = document.read_text(encoding="utf-8")
    spans = _SPAN.findall(_BLOCK.sub("", text))
    for line in (*_lines(document), *spans):
        for command in re.split(r"&&|\|", line.partition("  #")[0]):
            words = shlex.split(command.strip())
            if "narrate" in words:
                _understand(words[words.index("narrate") + 1 :], line)


def _understand(words: list[str], line: str) -> None:
    """Assert that the command and each of its options is there."""
    command: click.Command = narrate
    while isinstance(command, click.Group) and words and words[0] in command.commands:
        command, words = command.commands[words[0]], words[1:]
    known = {"-h", "--help", "--version"}
    for each in (command, *command.commands.values()) if isinstance(command, click.Group) else (command,):
        known |= {option for parameter in each.params for option in (*parameter.opts, *parameter.secondary_opts)}
    unknown = [word for word in words if word.startswith("-") and word != "-" and word.partition("=")[0] not in known]
    assert not unknown, f"{line}: {unknown}"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda d: str(d.relative_to(ROOT)))
def test_every_other_line_of_a_shell_is_run_elsewhere(document):
    text = document.read_text(encoding="utf-8")
    blocks = (body.replace("\\\n", " ") for kind, body in _BLOCK.findall(text) if kind in {"sh", "bash"})
    others = {line.strip() for block in blocks for line in block.splitlines()} - set(_lines(document))
    assert [line for line in others if line and not line.startswith("#") and not _elsewhere(line)] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda d: str(d.relative_to(ROOT)))
def test_every_program_of_the_checkout_that_is_named_is_there_with_its_options(document):
    for name, rest in _PROGRAM.findall(document.read_text(encoding="utf-8")):
        path = ROOT / name
        assert path.exists() or any(ROOT.glob(f"{name}*")), name
        for option in re.findall(r"(?<= )--[a-z][\w-]*", rest) if path.is_file() else ():
            assert option in path.read_text(encoding="utf-8"), f"{name} has no {option}"


def test_what_runs_elsewhere_is_there():
    for where in ELSEWHERE.values():
        name = where.partition(":")[0]
        assert name.startswith("what ") or (ROOT / name).exists(), name
