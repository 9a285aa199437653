"""The settings file `config.toml`: read and checked, and written back with comments and order kept."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scimconsole.errors import InvalidInput

if TYPE_CHECKING:
    from tomlkit import TOMLDocument

FILE_NAME = "config.toml"

FILE_KEYS = (
    "url", "org", "data_dir", "pepper_file", "profiles", "zone",
    "theme", "ascii", "reduced_motion", "terminal_cursor", "sidebar", "read_only",
)  # fmt: skip
CONNECTION_KEYS = ("name", "url", "org")
SIDEBARS = ("auto", "open", "closed")
_SWITCHES = ("ascii", "read_only", "reduced_motion", "terminal_cursor")


def read_file(path: Path) -> dict[str, Any]:
    """What is written in the file, nothing where there is none.

    Raises `InvalidInput` naming file, line and the nearest known key. The keys of `[keys]` come as
    `users.show-status`, whether that was written with or without quotes.
    """
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
            written[name] = _checked_keys(path, text, value)
        elif name not in FILE_KEYS:
            raise _unknown(path, text, name, (*FILE_KEYS, "connection", "keys"))
        elif name in _SWITCHES:
            if not isinstance(value, bool):
                raise _wrong(path, text, name, "must be true or false")
        elif not isinstance(value, str):
            raise _wrong(path, text, name, "must be a text in quotes")
        elif name == "sidebar" and value not in SIDEBARS:
            raise _wrong(path, text, name, f"must be one of {', '.join(SIDEBARS)}")
    return written


def change_file(path: Path, change: Callable[[TOMLDocument], None]) -> None:
    """Let `change` edit the file's document, and write it whole or not at all.

    Raises `InvalidInput` where the file, as somebody wrote it, is no TOML, and `OSError`.
    """
    import tomlkit  # 30 ms, and only writing needs it
    from tomlkit.exceptions import TOMLKitError

    try:
        document = tomlkit.parse(path.read_text(encoding="utf-8") if path.exists() else "")
    except TOMLKitError as error:
        raise InvalidInput(f"{path} is not valid TOML: {error}.", hint="Correct the line named.") from error
    change(document)
    _write_whole(path, tomlkit.dumps(document))


def flat_keys(keys: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """The nested tables that TOML makes of `go.users = "z"` as one: `{"go.users": "z"}`."""
    flat: dict[str, Any] = {}
    for name, value in keys.items():
        if isinstance(value, dict):
            flat |= flat_keys(value, f"{prefix}{name}.")
        else:
            flat[prefix + name] = value
    return flat


def _checked_keys(path: Path, text: str, value: object) -> dict[str, str]:
    flat = flat_keys(value) if isinstance(value, dict) else {}
    if not isinstance(value, dict) or not all(isinstance(key, str) for key in flat.values()):
        raise _wrong(path, text, "keys", 'must be a table of texts, such as "users.show-status" = "z"')
    return flat


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
