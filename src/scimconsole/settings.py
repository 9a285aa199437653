"""Settings: flag, then environment, then `config.toml`, then default; every value knows its source.

Reading creates nothing. `write` changes a few keys of the file and keeps the rest, comments included.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, cast

from scimconsole import settings_file
from scimconsole.errors import InvalidInput

if TYPE_CHECKING:
    from tomlkit import TOMLDocument
    from tomlkit.items import Table

ENVIRONMENT = {
    "url": "SCIMCONSOLE_URL",
    "org": "SCIMCONSOLE_ORG",
    "config_dir": "SCIMCONSOLE_CONFIG_DIR",
    "data_dir": "SCIMCONSOLE_DATA_DIR",
    "pepper_file": "SCIMCONSOLE_PEPPER_FILE",
}
_FLAG = "flag --"

MEANINGS = {
    "url": "address of the service; none: the one on this machine",
    "org": "short name of the organization",
    "config_dir": "folder of config.toml and of the key file",
    "data_dir": "folder of the service on this machine: database, pepper, log",
    "pepper_file": "the pepper of the service on this machine",
    "theme": "colours of the console: dark, light, or any name in Settings, Appearance",
    "profiles": "folder with further service profiles (TOML)",
    "zone": "times are shown in this zone: UTC, local, or such as Europe/Zurich",
    "ascii": "draw with ASCII characters only",
    "reduced_motion": "nothing moves by itself",
    "terminal_cursor": "show the terminal's own cursor where the focus is",
    "sidebar": "the list of places at the side: auto, open or closed",
    "read_only": "refuse every act that changes something",
    "keys": 'remapped keys: "users.show-status" = "z"; ids in Settings, Keys',
    "connections": "services signed in to before, each a [[connection]]",
}
"""What each setting is for, in a line."""


@dataclass(frozen=True, slots=True)
class SavedConnection:
    """A service the person has signed in to before; without an address it is the one on this machine."""

    name: str
    url: str
    org: str

    @property
    def on_this_machine(self) -> bool:
        """Whether it is an organization of the embedded service."""
        return not self.url


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
    """Name of the console's colour theme; `dark` and `light` are its own two."""
    profiles: Path | None
    """Folder with further service profiles (TOML)."""
    zone: str
    """The zone that times are shown in: `UTC`, `local` or a name of the IANA database."""
    ascii: bool
    """Draw with ASCII characters only."""
    reduced_motion: bool
    """Nothing moves by itself: no animation, nothing that blinks."""
    terminal_cursor: bool
    """Show the terminal's own cursor where the focus is."""
    sidebar: str
    """The list of places at the side: `auto` (where there is room), `open` or `closed`."""
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
        return self.config_dir / settings_file.FILE_NAME


def read(flags: Mapping[str, object] | None = None, environ: Mapping[str, str] | None = None) -> Settings:
    """Gather the settings; raises `InvalidInput` naming file, line and the nearest known key.

    `flags` holds what was given on the command line; a value of None was not given.
    """
    environ = os.environ if environ is None else environ
    given = {name: value for name, value in (flags or {}).items() if value is not None}
    values: dict[str, object] = {}
    sources: dict[str, str] = {}

    def settle(name: str, default: object, written: Mapping[str, object], path: Path | None) -> None:
        variable = ENVIRONMENT.get(name)
        if name in given:
            values[name], sources[name] = given[name], _FLAG + name.replace("_", "-")
        elif variable and environ.get(variable):
            values[name], sources[name] = environ[variable], f"environment {variable}"
        elif name in written:
            values[name], sources[name] = written[name], f"file {path}"
        else:
            values[name], sources[name] = default, "default"

    settle("config_dir", None, {}, None)
    config_dir = _as_path(values["config_dir"]) or _platform_folder("config")
    path = config_dir / settings_file.FILE_NAME
    written = settings_file.read_file(path)

    settle("data_dir", None, written, path)
    data_dir = _as_path(values["data_dir"]) or _platform_folder("data")
    settle("pepper_file", data_dir / "pepper", written, path)
    for name, default in (
        ("url", None), ("org", None), ("theme", "dark"), ("profiles", None), ("zone", "UTC"),
        ("ascii", False), ("reduced_motion", False), ("terminal_cursor", False), ("sidebar", "auto"),
        ("read_only", False), ("keys", {}),
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
        zone=str(values["zone"]),
        ascii=bool(values["ascii"]),
        reduced_motion=bool(values["reduced_motion"]),
        terminal_cursor=bool(values["terminal_cursor"]),
        sidebar=str(values["sidebar"]),
        read_only=bool(values["read_only"]),
        keys=dict(values["keys"]),  # type: ignore[call-overload]
        connections=tuple(SavedConnection(c["name"], c["url"], c["org"]) for c in saved),
        sources=sources,
    )


def again(settings: Settings) -> Settings:
    """The settings read once more, after the file was written; what flags said stays."""
    flags = {
        name: getattr(settings, name) for name, source in settings.sources.items() if source.startswith(_FLAG)
    }
    return read(flags)


def described(settings: Settings) -> list[tuple[str, object, str]]:
    """`(name, value, source)` of every setting, in the order of the class."""
    return [
        (field.name, getattr(settings, field.name), settings.sources[field.name])
        for field in fields(settings)
        if field.name != "sources"
    ]


def write(settings: Settings, changes: Mapping[str, object]) -> None:
    """Change keys of the settings file (None removes one), atomically; the rest stays as written."""
    unknown = set(changes) - set(settings_file.FILE_KEYS)
    if unknown:
        raise InvalidInput(f"{sorted(unknown)[0]!r} is no key of {settings_file.FILE_NAME}.")

    def change(document: TOMLDocument) -> None:
        for name, value in changes.items():
            if value is None:
                document.pop(name, None)
            else:
                document[name] = str(value) if isinstance(value, Path) else value

    settings_file.change_file(settings.file, change)


def write_key(settings: Settings, act: str, key: str | None) -> None:
    """Put an act (its binding's id) on another key in the settings file; None takes it back to its own."""

    def change(document: TOMLDocument) -> None:
        import tomlkit  # 30 ms, and only writing needs it

        table = document.get("keys")
        if table is None:
            if key is None:
                return
            table = tomlkit.table()
            document["keys"] = table
        holder, name = _holder_of(table, act)
        if key is None:
            holder.pop(name, None)
        else:
            holder[name] = key
        if not settings_file.flat_keys(table.unwrap()):
            document.pop("keys")

    settings_file.change_file(settings.file, change)


def remember(settings: Settings, connection: SavedConnection) -> None:
    """Make a service the configured one and keep it among the saved connections; a name given there stays."""

    def change(document: TOMLDocument) -> None:
        import tomlkit  # 30 ms, and only writing needs it

        if connection.on_this_machine:
            document.pop("url", None)
        else:
            document["url"] = connection.url
        document["org"] = connection.org
        saved = document.get("connection") or tomlkit.aot()
        for item in saved:
            if item["url"] == connection.url and item["org"] == connection.org:
                if item["name"] in ("", connection.org):
                    item["name"] = connection.name
                break
        else:
            table = tomlkit.table()
            table.update({"name": connection.name, "url": connection.url, "org": connection.org})
            saved.append(table)
        document["connection"] = saved

    settings_file.change_file(settings.file, change)


def forget(settings: Settings, url: str, org: str) -> None:
    """Remove a service from the saved connections, and as the configured one; no url is this machine's."""
    if not settings.file.exists():
        return

    def change(document: TOMLDocument) -> None:
        if document.get("url", "") == url and document.get("org") == org:
            document.pop("url", None)
            document.pop("org")
        saved = document.get("connection", [])
        for index in reversed(range(len(saved))):
            if saved[index]["url"] == url and saved[index]["org"] == org:
                del saved[index]
        if not saved:
            document.pop("connection", None)

    settings_file.change_file(settings.file, change)


def _holder_of(table: Table, act: str) -> tuple[Table, str]:
    """The table an act's key stands in, and its name there: `[keys]` may be written with dots as well."""
    for name, item in table.items():
        if isinstance(item, dict) and act.startswith(f"{name}."):
            return _holder_of(cast("Table", item), act.removeprefix(f"{name}."))
    return table, act


def _as_path(value: object) -> Path | None:
    return Path(str(value)).expanduser() if value else None


def _platform_folder(kind: str) -> Path:
    import platformdirs  # 12 ms, not needed when the environment names the folders

    if kind == "config":
        return Path(platformdirs.user_config_dir("scimconsole", appauthor=False))
    return Path(platformdirs.user_data_dir("scimconsole", appauthor=False))
