"""The gate with a real voice and a real listener; bench/audio_gate.py measures it on 120 recordings."""

import pytest

from narrate.audio.listener import open_listener
from narrate.audio.record import record
from narrate.audio.tags import Tags
from narrate.audio.verify import verify
from narrate.model import Segment, Utterance
from narrate.settings.options import VoiceOptions
from narrate.voice.registry import open_backend

pytestmark = pytest.mark.model

TEXTS = (
    "The ferries did not sail until the storm had passed.",
    "Repairs are expected to cost forty million dollars.",
    "Nobody knows when the bridge will be open again.",
)


@pytest.fixture(scope="module")
def cache(tmp_path_factory):
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="module")
def speeches(cache):
    backend = open_backend(VoiceOptions(cache_dir=cache, voice="piper"))
    said = [backend.synthesize(text) for text in TEXTS]
    backend.close()
    return said


@pytest.fixture(scope="module")
def listener(cache):
    listener = open_listener(cache)
    yield listener
    listener.close()


def judged(folder, speeches, hear):
    said = zip(TEXTS, speeches, strict=True)
    parts = [Segment(Utterance(text, text, block=n, pause_ms=300), speech) for n, (text, speech) in enumerate(said)]
    return verify(record(parts, folder / "a.mp3", Tags()), "en", hear)


def test_a_sound_recording_passes_and_numbers_are_heard_as_words(tmp_path, speeches, listener):
    verdict = judged(tmp_path, speeches, listener.hear)
    assert verdict.findings == ()
    assert verdict.error_rate <= 0.1


def test_sentences_in_each_others_place_are_found(tmp_path, speeches, listener):
    verdict = judged(tmp_path, [speeches[1], speeches[0], speeches[2]], listener.hear)
    assert set(verdict.reasons_by_utterance) == {0, 1}


def test_the_model_is_joined_once(cache, listener):
    assert [path.name for path in cache.glob("whisper-base-*")] == ["whisper-base-905e5bf8336b"]
    assert not list(cache.glob(".narrate-part-*"))
    assert listener is not None
