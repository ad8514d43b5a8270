"""Works and runners for tests of the parts that drive them: picklable, quick, without a voice."""

import hashlib
import os
import signal
import time
from dataclasses import dataclass
from pathlib import Path

from narrate.batch.jobs import End, Ended, Outcome
from narrate.errors import SynthesisFailed


@dataclass(frozen=True)
class ByName:
    """Does what the page's file name says."""

    log: Path

    def __call__(self, job):
        with self.log.open("a") as file:
            file.write(f"{job.slug}\n")
        name = Path(job.place.location).stem
        if name.startswith("segfault"):
            os.kill(os.getpid(), signal.SIGSEGV)
        if name.startswith("hang"):
            time.sleep(3600)
        if name.startswith("exit"):
            os._exit(3)
        if name.startswith("fail"):
            return Outcome(End.FAILED, SynthesisFailed.__name__, "no sound", 5)
        if name.startswith("refuse"):
            return Outcome(End.REFUSED, "NoArticle", "no story", 3, page_sha256=job.page_sha256)
        if name.startswith("skip"):
            return Outcome(End.SKIPPED, "PageSkipped", "skipped by the newsroom rule", page_sha256=job.page_sha256)
        if name.startswith("full"):
            return Outcome(End.FAILED, "StoreError", "the disk is full", 7)
        return Outcome(End.NARRATED, page_sha256=job.page_sha256, path=f"{job.slug}.mp3", audio_ms=1000, spoken=3)


class Here:
    """A runner without processes."""

    def __init__(self, work):
        self.work = work

    def run(self, feed):
        while (job := feed()) is not None:
            yield Ended(job, self.work(job))

    def close(self):
        pass


class NoShelf:
    """A store in which nothing stands."""

    def check(self):
        pass

    def summary(self, _slug):
        return None

    def remember(self, slug, failure):
        pass

    def remembered(self):
        return iter(())


def archive(folder, names):
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        (folder / f"{name}.html").write_text(f"<p>{name}</p>")
    return str(folder)


def sha256(text):
    return hashlib.sha256(text.encode()).hexdigest()


__all__ = ["ByName", "Here", "NoShelf", "archive", "sha256"]
