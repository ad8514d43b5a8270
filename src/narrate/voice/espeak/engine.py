"""The engine behind `--voice espeak:LANGUAGE`: a program of the system, run once per utterance."""

from narrate.errors import BackendUnavailable, UnknownVoice
from narrate.model import Backend, EngineOptions, Pronunciations, Speech, VoiceInfo
from narrate.voice.espeak.program import INSTALL, plain, run, version_of
from narrate.voice.speech_program import program_path, program_speech

__all__ = ["ENGINE", "EspeakBackend", "EspeakEngine"]

PROGRAMS = ("espeak-ng", "espeak")
WORDS_PER_MINUTE = 165  # the program's own 175 is brisk for news
MAX_CHARS = 1000
RATE_HZ = 22_050


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
        self.fingerprint = f"espeak {version_of(program)} {voice} {options.speed:g}"

    def synthesize(self, text: str, pronunciations: Pronunciations = ()) -> Speech:  # noqa: ARG002 - its own phonemes aren't IPA
        """Return the sound of `text`; the program gives no word times."""
        return program_speech("espeak", self._command, plain(text), RATE_HZ, INSTALL)

    def close(self) -> None:
        """Hold nothing, give nothing back."""


class EspeakEngine:
    """espeak-ng (GPL-3), run as a program of the system, never bundled."""

    name = "espeak"

    def voices(self, options: EngineOptions) -> tuple[VoiceInfo, ...]:  # noqa: ARG002 - the same for all options
        """Return a voice per language that the program has; one line with a hint when it isn't there."""
        program = _program()
        if program is None:
            return (VoiceInfo("espeak", "en", "en", "GPL-3.0-or-later", installed=False, hint=INSTALL, cost=0.5),)
        names = _languages(program)
        return tuple(
            VoiceInfo("espeak", name, name, "GPL-3.0-or-later", installed=True, cost=0.5)
            for name in ("en", *(name for name in names if name != "en"))
        )

    def open(self, voice: str, options: EngineOptions) -> Backend:
        """Return the backend for a language (`uk`, `en-us`). Raises UnknownVoice, BackendUnavailable."""
        program = _program()
        if program is None:
            raise BackendUnavailable(f"espeak-ng isn't installed: {INSTALL}")
        voice = voice or "en"
        if voice != "en" and voice not in _languages(program):
            raise UnknownVoice(f"espeak doesn't speak {voice!r}: `{program} --voices` lists what it does")
        return EspeakBackend(program, voice, options)


ENGINE = EspeakEngine()


def _program() -> str | None:
    return program_path(*PROGRAMS)


def _languages(program: str) -> list[str]:
    """Return the language tags in the second column of `--voices`, sorted."""
    lines = run([program, "--voices"], b"").decode(errors="replace").splitlines()[1:]
    return sorted({fields[1] for line in lines if len(fields := line.split()) > 1})
