"""Worker processes with an engine from another package that dies, hangs on to its voice, or fails on demand."""

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from narrate.errors import SynthesisFailed
from narrate.model import Script, Utterance
from narrate.settings.options import VoiceOptions
from narrate.testing import MemoryStore
from narrate.voice import workers
from narrate.voice.speak import Speaker
from narrate.voice.workers import ATTEMPTS, Task, Workers

ENGINE = '''
import logging
import os
import time
from pathlib import Path
from narrate.errors import SynthesisFailed
from narrate.testing.tone import ToneBackend, ToneEngine

class Mortal(ToneBackend):
    """Dies once for each file that a word of the text names, always at "doom", and leaves its number behind."""

    def __init__(self, folder):
        super().__init__()
        self.folder = folder
        (folder / f"worker-{os.getpid()}").touch()

    def synthesize(self, text, pronunciations=()):
        with (self.folder / "order").open("a") as order:
            order.write(text + "\\n")
        if "doom" in text:
            os._exit(1)
        if "murmur" in text:
            logging.getLogger("narrate.mortal").warning("it can't say %r clearly", "murmur")
        if "fail" in text:
            raise SynthesisFailed(f"no sound for {text!r}")
        if "doze" in text and (self.folder / "pillow").exists():
            (self.folder / "pillow").unlink()
            time.sleep(60)
        for mine in self.folder.glob("mine-*"):
            if mine.name in text:
                mine.unlink()
                os._exit(9)
        return super().synthesize(text, pronunciations)

class Engine(ToneEngine):
    name = "mortal"
    def open(self, voice, options):
        return Mortal(options.cache_dir)

ENGINE = Engine()
'''


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    plugin = tmp_path / "plugin"
    info = plugin / "mortal-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: mortal\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[narrate.backends]\nmortal = mortal_engine:ENGINE\n")
    (plugin / "mortal_engine.py").write_text(ENGINE)
    monkeypatch.syspath_prepend(plugin)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(plugin), os.environ.get("PYTHONPATH", "")]))
    work = tmp_path / "work"
    work.mkdir()
    return work


@pytest.fixture
def speaker(folder: Path) -> Iterator[Speaker]:
    speaker = Speaker(VoiceOptions(folder, voice="mortal", jobs=2), MemoryStore())
    yield speaker
    speaker.close()


def script(*texts: str) -> Script:
    return Script("en", tuple(Utterance(text, text) for text in texts))


def test_results_come_in_order_and_workers_live_on(speaker: Speaker, folder: Path) -> None:
    texts = [f"sentence number {number} " + "and more " * (number % 7) for number in range(60)]
    for _ in range(2):
        assert [segment.utterance.printed for segment in speaker.speak(script(*texts))] == texts
    assert (speaker.spoken, speaker.reused) == (60, 60)
    assert len(list(folder.glob("worker-*"))) <= 3  # this process opened one too, for the fingerprint


@pytest.fixture
def one(folder: Path) -> Iterator[Callable[..., list[str]]]:
    """A single worker, so that the order in which texts are spoken is the order in which they were given out."""
    workers = Workers(1)
    options = VoiceOptions(folder, voice="mortal")

    def spoken(*texts: str) -> list[str]:
        list(workers.speak(Task(index, Utterance(text, text), options) for index, text in enumerate(texts)))
        return (folder / "order").read_text().splitlines()

    yield spoken
    workers.close()


def test_long_sentences_go_first(one: Callable[..., list[str]]) -> None:
    texts = [f"sentence {number}" + " and more" * number for number in range(20)]
    assert one(*texts) == [texts[0], *reversed(texts[1:])]


def test_the_first_sentence_is_begun_first(one: Callable[..., list[str]]) -> None:
    assert one("short", *["a much longer sentence"] * 20)[0] == "short", "it would be the last by its length"


def test_a_voice_loads_before_its_first_text(speaker: Speaker, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 2)  # one for the worker, one for who reads the page
    speaker.load()
    deadline = time.monotonic() + 30
    while len(list(folder.glob("worker-*"))) < 2 and time.monotonic() < deadline:
        time.sleep(0.05)
    there = set(folder.glob("worker-*"))
    assert len(there) == 2, "this process, which asks each engine for its name, and a worker"
    list(speaker.speak(script(*["a sentence"] * 60)))
    assert there < set(folder.glob("worker-*"))


def test_a_killed_worker_s_text_is_given_to_another(speaker: Speaker, folder: Path) -> None:
    (folder / "mine-1").touch()
    segments = list(speaker.speak(script("first", "second steps on mine-1", "third")))
    assert [segment.utterance.printed for segment in segments] == ["first", "second steps on mine-1", "third"]
    assert speaker.spoken == 3


def test_a_worker_that_takes_too_long_is_given_up(
    speaker: Speaker, folder: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    list(speaker.speak(script(*["both workers are there"] * 8)))
    (folder / "pillow").touch()
    monkeypatch.setattr(workers, "TIMEOUT_S", 8.0)
    segments = list(speaker.speak(script("first", "a doze", "third", "fourth")))
    assert [segment.utterance.printed for segment in segments] == ["first", "a doze", "third", "fourth"]
    assert "took more than 8 s" in caplog.text


def test_texts_that_wait_behind_a_dying_one_are_not_blamed(speaker: Speaker, folder: Path) -> None:
    (folder / "mine-1").touch()
    (folder / "mine-2").touch()
    texts = [f"sentence {number} of a longer script" for number in range(20)]
    texts[3], texts[4] = "here is mine-1 in a very long sentence", "here is mine-2 in a very long sentence"
    assert [segment.utterance.printed for segment in speaker.speak(script(*texts))] == texts


def test_a_text_that_ends_every_worker_is_named(speaker: Speaker) -> None:
    with pytest.raises(SynthesisFailed, match=f"{ATTEMPTS} workers.*'this is doom'"):
        list(speaker.speak(script("this is doom")))


def test_an_engine_s_error_crosses_the_process_border_as_it_is(speaker: Speaker) -> None:
    with pytest.raises(SynthesisFailed, match="'this will fail'"):
        list(speaker.speak(script("this will fail")))


def test_what_a_worker_warns_of_is_logged_where_it_was_asked(
    speaker: Speaker, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    list(speaker.speak(script("They murmur.")))
    assert "it can't say 'murmur' clearly" in caplog.messages
    assert "murmur" not in capfd.readouterr().err, "the process itself writes nothing"


def test_after_a_failure_the_speaker_still_speaks(speaker: Speaker) -> None:
    with pytest.raises(SynthesisFailed):
        list(speaker.speak(script("this is doom")))
    assert len(list(speaker.speak(script("all is well", "again")))) == 2


def test_a_reader_that_stops_early_leaves_nothing_running(speaker: Speaker) -> None:
    segments = speaker.speak(script(*(f"sentence {number}" for number in range(40))))
    next(segments)
    segments.close()
    assert len(list(speaker.speak(script("one more")))) == 1
