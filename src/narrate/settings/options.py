"""The sections of narrate.toml that are plain values: a frozen dataclass a section, checked when it is made."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from narrate.mp3 import RATES_HZ
from narrate.settings.lexicon import Lexicon
from narrate.settings.site_rules import SiteRule
from narrate.store.recording import EXTRA_SOUNDS
from narrate.text import is_whole_address

__all__ = [
    "MAX_SPEED",
    "MIN_SPEED",
    "PAUSES_MS",
    "AudioOptions",
    "ExtractOptions",
    "FeedOptions",
    "FetchOptions",
    "PlayerOptions",
    "ScriptOptions",
    "ServiceOptions",
    "VoiceOptions",
]


READABLE = ("tables", "captions", "alt_texts", "footnotes", "notes")
"""What of a page can be read besides its story."""


@dataclass(frozen=True, slots=True)
class ExtractOptions:
    """How pages are turned into articles."""

    strict: bool = False
    """Refuse a page whose story is cut by a paywall, a teaser, or found with little confidence."""
    site_rules: tuple[SiteRule, ...] = ()
    """Rules for single sites; of those that match a page, the one with the longest `match` is used."""
    read: tuple[str, ...] = ()
    """What is read besides the story, each said as such: tables, captions, alt_texts, footnotes, notes."""

    def __post_init__(self) -> None:
        if not isinstance(self.strict, bool):
            message = f"strict must be true or false, not {self.strict!r}"
            raise TypeError(message)
        if not all(isinstance(rule, SiteRule) for rule in self.site_rules):
            message = "site_rules must be SiteRule objects; create them with narrate.settings.site_rules.parse_toml"
            raise TypeError(message)
        unknown = [kind for kind in self.read if kind not in READABLE]
        if unknown:
            message = f"read takes {', '.join(READABLE)}, not {unknown[0]!r}"
            raise ValueError(message)


PAUSES_MS: Mapping[str, int] = {
    "clause": 180,  # between the parts of a sentence that was too long for one breath
    "sentence": 380,
    "paragraph": 700,
    "quote": 750,
    "item": 550,
    "heading": 800,  # after a heading: the listener must hear that a new part begins
    "before_heading": 1100,
    "headline": 900,
    "byline": 450,
    "date": 1100,
    "end": 600,
}
"""Milliseconds after each kind of boundary; news bulletins pause 0.3 to 0.5 s between sentences and 0.7 to 1 s
between items."""


@dataclass(frozen=True, slots=True)
class ScriptOptions:
    """Choices of the script room; the defaults are those of the command line."""

    headline: bool = True
    """Say the headline first."""
    byline: bool = True
    """Say the authors."""
    date: bool = True
    """Say the day of publication."""
    site: bool = False
    """Say the name of the publication after the date."""
    max_chars: int = 300
    """Longest utterance as printed; longer sentences are split at a clause."""
    pauses_ms: tuple[tuple[str, int], ...] = ()
    """Your own pauses in milliseconds, by what they follow: clause, sentence, paragraph, quote, item, heading,
    before_heading, headline, byline, date, end."""
    lexicons: tuple[Lexicon, ...] = ()
    """Your own words, for all texts or those of a language or a site; they override the built-in names."""

    def __post_init__(self) -> None:
        """Refuse values that no reading can follow; raises ValueError."""
        unknown = [name for name, _ in self.pauses_ms if name not in PAUSES_MS]
        if unknown:
            raise ValueError(f"pauses_ms names {unknown[0]!r}, which isn't one of {', '.join(PAUSES_MS)}")
        if any(ms < 0 for _, ms in self.pauses_ms):
            raise ValueError("pauses_ms has a negative pause; give 0 ms or more")
        if self.max_chars < 60:
            raise ValueError(f"max_chars must be at least 60, not {self.max_chars}")

    def pauses(self) -> dict[str, int]:
        """Return the table of silences with the own values in it."""
        return {**PAUSES_MS, **dict(self.pauses_ms)}


MIN_SPEED = 0.5  # below, vowels fall apart in every engine tried
MAX_SPEED = 2.0  # above, consonants do


@dataclass(frozen=True, slots=True)
class VoiceOptions:
    """Everything that `Speaker` and the engines need to know; picklable, so that it reaches the workers."""

    cache_dir: Path
    """Folder for files that an engine can make again: joined weights, rewritten graphs."""
    voice: str = "heart"
    """`engine` or `engine:voice`, for example `kokoro:am_michael`, `piper`, `gtts:en`; `heart` is `hibari:heart`."""
    quote_voice: str | None = None
    """Who reads block quotes, written as `voice` is; without it, the same voice."""
    speed: float = 1.0
    """Tempo of the speech, 0.5 to 2.0; 1.0 is the voice's own."""
    jobs: int = 1
    """Worker processes; with 1 the engine runs in this process."""
    weights: Path | None = None
    """The user's own weight file for the engine; without it, the packaged one."""
    voice_path: Path | None = None
    """A file or folder of further voices (hibari: `.onnx` files; Kokoro: `voices-v1.0.bin` or single `.bin` packs)."""
    service_url: str | None = None
    """Base address of an online engine's service; without it, its public one."""
    service_model: str | None = None
    """Name of the service's model; without it, the engine's choice."""
    service_key: str | None = field(default=None, repr=False)
    """Secret that the service asks for; never printed."""

    def __post_init__(self) -> None:
        """Refuse values that no engine could use."""
        if not MIN_SPEED <= self.speed <= MAX_SPEED:
            raise ValueError(f"speed must be between {MIN_SPEED} and {MAX_SPEED}, not {self.speed}")
        if self.jobs < 1:
            raise ValueError(f"jobs must be at least 1, not {self.jobs}")
        if not self.engine:
            raise ValueError(f"voice must name an engine, as in hibari:heart, not {self.voice!r}")
        if self.quote_voice is not None and not self.quote_voice.partition(":")[0]:
            raise ValueError(f"quote_voice must name an engine, as in kokoro:am_michael, not {self.quote_voice!r}")

    @property
    def engine(self) -> str:
        """The engine's part of `voice`."""
        return _in_full(self.voice).partition(":")[0]

    @property
    def voice_name(self) -> str:
        """The voice's part of `voice`; empty for the engine's default."""
        return _in_full(self.voice).partition(":")[2]


def _in_full(voice: str) -> str:
    """Return `voice` with its engine: the default one is known by its own name too."""
    return "hibari:heart" if voice == "heart" else voice


_EXTRA_FORMATS = tuple(ending.removeprefix(".") for ending in EXTRA_SOUNDS)
"""What can be made beside the MP3; the name is also the file's suffix."""


@dataclass(frozen=True, slots=True)
class AudioOptions:
    """Targets and forms of a recording."""

    loudness_lufs: float = -16.0
    """Integrated loudness of the decoded file, plain mono; -16 is what Apple asks of podcasts."""
    true_peak_dbtp: float = -1.0
    """Highest true peak of the decoded file."""
    bitrate_kbps: int = 64
    """Bit rate of the MP3."""
    sample_rate_hz: int | None = None
    """Sample rate of every file; without it the voice's own. Podcast directories name 44100 for MP3."""
    extra_formats: tuple[str, ...] = ()
    """Made beside the MP3 under the same name: `m4a`, `opus` or both."""

    intro: Path | None = None
    """A sound before the reading, in any format that ffmpeg reads."""
    jingle: Path | None = None
    """A sound between the opening (headline, byline, date) and the body."""
    outro: Path | None = None
    """A sound after the reading."""
    music_lu: float = -2.0
    """Loudness of intro, jingle and outro relative to the voice."""
    bed: Path | None = None
    """A sound under the whole reading, repeated as often as needed."""
    bed_lu: float = -22.0
    """Its loudness relative to the voice; WCAG 1.4.7 asks for 20 dB less."""

    def __post_init__(self) -> None:
        """Raise ValueError for what no recording can have."""
        if not -40 <= self.loudness_lufs <= -8:
            raise ValueError(f"loudness_lufs must lie between -40 and -8, not {self.loudness_lufs}")
        if not -9 <= self.true_peak_dbtp <= 0:
            raise ValueError(f"true_peak_dbtp must lie between -9 and 0, not {self.true_peak_dbtp}")
        if not 24 <= self.bitrate_kbps <= 160:
            raise ValueError(f"bitrate_kbps must lie between 24 and 160, not {self.bitrate_kbps}")
        if self.sample_rate_hz not in {None, *RATES_HZ}:
            rates = ", ".join(map(str, RATES_HZ))
            raise ValueError(f"sample_rate_hz must be one of {rates}, not {self.sample_rate_hz}")
        if not -30 <= self.music_lu <= 6:
            raise ValueError(f"music_lu must lie between -30 and 6, not {self.music_lu}")
        if not -40 <= self.bed_lu <= -10:
            raise ValueError(f"bed_lu must lie between -40 and -10, not {self.bed_lu}")
        if unknown := set(self.extra_formats) - set(_EXTRA_FORMATS):
            raise ValueError(f"extra_formats can hold {', '.join(_EXTRA_FORMATS)}, not {', '.join(sorted(unknown))}")


@dataclass(frozen=True, slots=True)
class FetchOptions:
    """Limits of fetching; section `[fetch]` of `narrate.toml`."""

    allow_hosts: tuple[str, ...] = ()
    """Hosts that pages may come from, such as `example.org` or `*.example.org`; empty for every public host."""
    private_hosts: tuple[str, ...] = ()
    """Hosts that may have addresses of a private network, such as a CMS on the same machine."""
    fetch_timeout_s: float = 20.0
    """Time limit for a page, including redirects."""
    max_page_mb: float = 8.0
    """Largest page after decompression, in MiB."""
    max_redirects: int = 5
    """Most redirects; each address is checked like the first."""
    user_agent: str = "narrate/0.1 (turns articles into audio)"
    """The user agent that narrate sends; the part before "/" is matched in `robots.txt`."""

    def __post_init__(self) -> None:
        if self.fetch_timeout_s <= 0 or self.max_page_mb <= 0 or self.max_redirects < 0:
            raise ValueError("fetch_timeout_s and max_page_mb must be above 0, max_redirects 0 or more")
        if not self.user_agent.isprintable() or not self.user_agent.isascii() or not self.user_agent.strip():
            raise ValueError(f"user_agent must be printable ASCII, not {self.user_agent!r}")


@dataclass(frozen=True, slots=True)
class FeedOptions:
    """The channel that recordings appear in."""

    feed_title: str = "Narrated articles"
    """Name of the podcast."""
    feed_description: str = "Our articles, read aloud."
    """What it is, in a sentence or two."""
    feed_site: str = "https://example.org/"
    """Address of the publication."""
    feed_url: str = ""
    """Address where the folder of recordings is published; empty: the service's own."""
    feed_image: str = ""
    """Address of a square JPEG or PNG of 1400 to 3000 px; Apple asks for one."""
    feed_author: str = ""
    """The author that directories show."""
    feed_email: str = ""
    """Owner's e-mail address, to which some directories write."""
    feed_category: str = "News"
    """One of Apple's categories; a subcategory after ">", as in "News > Politics"."""
    feed_explicit: bool = False
    """Whether directories should warn of its content."""
    feed_language: str = "en"
    """ISO 639 code of the channel."""
    feed_items: int = 300
    """Newest recordings that the feed lists."""

    def __post_init__(self) -> None:
        if self.feed_items < 1:
            raise ValueError("feed_items must be 1 or more")
        if not self.feed_title.strip() or not self.feed_description.strip():
            raise ValueError("feed_title and feed_description can't be empty")


HIGHLIGHTS = ("word", "sentence", "none")
CLICKS = ("after-play", "always", "off")
FRAME_COLORS = ("light", "dark", "auto")
_RATES = (0.25, 4.0)  # beyond them browsers mute the sound


@dataclass(frozen=True, slots=True)
class PlayerOptions:
    """How the player looks and behaves on pages that narrate puts it on; section `[player]` of `narrate.toml`."""

    sticky: bool = False
    """Keep a small bar in sight while the audio plays and the player is scrolled away."""
    highlight: str = "word"
    """What is marked in the text while it is heard: `word` (and sentence), `sentence` or `none`."""
    autoscroll: bool = True
    """Whether the page scrolls along; readers can change it for themselves."""
    click_to_play: str = "after-play"
    """When a click on a sentence plays from it: `after-play`, `always` (before the first play too) or `off`."""
    skip_s: float = 10.0
    """Seconds that the arrow keys skip."""
    rates: tuple[float, ...] = (0.75, 1.0, 1.25, 1.5, 1.75, 2.0)
    """Speeds on offer."""
    frame_colors: str = "light"
    """Colours of the page around the frames on other sites: `light`, `dark`, or `auto` for the reader's own choice."""

    def __post_init__(self) -> None:
        for name, choices in (("highlight", HIGHLIGHTS), ("click_to_play", CLICKS), ("frame_colors", FRAME_COLORS)):
            if getattr(self, name) not in choices:
                raise ValueError(f"{name} must be one of {', '.join(choices)}, not {getattr(self, name)!r}")
        if self.skip_s <= 0:
            raise ValueError("skip_s must be above 0")
        if not self.rates or not all(_RATES[0] <= rate <= _RATES[1] for rate in self.rates):
            raise ValueError(f"rates must lie between {_RATES[0]} and {_RATES[1]:g}")


_ATTACH_WAYS = ("none", "injection", "card")
MIN_SECRET_CHARS = 16
_EVERYWHERE = {"", "0.0.0.0", "::"}  # noqa: S104 - no address to call, but one to listen at


@dataclass(frozen=True, slots=True)
class ServiceOptions:
    """Addresses, secrets and limits of the service. Secrets stay out of its representation, hence out of logs."""

    host: str = "127.0.0.1"
    """Address to listen on, behind a reverse proxy."""
    port: int = 8600
    """Port to listen on; 0 for any free one."""
    public_url: str | None = None
    """The service's public address, used in links to audio, feeds and embeds; by default `host` and `port`."""
    data_dir: Path = Path("narrate_data")
    """Folder of the queue; recordings go to the output folder."""
    api_token: str | None = field(default=None, repr=False)
    """Bearer token for `/articles`; if not set, no token is accepted."""
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
    """Addresses that are told about `recording.ready`, `recording.failed` and `recording.removed`."""
    webhook_secret: str | None = field(default=None, repr=False)
    """Key of the signatures on outgoing webhooks."""
    workers: int = 1
    """Processes that narrate."""
    settle_s: float = 60.0
    """Edits of an article within this time become one job."""
    signature_window_s: float = 300.0
    """A signature older than this is refused."""
    lease_s: float = 30.0
    """If a worker is silent for this long, another takes its job."""
    grace_s: float = 30.0
    """How long a stopping worker may finish its article before it releases the job."""
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
            raise ValueError("webhook_urls needs webhook_secret: receivers must be able to check the sender")
        self._check_ghost()

    def _check_ghost(self) -> None:
        if self.ghost_attach not in _ATTACH_WAYS:
            raise ValueError(f"ghost_attach must be one of {', '.join(_ATTACH_WAYS)}, not {self.ghost_attach!r}")
        if self.ghost_attach != "none" and not (self.ghost_url and self.ghost_admin_key):
            raise ValueError("ghost_attach needs ghost_url and ghost_admin_key")
        if self.ghost_admin_key is not None:
            name, _, secret = self.ghost_admin_key.partition(":")
            if not name.isalnum() or not secret or set(secret.lower()) - set("0123456789abcdef") or len(secret) % 2:
                raise ValueError("ghost_admin_key must look like ID:SECRET, as Ghost shows it")


def _check_address(name: str, address: str) -> None:
    if not is_whole_address(address) or "?" in address or "#" in address:
        raise ValueError(f"{name} must be an address such as https://audio.example.org, not {address!r}")
