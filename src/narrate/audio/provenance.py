"""Content Credentials (C2PA): who made a recording, and that a machine speaks in it, signed by its publisher."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from narrate.errors import AudioError, install_hint

__all__ = ["HINT", "Credentials", "Signature", "credentials", "sign"]

HINT = install_hint("c2pa")
SOURCE_TYPE = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
"""IPTC's name for what a trained model made; C2PA 2.2, 18.15, asks for it with every `c2pa.created`."""
ALGORITHMS = {"EC": "es256", "RSA": "ps256", "ED25519": "ed25519"}
"""Kinds of keys and how they sign."""
MIME_TYPES = {".mp3": "audio/mpeg", ".m4a": "audio/mp4"}
"""Forms that C2PA knows and narrate makes; Opus isn't among them."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """What the signature in a file says."""

    intact: bool
    """The file is as it was when it was signed."""
    trusted: bool
    """The signer's certificate leads to one that the C2PA trust list knows."""
    signer: str
    """Whom the certificate was issued to."""
    problems: tuple[str, ...]
    """Codes of what isn't as it should be (C2PA 2.2, 15.2)."""


@dataclass(frozen=True, slots=True)
class Signature:
    """Whose signature a recording gets."""

    certificate: Path
    """PEM file with the publisher's certificate and those above it."""
    key: Path
    """PEM file with its private key, without a password."""

    @classmethod
    def of(cls, certificate: Path | None, key: Path | None) -> "Signature | None":
        """Return the signature of a certificate and its key; None where one of them isn't given."""
        return cls(certificate, key) if certificate and key else None


def sign(source: Path, target: Path, title: str, signature: Signature) -> None:
    """Write the recording `source` to `target`, signed; tags must be in it: any later change breaks the signature.

    Args:
        source: An MP3 or M4A file.
        target: Another path with the same suffix.
        title: Of the recording.
        signature: Whose.

    Raises:
        AudioError: The extra `c2pa` isn't installed, certificate or key can't be used, or the file can't be signed.
    """
    c2pa = _library()
    try:
        pem = signature.key.read_bytes()
        info = c2pa.C2paSignerInfo(_algorithm(pem, signature.key), signature.certificate.read_bytes(), pem, None)
        with c2pa.Signer.from_info(info) as signer, c2pa.Builder(_manifest(title, source)) as builder:
            builder.sign_file(source, target, signer)
    except (c2pa.C2paError, OSError, ValueError) as error:
        raise AudioError(
            f"the recording {title!r} can't be signed with {signature.certificate}: {error}; check certificate and key"
        ) from error


def credentials(path: Path) -> Credentials | None:
    """Return what the signature of the recording at `path` says; None if it carries none.

    Raises:
        AudioError: The extra `c2pa` isn't installed, or the file can't be read.
    """
    c2pa = _library()
    try:
        reader = c2pa.Reader.try_create(path)
        if reader is None:
            return None
        with reader:
            content: dict[str, Any] = json.loads(reader.json())
    except (c2pa.C2paError, OSError, ValueError) as error:
        raise AudioError(f"the signature of {path} can't be read: {error}; make the recording again") from error
    active = content["manifests"][content["active_manifest"]]
    problems = tuple(one["code"] for one in content.get("validation_status", ()))
    state = content.get("validation_state", "Invalid")
    signer = active.get("signature_info", {}).get("issuer", "")
    return Credentials(state in {"Valid", "Trusted"}, state == "Trusted", signer, problems)


def _library() -> Any:
    try:
        import c2pa
    except ImportError as error:
        raise AudioError(f"signing recordings needs c2pa-python: {HINT}") from error
    return c2pa


def _algorithm(pem: bytes, key: Path) -> str:
    from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        private = load_pem_private_key(pem, password=None)
    except (ValueError, TypeError) as error:
        raise ValueError(f"{key} isn't a private key without a password") from error
    kinds = {ec.EllipticCurvePrivateKey: "EC", rsa.RSAPrivateKey: "RSA", ed25519.Ed25519PrivateKey: "ED25519"}
    name = next((ALGORITHMS[short] for kind, short in kinds.items() if isinstance(private, kind)), None)
    if name is None:
        raise ValueError(f"{key} is of a kind that C2PA doesn't sign with")
    return name


def _manifest(title: str, path: Path) -> str:
    created = {"action": "c2pa.created", "digitalSourceType": SOURCE_TYPE, "softwareAgent": {"name": "narrate"}}
    return json.dumps(
        {
            "claim_generator_info": [{"name": "narrate"}],
            "title": title,
            "format": MIME_TYPES.get(path.suffix.lower(), "application/octet-stream"),
            "assertions": [{"label": "c2pa.actions.v2", "data": {"actions": [created]}}],
        }
    )
