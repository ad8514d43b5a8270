"""gTTS and OpenAI's interface against a server of their own protocols, with everything that goes wrong out there."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from speech_server import FRAME, Script, mp3, serving

from narrate.errors import BackendUnavailable, SynthesisFailed, UnknownVoice
from narrate.model import Backend
from narrate.mp3 import is_whole
from narrate.settings.options import VoiceOptions
from narrate.voice import gtts, openai
from narrate.voice.online import ATTEMPTS, RetryingClient

TEXT = "The boats left the harbour early this morning."


@pytest.fixture
def server() -> Iterator[tuple[str, Script]]:
    with serving() as running:
        yield running


@pytest.fixture
def pauses() -> list[float]:
    return []


@pytest.fixture(params=["gtts", "openai"])
def backend(request: pytest.FixtureRequest, server: tuple[str, Script], pauses: list[float]) -> Iterator[Backend]:
    options = VoiceOptions(Path("unused"), service_url=server[0], service_key="secret")
    client = RetryingClient("the service", read_timeout_s=0.3, sleep=pauses.append, chance=lambda: 0.5)
    made: Backend = (
        gtts.GttsBackend("en", options, client)
        if request.param == "gtts"
        else openai.OpenaiBackend("alloy", options, client)
    )
    yield made
    made.close()


def test_the_text_arrives_and_its_sound_comes_back(backend: Backend, server: tuple[str, Script]) -> None:
    speech = backend.synthesize(TEXT)
    assert server[1].texts == [TEXT]
    assert speech.waveform.rate_hz == backend.rate_hz
    assert abs(speech.waveform.duration_ms - 70 * len(TEXT)) < 150


@pytest.mark.parametrize("fault", ["429", "500", "503", "reset", "slow", "cut"])
def test_a_passing_fault_is_asked_again(backend: Backend, server: tuple[str, Script], fault: str) -> None:
    server[1].faults.extend([fault, fault])
    assert backend.synthesize(TEXT).waveform.samples > 0
    assert len(server[1].texts) == 3


def test_pauses_grow_and_follow_the_service(backend: Backend, server: tuple[str, Script], pauses: list[float]) -> None:
    server[1].faults.extend(["429", "429", "429/7"])
    backend.synthesize(TEXT)
    assert pauses == [1.0, 2.0, 7.0]


@pytest.mark.parametrize(
    ("fault", "cause"),
    [
        ("429", "answered 429"),
        ("reset", "connection broke"),
        ("slow", "didn't answer in time"),
        ("cut", "connection broke"),
    ],
)
def test_a_lasting_fault_names_its_cause(backend: Backend, server: tuple[str, Script], fault: str, cause: str) -> None:
    server[1].faults.extend([fault] * ATTEMPTS)
    with pytest.raises(BackendUnavailable, match=f"failed {ATTEMPTS} times.*{cause}"):
        backend.synthesize(TEXT)


def test_a_service_that_wants_an_hour_is_not_waited_for(
    backend: Backend, server: tuple[str, Script], pauses: list[float]
) -> None:
    server[1].faults.append("429/3600")
    with pytest.raises(BackendUnavailable, match="3600 s"):
        backend.synthesize(TEXT)
    assert pauses == []


@pytest.mark.parametrize(("status", "said"), [("401", "key"), ("403", "key"), ("404", "URL")])
def test_a_refusal_is_final(backend: Backend, server: tuple[str, Script], status: str, said: str) -> None:
    server[1].faults.append(status)
    with pytest.raises(BackendUnavailable, match=said):
        backend.synthesize(TEXT)
    assert len(server[1].texts) == 1


def test_a_text_that_the_service_refuses_is_named_as_such(backend: Backend, server: tuple[str, Script]) -> None:
    server[1].faults.append("400")
    with pytest.raises(SynthesisFailed, match="refuses the text"):
        backend.synthesize(TEXT)


@pytest.mark.parametrize("fault", ["short", "noise"])
def test_sound_that_cannot_be_the_text_is_refused(backend: Backend, server: tuple[str, Script], fault: str) -> None:
    server[1].faults.extend([fault] * ATTEMPTS)
    with pytest.raises(SynthesisFailed):
        backend.synthesize(TEXT)


@pytest.mark.parametrize("fault", ["truncated", "garbled", "nothing"])
def test_google_s_broken_answers_are_asked_again(server: tuple[str, Script], pauses: list[float], fault: str) -> None:
    options = VoiceOptions(Path("unused"), service_url=server[0])
    backend = gtts.GttsBackend("en", options, RetryingClient("the service", sleep=pauses.append))
    server[1].faults.append(fault)
    assert backend.synthesize(TEXT).waveform.samples > 0
    assert len(server[1].texts) == 2
    backend.close()


def test_nobody_listening_is_said_in_words(pauses: list[float]) -> None:
    options = VoiceOptions(Path("unused"), service_url="http://127.0.0.1:9")
    backend = gtts.GttsBackend("en", options, RetryingClient("the service", sleep=pauses.append))
    with pytest.raises(BackendUnavailable, match="refuses connections"):
        backend.synthesize(TEXT)


def test_requests_keep_their_distance(server: tuple[str, Script], pauses: list[float]) -> None:
    options = VoiceOptions(Path("unused"), service_url=server[0])
    backend = gtts.GttsBackend("en", options, RetryingClient("the service", interval_s=30.0, sleep=pauses.append))
    backend.synthesize(TEXT)
    backend.synthesize(TEXT)
    assert len(pauses) == 1
    assert 25.0 < pauses[0] <= 30.0
    backend.close()


def test_a_faster_voice_takes_less_time(server: tuple[str, Script]) -> None:
    options = VoiceOptions(Path("unused"), service_url=server[0], speed=2.0)
    backend = gtts.GttsBackend("en", options, RetryingClient("the service"))
    assert abs(backend.synthesize(TEXT).waveform.duration_ms - 35 * len(TEXT)) < 150
    backend.close()


def test_the_interface_is_told_voice_model_speed_and_key(server: tuple[str, Script]) -> None:
    options = VoiceOptions(
        Path("unused"), service_url=server[0] + "/v1", service_model="big", service_key="secret", speed=1.2
    )
    backend = openai.ENGINE.open("nova", options)
    backend.synthesize(TEXT)
    backend.close()
    expected = {"model": "big", "voice": "nova", "input": TEXT, "response_format": "mp3", "speed": 1.2}
    assert server[1].bodies == [expected]
    assert server[1].headers[0]["Authorization"] == "Bearer secret"


def test_the_public_service_is_not_asked_without_a_key() -> None:
    with pytest.raises(BackendUnavailable, match="key"):
        openai.ENGINE.open("", VoiceOptions(Path("unused")))


def test_the_key_is_no_part_of_the_fingerprint() -> None:
    options = VoiceOptions(Path("unused"), service_key="secret")
    assert "secret" not in openai.ENGINE.open("", options).fingerprint


def test_an_accent_has_its_own_address_and_an_unknown_language_is_refused() -> None:
    british = gtts.ENGINE.open("en-GB", VoiceOptions(Path("unused")))
    assert "google.co.uk" in british.fingerprint
    assert british.languages == frozenset({"en"})
    with pytest.raises(UnknownVoice, match="xx"):
        gtts.ENGINE.open("xx", VoiceOptions(Path("unused")))


def test_a_chain_of_whole_frames_is_whole() -> None:
    assert is_whole(mp3(500))


@pytest.mark.parametrize("lost", [1, 40, len(FRAME) - 1])
def test_a_cut_last_frame_is_noticed(lost: int) -> None:
    assert not is_whole(mp3(500)[:-lost])


def test_tags_around_the_frames_do_not_matter() -> None:
    assert is_whole(b"ID3\x04\x00\x00\x00\x00\x01\x00" + bytes(128) + mp3(100) + b"TAG" + bytes(125))


@pytest.mark.parametrize("content", [b"", b"ID3", b"<html>not found</html>", bytes(500)])
def test_what_is_not_mp3_is_not_whole(content: bytes) -> None:
    assert not is_whole(content)


def test_frames_of_other_rates_are_measured_too() -> None:
    frame = b"\xff\xfb\x90\x00" + bytes(413)  # MPEG-1, 128 kbit/s, 44.1 kHz: 417 bytes
    padded = b"\xff\xfb\x92\x00" + bytes(414)
    assert is_whole(frame + padded)
