"""How pages on the web are fetched."""

from dataclasses import dataclass

__all__ = ["FetchOptions"]


@dataclass(frozen=True, slots=True)
class FetchOptions:
    """Limits of fetching; section `[fetch]` of `narrate.toml`."""

    allow_hosts: tuple[str, ...] = ()
    """Hosts that pages may come from, such as `example.org` or `*.example.org`; empty for every public host."""
    private_hosts: tuple[str, ...] = ()
    """Hosts that may have addresses of a private network, such as a CMS on the same machine."""
    fetch_timeout_s: float = 20.0
    """For a page as a whole, redirects included."""
    max_page_mb: float = 8.0
    """Largest page after decompression, in MiB."""
    max_redirects: int = 5
    """Each one's address is checked like the first."""
    user_agent: str = "narrate/0.1 (turns articles into audio)"
    """How we name ourselves; the part before "/" is what `robots.txt` is asked about."""

    def __post_init__(self) -> None:
        if self.fetch_timeout_s <= 0 or self.max_page_mb <= 0 or self.max_redirects < 0:
            raise ValueError("fetch_timeout_s and max_page_mb must be above 0, max_redirects 0 or more")
        if not self.user_agent.isprintable() or not self.user_agent.isascii() or not self.user_agent.strip():
            raise ValueError(f"user_agent must be printable ASCII, not {self.user_agent!r}")
