"""How Alembic runs here: on the connection `schema.py` hands over, in one transaction where possible."""

from __future__ import annotations

from alembic import context
from sqlmodel import SQLModel

from scimconsole.storage import tables as tables

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
