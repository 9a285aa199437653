"""The journal cut at its old end: what goes, what stays of it, and what a clock that jumped cannot do."""

from __future__ import annotations

import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert

from scimconsole.domain.ids import least_ordered_id, ordered_id
from scimconsole.storage import journal, journal_digest, pruning, requests
from scimconsole.storage.database import Database
from scimconsole.storage.journal_buckets import FULL, HOUR
from scimconsole.storage.journal_digest import Digest, digest_of
from scimconsole.storage.pruning import MINUTE, Bounds
from scimconsole.storage.session import Session
from scimconsole.storage.statements import Statement
from scimconsole.storage.tables import JournalEntry, TrafficMinute
from scimconsole.storage.transactions import write
from tests.storage.directory import ORG, empty_organization

COLUMNS: dict[str, Any] = dict.fromkeys(JournalEntry.__table__.columns.keys())  # type: ignore[attr-defined]
DAY = 24 * HOUR
ADD_MINUTE = Statement(insert(TrafficMinute.__table__))  # type: ignore[attr-defined]
START = time.time_ns() // 1000 // HOUR * HOUR - 100 * DAY


@pytest.fixture
def database(engine_name: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """An organization with an empty journal."""
    if engine_name == "sqlite":
        url = f"sqlite:///{tmp_path / 'own.db'}"
    else:
        url = request.getfixturevalue("postgres").new_database()
    database = empty_organization(url, tmp_path)
    yield database
    database.close()


@pytest.fixture
def session(database: Database) -> Session:
    """A session on the empty journal."""
    return database.session()


def entry(at: int, sought: str | None = "ann", **given: Any) -> dict[str, Any]:
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
        **given,
    }


def keep(session: Session, *entries: dict[str, Any]) -> None:
    write(session, ORG, lambda opened: journal.add_batch(opened, list(entries), {}))


def count(session: Session, table: str) -> int:
    found: int = session.script(f"SELECT count(*) FROM {table}").fetchone()[0]
    return found


def prune(session: Session, before: int, limit: int = 7) -> list[int]:
    """Every chunk until nothing is left to do; how many entries went with each."""
    sizes: list[int] = []
    given: Any = {"org_id": ORG, "bounds": Bounds(before, 0, 0, 0), "limit": limit}
    while size := write(session, ORG, partial(pruning.prune_entries, **given)):
        sizes.append(size)
    while write(session, ORG, partial(pruning.prune_subjects, **given)):
        pass
    return sizes


class TestEntriesThatAreTooOld:
    def test_go_with_what_they_were_filed_under_a_few_at_a_time(self, session: Session) -> None:
        for hour in range(3):
            minutes = range(60 * hour, 60 * hour + 60)
            keep(session, *(entry(START + n * MINUTE, f"u{n}", resource_id=f"i{n}") for n in minutes))
        assert prune(session, START + 2 * HOUR) == [7] * 17 + [1]
        assert count(session, "journal") == 60
        assert count(session, "journal_subject") == 2 * 60
        about = partial(journal.entries_about, before=requests.AFTER_EVERY_ID, limit=10)
        assert about(session, ORG, "u3") == []
        assert len(about(session, ORG, "u120")) == 1

    def test_of_a_large_batch_go_with_it_when_its_hour_is_over(self, session: Session) -> None:
        keep(session, *(entry(START + n) for n in range(FULL)))
        prune(session, START + HOUR - 1)
        assert count(session, "journal") == 0
        assert count(session, "journal_subject") == FULL
        prune(session, START + HOUR)
        assert count(session, "journal_subject") == 0

    def test_leave_the_instant_until_which_all_is_gone(self, session: Session) -> None:
        assert pruning.pruned_until(session, ORG) is None
        keep(session, entry(START), entry(START + 5), entry(START + DAY))
        prune(session, START + HOUR)
        assert pruning.pruned_until(session, ORG) == START + 6
        # Retention was made longer meanwhile: what is gone is gone.
        prune(session, START - DAY)
        assert pruning.pruned_until(session, ORG) == START + 6

    def test_of_another_organization_stay(self, session: Session) -> None:
        keep(session, entry(START))
        assert pruning.organizations(session) == [ORG]
        assert digest_of(session, "another", ["ann"]) == []
        assert pruning.pruned_until(session, "another") is None


class TestWhatStays:
    def test_is_how_many_came_when_and_how_the_last_one_ended(self, session: Session) -> None:
        keep(
            session,
            entry(START, "Ann@x.example", resource_id="id-1"),
            entry(START + 9, "ann@X.example", operation="disable user", status=400, error="no"),
            entry(START + 20, "bob"),
            entry(START + DAY, "ann@x.example"),
        )
        prune(session, START + HOUR, limit=1)
        ann = Digest("ann@X.example", START, START + 9, 2, "disable user", 400, "no")
        own = Digest("id-1", START, START, 1, "create user", 201, None)
        assert digest_of(session, ORG, ["ANN@x.example", "id-1", "nobody"]) == [ann, own]
        prune(session, START + 2 * DAY)
        (ann,) = digest_of(session, ORG, ["ann@x.example"])
        assert (ann.first_at, ann.last_at, ann.entries, ann.status) == (START, START + DAY, 3, 201)

    def test_goes_itself_in_the_end(self, session: Session) -> None:
        now = time.time_ns() // 1000
        long_ago = now - journal_digest.KEPT_US - DAY
        keep(session, *(entry(long_ago + n, f"old{n}") for n in range(20)), entry(START, "young"))
        prune(session, START + HOUR)
        assert count(session, "journal_digest") == 21
        bounds = Bounds(0, 0, 0, now - journal_digest.KEPT_US)
        assert pruning.is_due(session, ORG, bounds)
        while write(session, ORG, partial(pruning.prune_besides, org_id=ORG, bounds=bounds, limit=7)):
            pass
        assert not pruning.is_due(session, ORG, bounds)
        assert count(session, "journal_digest") == 1
        assert len(digest_of(session, ORG, ["young"])) == 1


class TestClocksThatJumped:
    def test_leave_entries_of_the_future_and_take_those_of_the_past(self, session: Session) -> None:
        future, past = START + 5000 * DAY, 12345
        keep(session, entry(past, "past"), entry(START, "old"), entry(START + 2 * DAY), entry(future))
        prune(session, START + DAY)
        assert count(session, "journal") == 2
        assert count(session, "journal_subject") == 2
        assert pruning.pruned_until(session, ORG) == START + 1

    def test_do_not_hide_what_came_after_they_were_set_right(
        self, session: Session, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The organization's own clock never goes back; entries are filed by their own time."""
        ahead = time.time_ns() + 5000 * DAY * 1000
        with monkeypatch.context() as patched:
            patched.setattr(time, "time_ns", lambda: ahead)
            keep(session, entry(START + 5000 * DAY))
        keep(session, entry(START), entry(START + 1))
        prune(session, START + DAY)
        assert count(session, "journal") == count(session, "journal_subject") == 1


class TestMoreEntriesThanAreKept:
    def minutes(self, session: Session, *counts: int) -> None:
        columns: dict[str, Any] = dict.fromkeys(TrafficMinute.__table__.columns.keys(), 0)  # type: ignore[attr-defined]
        first = START // MINUTE
        rows = [
            columns | {"org_id": ORG, "minute": first + number, "requests": requests_of}
            for number, requests_of in enumerate(counts)
        ]
        write(session, ORG, lambda opened: opened.execute_many(ADD_MINUTE, rows))

    @pytest.mark.parametrize("read_at_once", [10_000, 1])
    def test_begin_at_the_minute_that_is_one_too_many(
        self, session: Session, monkeypatch: pytest.MonkeyPatch, read_at_once: int
    ) -> None:
        monkeypatch.setattr(pruning, "_MINUTES_READ", read_at_once)
        self.minutes(session, 5, 5, 5, 5)
        since = partial(pruning.instant_of_surplus, session, ORG)
        assert since(20) == 0
        assert since(19) == START + MINUTE
        assert since(10) == START + 2 * MINUTE
        assert since(4) == START + 4 * MINUTE

    def test_are_counted_in_what_is_kept_of_old_minutes(self, session: Session) -> None:
        self.minutes(session, *[1] * 30)
        bounds = Bounds(0, START + 20 * MINUTE, 0, 0)
        for size in (7, 7, 6):
            assert pruning.is_due(session, ORG, bounds)
            went = write(session, ORG, partial(pruning.prune_besides, org_id=ORG, bounds=bounds, limit=7))
            assert went == size
        assert not pruning.is_due(session, ORG, bounds)
        assert count(session, "traffic_minute") == 10


class TestItsStatements:
    @pytest.mark.engines("sqlite")
    def test_reach_what_they_read_by_its_key(self, session: Session) -> None:
        for module in (pruning, journal_digest):
            for value in vars(module).values():
                for statement in value.values() if isinstance(value, dict) else [value]:
                    if not isinstance(statement, Statement):
                        continue
                    sql = statement.compiled("sqlite").sql
                    plan = session.script(f"EXPLAIN QUERY PLAN {sql.replace('?', '1')}").fetchall()
                    steps = [row[3] for row in plan]
                    wide = [step for step in steps if "SCAN" in step or "TEMP B-TREE" in step]
                    assert wide == [], sql

    def test_name_an_instant_that_sorts_before_its_entries(self) -> None:
        assert least_ordered_id(START) < ordered_id(START) < least_ordered_id(START + 1)
