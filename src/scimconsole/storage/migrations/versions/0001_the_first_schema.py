"""The first schema."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
DOCUMENT = sa.Text().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "audit",
        sa.Column("org_id", TEXT, nullable=False),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("actor", TEXT, nullable=False),
        sa.Column("action", TEXT, nullable=False),
        sa.Column("target_type", TEXT, nullable=False),
        sa.Column("target_id", TEXT, nullable=True),
        sa.Column("detail", TEXT, nullable=True),
        sa.Column("request_id", TEXT, nullable=True),
        sa.PrimaryKeyConstraint("org_id", "id"),
        sqlite_with_rowid=False,
    )
    op.create_index("audit_target", "audit", ["org_id", "target_id", "id"], unique=False)
    op.create_table(
        "change",
        sa.Column("org_id", TEXT, nullable=False),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("type", TEXT, nullable=False),
        sa.Column("user_id", TEXT, nullable=False),
        sa.Column("user_name", TEXT, nullable=False),
        sa.Column("external_id", TEXT, nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("user_type", TEXT, nullable=True),
        sa.PrimaryKeyConstraint("org_id", "id"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "deactivation",
        sa.Column("org_id", TEXT, nullable=False),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("reason", TEXT, nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("created_by", TEXT, nullable=False),
        sa.Column("finished_at", sa.BigInteger(), nullable=True),
        sa.Column("claimed_by", TEXT, nullable=True),
        sa.Column("claimed_until", sa.BigInteger(), nullable=True),
        sa.Column("cancel_requested", sa.Boolean(), nullable=False),
        sa.Column("matched", sa.Integer(), nullable=False),
        sa.Column("unmatched", TEXT, nullable=True),
        sa.PrimaryKeyConstraint("org_id", "id"),
    )
    op.create_index("deactivation_state", "deactivation", ["org_id", "state", "id"], unique=False)
    op.create_table(
        "hold",
        sa.Column("org_id", TEXT, nullable=False),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("user_id", TEXT, nullable=False),
        sa.Column("user_name_hash", TEXT, nullable=False),
        sa.Column("external_id_hash", TEXT, nullable=True),
        sa.Column("reason", TEXT, nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("created_by", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("org_id", "id"),
        sqlite_with_rowid=False,
    )
    op.create_index("hold_external", "hold", ["org_id", "external_id_hash"], unique=False)
    op.create_index("hold_name", "hold", ["org_id", "user_name_hash"], unique=False)
    op.create_index("hold_user", "hold", ["org_id", "user_id"], unique=False)
    op.create_table(
        "idempotent_answer",
        sa.Column("org_id", TEXT, nullable=False),
        sa.Column("key_hash", TEXT, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("request_hash", TEXT, nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("org_id", "key_hash"),
        sqlite_with_rowid=False,
    )
    op.create_index("idempotent_answer_age", "idempotent_answer", ["org_id", "at"], unique=False)
    op.create_table(
        "journal",
        sa.Column("org_id", TEXT, nullable=False),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("token_id", TEXT, nullable=True),
        sa.Column("signed_in", sa.Boolean(), nullable=False),
        sa.Column("refusal", TEXT, nullable=True),
        sa.Column("remote_address", TEXT, nullable=True),
        sa.Column("user_agent", TEXT, nullable=True),
        sa.Column("dialect", TEXT, nullable=True),
        sa.Column("method", TEXT, nullable=False),
        sa.Column("path", TEXT, nullable=False),
        sa.Column("operation", TEXT, nullable=False),
        sa.Column("resource_type", TEXT, nullable=True),
        sa.Column("resource_id", TEXT, nullable=True),
        sa.Column("sought", TEXT, nullable=True),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("duration_us", sa.BigInteger(), nullable=False),
        sa.Column("received", TEXT, nullable=True),
        sa.Column("ignored", TEXT, nullable=True),
        sa.Column("scim_type", TEXT, nullable=True),
        sa.Column("error", TEXT, nullable=True),
        sa.Column("correlation_id", TEXT, nullable=True),
        sa.Column("request_body", sa.LargeBinary(), nullable=True),
        sa.Column("response_body", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("org_id", "id"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "journal_subject",
        sa.Column("org_id", TEXT, nullable=False),
        sa.Column("bucket", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("subject", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("entry_id", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("org_id", "bucket", "subject", "entry_id"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "organization",
        sa.Column("org_id", TEXT, nullable=False),
        sa.Column("slug", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("profile", TEXT, nullable=False),
        sa.Column("plan", TEXT, nullable=False),
        sa.Column("public_url", TEXT, nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("org_id"),
    )
    op.create_table(
        "organization_clock",
        sa.Column("org_id", TEXT, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("org_id"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "organization_member",
        sa.Column("org_id", TEXT, nullable=False),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("email", TEXT, nullable=False),
        sa.Column("email_key", TEXT, nullable=False),
        sa.Column("role", TEXT, nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("org_id", "id"),
    )
    op.create_index("organization_member_email", "organization_member", ["org_id", "email_key"], unique=True)
    op.create_table(
        "page_block",
        sa.Column("org_id", TEXT, nullable=False),
        sa.Column("resource_type", TEXT, nullable=False),
        sa.Column("block", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.Column("joined_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("org_id", "resource_type", "block"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "scim_group",
        sa.Column("org_id", TEXT, nullable=False),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("modified_at", sa.BigInteger(), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("display_name", TEXT, nullable=False),
        sa.Column("display_name_hash", TEXT, nullable=False),
        sa.Column("display_name_key", TEXT, nullable=False),
        sa.Column("external_id", TEXT, nullable=True),
        sa.Column("external_id_hash", TEXT, nullable=True),
        sa.Column("member_count", sa.Integer(), nullable=False),
        sa.Column("document", sa.LargeBinary(), nullable=False),
        sa.Column("folded", DOCUMENT, nullable=False),
        sa.PrimaryKeyConstraint("org_id", "id"),
    )
    op.create_index("scim_group_by_name", "scim_group", ["org_id", "display_name_key", "id"], unique=False)
    op.create_index("scim_group_external", "scim_group", ["org_id", "external_id_hash"], unique=False)
    op.create_index("scim_group_name", "scim_group", ["org_id", "display_name_hash"], unique=True)
    op.create_index("scim_group_page", "scim_group", ["org_id", "created_at", "id"], unique=False)
    op.create_table(
        "scim_token",
        sa.Column("org_id", TEXT, nullable=False),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("pepper_id", TEXT, nullable=False),
        sa.Column("last_four", TEXT, nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("created_by", TEXT, nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=True),
        sa.Column("expiry_reason", TEXT, nullable=True),
        sa.Column("revoked_at", sa.BigInteger(), nullable=True),
        sa.Column("revoked_by", TEXT, nullable=True),
        sa.Column("last_used_at", sa.BigInteger(), nullable=True),
        sa.Column("last_used_from", TEXT, nullable=True),
        sa.Column("predecessor_id", TEXT, nullable=True),
        sa.Column("successor_id", TEXT, nullable=True),
        sa.PrimaryKeyConstraint("org_id", "id"),
    )
    op.create_table(
        "scim_user",
        sa.Column("org_id", TEXT, nullable=False),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("modified_at", sa.BigInteger(), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("user_name", TEXT, nullable=False),
        sa.Column("user_name_hash", TEXT, nullable=False),
        sa.Column("user_name_key", TEXT, nullable=False),
        sa.Column("external_id", TEXT, nullable=True),
        sa.Column("external_id_hash", TEXT, nullable=True),
        sa.Column("display_name_key", TEXT, nullable=False),
        sa.Column("user_type", TEXT, nullable=True),
        sa.Column("entra_active", sa.Boolean(), nullable=False),
        sa.Column("status", TEXT, nullable=True),
        sa.Column("held", sa.Boolean(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("missing", TEXT, nullable=True),
        sa.Column("refused", TEXT, nullable=True),
        sa.Column("document", sa.LargeBinary(), nullable=False),
        sa.Column("folded", DOCUMENT, nullable=False),
        sa.PrimaryKeyConstraint("org_id", "id"),
    )
    op.create_index("scim_user_by_display", "scim_user", ["org_id", "display_name_key", "id"], unique=False)
    op.create_index("scim_user_by_name", "scim_user", ["org_id", "user_name_key", "id"], unique=False)
    op.create_index(
        "scim_user_by_type", "scim_user", ["org_id", "user_type", "user_name_key", "id"], unique=False
    )
    op.create_index("scim_user_external", "scim_user", ["org_id", "external_id_hash"], unique=False)
    op.create_index(
        "scim_user_held",
        "scim_user",
        ["org_id", "user_name_key", "id"],
        unique=False,
        sqlite_where=sa.text("held"),
        postgresql_where=sa.text("held"),
    )
    op.create_index(
        "scim_user_inactive",
        "scim_user",
        ["org_id", "user_name_key", "id"],
        unique=False,
        sqlite_where=sa.text("NOT active"),
        postgresql_where=sa.text("NOT active"),
    )
    op.create_index(
        "scim_user_incomplete",
        "scim_user",
        ["org_id", "user_name_key", "id"],
        unique=False,
        sqlite_where=sa.text("missing IS NOT NULL"),
        postgresql_where=sa.text("missing IS NOT NULL"),
    )
    op.create_index("scim_user_name", "scim_user", ["org_id", "user_name_hash"], unique=True)
    op.create_index("scim_user_page", "scim_user", ["org_id", "created_at", "id"], unique=False)
    op.create_table(
        "user_word",
        sa.Column("org_id", TEXT, nullable=False),
        sa.Column("word", TEXT, nullable=False),
        sa.Column("user_id", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("org_id", "word", "user_id"),
        sqlite_with_rowid=False,
    )
    op.create_index("user_word_user", "user_word", ["org_id", "user_id", "word"], unique=False)
    op.create_table(
        "api_key",
        sa.Column("org_id", TEXT, nullable=False),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("member_id", TEXT, nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("pepper_id", TEXT, nullable=False),
        sa.Column("last_four", TEXT, nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=True),
        sa.Column("revoked_at", sa.BigInteger(), nullable=True),
        sa.Column("last_used_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["org_id", "member_id"],
            ["organization_member.org_id", "organization_member.id"],
        ),
        sa.PrimaryKeyConstraint("org_id", "id"),
        sqlite_with_rowid=False,
    )
    op.create_index("api_key_member", "api_key", ["org_id", "member_id"], unique=False)
    op.create_table(
        "deactivation_target",
        sa.Column("org_id", TEXT, nullable=False),
        sa.Column("deactivation_id", TEXT, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("user_id", TEXT, nullable=False),
        sa.Column("user_name", TEXT, nullable=False),
        sa.Column("outcome", TEXT, nullable=True),
        sa.Column("detail", TEXT, nullable=True),
        sa.ForeignKeyConstraint(
            ["org_id", "deactivation_id"],
            ["deactivation.org_id", "deactivation.id"],
        ),
        sa.PrimaryKeyConstraint("org_id", "deactivation_id", "position"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "membership",
        sa.Column("org_id", TEXT, nullable=False),
        sa.Column("group_id", TEXT, nullable=False),
        sa.Column("member_id", TEXT, nullable=False),
        sa.Column("member_type", TEXT, nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id", "group_id"],
            ["scim_group.org_id", "scim_group.id"],
        ),
        sa.PrimaryKeyConstraint("org_id", "group_id", "member_id"),
        sqlite_with_rowid=False,
    )
    op.create_index("membership_member", "membership", ["org_id", "member_id", "group_id"], unique=False)


def downgrade() -> None:
    op.drop_index("membership_member", table_name="membership")
    op.drop_table("membership")
    op.drop_table("deactivation_target")
    op.drop_index("api_key_member", table_name="api_key")
    op.drop_table("api_key")
    op.drop_index("user_word_user", table_name="user_word")
    op.drop_table("user_word")
    op.drop_index("scim_user_page", table_name="scim_user")
    op.drop_index("scim_user_name", table_name="scim_user")
    op.drop_index(
        "scim_user_incomplete",
        table_name="scim_user",
        sqlite_where=sa.text("missing IS NOT NULL"),
        postgresql_where=sa.text("missing IS NOT NULL"),
    )
    op.drop_index(
        "scim_user_inactive",
        table_name="scim_user",
        sqlite_where=sa.text("NOT active"),
        postgresql_where=sa.text("NOT active"),
    )
    op.drop_index(
        "scim_user_held",
        table_name="scim_user",
        sqlite_where=sa.text("held"),
        postgresql_where=sa.text("held"),
    )
    op.drop_index("scim_user_external", table_name="scim_user")
    op.drop_index("scim_user_by_type", table_name="scim_user")
    op.drop_index("scim_user_by_name", table_name="scim_user")
    op.drop_index("scim_user_by_display", table_name="scim_user")
    op.drop_table("scim_user")
    op.drop_table("scim_token")
    op.drop_index("scim_group_page", table_name="scim_group")
    op.drop_index("scim_group_name", table_name="scim_group")
    op.drop_index("scim_group_external", table_name="scim_group")
    op.drop_index("scim_group_by_name", table_name="scim_group")
    op.drop_table("scim_group")
    op.drop_table("page_block")
    op.drop_index("organization_member_email", table_name="organization_member")
    op.drop_table("organization_member")
    op.drop_table("organization_clock")
    op.drop_table("organization")
    op.drop_table("journal_subject")
    op.drop_table("journal")
    op.drop_index("idempotent_answer_age", table_name="idempotent_answer")
    op.drop_table("idempotent_answer")
    op.drop_index("hold_user", table_name="hold")
    op.drop_index("hold_name", table_name="hold")
    op.drop_index("hold_external", table_name="hold")
    op.drop_table("hold")
    op.drop_index("deactivation_state", table_name="deactivation")
    op.drop_table("deactivation")
    op.drop_table("change")
    op.drop_index("audit_target", table_name="audit")
    op.drop_table("audit")
