"""An object store (S3 and its kin) as a Store. The one file that uses the client."""

import contextlib
import datetime as dt
import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from narrate.errors import StoreError, install_hint
from narrate.store.recording import media_type

__all__ = ["Object", "ObjectStore", "is_object_address"]

_SCHEMES = ("s3://", "s3a://", "gs://", "az://", "abfs://", "abfss://")
_KEY_ISSUERS = ("169.254.169.254", "metadata.google.internal")
"""Asked when no credentials are set: the services from which machines in a cloud have theirs."""
_CREDENTIALS_BY_SCHEME = {
    "s3": "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
    "gs": "GOOGLE_SERVICE_ACCOUNT",
    "az": "AZURE_STORAGE_ACCOUNT_NAME and AZURE_STORAGE_ACCOUNT_KEY",
    "ab": "AZURE_STORAGE_ACCOUNT_NAME and AZURE_STORAGE_ACCOUNT_KEY",
}
_RETRIES = {"max_retries": 5, "retry_timeout": dt.timedelta(seconds=60)}


def is_object_address(text: str) -> bool:
    """Return whether `text` is the address of an object store rather than a path."""
    return text.startswith(_SCHEMES)


@dataclass(frozen=True, slots=True)
class Object:
    """What a listing tells of an object."""

    key: str
    size: int
    modified_s: float
    """Seconds since 1970, by the store's clock."""


class ObjectStore:
    """Bytes by key below an address; credentials come from the environment (`AWS_ACCESS_KEY_ID` and so on)."""

    def __init__(self, address: str) -> None:
        """Connect to nothing yet.

        Args:
            address: For example `s3://bucket/prefix`.

        Raises:
            StoreError: The library is missing, or this isn't an address.
        """
        try:
            import obstore
            from obstore.exceptions import AlreadyExistsError, BaseError
        except ImportError:
            raise StoreError(f"{address}: object stores need a library: {install_hint('s3')}") from None
        self.address = address.rstrip("/")
        self._obstore = obstore
        self._exists = AlreadyExistsError
        self._errors = (BaseError, OSError, ValueError)
        if not urlsplit(address).netloc:
            raise StoreError(f"{address} names no bucket; write it as s3://BUCKET/PREFIX")
        connect: Any = obstore.store.from_url
        try:
            self._store: Any = connect(self.address, client_options=_client(), retry_config=_RETRIES)
        except self._errors as error:
            raise self._explained("", error) from error

    def get(self, key: str) -> bytes | None:
        """Return the bytes of `key`, or None. Raises StoreError."""
        with self._explaining(key):
            try:
                return bytes(self._obstore.get(self._store, key).bytes())
            except FileNotFoundError:
                return None

    def head(self, key: str, length: int) -> bytes | None:
        """Return the first bytes of `key`, at most `length`, or None. Raises StoreError."""
        with self._explaining(key):
            try:
                return bytes(self._obstore.get_range(self._store, key, start=0, length=length))
            except FileNotFoundError:
                return None

    def put(self, key: str, content: bytes) -> None:
        """Keep `content` under `key`, replacing what was there. Raises StoreError."""
        self.put_tagged(key, content)

    def put_tagged(self, key: str, content: bytes | Path) -> str | None:
        """Keep bytes, or those of a file, under `key`; returns the store's tag for them. Raises StoreError."""
        with self._explaining(key):
            tag: str | None = self._obstore.put(self._store, key, content, attributes=_attributes(key))["e_tag"]
            return tag

    def create(self, key: str, content: bytes) -> bool:
        """Keep `content` only if `key` is new; True if this call made it. Raises StoreError."""
        with self._explaining(key):
            try:
                self._obstore.put(self._store, key, content, mode="create", attributes=_attributes(key))
            except self._exists:
                return False
            return True

    def stat(self, key: str) -> tuple[int, str | None] | None:
        """Return size and tag of `key`, or None. Raises StoreError."""
        with self._explaining(key):
            try:
                head = self._obstore.head(self._store, key)
            except FileNotFoundError:
                return None
            return head["size"], head["e_tag"]

    def delete(self, key: str) -> None:
        """Take `key` away if it is there. Raises StoreError."""
        with self._explaining(key), contextlib.suppress(FileNotFoundError):
            self._obstore.delete(self._store, key)

    def list(self, prefix: str = "") -> Iterator[Object]:
        """Yield what lies below `prefix`, a page of the listing at a time. Raises StoreError."""
        with self._explaining(prefix):
            for page in self._obstore.list(self._store, prefix or None, chunk_size=1000):
                for each in page:
                    yield Object(each["path"], each["size"], each["last_modified"].timestamp())

    def check_creates_once(self) -> None:
        """Raise StoreError unless the store can be written and honours "only if it is new".

        Some servers ignore the condition and overwrite: two batches would then replace each other's commits.
        """
        key = f".narrate/probe-{secrets.token_hex(6)}"
        try:
            first, second = self.create(key, b"first"), self.create(key, b"second")
            kept = self.get(key)
        finally:
            with contextlib.suppress(StoreError):
                self.delete(key)
        if not first or second or kept != b"first":
            raise StoreError(
                f"{self.address}: this store ignores If-None-Match and overwrites existing objects, so a "
                "commit could be lost; use a store that supports it, or a folder"
            )

    @contextlib.contextmanager
    def _explaining(self, key: str) -> Iterator[None]:
        try:
            yield
        except self._errors as error:
            raise self._explained(key, error) from error

    def _explained(self, key: str, error: Exception) -> StoreError:
        reason = str(error).partition("\n")[0][:300]
        place = f"{self.address}/{key}".rstrip("/")
        if any(issuer in reason for issuer in _KEY_ISSUERS):
            return StoreError(f"{self.address}: there are no credentials; set {_CREDENTIALS_BY_SCHEME[place[:2]]}")
        return StoreError(f"{place}: {reason}; check the address, the credentials and the network")


def _client() -> dict[str, Any]:
    """Return the limits of a connection; HTTP without TLS only where the endpoint was given so."""
    plain = any(os.environ.get(name, "").startswith("http://") for name in ("AWS_ENDPOINT_URL", "AWS_ENDPOINT"))
    return {
        "allow_http": plain,
        "connect_timeout": dt.timedelta(seconds=10),
        "timeout": dt.timedelta(seconds=120),
    }


def _attributes(key: str) -> dict[str, str]:
    kind = media_type(key)
    return {"Content-Type": kind} if kind else {}
