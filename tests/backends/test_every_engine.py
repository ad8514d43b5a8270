"""The contract over every installed engine; a new engine is tested by being installed."""

from pathlib import Path

import pytest

from narrate.settings.options import VoiceOptions
from narrate.testing import check_backend
from narrate.voice.registry import engine_names, load_engine

ONLINE = {"gtts", "openai"}  # tested against servers of their own protocol in tests/unit/voice
WEIGHTLESS = {"tone"}


def marked(name: str) -> object:
    return pytest.param(name, marks=() if name in WEIGHTLESS else pytest.mark.model)


@pytest.mark.parametrize("name", [marked(name) for name in engine_names() if name not in ONLINE])
def test_the_engine_keeps_the_contract(name: str, tmp_path: Path) -> None:
    options = VoiceOptions(tmp_path, voice=name)
    engine = load_engine(name)
    if not engine.voices(options)[0].installed:
        pytest.skip(engine.voices(options)[0].hint)
    check_backend(engine.open("", options))


@pytest.mark.parametrize("name", engine_names())
def test_the_default_voice_is_named_first_and_says_what_it_needs(name: str, tmp_path: Path) -> None:
    voices = load_engine(name).voices(VoiceOptions(tmp_path, voice=name))
    assert voices
    assert all(voice.engine == name and voice.language and voice.licence for voice in voices)
    assert all(voice.installed or voice.hint for voice in voices)
