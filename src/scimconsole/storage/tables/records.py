"""What has happened: the journal, the audit trail, the feed of changes, answers given before."""

from __future__ import annotations

from sqlalchemy import BigInteger, Index, LargeBinary
from sqlmodel import Field, SQLModel

from scimconsole.storage.tables.columns import moment_column, text_column


class JournalEntry(SQLModel, table=True):
    """A SCIM request as it came and what was answered; `id` is the request's, `sought` whom it was about.

    Ids tell when requests came; `kept_at` is the organization's clock when the entry was committed, so that
    whoever follows the journal misses none that became visible late or under another clock.
    """

    __tablename__ = "journal"
    __table_args__ = (
        Index("journal_kept", "org_id", "kept_at", "id"),
        {"sqlite_with_rowid": False},
    )

    org_id: str = text_column(primary_key=True)
    id: str = text_column(primary_key=True)
    at: int = moment_column()
    token_id: str | None = text_column()
    signed_in: bool
    refusal: str | None = text_column()
    remote_address: str | None = text_column()
    user_agent: str | None = text_column()
    dialect: str | None = text_column()
    method: str = text_column()
    path: str = text_column()
    operation: str = text_column()
    resource_type: str | None = text_column()
    resource_id: str | None = text_column()
    sought: str | None = text_column()
    status: int
    duration_us: int = Field(sa_type=BigInteger)
    received: str | None = text_column()
    ignored: str | None = text_column()
    scim_type: str | None = text_column()
    error: str | None = text_column()
    correlation_id: str | None = text_column()
    request_body: bytes | None = Field(sa_type=LargeBinary)
    response_body: bytes | None = Field(sa_type=LargeBinary)
    kept_at: int = moment_column()


class JournalSubject(SQLModel, table=True):
    """Whom a request was about, by a 63-bit hash of an id or of what was sought.

    Inside a bucket subjects lie close together, so that a batch of entries touches few pages; whoever looks
    for a subject asks every bucket.
    """

    __tablename__ = "journal_subject"
    __table_args__ = ({"sqlite_with_rowid": False},)

    org_id: str = text_column(primary_key=True)
    bucket: int = Field(sa_type=BigInteger, primary_key=True, sa_column_kwargs={"autoincrement": False})
    subject: int = Field(sa_type=BigInteger, primary_key=True, sa_column_kwargs={"autoincrement": False})
    entry_id: str = text_column(primary_key=True)


class AuditEntry(SQLModel, table=True):
    """Who did what to whom: an act of a member, of Entra or of the service itself; `detail` is JSON."""

    __tablename__ = "audit"
    __table_args__ = (
        Index("audit_target", "org_id", "target_id", "id"),
        {"sqlite_with_rowid": False},
    )

    org_id: str = text_column(primary_key=True)
    id: str = text_column(primary_key=True)
    at: int = moment_column()
    actor: str = text_column()
    action: str = text_column()
    target_type: str = text_column()
    target_id: str | None = text_column()
    detail: str | None = text_column()
    request_id: str | None = text_column()


class Change(SQLModel, table=True):
    """What the vendor's product must act on, in the order in which it was committed."""

    __tablename__ = "change"
    __table_args__ = ({"sqlite_with_rowid": False},)

    org_id: str = text_column(primary_key=True)
    id: str = text_column(primary_key=True)
    at: int = moment_column()
    type: str = text_column()
    user_id: str = text_column()
    user_name: str = text_column()
    external_id: str | None = text_column()
    active: bool
    user_type: str | None = text_column()


class IdempotentAnswer(SQLModel, table=True):
    """The answer to a POST with an Idempotency-Key; `body` is null where the answer held a secret."""

    __tablename__ = "idempotent_answer"
    __table_args__ = (
        Index("idempotent_answer_age", "org_id", "at"),
        {"sqlite_with_rowid": False},
    )

    org_id: str = text_column(primary_key=True)
    key_hash: str = text_column(primary_key=True)
    at: int = moment_column()
    request_hash: str = text_column()
    status: int
    body: bytes | None = Field(sa_type=LargeBinary)
