"""Quality floors of the normaliser and the sentence splitter, measured with the scorers beside the checkout."""

import subprocess
import sys
from pathlib import Path

import pytest

DATA = Path(__file__).parents[3] / "shared" / "data"
FLOORS = dict(
    line.split("\t") for line in (Path(__file__).parent / "script_floors.tsv").read_text("utf-8").splitlines() if line
)
pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not DATA.is_dir(), reason="../shared lies beside a developer's checkout only"),
]


def _run(*arguments: str) -> str:
    return subprocess.run([sys.executable, *arguments], capture_output=True, text=True, check=True).stdout


@pytest.mark.parametrize("strictness", ["lenient", "strict"])
@pytest.mark.parametrize("name", ["news_dev", "nemo_en_core"])
def test_the_normaliser_stays_above_its_floor(name: str, strictness: str) -> None:
    flags = ["--strict"] if strictness == "strict" else []
    target = "narrate.script.normalize.spoken:spoken_form"
    out = _run(str(DATA / "spoken/score.py"), target, str(DATA / f"spoken/{name}.tsv"), *flags)
    percent = float(out.split(" = ")[1].split(" %")[0])
    assert percent >= float(FLOORS[f"{name}_{strictness}"])


def test_the_splitter_stays_above_its_floors_and_loses_nothing() -> None:
    lines = _run(str(DATA / "sentences/score.py"), "narrate.script.sentences:split").splitlines()
    for line in lines:
        name, rest = line.split(maxsplit=1)
        score = float(rest.split("F1 ")[1].split(",")[0]) if "F1" in rest else float(rest.split("/")[0])
        assert score >= float(FLOORS[name]), line
        assert "lost 0" in line
