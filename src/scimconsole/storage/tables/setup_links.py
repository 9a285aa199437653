"""Set-up links of an organization."""

from __future__ import annotations

from sqlalchemy import BigInteger, LargeBinary
from sqlmodel import Field, SQLModel

from scimconsole.storage.tables.columns import moment_column, text_column


class SetupLink(SQLModel, table=True):
    """A link that shows a new token once; `id` is the public key id inside its code.

    `token_seconds` is how long the token will live; null: as the organization's settings say then.
    """

    __tablename__ = "setup_link"

    org_id: str = text_column(primary_key=True)
    id: str = text_column(primary_key=True)
    name: str = text_column()
    token_name: str = text_column()
    token_seconds: int | None = Field(default=None, sa_type=BigInteger)
    digest: bytes = Field(sa_type=LargeBinary)
    pepper_id: str = text_column()
    created_at: int = moment_column()
    created_by: str = text_column()
    expires_at: int = moment_column()
    revoked_at: int | None = moment_column()
    revoked_by: str | None = text_column()
    used_at: int | None = moment_column()
    used_from: str | None = text_column()
    token_id: str | None = text_column()
