import pickle
from pathlib import Path

import pytest

from narrate.settings.options import VoiceOptions


def test_the_voice_is_split_at_the_first_colon() -> None:
    options = VoiceOptions(Path("cache"), voice="kokoro:af_heart:0.6+af_bella:0.4")
    assert (options.engine, options.voice_name) == ("kokoro", "af_heart:0.6+af_bella:0.4")


def test_an_engine_alone_means_its_default_voice() -> None:
    assert VoiceOptions(Path("cache"), voice="piper").voice_name == ""


@pytest.mark.parametrize("bad", [{"speed": 0.4}, {"speed": 2.1}, {"speed": float("nan")}, {"jobs": 0}, {"voice": ":x"}])
def test_values_that_no_engine_could_use_are_refused(bad: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="must"):
        VoiceOptions(Path("cache"), **bad)  # type: ignore[arg-type]


def test_options_reach_a_worker_but_the_key_is_never_printed() -> None:
    options = VoiceOptions(Path("cache"), service_key="secret")
    assert pickle.loads(pickle.dumps(options)) == options  # noqa: S301 - our own bytes
    assert "secret" not in repr(options)
