"""The listening gate: nobody hears a recording before this has."""

import logging
import math
import statistics
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np

from narrate import ffmpeg
from narrate.audio.alignment import Match, compare
from narrate.audio.listener import Listener, open_listener
from narrate.audio.meter import measure
from narrate.audio.signals import Signal, Spectrum, level_dbfs, measure_signal
from narrate.errors import AudioError
from narrate.model import Cue, Recording, Waveform
from narrate.settings.options import AudioOptions
from narrate.text import rows

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
LONGEST_GAP_MS = 900.0  # inside an utterance; sound ones reach 700
LEAST_SWING_DB = 9.0  # voices have 13 and more, voices in noise as loud as they are 3 to 5
LEAST_FLOOR_DB = 26.0  # voices 36 and more
LOUDEST_PAUSE_DBFS = -65.0  # between utterances; made silence reads -86 and less behind MP3
SHARPER_DB, DULLER_DB = 4.0, 7.0  # 3 to 8 kHz against the median utterance: sound ones lie between -4.1 and 2.7
BASS_DB = 6.0  # 60 to 300 Hz: sound ones within 2.9
HIGHER_ST, LOWER_ST = 5.5, 4.0  # semitones from the median pitch: sound ones between -1.2 and 3.9
LEAST_VOICED = 0.4  # share of loud frames with a pitch: sound ones 0.6 and more
LONGEST_TONE_MS = 100.0  # no voice holds one frequency
SHARPEST_CLICK = 20.0  # sound ones up to 10
STRONGEST_ECHO = 0.25  # sound ones up to 0.14
CLOSEST_COPY = 0.993  # sound ones up to 0.97
SHORTEST_MS = 400.0  # of speech: what is shorter has no spectrum to compare
STEEPEST_JUMP = 1.0  # faded joins reach 0.2
FASTER, SLOWER = 1.75, 0.57  # against the recording's median rate; sound ones lie between 0.6 and 1.6
LEAST_UTTERANCES = 4
SHORTEST_PAUSE_MS = 50.0
SHORTEST_LETTERS = 12  # rates of shorter utterances say nothing
WRONG_WORDS = 2
WRONG_SHARE = 0.34
ODD_PACE, ODD_SHARE = 1.3, 0.2  # two half signs make a whole: nine in ten sound utterances are within 1.15 of the usual
LONGEST_RUN = 4  # words, heard twice: a long utterance must not hide garbage behind a low rate


PUNCTUATION = ".,;:!?…'\"“”‘’()[]-–—"

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
            if not (options.bed or options.jingle):
                findings += _pause_findings(recording.cues, sound)
            matches = (
                _matches(recording.cues, paces, sound, lambda waveform: hear(waveform, language), language)
                if hear
                else None
            )
    if matches:
        findings += _word_findings(recording.cues, matches, paces, language)
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
    usual = _usual([signal.spectrum for signal in signals if signal.active_ms >= SHORTEST_MS])
    for index, (signal, pace) in enumerate(zip(signals, paces, strict=True)):
        level = signal.level_dbfs - usual_level
        if level < -SOFTER_DB or not signal.active_ms:
            yield Finding(index, "there is silence instead of speech")
            continue
        kind = "fast" if pace > 1 else "slow"
        faults = {
            f"it is {level:.0f} dB louder than the rest": level > LOUDER_DB,
            f"it is silent for {signal.gap_ms / 1000:.1f} s": signal.gap_ms > LONGEST_GAP_MS,
            f"there is noise (levels swing by {signal.swing_db:.0f} dB)": (
                signal.swing_db < LEAST_SWING_DB or signal.floor_db < LEAST_FLOOR_DB
            ),
            "it clicks at a join": signal.jump > STEEPEST_JUMP,
            "it clicks": signal.click > SHARPEST_CLICK,
            "there is an echo": signal.echo > STRONGEST_ECHO,
            "a stretch of it is said twice": signal.repeat > CLOSEST_COPY,
            f"it is too {kind} for its text ({pace:.1f} times the usual rate)": not SLOWER < pace < FASTER,
        }
        yield from (Finding(index, text) for text, is_fault in faults.items() if is_fault)
        if signal.active_ms >= SHORTEST_MS:
            yield from (Finding(index, text) for text in _spectrum_faults(signal.spectrum, usual))


def _usual(spectra: Sequence[Spectrum]) -> Spectrum | None:
    """Return the medians of a recording; None for a recording of a few utterances, which has no usual."""
    if len(spectra) < LEAST_UTTERANCES:
        return None
    columns = zip(*((s.high_db, s.low_db, s.pitch_hz, s.voiced, s.tone_ms) for s in spectra), strict=True)
    return Spectrum(*map(statistics.median, columns))


def _spectrum_faults(spectrum: Spectrum, usual: Spectrum | None) -> Iterator[str]:
    if spectrum.tone_ms >= LONGEST_TONE_MS:
        yield "there is a tone in it"
    if spectrum.voiced < LEAST_VOICED:
        yield "it doesn't sound like a voice"
    if usual is None:
        return
    high, low = spectrum.high_db - usual.high_db, spectrum.low_db - usual.low_db
    if high > SHARPER_DB:
        yield f"it is sharper than the rest, clipped or distorted ({high:+.0f} dB above 3 kHz)"
    if high < -DULLER_DB:
        yield f"it is duller than the rest ({high:+.0f} dB above 3 kHz)"
    if abs(low) > BASS_DB:
        yield f"its bass differs from the rest ({low:+.0f} dB below 300 Hz)"
    if spectrum.pitch_hz and usual.pitch_hz:
        semitones = 12 * math.log2(spectrum.pitch_hz / usual.pitch_hz)
        if not -LOWER_ST <= semitones <= HIGHER_ST:
            yield f"its pitch differs from the rest ({semitones:+.0f} semitones)"


def _pause_findings(cues: Sequence[Cue], sound: Callable[[float, float], Waveform]) -> Iterator[Finding]:
    """Yield the pauses that aren't silent."""
    for index, (cue, following) in enumerate(pairwise(cues)):
        if following.start_ms - cue.end_ms < SHORTEST_PAUSE_MS:
            continue
        level = level_dbfs(_samples(sound(cue.end_ms, following.start_ms)))
        if level > LOUDEST_PAUSE_DBFS:
            yield Finding(index, f"the pause after it isn't silent ({level:.0f} dBFS)")


def _matches(
    cues: Sequence[Cue],
    paces: Sequence[float],
    sound: Callable[[float, float], Waveform],
    hear: Callable[[Waveform], str],
    language: str,
) -> list[Match]:
    """Hear all utterances in windows, and those that seem wrong once more alone, which settles a doubt."""

    def transcript(first: Cue, last: Cue) -> str:
        waveform = sound(first.start_ms, last.end_ms)
        return hear(waveform) if waveform.pcm else ""

    matches: list[Match] = []
    for window in _windows(cues):
        in_window = compare([cue.utterance.spoken for cue in window], transcript(window[0], window[-1]))
        for cue, match in zip(window, in_window, strict=True):
            doubted = _is_wrong(match, paces[len(matches)]) or _lost(match, language)
            again = compare([cue.utterance.spoken], transcript(cue, cue))[0] if doubted else match
            matches.append(min(match, again, key=lambda one: one.wrong))
    return matches


def _lost(match: Match, language: str) -> str:
    """Return a negation or number word that wasn't heard, or nothing."""
    certain = _certain_words(language)
    return next((word for word in match.missed if word.casefold().strip(PUNCTUATION) in certain), "")


@cache
def _certain_words(language: str) -> frozenset[str]:
    """Return the words whose loss turns a sentence round."""
    table = rows("narrate.audio", "certain_words.tsv")
    return frozenset(word for code, words in table if code == language for word in words.split())


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


def _word_findings(
    cues: Sequence[Cue], matches: Sequence[Match], paces: Sequence[float], language: str
) -> Iterator[Finding]:
    for index, (cue, match, pace) in enumerate(zip(cues, matches, paces, strict=True)):
        if _is_wrong(match, pace):
            wrong = f'{match.wrong} of {match.words} words aren\'t heard as "{cue.utterance.spoken[:60]}"'
            yield Finding(index, f"{wrong} ({match.longest_run} in a row)")
            continue
        if lost := _lost(match, language):
            yield Finding(index, f'"{lost}" isn\'t heard')


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
