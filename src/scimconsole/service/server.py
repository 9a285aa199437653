"""Running the service: one process, or several workers on one socket."""

from __future__ import annotations

import gc
import multiprocessing
import signal
import socket
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from pathlib import Path

import uvicorn

from scimconsole.errors import ScimConsoleError
from scimconsole.service.app import Service
from scimconsole.service.context import ServiceContext
from scimconsole.service.embedded_sessions import EmbeddedSessions
from scimconsole.service.journal import WATCHED_WAIT_S, Journal
from scimconsole.service.pepper import load_or_create_pepper
from scimconsole.storage import schema
from scimconsole.storage.database import open_database

BACKLOG = 2048
STOP_SECONDS = 10
RESTART_PAUSE_SECONDS = 1.0


class AddressInUse(ScimConsoleError):
    """The address to listen on is taken or not ours."""

    title = "Cannot listen there"


@dataclass(frozen=True, slots=True)
class ServiceConfig:
    """What a service runs with; `port` 0 picks a free one."""

    database: str
    pepper_file: Path
    host: str = "127.0.0.1"
    port: int = 8080
    workers: int = 1
    public_url: str | None = None
    profiles_folder: Path | None = None


def bind(host: str, port: int) -> socket.socket:
    """A socket that listens; raises AddressInUse."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # With the protocol named, asyncio sets TCP_NODELAY on what it accepts; else each answer waits 40 ms.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    if sys.platform != "win32":
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except (OSError, OverflowError) as error:
        listener.close()
        raise AddressInUse(
            f"Cannot listen on {host}, port {port}: {getattr(error, 'strerror', None) or error}.",
            hint="Choose another port, or 0 for any free one.",
        ) from error
    listener.listen(BACKLOG)
    listener.setblocking(False)
    return listener


def url_of(listener: socket.socket) -> str:
    """The address a bound socket listens on, as `http://H:P`."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def make_context(
    config: ServiceConfig, listening_url: str, sessions: EmbeddedSessions | None = None
) -> ServiceContext:
    """Open the database and the pepper for one worker."""
    database = open_database(config.database)
    return ServiceContext(
        database=database,
        peppers=load_or_create_pepper(config.pepper_file),
        journal=Journal(database) if sessions is None else Journal(database, longest_wait_s=WATCHED_WAIT_S),
        public_url=config.public_url,
        listening_url=listening_url,
        profiles_folder=config.profiles_folder,
        sessions=sessions,
    )


def prepare(config: ServiceConfig) -> None:
    """Make the database and the pepper, migrate, and check that writes last; before any worker starts."""
    database = open_database(config.database)
    try:
        backup = schema.prepare(database)
        if backup is not None:
            print(f"migrated the database; the copy from before is {backup}", file=sys.stderr)
    finally:
        database.close()
    load_or_create_pepper(config.pepper_file)


class Worker(uvicorn.Server):
    """A uvicorn server that tells when it accepts, and when it has ended.

    It tells at the end of `shutdown` and not after `serve`: uvicorn raises the signal that ended it anew.
    """

    def __init__(
        self, context: ServiceContext, on_ready: Callable[[], None], on_end: Callable[[], None] | None = None
    ) -> None:
        super().__init__(
            uvicorn.Config(
                Service(context),
                http="httptools" if sys.platform != "win32" else "auto",
                lifespan="on",
                ws="none",
                access_log=False,
                log_level="warning",
                server_header=False,
                timeout_graceful_shutdown=STOP_SECONDS,
            )
        )
        self._context = context
        self._on_ready = on_ready
        self._on_end = on_end

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Let the answers end that wait for something to happen, then those under way."""
        self._context.stopping.set()
        await super().shutdown(sockets)
        if self._on_end is not None:
            self._on_end()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start to accept, and say so."""
        await super().startup(sockets)
        # What was made so far stays; the collector need not look through it again and again.
        gc.collect()
        gc.freeze()
        if not self.should_exit:
            self._on_ready()


def serve(config: ServiceConfig) -> None:
    """Run the service until SIGINT or SIGTERM; prints `listening on http://H:P` when every worker accepts.

    Raises AddressInUse, the errors of `schema.prepare` and those of the pepper file.
    """
    prepare(config)
    listener = bind(config.host, config.port)
    url = url_of(listener)

    def announce() -> None:
        print(f"listening on {url}", flush=True)

    if config.workers == 1:
        # uvicorn sends itself the signal again when it has ended: asked to end, and ended, is no failure.
        signal.signal(signal.SIGTERM, lambda *_: None)
        Worker(make_context(config, url), announce).run([listener])
    else:
        _supervise(config, listener, announce)


def _supervise(config: ServiceConfig, listener: socket.socket, announce: Callable[[], None]) -> None:
    """Keep the workers running; one that dies is replaced, and SIGTERM ends them all."""
    stopping = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopping.set())
    spawn = multiprocessing.get_context("spawn")

    def start() -> tuple[SpawnProcess, Connection]:
        ours, theirs = spawn.Pipe(duplex=False)
        process = spawn.Process(target=_work, args=(config, listener, theirs), daemon=True)
        process.start()
        theirs.close()
        return process, ours

    workers = [start() for _ in range(config.workers)]
    ready = 0
    for _, pipe in workers:
        while not stopping.is_set() and not pipe.poll(0.1):
            pass
        try:
            ready += bool(pipe.poll() and pipe.recv())
        except EOFError:
            stopping.set()
    if ready == config.workers:
        announce()
    while not stopping.wait(RESTART_PAUSE_SECONDS):
        for index, (process, _) in enumerate(workers):
            if not process.is_alive():
                print(
                    f"worker {process.pid} ended with {process.exitcode}; starting another", file=sys.stderr
                )
                workers[index] = start()
    for process, _ in workers:
        process.terminate()
    for process, _ in workers:
        process.join(STOP_SECONDS)
        if process.is_alive():
            process.kill()
    if ready != config.workers:
        raise ScimConsoleError("A worker could not start; its own message is above.")


def _work(config: ServiceConfig, listener: socket.socket, ready: Connection) -> None:
    # A terminal's interrupt goes to the whole group; the supervisor alone decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    context = make_context(config, url_of(listener))
    worker = Worker(context, lambda: ready.send(True))
    worker.run([listener])
