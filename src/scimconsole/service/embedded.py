"""The embedded service: a child process of a console or command, on loopback, on a SQLite file.

Its state file tells whoever owns the data directory where it listens and the session key of this start.
A second process that is started on the same directory ends at once with code 0: the first one serves both.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from pathlib import Path
from typing import IO, Any

from scimconsole.errors import ScimConsoleError
from scimconsole.service.embedded_sessions import EmbeddedSessions
from scimconsole.service.server import (
    AddressInUse,
    ServiceConfig,
    Worker,
    bind,
    make_context,
    prepare,
    url_of,
)

STATE_FILE = "embedded.json"
LOCK_FILE = "embedded.lock"
DATABASE_FILE = "scimconsole.db"


def main() -> int:
    """Serve `SCIMCONSOLE_DATA_DIR` until nobody uses it; the exit code."""
    data_dir = Path(os.environ["SCIMCONSOLE_DATA_DIR"])
    pepper_file = Path(os.environ.get("SCIMCONSOLE_PEPPER_FILE") or data_dir / "pepper")
    folder = os.environ.get("SCIMCONSOLE_PROFILES")
    with (data_dir / LOCK_FILE).open("a+b") as lock:
        if not _lock(lock):
            return 0
        config = ServiceConfig(
            database=f"sqlite:///{data_dir / DATABASE_FILE}",
            pepper_file=pepper_file,
            profiles_folder=Path(folder) if folder else None,
        )
        try:
            _serve(config, data_dir / STATE_FILE)
        except ScimConsoleError as error:
            print(error.detail, error.hint or "", file=sys.stderr)
            return error.exit_code
    return 0


def _serve(config: ServiceConfig, state_file: Path) -> None:
    prepare(config)
    try:
        listener = bind(config.host, _last_port(state_file))
    except AddressInUse:
        listener = bind(config.host, 0)
    url = url_of(listener)
    asyncio.run(_run(config, url, listener, state_file))


async def _run(config: ServiceConfig, url: str, listener: Any, state_file: Path) -> None:
    sessions = EmbeddedSessions()
    context = make_context(config, url, sessions)
    state = {"port": listener.getsockname()[1], "pid": os.getpid(), "url": url, "session_key": sessions.key}
    # The port stays, so that the Tenant URL is the same at the next start; the key is forgotten.
    worker = Worker(
        context, lambda: _write(state_file, state), lambda: _write(state_file, {"port": state["port"]})
    )

    async def end_when_unused() -> None:
        await sessions.until_unused()
        worker.should_exit = True

    ending = asyncio.create_task(end_when_unused())
    try:
        await worker.serve([listener])
    finally:
        ending.cancel()


def _last_port(state_file: Path) -> int:
    try:
        port = json.loads(state_file.read_text("utf-8"))["port"]
    except (OSError, ValueError, KeyError, TypeError):
        return 0
    return port if isinstance(port, int) and 1024 <= port <= 65535 else 0


def _write(state_file: Path, state: dict[str, Any]) -> None:
    """Replace the state file as a whole, readable by its owner only."""
    temporary = state_file.with_name(f"{state_file.name}.{os.getpid()}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(state, file)
    temporary.replace(state_file)


def _lock(file: IO[bytes]) -> bool:
    """Take the data directory for this process's life; False when another process has it."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


if __name__ == "__main__":
    sys.exit(main())
