"""Script to segments: what is known already comes from the store, the rest is spoken, all in order."""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import replace

from narrate.errors import LanguageUnsupported
from narrate.model import Script, Segment, Speech, Store, Utterance
from narrate.settings.options import MAX_SPEED, MIN_SPEED, VoiceOptions
from narrate.voice.checked import CheckedBackend
from narrate.voice.registry import open_backend, voices_for, ways
from narrate.voice.segments import pack, printed_words, segment_key, unpack
from narrate.voice.workers import Task, Workers

__all__ = ["Speaker"]

_SHOWN_VOICES = 3  # in a message: the best of each of so many engines


class Speaker:
    """Speaks scripts with one voice, and their block quotes with another if `options` names one.

    Holds the engines and the worker processes until `close`.

    With one job the engine runs in this process, else in `jobs` worker processes that live on from script to script.
    Nothing heavy is loaded while everything asked for is in the store.
    """

    def __init__(self, options: VoiceOptions, store: Store) -> None:
        """Open the voices. Raises UnknownVoice, BackendUnavailable, WeightsInvalid."""
        self.spoken = 0
        """Utterances that the engine spoke, over all scripts so far."""
        self.reused = 0
        """Utterances that came from the store."""
        self._store = store
        self._main = replace(options, quote_voice=None)
        self._quoting = replace(self._main, voice=options.quote_voice or options.voice)
        self._backends = {
            each: CheckedBackend(open_backend(each)) for each in dict.fromkeys((self._main, self._quoting))
        }
        self._paced: dict[VoiceOptions, CheckedBackend] = {}
        self._workers = Workers(options.jobs) if options.jobs > 1 else None
        self._loading: Future[None] | None = None

    def load(self) -> None:
        """Begin to load the main voice and return at once: for a caller that has a text soon.

        What fails is raised when it speaks.
        """
        if self._workers:
            self._workers.load(self._main)
        elif self._loading is None:
            aside = ThreadPoolExecutor(1, "narrate-voice")
            self._loading = aside.submit(self._backends[self._main].load)
            aside.shutdown(wait=False)

    @property
    def fingerprint(self) -> str:
        """The backends': equal fingerprints, equal sound."""
        return " and ".join(backend.fingerprint for backend in self._backends.values())

    @property
    def rate_hz(self) -> int:
        """Sample rate of the main voice's segments."""
        return self._backends[self._main].rate_hz

    @property
    def languages(self) -> frozenset[str]:
        """ISO 639-1 codes of the languages that every voice of it speaks."""
        return frozenset.intersection(*(backend.languages for backend in self._backends.values()))

    def speak(self, script: Script, faulty: frozenset[int] = frozenset()) -> Iterator[Segment]:
        """Yield the segments of `script` in order; memory doesn't grow with its length.

        Args:
            script: What to say.
            faulty: Indexes of utterances whose sound isn't usable: they are spoken again, cut in another place, and
                the store keeps the new sound.

        Raises:
            LanguageUnsupported: A voice that is needed doesn't speak the script's language.
            SynthesisFailed: The engine gave nothing usable for an utterance; the message names it.
            BackendUnavailable: The engine can't work at all.
            StoreError: The store can't be read or written.
        """
        self._check_language(script)
        tasks = (
            self._speak_in_parts(self._task(index, utterance)) if index in faulty else self._look_up(index, utterance)
            for index, utterance in enumerate(script.utterances)
        )
        spoken = self._workers.speak(tasks) if self._workers else map(self._speak_here, tasks)
        for task in spoken:
            yield self._segment(task)

    def close(self) -> None:
        """Give back the engine and end the workers."""
        if self._loading is not None:
            wait([self._loading])
        if self._workers:
            self._workers.close()
        for backend in (*self._backends.values(), *self._paced.values()):
            backend.close()

    def _check_language(self, script: Script) -> None:
        needed = {self._main: "--voice"}
        if any(utterance.is_quote for utterance in script.utterances):
            needed.setdefault(self._quoting, "--quote-voice")
        for options, option in needed.items():
            spoken = self._backends[options].languages
            if script.language.partition("-")[0].lower() not in spoken:
                raise LanguageUnsupported(
                    f"the voice {options.voice} doesn't speak {script.language!r}, the language of the text: "
                    f"{_remedy(script.language, option, options)}"
                )

    def _task(self, index: int, utterance: Utterance) -> Task:
        options = self._quoting if utterance.is_quote else self._main
        if utterance.rate != 1.0:  # the author asks for another tempo
            speed = min(MAX_SPEED, max(MIN_SPEED, options.speed * utterance.rate))
            options = replace(options, speed=speed)
        return Task(index, utterance, options)

    def _backend(self, options: VoiceOptions) -> CheckedBackend:
        """Return the backend of a voice at a tempo, opened when it is first needed."""
        backend = self._backends.get(options) or self._paced.get(options)
        if backend is None:
            backend = self._paced[options] = CheckedBackend(open_backend(options))
        return backend

    def _look_up(self, index: int, utterance: Utterance) -> Task:
        """Return the utterance as a task, done already if the store has its sound."""
        task = self._task(index, utterance)
        fingerprint = self._backend(task.options).fingerprint
        content = self._store.get(segment_key(task.utterance, fingerprint))
        speech = unpack(content) if content is not None else None
        if speech is not None:
            task.result = (fingerprint, speech)
        return task

    def _speak_here(self, task: Task) -> Task:
        if task.result is None:
            backend = self._loaded(task.options)
            speech = backend.synthesize(task.utterance.spoken, task.utterance.pronunciations)
            task.attempts = 1
            task.result = (backend.fingerprint, speech)
        return task

    def _speak_in_parts(self, task: Task) -> Task:
        backend = self._loaded(task.options)
        speech = backend.synthesize_in_parts(task.utterance.spoken, task.utterance.pronunciations)
        task.attempts = 1
        task.result = (backend.fingerprint, speech)
        return task

    def _loaded(self, options: VoiceOptions) -> CheckedBackend:
        """Return the backend, once nothing is being loaded any more."""
        loading, self._loading = self._loading, None
        if loading is not None:
            loading.result()
        return self._backend(options)

    def _segment(self, task: Task) -> Segment:
        """Return the task's segment; what was made is put into the store under the key of what made it."""
        if task.result is None:
            raise ValueError("a task without a result was handed on")
        fingerprint, speech = task.result
        if task.attempts:
            self._store.put(segment_key(task.utterance, fingerprint), pack(speech))
            self.spoken += 1
        else:
            self.reused += 1
        return Segment(task.utterance, Speech(speech.waveform, printed_words(task.utterance, speech.words)))


def _remedy(language: str, option: str, options: VoiceOptions) -> str:
    """Return which installed voices would do; where none of them works offline, how to get one comes first."""
    code = language.partition("-")[0].lower()
    fitting = voices_for(code, options)[:_SHOWN_VOICES]
    advice = []
    if not any(offline for _, offline in fitting):
        missing = [f"for {way.engine} {way.remedy}" for way in ways() if way.offline and code in way.languages]
        advice += ["no installed voice speaks it offline", *missing]
    if fitting:
        names = [name if offline else f"{name} (text goes to a service)" for name, offline in fitting]
        advice += [f"choose {option} {' or '.join(names)}"]
    if len(advice) == 1 and not fitting:
        return "no installed voice does; narrate voices lists what there is"
    return "; ".join(advice)
