"""Organizations, their members, and the credentials of both."""

from __future__ import annotations

from sqlalchemy import ForeignKeyConstraint, Index, LargeBinary
from sqlmodel import Field, SQLModel

from scimconsole.storage.tables.columns import moment_column, text_column


class Organization(SQLModel, table=True):
    """An organization; `org_id` is derived from the slug, so the slug is unique because the key is."""

    __tablename__ = "organization"

    org_id: str = text_column(primary_key=True)
    slug: str = text_column()
    name: str = text_column()
    profile: str = text_column()
    plan: str = text_column()
    public_url: str | None = text_column()
    created_at: int = moment_column()


class OrganizationClock(SQLModel, table=True):
    """The instant of an organization's last write; moving it on is the first statement of every write.

    It orders the writes of one organization, on one engine or many hosts, whatever their clocks say.
    """

    __tablename__ = "organization_clock"
    __table_args__ = ({"sqlite_with_rowid": False},)

    org_id: str = text_column(primary_key=True)
    at: int = moment_column()


class OrganizationMember(SQLModel, table=True):
    """Somebody who may use the console: an owner or support staff."""

    __tablename__ = "organization_member"
    __table_args__ = (Index("organization_member_email", "org_id", "email_key", unique=True),)

    org_id: str = text_column(primary_key=True)
    id: str = text_column(primary_key=True)
    email: str = text_column()
    email_key: str = text_column()
    role: str = text_column()
    created_at: int = moment_column()


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

    org_id: str = text_column(primary_key=True)
    id: str = text_column(primary_key=True)
    member_id: str = text_column()
    digest: bytes = Field(sa_type=LargeBinary)
    pepper_id: str = text_column()
    last_four: str = text_column()
    created_at: int = moment_column()
    expires_at: int | None = moment_column()
    revoked_at: int | None = moment_column()
    last_used_at: int | None = moment_column()


class ScimToken(SQLModel, table=True):
    """A SCIM bearer token; `id` is the public key id inside its text."""

    __tablename__ = "scim_token"

    org_id: str = text_column(primary_key=True)
    id: str = text_column(primary_key=True)
    name: str = text_column()
    digest: bytes = Field(sa_type=LargeBinary)
    pepper_id: str = text_column()
    last_four: str = text_column()
    created_at: int = moment_column()
    created_by: str = text_column()
    expires_at: int | None = moment_column()
    expiry_reason: str | None = text_column()
    revoked_at: int | None = moment_column()
    revoked_by: str | None = text_column()
    last_used_at: int | None = moment_column()
    last_used_from: str | None = text_column()
    predecessor_id: str | None = text_column()
    successor_id: str | None = text_column()
