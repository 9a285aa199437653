"""What the directory has sent: users, groups and memberships; and the owner's holds."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKeyConstraint, Index, LargeBinary, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from scimconsole.storage.tables.columns import moment_column, text_column


class PageBlock(SQLModel, table=True):
    """How many resources a block holds: the count of all, and the way to the n-th without reading n rows."""

    __tablename__ = "page_block"
    __table_args__ = ({"sqlite_with_rowid": False},)

    org_id: str = text_column(primary_key=True)
    resource_type: str = text_column(primary_key=True)
    block: int = Field(sa_type=BigInteger, primary_key=True, sa_column_kwargs={"autoincrement": False})
    count: int = Field(sa_type=BigInteger)
    joined_at: int = moment_column()


class ScimUser(SQLModel, table=True):
    """A user: the rendered document, the folded one that filters read, and what is indexed.

    `active` is who has access: what SCIM answers, and whoever has a deactivation wait, since `withheld_at`;
    `entra_active` is what Entra said last, `status` the profile's own; `missing`, `refused` are JSON lists,
    null when empty.
    """

    __tablename__ = "scim_user"
    __table_args__ = (
        Index("scim_user_name", "org_id", "user_name_hash", unique=True),
        Index("scim_user_external", "org_id", "external_id_hash"),
        Index("scim_user_page", "org_id", "created_at", "id"),
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

    org_id: str = text_column(primary_key=True)
    id: str = text_column(primary_key=True)
    version: int
    created_at: int = moment_column()
    modified_at: int = moment_column()
    block: int = Field(sa_type=BigInteger)
    user_name: str = text_column()
    user_name_hash: str = text_column()
    user_name_key: str = text_column()
    external_id: str | None = text_column()
    external_id_hash: str | None = text_column()
    display_name_key: str = text_column()
    user_type: str | None = text_column()
    entra_active: bool
    status: str | None = text_column()
    held: bool
    active: bool
    missing: str | None = text_column()
    refused: str | None = text_column()
    withheld_at: int | None = moment_column()
    document: bytes = Field(sa_type=LargeBinary)
    folded: str = Field(sa_column=Column(Text().with_variant(JSONB(), "postgresql"), nullable=False))


class UserWord(SQLModel, table=True):
    """A word of a user's names, userName or e-mail addresses, folded: what search finds by prefix."""

    __tablename__ = "user_word"
    __table_args__ = (
        Index("user_word_user", "org_id", "user_id", "word"),
        {"sqlite_with_rowid": False},
    )

    org_id: str = text_column(primary_key=True)
    word: str = text_column(primary_key=True)
    user_id: str = text_column(primary_key=True)


class Hold(SQLModel, table=True):
    """An owner's hold on a person, found again by externalId or userName when the user is created anew."""

    __tablename__ = "hold"
    __table_args__ = (
        Index("hold_user", "org_id", "user_id"),
        Index("hold_name", "org_id", "user_name_hash"),
        Index("hold_external", "org_id", "external_id_hash"),
        {"sqlite_with_rowid": False},
    )

    org_id: str = text_column(primary_key=True)
    id: str = text_column(primary_key=True)
    user_id: str = text_column()
    user_name_hash: str = text_column()
    external_id_hash: str | None = text_column()
    reason: str | None = text_column()
    created_at: int = moment_column()
    created_by: str = text_column()


class ScimGroup(SQLModel, table=True):
    """A group without its members, which live in `membership` only."""

    __tablename__ = "scim_group"
    __table_args__ = (
        Index("scim_group_name", "org_id", "display_name_hash", unique=True),
        Index("scim_group_external", "org_id", "external_id_hash"),
        Index("scim_group_page", "org_id", "created_at", "id"),
        Index("scim_group_by_name", "org_id", "display_name_key", "id"),
    )

    org_id: str = text_column(primary_key=True)
    id: str = text_column(primary_key=True)
    version: int
    created_at: int = moment_column()
    modified_at: int = moment_column()
    block: int = Field(sa_type=BigInteger)
    display_name: str = text_column()
    display_name_hash: str = text_column()
    display_name_key: str = text_column()
    external_id: str | None = text_column()
    external_id_hash: str | None = text_column()
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

    org_id: str = text_column(primary_key=True)
    group_id: str = text_column(primary_key=True)
    member_id: str = text_column(primary_key=True)
    member_type: str = text_column()
