"""The SQLite file a job's state is kept in: made private, told apart from every other file, locked."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

from scimconsole.errors import Conflict, InvalidInput

FORMAT = 1
_APPLICATION = 0x53434D45  # in the file's header, so that another program's file is told apart

_TABLES = """
CREATE TABLE job (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE link (
    kind TEXT, object_id TEXT COLLATE NOCASE, scim_id TEXT, name TEXT NOT NULL, standing TEXT NOT NULL,
    since REAL NOT NULL, is_purgeable INTEGER NOT NULL, digest BLOB NOT NULL, cycle INTEGER NOT NULL,
    outcome TEXT NOT NULL, PRIMARY KEY (kind, object_id)
) WITHOUT ROWID;
CREATE INDEX linked ON link (kind, scim_id);
CREATE TABLE reference (
    object_id TEXT COLLATE NOCASE, path TEXT, wanted TEXT COLLATE NOCASE NOT NULL, sent TEXT COLLATE NOCASE,
    is_missed INTEGER NOT NULL, PRIMARY KEY (object_id, path)
) WITHOUT ROWID;
CREATE INDEX referrers ON reference (wanted);
CREATE INDEX pending ON reference (object_id, path) WHERE sent IS NOT wanted AND NOT is_missed;
CREATE TABLE member (
    group_id TEXT COLLATE NOCASE, user_id TEXT COLLATE NOCASE, PRIMARY KEY (group_id, user_id)
) WITHOUT ROWID;
CREATE INDEX membership ON member (user_id);
CREATE TABLE escrow (
    kind TEXT, object_id TEXT COLLATE NOCASE, code TEXT NOT NULL, failures INTEGER NOT NULL,
    first_at REAL NOT NULL, next_at REAL NOT NULL, digest BLOB NOT NULL, PRIMARY KEY (kind, object_id)
) WITHOUT ROWID;
"""


def open_state_file(path: Path | None) -> tuple[sqlite3.Connection, bool]:
    """The database with a transaction begun, and whether it is new; in memory without a path.

    Raises `InvalidInput` for a file that is something else or damaged, and leaves it as it is; `Conflict` for
    one that a running cycle uses.
    """
    try:
        is_new = path is None or not path.exists() or path.stat().st_size == 0
        if path is not None:
            if path.is_dir():
                raise InvalidInput(f"{path} is a folder, not a state file.")
            # Made before SQLite does, so that nobody else can ever read it.
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        database = sqlite3.connect(path or ":memory:", isolation_level=None, timeout=0.2)
    except (OSError, sqlite3.Error) as error:
        raise InvalidInput(f"The state file {path} cannot be opened: {error}.") from error
    try:
        _begin(database, path, is_new)
    except BaseException:
        database.close()
        raise
    return database, is_new


def _begin(database: sqlite3.Connection, path: Path | None, is_new: bool) -> None:
    try:
        database.execute("PRAGMA locking_mode = EXCLUSIVE")
        database.execute("BEGIN EXCLUSIVE")
        if is_new:
            for statement in _TABLES.split(";"):
                database.execute(statement)
            database.execute(f"PRAGMA application_id = {_APPLICATION}")
            database.execute(f"PRAGMA user_version = {FORMAT}")
        ((application,),) = database.execute("PRAGMA application_id")
        ((version,),) = database.execute("PRAGMA user_version")
        ((health,),) = database.execute("PRAGMA quick_check(1)")
    except sqlite3.OperationalError as error:
        if "locked" in str(error):
            raise Conflict(
                f"The state file {path} is used by another cycle.", hint="Wait until that one has ended."
            ) from error
        raise InvalidInput(f"The state file {path} cannot be used: {error}.") from error
    except sqlite3.DatabaseError as error:
        raise _foreign(path) from error
    if application != _APPLICATION or health != "ok":
        raise _foreign(path)
    if version != FORMAT:
        raise InvalidInput(f"The state file {path} was written by another version of the program.")


def _foreign(path: Path | None) -> InvalidInput:
    return InvalidInput(
        f"{path} is no state file of a cycle, or a damaged one; nothing was sent.",
        hint="Name another file; without its state the next cycle matches everybody again.",
    )
