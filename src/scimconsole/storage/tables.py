"""The tables. `org_id` leads every key; times are microseconds since the epoch, UTC; ids are made in Python.

Long text is unique and searchable through a 128-bit hash (`*_hash`) and sortable through a folded, bounded
prefix (`*_key`), because no engine indexes text of any length.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Column, ForeignKeyConstraint, Index, LargeBinary, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel


def _moment(**options: Any) -> Any:
    return Field(sa_type=BigInteger, **options)


TEXT = Text().with_variant(Text(collation="C"), "postgresql")
"""Text that sorts by its bytes on every engine."""


def _text(**options: Any) -> Any:
    return Field(sa_type=TEXT, **options)


class Organization(SQLModel, table=True):
    """An organization; `org_id` is derived from the slug, so the slug is unique because the key is."""

    __tablename__ = "organization"

    org_id: str = _text(primary_key=True)
    slug: str = _text()
    name: str = _text()
    profile: str = _text()
    plan: str = _text()
    public_url: str | None = _text()
    created_at: int = _moment()


class OrganizationClock(SQLModel, table=True):
    """The instant of an organization's last write; moving it on is the first statement of every write.

    It orders the writes of one organization, on one engine or many hosts, whatever their clocks say.
    """

    __tablename__ = "organization_clock"
    __table_args__ = ({"sqlite_with_rowid": False},)

    org_id: str = _text(primary_key=True)
    at: int = _moment()


class OrganizationMember(SQLModel, table=True):
    """Somebody who may use the console: an owner or support staff."""

    __tablename__ = "organization_member"
    __table_args__ = (Index("organization_member_email", "org_id", "email_key", unique=True),)

    org_id: str = _text(primary_key=True)
    id: str = _text(primary_key=True)
    email: str = _text()
    email_key: str = _text()
    role: str = _text()
    created_at: int = _moment()


class ApiKey(SQLModel, table=True):
    """A member's key for the management API; `id` is the public key id inside its text."""

    __tablename__ = "api_key"
    __table_args__ = (
        ForeignKeyConstraint(
            ["org_id", "member_id"], ["organization_member.org_id", "organization_member.id"]
        ),
        Index("api_key_member", "org_id", "member_id"),
        {"sqlite_with_rowid": False},
    )

    org_id: str = _text(primary_key=True)
    id: str = _text(primary_key=True)
    member_id: str = _text()
    digest: bytes = Field(sa_type=LargeBinary)
    pepper_id: str = _text()
    last_four: str = _text()
    created_at: int = _moment()
    expires_at: int | None = _moment()
    revoked_at: int | None = _moment()
    last_used_at: int | None = _moment()


class ScimToken(SQLModel, table=True):
    """A SCIM bearer token; `id` is the public key id inside its text."""

    __tablename__ = "scim_token"

    org_id: str = _text(primary_key=True)
    id: str = _text(primary_key=True)
    name: str = _text()
    digest: bytes = Field(sa_type=LargeBinary)
    pepper_id: str = _text()
    last_four: str = _text()
    created_at: int = _moment()
    created_by: str = _text()
    expires_at: int | None = _moment()
    expiry_reason: str | None = _text()
    revoked_at: int | None = _moment()
    revoked_by: str | None = _text()
    last_used_at: int | None = _moment()
    last_used_from: str | None = _text()
    predecessor_id: str | None = _text()
    successor_id: str | None = _text()


class PageBlock(SQLModel, table=True):
    """How many resources a block holds: the count of all, and the way to the n-th without reading n rows."""

    __tablename__ = "page_block"
    __table_args__ = ({"sqlite_with_rowid": False},)

    org_id: str = _text(primary_key=True)
    resource_type: str = _text(primary_key=True)
    block: int = Field(sa_type=BigInteger, primary_key=True, sa_column_kwargs={"autoincrement": False})
    count: int = Field(sa_type=BigInteger)


class ScimUser(SQLModel, table=True):
    """A user: the rendered document, the folded one that filters read, and what is indexed.

    `active` is what SCIM answers; `entra_active` what Entra said last; `status` the profile's own; `missing`
    and `refused` are JSON lists, null when empty.
    """

    __tablename__ = "scim_user"
    __table_args__ = (
        Index("scim_user_name", "org_id", "user_name_hash", unique=True),
        Index("scim_user_external", "org_id", "external_id_hash"),
        Index("scim_user_page", "org_id", "block", "id"),
        Index("scim_user_by_name", "org_id", "user_name_key", "id"),
        Index("scim_user_by_display", "org_id", "display_name_key", "id"),
        Index("scim_user_by_type", "org_id", "user_type", "user_name_key", "id"),
        Index(
            "scim_user_inactive",
            "org_id",
            "user_name_key",
            "id",
            sqlite_where=text("NOT active"),
            postgresql_where=text("NOT active"),
        ),
        Index(
            "scim_user_held",
            "org_id",
            "user_name_key",
            "id",
            sqlite_where=text("held"),
            postgresql_where=text("held"),
        ),
        Index(
            "scim_user_incomplete",
            "org_id",
            "user_name_key",
            "id",
            sqlite_where=text("missing IS NOT NULL"),
            postgresql_where=text("missing IS NOT NULL"),
        ),
    )

    org_id: str = _text(primary_key=True)
    id: str = _text(primary_key=True)
    version: int
    created_at: int = _moment()
    modified_at: int = _moment()
    block: int = Field(sa_type=BigInteger)
    user_name: str = _text()
    user_name_hash: str = _text()
    user_name_key: str = _text()
    external_id: str | None = _text()
    external_id_hash: str | None = _text()
    display_name_key: str = _text()
    user_type: str | None = _text()
    entra_active: bool
    status: str | None = _text()
    held: bool
    active: bool
    missing: str | None = _text()
    refused: str | None = _text()
    document: bytes = Field(sa_type=LargeBinary)
    folded: str = Field(sa_column=Column(Text().with_variant(JSONB(), "postgresql"), nullable=False))


class UserWord(SQLModel, table=True):
    """A word of a user's names, userName or e-mail addresses, folded: what search finds by prefix."""

    __tablename__ = "user_word"
    __table_args__ = (
        Index("user_word_user", "org_id", "user_id", "word"),
        {"sqlite_with_rowid": False},
    )

    org_id: str = _text(primary_key=True)
    word: str = _text(primary_key=True)
    user_id: str = _text(primary_key=True)


class Hold(SQLModel, table=True):
    """An owner's hold on a person, found again by externalId or userName when the user is created anew."""

    __tablename__ = "hold"
    __table_args__ = (
        Index("hold_user", "org_id", "user_id"),
        Index("hold_name", "org_id", "user_name_hash"),
        Index("hold_external", "org_id", "external_id_hash"),
        {"sqlite_with_rowid": False},
    )

    org_id: str = _text(primary_key=True)
    id: str = _text(primary_key=True)
    user_id: str = _text()
    user_name_hash: str = _text()
    external_id_hash: str | None = _text()
    reason: str | None = _text()
    created_at: int = _moment()
    created_by: str = _text()


class ScimGroup(SQLModel, table=True):
    """A group without its members, which live in `membership` only."""

    __tablename__ = "scim_group"
    __table_args__ = (
        Index("scim_group_name", "org_id", "display_name_hash", unique=True),
        Index("scim_group_external", "org_id", "external_id_hash"),
        Index("scim_group_page", "org_id", "block", "id"),
        Index("scim_group_by_name", "org_id", "display_name_key", "id"),
    )

    org_id: str = _text(primary_key=True)
    id: str = _text(primary_key=True)
    version: int
    created_at: int = _moment()
    modified_at: int = _moment()
    block: int = Field(sa_type=BigInteger)
    display_name: str = _text()
    display_name_hash: str = _text()
    display_name_key: str = _text()
    external_id: str | None = _text()
    external_id_hash: str | None = _text()
    member_count: int
    document: bytes = Field(sa_type=LargeBinary)
    folded: str = Field(sa_column=Column(Text().with_variant(JSONB(), "postgresql"), nullable=False))


class Membership(SQLModel, table=True):
    """One member of one group; a change here touches no user row."""

    __tablename__ = "membership"
    __table_args__ = (
        ForeignKeyConstraint(["org_id", "group_id"], ["scim_group.org_id", "scim_group.id"]),
        Index("membership_member", "org_id", "member_id", "group_id"),
        {"sqlite_with_rowid": False},
    )

    org_id: str = _text(primary_key=True)
    group_id: str = _text(primary_key=True)
    member_id: str = _text(primary_key=True)
    member_type: str = _text()


class JournalEntry(SQLModel, table=True):
    """A SCIM request as it came and what was answered; `id` is the request's, `sought` whom it was about."""

    __tablename__ = "journal"
    __table_args__ = ({"sqlite_with_rowid": False},)

    org_id: str = _text(primary_key=True)
    id: str = _text(primary_key=True)
    at: int = _moment()
    token_id: str | None = _text()
    signed_in: bool
    refusal: str | None = _text()
    remote_address: str | None = _text()
    user_agent: str | None = _text()
    dialect: str | None = _text()
    method: str = _text()
    path: str = _text()
    operation: str = _text()
    resource_type: str | None = _text()
    resource_id: str | None = _text()
    sought: str | None = _text()
    status: int
    duration_us: int = Field(sa_type=BigInteger)
    received: str | None = _text()
    ignored: str | None = _text()
    scim_type: str | None = _text()
    error: str | None = _text()
    correlation_id: str | None = _text()
    request_body: bytes | None = Field(sa_type=LargeBinary)
    response_body: bytes | None = Field(sa_type=LargeBinary)


class JournalSubject(SQLModel, table=True):
    """Whom a request was about, by a 63-bit hash of an id or of what was sought.

    Inside a bucket subjects lie close together, so that a batch of entries touches few pages; whoever looks
    for a subject asks every bucket.
    """

    __tablename__ = "journal_subject"
    __table_args__ = ({"sqlite_with_rowid": False},)

    org_id: str = _text(primary_key=True)
    bucket: int = Field(sa_type=BigInteger, primary_key=True, sa_column_kwargs={"autoincrement": False})
    subject: int = Field(sa_type=BigInteger, primary_key=True, sa_column_kwargs={"autoincrement": False})
    entry_id: str = _text(primary_key=True)


class AuditEntry(SQLModel, table=True):
    """Who did what to whom: an act of a member, of Entra or of the service itself; `detail` is JSON."""

    __tablename__ = "audit"
    __table_args__ = (
        Index("audit_target", "org_id", "target_id", "id"),
        {"sqlite_with_rowid": False},
    )

    org_id: str = _text(primary_key=True)
    id: str = _text(primary_key=True)
    at: int = _moment()
    actor: str = _text()
    action: str = _text()
    target_type: str = _text()
    target_id: str | None = _text()
    detail: str | None = _text()
    request_id: str | None = _text()


class Change(SQLModel, table=True):
    """What the vendor's product must act on, in the order in which it was committed."""

    __tablename__ = "change"
    __table_args__ = ({"sqlite_with_rowid": False},)

    org_id: str = _text(primary_key=True)
    id: str = _text(primary_key=True)
    at: int = _moment()
    type: str = _text()
    user_id: str = _text()
    user_name: str = _text()
    external_id: str | None = _text()
    active: bool
    user_type: str | None = _text()


class Deactivation(SQLModel, table=True):
    """A bulk deactivation, worked in chunks by whichever worker has claimed it."""

    __tablename__ = "deactivation"
    __table_args__ = (Index("deactivation_state", "org_id", "state", "id"),)

    org_id: str = _text(primary_key=True)
    id: str = _text(primary_key=True)
    state: str = _text()
    reason: str | None = _text()
    created_at: int = _moment()
    created_by: str = _text()
    finished_at: int | None = _moment()
    claimed_by: str | None = _text()
    claimed_until: int | None = _moment()
    cancel_requested: bool
    matched: int
    unmatched: str | None = _text()


class DeactivationTarget(SQLModel, table=True):
    """One person of a bulk deactivation and what became of it; `outcome` is null until it was worked."""

    __tablename__ = "deactivation_target"
    __table_args__ = (
        ForeignKeyConstraint(["org_id", "deactivation_id"], ["deactivation.org_id", "deactivation.id"]),
        {"sqlite_with_rowid": False},
    )

    org_id: str = _text(primary_key=True)
    deactivation_id: str = _text(primary_key=True)
    position: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    user_id: str = _text()
    user_name: str = _text()
    outcome: str | None = _text()
    detail: str | None = _text()


class IdempotentAnswer(SQLModel, table=True):
    """The answer to a POST with an Idempotency-Key; `body` is null where the answer held a secret."""

    __tablename__ = "idempotent_answer"
    __table_args__ = (
        Index("idempotent_answer_age", "org_id", "at"),
        {"sqlite_with_rowid": False},
    )

    org_id: str = _text(primary_key=True)
    key_hash: str = _text(primary_key=True)
    at: int = _moment()
    request_hash: str = _text()
    status: int
    body: bytes | None = Field(sa_type=LargeBinary)
