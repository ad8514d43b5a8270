"""The default voice reads a sample page, and a listener that doesn't know the text hears it."""

import json
import re
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

import narrate
from narrate import ffmpeg
from narrate.cli import narrate as command

PAGE = Path(__file__).parents[2] / "samples" / "harbour-bridge.html"
MAX_WER = 0.05


def _words(text: str) -> str:
    """Return `text` as lower-case words, figures said: a listener writes "19.5%" where the voice says it in words."""
    said = narrate.spoken_form(text).lower().replace("’", "").replace("'", "").replace("harbour", "harbor")
    return re.sub(r"[^\w]+", " ", said).strip()


def _heard(recording: Path, model: Path) -> str:
    """Return what Whisper (base) writes down of the whole recording."""
    from faster_whisper import WhisperModel

    raw = model.parent / "heard.pcm"
    ffmpeg.run(["-i", recording, "-f", "s16le", "-ac", "1", "-ar", "16000", raw], "decoding")
    sound = np.frombuffer(raw.read_bytes(), "<i2").astype(np.float32) / 32768
    segments, _ = WhisperModel(str(model), device="cpu", compute_type="int8").transcribe(sound, language="en")
    return " ".join(segment.text for segment in segments)


@pytest.mark.model
@pytest.mark.filterwarnings("ignore")  # those of the listener's own libraries
def test_what_is_heard_is_what_was_written(tmp_path, monkeypatch):
    import jiwer

    from narrate.audio.listener import open_listener

    monkeypatch.setenv("NARRATE_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("NARRATE_BYLINE", "no")  # how a listener spells two strangers says nothing of the voice
    arguments = [str(PAGE), "-o", str(tmp_path), "--voice", "kokoro", "--jobs", "2"]
    done = CliRunner(mix_stderr=False).invoke(command, arguments)
    assert done.exit_code == 0, done.stderr
    manifest = json.loads((tmp_path / "harbour-bridge.json").read_text(encoding="utf-8"))
    assert all(len(cue["words"]) == len(cue["printed"].split()) for cue in manifest["cues"])

    open_listener(tmp_path / "listener").close()
    (model,) = (tmp_path / "listener").iterdir()
    said = " ".join(cue["spoken"] for cue in manifest["cues"])
    assert jiwer.wer(_words(said), _words(_heard(tmp_path / "harbour-bridge.mp3", model))) <= MAX_WER
