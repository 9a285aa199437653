"""Bulk deactivations."""

from __future__ import annotations

from sqlalchemy import ForeignKeyConstraint, Index, text
from sqlmodel import Field, SQLModel

from scimconsole.storage.tables.columns import moment_column, text_column


class Deactivation(SQLModel, table=True):
    """A bulk deactivation, worked in chunks by whichever worker has claimed it; or the undo of one.

    `outcomes` counts by outcome whom it has worked, as JSON, so that whoever watches reads one row.
    """

    __tablename__ = "deactivation"
    __table_args__ = (
        Index("deactivation_state", "org_id", "state", "id"),
        Index(
            "deactivation_undoes",
            "org_id",
            "undoes",
            sqlite_where=text("undoes IS NOT NULL"),
            postgresql_where=text("undoes IS NOT NULL"),
        ),
    )

    org_id: str = text_column(primary_key=True)
    id: str = text_column(primary_key=True)
    state: str = text_column()
    reason: str | None = text_column()
    created_at: int = moment_column()
    created_by: str = text_column()
    finished_at: int | None = moment_column()
    claimed_by: str | None = text_column()
    claimed_until: int | None = moment_column()
    cancel_requested: bool
    matched: int
    unmatched: str | None = text_column()
    undoes: str | None = text_column()
    outcomes: str | None = text_column()


class DeactivationTarget(SQLModel, table=True):
    """One person of a bulk deactivation and what became of it; `outcome` is null until it was worked.

    `hold_id` is the hold that was placed; in an undo the one to be lifted.
    """

    __tablename__ = "deactivation_target"
    __table_args__ = (
        ForeignKeyConstraint(["org_id", "deactivation_id"], ["deactivation.org_id", "deactivation.id"]),
        Index("deactivation_target_outcome", "org_id", "deactivation_id", "outcome", "position"),
        {"sqlite_with_rowid": False},
    )

    org_id: str = text_column(primary_key=True)
    deactivation_id: str = text_column(primary_key=True)
    position: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    user_id: str = text_column()
    user_name: str = text_column()
    outcome: str | None = text_column()
    detail: str | None = text_column()
    hold_id: str | None = text_column()
