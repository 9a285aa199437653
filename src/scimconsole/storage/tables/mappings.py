"""Versions of an organization's attribute mapping."""

from __future__ import annotations

from sqlalchemy import LargeBinary
from sqlmodel import Field, SQLModel

from scimconsole.storage.tables.columns import moment_column, text_column


class MappingVersion(SQLModel, table=True):
    """A synchronization schema as it was saved: compressed JSON, and the digest that tells two apart."""

    __tablename__ = "mapping_version"

    org_id: str = text_column(primary_key=True)
    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    created_at: int = moment_column()
    created_by: str = text_column()
    note: str | None = text_column()
    digest: str = text_column()
    size: int
    document: bytes = Field(sa_type=LargeBinary)
