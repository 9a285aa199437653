"""Bulk deactivations can be undone, and count their outcomes."""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.add_column("deactivation", sa.Column("undoes", TEXT, nullable=True))
    op.add_column("deactivation", sa.Column("outcomes", TEXT, nullable=True))
    op.add_column("deactivation_target", sa.Column("hold_id", TEXT, nullable=True))
    op.create_index(
        "deactivation_undoes",
        "deactivation",
        ["org_id", "undoes"],
        unique=False,
        sqlite_where=sa.text("undoes IS NOT NULL"),
        postgresql_where=sa.text("undoes IS NOT NULL"),
    )
    _find_the_holds_that_were_placed()
    _count_the_outcomes()
    op.create_index(
        "deactivation_target_outcome",
        "deactivation_target",
        ["org_id", "deactivation_id", "outcome", "position"],
        unique=False,
    )


def _find_the_holds_that_were_placed() -> None:
    """A hold belongs to the deactivation that was at work on the person when it was placed."""
    op.execute(
        """
        UPDATE deactivation_target SET hold_id = (
            SELECT min(hold.id) FROM hold JOIN deactivation ON deactivation.org_id = hold.org_id
            WHERE hold.org_id = deactivation_target.org_id
            AND hold.user_id = deactivation_target.user_id
            AND deactivation.id = deactivation_target.deactivation_id
            AND hold.created_by = deactivation.created_by
            AND hold.created_at >= deactivation.created_at
            AND hold.created_at <= coalesce(deactivation.finished_at, hold.created_at)
        ) WHERE outcome = 'deactivated'
        """
    )


def _count_the_outcomes() -> None:
    connection = op.get_bind()
    counted = connection.execute(
        sa.text(
            "SELECT org_id, deactivation_id, outcome, count(*) FROM deactivation_target "
            "WHERE outcome IS NOT NULL GROUP BY org_id, deactivation_id, outcome"
        )
    )
    outcomes: dict[tuple[str, str], dict[str, int]] = {}
    for org_id, deactivation_id, outcome, count in counted:
        outcomes.setdefault((org_id, deactivation_id), {})[outcome] = count
    for (org_id, deactivation_id), counts in outcomes.items():
        connection.execute(
            sa.text("UPDATE deactivation SET outcomes = :outcomes WHERE org_id = :org AND id = :id"),
            {"outcomes": json.dumps(counts), "org": org_id, "id": deactivation_id},
        )
