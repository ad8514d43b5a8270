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
from narrate.audio.signals import BANDS_HZ, Signal, level_dbfs, measure_signal
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
SOFTEST_DB = 12.0
"""What lies so far below the median utterance isn't heard beside the others."""
LONGEST_GAP_MS = 900.0  # inside an utterance; sound ones reach 780
LEAST_SWING_DB = 9.0  # voices have 13 and more, voices in noise as loud as they are 3 to 8
LEAST_FLOOR_DB = 26.0  # voices 36 and more
LOUDEST_PAUSE_DBFS = -65.0  # between utterances; made silence reads -86 and less behind MP3
LEAST_VOICED = 0.4  # share of loud frames with a pitch: sound ones 0.44 and more
LONGEST_TONE_MS = 100.0  # no voice holds one frequency
SHARPEST_CLICK_DB = 25.0  # sound ones up to 22
STEEPEST_FALL_DB = 38.0  # sound ones up to 35
STRONGEST_ECHO = 0.25  # sound ones up to 0.15
CLOSEST_COPY = 0.975  # sound ones up to 0.95
SHORTEST_MS = 400.0  # of speech: what is shorter has no spectrum to compare
STEEPEST_JUMP = 1.0  # faded joins reach 0.2
COURSE_DB = (-5.0, -8.0, -11.5)  # first 0.6 s, second half, last 0.6 s: sound ones down to -2.9, -6.5 and -10.3
LEAST_UTTERANCES = 4
SHORTEST_PAUSE_MS = 50.0
SHORTEST_LETTERS = 12  # rates of shorter utterances say nothing
LATEST_MS = 300.0  # first and last word against the sound: sound ones within 150
WRONG_WORDS = 2
WRONG_SHARE = 0.34
ODD_PACE, ODD_SHARE = 1.3, 0.2  # two half signs make a whole: nine in ten sound utterances are within 1.15 of the usual
LONGEST_RUN = 4  # words, heard twice: a long utterance must not hide garbage behind a low rate


PUNCTUATION = ".,;:!?…'\"“”‘’()[]-–—"

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Usual:
    """How far a measure of a sound utterance may lie from the median of its recording.

    The shorter an utterance, the more its measures hang on the words that it happens to have: their variance is
    `always` squared and `a_second` squared over its seconds of speech, as fitted to sound recordings.
    """

    always: float
    a_second: float
    below: float
    """Deviations that are too many, below the median."""
    above: float
    """The same above it."""

    def deviations(self, difference: float, active_ms: float) -> float:
        """Return a difference from the median in standard deviations."""
        return difference / math.hypot(self.always, self.a_second / math.sqrt(max(active_ms, SHORTEST_MS) / 1000))

    def is_odd(self, difference: float, active_ms: float) -> bool:
        """Whether a sound utterance never lies so far from the median."""
        return not -self.below < self.deviations(difference, active_ms) < self.above


LEVEL = _Usual(0.8, 0.8, 5.0, 5.0)  # dB; sound ones within 3.2 of these deviations
PITCH = _Usual(0.7, 2.0, 3.3, 3.3)  # semitones
SWING = _Usual(0.7, 2.6, 3.5, math.inf)  # dB
PACE = _Usual(0.1, 0.35, 3.0, 2.6)  # octaves of letters a second
BAND = _Usual(0.5, 4.0, 5.0, 5.0)  # dB, one band of the profile; sound ones within 3.5
PROFILE = 3.0
"""Root mean square of the deviations of all bands; sound ones up to 2.3."""


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
            findings += _time_findings(recording.cues, signals)
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
    long = [signal for signal in signals if signal.active_ms >= 2 * SHORTEST_MS]
    for index, (signal, pace) in enumerate(zip(signals, paces, strict=True)):
        if signal.level_dbfs - usual_level < -SOFTEST_DB or not signal.active_ms:
            yield Finding(index, "there is silence instead of speech")
            continue
        yield from (Finding(index, text) for text in _faults(signal))
        if len(long) >= LEAST_UTTERANCES:
            yield from (Finding(index, text) for text in _odd_faults(signal, long, pace))


def _faults(signal: Signal) -> Iterator[str]:
    """Yield what no sound utterance has."""
    begin, behind, end = (course < bar for course, bar in zip(signal.course_db, COURSE_DB, strict=True))
    faults = {
        f"it is silent for {signal.gap_ms / 1000:.1f} s": signal.gap_ms > LONGEST_GAP_MS,
        f"there is noise (levels swing by {signal.swing_db:.0f} dB)": (
            signal.swing_db < LEAST_SWING_DB or signal.floor_db < LEAST_FLOOR_DB
        ),
        "it clicks at a join": signal.jump > STEEPEST_JUMP,
        "it clicks": signal.click_db > SHARPEST_CLICK_DB,
        "it breaks off": signal.fall_db > STEEPEST_FALL_DB,
        "it fades in": begin,
        "its second half is quieter": behind,
        "it fades away": end,
        "there is an echo": signal.echo > STRONGEST_ECHO,
        "a stretch of it is said twice": signal.repeat > CLOSEST_COPY,
        "there is a tone in it": signal.spectrum.tone_ms >= LONGEST_TONE_MS,
        "it doesn't sound like a voice": signal.active_ms >= SHORTEST_MS and signal.spectrum.voiced < LEAST_VOICED,
    }
    yield from (text for text, is_fault in faults.items() if is_fault)


def _odd_faults(signal: Signal, long: Sequence[Signal], pace: float) -> Iterator[str]:
    """Yield what sets an utterance apart from the `long` ones of its recording."""

    def median(value: Callable[[Signal], float]) -> float:
        return statistics.median(map(value, long))

    level = signal.level_dbfs - median(lambda one: one.level_dbfs)
    if LEVEL.is_odd(level, signal.active_ms):
        yield f"it is {abs(level):.0f} dB {'louder' if level > 0 else 'quieter'} than the rest"
    if PACE.is_odd(math.log2(pace), signal.active_ms):
        yield f"it is too {'fast' if pace > 1 else 'slow'} for its text ({pace:.1f} times the usual rate)"
    if signal.active_ms < SHORTEST_MS:
        return
    if SWING.is_odd(signal.swing_db - median(lambda one: one.swing_db), signal.active_ms):
        yield f"it is distorted (levels swing by {signal.swing_db:.0f} dB)"
    pitch_hz = median(lambda one: one.spectrum.pitch_hz)
    semitones = 12 * math.log2(signal.spectrum.pitch_hz / pitch_hz) if signal.spectrum.pitch_hz and pitch_hz else 0.0
    if PITCH.is_odd(semitones, signal.active_ms):
        yield f"its pitch differs from the rest ({semitones:+.0f} semitones)"
    profile = np.median([one.spectrum.profile_db for one in long], axis=0)
    bands = np.subtract(signal.spectrum.profile_db, profile)
    deviations = [BAND.deviations(band, signal.active_ms) for band in bands]
    worst = int(np.abs(deviations).argmax())
    if BAND.is_odd(bands[worst], signal.active_ms) or math.sqrt(np.mean(np.square(deviations))) > PROFILE:
        yield f"it sounds unlike the rest ({bands[worst]:+.0f} dB from {BANDS_HZ[worst]} Hz)"


def _time_findings(cues: Sequence[Cue], signals: Sequence[Signal]) -> Iterator[Finding]:
    """Yield the utterances whose words aren't heard when their times say."""
    for index, (cue, signal) in enumerate(zip(cues, signals, strict=True)):
        if not cue.words or not signal.active_ms:
            continue
        heard = (cue.start_ms + ms for ms in signal.span_ms)
        off = max((cue.words[0].start_ms - next(heard), cue.words[-1].end_ms - next(heard)), key=abs)
        if abs(off) > LATEST_MS:
            yield Finding(
                index, f"its words are heard {abs(off):.0f} ms {'before' if off > 0 else 'behind'} their times"
            )


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
