"""How well the listening gate tells damaged recordings from sound ones: `python bench/audio_gate.py CACHE_DIR`.

Fifteen made-up articles are read by four voices: 60 sound recordings. Then 60 more, in each of which one utterance is
damaged in one of ten ways, by turns. All are mastered and encoded as real ones are. Prints a Markdown table with a row
for each damage, and every miss and false alarm to standard error.
"""

import argparse
import collections
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from narrate.audio.listener import open_listener
from narrate.audio.record import record
from narrate.audio.tags import Tags
from narrate.audio.verify import Verdict, verify
from narrate.model import Script, Segment, Speech, Utterance, Waveform
from narrate.settings.options import VoiceOptions
from narrate.store.folder import FolderStore
from narrate.voice.speak import Speaker

VOICES = (("kokoro:af_heart", 1.0), ("kokoro:am_michael", 1.0), ("piper", 1.0), ("piper", 1.2))
DAMAGED = 60
Pronunciations = list[np.ndarray]


def articles() -> list[Script]:
    """Return the made-up articles."""
    text = Path(__file__).with_name("gate_texts.txt").read_text("utf-8")
    blocks = [[line for line in block.splitlines() if not line.startswith("#")] for block in text.split("\n\n")]
    return [
        Script("en", tuple(Utterance(line, line, block=n // 2, pause_ms=300) for n, line in enumerate(block)))
        for block in blocks
    ]


def silenced(sounds: Pronunciations, k: int, _: Pronunciations) -> None:
    """Mute an utterance."""
    sounds[k] = np.zeros_like(sounds[k])


def half_silenced(sounds: Pronunciations, k: int, _: Pronunciations) -> None:
    """Mute its second half."""
    sounds[k] = np.where(np.arange(len(sounds[k])) < len(sounds[k]) // 2, sounds[k], 0)


def swapped(sounds: Pronunciations, k: int, _: Pronunciations) -> None:
    """Say it in the place of its neighbour."""
    other = (k + 1) % len(sounds)
    sounds[k], sounds[other] = sounds[other], sounds[k]


def cut(sounds: Pronunciations, k: int, _: Pronunciations) -> None:
    """End it in the middle."""
    sounds[k] = sounds[k][: int(len(sounds[k]) * 0.55)]


def hollowed(sounds: Pronunciations, k: int, _: Pronunciations) -> None:
    """Take its middle third out."""
    third = len(sounds[k]) // 3
    sounds[k] = np.concatenate([sounds[k][:third], sounds[k][2 * third :]])


def doubled(sounds: Pronunciations, k: int, _: Pronunciations) -> None:
    """Say it twice."""
    sounds[k] = np.concatenate([sounds[k], sounds[k]])


def noise(sounds: Pronunciations, k: int, _: Pronunciations) -> None:
    """Put noise in its place."""
    sounds[k] = np.random.default_rng(k).standard_normal(len(sounds[k])) * 3000


def noisy(sounds: Pronunciations, k: int, _: Pronunciations) -> None:
    """Add noise 3 dB below the voice."""
    power = np.sqrt((sounds[k] ** 2).mean()) * 10 ** (-3 / 20)
    sounds[k] = sounds[k] + np.random.default_rng(k).standard_normal(len(sounds[k])) * power


def clipped(sounds: Pronunciations, k: int, _: Pronunciations) -> None:
    """Clip it 20 dB above full scale, then halve it."""
    sounds[k] = np.clip(sounds[k] * 12, -32767, 32767) * 0.5


def another(sounds: Pronunciations, k: int, others: Pronunciations) -> None:
    """Say something else."""
    sounds[k] = others[k % len(others)]


DAMAGES: tuple[Callable[[Pronunciations, int, Pronunciations], None], ...] = (
    silenced, half_silenced, swapped, cut, doubled, noise, noisy, clipped, another, hollowed,
)  # fmt: skip


def spoken(cache: Path) -> list[list[list[Segment]]]:
    """Return the segments by voice and article; what was spoken before comes from `cache`."""
    voices = []
    for voice, speed in VOICES:
        speaker = Speaker(VoiceOptions(cache_dir=cache, voice=voice, speed=speed), FolderStore(cache / "segments"))
        voices.append([list(speaker.speak(script)) for script in articles()])
        speaker.close()
    return voices


def damaged(voices: list[list[list[Segment]]]) -> Iterator[tuple[str, list[Segment], int]]:
    """Give damaged articles with the damage and its place."""
    for number in range(DAMAGED):
        damage = DAMAGES[number % len(DAMAGES)]
        voice = voices[(number + number // len(DAMAGES)) % len(voices)]
        article, others = voice[number * 7 % len(voice)], voice[(number * 7 + 3) % len(voice)]
        place = number * 5 % len(article)
        sounds, other_sounds = ([_samples(one) for one in some] for some in (article, others))
        damage(sounds, place, other_sounds)
        yield damage.__name__, [_with(one, sound) for one, sound in zip(article, sounds, strict=True)], place


def _samples(segment: Segment) -> np.ndarray:
    return np.frombuffer(segment.speech.waveform.pcm, "<i2").astype(float)


def _with(segment: Segment, samples: np.ndarray) -> Segment:
    pcm = np.clip(samples, -32768, 32767).astype("<i2").tobytes()
    return replace(segment, speech=Speech(Waveform(pcm, segment.speech.waveform.rate_hz)))


def main() -> None:
    """Judge all recordings and print what came out."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("cache", type=Path, help="folder for weights and segments")
    parser.add_argument("--signals-only", action="store_true", help="do without the listener")
    arguments = parser.parse_args()
    voices = spoken(arguments.cache)
    listener = None if arguments.signals_only else open_listener(arguments.cache)
    spent = heard_s = 0.0

    def judged(segments: list[Segment]) -> Verdict:
        nonlocal spent, heard_s
        with tempfile.TemporaryDirectory() as folder:
            recording = record(segments, Path(folder) / "a.mp3", Tags())
            started = time.process_time()
            verdict = verify(recording, "en", listener.hear if listener else None)
            spent, heard_s = spent + time.process_time() - started, heard_s + recording.duration_ms / 1000
        return verdict

    alarms, wrong, sound = 0, [], [article for voice in voices for article in voice]
    for segments in sound:
        verdict = judged(segments)
        wrong.append(verdict.error_rate or 0.0)
        if verdict.findings:
            alarms += 1
            sys.stderr.write(f"false alarm: {[finding.text for finding in verdict.findings]}\n")
    caught: collections.Counter[str] = collections.Counter()
    for name, segments, place in damaged(voices):
        reasons = judged(segments).reasons_by_utterance
        caught[name] += place in reasons
        if place not in reasons:
            sys.stderr.write(f"missed: {name}: {segments[place].utterance.spoken}\n")
    print("| recordings | reported as damaged |\n| --- | --- |")
    print(f"| sound | {alarms} of {len(sound)} |\n| damaged | {caught.total()} of {DAMAGED} |")
    for damage in DAMAGES:
        meant = (damage.__doc__ or "").rstrip(".")
        meant = meant[:1].lower() + meant[1:]
        print(f"| one sentence: {meant} | {caught[damage.__name__]} of {DAMAGED // len(DAMAGES)} |")
    print(f"\nWord error rate of the sound ones {np.mean(wrong):.3f}; ", end="")
    print(f"{spent / heard_s * 3600:.0f} CPU s of listening per hour of audio (Python's part).")


if __name__ == "__main__":
    main()
