"""The state of provisioning: counts of what came, retention of the journal, settings, the brake."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    _journal()
    _keeping()
    _traffic()
    _brake()
    op.add_column("setup_link", sa.Column("token_seconds", sa.BigInteger(), nullable=True))


def _journal() -> None:
    kept_at = sa.Column("kept_at", sa.BigInteger(), nullable=False, server_default=sa.text("0"))
    op.add_column("journal", kept_at)
    op.execute("UPDATE journal SET kept_at = at")
    op.create_index("journal_kept", "journal", ["org_id", "kept_at", "id"])


def _keeping() -> None:
    op.create_table(
        "journal_pruning",
        sa.Column("org_id", TEXT, nullable=False),
        sa.Column("pruned_until", sa.BigInteger(), nullable=False),
        sa.Column("entries", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("org_id"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "journal_digest",
        sa.Column("org_id", TEXT, nullable=False),
        sa.Column("subject", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("first_at", sa.BigInteger(), nullable=False),
        sa.Column("last_at", sa.BigInteger(), nullable=False),
        sa.Column("entries", sa.BigInteger(), nullable=False),
        sa.Column("operation", TEXT, nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("error", TEXT, nullable=True),
        sa.PrimaryKeyConstraint("org_id", "subject"),
        sqlite_with_rowid=False,
    )
    op.create_index("journal_digest_age", "journal_digest", ["org_id", "last_at"])


def _traffic() -> None:
    counts = ("requests", "tests", "reads", "creates", "updates", "disables", "enables", "deletes",
              "group_writes", "failures", "refused")  # fmt: skip
    op.create_table(
        "traffic_minute",
        sa.Column("org_id", TEXT, nullable=False),
        sa.Column("minute", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("first_at", sa.BigInteger(), nullable=False),
        sa.Column("last_at", sa.BigInteger(), nullable=False),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in counts),
        sa.Column("last_id", TEXT, nullable=True),
        sa.Column("test_id", TEXT, nullable=True),
        sa.PrimaryKeyConstraint("org_id", "minute"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "traffic_cause",
        sa.Column("org_id", TEXT, nullable=False),
        sa.Column("hour", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("cause", TEXT, nullable=False),
        sa.Column("requests", sa.BigInteger(), nullable=False),
        sa.Column("first_at", sa.BigInteger(), nullable=False),
        sa.Column("last_at", sa.BigInteger(), nullable=False),
        sa.Column("last_request_id", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("org_id", "hour", "cause"),
        sqlite_with_rowid=False,
    )
    _count_what_came()


def _count_what_came() -> None:
    """The minutes of the requests that the journal still has; causes are counted from now on."""
    is_test = """operation = 'find user' AND status = 200 AND length(sought) = 36
        AND sought LIKE '________-____-____-____-____________' AND lower(path) LIKE '%username%'"""
    # A read of what is not there is a question, and no failure.
    is_question = "status = 404 AND operation IN ('read user', 'read group')"
    kinds = {
        "refused": "NOT signed_in",
        "failures": f"status >= 400 AND NOT ({is_question})",
        "tests": is_test,
        "creates": "status < 400 AND operation = 'create user'",
        "updates": "status < 400 AND operation IN ('update user', 'replace user')",
        "disables": "status < 400 AND operation = 'disable user'",
        "enables": "status < 400 AND operation = 'enable user'",
        "deletes": "status < 400 AND operation = 'delete user'",
        "group_writes": "status < 400 AND operation IN "
        "('create group', 'update group', 'replace group', 'delete group')",
    }
    kind = " ".join(f"WHEN {condition} THEN '{name}'" for name, condition in kinds.items())
    names = [*kinds, "reads"]
    sums = ", ".join(f"sum(CASE WHEN kind = '{name}' THEN 1 ELSE 0 END)" for name in names)
    op.execute(
        f"""
        INSERT INTO traffic_minute
            (org_id, minute, first_at, last_at, requests, last_id, test_id, {", ".join(names)})
        SELECT org_id, minute, min(at), max(at), count(*),
            max(CASE WHEN signed_in THEN id END), max(CASE WHEN kind = 'tests' THEN id END), {sums}
        FROM (
            SELECT org_id, id, at, at / 60000000 AS minute, signed_in,
                CASE {kind} ELSE 'reads' END AS kind
            FROM journal
        ) AS entry
        GROUP BY org_id, minute
        """
    )


def _brake() -> None:
    op.create_table(
        "organization_settings",
        sa.Column("org_id", TEXT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("brake", TEXT, nullable=False),
        sa.Column("retention_days", sa.Integer(), nullable=False),
        sa.Column("retention_entries", sa.BigInteger(), nullable=False),
        sa.Column("token_days", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_by", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("org_id"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "disable_minute",
        sa.Column("org_id", TEXT, nullable=False),
        sa.Column("minute", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("people", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("org_id", "minute"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "brake_alert",
        sa.Column("org_id", TEXT, nullable=False),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("mode", TEXT, nullable=False),
        sa.Column("began_at", sa.BigInteger(), nullable=False),
        sa.Column("last_at", sa.BigInteger(), nullable=False),
        sa.Column("people", sa.BigInteger(), nullable=False),
        sa.Column("threshold", sa.BigInteger(), nullable=False),
        sa.Column("withheld", sa.BigInteger(), nullable=False),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.Column("closed_by", TEXT, nullable=True),
        sa.Column("outcome", TEXT, nullable=True),
        sa.PrimaryKeyConstraint("org_id", "id"),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "brake_alert_open",
        "brake_alert",
        ["org_id"],
        unique=True,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_index(
        "brake_alert_unfinished",
        "brake_alert",
        ["org_id", "id"],
        sqlite_where=sa.text("withheld > 0"),
        postgresql_where=sa.text("withheld > 0"),
    )
    op.create_table(
        "withheld_disable",
        sa.Column("org_id", TEXT, nullable=False),
        sa.Column("user_id", TEXT, nullable=False),
        sa.Column("alert_id", TEXT, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("request_id", TEXT, nullable=True),
        sa.Column("token_id", TEXT, nullable=True),
        sa.Column("status", TEXT, nullable=True),
        sa.ForeignKeyConstraint(["org_id", "alert_id"], ["brake_alert.org_id", "brake_alert.id"]),
        sa.PrimaryKeyConstraint("org_id", "user_id"),
        sqlite_with_rowid=False,
    )
    op.create_index("withheld_disable_alert", "withheld_disable", ["org_id", "alert_id", "at", "user_id"])
    op.add_column("scim_user", sa.Column("withheld_at", sa.BigInteger(), nullable=True))
