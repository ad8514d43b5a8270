"""How well voices of any language are understood, and how natural they sound: word errors, DistillMOS, cost.

    pip install -e '.[bench,verify]' && pip install distillmos
    python bench/voice_languages.py bench/texts/news_uk.txt uk rhvoice:anatol rhvoice:natalia espeak:uk

A text file holds one sentence a line, without figures. Whisper base (narrate's listener) is told the language; words
are compared without case and marks. DistillMOS is the mean over sentences; differences are paired, to the last voice,
with a confidence of 95 %. CPU is that of this process and of the programs that it starts.
"""

import argparse
import contextlib
import re
import resource
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import jiwer
import numpy as np

from narrate.audio.listener import HEARING_HZ, Listener, open_listener
from narrate.audio.stitch import resample
from narrate.model import Waveform
from narrate.settings.options import VoiceOptions
from narrate.voice.registry import open_backend


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sentences", type=Path)
    parser.add_argument("language", help="ISO 639-1 code")
    parser.add_argument("voices", nargs="+", metavar="ENGINE:VOICE")
    parser.add_argument("--cache", type=Path, default=Path(tempfile.gettempdir()) / "narrate-bench")
    asked = parser.parse_args()
    texts = [text for text in asked.sentences.read_text("utf-8").splitlines() if text]
    listener, score = open_listener(asked.cache), open_distillmos()
    scores_by_voice: dict[str, Any] = {}
    lines = []
    for voice in asked.voices:
        sounds, cpu_s = speak(VoiceOptions(asked.cache, voice=voice), texts)
        sound_s = sum(sound.duration_ms for sound in sounds) / 1000
        scores_by_voice[voice] = np.array([score(sound) for sound in sounds])
        errors = word_error_rate(voice, texts, sounds, listener, asked.language)
        lines.append((voice, f"{sound_s:.1f}", f"{cpu_s / sound_s:.4f}", f"{100 * errors:.1f} %"))
    print(f"{len(texts)} sentences, {sum(len(plain(text).split()) for text in texts)} words, {asked.language}")
    print("| voice | s of sound | CPU s per s | word errors | DistillMOS | difference |\n|" + " --- |" * 6)
    for cells in lines:
        scores = scores_by_voice[cells[0]]
        gaps = scores - scores_by_voice[asked.voices[-1]]
        margin = 1.96 * gaps.std(ddof=1) / len(gaps) ** 0.5
        print(f"| {' | '.join(cells)} | {scores.mean():.3f} | {gaps.mean():+.3f} ± {margin:.3f} |")


def speak(options: VoiceOptions, texts: list[str]) -> tuple[list[Waveform], float]:
    """Return the sound of each text and the CPU seconds that they took."""
    backend = open_backend(options)
    before_s = cpu_seconds()
    sounds = [backend.synthesize(text).waveform for text in texts]
    spent_s = cpu_seconds() - before_s
    backend.close()
    return sounds, spent_s


def cpu_seconds() -> float:
    """Return what this process and those that it waited for have used."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in used)


def word_error_rate(voice: str, texts: list[str], sounds: list[Waveform], listener: Listener, language: str) -> float:
    """Return the share of words that the listener missed, replaced or added; print what it heard otherwise."""
    heard = [plain(listener.hear(sound, language)) for sound in sounds]
    said = [plain(text) for text in texts]
    for expected, given in zip(said, heard, strict=True):
        if expected != given:
            print(f"{voice}: {given}", file=sys.stderr)
    return float(jiwer.wer(said, heard))


def open_distillmos() -> Callable[[Waveform], float]:
    """Return a function that gives a sound's DistillMOS, 1 to 5."""
    # The package reads files with torchaudio, which must match torch exactly; nothing is read from files here.
    sys.modules.setdefault("torchaudio", ModuleType("torchaudio"))
    import torch
    from distillmos import ConvTransformerSQAModel

    torch.set_num_threads(1)
    with contextlib.redirect_stdout(sys.stderr):  # it says where its weights lie
        model = ConvTransformerSQAModel().eval()

    def score(sound: Waveform) -> float:
        samples = np.frombuffer(resample(sound, HEARING_HZ).pcm, "<i2").astype(np.float32) / 32768
        with torch.inference_mode():
            return float(model(torch.from_numpy(samples)[None]))

    return score


def plain(text: str) -> str:
    """Return `text` in lower case, without marks, with е for ё: the listener writes either."""
    text = text.lower().replace("ё", "е").replace("’", "'").replace("-", " ")
    return " ".join(re.sub(r"[^\w' ]", " ", text).split()) or "-"


if __name__ == "__main__":
    main()
