"""What was found faulty is spoken again, in another cut, and kept."""

from narrate.model import Script, Utterance
from narrate.settings.options import VoiceOptions
from narrate.testing import MemoryStore
from narrate.voice.speak import Speaker

SCRIPT = Script(
    "en", tuple(Utterance(text, text) for text in ("It rained all night, and the river rose.", "Nobody was hurt."))
)


def test_only_the_faulty_utterance_is_spoken_again_and_the_store_keeps_it(tmp_path):
    store = MemoryStore()
    speaker = Speaker(VoiceOptions(cache_dir=tmp_path, voice="tone"), store)
    first = list(speaker.speak(SCRIPT))
    again = list(speaker.speak(SCRIPT, frozenset({0})))
    assert speaker.spoken == 3
    assert again[0].speech.waveform != first[0].speech.waveform
    assert again[1] == first[1]
    assert list(speaker.speak(SCRIPT)) == again
