"""Where the subjects of entries are filed: small buckets while an hour lasts, few large ones afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from scimconsole.domain.ids import ordered_id
from scimconsole.storage import journal, journal_buckets, requests
from scimconsole.storage.database import Database
from scimconsole.storage.journal_buckets import FULL, HOUR, MERGED_TOGETHER, bucket_of, merge, to_merge
from scimconsole.storage.session import Session
from scimconsole.storage.statements import Statement
from scimconsole.storage.tables import JournalEntry
from scimconsole.storage.transactions import write
from tests.storage.directory import ORG, empty_organization

COLUMNS: dict[str, Any] = dict.fromkeys(JournalEntry.__table__.columns.keys())  # type: ignore[attr-defined]
START = 1_700_000_000_000_000 // HOUR * HOUR
SECOND = 1_000_000


@pytest.fixture(scope="module")
def database(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """An organization; each test takes a day of its own."""
    folder: Path = tmp_path_factory.mktemp("pepper")
    database = empty_organization(database_url, folder)
    yield database
    database.close()


def entry(at: int, sought: str) -> dict[str, Any]:
    return COLUMNS | {
        "org_id": ORG,
        "id": ordered_id(at),
        "at": at,
        "signed_in": True,
        "method": "POST",
        "path": "/Users",
        "operation": "create user",
        "status": 201,
        "duration_us": 1,
        "sought": sought,
    }


def keep(session: Session, at: int, sought: str) -> str:
    one = entry(at, sought)
    write(session, ORG, lambda opened: journal.add(opened, one))
    identifier: str = one["id"]
    return identifier


def buckets(session: Session, first: int) -> list[int]:
    found = session.script(f"SELECT DISTINCT bucket FROM journal_subject WHERE bucket >= {first}").fetchall()
    return sorted(row[0] for row in found if row[0] < first + 24 * HOUR)


def about(session: Session, subject: str) -> list[str]:
    return journal.entries_about(session, ORG, subject, requests.AFTER_EVERY_ID, 1000)


class TestABucket:
    def test_holds_few_entries_of_one_hour(self) -> None:
        filled = [bucket_of("few", START + number) for number in range(2 * FULL)]
        assert len(set(filled)) == 2
        last = bucket_of("few", START + HOUR - 1)
        assert last // HOUR == START // HOUR
        assert bucket_of("few", START + HOUR) // HOUR == START // HOUR + 1
        assert bucket_of("few", START - 1) // HOUR == START // HOUR - 1

    def test_is_another_for_every_organization(self) -> None:
        assert bucket_of("one", START + 100) != bucket_of("two", START + 10 * SECOND)

    def test_is_named_for_an_instant_of_its_entries_hour(self) -> None:
        for at in (START, START + 15, START + HOUR - 1):
            assert START <= bucket_of(f"at {at}", at) < START + HOUR


class TestSmallBuckets:
    def test_become_few_without_losing_anybody(self, database: Database) -> None:
        session, first = database.session(), START + 24 * HOUR
        kept: dict[str, list[str]] = {f"u{number}": [] for number in range(7)}
        for number in range(FULL * 20):
            name = f"u{number % 7}"
            kept[name].append(keep(session, first + number * SECOND, name))
        small = buckets(session, first)
        assert len(small) >= 20
        for group in to_merge(session, ORG, first, first + 24 * HOUR):
            assert 2 <= len(group) <= MERGED_TOGETHER
            assert write(session, ORG, partial(merge, org_id=ORG, buckets=group))
        assert len(buckets(session, first)) <= 3
        assert {name: about(session, name) for name in kept} == {
            name: ids[::-1] for name, ids in kept.items()
        }
        assert to_merge(session, ORG, first, first + 24 * HOUR) == []

    def test_of_different_hours_stay_apart(self, database: Database) -> None:
        session, first = database.session(), START + 72 * HOUR
        for number in range(6):
            keep(session, first + number * HOUR, "alone")
        assert to_merge(session, ORG, first, first + 24 * HOUR) == []

    def test_wait_for_others_while_their_hour_lasts(self, database: Database) -> None:
        session, first = database.session(), START + 120 * HOUR
        for number in range(FULL * 3):
            keep(session, first + number * SECOND, "busy")
        before = first + FULL * 3 * SECOND
        assert to_merge(session, ORG, first, before) == []
        (group,) = to_merge(session, ORG, first, first + HOUR)
        assert len(group) == 3

    def test_take_what_comes_late(self, database: Database) -> None:
        session, first = database.session(), START + 168 * HOUR
        ids = [keep(session, first + number * SECOND, "late") for number in range(FULL * 2)]
        for group in to_merge(session, ORG, first, first + 24 * HOUR):
            write(session, ORG, partial(merge, org_id=ORG, buckets=group))
        ids.append(keep(session, first + HOUR - 1, "late"))
        assert about(session, "late") == ids[::-1]


class TestItsStatements:
    @pytest.mark.engines("sqlite")
    def test_reach_what_they_read_by_its_key(self, database: Database) -> None:
        for statement in vars(journal_buckets).values():
            if isinstance(statement, Statement):
                sql = statement.compiled("sqlite").sql.replace("?", "1")
                plan = database.session().script(f"EXPLAIN QUERY PLAN {sql}").fetchall()
                steps = [row[3] for row in plan if "journal_subject" in row[3]]
                assert steps
                assert not [step for step in steps if step.startswith("SCAN") or step.endswith("(org_id=?)")]
