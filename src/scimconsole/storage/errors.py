"""What can go wrong with a database, in the words of `scimconsole.errors`."""

from __future__ import annotations

from scimconsole.errors import InvalidInput, ScimConsoleError, Unavailable


class DatabaseUnavailable(Unavailable):
    """The database is away, full, locked or failing; nothing was stored, and the request may come again."""

    title = "The database does not answer"


class DatabaseTooNew(ScimConsoleError):
    """The database was written by a newer program than this one."""

    title = "The database is newer than this program"


class DatabaseNotMigrated(ScimConsoleError):
    """The database is older than this program and is not migrated by itself on this engine."""

    title = "The database must be migrated first"


class DatabaseUrlInvalid(InvalidInput):
    """The database URL names no engine we know, or cannot be read."""
