"""How well the listening gate tells damaged recordings from sound ones: `python bench/audio_gate.py CACHE PAGES...`.

Three voices read the first sentences of the stories of the pages; `--articles` says how many by each. That gives the
sound recordings. In as many more one sentence, or the whole, has one of the faults of `audio_known.py`, which the gate
was built on, or of `audio_blind.py`, which were written before its bars were read. All are mastered and encoded as real
ones are. Prints Markdown tables, and every miss and false alarm to standard error.
"""

import collections
import gzip
import hashlib
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import click
import numpy as np

import audio_blind
import audio_known
from audio_blind import Sound, Take
from narrate import ffmpeg
from narrate.audio import limiter
from narrate.audio.encode import encode
from narrate.audio.listener import open_listener
from narrate.audio.record import record
from narrate.audio.stitch import resample, speech_spans
from narrate.audio.tags import Tags
from narrate.audio.verify import Verdict, verify
from narrate.errors import NarrateError
from narrate.extract.extractor import extract_article
from narrate.model import Page, Recording, Script, Segment, Speech, Utterance, Waveform, Word
from narrate.script.write import write_script
from narrate.settings.options import VoiceOptions
from narrate.store.folder import FolderStore
from narrate.voice.speak import Speaker

VOICES = {"hibari:heart": "piper", "kokoro:bf_emma": "hibari:heart", "piper": "kokoro:bf_emma"}
"""Who reads, and whose voice comes in where another speaker is the fault."""
FOREIGN = "espeak:de"
LETTERS = 650
"""Of each story: some 45 s."""
LEAST_WORDS = 6
"""Shorter sentences aren't damaged."""
TIMES = 3
"""Recordings with each fault."""
AFTER = {"intruder", "loud_pause", "doubled", "swapped"}
"""Faults that may be told of the sentence behind."""


@dataclass(frozen=True, slots=True)
class Case:
    """A recording to judge."""

    fault: str
    """Name of what is wrong with it; empty for a sound one."""
    voice: str
    segments: list[Segment]
    place: int | None = None
    """Which sentence is damaged."""
    spoil: Callable[[Sound, int], Sound] | None = None
    """What is done to the finished recording."""


def scripts(pages: Iterable[Path]) -> Iterator[Script]:
    """Yield the first sentences of English stories."""
    for page in pages:
        try:
            markup = page.read_bytes()
            markup = gzip.decompress(markup) if page.suffix == ".gz" else markup
            script = write_script(extract_article(Page(markup, None)))
        except NarrateError:
            continue
        kept, letters = [], 0
        for utterance in script.utterances:
            if letters < LETTERS:
                kept.append(utterance)
            letters += len(utterance.spoken)
        if script.language == "en" and letters >= LETTERS:
            yield replace(script, utterances=tuple(kept))


class Studio:
    """The voices, and what they say of it."""

    def __init__(self, cache: Path) -> None:
        """Keep sounds in `cache`."""
        store = FolderStore(cache / "segments")
        names = (*VOICES, FOREIGN)
        self._speakers = {name: Speaker(VoiceOptions(cache_dir=cache, voice=name), store) for name in names}

    def read(self, voice: str, script: Script) -> list[Segment]:
        """Return the segments of a script."""
        return list(self._speakers[voice].speak(script))

    def say(self, voice: str, text: str, rate_hz: int) -> Sound:
        """Return the sound of a text."""
        script = Script("de" if voice == FOREIGN else "en", (Utterance(text, text),))
        return _samples(resample(self.read(voice, script)[0].speech.waveform, rate_hz))

    def take(self, voice: str, segments: list[Segment], elsewhere: list[Segment]) -> Take:
        """Return an article for faults to be made in."""
        rate = segments[0].speech.waveform.rate_hz
        return Take(
            sounds=[_samples(segment.speech.waveform) for segment in segments],
            rate_hz=rate,
            texts=[segment.utterance.spoken for segment in segments],
            starts=[_starts(segment) for segment in segments],
            say=lambda text: self.say(voice, text, rate),
            other=lambda text: self.say(VOICES[voice], text, rate),
            foreign=lambda text: self.say(FOREIGN, text, rate),
            elsewhere=[_samples(segment.speech.waveform) for segment in elsewhere],
        )


def _starts(segment: Segment) -> list[float]:
    """Return when the words of a segment begin, in s: as the engine says, or by their letters."""
    words = segment.utterance.spoken.split()
    if len(segment.speech.words) == len(words):
        return [word.start_ms / 1000 for word in segment.speech.words]
    (first, last), _ = speech_spans(segment.speech.waveform)
    letters = np.cumsum([0, *(len(word) + 1 for word in words)])
    return list((first + (last - first) * letters[:-1] / letters[-1]) / segment.speech.waveform.rate_hz)


def _samples(waveform: Waveform) -> Sound:
    return np.frombuffer(waveform.pcm, "<i2").astype(float)


def _with(segment: Segment, sound: Sound, late_s: float | None) -> Segment:
    """Return a segment with another sound: it has no word times then, unless they are what is wrong."""
    pcm = np.clip(sound, -32768, 32767).astype("<i2").tobytes()
    if pcm == segment.speech.waveform.pcm and late_s is None:
        return segment
    late = 1000 * (late_s or 0)
    words = tuple(Word(word.text, word.start_ms + late, word.end_ms + late) for word in segment.speech.words)
    waveform = Waveform(pcm, segment.speech.waveform.rate_hz)
    return replace(segment, speech=Speech(waveform, words if late_s is not None else ()))


def damaged(studio: Studio, read: dict[str, list[list[Segment]]], *, blind: bool) -> Iterator[Case]:
    """Yield `TIMES` cases for each fault, by different voices."""
    sentence = audio_blind.SENTENCE if blind else audio_known.SENTENCE
    whole = audio_blind.WHOLE if blind else ()
    voices = list(read)
    for number, fault in enumerate((*sentence, *whole)):
        for time_ in range(TIMES):
            voice = voices[(number + time_) % len(voices)]
            if fault in whole:
                yield Case(fault.__name__, voice, read[voice][(number + time_) % len(read[voice])], None, fault)
            else:
                yield _spoilt(studio, read, voice, fault, number * TIMES + time_)


def _spoilt(
    studio: Studio, read: dict[str, list[list[Segment]]], voice: str, fault: Callable[[Take, int], None], number: int
) -> Case:
    """Return a case with `fault` in a sentence that can have it: which one, the number says."""
    stories = read[voice]
    for story in range(len(stories)):
        segments = stories[(number * 7 + story) % len(stories)]
        fitting = [n for n, one in enumerate(segments) if len(one.utterance.spoken.split()) >= LEAST_WORDS]
        if fault.__name__ == "late":
            fitting = [n for n in fitting if segments[n].speech.words]
        for step in range(len(fitting)):
            place = fitting[(number * 5 + step) % len(fitting)]
            take = studio.take(voice, segments, stories[(number * 7 + story + 1) % len(stories)])
            try:
                fault(take, place)
            except LookupError:
                continue
            changed = [_with(one, take.sounds[n], take.late_s.get(n)) for n, one in enumerate(segments)]
            return Case(fault.__name__, voice, changed, place)
    if fault.__name__ == "late":  # this voice has no word times
        return _spoilt(studio, read, next(iter(read)), fault, number)
    raise LookupError(f"no sentence can have the fault {fault.__name__}")


def made(case: Case, folder: Path) -> Recording:
    """Record a case as real recordings are made, and spoil the file where that is the fault."""
    recording = record(case.segments, folder / "a.mp3", Tags())
    if case.spoil is None:
        return recording
    rate, pcm = recording.rate_hz, folder / "a.pcm"
    ffmpeg.run(["-i", recording.path, "-f", "s16le", "-ac", "1", "-ar", str(rate), "-y", pcm], "decoding")
    sound = case.spoil(np.fromfile(pcm, "<i2").astype(float), rate)
    np.clip(sound, -32768, 32767).astype("<i2").tofile(pcm)
    encode(limiter.Sound(pcm, rate, len(sound)), "mp3", 64, recording.path)
    return recording


def is_told(case: Case, verdict: Verdict) -> bool:
    """Whether the gate finds what is wrong, where it is."""
    if case.place is None:
        return bool(verdict.findings)
    places = {case.place, *((case.place - 1, case.place + 1) if case.fault in AFTER else ())}
    return not places.isdisjoint(verdict.reasons_by_utterance)


Judge = Callable[[Recording], Verdict]


def judged(cases: Iterable[Case], judge: Judge) -> Iterator[tuple[Case, Verdict]]:
    """Yield what the gate says of cases, one after the other."""
    for case in cases:
        with tempfile.TemporaryDirectory() as folder:
            yield case, judge(made(case, Path(folder)))


def show_sound(verdicts: Iterable[tuple[Case, Verdict]]) -> None:
    """Print how many sound recordings are said to be damaged."""
    rates, alarms = [], 0
    for case, verdict in verdicts:
        rates.append(verdict.error_rate or 0.0)
        alarms += bool(verdict.findings)
        for finding in verdict.findings:
            sys.stderr.write(f"false alarm by {case.voice}: {finding}\n")
    print(f"{alarms} false alarms on {len(rates)} sound recordings; word error rate {statistics.mean(rates):.3f}")


def show(title: str, faults: Iterable[Callable[..., object]], verdicts: Iterable[tuple[Case, Verdict]]) -> None:
    """Print what was told of each fault."""
    told: collections.Counter[str] = collections.Counter()
    of: collections.Counter[str] = collections.Counter()
    for case, verdict in verdicts:
        of[case.fault] += 1
        told[case.fault] += is_told(case, verdict)
        if not is_told(case, verdict):
            sentence = "" if case.place is None else case.segments[case.place].utterance.spoken
            told_else = verdict.reasons_by_utterance
            sys.stderr.write(f"missed: {case.fault} at {case.place} by {case.voice}: {sentence!r} ({told_else})\n")
    share = 100 * told.total() / max(1, of.total())
    print(f"\n| {title} | told: {told.total()} of {of.total()} ({share:.0f} %) |\n| --- | --- |")
    for fault in faults:
        meant = (fault.__doc__ or "").rstrip(".")
        print(f"| {meant} | {told[fault.__name__]} of {of[fault.__name__]} |", flush=True)


class Meter:
    """Judges recordings and counts the processor time."""

    def __init__(self, hear: Callable[[Waveform, str], str] | None) -> None:
        """Judge with `hear`."""
        self._hear = hear
        self.spent_s = self.sound_s = 0.0

    def judge(self, recording: Recording) -> Verdict:
        """Return the gate's verdict."""
        before = time.process_time()
        verdict = verify(recording, "en", self._hear)
        self.spent_s += time.process_time() - before
        self.sound_s += recording.duration_ms / 1000
        return verdict


@click.command(help=__doc__)
@click.argument("cache", type=click.Path(path_type=Path))
@click.argument("pages", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))
@click.option("--articles", default=34, help="Sound recordings by each voice.")
@click.option("--only", type=click.Choice(["sound", "signals", "known", "blind"]), help="A part of it.")
def main(cache: Path, pages: tuple[Path, ...], articles: int, only: str | None) -> None:
    """Judge all recordings and print what came out."""
    pages = tuple(each for page in pages for each in (sorted(page.glob("*.html.gz")) if page.is_dir() else [page]))
    listener = None if only == "signals" else open_listener(cache)
    meter = Meter(listener.hear if listener else None)
    studio = Studio(cache)
    shuffled = sorted(pages, key=lambda page: hashlib.sha256(page.name.encode()).digest())
    chosen = [script for script, _ in zip(scripts(shuffled), range(articles), strict=False)]
    read = {voice: [studio.read(voice, script) for script in chosen] for voice in VOICES}
    if only in (None, "sound", "signals"):
        show_sound(judged((Case("", voice, each) for voice, stories in read.items() for each in stories), meter.judge))
        print(f"{meter.spent_s / meter.sound_s:.4f} CPU s of this process per second of sound")
    if only in (None, "known"):
        cases = damaged(studio, read, blind=False)
        show("known fault of a sentence", audio_known.SENTENCE, judged(cases, meter.judge))
    if only in (None, "blind"):
        cases = damaged(studio, read, blind=True)
        faults = (*audio_blind.SENTENCE, *audio_blind.WHOLE)
        show("fault that the gate wasn't built on", faults, judged(cases, meter.judge))


if __name__ == "__main__":
    main()
