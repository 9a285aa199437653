"""An open database: connections, durability, and where work may wait for it."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from scimconsole.storage.errors import DatabaseUnavailable, DatabaseUrlInvalid
from scimconsole.storage.group_commit import GroupCommit
from scimconsole.storage.session import DriverConnection, Session
from scimconsole.storage.transactions import is_database_trouble, is_retriable, translated

Result = TypeVar("Result")

BUSY_TIMEOUT_S = 5.0
LOCK_TIMEOUT_MS = 5000
POSTGRESQL_CONNECTIONS = 8
SQLITE_READERS = 2
CHECKPOINT_PAGES = 4000
"""16 MiB of write-ahead log: pages that change again and again are copied into the file less often."""


@dataclass(frozen=True, slots=True)
class DatabaseUrl:
    """`sqlite:///FILE` or `postgresql+psycopg://...`, taken apart."""

    url: URL
    dialect: str

    @property
    def file(self) -> Path | None:
        """The SQLite file; None on PostgreSQL."""
        return Path(self.url.database or "") if self.dialect == "sqlite" else None


def parse_database_url(text: str) -> DatabaseUrl:
    """Read a database URL; raises DatabaseUrlInvalid."""
    expected = "Expected sqlite:///path/to/file.db or postgresql+psycopg://user@host/name."
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        # The text may hold a password and is not repeated.
        raise DatabaseUrlInvalid("The database URL cannot be read.", hint=expected) from None
    dialect = url.get_backend_name()
    if dialect not in ("sqlite", "postgresql"):
        raise DatabaseUrlInvalid(f'"{dialect}" is no engine this service runs on.', hint=expected)
    if dialect == "sqlite" and (not url.database or url.database == ":memory:"):
        raise DatabaseUrlInvalid("SQLite needs a file: in memory nothing would be kept.", hint=expected)
    return DatabaseUrl(url, dialect)


@dataclass
class Database:
    """Connections to one database, one per thread; see `open_database`.

    SQLite answers a short read in less time than a thread can be woken, so those run where they are asked;
    long reads have threads of their own, and one thread writes. On PostgreSQL everything that waits runs in a
    pool of threads.
    """

    address: DatabaseUrl
    _local: threading.local = field(default_factory=threading.local, init=False)
    _sessions: list[Session] = field(default_factory=list, init=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False)
    _readers: ThreadPoolExecutor = field(init=False)
    _group_commit: GroupCommit | None = field(default=None, init=False)
    _beside: Session | None = field(default=None, init=False)
    _beside_turn: asyncio.Lock = field(default_factory=asyncio.Lock, init=False)
    _breaks: int = field(default=0, init=False)
    """How often the engine went away; connections from before are not used again."""

    def __post_init__(self) -> None:
        on_sqlite = self.dialect == "sqlite"
        self._readers = ThreadPoolExecutor(
            SQLITE_READERS if on_sqlite else POSTGRESQL_CONNECTIONS, thread_name_prefix="database-read"
        )
        if on_sqlite:
            self._group_commit = GroupCommit(self.session)

    @property
    def dialect(self) -> str:
        """`sqlite` or `postgresql`."""
        return self.address.dialect

    def session(self) -> Session:
        """This thread's session; raises DatabaseUnavailable."""
        session: Session | None = getattr(self._local, "session", None)
        if session is not None and self._local.breaks != self._breaks:
            self._drop(session)
            session = None
        if session is None:
            breaks = self._breaks
            session = Session(self._connect(), self.dialect)
            self._local.session, self._local.breaks = session, breaks
            with self._lock:
                self._sessions.append(session)
        return session

    def run(self, work: Callable[[Session], Result]) -> Result:
        """Run `work` here and now, with the engine's trouble as DatabaseUnavailable."""
        session = self.session()
        try:
            return work(session)
        except Exception as error:
            if is_database_trouble(error) or isinstance(error, DatabaseUnavailable):
                self._drop_broken(session)
            raise translated(error) from error

    async def quick(self, work: Callable[[Session], Result]) -> Result:
        """Run a read that an index answers."""
        if self.dialect == "sqlite":
            return self.run(work)
        return await self._in(self._readers, work)

    async def read(self, work: Callable[[Session], Result]) -> Result:
        """Run a read that may take long."""
        return await self._in(self._readers, work)

    async def write(self, work: Callable[[Session], Result]) -> Result:
        """Run work that writes (through `transactions.write`)."""
        if self._group_commit is not None:
            return await self._group_commit.run(work)
        return await self._in(self._readers, work)

    async def write_beside(self, work: Callable[[Session], Result]) -> Result:
        """Run a write of a millisecond or two that no request waits for; one at a time.

        On SQLite it runs in the event loop, unless another writer is at work, and only its commit in a
        thread: row after row, a thread would wrest the interpreter's lock from the requests it writes about.
        """
        if self.dialect != "sqlite":
            return await self.write(work)
        async with self._beside_turn:
            return await self._write_beside(work)

    async def _write_beside(self, work: Callable[[Session], Result]) -> Result:
        if self._beside is None:
            self._beside = Session(self._connect(), self.dialect)
            self._beside.script("PRAGMA busy_timeout=0")
            with self._lock:
                self._sessions.append(self._beside)
        session = self._beside
        try:
            session.open_shared()
        except Exception as error:
            if is_retriable(error):
                return await self.write(work)
            raise translated(error) from error
        try:
            result = work(session)
        finally:
            await asyncio.get_running_loop().run_in_executor(self._readers, session.close_shared)
        return result

    async def _in(self, pool: ThreadPoolExecutor, work: Callable[[Session], Result]) -> Result:
        return await asyncio.get_running_loop().run_in_executor(pool, self.run, work)

    def close(self) -> None:
        """Finish what runs and close every connection."""
        self._readers.shutdown()
        if self._group_commit is not None:
            self._group_commit.close()
        with self._lock:
            for session in self._sessions:
                with suppress(Exception):
                    session.connection.close()
            self._sessions.clear()
        self._local = threading.local()

    def _drop_broken(self, session: Session) -> None:
        if self.dialect == "postgresql" and getattr(session.connection, "broken", False):
            with self._lock:
                self._breaks += 1
            self._drop(session)

    def _drop(self, session: Session) -> None:
        self._local.session = None
        with suppress(Exception):
            session.connection.close()
        with self._lock, suppress(ValueError):
            self._sessions.remove(session)

    def _connect(self) -> DriverConnection:
        return self._connect_sqlite() if self.dialect == "sqlite" else self._connect_postgresql()

    def _connect_sqlite(self) -> sqlite3.Connection:
        path = self.address.file
        assert path is not None
        try:
            connection = sqlite3.connect(
                path,
                timeout=BUSY_TIMEOUT_S,
                isolation_level=None,
                check_same_thread=False,
                cached_statements=512,
            )
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=FULL")
            connection.execute("PRAGMA foreign_keys=ON")
            connection.execute(f"PRAGMA wal_autocheckpoint={CHECKPOINT_PAGES}")
        except sqlite3.Error as error:
            raise DatabaseUnavailable(
                f"The database file {path} cannot be opened: {error}.",
                hint="Check that its folder exists and that this user may write there.",
            ) from error
        return connection

    def _connect_postgresql(self) -> DriverConnection:
        import psycopg

        url = self.address.url.set(drivername="postgresql")
        try:
            connection: Any = psycopg.connect(
                url.render_as_string(hide_password=False),
                autocommit=True,
                connect_timeout=5,
                options=f"-c timezone=UTC -c lock_timeout={LOCK_TIMEOUT_MS}",
                application_name="scimconsole",
            )
        except psycopg.Error as error:
            place = f"{url.host or 'the local socket'}:{url.port or 5432}"
            raise DatabaseUnavailable(
                f"PostgreSQL at {place} does not accept the connection: {str(error).splitlines()[0]}",
                hint="Check that it runs, and the user, password and database name in the URL.",
            ) from error
        result: DriverConnection = connection
        return result

    def assert_durable(self) -> None:
        """Refuse to run where a committed write could be lost: DatabaseUnavailable names the setting."""
        session = self.session()
        if self.dialect == "sqlite":
            wanted: dict[str, set[object]] = {"journal_mode": {"wal"}, "synchronous": {2, 3}}
            for name, allowed in wanted.items():
                value = session.script(f"PRAGMA {name}").fetchone()[0]
                if value not in allowed:
                    raise DatabaseUnavailable(
                        f"SQLite runs with {name}={value}, and a committed write could be lost.",
                        hint="Put the file on a local disk that supports write-ahead logging.",
                    )
            return
        for name in ("fsync", "full_page_writes", "synchronous_commit"):
            value = session.script(f"SHOW {name}").fetchone()[0]
            if value == "off":
                raise DatabaseUnavailable(
                    f"PostgreSQL runs with {name}=off, and a committed write could be lost.",
                    hint=f"Set {name} back on in postgresql.conf, or for this database and role.",
                )


def open_database(url: str) -> Database:
    """Open the database at `url`; connections are made on first use. Raises DatabaseUrlInvalid."""
    return Database(parse_database_url(url))
