"""A driver's connection as the other modules see it: run a compiled statement, get tuples."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, Protocol

from scimconsole.storage.errors import DatabaseUnavailable
from scimconsole.storage.statements import Statement

Row = tuple[Any, ...]


class DriverConnection(Protocol):
    """What sqlite3 and psycopg connections have in common; both are in autocommit mode."""

    @property
    def in_transaction(self) -> bool: ...

    def execute(self, sql: Any, parameters: Any = ..., /) -> Any: ...

    def cursor(self) -> Any: ...

    def close(self) -> None: ...


class Session:
    """A connection in autocommit mode; `transactions.write` opens the transactions.

    `now` is the instant of the running transaction in microseconds, strictly later than any earlier write of
    the same organization; 0 outside a transaction.
    """

    __slots__ = ("_is_begun", "_is_shared", "connection", "dialect", "now")

    def __init__(self, connection: DriverConnection, dialect: str) -> None:
        self.connection = connection
        self.dialect = dialect
        self.now = 0
        self._is_shared = False
        self._is_begun = False

    def _run(self, statement: Statement, values: dict[str, Any]) -> Any:
        compiled = statement.compiled(self.dialect)
        if compiled.constants:
            values = {**compiled.constants, **values}
        return self.connection.execute(compiled.sql, compiled.bind(values))

    def all(self, statement: Statement, **values: Any) -> list[Row]:
        """Every row of the answer."""
        rows: list[Row] = self._run(statement, values).fetchall()
        return rows

    def one(self, statement: Statement, **values: Any) -> Row | None:
        """The first row of the answer, or None."""
        row: Row | None = self._run(statement, values).fetchone()
        return row

    def stream(self, statement: Statement, **values: Any) -> Iterator[Row]:
        """The rows of the answer as they come."""
        return iter(self._run(statement, values))

    def execute(self, statement: Statement, **values: Any) -> int:
        """Run a change and tell how many rows it touched."""
        count: int = self._run(statement, values).rowcount
        return count

    def execute_many(self, statement: Statement, rows: Iterable[dict[str, Any]]) -> None:
        """Run a change once for each mapping of values."""
        compiled = statement.compiled(self.dialect)
        bind, constants = compiled.bind, compiled.constants
        bound = [bind({**constants, **row}) if constants else bind(row) for row in rows]
        if bound:
            self.connection.cursor().executemany(compiled.sql, bound)

    @contextmanager
    def shared(self) -> Iterator[None]:
        """Let the transactions inside share one commit at the end; each can still be rolled back alone."""
        self._is_shared = True
        try:
            yield
        except BaseException:
            self._abandon_shared()
            raise
        self.close_shared()

    def open_shared(self) -> None:
        """Begin what `close_shared` commits; raises the engine's error when another writer is at work."""
        self.script("BEGIN IMMEDIATE")
        self._is_shared = self._is_begun = True

    def close_shared(self) -> None:
        """Make all parts last, or none; raises the engine's error or DatabaseUnavailable."""
        try:
            self._refuse_if_lost()
            if self._is_begun:
                self.script("COMMIT")
        except BaseException:
            self._abandon_shared()
            raise
        self._is_shared = self._is_begun = False

    def _abandon_shared(self) -> None:
        with suppress(Exception):
            self.script("ROLLBACK")
        self._is_shared = self._is_begun = False

    def begin(self) -> None:
        """Open a transaction, or a part of the shared one."""
        if not self._is_shared:
            self.script("BEGIN IMMEDIATE" if self.dialect == "sqlite" else "BEGIN")
            return
        self._refuse_if_lost()
        if not self._is_begun:
            self.script("BEGIN IMMEDIATE")
            self._is_begun = True
        self.script("SAVEPOINT part")

    def commit(self) -> None:
        """Make the transaction last; a part of a shared one lasts when that is committed."""
        self.script("RELEASE part" if self._is_shared else "COMMIT")

    def rollback(self) -> None:
        """Undo the transaction, or this part of the shared one."""
        # A connection that is gone cannot roll back; the engine has done it.
        with suppress(Exception):
            self.script("ROLLBACK TO part" if self._is_shared else "ROLLBACK")
            if self._is_shared:
                self.script("RELEASE part")

    def _refuse_if_lost(self) -> None:
        """A full disk makes SQLite undo the whole transaction: what shared it before must not seem done."""
        if self._is_begun and not self.connection.in_transaction:
            raise DatabaseUnavailable(
                "The database undid a transaction; nothing was stored.",
                hint="Look at the disk's free space and at the service's log, then send the request again.",
            )

    def script(self, sql: str) -> Any:
        """Run SQL that is part of the mechanism itself (BEGIN, COMMIT, PRAGMA, SHOW)."""
        return self.connection.execute(sql)
