"""Speech services: asked with patience (timeouts, retries, a limit on the rate), their compressed sound to samples."""

import logging
import random
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from narrate import ffmpeg
from narrate.errors import BackendUnavailable, SynthesisFailed
from narrate.model import Waveform

__all__ = ["RetryingClient", "Unusable", "decode", "refuse_cut_sound"]


CONNECT_TIMEOUT_S = 10.0
READ_TIMEOUT_S = 30.0  # between two pieces of an answer; a sentence takes a service 1 to 3 s
TOTAL_TIMEOUT_S = 60.0  # for a whole answer, so that one that trickles in doesn't hold the run
ATTEMPTS = 5
FIRST_PAUSE_S = 1.0  # doubled each time: 1, 2, 4, 8 s, each times 0.5 to 1.5 so that workers don't ask in step
LONGEST_PAUSE_S = 60.0  # a service that asks for more patience than this is down for this run
SHORT_TEXT_CHARS = 12  # below, a length says nothing
MAX_ANSWER_BYTES = 64 * 1024 * 1024
_TRANSIENT_STATUS = frozenset({408, 425, 429, 500, 502, 503, 504})

_log = logging.getLogger(__name__)


_DECODING_S = 60


def refuse_cut_sound(service: str, waveform: Waveform, text: str, least_ms: float) -> None:
    """Raise SynthesisFailed if what a service sent is too short to be all of `text`.

    Args:
        service: What messages call it.
        waveform: The sound that it sent.
        text: What it should say.
        least_ms: For each character; a truncated answer has far less.
    """
    if len(text) > SHORT_TEXT_CHARS and waveform.duration_ms < least_ms * len(text):
        message = f"{service} gave only {waveform.duration_ms:.0f} ms of sound for {text!r}"
        raise SynthesisFailed(f"{message}: try later or another --voice")


class Unusable(Exception):
    """What an answer's check raises: the request worked, but what came back can't be used; asked again."""


@dataclass(slots=True)
class RetryingClient:
    """Posts to one service."""

    service: str
    """What messages call it."""
    interval_s: float = 0.0
    """Least time between the starts of two requests of this process."""
    read_timeout_s: float = READ_TIMEOUT_S
    sleep: Callable[[float], None] = time.sleep
    chance: Callable[[], float] = random.random
    """Gives 0 to 1 for the jitter."""
    _last: float = field(default=float("-inf"), repr=False)
    _session: Any = field(default=None, repr=False)

    def ask(self, url: str, check: Callable[[bytes], bytes], headers: Mapping[str, str], **body: Any) -> bytes:
        """Return what `check` makes of the answer to a POST of `body` (requests' `data` or `json`).

        Raises:
            BackendUnavailable: The service can't be reached, refuses the key, or keeps asking for patience.
            SynthesisFailed: It answers, but never with anything usable, or refuses this text.
        """
        cause = ""
        for attempt in range(ATTEMPTS):
            if attempt:
                _log.info("%s: %s; asking again", self.service, cause)
            self._keep_rate()
            try:
                status, content, wait_s = self._post(url, headers, body)
            except OSError as error:  # requests' exceptions are OSErrors
                cause, wait_s = _network_cause(error), None
                failure: type[BackendUnavailable | SynthesisFailed] = BackendUnavailable
            else:
                if status == 200:
                    try:
                        return check(content)
                    except Unusable as error:
                        cause, failure = str(error), SynthesisFailed
                else:
                    cause, failure = f"it answered {status}", BackendUnavailable
                    self._raise_if_final(status, content)
            if attempt < ATTEMPTS - 1:
                self._pause(attempt, wait_s, cause)
        raise failure(f"{self.service} failed {ATTEMPTS} times, last because {cause}: try later or another --voice")

    def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            self._session.close()
            self._session = None

    def _post(self, url: str, headers: Mapping[str, str], body: dict[str, Any]) -> tuple[int, bytes, float | None]:
        """Return status, content and the pause in seconds that the service asks for. Raises OSError."""
        import requests

        if self._session is None:
            self._session = requests.Session()
        deadline = time.monotonic() + TOTAL_TIMEOUT_S
        timeout = (CONNECT_TIMEOUT_S, self.read_timeout_s)
        with self._session.post(url, headers=headers, timeout=timeout, stream=True, verify=True, **body) as answer:
            content = bytearray()
            for piece in answer.iter_content(65_536):
                content += piece
                if time.monotonic() > deadline:
                    raise TimeoutError("the answer took too long")
                if len(content) > MAX_ANSWER_BYTES:
                    raise ConnectionError("the answer is far too long for speech")
            return answer.status_code, bytes(content), _retry_after(answer.headers.get("Retry-After"))

    def _raise_if_final(self, status: int, content: bytes) -> None:
        """Raise when asking again can't help."""
        detail = content[:200].decode(errors="replace").strip().replace("\n", " ")
        if status in {401, 403}:
            raise BackendUnavailable(f"{self.service} refuses access ({status}): check the key ({detail})")
        if status == 404:
            raise BackendUnavailable(f"{self.service} isn't at this address (404): check the service's URL")
        if status not in _TRANSIENT_STATUS:
            raise SynthesisFailed(f"{self.service} refuses the text ({status}): {detail}")

    def _keep_rate(self) -> None:
        wait_s = self._last + self.interval_s - time.monotonic()
        if wait_s > 0:
            self.sleep(wait_s)
        self._last = time.monotonic()

    def _pause(self, attempt: int, asked_s: float | None, cause: str) -> None:
        if asked_s is not None and asked_s > LONGEST_PAUSE_S:
            raise BackendUnavailable(f"{self.service} wants {asked_s:.0f} s of patience ({cause}): try later")
        pause_s = FIRST_PAUSE_S * 2**attempt * (0.5 + self.chance())
        self.sleep(min(max(pause_s, asked_s or 0.0), LONGEST_PAUSE_S))


def _retry_after(header: str | None) -> float | None:
    """Return the seconds of a Retry-After header (RFC 9110, 10.2.3); its date form counts as none."""
    return float(header) if header and header.strip().isdigit() else None


def _network_cause(error: OSError) -> str:
    """Return in a few words why the service couldn't be asked."""
    name = type(error).__name__
    text = str(error)
    if "NameResolution" in text or "getaddrinfo" in text:
        return "its name can't be resolved (no network?)"
    if "SSL" in name or "certificate" in text.lower():
        return "its certificate isn't trusted"
    if "Timeout" in name or "timed out" in text.lower():
        return "it didn't answer in time"
    if "refused" in text.lower():
        return "it refuses connections"
    return f"the connection broke ({name})"


def decode(content: bytes, rate_hz: int, *, speed: float = 1.0) -> Waveform:
    """Return `content` (MP3, WAV, Opus: what ffmpeg knows) as mono samples at `rate_hz`.

    Args:
        content: A whole file.
        rate_hz: Sample rate of the result.
        speed: Tempo, 0.5 to 2.0; the pitch stays.

    Raises:
        FfmpegMissing: There is no ffmpeg.
        SynthesisFailed: It isn't sound, or is damaged.
    """
    tempo = [] if speed == 1.0 else ["-af", f"atempo={speed:g}"]
    form = ["-f", "s16le", "-acodec", "pcm_s16le", "-ac", "1", "-ar", str(rate_hz)]
    command = [str(ffmpeg.find()), "-v", "error", "-xerror", "-i", "pipe:0", *tempo, *form, "pipe:1"]
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=_DECODING_S, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise SynthesisFailed(f"ffmpeg couldn't decode the service's sound ({error}): run narrate doctor") from error
    if done.returncode or not done.stdout:
        output = done.stderr.decode(errors="replace").strip().splitlines()
        reason = output[-1] if output else "it is empty"
        raise SynthesisFailed(f"the service's sound can't be decoded ({reason}): try later or another --voice")
    return Waveform(done.stdout, rate_hz)
