"""Everything that narrate raises on purpose.

The tree, with the exit code that the command line gives for each branch:

```
NarrateError              1
├── SettingsError         2   an option, a NARRATE_* variable or narrate.toml is wrong
├── PageError             3   the page is at fault
│   ├── PageUnreadable        missing, no permission, too large, not text
│   ├── PageUnreachable       its server doesn't answer now; later it may
│   ├── PageSkipped           a newsroom rule says not to narrate it
│   ├── NoArticle             HTML was read, but no story is in it
│   └── PageRefused           it can't be edited safely, so it was left as it is
├── ScriptError           4   the story can't be turned into a reading
│   ├── LanguageUnsupported   no rules or no voice for its language
│   └── NothingToSay          only symbols, emoji or blanks
├── VoiceError            5   the speech engine is at fault
│   ├── UnknownVoice          no such engine or voice
│   ├── BackendUnavailable    a library, weights or the network is missing
│   ├── WeightsInvalid        a weight file isn't the one that was asked for
│   └── SynthesisFailed       the engine gave nothing usable for a text
├── AudioError            6   joining, mastering or encoding failed
│   └── FfmpegMissing
├── StoreError            7   a file or cache entry can't be read or written
└── ServiceError          8   the service can't run as configured, or a CMS refuses it
    └── RequestRefused        what a client sent isn't accepted
```

`str(error)` is one sentence for the user: what, to which thing, what to do next.
"""

__all__ = [
    "DISTRIBUTION",
    "AudioError",
    "BackendUnavailable",
    "FfmpegMissing",
    "LanguageUnsupported",
    "NarrateError",
    "NoArticle",
    "NothingToSay",
    "PageError",
    "PageRefused",
    "PageSkipped",
    "PageUnreachable",
    "PageUnreadable",
    "RequestRefused",
    "ScriptError",
    "ServiceError",
    "SettingsError",
    "StoreError",
    "SynthesisFailed",
    "UnknownVoice",
    "VoiceError",
    "WeightsInvalid",
    "install_hint",
]

DISTRIBUTION = "narrate-articles"
"""The package on the index; `narrate` there is another project's."""


def install_hint(extra: str = "") -> str:
    """Return the command that installs narrate with an extra: the one place that knows how the package is installed."""
    return f"pip install '{DISTRIBUTION}[{extra}]'" if extra else "install narrate again"


class NarrateError(Exception):
    """Base of all errors that are meant for the user."""

    exit_code = 1
    """What the command line returns when this error ended the run."""


class SettingsError(NarrateError):
    """An option, a `NARRATE_*` variable or a line of `narrate.toml` can't be used."""

    exit_code = 2


class PageError(NarrateError):
    """The page is at fault."""

    exit_code = 3


class PageUnreadable(PageError):
    """The page is missing, forbidden, too large, or isn't text."""


class PageUnreachable(PageError):
    """The page's server doesn't answer, or answers with a fault of its own; trying later may help."""


class PageSkipped(PageError):
    """A newsroom rule says that the page isn't to be narrated."""


class NoArticle(PageError):
    """The page was read, but no story was found in it."""


class PageRefused(PageError):
    """The page can't be edited safely, or needs no player; it was left as it is."""


class ScriptError(NarrateError):
    """The story can't be turned into a reading."""

    exit_code = 4


class LanguageUnsupported(ScriptError):
    """There are no rules or no voice for the story's language."""


class NothingToSay(ScriptError):
    """The text holds nothing that a voice could say."""


class VoiceError(NarrateError):
    """The speech engine is at fault."""

    exit_code = 5


class UnknownVoice(VoiceError):
    """No engine or voice of that name is installed."""


class BackendUnavailable(VoiceError):
    """The engine is known, but a library, its weights or the network is missing."""


class WeightsInvalid(VoiceError):
    """A weight file is damaged or isn't the one that was asked for."""


class SynthesisFailed(VoiceError):
    """The engine gave no usable sound for a text."""


class AudioError(NarrateError):
    """Joining, mastering or encoding failed."""

    exit_code = 6


class FfmpegMissing(AudioError):
    """No ffmpeg program was found."""


class StoreError(NarrateError):
    """A file or a cache entry can't be read or written."""

    exit_code = 7


class ServiceError(NarrateError):
    """The service can't run as configured, or another server refuses what it asks for."""

    exit_code = 8


class RequestRefused(ServiceError):
    """A request isn't accepted; carries the HTTP status that says why."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
