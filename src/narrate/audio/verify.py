"""The listening gate: nobody hears a recording before this has."""

import logging
import statistics
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from narrate import ffmpeg
from narrate.audio.alignment import Match, compare
from narrate.audio.listener import Listener, open_listener
from narrate.audio.meter import measure
from narrate.audio.signals import Signal, measure_signal
from narrate.errors import AudioError
from narrate.model import Cue, Recording, Waveform
from narrate.settings.options import AudioOptions

__all__ = ["Check", "Finding", "Gate", "Hear", "Verdict", "verify"]


Hear = Callable[[Waveform, str], str]
"""Sound of at most 30 s and its language to what is said in it; `Listener.hear` is one."""

WINDOW_MS = 25_000
"""Utterances are heard together up to this length: a listener needs context, and Whisper takes 30 s."""
LOUDNESS_SLACK_LU = 0.5
PEAK_SLACK_DB = 0.2
LENGTH_SLACK_MS = 1.0
SOFTER_DB = 12.0  # than the recording's median utterance; sound ones lie within 4
LOUDER_DB = 6.0  # sound ones lie within 2
LONGEST_GAP_MS = 1200.0  # inside an utterance
LEAST_CREST_DB = 6.0  # limited voices have 7.7 and more, clipped ones 3 to 5
LEAST_SWING_DB = 9.0  # voices have 13 and more, voices in noise as loud as they are 3 to 5
LEAST_FLOOR_DB = 15.0  # voices 36 and more
STEEPEST_JUMP = 1.0  # faded joins reach 0.2
FASTER, SLOWER = 1.75, 0.57  # against the recording's median rate; sound ones lie between 0.6 and 1.6
SHORTEST_LETTERS = 12  # rates of shorter utterances say nothing
WRONG_WORDS = 2
WRONG_SHARE = 0.34
ODD_PACE, ODD_SHARE = 1.3, 0.2  # two half signs make a whole: nine in ten sound utterances are within 1.15 of the usual
LONGEST_RUN = 8  # words: a long utterance must not hide seconds of garbage behind a low rate


_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong."""

    utterance: int | None
    """Its index; None for the recording as a whole."""
    text: str
    """What is wrong, in words."""
    place: str = ""
    """When the utterance begins, as minutes and seconds; empty for the recording as a whole."""
    printed: str = ""
    """The utterance as it is printed."""

    def __str__(self) -> str:
        return f"{self.place} {self.text}: {self.printed!r}" if self.place else self.text


@dataclass(frozen=True, slots=True)
class Check:
    """What was measured of an utterance."""

    words_per_s: float
    error_rate: float | None = None
    """Misheard words per word; None when nobody listened."""
    longest_run: int | None = None
    """Most wrong words in a row."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the gate says of a recording."""

    findings: tuple[Finding, ...]
    checks: tuple[Check, ...]
    """One per utterance."""
    loudness_lufs: float
    true_peak_dbtp: float
    error_rate: float | None
    """Over all words."""
    longest_run: int | None

    @property
    def reasons_by_utterance(self) -> dict[int, tuple[str, ...]]:
        """The utterances to make again, and why."""
        failed: dict[int, tuple[str, ...]] = {}
        for finding in self.findings:
            if finding.utterance is not None:
                failed[finding.utterance] = (*failed.get(finding.utterance, ()), finding.text)
        return failed

    @property
    def as_plain(self) -> dict[str, object]:
        """What the manifest keeps: error rate, longest run, findings, pace of each utterance."""
        return {
            "error_rate": None if self.error_rate is None else round(self.error_rate, 4),
            "longest_run": self.longest_run,
            "findings": [{"utterance": finding.utterance, "text": finding.text} for finding in self.findings],
            "words_per_s": [round(check.words_per_s, 2) for check in self.checks],
        }


def verify(
    recording: Recording, language: str, hear: Hear | None = None, options: AudioOptions | None = None
) -> Verdict:
    """Return what is wrong with the file of `recording`, judged by the file itself.

    Always looks for silence where speech should be, gaps, clipping, noise, clicks at joins, a wrong length or level,
    and for speech too fast or slow for its text. With `hear` it also compares what is heard with what should be said.

    Args:
        recording: Its cues say what should be heard when.
        language: ISO 639-1 code of the reading.
        hear: Writes down what it hears; None to do without.
        options: The targets of loudness and peak.

    Raises:
        AudioError: The file can't be decoded.
    """
    options = options or AudioOptions()
    rate = recording.rate_hz
    level = measure(["-i", recording.path], rate)
    findings = list(_whole(recording, options, level.samples, (level.lufs, level.true_peak_dbtp)))
    with tempfile.TemporaryDirectory(prefix="narrate-verify-") as folder:
        pcm = Path(folder) / "sound.pcm"
        decoding: list[str | Path] = ["-i", recording.path, "-f", "s16le", "-ac", "1", "-ar", str(rate), pcm]
        ffmpeg.run(decoding, f"decoding {recording.path.name}")
        with pcm.open("rb") as file:

            def sound(start_ms: float, end_ms: float) -> Waveform:
                start, end = (round(ms * rate / 1000) for ms in (start_ms, end_ms))
                file.seek(2 * start)
                return Waveform(file.read(2 * (end - start)), rate)

            signals = [measure_signal(_samples(sound(cue.start_ms, cue.end_ms)), rate) for cue in recording.cues]
            paces = _paces(recording.cues, signals)
            findings += _signal_findings(signals, paces)
            matches = (
                _matches(recording.cues, paces, sound, lambda waveform: hear(waveform, language)) if hear else None
            )
    if matches:
        findings += _word_findings(recording.cues, matches, paces)
    return Verdict(
        tuple(_placed(findings, recording.cues)),
        _checks(recording.cues, signals, matches),
        level.lufs,
        level.true_peak_dbtp,
        sum(match.wrong for match in matches) / max(1, sum(match.words for match in matches)) if matches else None,
        max((match.longest_run for match in matches), default=0) if matches else None,
    )


def _placed(findings: Iterable[Finding], cues: Sequence[Cue]) -> Iterator[Finding]:
    """Yield the findings in order of their utterances, each with its place; those of the whole recording first."""
    for finding in sorted(findings, key=lambda finding: -1 if finding.utterance is None else finding.utterance):
        if finding.utterance is None:
            yield finding
            continue
        cue = cues[finding.utterance]
        minutes, seconds = divmod(int(cue.start_ms / 1000), 60)
        yield replace(finding, place=f"{minutes}:{seconds:02}", printed=cue.utterance.printed)


def _whole(recording: Recording, options: AudioOptions, samples: int, level: tuple[float, float]) -> Iterator[Finding]:
    duration_ms = samples * 1000 / recording.rate_hz
    if abs(duration_ms - recording.duration_ms) > LENGTH_SLACK_MS:
        yield Finding(None, f"it lasts {duration_ms:.0f} ms instead of {recording.duration_ms:.0f}")
    if abs(level[0] - options.loudness_lufs) > LOUDNESS_SLACK_LU:
        yield Finding(None, f"its loudness is {level[0]:.1f} LUFS instead of {options.loudness_lufs:.1f}")
    if level[1] > options.true_peak_dbtp + PEAK_SLACK_DB:
        yield Finding(None, f"its peak is {level[1]:.1f} dBTP, above {options.true_peak_dbtp:.1f}")


def _samples(waveform: Waveform) -> np.ndarray:
    return np.frombuffer(waveform.pcm or b"\0\0", "<i2") / np.float32(32768)


def _paces(cues: Sequence[Cue], signals: Sequence[Signal]) -> list[float]:
    """Return letters a second over the recording's median; 1 where the text is too short to tell."""
    rates = [len(cue.utterance.spoken) / max(signal.active_ms, 20.0) for cue, signal in zip(cues, signals, strict=True)]
    usual = statistics.median(rates) if rates else 1.0
    return [
        rate / usual if len(cue.utterance.spoken) >= SHORTEST_LETTERS else 1.0
        for cue, rate in zip(cues, rates, strict=True)
    ]


def _signal_findings(signals: Sequence[Signal], paces: Sequence[float]) -> Iterator[Finding]:
    usual_level = statistics.median(signal.level_dbfs for signal in signals) if signals else 0.0
    for index, (signal, pace) in enumerate(zip(signals, paces, strict=True)):
        level = signal.level_dbfs - usual_level
        if level < -SOFTER_DB or not signal.active_ms:
            yield Finding(index, "there is silence instead of speech")
            continue
        if level > LOUDER_DB:
            yield Finding(index, f"it is {level:.0f} dB louder than the rest")
        if signal.gap_ms > LONGEST_GAP_MS:
            yield Finding(index, f"it is silent for {signal.gap_ms / 1000:.1f} s")
        if signal.crest_db < LEAST_CREST_DB:
            yield Finding(index, f"it is clipped (crest {signal.crest_db:.1f} dB)")
        if signal.swing_db < LEAST_SWING_DB or signal.floor_db < LEAST_FLOOR_DB:
            yield Finding(index, f"there is noise (levels swing by {signal.swing_db:.0f} dB)")
        if signal.jump > STEEPEST_JUMP:
            yield Finding(index, "it clicks at a join")
        if not SLOWER < pace < FASTER:
            kind = "fast" if pace > 1 else "slow"
            yield Finding(index, f"it is too {kind} for its text ({pace:.1f} times the usual rate)")


def _matches(
    cues: Sequence[Cue],
    paces: Sequence[float],
    sound: Callable[[float, float], Waveform],
    hear: Callable[[Waveform], str],
) -> list[Match]:
    """Hear all utterances in windows, and those that seem wrong once more alone, which settles a doubt."""

    def transcript(first: Cue, last: Cue) -> str:
        waveform = sound(first.start_ms, last.end_ms)
        return hear(waveform) if waveform.pcm else ""

    matches: list[Match] = []
    for window in _windows(cues):
        in_window = compare([cue.utterance.spoken for cue in window], transcript(window[0], window[-1]))
        for cue, match in zip(window, in_window, strict=True):
            doubted = _is_wrong(match, paces[len(matches)])
            again = compare([cue.utterance.spoken], transcript(cue, cue))[0] if doubted else match
            matches.append(min(match, again, key=lambda one: one.wrong))
    return matches


def _windows(cues: Sequence[Cue]) -> Iterator[list[Cue]]:
    window: list[Cue] = []
    for cue in cues:
        if window and cue.end_ms - window[0].start_ms > WINDOW_MS:
            yield window
            window = []
        window.append(cue)
    if window:
        yield window


def _is_wrong(match: Match, pace: float) -> bool:
    bar = WRONG_SHARE if 1 / ODD_PACE < pace < ODD_PACE else ODD_SHARE
    return match.longest_run >= LONGEST_RUN or (match.wrong >= WRONG_WORDS and match.error_rate > bar)


def _word_findings(cues: Sequence[Cue], matches: Sequence[Match], paces: Sequence[float]) -> Iterator[Finding]:
    for index, (cue, match, pace) in enumerate(zip(cues, matches, paces, strict=True)):
        if _is_wrong(match, pace):
            wrong = f'{match.wrong} of {match.words} words aren\'t heard as "{cue.utterance.spoken[:60]}"'
            yield Finding(index, f"{wrong} ({match.longest_run} in a row)")


def _checks(cues: Sequence[Cue], signals: Sequence[Signal], matches: Sequence[Match] | None) -> tuple[Check, ...]:
    checks = []
    for index, (cue, signal) in enumerate(zip(cues, signals, strict=True)):
        pace = len(cue.utterance.spoken.split()) * 1000 / max(signal.active_ms, 20.0)
        match = matches[index] if matches else None
        checks.append(Check(pace, match.error_rate if match else None, match.longest_run if match else None))
    return tuple(checks)


class Gate:
    """Judges recordings by their signal and, where the extra `verify` is installed, by the words that are heard."""

    def __init__(self, options: AudioOptions, cache_dir: Path) -> None:
        """Load nothing before the first recording."""
        self._options = options
        self._cache_dir = cache_dir
        self._listener: Listener | None = None
        self._has_no_listener = False

    def judge(self, recording: Recording, language: str) -> Verdict:
        """Return what is wrong with the file of `recording`. Raises AudioError if it can't be decoded."""
        if self._listener is None and not self._has_no_listener:
            try:
                self._listener = open_listener(self._cache_dir)
            except AudioError as error:
                self._has_no_listener = True
                _log.warning("only signals are checked, not words: %s", error)
        hear = self._listener.hear if self._listener else None
        return verify(recording, language, hear, self._options)

    def close(self) -> None:
        """Give the listener's memory back."""
        if self._listener is not None:
            self._listener.close()
            self._listener = None
