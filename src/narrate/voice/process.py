"""A worker process that speaks, with a pipe of its own: it is always known which text it has in hand."""

import logging
import multiprocessing
import os
import queue
import signal
from contextlib import suppress
from logging.handlers import QueueHandler
from multiprocessing.connection import Connection
from typing import Any

from narrate.errors import NarrateError, SynthesisFailed
from narrate.model import Sounds, Speech
from narrate.voice.checked import CheckedBackend
from narrate.voice.options import VoiceOptions
from narrate.voice.registry import open_backend

__all__ = ["Answer", "SpeakingProcess"]

Answer = tuple[str, Speech] | Exception
"""The backend's fingerprint and the speech, or what went wrong."""
_SPAWN = multiprocessing.get_context("spawn")  # a fork would copy locks that threads of ours hold


class SpeakingProcess:
    """A process that answers texts in the order in which it is given them.

    It ends when it is told to, or after its text once this process is gone.
    """

    def __init__(self) -> None:
        """Start it; doesn't wait for it."""
        self.pipe, theirs = _SPAWN.Pipe()
        self._process = _SPAWN.Process(target=_serve, args=(theirs,), name="narrate-voice", daemon=True)
        self._process.start()
        theirs.close()

    def load(self, options: VoiceOptions) -> None:
        """Have it load the voice of `options` before its first text; there is no answer."""
        self._send(options)

    def give(self, options: VoiceOptions, text: str, sounds: Sounds) -> None:
        """Give it a text to speak."""
        self._send((options, text, sounds))

    def answer(self) -> Answer:
        """Return its next answer, once it has one, and log what it had to log. Raises EOFError if it has died."""
        answer: Answer
        try:
            records, answer = self.pipe.recv()
        except OSError as error:
            raise EOFError from error
        for record in records:
            logging.getLogger(record.name).handle(record)
        return answer

    def end(self) -> int | None:
        """End it at once, if it still lives; return its exit code."""
        self._process.kill()
        self._process.join()
        code = self._process.exitcode
        self._process.close()
        self.pipe.close()
        return code

    def _send(self, message: Any) -> None:
        with suppress(OSError):  # it has died: its next answer will tell
            self.pipe.send(message)


def _serve(pipe: Connection) -> None:
    """In the process: answer until the pipe closes."""
    # Ctrl-C reaches a terminal's whole group; the parent ends this process.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before numpy: a second thread would take another worker's core
    said: queue.SimpleQueue[logging.LogRecord] = queue.SimpleQueue()
    # Whoever asked knows where a line goes, and what stands before it.
    logging.getLogger().addHandler(QueueHandler(said))
    backend_by_options: dict[VoiceOptions, CheckedBackend] = {}
    with suppress(EOFError, OSError):
        while True:
            message = pipe.recv()
            options = message if isinstance(message, VoiceOptions) else message[0]
            try:
                if options not in backend_by_options:
                    backend_by_options[options] = CheckedBackend(open_backend(options))
                answer = _spoken(backend_by_options[options], message)
            except Exception as error:  # noqa: BLE001 - whatever went wrong is for the one who asked
                answer = error
            if not isinstance(message, VoiceOptions):
                _send_answer(pipe, [said.get() for _ in range(said.qsize())], answer)


def _spoken(backend: CheckedBackend, message: Any) -> Any:
    """Return the answer to a text; for a voice to load, None: what is wrong with it, its first text will say."""
    if isinstance(message, VoiceOptions):
        with suppress(NarrateError):
            backend.load()
        return None
    speech = backend.synthesize(*message[1:])
    return backend.fingerprint, speech


def _send_answer(pipe: Connection, records: list[logging.LogRecord], answer: Any) -> None:
    try:
        pipe.send((records, answer))
    except OSError:
        raise
    except Exception:  # noqa: BLE001 - a plugin's error that can't cross the border
        pipe.send((records, SynthesisFailed(f"the engine stopped: {answer!r}")))
