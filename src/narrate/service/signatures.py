"""Who may post: signatures over raw bytes in constant time, within a time window, each accepted once."""

import hashlib
import hmac
import re
from dataclasses import dataclass

from narrate.errors import RequestRefused

__all__ = ["SIGNATURE_HEADER", "Mark", "check", "check_bearer", "check_ghost", "sign"]

SIGNATURE_HEADER = "X-Narrate-Signature"
_GHOST = re.compile(r"sha256=([0-9a-fA-F]{64}), ?t=([0-9]{13})")
_OWN = re.compile(r"t=([0-9]{10}), ?sha256=([0-9a-f]{64})")
_UNDATED_S = 30 * 86_400.0
"""How long a signature is remembered whose time isn't signed: an eavesdropper could give it a new time."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What a request is remembered by, so that its copy is refused."""

    digest: str
    keep_s: float
    """How long a copy could pass for new."""


def check_ghost(header: str | None, body: bytes, secret: str, now_s: float, window_s: float) -> Mark:
    """Accept a request of Ghost.

    Ghost sends `X-Ghost-Signature: sha256=HEX, t=MS`. Since 5.87.1 the HMAC-SHA256 covers body and time, before that
    the body alone; both are accepted.

    Args:
        header: Value of the header, or None.
        body: As it came, undecoded.
        secret: As entered in Ghost.
        now_s: Seconds since 1970.
        window_s: How far its time may be from now.

    Raises:
        RequestRefused: 401; the message doesn't say which half was wrong.
    """
    match = _GHOST.fullmatch(header or "")
    if match is None:
        raise RequestRefused(401, "X-Ghost-Signature must be sha256=HEX, t=MILLISECONDS")
    signature, time_ms = match[1].lower(), match[2]
    dated = hmac.compare_digest(signature, _hmac(secret, body + time_ms.encode()))
    undated = hmac.compare_digest(signature, _hmac(secret, body))
    if not (dated or undated):
        raise RequestRefused(401, "the signature doesn't match; compare the webhook's secret with ghost_secret")
    _check_time(int(time_ms) / 1000, now_s, window_s)
    return Mark(f"ghost {signature}", 2 * window_s if dated else _UNDATED_S)


def check(header: str | None, body: bytes, secret: str, now_s: float, window_s: float) -> Mark:
    """Accept a request signed as `sign` does. Raises RequestRefused (401)."""
    match = _OWN.fullmatch(header or "")
    if match is None:
        raise RequestRefused(401, f"{SIGNATURE_HEADER} must be t=SECONDS,sha256=HEX")
    if not hmac.compare_digest(match[2], _hmac(secret, match[1].encode() + b"." + body)):
        raise RequestRefused(401, "the signature doesn't match; compare the secret with hook_secret")
    _check_time(int(match[1]), now_s, window_s)
    return Mark(f"own {match[2]}", 2 * window_s)


def sign(body: bytes, secret: str, now_s: float) -> str:
    """Return the value of `X-Narrate-Signature`: HMAC-SHA256 over the time in seconds, a dot and the body."""
    time_s = f"{int(now_s)}"
    return f"t={time_s},sha256={_hmac(secret, time_s.encode() + b'.' + body)}"


def check_bearer(header: str | None, token: str) -> bool:
    """Return whether an `Authorization` header carries `token`."""
    scheme, _, credentials = (header or "").partition(" ")
    return hmac.compare_digest(credentials.strip().encode(), token.encode()) and scheme.lower() == "bearer"


def _hmac(secret: str, content: bytes) -> str:
    return hmac.new(secret.encode(), content, hashlib.sha256).hexdigest()


def _check_time(time_s: float, now_s: float, window_s: float) -> None:
    if abs(now_s - time_s) > window_s:
        raise RequestRefused(401, "the signature's time is too far from this clock's; check both clocks")
