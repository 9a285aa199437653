"""Bring a database to this program's schema, or say clearly why not."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from scimconsole.storage.database import Database
from scimconsole.storage.errors import DatabaseNotMigrated, DatabaseTooNew
from scimconsole.storage.migrations import HEAD
from scimconsole.storage.session import Session
from scimconsole.storage.transactions import is_database_trouble

if TYPE_CHECKING:
    from alembic.config import Config
    from sqlalchemy import Connection


def revision(database: Database) -> str | None:
    """The schema revision the database is at; None when it is empty."""

    def read(session: Session) -> str | None:
        try:
            row = session.script("SELECT version_num FROM alembic_version").fetchone()
        except Exception as error:
            if is_database_trouble(error) and _is_missing_table(error):
                return None
            raise
        return row[0] if row else None

    return database.run(read)


def _is_missing_table(error: Exception) -> bool:
    return "no such table" in str(error) or getattr(error, "sqlstate", None) == "42P01"


def prepare(database: Database) -> Path | None:
    """Make the database ready: lay out an empty one, migrate SQLite after a backup, check durability.

    Answers the backup's path when a migration made one. Raises DatabaseTooNew, DatabaseNotMigrated
    (PostgreSQL: the operator runs `service migrate`) and DatabaseUnavailable.
    """
    if database.address.file is not None:
        database.address.file.parent.mkdir(parents=True, exist_ok=True)
    present = revision(database)
    backup = None
    if present is None:
        migrate(database)
    elif present != HEAD:
        refuse_newer(present)
        if database.dialect != "sqlite":
            raise DatabaseNotMigrated(
                f"The database is at schema {present}; this program needs {HEAD}.",
                hint="Run `scimconsole service migrate --database URL`, then start again.",
            )
        backup = migrate(database)
    database.assert_durable()
    return backup


def refuse_newer(present: str) -> None:
    """Raise DatabaseTooNew when this program does not know the revision `present`."""
    if present > HEAD:
        raise DatabaseTooNew(
            f"The database is at schema {present}; this program knows schemas up to {HEAD}.",
            hint="Install the newer scimconsole that wrote it, or restore a backup made before the upgrade.",
        )


def migrate(database: Database) -> Path | None:
    """Run the missing migrations; on SQLite after a backup copy beside the file, whose path is answered."""
    from alembic import command  # 220 ms, needed once in a database's life
    from sqlalchemy import create_engine
    from sqlalchemy.pool import NullPool

    present = revision(database)
    if present is not None:
        refuse_newer(present)
        if present == HEAD:
            return None
    backup = None
    file = database.address.file
    if file is not None:
        file.parent.mkdir(parents=True, exist_ok=True)
        if present is not None:
            stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
            backup = file.with_name(f"{file.name}.before-{HEAD}-{stamp}")
            copy_sqlite(file, backup)
    engine = create_engine(database.address.url, poolclass=NullPool)
    with engine.begin() as connection:
        command.upgrade(alembic_config(connection), "head")
    return backup


def copy_sqlite(source: Path, target: Path) -> None:
    """Copy a SQLite database while it may be in use (the online backup)."""
    with closing(sqlite3.connect(source)) as connection, closing(sqlite3.connect(target)) as copy:
        connection.backup(copy)


def alembic_config(connection: Connection) -> Config:
    """Alembic's settings, made here instead of an .ini file."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config
