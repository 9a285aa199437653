"""The journal, searched: a page reads a bounded stretch, and pages together find everything once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from scimconsole.domain.ids import ordered_id
from scimconsole.storage import journal, request_search, request_subjects
from scimconsole.storage.database import Database
from scimconsole.storage.request_search import RequestQuery, search
from scimconsole.storage.requests import AFTER_EVERY_ID, RequestRow
from scimconsole.storage.session import Session
from scimconsole.storage.statements import Statement
from scimconsole.storage.tables import JournalEntry
from scimconsole.storage.transactions import write
from tests.storage.directory import ORG, empty_organization

COLUMNS: dict[str, Any] = dict.fromkeys(JournalEntry.__table__.columns.keys())  # type: ignore[attr-defined]
START = 1_800_000_000_000_000
ENTRIES = 120


@pytest.fixture(scope="module")
def session(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """A journal of 120 entries, a second apart: every tenth is refused, every third is about Ann."""
    folder: Path = tmp_path_factory.mktemp("pepper")
    database: Database = empty_organization(database_url, folder)
    session = database.session()
    entries = [entry(number) for number in range(ENTRIES)]
    write(session, ORG, lambda opened: journal.add_batch(opened, entries, {}))
    yield session
    database.close()


def entry(number: int) -> dict[str, Any]:
    at = START + number * 1_000_000
    refused = number % 10 == 0
    return COLUMNS | {
        "org_id": ORG,
        "id": ordered_id(at),
        "at": at,
        "signed_in": True,
        "method": "POST",
        "path": "/Users",
        "operation": "create user" if number % 2 else "update user",
        "status": 400 if refused else 201,
        "scim_type": "invalidValue" if refused else None,
        "token_id": "old" if number < 50 else "new",
        "duration_us": number,
        "correlation_id": f"cycle-{number // 10}",
        "dialect": "entra" if number % 4 else None,
        "error": 'The value "X" of "userType" is not allowed' if number % 20 == 0 else None,
        "sought": "Ann@x.example" if number % 3 == 0 else f"p{number}@x.example",
    }


def every_page(session: Session, query: RequestQuery, limit: int) -> list[list[RequestRow]]:
    pages: list[list[RequestRow]] = []
    before: str | None = AFTER_EVERY_ID
    while before is not None:
        found = search(session, ORG, query, before, limit)
        pages.append(found.rows)
        before = found.onward
    return pages


def numbers(pages: list[list[RequestRow]]) -> list[int]:
    return [row.duration_us for page in pages for row in page]


class TestASearch:
    @pytest.mark.parametrize(
        ("query", "meant"),
        [
            (RequestQuery(lowest=400), lambda n: n % 10 == 0),
            (RequestQuery(lowest=200, highest=299), lambda n: n % 10),
            (RequestQuery(operation="create user"), lambda n: n % 2),
            (RequestQuery(scim_type="invalidValue", token_id="new"), lambda n: n % 10 == 0 and n >= 50),
            (RequestQuery(since=START + 100_000_000), lambda n: n >= 100),
            (RequestQuery(until=START + 7_000_000), lambda n: n < 7),
            (RequestQuery(user="ANN@x.example"), lambda n: n % 3 == 0),
            (RequestQuery(user="ann@x.example", lowest=400), lambda n: n % 30 == 0),
            (RequestQuery(user="ann@x.example", since=START + 90_000_000), lambda n: n % 3 == 0 and n >= 90),
            (RequestQuery(user="nobody"), lambda n: False),
            (RequestQuery(correlation_id="cycle-3"), lambda n: 30 <= n < 40),
            (RequestQuery(dialect="entra", operation="update user"), lambda n: n % 4 == 2),
            (RequestQuery(cause="value-refused"), lambda n: n % 20 == 0),
            (RequestQuery(cause="value-refused", user="ann@x.example"), lambda n: n % 60 == 0),
            (RequestQuery(cause="value-refused", lowest=500), lambda n: False),
            (RequestQuery(operation="dance"), lambda n: False),
        ],
    )
    @pytest.mark.parametrize(("stretch", "limit"), [(10_000, 7), (9, 4), (1, 50)])
    def test_finds_everything_once_and_newest_first(
        self,
        session: Session,
        monkeypatch: pytest.MonkeyPatch,
        query: RequestQuery,
        meant: Any,
        stretch: int,
        limit: int,
    ) -> None:
        monkeypatch.setattr(request_search, "STRETCH", stretch)
        monkeypatch.setattr(request_search, "STRETCH_ABOUT", stretch)
        expected = [number for number in reversed(range(ENTRIES)) if meant(number)]
        pages = every_page(session, query, limit)
        assert numbers(pages) == expected
        assert all(len(page) <= limit for page in pages)

    def test_that_finds_nothing_goes_on_where_the_stretch_ended(
        self, session: Session, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(request_search, "STRETCH", 50)
        first = search(session, ORG, RequestQuery(operation="dance"), AFTER_EVERY_ID, 10)
        assert first.rows == []
        assert first.onward is not None
        assert search(session, ORG, RequestQuery(), first.onward, 1).rows[0].duration_us == ENTRIES - 51

    def test_of_another_organization_finds_nothing(self, session: Session) -> None:
        assert search(session, "another", RequestQuery(lowest=0), AFTER_EVERY_ID, 10).rows == []
        assert search(session, "another", RequestQuery(user="ann@x.example"), AFTER_EVERY_ID, 10).rows == []


class TestItsStatements:
    @pytest.mark.engines("sqlite")
    def test_reach_what_they_read_by_its_key(self, session: Session) -> None:
        subjects = [one for one in vars(request_subjects).values() if isinstance(one, Statement)]
        searches = [one for one in vars(request_search).values() if isinstance(one, Statement)]
        for statement in [*subjects, *searches]:
            sql = statement.compiled("sqlite").sql
            values = [None] * sql.count("?")
            plan = session.connection.execute(f"EXPLAIN QUERY PLAN {sql}", values).fetchall()
            steps = [row[3] for row in plan if "stretch" not in row[3]]
            assert not [step for step in steps if step.startswith("SCAN ") or "TEMP B-TREE" in step], steps
            assert not [step for step in steps if step.endswith("(org_id=?)")], steps
