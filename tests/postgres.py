"""A PostgreSQL of the tests' own: an installed one or a wheel's, on a free port, in a temporary directory."""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import uuid
from pathlib import Path

import psycopg

USER = "postgres"
# Entra's day and the server's are not the same: a time zone nobody expects finds times that lost theirs.
SERVER_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "60",
    "shared_buffers": "64MB",
    "timezone": "Pacific/Chatham",
    "log_min_messages": "warning",
}


class PostgresMissing(Exception):
    """No PostgreSQL is installed, or none would start; the text says which."""


def find_binaries() -> Path:
    """The directory of `initdb` and `postgres`: Debian's, the path's, or that of the `pgserver` wheel."""
    candidates = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: path.parts[-2], reverse=True
    )
    on_path = shutil.which("initdb")
    if on_path:
        candidates.append(Path(on_path).resolve().parent)
    wheel = importlib.util.find_spec("pgserver")
    if wheel and wheel.submodule_search_locations:
        candidates.append(Path(wheel.submodule_search_locations[0]) / "pginstall" / "bin")
    for candidate in candidates:
        if (candidate / "initdb").exists() and (candidate / "postgres").exists():
            return candidate
    raise PostgresMissing("no initdb in /usr/lib/postgresql, on PATH or in a pgserver wheel")


def free_port() -> int:
    """A port of the loopback address that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


class LocalPostgres:
    """One running server; `new_database` gives each caller a database of its own."""

    def __init__(self) -> None:
        self.directory = Path(tempfile.mkdtemp(prefix="scimconsole-pg-"))
        self.data = self.directory / "data"
        self.log = self.directory / "log"
        self.port = 0
        self.process: subprocess.Popen[bytes] | None = None
        # PostgreSQL refuses to run as root: then it runs as somebody with no rights at all.
        self.identity: dict[str, object] = {}
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            import pwd

            nobody = pwd.getpwnam("nobody")
            self.identity = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
            os.chown(self.directory, nobody.pw_uid, nobody.pw_gid)
        try:
            self.binaries = self._reachable(find_binaries())
            self._run_initdb()
            self._start()
        except BaseException:
            self.stop()
            raise

    @property
    def environment(self) -> dict[str, str]:
        return {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8", "HOME": str(self.directory)}

    def _reachable(self, binaries: Path) -> Path:
        """Copy the installation when the one who runs it may not enter its directory (mode 0700)."""
        root = binaries.parent
        if not self.identity or all(
            folder.stat().st_mode & 0o001 for folder in (binaries, *binaries.parents)
        ):
            return binaries
        # The wheel's programs look for their libraries at ../../../pgserver.libs: keep that shape.
        copied = self.directory / "copy" / "pgserver" / root.name
        shutil.copytree(root, copied, symlinks=True)
        libraries = root.parent.parent / "pgserver.libs"
        if libraries.is_dir():
            shutil.copytree(libraries, self.directory / "copy" / "pgserver.libs")
        return copied / "bin"

    def _run_initdb(self) -> None:
        outcome = subprocess.run(
            [
                *(self.binaries / "initdb", "-D", self.data, "-U", USER, "-A", "trust"),
                *("-E", "UTF8", "--locale=C", "--no-sync"),
            ],
            env=self.environment,
            capture_output=True,
            timeout=120,
            check=False,
            **self.identity,  # type: ignore[call-overload]
        )
        if outcome.returncode:
            raise PostgresMissing(f"initdb failed: {outcome.stderr.decode(errors='replace').strip()}")

    def _start(self) -> None:
        for _ in range(5):
            if self.launch(free_port()):
                return
        raise PostgresMissing(f"postgres did not start: {self.log.read_text(errors='replace')[-2000:]}")

    def launch(self, port: int) -> bool:
        """Start the server on a port; tells whether it accepts."""
        self.port = port
        settings = [f"--{name}={value}" for name, value in SERVER_SETTINGS.items()]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [self.binaries / "postgres", "-D", self.data, "-p", str(port), *settings],
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.directory,
                **self.identity,  # type: ignore[call-overload]
            )
        return self._accepts()

    def _accepts(self) -> bool:
        assert self.process is not None
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                psycopg.connect(self._address(USER), connect_timeout=2).close()
            except psycopg.OperationalError:
                time.sleep(0.05)
            else:
                return True
        return False

    def _address(self, database: str) -> str:
        return f"postgresql://{USER}@127.0.0.1:{self.port}/{database}"

    def new_database(self) -> str:
        """The URL of an empty database, in the form the program takes."""
        name = f"test_{uuid.uuid4().hex[:12]}"
        with psycopg.connect(self._address(USER), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
        return f"postgresql+psycopg://{USER}@127.0.0.1:{self.port}/{name}"

    def drop_database(self, url: str) -> None:
        """Drop a database, whoever is still connected to it."""
        name = url.rpartition("/")[2]
        with psycopg.connect(self._address(USER), autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def stop(self) -> None:
        """End the server and take its directory away."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        shutil.rmtree(self.directory, ignore_errors=True)
