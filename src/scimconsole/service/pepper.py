"""The pepper file: the key under which credentials are hashed, kept outside the database.

One line a pepper, `<id> <64 hex digits>`: the first hashes what is new, a second one still recognises what
was stored under it. Every worker and host that serves one database shares the file.
"""

from __future__ import annotations

import os
import secrets
import stat
from dataclasses import dataclass, field
from pathlib import Path

from scimconsole.domain import credentials
from scimconsole.errors import ScimConsoleError


class PepperUnusable(ScimConsoleError):
    """The pepper file cannot be read, trusted or made."""

    problem = "pepper-unusable"
    title = "The pepper file is not usable"


@dataclass(frozen=True, slots=True)
class Pepper:
    """One hashing key and the short id that rows name it by."""

    id: str
    key: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Peppers:
    """The present pepper and, after a change, the one before it."""

    current: Pepper
    previous: Pepper | None = None

    def digest(self, text: str) -> tuple[str, bytes]:
        """The id of the present pepper and the digest to store beside it."""
        return self.current.id, credentials.digest(self.current.key, text)

    def matches(self, pepper_id: str, stored: bytes, text: str) -> bool:
        """Whether `stored` was made from `text`; False when its pepper is not known any more."""
        for pepper in (self.current, self.previous):
            if pepper is not None and pepper.id == pepper_id:
                return credentials.same(credentials.digest(pepper.key, text), stored)
        return False


def load_or_create_pepper(path: Path) -> Peppers:
    """Read the peppers of `path`; made with mode 0600 when it is missing, also by many workers at once.

    Raises PepperUnusable when it cannot be read, is open to other users, or is no pepper file.
    """
    try:
        text = _read(path)
    except FileNotFoundError:
        _create(path)
        text = _read(path)
    return _parse(text, path)


def _read(path: Path) -> str:
    try:
        with path.open(encoding="ascii") as file:
            mode = os.fstat(file.fileno()).st_mode
            if os.name == "posix" and mode & (stat.S_IRWXO | stat.S_IWGRP):
                raise PepperUnusable(
                    f"{path} is open to other users (mode {stat.S_IMODE(mode):04o}).",
                    hint=f"chmod 600 {path}",
                )
            return file.read(4096)
    except FileNotFoundError:
        raise
    except (OSError, UnicodeDecodeError) as error:
        raise PepperUnusable(f"{path} cannot be read: {error}.") from error


def _create(path: Path) -> None:
    pending = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    line = f"p{secrets.token_hex(3)} {secrets.token_hex(32)}\n"
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(pending, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(line)
            file.flush()
            os.fsync(file.fileno())
        _put_unless_there(pending, path)
    except OSError as error:
        raise PepperUnusable(f"{path} cannot be made: {error}.") from error
    finally:
        pending.unlink(missing_ok=True)


def _put_unless_there(pending: Path, path: Path) -> None:
    # A rename would silently replace another worker's pepper on POSIX; a link never replaces.
    try:
        if hasattr(os, "link"):
            os.link(pending, path)
        else:
            pending.rename(path)
    except FileExistsError:
        pass


def _parse(text: str, path: Path) -> Peppers:
    peppers = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        identifier, _, digits = line.strip().partition(" ")
        try:
            key = bytes.fromhex(digits)
        except ValueError:
            key = b""
        if len(key) != 32 or not identifier.isalnum():
            raise PepperUnusable(
                f"{path}, line {number}: expected a short id and 64 hex digits.",
                hint="Restore the file from your backup: without it no token or API key is recognised.",
            )
        peppers.append(Pepper(identifier, key))
    if not 1 <= len(peppers) <= 2:
        raise PepperUnusable(f"{path} holds {len(peppers)} peppers; one or two are expected.")
    return Peppers(peppers[0], peppers[1] if len(peppers) == 2 else None)
