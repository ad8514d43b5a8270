"""The listening gate in a run: hears each recording before anyone else does, and keeps what it found."""

import logging
from pathlib import Path

from narrate.audio.listener import Listener, open_listener
from narrate.audio.verify import Verdict, verify
from narrate.errors import AudioError
from narrate.model import Recording
from narrate.settings.options import AudioOptions

__all__ = ["Gate", "as_plain", "faults"]

_log = logging.getLogger(__name__)


class Gate:
    """Judges recordings by their signal and, where the extra `verify` is installed, by the words that are heard."""

    def __init__(self, options: AudioOptions, cache_dir: Path) -> None:
        """Load nothing before the first recording."""
        self._options = options
        self._cache_dir = cache_dir
        self._listener: Listener | None = None
        self._deaf = False

    def judge(self, recording: Recording, language: str) -> Verdict:
        """Return what is wrong with the file of `recording`. Raises AudioError if it can't be decoded."""
        if self._listener is None and not self._deaf:
            try:
                self._listener = open_listener(self._cache_dir)
            except AudioError as error:
                self._deaf = True
                _log.warning("only signals are checked, not words: %s", error)
        hear = self._listener.hear if self._listener else None
        return verify(recording, language, hear, self._options)

    def close(self) -> None:
        """Give the listener's memory back."""
        if self._listener is not None:
            self._listener.close()
            self._listener = None


def faults(verdict: Verdict, recording: Recording) -> list[str]:
    """Return a line per finding, with the words that it is about."""
    lines = []
    for finding in verdict.findings:
        if finding.utterance is None:
            lines.append(finding.text)
        else:
            cue = recording.cues[finding.utterance]
            minutes, seconds = divmod(int(cue.start_ms / 1000), 60)
            lines.append(f"{minutes}:{seconds:02} {finding.text}: {cue.utterance.printed!r}")
    return lines


def as_plain(verdict: Verdict) -> dict[str, object]:
    """Return what the manifest keeps of a verdict: error rate, longest run, findings, pace of each utterance."""
    return {
        "error_rate": None if verdict.error_rate is None else round(verdict.error_rate, 4),
        "longest_run": verdict.longest_run,
        "findings": [{"utterance": finding.utterance, "text": finding.text} for finding in verdict.findings],
        "words_per_s": [round(check.words_per_s, 2) for check in verdict.checks],
    }
