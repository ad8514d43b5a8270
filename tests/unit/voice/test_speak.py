from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from narrate.errors import BackendUnavailable, LanguageUnsupported, UnknownVoice
from narrate.model import Script, Span, Utterance
from narrate.settings.options import VoiceOptions
from narrate.testing import MemoryStore, ToneBackend
from narrate.voice.speak import Speaker


def script(*texts: str, language: str = "en") -> Script:
    return Script(language, tuple(Utterance(text, text, spans=(Span(0, len(text), 0, len(text)),)) for text in texts))


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore()


@pytest.fixture
def speaker(store: MemoryStore) -> Iterator[Speaker]:
    speaker = Speaker(VoiceOptions(Path("unused"), voice="tone"), store)
    yield speaker
    speaker.close()


def test_segments_come_in_order_with_the_printed_words(speaker: Speaker) -> None:
    segments = list(speaker.speak(script("Two boats left.", "One came back.")))
    assert [segment.utterance.printed for segment in segments] == ["Two boats left.", "One came back."]
    assert [word.text for word in segments[1].speech.words] == ["One", "came", "back."]


def test_an_unchanged_script_is_not_spoken_again(speaker: Speaker) -> None:
    first = list(speaker.speak(script("Two boats left.", "One came back.")))
    again = list(speaker.speak(script("Two boats left.", "One came back.")))
    assert again == first
    assert (speaker.spoken, speaker.reused) == (2, 2)


def test_one_changed_sentence_makes_one_synthesis(speaker: Speaker) -> None:
    list(speaker.speak(script("Two boats left.", "One came back.")))
    list(speaker.speak(script("Two boats left.", "None came back.")))
    assert (speaker.spoken, speaker.reused) == (3, 1)


def test_a_damaged_entry_is_made_again(speaker: Speaker, store: MemoryStore) -> None:
    first = list(speaker.speak(script("Two boats left.")))
    for key, content in store.content_by_key.items():
        store.content_by_key[key] = content[:-7]
    assert list(speaker.speak(script("Two boats left."))) == first
    assert (speaker.spoken, speaker.reused) == (2, 0)


def test_another_speed_is_another_sound(store: MemoryStore) -> None:
    for speed in (1.0, 1.5):
        speaker = Speaker(VoiceOptions(Path("unused"), voice="tone", speed=speed), store)
        list(speaker.speak(script("Two boats left.")))
        assert speaker.spoken == 1
        speaker.close()
    assert len(store.content_by_key) == 2


def test_segments_are_made_only_when_they_are_asked_for(speaker: Speaker) -> None:
    segments = speaker.speak(script("Two boats left.", "One came back."))
    next(segments)
    assert speaker.spoken == 1


def test_a_language_that_the_voice_lacks_is_refused_before_any_work(speaker: Speaker) -> None:
    with pytest.raises(LanguageUnsupported, match="'ja'"):
        next(speaker.speak(script("船", language="ja")))


@pytest.mark.model
def test_the_refusal_of_a_language_names_voices_that_speak_it(store: MemoryStore) -> None:
    speaker = Speaker(VoiceOptions(Path("unused"), voice="kokoro"), store)
    with pytest.raises(LanguageUnsupported, match=r"--voice.*gtts:de \(text goes to a service\)"):
        next(speaker.speak(script("Ein Boot.", language="de")))
    with pytest.raises(LanguageUnsupported, match="no installed voice does"):
        next(speaker.speak(script("?", language="qq")))


def test_without_an_offline_voice_the_refusal_says_first_how_to_get_one(
    store: MemoryStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    speaker = Speaker(VoiceOptions(Path("unused"), voice="kokoro"), store)
    with pytest.raises(LanguageUnsupported) as refusal:
        next(speaker.speak(script("Один човен.", language="uk-UA")))
    said = str(refusal.value)
    order = ["for piper", "for rhvoice", "for espeak", "--voice gtts:uk (text goes to a service)"]
    assert sorted(order, key=said.index) == order


def test_a_region_does_not_hide_the_language(speaker: Speaker) -> None:
    assert len(list(speaker.speak(script("Two boats left.", language="en-GB")))) == 1


def test_an_unknown_voice_is_refused_at_once(store: MemoryStore) -> None:
    with pytest.raises(UnknownVoice):
        Speaker(VoiceOptions(Path("unused"), voice="tone:bass"), store)


def dialogue(language: str = "en") -> Script:
    story, quote = Utterance("Two boats left.", "Two boats left."), Utterance("Go home.", "Go home.", is_quote=True)
    return Script(language, (story, quote, story))


@pytest.mark.parametrize("jobs", [1, 2])
def test_quotes_are_read_by_the_second_voice(store: MemoryStore, jobs: int) -> None:
    speaker = Speaker(VoiceOptions(Path("unused"), voice="tone", quote_voice="tone:low", jobs=jobs), store)
    try:
        segments = list(speaker.speak(dialogue()))
    finally:
        speaker.close()
    usual, low = ToneBackend(), ToneBackend(voice="low")
    assert [segment.speech.waveform for segment in segments] == [
        usual.synthesize("Two boats left.").waveform,
        low.synthesize("Go home.").waveform,
        usual.synthesize("Two boats left.").waveform,
    ]
    assert [word.text for word in segments[1].speech.words] == ["Go", "home."]
    assert speaker.fingerprint == f"{usual.fingerprint} and {low.fingerprint}"


def test_without_a_second_voice_quotes_are_read_by_the_first(speaker: Speaker) -> None:
    quote = list(speaker.speak(dialogue()))[1]
    assert quote.speech.waveform == ToneBackend().synthesize("Go home.").waveform
    assert speaker.fingerprint == ToneBackend().fingerprint


def test_a_second_voice_that_is_not_there_is_refused_before_the_first_page(store: MemoryStore) -> None:
    with pytest.raises(UnknownVoice, match="loud"):
        Speaker(VoiceOptions(Path("unused"), voice="tone", quote_voice="tone:loud"), store)


@pytest.mark.model
def test_a_second_voice_must_speak_the_language_where_it_is_needed(store: MemoryStore) -> None:
    speaker = Speaker(VoiceOptions(Path("unused"), voice="tone", quote_voice="kokoro"), store)
    with pytest.raises(LanguageUnsupported, match="--quote-voice"):
        list(speaker.speak(dialogue("de")))
    assert len(list(speaker.speak(script("Zwei Boote.", language="de")))) == 1


@pytest.mark.parametrize("jobs", [1, 2])
def test_loading_ahead_changes_nothing_that_is_heard(store: MemoryStore, jobs: int) -> None:
    speaker = Speaker(VoiceOptions(Path("unused"), voice="tone", jobs=jobs), store)
    speaker.load()
    assert len(list(speaker.speak(script("One.", "Two.")))) == 2
    speaker.close()


def test_what_fails_while_loading_ahead_is_said_when_it_speaks(
    store: MemoryStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def load(_: ToneBackend) -> None:
        raise BackendUnavailable("no weights")

    monkeypatch.setattr(ToneBackend, "load", load, raising=False)
    speaker = Speaker(VoiceOptions(tmp_path, voice="tone"), store)
    speaker.load()
    with pytest.raises(BackendUnavailable, match="no weights"):
        list(speaker.speak(script("One.")))
    speaker.close()


def test_an_utterance_is_spoken_at_the_tempo_that_its_author_asks_for(speaker: Speaker) -> None:
    (usual,) = speaker.speak(script("Two boats left."))
    (slow,) = speaker.speak(Script("en", (replace(usual.utterance, rate=0.5),)))
    (fast,) = speaker.speak(Script("en", (replace(usual.utterance, rate=9.0),)))
    lengths = [each.speech.waveform.duration_ms for each in (fast, usual, slow)]
    assert lengths == sorted(lengths)
    assert len(set(lengths)) == 3
