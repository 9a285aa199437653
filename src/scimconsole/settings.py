"""Settings: flag, then environment, then `config.toml`, then default; every value knows its source.

Reading creates nothing. `write` changes a few keys of the file and keeps the rest, comments included.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from scimconsole.errors import InvalidInput

FILE_NAME = "config.toml"

ENVIRONMENT = {
    "url": "SCIMCONSOLE_URL",
    "org": "SCIMCONSOLE_ORG",
    "config_dir": "SCIMCONSOLE_CONFIG_DIR",
    "data_dir": "SCIMCONSOLE_DATA_DIR",
    "pepper_file": "SCIMCONSOLE_PEPPER_FILE",
}
FILE_KEYS = ("url", "org", "data_dir", "pepper_file", "theme", "profiles", "ascii", "read_only")
CONNECTION_KEYS = ("name", "url", "org")


@dataclass(frozen=True, slots=True)
class SavedConnection:
    """A service the person has signed in to before."""

    name: str
    url: str
    org: str


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that can be set; `sources` says for each value where it was set."""

    url: str | None
    """Address of the management API; none means the embedded service."""
    org: str | None
    """Slug of the organization."""
    config_dir: Path
    """Folder of `config.toml` and, if opted into, of the key file."""
    data_dir: Path
    """Folder of the embedded service: database, pepper, state, log."""
    pepper_file: Path
    """The pepper of the service; every worker and host shares it."""
    theme: str
    """Colour theme of the console."""
    profiles: Path | None
    """Folder with further service profiles (TOML)."""
    ascii: bool
    """Draw with ASCII characters only."""
    read_only: bool
    """Refuse every act that changes something."""
    keys: Mapping[str, str]
    """Remapped keys of the console: binding id to key."""
    connections: tuple[SavedConnection, ...]
    """Services signed in to before, for choosing between them."""
    sources: Mapping[str, str]

    @property
    def file(self) -> Path:
        """The settings file, whether it exists or not."""
        return self.config_dir / FILE_NAME


def read(flags: Mapping[str, object] | None = None, environ: Mapping[str, str] | None = None) -> Settings:
    """Gather the settings; raises `InvalidInput` naming file, line and the nearest known key.

    `flags` holds what was given on the command line; a value of None was not given.
    """
    environ = os.environ if environ is None else environ
    given = {name: value for name, value in (flags or {}).items() if value is not None}
    values: dict[str, object] = {}
    sources: dict[str, str] = {}

    def settle(name: str, default: object, written: Mapping[str, Any], path: Path | None) -> None:
        variable = ENVIRONMENT.get(name)
        if name in given:
            values[name], sources[name] = given[name], "flag --" + name.replace("_", "-")
        elif variable and environ.get(variable):
            values[name], sources[name] = environ[variable], f"environment {variable}"
        elif name in written:
            values[name], sources[name] = written[name], f"file {path}"
        else:
            values[name], sources[name] = default, "default"

    settle("config_dir", None, {}, None)
    config_dir = _as_path(values["config_dir"]) or _platform_folder("config")
    path = config_dir / FILE_NAME
    written = _read_file(path)

    settle("data_dir", None, written, path)
    data_dir = _as_path(values["data_dir"]) or _platform_folder("data")
    settle("pepper_file", data_dir / "pepper", written, path)
    for name, default in (
        ("url", None), ("org", None), ("theme", "dark"), ("profiles", None),
        ("ascii", False), ("read_only", False), ("keys", {}),
    ):  # fmt: skip
        settle(name, default, written, path)
    settle("connections", (), {"connections": written["connection"]} if "connection" in written else {}, path)
    saved: Sequence[Mapping[str, str]] = values["connections"]  # type: ignore[assignment]
    url = values["url"]
    return Settings(
        url=str(url).rstrip("/") if url else None,
        org=str(values["org"]) if values["org"] else None,
        config_dir=config_dir,
        data_dir=data_dir,
        pepper_file=_as_path(values["pepper_file"]) or data_dir / "pepper",
        theme=str(values["theme"]),
        profiles=_as_path(values["profiles"]),
        ascii=bool(values["ascii"]),
        read_only=bool(values["read_only"]),
        keys=dict(values["keys"]),  # type: ignore[call-overload]
        connections=tuple(SavedConnection(c["name"], c["url"], c["org"]) for c in saved),
        sources=sources,
    )


def described(settings: Settings) -> list[tuple[str, object, str]]:
    """`(name, value, source)` of every setting, in the order of the class."""
    return [
        (field.name, getattr(settings, field.name), settings.sources[field.name])
        for field in fields(settings)
        if field.name != "sources"
    ]


def write(settings: Settings, changes: Mapping[str, object]) -> None:
    """Change keys of the settings file (None removes one), atomically; the rest stays as written."""
    import tomlkit  # 30 ms, and only writing needs it

    unknown = set(changes) - {*FILE_KEYS, "keys"}
    if unknown:
        raise InvalidInput(f"{sorted(unknown)[0]!r} is no key of {FILE_NAME}.")
    document = tomlkit.parse(_text_of(settings.file))
    for name, value in changes.items():
        if value is None:
            document.pop(name, None)
        else:
            document[name] = str(value) if isinstance(value, Path) else value
    _write_whole(settings.file, tomlkit.dumps(document))


def remember(settings: Settings, connection: SavedConnection) -> None:
    """Make a service the configured one and add it to the saved connections."""
    import tomlkit  # 30 ms, and only writing needs it

    document = tomlkit.parse(_text_of(settings.file))
    document["url"], document["org"] = connection.url, connection.org
    saved = document.get("connection") or tomlkit.aot()
    if not any(item["url"] == connection.url and item["org"] == connection.org for item in saved):
        table = tomlkit.table()
        table.update({"name": connection.name, "url": connection.url, "org": connection.org})
        saved.append(table)
    document["connection"] = saved
    _write_whole(settings.file, tomlkit.dumps(document))


def forget(settings: Settings, url: str, org: str) -> None:
    """Remove a service from the saved connections, and as the configured one."""
    if not settings.file.exists():
        return
    import tomlkit  # 30 ms, and only writing needs it

    document = tomlkit.parse(_text_of(settings.file))
    if document.get("url") == url and document.get("org") == org:
        document.pop("url")
        document.pop("org")
    saved = document.get("connection", [])
    for index in reversed(range(len(saved))):
        if saved[index]["url"] == url and saved[index]["org"] == org:
            del saved[index]
    if not saved:
        document.pop("connection", None)
    _write_whole(settings.file, tomlkit.dumps(document))


def _as_path(value: object) -> Path | None:
    return Path(str(value)).expanduser() if value else None


def _platform_folder(kind: str) -> Path:
    import platformdirs  # 12 ms, not needed when the environment names the folders

    if kind == "config":
        return Path(platformdirs.user_config_dir("scimconsole", appauthor=False))
    return Path(platformdirs.user_data_dir("scimconsole", appauthor=False))


def _text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""


def _read_file(path: Path) -> Mapping[str, Any]:
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput(f"{path} cannot be read: {error}.", hint="Correct or remove the file.") from error
    try:
        written = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InvalidInput(f"{path} is not valid TOML: {error}.", hint="Correct the line named.") from error
    for name, value in written.items():
        if name == "connection":
            _check_connections(path, text, value)
        elif name == "keys":
            if not isinstance(value, dict) or not all(isinstance(key, str) for key in value.values()):
                raise _wrong(path, text, name, 'must be a table of texts, such as quit = "ctrl+x"')
        elif name not in FILE_KEYS:
            raise _unknown(path, text, name, (*FILE_KEYS, "connection", "keys"))
        elif name in ("ascii", "read_only"):
            if not isinstance(value, bool):
                raise _wrong(path, text, name, "must be true or false")
        elif not isinstance(value, str):
            raise _wrong(path, text, name, "must be a text in quotes")
    return written


def _check_connections(path: Path, text: str, value: object) -> None:
    if not isinstance(value, list):
        raise _wrong(path, text, "connection", "must be written as [[connection]]")
    for item in value:
        for name in item:
            if name not in CONNECTION_KEYS:
                raise _unknown(path, text, name, CONNECTION_KEYS)
        for name in CONNECTION_KEYS:
            if not isinstance(item.get(name), str):
                raise _wrong(path, text, "connection", f"needs {name!r}, a text in quotes")


def _line_of(text: str, name: str) -> int | None:
    spelled = re.compile(rf"""\s*(\[+\s*)?["']?{re.escape(name)}["']?\s*(=|\.|\])""")
    for number, line in enumerate(text.splitlines(), start=1):
        if spelled.match(line):
            return number
    return None


def _place(path: Path, text: str, name: str) -> str:
    line = _line_of(text, name)
    return f"{path}, line {line}" if line else str(path)


def _unknown(path: Path, text: str, name: str, known: Sequence[str]) -> InvalidInput:
    import difflib

    nearest = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
    hint = f"Did you mean {nearest[0]!r}?" if nearest else "Known keys: " + ", ".join(known) + "."
    return InvalidInput(f"{_place(path, text, name)}: {name!r} is no setting.", hint=hint)


def _wrong(path: Path, text: str, name: str, sentence: str) -> InvalidInput:
    return InvalidInput(f"{_place(path, text, name)}: {name!r} {sentence}.", hint="Correct the value.")


def _write_whole(path: Path, text: str) -> None:
    """Write beside the file, then swap, so that a crash leaves the old or the new one."""
    path = path.resolve()  # a link to a folder of dotfiles stays a link
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with beside.open("w", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
