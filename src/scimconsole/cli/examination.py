"""The findings of `scimconsole doctor`; nothing is changed but that an embedded service may start."""

from __future__ import annotations

import os
import platform
import shutil
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from scimconsole import __version__, secrets
from scimconsole.errors import ScimConsoleError
from scimconsole.settings import Settings

if TYPE_CHECKING:
    from scimconsole.client import Connection

LARGEST_SKEW_SECONDS = 120
_LIBRARIES = ("textual", "httpx", "pydantic", "sqlalchemy", "uvicorn", "keyring", "psycopg")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at; a `problem` makes the command exit with 1."""

    name: str
    state: Literal["ok", "note", "problem"]
    detail: str
    hint: str | None = None


def examine(settings: Settings) -> list[Finding]:
    """Look at versions, paths, keyring, terminal, log, service, reachability from outside, and clock."""
    return [
        *_versions(),
        *_paths(settings),
        _keyring(),
        _terminal(),
        _clipboard(),
        _log(settings),
        *_service(settings),
    ]


def _versions() -> Iterator[Finding]:
    system = f"{platform.system()} {platform.release()} ({platform.machine()})"
    yield Finding("scimconsole", "ok", f"{__version__} on Python {platform.python_version()}, {system}")
    told = []
    for name in _LIBRARIES:
        try:
            told.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            yield Finding("libraries", "problem", f"{name} is not installed.", "Install scimconsole again.")
    yield Finding("libraries", "ok", ", ".join(told))


def _paths(settings: Settings) -> Iterator[Finding]:
    made = "" if settings.file.exists() else " (not made yet)"
    yield Finding("settings file", "ok", f"{settings.file}{made}")
    yield _folder("data folder", settings.data_dir)
    yield _secret_file("pepper", settings.pepper_file)
    key_file = settings.config_dir / secrets.FILE_NAME
    if key_file.exists():
        yield _secret_file("key file", key_file)


def _folder(name: str, path: Path) -> Finding:
    present = next(folder for folder in (path, *path.parents) if folder.exists())
    if not os.access(present, os.W_OK):
        return Finding(
            name, "problem", f"{present} cannot be written.", "Set SCIMCONSOLE_DATA_DIR to another."
        )
    free = shutil.disk_usage(present).free // 1_000_000
    made = "" if path.exists() else " (not made yet)"
    if free < 100:
        return Finding(name, "problem", f"{path}{made}: only {free} MB are free.", "Make room.")
    return Finding(name, "ok", f"{path}{made}, {free} MB free")


def _secret_file(name: str, path: Path) -> Finding:
    if not path.exists():
        return Finding(name, "ok", f"{path} (not made yet)")
    if os.name == "posix" and path.stat().st_mode & 0o077:
        return Finding(name, "problem", f"Others can read {path}.", f"chmod 600 {path}")
    return Finding(name, "ok", f"{path}, readable by its owner only")


def _keyring() -> Finding:
    backend = secrets.keyring_backend()
    if ".fail." in backend or ".null." in backend:
        return Finding(
            "keyring",
            "note",
            f"This machine has none ({backend}).",
            f"Use the variable {secrets.VARIABLE}, or `scimconsole login --key-file`.",
        )
    return Finding("keyring", "ok", backend)


def _terminal() -> Finding:
    size = shutil.get_terminal_size()
    encoding = sys.stdout.encoding or "unknown"
    kind = os.environ.get("TERM") or ("Windows" if os.name == "nt" else "not set")
    detail = f"{kind}, {size.columns} x {size.lines}, {encoding}"
    if not sys.stdout.isatty():
        return Finding(
            "terminal", "note", f"{detail}, not a terminal.", "The console needs one; commands do not."
        )
    if size.columns < 80 or size.lines < 24:
        return Finding("terminal", "note", f"{detail}.", "The console is made for 80 x 24 and more.")
    if "utf" not in encoding.lower():
        return Finding(
            "terminal", "note", f"{detail}.", "Set a UTF-8 locale, or open the console with --ascii."
        )
    return Finding("terminal", "ok", detail)


def _clipboard() -> Finding:
    from scimconsole.terminal import clipboard

    ways = clipboard.ways(os.environ)
    if not ways:
        return Finding(
            "copying",
            "note",
            "Nothing here takes a copy.",
            "Use another terminal, or give the mouse to the terminal (F7 or M) and select.",
        )
    return Finding("copying", "ok", f"by {'; '.join(ways)}")


def _log(settings: Settings) -> Finding:
    from scimconsole import log
    from scimconsole.terminal import crash

    folder = settings.data_dir / crash.FOLDER
    reports = sorted(folder.glob("crash-*.txt"))
    if reports:
        counted = "one report of a fault" if len(reports) == 1 else f"{len(reports)} reports of faults"
        return Finding(
            "log",
            "note",
            f"{folder / log.FILE_NAME}; {counted} beside it, the last {reports[-1].name}.",
            "Reports hold no directory data: send the last one to whoever helps you.",
        )
    made = "" if (folder / log.FILE_NAME).exists() else " (not made yet)"
    return Finding("log", "ok", f"{folder / log.FILE_NAME}{made}")


def _service(settings: Settings) -> Iterator[Finding]:
    from scimconsole.client import ManagementClient, calls, connect
    from scimconsole.domain.reachability import unreachable_reason

    where = settings.url or "embedded"
    began = time.monotonic()
    try:
        connection = connect(settings)
        with ManagementClient(connection) as client:
            connected = time.monotonic()
            organization = client.send(calls.organization())
            answered = time.monotonic()
            yield _clock(connection)
    except ScimConsoleError as error:
        yield Finding("service", "problem", f"{where}: {error.detail}", error.hint)
        return
    yield Finding(
        "service",
        "ok",
        f"{connection.url} ({connection.kind}), organization {organization.slug}, {organization.me.role}; "
        f"ready after {connected - began:.2f} s, answered in {1000 * (answered - connected):.0f} ms; "
        f"key from {connection.key_from}",
    )
    reason = unreachable_reason(organization.tenant_url)
    if reason:
        yield Finding(
            "reached by Entra", "note", reason, "`scimconsole serve --help` tells about --public-url."
        )
    else:
        yield Finding("reached by Entra", "ok", f"{organization.tenant_url} looks public")


def _clock(connection: Connection) -> Finding:
    """Compare this clock with the service's `Date` header."""
    import httpx

    try:
        told = httpx.get(
            f"{connection.url}/healthz", timeout=5.0, trust_env=not connection.on_this_machine
        ).headers
        theirs = parsedate_to_datetime(told["Date"])
    except (httpx.HTTPError, KeyError, ValueError):
        return Finding("clock", "note", f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC; the service tells none")
    skew = (datetime.now(UTC) - theirs).total_seconds()
    detail = f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC, {abs(skew):.0f} s from the service's"
    if abs(skew) > LARGEST_SKEW_SECONDS:
        return Finding("clock", "problem", detail, "Set the clock: expiry times are judged by it.")
    return Finding("clock", "ok", detail)
