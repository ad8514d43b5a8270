"""The engine behind `--voice rhvoice:VOICE`: a program of the system, run once per utterance."""

import hashlib
import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from narrate.errors import BackendUnavailable, UnknownVoice
from narrate.model import Backend, EngineOptions, Pronunciations, Speech, VoiceInfo
from narrate.text import rows
from narrate.voice.speech_program import program_path, program_speech

__all__ = ["ENGINE", "RhvoiceBackend", "RhvoiceEngine"]


PROGRAM = "RHVoice-test"  # of RHVoice's programs the one that speaks without a daemon
MAX_CHARS = 1000
RATE_HZ = 24_000  # what every voice of format 4 has beside 16,000
COST = 8.0  # 0.04 to 0.05 CPU seconds per second of sound: the program loads its voice for each utterance
_INSTALL = "install rhvoice and a voice such as rhvoice-ukrainian with your system's package manager"
_CODE_BY_LANGUAGE = {"English": "en", "Polish": "pl", "Russian": "ru", "Spanish": "es", "Ukrainian": "uk"}
"""Languages that narrate reads, by RHVoice's name; it speaks more, in which no article is read."""


@dataclass(frozen=True, slots=True)
class _Voice:
    name: str
    language: str
    """RHVoice's name of it."""
    folder: Path

    @property
    def info(self) -> VoiceInfo:
        licence = _licence_by_voice().get(self.name, "see its package")
        return VoiceInfo("rhvoice", self.name, _CODE_BY_LANGUAGE[self.language], licence, installed=True, cost=COST)


class RhvoiceBackend:
    """One voice of RHVoice."""

    def __init__(self, program: str, voice: _Voice, options: EngineOptions) -> None:
        self.rate_hz = RATE_HZ
        self.max_chars = MAX_CHARS
        self.languages = frozenset({_CODE_BY_LANGUAGE[voice.language]})
        rate_percent = str(round(100 * options.speed))
        self._command = [program, "-p", voice.name, "-r", rate_percent, "-R", str(RATE_HZ), "-o", "-"]
        self.fingerprint = f"rhvoice {_digest(program, voice)} {voice.name} {options.speed:g}"

    def synthesize(self, text: str, pronunciations: Pronunciations = ()) -> Speech:  # noqa: ARG002 - its own phonemes aren't IPA
        """Return the sound of `text`; the program gives no word times."""
        return program_speech("rhvoice", self._command, text, RATE_HZ, _INSTALL)

    def close(self) -> None:
        """Hold nothing, give nothing back."""


class RhvoiceEngine:
    """RHVoice (LGPL-2.1 and GPL-2), run as a program of the system, never bundled."""

    name = "rhvoice"

    def voices(self, options: EngineOptions) -> tuple[VoiceInfo, ...]:  # noqa: ARG002 - the same for all options
        """Return the installed voices of languages that narrate reads; one line with a hint when there are none."""
        program = program_path(PROGRAM)
        infos = [voice.info for voice in _installed_voices(program)] if program else []
        if infos:
            return tuple(infos)
        name, licence = next(iter(_licence_by_voice().items()))
        return (VoiceInfo("rhvoice", name, "uk", licence, installed=False, hint=_INSTALL, cost=COST),)

    def open(self, voice: str, options: EngineOptions) -> Backend:
        """Return the backend of a voice (`anatol`). Raises UnknownVoice, BackendUnavailable."""
        program = program_path(PROGRAM)
        if program is None:
            raise BackendUnavailable(f"rhvoice needs its program {PROGRAM}: {_INSTALL}")
        installed = _installed_voices(program)
        if not installed:
            raise BackendUnavailable(f"rhvoice has no voice in a language that narrate reads: {_INSTALL}")
        for candidate in installed:
            if voice.lower() in {"", candidate.name}:
                return RhvoiceBackend(program, candidate, options)
        names = ", ".join(candidate.name for candidate in installed)
        raise UnknownVoice(f"rhvoice has no voice {voice!r}; available: {names}")  # the program would take another one


ENGINE = RhvoiceEngine()


@cache
def _licence_by_voice() -> dict[str, str]:
    """Return SPDX expressions by voice, from the copyright file of Debian's rhvoice 1.14.0-2; the default first."""
    return {row[0]: row[1] for row in rows("narrate.voice", "rhvoice_licences.tsv")}


def _installed_voices(program: str) -> list[_Voice]:
    """Return the voices that lie beside the program, those of the licence table first and in its order."""
    order = list(_licence_by_voice())
    voices = []
    for path in (_data_folder(program) / "voices").glob("*/voice.info"):
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
        value_by_key = dict(line.split("=", 1) for line in lines if "=" in line)
        name, language = value_by_key.get("name", "").lower(), value_by_key.get("language", "")
        if name and language in _CODE_BY_LANGUAGE and (path.parent / str(RATE_HZ)).is_dir():
            voices.append(_Voice(name, language, path.parent))
    return sorted(
        voices, key=lambda voice: (order.index(voice.name) if voice.name in order else len(order), voice.name)
    )


def _data_folder(program: str) -> Path:
    """Return where the program's voices lie: the variable that RHVoice itself reads, or `share` beside its `bin`."""
    configured = os.environ.get("RHVOICE_DATA_PATH")
    folders = [Path(configured)] if configured else []
    folders += [path.parent.parent / "share" / "RHVoice" for path in (Path(program), Path(program).resolve())]
    return next((folder for folder in folders if folder.is_dir()), folders[-1])


def _digest(program: str, voice: _Voice) -> str:
    """Return a hash of what the sound depends on: program, voice and rules of the language; it has no version."""
    rules = voice.folder.parent.parent / "languages" / voice.language
    contents = [Path(program), *(path for folder in (voice.folder / str(RATE_HZ), rules) for path in folder.rglob("*"))]
    digest = hashlib.sha256()
    for path in sorted(path for path in contents if path.is_file()):
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]
