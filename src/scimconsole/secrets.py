"""API keys of services: the keyring, and honest fallbacks where there is none.

A headless machine has no keyring, or one that accepts a key and keeps nothing, so a key is read back
after it was stored. The fallbacks, in this order: the variable SCIMCONSOLE_API_KEY, a file that only its
owner can read (when the person opts into it), and the memory of this process.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from scimconsole.errors import InvalidInput

VARIABLE = "SCIMCONSOLE_API_KEY"
FILE_NAME = "api-keys.json"
_SERVICE = "scimconsole"

Where = Literal["keyring", "environment", "file", "memory"]

_memory: dict[str, str] = {}


@dataclass(frozen=True, slots=True)
class Stored:
    """Where a key went, and the sentence that tells the person."""

    where: Where
    sentence: str


def store(url: str, org: str, key: str, allow_file: bool, *, config_dir: Path | None = None) -> Stored:
    """Keep an API key in the best place this machine has, and say which that is."""
    account = _account(url, org)
    trouble = _store_in_keyring(account, key)
    if trouble is None:
        _memory.pop(account, None)
        return Stored("keyring", "The API key is kept in this computer's keyring.")
    if os.environ.get(VARIABLE) == key:
        return Stored("environment", f"{trouble} The API key is read from {VARIABLE} each time.")
    if allow_file:
        path = _key_file(config_dir)
        keys = _read_key_file(path)
        keys[account] = key
        _write_key_file(path, keys)
        return Stored("file", f"{trouble} The API key is kept in {path}, which only you can read.")
    _memory[account] = key
    return Stored(
        "memory",
        f"{trouble} The API key is kept until this program ends; "
        f"to keep it longer, set {VARIABLE} or allow a key file.",
    )


def load(url: str, org: str, *, config_dir: Path | None = None) -> tuple[str, Where] | None:
    """The API key and where it was found, or None; raises `InvalidInput` on a key file others can read."""
    from_environment = os.environ.get(VARIABLE)
    if from_environment:
        return from_environment, "environment"
    account = _account(url, org)
    if account in _memory:
        return _memory[account], "memory"
    from_keyring = _load_from_keyring(account)
    if from_keyring:
        return from_keyring, "keyring"
    from_file = _read_key_file(_key_file(config_dir)).get(account)
    return (from_file, "file") if from_file else None


def forget(url: str, org: str, *, config_dir: Path | None = None) -> list[Where]:
    """Remove the key from every place it is kept in, and answer those places."""
    account = _account(url, org)
    places: list[Where] = []
    if _memory.pop(account, None):
        places.append("memory")
    if _forget_in_keyring(account):
        places.append("keyring")
    path = _key_file(config_dir)
    keys = _read_key_file(path)
    if keys.pop(account, None):
        places.append("file")
        if keys:
            _write_key_file(path, keys)
        else:
            path.unlink()
    return places


def keyring_backend() -> str:
    """The name of the keyring in use, for `doctor`."""
    import keyring  # 60 ms and a look at every backend, only when a key is stored or read

    backend = keyring.get_keyring()
    return f"{type(backend).__module__}.{type(backend).__qualname__}"


def _account(url: str, org: str) -> str:
    return f"{url.rstrip('/')} {org}"


def _store_in_keyring(account: str, key: str) -> str | None:
    """None when the key was stored and can be read back, else a sentence."""
    import keyring

    try:
        keyring.set_password(_SERVICE, account, key)
        kept = keyring.get_password(_SERVICE, account)
    except Exception as error:
        return f"This computer's keyring cannot be used ({_in_short(error)})."
    return None if kept == key else "This computer's keyring accepted the key and did not keep it."


def _load_from_keyring(account: str) -> str | None:
    import keyring

    try:
        return keyring.get_password(_SERVICE, account)
    except Exception:
        return None


def _forget_in_keyring(account: str) -> bool:
    import keyring

    try:
        if keyring.get_password(_SERVICE, account) is None:
            return False
        keyring.delete_password(_SERVICE, account)
    except Exception:
        return False
    return True


def _in_short(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    return f"{type(error).__name__}: {lines[0][:80]}" if lines else type(error).__name__


def _key_file(config_dir: Path | None) -> Path:
    if config_dir is None:
        from scimconsole import settings

        config_dir = settings.read().config_dir
    return config_dir / FILE_NAME


def _read_key_file(path: Path) -> dict[str, str]:
    try:
        mode = path.stat().st_mode
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise InvalidInput(f"The key file {path} cannot be read: {error}.") from error
    if os.name == "posix" and mode & 0o077:
        raise InvalidInput(
            f"Others can read the key file {path}, so it is not used.", hint=f"chmod 600 {path}"
        )
    try:
        keys = json.loads(text)
    except ValueError as error:
        raise InvalidInput(
            f"The key file {path} is damaged: {error}.", hint="Remove it and sign in again."
        ) from error
    return dict(keys) if isinstance(keys, dict) else {}


def _write_key_file(path: Path, keys: dict[str, str]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
            json.dump(keys, stream, indent=2)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
