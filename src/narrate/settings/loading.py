"""What is in force: option, then `NARRATE_*` or the file named by `NARRATE_*_FILE`, then `narrate.toml`, then default.

Each room defines its own frozen options; `Settings` holds one of each. Field names are unique over all rooms, so that
`voice` is `--voice` on the command line, `NARRATE_VOICE` in the environment and `voice` below `[voice]` in the file.
By hand, since no settings library tells who set a value and says what is wrong in one sentence; see ARCHITECTURE.md.
"""

import dataclasses
import hashlib
import logging
import os
import re
import tomllib
import types
import typing
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from narrate.errors import SettingsError
from narrate.settings.lexicon import parse_tables
from narrate.settings.newsroom import NewsroomOptions
from narrate.settings.options import (
    AudioOptions,
    ExtractOptions,
    FeedOptions,
    FetchOptions,
    PlayerOptions,
    ScriptOptions,
    ServiceOptions,
    VoiceOptions,
)
from narrate.settings.site_rules import parse_toml

__all__ = [
    "FILE_NAME",
    "FileOptions",
    "OutputOptions",
    "Settings",
    "default_cache_dir",
    "load",
    "origins",
]

FILE_NAME = "narrate.toml"
"""Looked for in the folder where narrate runs."""
_PREFIX = "NARRATE_"
_KEPT_IN = "_file"  # NARRATE_API_TOKEN_FILE names a file that holds the value of NARRATE_API_TOKEN
_TABLES = ("lexicon", "site")
"""Lists of tables in the file, read by the rooms that follow them."""
_NO_EFFECT_ON_SOUND = {"cache_dir", "jobs", "out_dir", "service_key"}
_ROOMS_OF_FILES = {"audio", "output"}  # their paths are jingles and certificates: another content, another recording
_ROOMS_WITHOUT_SOUND = {
    "feed",
    "fetch",
    "files",
    "player",
    "service",
}  # what files hold stands in the rooms that use it

_log = logging.getLogger(__name__)


def default_cache_dir() -> Path:
    """Return the folder for what can be made again, by the platform's convention."""
    import platformdirs

    return Path(platformdirs.user_cache_dir("narrate"))


def _default_voice() -> VoiceOptions:
    return VoiceOptions(cache_dir=default_cache_dir())


@dataclass(frozen=True, slots=True)
class OutputOptions:
    """Where recordings go."""

    out_dir: Path = Path("audio_out")
    """Folder for `<slug>.mp3`, `<slug>.vtt` and `<slug>.json`."""
    verify: bool = False
    """Listen to each recording, speak faulty utterances again, and keep in the manifest what was found."""
    spare_voice: str | None = None
    """With `verify`: the voice, written as `voice` is, that may speak an utterance that the first got wrong twice."""
    certificate: Path | None = None
    """PEM file of the publisher's certificate: recordings are signed with it (C2PA)."""
    certificate_key: Path | None = None
    """PEM file of its private key."""

    def __post_init__(self) -> None:
        if (self.certificate is None) != (self.certificate_key is None):
            raise ValueError("set both certificate and certificate_key, or neither")


@dataclass(frozen=True, slots=True)
class FileOptions:
    """What a newsroom keeps in files of its own; read once, when the settings are loaded."""

    rules_dir: Path | None = None
    """A folder of rules for single sites: `*.toml` with `[[site]]` tables, `<host>.txt` in FiveFilters' format."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Options of every package that has any."""

    output: OutputOptions = field(default_factory=OutputOptions)
    files: FileOptions = field(default_factory=FileOptions)
    extract: ExtractOptions = field(default_factory=ExtractOptions)
    script: ScriptOptions = field(default_factory=ScriptOptions)
    voice: VoiceOptions = field(default_factory=_default_voice)
    audio: AudioOptions = field(default_factory=AudioOptions)
    newsroom: NewsroomOptions = field(default_factory=NewsroomOptions)
    fetch: FetchOptions = field(default_factory=FetchOptions)
    feed: FeedOptions = field(default_factory=FeedOptions)
    player: PlayerOptions = field(default_factory=PlayerOptions)
    service: ServiceOptions = field(default_factory=ServiceOptions)

    def digest(self) -> str:
        """Return the sha256 of everything in force that changes a recording; music and certificates by content.

        Raises:
            SettingsError: Such a file is there but can't be read.
        """
        parts = [
            f"{room.name}.{option.name}={_weighed(room.name, getattr(options, option.name))}"
            for room in dataclasses.fields(self)
            if room.name not in _ROOMS_WITHOUT_SOUND
            for options in [getattr(self, room.name)]
            for option in dataclasses.fields(options)
            if option.name not in _NO_EFFECT_ON_SOUND
        ]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _weighed(room: str, value: object) -> str:
    if room not in _ROOMS_OF_FILES or not isinstance(value, Path):
        return repr(value)
    try:
        with value.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        return repr(value)  # the module that uses it reports it
    except OSError as error:
        raise SettingsError(f"{value} can't be read ({error.strerror}); fix its permissions or name another") from error


def load(
    options: Mapping[str, object] | None = None,
    environ: Mapping[str, str] | None = None,
    file: Path | None = None,
) -> Settings:
    """Return the settings in force.

    Args:
        options: Values by field name, as given on the command line; None values don't count.
        environ: Environment variables; default those of the process.
        file: A `narrate.toml`; default the one in the current folder, if there is one.

    Raises:
        SettingsError: A value can't be used, a key of the file is unknown, or the file can't be read.
    """
    rooms = typing.get_type_hints(Settings)
    own_file = _existing(file)
    room_by_field, values = _gathered(rooms, environ, own_file)
    _warn_of_unknown(os.environ if environ is None else environ, room_by_field)
    values |= {
        name: (value, f"--{name.replace('_', '-')}") for name, value in (options or {}).items() if value is not None
    }
    if file is None:
        _keep_key_from_folder(values, own_file)
    grouped: dict[str, dict[str, object]] = {room: {} for room in rooms}
    grouped["voice"]["cache_dir"] = default_cache_dir()
    for name, (value, origin) in values.items():
        room = room_by_field[name]
        grouped[room][name] = _coerced(value, typing.get_type_hints(rooms[room])[name], origin)
    try:
        settings = Settings(**{room: kind(**grouped[room]) for room, kind in rooms.items()})
    except (ValueError, TypeError) as error:
        named = [origin for name, (_, origin) in values.items() if re.search(rf"\b{name}\b", str(error))]
        where = " or ".join(named) or f"the option, NARRATE_* variable or {FILE_NAME} that sets it"
        raise SettingsError(f"{error}; fix {where}") from error
    return _with_files(settings, own_file)


def origins(environ: Mapping[str, str] | None = None, file: Path | None = None) -> dict[str, str]:
    """Return who sets what, by name: the variable or the place in the file. Arguments and errors as `load`."""
    _, values = _gathered(typing.get_type_hints(Settings), environ, _existing(file))
    return {name: origin for name, (_, origin) in values.items()}


def _keep_key_from_folder(values: Mapping[str, tuple[object, str]], own_file: Path | None) -> None:
    """Refuse to send a key to an address that only the current folder names: the folder may be a stranger's."""
    origin_by_name = {name: origin for name, (_, origin) in values.items() if name in {"service_key", "service_url"}}
    is_of_folder = {name: origin.startswith(f"{own_file}: ") for name, origin in origin_by_name.items()}
    if is_of_folder.get("service_url") and not is_of_folder.get("service_key", True):
        raise SettingsError(
            f"{origin_by_name['service_url']} would receive the key in {origin_by_name['service_key']}; if that is "
            f"meant, set {_PREFIX}SERVICE_URL to {values['service_url'][0]!r}"
        )


def _gathered(
    rooms: Mapping[str, type], environ: Mapping[str, str] | None, file: Path | None
) -> tuple[dict[str, str], dict[str, tuple[object, str]]]:
    """Return the room of each setting, and what file and environment set, with its origin."""
    room_by_field = {option.name: room for room, kind in rooms.items() for option in dataclasses.fields(kind)}
    values = _from_file(file, rooms)
    return room_by_field, values | _from_environment(os.environ if environ is None else environ, room_by_field)


def _existing(file: Path | None) -> Path | None:
    """Return the file that was asked for, or the one in the current folder if it is there."""
    try:
        return file or (Path(FILE_NAME) if Path(FILE_NAME).exists() else None)
    except OSError as error:
        raise SettingsError(
            f"{FILE_NAME} can't be looked up ({error.strerror}); run in a folder that you may read"
        ) from error


def _text(path: Path, named_by: str = "") -> str:
    """Return the text of a file that `named_by` names; a mark of the byte order before it is passed over."""
    hint = f"fix what {named_by} names" if named_by else "fix it or move it away"
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise SettingsError(f"{path} can't be read (byte {error.start + 1} isn't UTF-8); save it as UTF-8") from error
    except OSError as error:
        raise SettingsError(f"{path} can't be read ({error.strerror}); {hint}") from error


def _with_files(settings: Settings, own_file: Path | None) -> Settings:
    """Return `settings` with the site rules and the lexicons that lie in files. Raises SettingsError."""
    rules = list(parse_toml(_text(own_file), str(own_file))) if own_file else []
    lexicons = settings.script.lexicons
    if own_file:
        tables = tomllib.loads(_text(own_file)).get("lexicon", [])
        lexicons += parse_tables(
            tables, str(own_file), lambda name: _text(own_file.parent / name, f"[[lexicon]] in {own_file}")
        )
    folder = settings.files.rules_dir
    if folder is not None and not folder.is_dir():
        raise SettingsError(f"rules_dir: {folder} isn't a folder; name the folder that holds the rules")
    for path in sorted(folder.iterdir()) if folder else ():
        if path.suffix == ".toml":
            rules += parse_toml(_text(path), str(path))
        elif path.suffix == ".txt":
            from narrate.settings.site_rules import parse_fivefilters

            rules.append(parse_fivefilters(_text(path), path.stem.removeprefix(".")))
    return dataclasses.replace(
        settings,
        extract=dataclasses.replace(settings.extract, site_rules=(*settings.extract.site_rules, *rules)),
        script=dataclasses.replace(settings.script, lexicons=lexicons),
    )


def _from_file(path: Path | None, rooms: Mapping[str, type]) -> dict[str, tuple[object, str]]:
    if path is None:
        return {}
    try:
        sections = tomllib.loads(_text(path))
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{path} can't be read ({error}); fix it or move it away") from error
    for name in _TABLES:
        sections.pop(name, None)
    values: dict[str, tuple[object, str]] = {}
    for room, entries in sections.items():
        if not isinstance(entries, dict):
            raise SettingsError(f"{path}: {room!r} is in no section; {_place_for(room, rooms) or 'put it below one'}")
        if room not in rooms:
            raise SettingsError(f"{path}: there is no section [{room}]; sections are {', '.join(sorted(rooms))}")
        keys = {option.name for option in dataclasses.fields(rooms[room])}
        for name, value in entries.items():
            if name not in keys:
                hint = _place_for(name, rooms) or f"keys are {', '.join(sorted(keys))}"
                raise SettingsError(f"{path}: [{room}] has no key {name!r}; {hint}")
            values[name] = (_beside(path, value, rooms[room], name), f"{path}: [{room}] {name}")
    return values


def _place_for(name: str, rooms: Mapping[str, type]) -> str:
    """Return where a key belongs, as advice; nothing if no section has it."""
    homes = [room for room, kind in rooms.items() if name in {option.name for option in dataclasses.fields(kind)}]
    return f"put it below [{homes[0]}]" if homes else ""


def _beside(path: Path, value: object, room: type, name: str) -> object:
    """Return `value` of the settings file at `path`; a path in it counts from the folder of that file."""
    is_path = isinstance(value, str) and Path in {hint := typing.get_type_hints(room)[name], *typing.get_args(hint)}
    return path.parent / str(value) if is_path else value


def _from_environment(environ: Mapping[str, str], room_by_field: Mapping[str, str]) -> dict[str, tuple[object, str]]:
    values: dict[str, tuple[object, str]] = {}
    for variable, value in environ.items():
        if not variable.startswith(_PREFIX) or not value:
            continue
        name = variable.removeprefix(_PREFIX).lower()
        kept_in = name.removesuffix(_KEPT_IN)
        if name in room_by_field:
            values[name] = (value, variable)
        elif kept_in != name and kept_in in room_by_field:  # as containers and systemd hand secrets over
            if environ.get(f"{_PREFIX}{kept_in.upper()}"):
                raise SettingsError(f"{variable} and {_PREFIX}{kept_in.upper()} are both set; keep one of them")
            values[kept_in] = (_text(Path(value), variable).strip(), variable)
    return values


def _warn_of_unknown(environ: Mapping[str, str], room_by_field: Mapping[str, str]) -> None:
    for variable, value in environ.items():
        name = variable.removeprefix(_PREFIX).lower()
        if variable.startswith(_PREFIX) and value and not {name, name.removesuffix(_KEPT_IN)} & room_by_field.keys():
            _log.warning("%s is ignored: there is no setting of that name", variable)


_NUMBERS_BY_NAME = tuple[tuple[str, int], ...]
"""What a table of whole numbers is kept as, so that options can be compared and hashed."""
_TRUTH_BY_WORD = {
    "1": True,
    "true": True,
    "yes": True,
    "on": True,
    "0": False,
    "false": False,
    "no": False,
    "off": False,
}
_PLAIN_NAMES = {
    bool: "yes or no",
    int: "a whole number",
    float: "a number",
    Path: "a path",
    str: "a text",
    _NUMBERS_BY_NAME: "a table of names and whole numbers",
}


def _coerced(value: object, wanted: typing.Any, origin: str) -> object:
    """Return `value` as the type that an option's annotation asks for.

    Args:
        value: From the command line, the environment (a text) or a settings file.
        wanted: The annotation.
        origin: Who gave it, for the error.

    Raises:
        SettingsError: It can't be read as such; the message names `origin`.
    """
    if typing.get_origin(wanted) in {typing.Union, types.UnionType}:
        wanted = next(kind for kind in typing.get_args(wanted) if kind is not type(None))
    if typing.get_origin(wanted) is tuple and wanted != _NUMBERS_BY_NAME and isinstance(value, Mapping):
        raise SettingsError(f"{origin} is a list of tables; write its name with two brackets, [[...]]")
    try:
        converted = _read(value, wanted)
    except (KeyError, ValueError, TypeError, OverflowError):
        raise SettingsError(f"{origin}: {value!r} isn't {_plain(wanted)}; give another value") from None
    if not isinstance(converted, wanted if isinstance(wanted, type) else tuple):
        raise SettingsError(f"{origin}: {value!r} isn't {_plain(wanted)}; give another value")
    return converted


def _read(value: object, wanted: typing.Any) -> object:
    if wanted is bool and isinstance(value, str):
        return _TRUTH_BY_WORD[value.lower()]
    if wanted == _NUMBERS_BY_NAME:
        return _numbers_by_name(value)
    if typing.get_origin(wanted) is tuple:
        return _listed(value, typing.get_args(wanted)[0])
    if wanted in {int, float} and isinstance(value, bool):
        raise ValueError
    if wanted is int and isinstance(value, float):
        return int(value) if value.is_integer() else value
    if wanted in {int, float, Path} and isinstance(value, str | int | float) and not isinstance(value, bool):
        return wanted(value)
    return value


def _listed(value: object, kind: typing.Any) -> object:
    """Return a list of the settings file, or the parts of a text between commas. Raises ValueError."""
    if kind is not str:
        return tuple(value) if isinstance(value, list) else value
    parts = [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value
    if isinstance(parts, list) and not all(isinstance(part, str) for part in parts):
        raise ValueError
    return tuple(parts) if isinstance(parts, list) else parts


def _numbers_by_name(value: object) -> tuple[tuple[str, int], ...]:
    """Return a table of the settings file, or "sentence=300,end=900" of the environment. Raises ValueError."""
    if isinstance(value, str):
        pairs = (part.partition("=") for part in value.split(",") if part.strip())
        return tuple((name.strip(), int(number)) for name, _, number in pairs)
    if not isinstance(value, Mapping) or not all(type(number) is int for number in value.values()):
        raise ValueError
    return tuple(value.items())


def _plain(wanted: typing.Any) -> str:
    return _PLAIN_NAMES.get(wanted, "a list" if typing.get_origin(wanted) is tuple else str(wanted))
