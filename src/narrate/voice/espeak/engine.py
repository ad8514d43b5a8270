"""The engine behind `--voice espeak:LANGUAGE`: a program of the system, run once per utterance."""

from narrate.errors import BackendUnavailable, UnknownVoice
from narrate.model import Speech, VoiceInfo
from narrate.ports import Backend, EngineOptions, Sounds
from narrate.voice.speech_program import program_output, program_path, program_speech

__all__ = ["ENGINE", "EspeakBackend", "EspeakEngine"]

PROGRAMS = ("espeak-ng", "espeak")
WORDS_PER_MINUTE = 165  # the program's own 175 is brisk for news
MAX_CHARS = 1000
RATE_HZ = 22_050
_INSTALL = "install espeak-ng with your system's package manager"


class EspeakBackend:
    """espeak-ng in one language."""

    def __init__(self, program: str, voice: str, options: EngineOptions) -> None:
        self.rate_hz = RATE_HZ
        self.max_chars = MAX_CHARS
        self.languages = frozenset({voice.partition("-")[0].lower()})
        self._command = [
            program,
            "-v",
            voice,
            "-s",
            str(round(WORDS_PER_MINUTE * options.speed)),
            "--stdin",
            "--stdout",
        ]
        version = (
            program_output([program, "--version"], b"", _INSTALL).decode(errors="replace").split("Data at")[0].strip()
        )
        self.fingerprint = f"espeak {version} {voice} {options.speed:g}".replace("\n", " ")

    def synthesize(self, text: str, sounds: Sounds = ()) -> Speech:  # noqa: ARG002 - its own phonemes aren't IPA
        """Return the sound of `text`; the program gives no word times."""
        return program_speech("espeak", self._command, text, RATE_HZ, _INSTALL)

    def close(self) -> None:
        """Hold nothing, give nothing back."""


class EspeakEngine:
    """espeak-ng (GPL-3), run as a program of the system, never bundled."""

    name = "espeak"

    def voices(self, options: EngineOptions) -> tuple[VoiceInfo, ...]:  # noqa: ARG002 - the same for all options
        """Return a voice per language that the program has; one line with a hint when it isn't there."""
        program = program_path(*PROGRAMS)
        if program is None:
            return (VoiceInfo("espeak", "en", "en", "GPL-3.0-or-later", installed=False, hint=_INSTALL, cost=0.01),)
        names = _languages(program)
        return tuple(
            VoiceInfo("espeak", name, name, "GPL-3.0-or-later", installed=True, cost=0.01)
            for name in ("en", *(name for name in names if name != "en"))
        )

    def open(self, voice: str, options: EngineOptions) -> Backend:
        """Return the backend for a language (`uk`, `en-us`). Raises UnknownVoice, BackendUnavailable."""
        program = program_path(*PROGRAMS)
        if program is None:
            raise BackendUnavailable(f"espeak needs its program: {_INSTALL}")
        voice = voice or "en"
        if voice != "en" and voice not in _languages(program):
            raise UnknownVoice(f"espeak doesn't speak {voice!r}: `{program} --voices` lists what it does")
        return EspeakBackend(program, voice, options)


ENGINE = EspeakEngine()


def _languages(program: str) -> list[str]:
    """Return the language tags in the second column of `--voices`, sorted."""
    lines = program_output([program, "--voices"], b"", _INSTALL).decode(errors="replace").splitlines()[1:]
    return sorted({fields[1] for line in lines if len(fields := line.split()) > 1})
