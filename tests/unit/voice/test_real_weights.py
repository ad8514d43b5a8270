"""The real Kokoro and Piper: loading, word times against the sound, and what a mixed voice and speed do."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from narrate.model import Backend, Speech
from narrate.settings.options import VoiceOptions
from narrate.voice.graph_editing import parse_graph
from narrate.voice.kokoro.engine import ENGINE as KOKORO
from narrate.voice.kokoro.engine import KokoroModel
from narrate.voice.kokoro.graph_cache import SHIPPED, read_weights
from narrate.voice.kokoro.quantize import dequantize
from narrate.voice.piper.engine import ENGINE as PIPER
from narrate.voice.readings import portions

pytestmark = pytest.mark.model

TEXT = "Two boats left. Nobody came back! Today, the harbour is quiet; people wait. Can they hope?"
FRAME_MS = 5
QUIET_DB = -40.0  # below the loudest frame: between words
ONSET_TOLERANCE_MS = 60.0
QUIET_TOLERANCE_DB = 1.0
EDGE_TOLERANCE_DB = 3.0  # the crop of silence that was once there took 9 dB off the first 20 ms


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


def test_the_rewritten_graph_keeps_the_edges_of_the_sound(cache: Path) -> None:
    backend = KOKORO.open("", VoiceOptions(cache))
    graph = parse_graph(read_weights(None), "the Kokoro weights")
    dequantize(graph)
    floats = KokoroModel.load(graph.to_bytes(), "floats")
    for text in ("Half of the harbour is still shut.", "Fishermen said the first boats sank.", "Soft voices."):
        (portion,) = portions(backend._front_end.read(text), 510)
        style = backend._pack.styles[len(portion.numbers) - 1]
        ours, theirs = (model.speak(portion.numbers, style, 1.0)[0] for model in (backend._loaded(), floats))
        assert len(ours) == len(theirs)
        own, level = levels(ours), levels(theirs)
        sounding = np.flatnonzero(level > level.max() - 40)
        quiet = (level > level.max() - 40) & (level <= level.max() - 20)
        assert abs((own - level)[sounding[0] : sounding[0] + 4].mean()) < EDGE_TOLERANCE_DB, text
        assert abs((own - level)[sounding[-1] - 4 : sounding[-1] + 1].mean()) < EDGE_TOLERANCE_DB, text
        assert abs((own - level)[quiet].mean()) < QUIET_TOLERANCE_DB, text


def levels(samples: np.ndarray) -> np.ndarray:
    """Return the level of each 5 ms frame in dBFS."""
    return 10 * np.log10((samples[: len(samples) // 120 * 120].reshape(-1, 120) ** 2).mean(1) + 1e-12)


@pytest.mark.tools
@pytest.mark.parametrize(
    ("voice", "language", "text"),
    [
        ("ef_dora", "es", "El puente del puerto sigue cerrado, y nadie sabe por qué."),
        ("ff_siwis", "fr", "Le pont du port reste fermé, et personne ne sait pourquoi."),
    ],
)
def test_a_spanish_and_a_french_voice_speak(cache: Path, voice: str, language: str, text: str) -> None:
    if shutil.which("espeak-ng") is None:
        pytest.skip("espeak-ng isn't installed")
    backend = KOKORO.open(voice, VoiceOptions(cache))
    assert backend.languages == {language}
    assert [word.text for word in backend.synthesize(text).words] == text.split()
