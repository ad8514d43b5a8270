"""Twenty recordings, four voices that hum by five texts, judged by what a player hears: by decoding them again."""

import json
import re
import subprocess
from itertools import pairwise
from pathlib import Path

import numpy as np
import pyloudnorm
import pytest
from scipy.signal import resample_poly

from narrate import ffmpeg
from narrate.model import Page
from narrate.pipeline.narrator import Narrator
from narrate.settings import load
from narrate.sources.pages import Source

pytestmark = pytest.mark.slow

SAMPLES = Path(__file__).parents[2] / "samples"
PAGES = ("budget-day", "ferry-broken", "harbour-bridge", "night-trains", "stadtwald")
VOICES = (("tone", 1.0), ("tone:low", 1.0), ("tone", 0.7), ("tone:low", 1.5))
PARAGRAPHS = 6  # of each text; the whole ones take a minute each


def shortened(page: str) -> Page:
    markup = (SAMPLES / f"{page}.html").read_bytes()
    ends = [match.end() for match in re.finditer(b"</p>", markup)]
    return Page(markup[: ends[PARAGRAPHS]] + markup[ends[-1] :] if len(ends) > PARAGRAPHS else markup)


def decoded(path: Path) -> np.ndarray:
    command = [ffmpeg.find(), "-v", "error", "-i", path, "-f", "s16le", "-ac", "1", "-"]
    return np.frombuffer(subprocess.run(command, capture_output=True, check=True).stdout, "<i2") / 32768


def chapters(path: Path) -> list[str]:
    dump = subprocess.run([ffmpeg.find(), "-i", path], capture_output=True, check=False).stderr.decode()
    return re.findall(r"Chapter #.*?title +: (.*?)\n", dump, re.DOTALL)


@pytest.mark.parametrize(("voice", "speed"), VOICES, ids=str)
def test_what_a_player_hears_is_what_the_manifest_says(tmp_path: Path, voice: str, speed: float) -> None:
    settings = load({"voice": voice, "speed": speed, "cache_dir": tmp_path, "out_dir": tmp_path / "out"}, {})
    with Narrator(settings) as narrator:
        for page in PAGES:
            recording = narrator.narrate(Source(shortened(page), page, page)).recording
            manifest = json.loads((tmp_path / "out" / f"{page}.json").read_bytes())
            sound, rate = decoded(recording.path), recording.rate_hz
            assert len(sound) == round(manifest["cues"][-1]["end_ms"] * rate / 1000)
            assert len(sound) == round(manifest["audio"]["duration_ms"] * rate / 1000)
            assert pyloudnorm.Meter(rate).integrated_loudness(sound) == pytest.approx(-16, abs=0.3)
            assert 20 * np.log10(np.abs(resample_poly(sound, 8, 1)).max()) <= -1
            cues = manifest["cues"]
            assert [(cue["printed"], cue["start_ms"]) for cue in cues] == [
                (cue.utterance.printed, round(cue.start_ms, 3)) for cue in recording.cues
            ]
            headings = [cue["printed"] for cue in cues if cue["kind"] == "heading"]
            assert chapters(recording.path)[1:] == headings
            for cue, after in pairwise(cues):
                end, start = (round(ms * rate / 1000) for ms in (cue["end_ms"], after["start_ms"]))
                assert start - end == round(cue["pause_ms"] * rate / 1000)
