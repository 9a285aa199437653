"""A journal from before its entries had a place in the order of commits."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from alembic import command
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.pool import NullPool

from scimconsole.storage.database import parse_database_url
from scimconsole.storage.schema import alembic_config


@pytest.fixture
def connection(database_url: str) -> Iterator[Connection]:
    """A database at the schema before."""
    engine = create_engine(parse_database_url(database_url).url, poolclass=NullPool)
    with engine.begin() as connection:
        command.upgrade(alembic_config(connection), "0004")
        yield connection


class TestAnEntryFromBefore:
    def test_stands_where_it_came(self, connection: Connection) -> None:
        for number in range(3):
            values = {
                "org_id": "o", "id": f"r{number}", "at": 1000 + number, "signed_in": True, "method": "GET",
                "path": "/Users", "operation": "find user", "status": 200, "duration_us": 1,
            }  # fmt: skip
            names, slots = ", ".join(values), ", ".join(f":{name}" for name in values)
            connection.execute(text(f"INSERT INTO journal ({names}) VALUES ({slots})"), values)
        command.upgrade(alembic_config(connection), "head")
        rows = connection.execute(text("SELECT id, kept_at FROM journal ORDER BY kept_at")).fetchall()
        assert [tuple(row) for row in rows] == [("r0", 1000), ("r1", 1001), ("r2", 1002)]
