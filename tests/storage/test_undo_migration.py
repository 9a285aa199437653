"""Deactivations from before undoing was known: afterwards they can be undone like any."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from alembic import command
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.pool import NullPool

from scimconsole.storage.database import parse_database_url
from scimconsole.storage.schema import alembic_config

START, END = 1_000, 2_000
HOLDS = {
    "placed": ("jane", "member:1", 1_500),
    "earlier": ("omar", "member:1", 500),
    "of-somebody-else": ("zoe", "member:2", 1_500),
    "later": ("li", "member:1", 2_500),
}
"""Hold to user, who placed it and when."""


@pytest.fixture
def connection(database_url: str) -> Iterator[Connection]:
    """A database at the schema before."""
    engine = create_engine(parse_database_url(database_url).url, poolclass=NullPool)
    with engine.begin() as connection:
        command.upgrade(alembic_config(connection), "0001")
        yield connection


def insert(connection: Connection, table: str, **values: object) -> None:
    names = ", ".join(values)
    slots = ", ".join(f":{name}" for name in values)
    connection.execute(text(f"INSERT INTO {table} ({names}) VALUES ({slots})"), values)


class TestADeactivationFromBefore:
    def test_knows_its_holds_and_its_counts_afterwards(self, connection: Connection) -> None:
        insert(
            connection,
            "deactivation",
            org_id="o",
            id="d",
            state="done",
            created_at=START,
            created_by="member:1",
            finished_at=END,
            cancel_requested=False,
            matched=5,
        )
        for hold_id, (user_id, by, at) in HOLDS.items():
            insert(
                connection,
                "hold",
                org_id="o",
                id=hold_id,
                user_id=user_id,
                user_name_hash=user_id,
                created_at=at,
                created_by=by,
            )
        outcomes = {
            "jane": "deactivated",
            "omar": "already",
            "zoe": "deactivated",
            "li": "deactivated",
            "x": "failed",
        }
        for position, (user_id, outcome) in enumerate(outcomes.items()):
            insert(
                connection,
                "deactivation_target",
                org_id="o",
                deactivation_id="d",
                position=position,
                user_id=user_id,
                user_name=user_id,
                outcome=outcome,
            )
        command.upgrade(alembic_config(connection), "head")
        rows = connection.execute(text("SELECT user_id, hold_id FROM deactivation_target"))
        assert {row.user_id: row.hold_id for row in rows} == {
            "jane": "placed",
            "omar": None,
            "zoe": None,
            "li": None,
            "x": None,
        }
        (counts,) = connection.execute(text("SELECT outcomes FROM deactivation")).one()
        assert json.loads(counts) == {"deactivated": 3, "already": 1, "failed": 1}
