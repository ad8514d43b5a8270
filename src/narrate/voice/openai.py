"""The engine behind `--voice openai:NAME`: a hosted or self-hosted service with OpenAI's speech interface."""

from urllib.parse import urlsplit

from narrate.errors import BackendUnavailable, SynthesisFailed
from narrate.model import Backend, EngineOptions, Pronunciations, Speech, VoiceInfo
from narrate.voice.online import RetryingClient, Unusable, decode, refuse_cut_sound

__all__ = ["ENGINE", "OpenaiBackend", "OpenaiEngine"]


PUBLIC_URL = "https://api.openai.com"
DEFAULT_MODEL = "tts-1"  # the name that compatible servers know too
DEFAULT_VOICE = "alloy"
MAX_CHARS = 4000  # the interface's limit is 4,096 (API reference, "Create speech")
RATE_HZ = 24_000
READ_TIMEOUT_S = 120.0  # self-hosted models may think for long before the first byte
SHORTEST_MS_PER_CHAR = 15.0  # speech takes 50 to 90; a truncated answer far less
_CODES = (
    "af ar az be bg bs ca cs cy da de el en es et fa fi fr gl he hi hr hu hy id is it ja kk kn ko lt lv "
    "mi mk mr ms ne nl no pl pt ro ru sk sl sr sv sw ta th tl tr uk ur vi zh"
)
"""What the interface's documentation lists ("Text to speech", supported languages)."""


class OpenaiBackend:
    """One voice of one service."""

    def __init__(self, voice: str, options: EngineOptions, client: RetryingClient | None = None) -> None:
        self.rate_hz = RATE_HZ
        self.max_chars = MAX_CHARS
        self.languages = frozenset(_CODES.split())
        base = (options.service_url or PUBLIC_URL).rstrip("/")
        self._url = base + ("/audio/speech" if base.endswith("/v1") else "/v1/audio/speech")
        self._host = urlsplit(self._url).netloc
        self._model = options.service_model or DEFAULT_MODEL
        self._voice = voice
        self._speed = options.speed
        self._key = options.service_key
        self.fingerprint = f"openai 1 {self._url} {self._model} {voice} {options.speed:g}"
        self._client = client or RetryingClient(self._host, read_timeout_s=READ_TIMEOUT_S)

    def synthesize(self, text: str, pronunciations: Pronunciations = ()) -> Speech:  # noqa: ARG002 - the interface takes only text
        """Return the sound of `text`; the interface gives no word times."""
        if not text.strip():
            raise SynthesisFailed("there is nothing to say in an empty text")
        headers = {"Authorization": f"Bearer {self._key}"} if self._key else {}
        body = {
            "model": self._model,
            "voice": self._voice,
            "input": text,
            "response_format": "mp3",
            "speed": self._speed,
        }
        waveform = decode(self._client.ask(self._url, _sound_of, headers, json=body), RATE_HZ)
        refuse_cut_sound(self._host, waveform, text, SHORTEST_MS_PER_CHAR / self._speed)
        return Speech(waveform)

    def close(self) -> None:
        """Close the connections."""
        self._client.close()


class OpenaiEngine:
    """Services with OpenAI's speech interface; address, model and key come from the options."""

    name = "openai"

    def voices(self, options: EngineOptions) -> tuple[VoiceInfo, ...]:
        """Return the default voice; which others there are, only the service knows."""
        hint = _missing(options)
        info = VoiceInfo("openai", DEFAULT_VOICE, "*", "terms of the service", not hint, hint, offline=False, cost=0.0)
        return (info,)

    def open(self, voice: str, options: EngineOptions) -> Backend:
        """Return the backend. Raises BackendUnavailable when the public service is asked without a key."""
        hint = _missing(options)
        if hint:
            raise BackendUnavailable(f"openai can't be asked: {hint}")
        return OpenaiBackend(voice or DEFAULT_VOICE, options)


ENGINE = OpenaiEngine()


def _missing(options: EngineOptions) -> str:
    """Return what the user must give first, or nothing."""
    if options.service_url is None and not options.service_key:
        return f"set NARRATE_SERVICE_KEY to your key for {PUBLIC_URL}, or NARRATE_SERVICE_URL to a service of yours"
    return ""


def _sound_of(answer: bytes) -> bytes:
    """Return the answer if it can be sound. Raises Unusable."""
    if not answer:
        raise Unusable("its answer is empty")
    if answer.lstrip()[:1] in {b"{", b"<"}:
        raise Unusable("its answer is text, not sound")
    return answer
