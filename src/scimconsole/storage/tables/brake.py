"""An organization's settings, and the brake on many deactivations at once."""

from __future__ import annotations

from sqlalchemy import BigInteger, ForeignKeyConstraint, Index, text
from sqlmodel import Field, SQLModel

from scimconsole.storage.tables.columns import moment_column, text_column


class OrganizationSettings(SQLModel, table=True):
    """What an owner has set; an organization without a row has every default."""

    __tablename__ = "organization_settings"
    __table_args__ = ({"sqlite_with_rowid": False},)

    org_id: str = text_column(primary_key=True)
    version: int
    brake: str = text_column()
    retention_days: int
    retention_entries: int = Field(sa_type=BigInteger)
    token_days: int
    updated_at: int = moment_column()
    updated_by: str = text_column()


class DisableMinute(SQLModel, table=True):
    """How many people lost access by SCIM in one minute (minutes since the epoch)."""

    __tablename__ = "disable_minute"
    __table_args__ = ({"sqlite_with_rowid": False},)

    org_id: str = text_column(primary_key=True)
    minute: int = Field(sa_type=BigInteger, primary_key=True, sa_column_kwargs={"autoincrement": False})
    people: int = Field(sa_type=BigInteger)


class BrakeAlert(SQLModel, table=True):
    """More deactivations within an hour than is usual; open until an owner closes it.

    `withheld` counts the deactivations that wait under it, and after it was closed those still to be worked.
    """

    __tablename__ = "brake_alert"
    __table_args__ = (
        Index(
            "brake_alert_open",
            "org_id",
            unique=True,
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
        Index(
            "brake_alert_unfinished",
            "org_id",
            "id",
            sqlite_where=text("withheld > 0"),
            postgresql_where=text("withheld > 0"),
        ),
        {"sqlite_with_rowid": False},
    )

    org_id: str = text_column(primary_key=True)
    id: str = text_column(primary_key=True)
    mode: str = text_column()
    began_at: int = moment_column()
    last_at: int = moment_column()
    people: int = Field(sa_type=BigInteger)
    threshold: int = Field(sa_type=BigInteger)
    withheld: int = Field(sa_type=BigInteger)
    closed_at: int | None = moment_column()
    closed_by: str | None = text_column()
    outcome: str | None = text_column()


class WithheldDisable(SQLModel, table=True):
    """A deactivation by SCIM that waits for an owner's word; `status` is the profile's, as it was before."""

    __tablename__ = "withheld_disable"
    __table_args__ = (
        ForeignKeyConstraint(["org_id", "alert_id"], ["brake_alert.org_id", "brake_alert.id"]),
        Index("withheld_disable_alert", "org_id", "alert_id", "at", "user_id"),
        {"sqlite_with_rowid": False},
    )

    org_id: str = text_column(primary_key=True)
    user_id: str = text_column(primary_key=True)
    alert_id: str = text_column()
    at: int = moment_column()
    request_id: str | None = text_column()
    token_id: str | None = text_column()
    status: str | None = text_column()
