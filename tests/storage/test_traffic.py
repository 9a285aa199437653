"""Counts by the minute: added up whoever adds them, and read without the journal."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.pool import NullPool

from scimconsole.domain.ids import ordered_id
from scimconsole.domain.sync.counting import HOUR, MINUTE, Counts
from scimconsole.storage import traffic
from scimconsole.storage.database import Database, parse_database_url
from scimconsole.storage.schema import alembic_config
from scimconsole.storage.session import Session
from scimconsole.storage.traffic import NewCounts
from scimconsole.storage.transactions import write
from tests.storage.directory import ORG, empty_organization

NOON = 1_800_000_000_000_000 // HOUR * HOUR
GUID = "0f2b6a1e-8c7f-4d6e-9d5c-1a2b3c4d5e6f"


@pytest.fixture(scope="module")
def database(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """An organization; each test counts at another time."""
    database = empty_organization(database_url, tmp_path_factory.mktemp("pepper"))
    yield database
    database.close()


def minute(at: int, **kinds: int) -> dict[str, object]:
    counts = Counts(requests=sum(kinds.values()), **kinds)
    identifier = ordered_id(at)
    return {
        "minute": at // MINUTE,
        "first_at": at,
        "last_at": at,
        "last_id": identifier if counts.accepted else None,
        "test_id": identifier if counts.tests else None,
        **counts._asdict(),
    }


def cause(at: int, code: str = "value-not-allowed", requests: int = 1) -> dict[str, object]:
    return {
        "hour": at // HOUR,
        "cause": code,
        "requests": requests,
        "first_at": at,
        "last_at": at,
        "last_request_id": ordered_id(at),
    }


def add(
    session: Session, minutes: list[dict[str, object]], causes: list[dict[str, object]] | None = None
) -> None:
    write(session, ORG, lambda opened: traffic.add(opened, ORG, NewCounts(minutes, causes or [])))


class TestAMinute:
    def test_adds_up_what_each_worker_has_counted(self, database: Database) -> None:
        session, at = database.session(), NOON
        first = minute(at + 10, tests=1, reads=2)
        add(session, [first])
        add(session, [minute(at + 30, creates=1, failures=2), minute(at + MINUTE, reads=1)])
        late = minute(at + 5, refused=4)
        add(session, [late])
        one, two = traffic.minutes(session, ORG, at, at + MINUTE)
        assert one.counts == Counts(10, tests=1, reads=2, creates=1, failures=2, refused=4)
        assert (one.first_at, one.last_at, one.heard_at) == (at + 5, at + 30, at + 30)
        assert one.test_id == first["test_id"]
        assert two.counts == Counts(1, reads=1)

    def test_is_not_known_to_another_organization(self, database: Database) -> None:
        add(database.session(), [minute(NOON + HOUR, reads=1)])
        assert traffic.minutes(database.session(), "somebody-else", NOON, NOON + 2 * HOUR) == []

    def test_tells_whether_there_was_anything_before(self, database: Database) -> None:
        session = database.session()
        add(session, [minute(NOON + 2 * HOUR, reads=1)])
        assert traffic.is_known_before(session, ORG, NOON // MINUTE + 180)
        assert not traffic.is_known_before(session, ORG, NOON // MINUTE)

    def test_reads_the_newest_of_many(self, database: Database) -> None:
        session, many = database.session(), traffic.MOST_MINUTES + 100
        first = NOON + 1000 * HOUR
        add(session, [minute(first + number * MINUTE, reads=1) for number in range(many)])
        read = traffic.minutes(session, ORG, first, first + many * MINUTE)
        assert [one.minute - first // MINUTE for one in read] == list(range(100, many))

    def test_knows_the_contact_that_the_journal_has_lost_by_its_time(self, database: Database) -> None:
        identifier = ordered_id(NOON + 7)
        assert traffic.contact(database.session(), ORG, identifier) == (NOON + 7, None, None, None)


class TestACause:
    def test_adds_up_and_keeps_its_newest_request(self, database: Database) -> None:
        session, at = database.session(), NOON + 500 * HOUR
        newest = cause(at + 9, requests=2)
        add(session, [], [newest])
        add(session, [], [cause(at + 3), cause(at + 4, "user-gone"), cause(at - HOUR)])
        found = {(one.cause, one.last_at // HOUR): one for one in traffic.causes(session, ORG, at - HOUR, at)}
        assert len(found) == 3
        one = found["value-not-allowed", at // HOUR]
        assert (one.requests, one.first_at, one.last_at) == (3, at + 3, at + 9)
        assert one.last_request_id == newest["last_request_id"]
        assert len(traffic.causes(session, ORG, at, at)) == 2


class TestAJournalFromBefore:
    """What was received before counts were kept is counted when they come."""

    @pytest.fixture
    def connection(
        self, engine_name: str, request: pytest.FixtureRequest, tmp_path: Path
    ) -> Iterator[Connection]:
        if engine_name == "sqlite":
            url = f"sqlite:///{tmp_path / 'before.db'}"
        else:
            url = request.getfixturevalue("postgres").new_database()
        engine = create_engine(parse_database_url(url).url, poolclass=NullPool)
        with engine.begin() as connection:
            command.upgrade(alembic_config(connection), "0004")
            yield connection
        if engine_name != "sqlite":
            request.getfixturevalue("postgres").drop_database(url)

    def insert(self, connection: Connection, at: int, operation: str, status: int, **more: object) -> str:
        values = {
            "org_id": "o",
            "id": ordered_id(at),
            "at": at,
            "signed_in": True,
            "method": "GET",
            "path": "/Users",
            "operation": operation,
            "status": status,
            "duration_us": 1,
            **more,
        }
        names = ", ".join(values)
        slots = ", ".join(f":{name}" for name in values)
        connection.execute(text(f"INSERT INTO journal ({names}) VALUES ({slots})"), values)
        return str(values["id"])

    def test_is_counted_by_what_it_says(self, connection: Connection) -> None:
        probe = {"sought": GUID, "path": f'/Users?filter=userName+eq+"{GUID}"'}
        test_id = self.insert(connection, NOON + 1, "find user", 200, **probe)
        matched = {"sought": GUID, "path": f'/Users?filter=externalId+eq+"{GUID}"'}
        self.insert(connection, NOON + 2, "find user", 200, **matched)
        self.insert(connection, NOON + 3, "create user", 201)
        self.insert(connection, NOON + 4, "create user", 409)
        last_id = self.insert(connection, NOON + 5, "read user", 404)
        self.insert(connection, NOON + 6, "sign in", 401, signed_in=False, refusal="expired")
        self.insert(connection, NOON + MINUTE, "update user", 200)
        command.upgrade(alembic_config(connection), "head")
        rows = connection.execute(text("SELECT * FROM traffic_minute ORDER BY minute")).mappings().all()
        assert [row["minute"] for row in rows] == [NOON // MINUTE, NOON // MINUTE + 1]
        first = Counts._make(rows[0][name] for name in Counts._fields)
        assert first == Counts(6, tests=1, reads=2, creates=1, failures=1, refused=1)
        assert (rows[0]["first_at"], rows[0]["last_at"]) == (NOON + 1, NOON + 6)
        assert (rows[0]["last_id"], rows[0]["test_id"]) == (last_id, test_id)
        assert rows[1]["updates"] == 1
