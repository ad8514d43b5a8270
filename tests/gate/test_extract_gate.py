"""The scores of the shipped weights on ../shared/data/extract may not fall below the pinned floors."""

import json
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DATA = ROOT.parent / "shared" / "data" / "extract"
FLOORS = json.loads((Path(__file__).parent / "extract_floors.json").read_text("utf-8"))["floors"]

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not DATA.exists(), reason="../shared/data/extract is not beside this checkout"),
]


@pytest.mark.parametrize("name", sorted(FLOORS))
def test_scores_stay_above_their_floors(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "bench"))
    sys.modules.pop("extract_gate", None)
    from extract_gate import body
    from extract_scores import score_extractor

    scores = score_extractor(body, name, DATA)
    assert not {key: (scores[key], floor) for key, floor in FLOORS[name].items() if scores[key] < floor}
    assert scores["empty"] == 0
