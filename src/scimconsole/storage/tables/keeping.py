"""How long an organization keeps its journal, and what stays of entries that were pruned."""

from __future__ import annotations

from sqlalchemy import BigInteger, Index
from sqlmodel import Field, SQLModel

from scimconsole.storage.tables.columns import moment_column, text_column


class JournalPruning(SQLModel, table=True):
    """Up to which instant an organization's journal was pruned, and how many entries that were in all."""

    __tablename__ = "journal_pruning"
    __table_args__ = ({"sqlite_with_rowid": False},)

    org_id: str = text_column(primary_key=True)
    pruned_until: int = moment_column()
    entries: int = Field(sa_type=BigInteger)


class JournalDigest(SQLModel, table=True):
    """What the pruned entries about one identifier came to: how many, from when to when, the last result."""

    __tablename__ = "journal_digest"
    __table_args__ = (
        Index("journal_digest_age", "org_id", "last_at"),
        {"sqlite_with_rowid": False},
    )

    org_id: str = text_column(primary_key=True)
    subject: int = Field(sa_type=BigInteger, primary_key=True, sa_column_kwargs={"autoincrement": False})
    name: str = text_column()
    first_at: int = moment_column()
    last_at: int = moment_column()
    entries: int = Field(sa_type=BigInteger)
    operation: str = text_column()
    status: int
    error: str | None = text_column()
