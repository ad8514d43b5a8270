"""The engine behind `--voice gtts:LANGUAGE`: online, no key; only used when it is asked for by name."""

import base64
import binascii
import re
from importlib.metadata import version

from narrate.errors import SynthesisFailed, UnknownVoice
from narrate.model import Backend, EngineOptions, Pronunciations, Speech, VoiceInfo
from narrate.mp3 import is_whole
from narrate.voice.online import RetryingClient, Unusable, decode, refuse_cut_sound

__all__ = ["ENGINE", "GttsBackend", "GttsEngine"]


MAX_CHARS = 100  # the service cuts longer texts off without a word (gTTS: GOOGLE_TTS_MAX_CHARS)
RATE_HZ = 24_000
INTERVAL_S = 0.4  # bursts get the address blocked for hours
SHORTEST_MS_PER_CHAR = 20.0  # its speech takes 50 to 90; a truncated answer far less
_DOMAIN_BY_VOICE = {
    "en-AU": "com.au",
    "en-CA": "ca",
    "en-GB": "co.uk",
    "en-IE": "ie",
    "en-IN": "co.in",
    "en-US": "com",
    "en-ZA": "co.za",
    "es-ES": "es",
    "es-MX": "com.mx",
    "fr-CA": "ca",
    "fr-FR": "fr",
    "pt-BR": "com.br",
    "pt-PT": "pt",
}
"""Accents by top-level domain (gTTS documentation, "Localized accents")."""
_PATH = "/_/TranslateWebserverUi/data/batchexecute"
_AUDIO = re.compile(rb'jQ1olc","\[\\"([^"\\]*)\\"')


class GttsBackend:
    """Google Translate's voice in one language."""

    def __init__(self, voice: str, options: EngineOptions, client: RetryingClient | None = None) -> None:
        self.rate_hz = RATE_HZ
        self.max_chars = MAX_CHARS
        self._language = voice if voice in _languages() else voice.partition("-")[0]
        self.languages = frozenset({self._language.partition("-")[0].lower()})
        domain = _DOMAIN_BY_VOICE.get(voice, "com")
        self._url = (options.service_url or f"https://translate.google.{domain}").rstrip("/") + _PATH
        self._speed = options.speed
        self.fingerprint = f"gtts {version('gTTS')} {voice} {self._url} {options.speed:g}"
        self._client = client or RetryingClient("Google Translate", interval_s=INTERVAL_S)

    def synthesize(self, text: str, pronunciations: Pronunciations = ()) -> Speech:  # noqa: ARG002 - the service takes only text
        """Return the sound of `text`; the service gives no word times."""
        if not text.strip():
            raise SynthesisFailed("there is nothing to say in an empty text")
        from gtts import gTTS

        ask = gTTS(text, lang=self._language, lang_check=False, pre_processor_funcs=[])
        mp3 = self._client.ask(self._url, _sound_of, gTTS.GOOGLE_TTS_HEADERS, data=ask.get_bodies()[0])
        waveform = decode(mp3, RATE_HZ, speed=self._speed)
        refuse_cut_sound("Google Translate", waveform, text, SHORTEST_MS_PER_CHAR / self._speed)
        return Speech(waveform)

    def close(self) -> None:
        """Close the connections."""
        self._client.close()


class GttsEngine:
    """Google Translate text-to-speech, by the protocol of the gTTS library."""

    name = "gtts"

    def voices(self, options: EngineOptions) -> tuple[VoiceInfo, ...]:  # noqa: ARG002 - the same for all options
        """Return a voice per language and accent, English first."""
        names = sorted({*_languages(), *_DOMAIN_BY_VOICE})
        return tuple(
            VoiceInfo("gtts", name, name, "Google Terms of Service", installed=True, offline=False, cost=0.0)
            for name in ("en", *(name for name in names if name != "en"))
        )

    def open(self, voice: str, options: EngineOptions) -> Backend:
        """Return the backend for a language (`uk`) or an accent (`en-GB`). Raises UnknownVoice."""
        voice = voice or "en"
        if voice not in _DOMAIN_BY_VOICE and voice not in _languages():
            raise UnknownVoice(
                f"gtts doesn't speak {voice!r}: name a language such as gtts:uk (narrate voices lists them)"
            )
        return GttsBackend(voice, options)


ENGINE = GttsEngine()


def _languages() -> dict[str, str]:
    from gtts.lang import tts_langs

    languages: dict[str, str] = tts_langs()
    return languages


def _sound_of(answer: bytes) -> bytes:
    """Return the MP3 in the service's answer. Raises Unusable."""
    match = _AUDIO.search(answer)
    if not match:
        raise Unusable("its answer holds no sound")
    try:
        mp3 = base64.b64decode(match[1], validate=True)
    except binascii.Error as error:
        raise Unusable("its sound is garbled") from error
    if not is_whole(mp3):
        raise Unusable("its sound is truncated")
    return mp3
