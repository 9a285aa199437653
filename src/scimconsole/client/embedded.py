"""Start or join the embedded service of a data directory, and keep it alive with a lease.

The service is a child process on a loopback port, one for each data directory. Its state file (readable
by its owner only) names port and session key. Whoever uses it holds a *lease*, an open streaming
response; it ends a few seconds after the last lease has gone, so it outlives neither a closed console
nor a killed one.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import logging
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from scimconsole.errors import Conflict, InvalidInput, NotFound, ScimConsoleError, Unavailable

_log = logging.getLogger(__name__)

STATE_FILE = "embedded.json"
LOG_FILE = "embedded.log"
START_SECONDS = 60.0
"""The longest a start may take: a first start makes the database, one after an update migrates it."""
STOP_SECONDS = 15.0
_POLL_SECONDS = 0.03
_ANSWER_SECONDS = 10.0
_LONGEST_LOG_BYTES = 1_000_000


@dataclass(slots=True)
class Lease:
    """Keeps the service alive until `release`; `ended` is set when the service has gone first."""

    _socket: socket.socket
    ended: threading.Event = field(default_factory=threading.Event)

    def release(self) -> None:
        """Let the service go; it ends when nobody else holds a lease."""
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()


@dataclass(frozen=True, slots=True)
class EmbeddedService:
    """A running embedded service that this process holds a lease of."""

    url: str
    session_key: str = field(repr=False)
    lease: Lease
    process: subprocess.Popen[bytes] | None = None
    """The child, where this process started it."""

    def stop(self) -> None:
        """End the service now, where this process started it; for one that nobody else can be using."""
        self.lease.release()
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def ensure_organization(self, slug: str, name: str, profile: str, plan: str | None = None) -> None:
        """Create an organization if it is missing; without a plan it gets one that includes SCIM."""
        body = {"slug": slug, "name": name, "profile": profile, **({"plan": plan} if plan else {})}
        connection = _connection(self.url)
        try:
            response = _post(connection, "/api/v1/embedded/organizations", self.session_key, body)
            answer = response.read()
        except (OSError, http.client.HTTPException) as error:
            raise Unavailable(f"The embedded service at {self.url} ended: {error}.") from error
        finally:
            connection.close()
        if response.status not in (200, 201):
            refusals = {404: NotFound, 409: Conflict, 422: InvalidInput}
            raise refusals.get(response.status, ScimConsoleError)(
                f"The embedded service did not make the organization {slug}: {_detail(answer)}"
            )


def start_or_join(
    data_dir: Path,
    pepper_file: Path,
    *,
    profiles: Path | None = None,
    say: Callable[[str], None] | None = None,
) -> EmbeddedService:
    """Join the service of a data directory, or start it; raises `Unavailable` with the child's own words.

    `profiles` is a folder with further service profiles; `say` is told what is happening when it is more than
    joining.
    """
    state_path = data_dir / STATE_FILE
    child: _Child | None = None
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        running = _join(state_path)
        if running is not None:
            _log.info("%s the embedded service at %s", "started" if child else "joined", running.url)
            return replace(running, process=child.process) if child is not None else running
        if child is None:
            if say is not None:
                say("Starting the embedded service")
            child = _Child(data_dir, pepper_file, profiles)
        code = child.process.poll()
        if code:
            raise Unavailable(
                f"The embedded service could not start.\n{child.words()}".rstrip(),
                hint=f"Its log is {child.log}. `scimconsole doctor` tells more.",
            )
        if code == 0:  # another one holds the data directory, and is starting or ending
            child = None
            time.sleep(0.2)
        time.sleep(_POLL_SECONDS)
    raise Unavailable(
        f"The embedded service did not start within {START_SECONDS:.0f} seconds.",
        hint=f"Its log is {data_dir / LOG_FILE}.",
    )


def running_state(data_dir: Path) -> Mapping[str, Any] | None:
    """The state file (`port`, `pid`, `session_key`, `url`) or None; it may be a dead service's."""
    try:
        state = json.loads((data_dir / STATE_FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return state if isinstance(state, dict) and {"url", "session_key"} <= state.keys() else None


class _Child:
    """The service as a child process; what it writes goes to the log in the data directory."""

    def __init__(self, data_dir: Path, pepper_file: Path, profiles: Path | None) -> None:
        data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.log = data_dir / LOG_FILE
        size = self.log.stat().st_size if self.log.exists() else 0
        if size > _LONGEST_LOG_BYTES:
            self.log.replace(self.log.with_suffix(".log.1"))
            size = 0
        self._log_start = size
        environment = {
            **os.environ,
            "SCIMCONSOLE_DATA_DIR": str(data_dir.resolve()),
            "SCIMCONSOLE_PEPPER_FILE": str(pepper_file.resolve()),
        }
        if profiles is not None:
            environment["SCIMCONSOLE_PROFILES"] = str(profiles.resolve())
        # An interrupt in the terminal is meant for the console, not for the service that others may use.
        detached: dict[str, Any] = {"start_new_session": True}
        if sys.platform == "win32":
            detached = {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW}
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "scimconsole.service.embedded"],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=environment,
                **detached,
            )
        # It outlives its lease by some seconds, or us: whoever started it must not leave a zombie behind.
        threading.Thread(target=self.process.wait, daemon=True, name="embedded-child").start()

    def words(self) -> str:
        """The last lines this child wrote."""
        with self.log.open("rb") as log:
            log.seek(self._log_start)
            lines = log.read().decode(errors="replace").strip().splitlines()
        return "\n".join(lines[-8:])


def _join(state_path: Path) -> EmbeddedService | None:
    state = running_state(state_path.parent)
    if state is None:
        return None
    connection = _connection(state["url"])
    try:
        connection.connect()
        stream = connection.sock
        response = _post(connection, "/api/v1/embedded/lease", state["session_key"], None)
    except (OSError, http.client.HTTPException):
        connection.close()
        return None
    if response.status != 200:
        connection.close()
        return None
    stream.settimeout(None)
    lease = Lease(stream)
    threading.Thread(target=_hold, args=(response, lease), daemon=True, name="embedded-lease").start()
    return EmbeddedService(state["url"], state["session_key"], lease)


def _hold(response: http.client.HTTPResponse, lease: Lease) -> None:
    """Read until the service or `release` ends the stream."""
    with contextlib.suppress(OSError, ValueError, http.client.HTTPException, AttributeError):
        while response.read1(4096):
            pass
    lease.ended.set()


def _connection(url: str) -> http.client.HTTPConnection:
    address = urlsplit(url)
    return http.client.HTTPConnection(address.hostname or "127.0.0.1", address.port, timeout=_ANSWER_SECONDS)


def _post(
    connection: http.client.HTTPConnection, path: str, session_key: str, body: Mapping[str, object] | None
) -> http.client.HTTPResponse:
    headers = {"Authorization": f"Bearer {session_key}", "Content-Type": "application/json"}
    connection.request("POST", path, json.dumps(body or {}), headers)
    return connection.getresponse()


def _detail(answer: bytes) -> str:
    try:
        problem = json.loads(answer)
        return str(problem["detail"])
    except (ValueError, KeyError, TypeError):
        return answer[:200].decode(errors="replace")
