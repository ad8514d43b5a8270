"""The real Kokoro and Piper: loading, word times against the sound, and what a mixed voice and speed do."""

from pathlib import Path

import numpy as np
import pytest

from narrate.model import Backend, Speech
from narrate.voice.kokoro.engine import ENGINE as KOKORO
from narrate.voice.kokoro.graph_cache import SHIPPED
from narrate.voice.options import VoiceOptions
from narrate.voice.piper.engine import ENGINE as PIPER

pytestmark = pytest.mark.model

TEXT = "Two boats left. Nobody came back! Today, the harbour is quiet; people wait. Can they hope?"
FRAME_MS = 5
QUIET_DB = -40.0  # below the loudest frame: between words
ONSET_TOLERANCE_MS = 60.0


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="module", params=["kokoro", "piper"])
def backend(request: pytest.FixtureRequest, cache: Path) -> Backend:
    engine = {"kokoro": KOKORO, "piper": PIPER}[request.param]
    return engine.open("", VoiceOptions(cache, voice=request.param))


@pytest.fixture(scope="module")
def speech(backend: Backend) -> Speech:
    return backend.synthesize(TEXT)


def clear_onsets_ms(speech: Speech) -> list[float]:
    """Return where sound begins after at least 100 ms of quiet; before the speech there is nothing but quiet."""
    samples = np.frombuffer(speech.waveform.pcm, "<i2").astype(float)
    width = speech.waveform.rate_hz * FRAME_MS // 1000
    frames = samples[: len(samples) // width * width].reshape(-1, width)
    level = np.sqrt((frames**2).mean(1)) + 1e-9
    loud = 20 * np.log10(level / level.max()) > QUIET_DB
    gap = 100 // FRAME_MS
    after = np.concatenate([np.zeros(gap, bool), loud])
    return [i * FRAME_MS for i in range(len(loud)) if loud[i] and not after[i : i + gap].any()]


def test_words_begin_where_the_sound_does(speech: Speech) -> None:
    onsets = clear_onsets_ms(speech)
    assert len(onsets) >= 4
    starts = np.array([word.start_ms for word in speech.words])
    distances = [float(np.abs(starts - onset).min()) for onset in onsets]
    assert np.median(distances) <= ONSET_TOLERANCE_MS


def test_words_are_ordered_and_inside_the_sound(speech: Speech) -> None:
    assert [word.text for word in speech.words] == TEXT.split()
    edges = [edge for word in speech.words for edge in (word.start_ms, word.end_ms)]
    assert edges == sorted(edges)
    assert edges[-1] <= speech.waveform.duration_ms


def test_the_same_text_gives_the_same_sound(backend: Backend, speech: Speech) -> None:
    assert backend.synthesize(TEXT) == speech


def test_the_official_weights_are_rewritten(cache: Path) -> None:
    backend = KOKORO.open("", VoiceOptions(cache))
    before = backend.fingerprint
    backend.synthesize("Two boats left.")
    assert SHIPPED not in backend.fingerprint
    assert backend.fingerprint == before
    assert len(list((cache / "kokoro").iterdir())) == 1


def test_a_faster_voice_takes_less_time(cache: Path) -> None:
    usual, fast = (
        KOKORO.open("", VoiceOptions(cache, speed=speed)).synthesize("Two boats left the harbour.").waveform.duration_ms
        for speed in (1.0, 1.5)
    )
    assert 1.2 < usual / fast < 1.7


def test_a_mix_of_voices_speaks(cache: Path) -> None:
    mixed = KOKORO.open("af_heart:0.6+am_michael:0.4", VoiceOptions(cache)).synthesize("Two boats left.")
    assert mixed.waveform.duration_ms > 500
