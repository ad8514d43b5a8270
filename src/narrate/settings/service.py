"""What `narrate serve` is told: section `[service]` of `narrate.toml`, or `NARRATE_*` for the secrets."""

from dataclasses import dataclass, field
from pathlib import Path

from narrate.text.names import is_whole_address

__all__ = ["ATTACH_WAYS", "ServiceOptions"]

ATTACH_WAYS = ("none", "injection", "card")
MIN_SECRET_CHARS = 16
_EVERYWHERE = {"", "0.0.0.0", "::"}  # noqa: S104 - no address to call, but one to listen at


@dataclass(frozen=True, slots=True)
class ServiceOptions:
    """Addresses, secrets and limits of the service. Secrets stay out of its representation, hence out of logs."""

    host: str = "127.0.0.1"
    """Address to listen at; a reverse proxy stands before it."""
    port: int = 8600
    """0 for any free one."""
    public_url: str | None = None
    """How the world sees the service; audio, feed and embeds are named by it. Without it, by `host` and `port`."""
    data_dir: Path = Path("narrate_data")
    """Folder of the queue; recordings go to the output folder."""
    api_token: str | None = field(default=None, repr=False)
    """Bearer token for `/articles`; none: nobody may post with a token."""
    hook_secret: str | None = field(default=None, repr=False)
    """Key of signatures on `/articles` and `/hooks/wordpress`."""
    ghost_secret: str | None = field(default=None, repr=False)
    """Key of the signatures on `/hooks/ghost`, as entered for the webhook in Ghost."""
    ghost_url: str | None = None
    """Address of the Ghost site, for attaching the player through its Admin API."""
    ghost_admin_key: str | None = field(default=None, repr=False)
    """Admin API key of a custom integration in Ghost, `id:secret`."""
    ghost_attach: str = "none"
    """How the player gets into a post: `none`, `injection` (code injection) or `card` (an HTML card on top)."""
    webhook_urls: tuple[str, ...] = ()
    """Whom to tell about `recording.ready`, `recording.failed` and `recording.removed`."""
    webhook_secret: str | None = field(default=None, repr=False)
    """Key of the signatures on outgoing webhooks."""
    workers: int = 1
    """Processes that narrate."""
    settle_s: float = 60.0
    """Edits of an article within this time become one job."""
    signature_window_s: float = 300.0
    """A signature older than this is refused."""
    lease_s: float = 30.0
    """A worker that is silent for this long is given up, and another takes its job."""
    grace_s: float = 30.0
    """How long a stopping worker may finish its article before it gives the job back."""
    max_body_mb: float = 8.0
    """Largest request."""
    max_waiting: int = 10_000
    """Longest queue; more is refused with 503."""
    rate_per_s: float = 1_000.0
    """Requests per second that one client may make in the long run; twice as many at once."""
    log_json: bool = False
    """Write logs as JSON lines."""

    @property
    def base_url(self) -> str:
        """Address by which what is published is named, without a slash at its end."""
        host = "127.0.0.1" if self.host in _EVERYWHERE else f"[{self.host}]" if ":" in self.host else self.host
        return (self.public_url or f"http://{host}:{self.port}").rstrip("/")

    def __post_init__(self) -> None:
        others = (("webhook_urls", address) for address in self.webhook_urls)
        for name, address in (("public_url", self.public_url), ("ghost_url", self.ghost_url), *others):
            if address is not None:
                _check_address(name, address)
        for name in ("api_token", "hook_secret", "ghost_secret", "webhook_secret"):
            secret = getattr(self, name)
            if secret is not None and (len(secret) < MIN_SECRET_CHARS or not secret.isascii()):
                raise ValueError(f"{name} must be at least {MIN_SECRET_CHARS} ASCII characters long")
        for name in ("lease_s", "signature_window_s", "max_body_mb", "rate_per_s", "max_waiting", "workers"):
            if getattr(self, name) <= 0:
                raise ValueError(f"{name} must be above 0")
        if not 0 <= self.port < 65_536:
            raise ValueError(f"port must be between 0 and 65535, not {self.port}")
        if min(self.settle_s, self.grace_s) < 0:
            raise ValueError("settle_s and grace_s must be 0 or more")
        if self.webhook_urls and self.webhook_secret is None:
            raise ValueError("webhook_urls needs webhook_secret: receivers must be able to tell who speaks")
        self._check_ghost()

    def _check_ghost(self) -> None:
        if self.ghost_attach not in ATTACH_WAYS:
            raise ValueError(f"ghost_attach must be one of {', '.join(ATTACH_WAYS)}, not {self.ghost_attach!r}")
        if self.ghost_attach != "none" and not (self.ghost_url and self.ghost_admin_key):
            raise ValueError("ghost_attach needs ghost_url and ghost_admin_key")
        if self.ghost_admin_key is not None:
            name, _, secret = self.ghost_admin_key.partition(":")
            if not name.isalnum() or not secret or set(secret.lower()) - set("0123456789abcdef") or len(secret) % 2:
                raise ValueError("ghost_admin_key must look like ID:SECRET, as Ghost shows it")


def _check_address(name: str, address: str) -> None:
    if not is_whole_address(address) or "?" in address or "#" in address:
        raise ValueError(f"{name} must be an address such as https://audio.example.org, not {address!r}")
