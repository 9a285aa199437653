"""What the set-up guide reads: a bounded number of rows at either end, whatever there is between."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from scimconsole.domain.ids import ordered_id
from scimconsole.storage import guide, journal
from scimconsole.storage.database import Database
from scimconsole.storage.session import Session
from scimconsole.storage.statements import Statement
from scimconsole.storage.tables import JournalEntry
from scimconsole.storage.transactions import write
from tests.storage.directory import ORG, empty_organization

COLUMNS: dict[str, Any] = dict.fromkeys(JournalEntry.__table__.columns.keys())  # type: ignore[attr-defined]
START = 1_800_000_000_000_000
END = guide.AT_EITHER_END


@pytest.fixture(scope="module")
def session(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    folder: Path = tmp_path_factory.mktemp("pepper")
    database: Database = empty_organization(database_url, folder)
    yield database.session()
    database.close()


def journal_of(session: Session, first: int, beyond: int) -> None:
    """Add requests, a second apart, numbered by their duration."""
    entries = [
        COLUMNS
        | {
            "org_id": ORG,
            "id": ordered_id(START + number * 1_000_000),
            "at": START + number * 1_000_000,
            "signed_in": True,
            "method": "GET",
            "path": "/Users",
            "operation": "find user",
            "status": 200,
            "duration_us": 1,
            "received": json.dumps(["userName"]),
            "sought": f"p{number}",
        }
        for number in range(first, beyond)
    ]
    write(session, ORG, lambda opened: journal.add_batch(opened, entries, {}))


class TestTheJournal:
    def test_is_read_whole_while_it_is_short_and_then_at_both_ends(self, session: Session) -> None:
        assert guide.sample_requests(session, ORG) == ([], True)

        journal_of(session, 0, END + 200)
        found, is_whole = guide.sample_requests(session, ORG)
        assert [one.sought for one in found] == [f"p{number}" for number in range(END + 200)]
        assert is_whole

        journal_of(session, END + 200, 2 * END + 500)
        found, is_whole = guide.sample_requests(session, ORG)
        ends = [*range(END), *range(END + 500, 2 * END + 500)]
        assert [one.sought for one in found] == [f"p{number}" for number in ends]
        assert not is_whole

    def test_of_another_organization_is_not_read(self, session: Session) -> None:
        assert guide.sample_requests(session, "another") == ([], True)
        assert guide.newest_people(session, "another") == []
        assert guide.first_disable(session, "another") is None


class TestItsStatements:
    @pytest.mark.engines("sqlite")
    def test_reach_what_they_read_by_an_index_and_sort_nothing(self, session: Session) -> None:
        statements = [one for one in vars(guide).values() if isinstance(one, Statement)]
        assert len(statements) == 9
        for statement in statements:
            sql = statement.compiled("sqlite").sql
            plan = session.connection.execute(f"EXPLAIN QUERY PLAN {sql}", [None] * sql.count("?")).fetchall()
            # What is scanned is the subquery, whose rows are limited.
            steps = [row[3] for row in plan if not row[3].startswith("SCAN anon")]
            assert not [step for step in steps if step.startswith("SCAN ") or "TEMP B-TREE" in step], steps
            assert "LIMIT" in sql
