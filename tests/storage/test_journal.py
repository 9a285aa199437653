"""The journal: written with the change it tells of, or in batches; found by id and by name."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from scimconsole.domain.ids import new_id, ordered_id
from scimconsole.service import journal as journal_module
from scimconsole.service.journal import LARGEST_BATCH, LONGEST_WAIT_S, MOST_KEPT, Journal
from scimconsole.storage import journal, requests
from scimconsole.storage.database import Database
from scimconsole.storage.errors import DatabaseUnavailable
from scimconsole.storage.journal import TokenUse
from scimconsole.storage.journal_buckets import FULL, HOUR
from scimconsole.storage.session import Session
from scimconsole.storage.tables import JournalEntry
from scimconsole.storage.transactions import write
from tests.storage.directory import ORG, empty_organization

COLUMNS: dict[str, Any] = dict.fromkeys(JournalEntry.__table__.columns.keys())  # type: ignore[attr-defined]


@pytest.fixture(scope="module")
def database(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """An organization with an empty journal; the tests tell their entries apart by whom they sought."""
    folder: Path = tmp_path_factory.mktemp("pepper")
    database = empty_organization(database_url, folder)
    yield database
    database.close()


def entry(sought: str | None = None, resource_id: str | None = None, at: int | None = None) -> dict[str, Any]:
    at = time.time_ns() // 1000 if at is None else at
    return COLUMNS | {
        "org_id": ORG,
        "id": ordered_id(at),
        "at": at,
        "signed_in": True,
        "method": "GET",
        "path": "/Users",
        "operation": "find user",
        "status": 200,
        "duration_us": 1,
        "sought": sought,
        "resource_id": resource_id,
    }


def about(session: Session, subject: str, limit: int = 100) -> list[str]:
    return journal.entries_about(session, ORG, subject, requests.AFTER_EVERY_ID, limit)


def at_hour(monkeypatch: pytest.MonkeyPatch, hours: int) -> int:
    """Let transactions happen so many hours from now; answers the instant in microseconds."""
    now = time.time_ns() + hours * HOUR * 1000
    monkeypatch.setattr(time, "time_ns", lambda: now)
    return now // 1000


class TestEntriesAboutSomebody:
    def test_are_found_by_id_and_by_name_in_any_case(self, database: Database) -> None:
        session, person = database.session(), new_id()
        entries = [entry("Ann@x.example", person), entry("ann@X.example"), entry(None, person), entry("bob")]
        for one in entries:
            write(session, ORG, lambda opened, one=one: journal.add(opened, one))  # type: ignore[misc]
        assert about(session, "ANN@x.example") == [entries[1]["id"], entries[0]["id"]]
        assert about(session, person) == [entries[2]["id"], entries[0]["id"]]
        assert about(session, "nobody") == []

    def test_are_found_across_hours_and_large_batches(
        self, database: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        session, name = database.session(), new_id()
        expected: list[str] = []
        for hours in range(1, 5):
            at = at_hour(monkeypatch, hours)
            one, many = entry(name, at=at), [entry(name, at=at + 1 + n) for n in range(3)]
            filler = [entry(f"other-{n}", at=at + 10 + n) for n in range(FULL if hours % 2 else 5)]
            write(session, ORG, lambda opened, one=one: journal.add(opened, one))  # type: ignore[misc]
            write(
                session,
                ORG,
                lambda opened, rows=[*filler, *many]: journal.add_batch(opened, rows, {}),  # type: ignore[misc]
            )
            expected = [*(row["id"] for row in reversed(many)), one["id"], *expected]
        assert about(session, name) == expected
        assert about(session, name, limit=5) == expected[:5]
        page = journal.entries_about(session, ORG, name, expected[4], 3)
        assert page == expected[5:8]

    def test_of_another_organization_are_not(self, database: Database) -> None:
        session, name = database.session(), new_id()
        write(session, ORG, lambda opened: journal.add(opened, entry(name)))
        assert journal.entries_about(session, "another", name, requests.AFTER_EVERY_ID, 10) == []


class TestAnEntryOfAWrite:
    def test_lasts_only_with_its_change(self, database: Database) -> None:
        session, name = database.session(), new_id()

        def body(opened: Session) -> None:
            journal.add(opened, entry(name))
            raise ValueError("the change failed")

        with pytest.raises(ValueError, match="the change failed"):
            write(session, ORG, body)
        assert about(session, name) == []


class TestEntriesOfReads:
    async def test_are_there_within_a_second(self, database: Database) -> None:
        collected, name = Journal(database), new_id()
        collected.start()
        collected.add(entry(name))
        began = time.monotonic()
        while not about(database.session(), name):
            assert time.monotonic() - began < LONGEST_WAIT_S + 2
            await asyncio.sleep(0.02)
        await collected.stop()

    async def test_wait_as_long_as_the_journal_is_told_to(self, database: Database) -> None:
        name = new_id()
        collected = Journal(database, longest_wait_s=60)
        collected.start()
        collected.add(entry(name))
        await asyncio.sleep(LONGEST_WAIT_S * 1.2)
        assert about(database.session(), name) == []
        await collected.stop()
        assert len(about(database.session(), name)) == 1

    async def test_are_there_at_once_when_there_are_many(self, database: Database) -> None:
        collected, name = Journal(database), new_id()
        collected.start()
        await asyncio.sleep(0)
        for _ in range(LARGEST_BATCH):
            collected.add(entry(name))
        began = time.monotonic()
        while len(about(database.session(), name, 1000)) < LARGEST_BATCH:
            assert time.monotonic() - began < LONGEST_WAIT_S + 2
            await asyncio.sleep(0.02)
        await collected.stop()

    async def test_are_written_at_the_end(self, database: Database) -> None:
        collected, name = Journal(database), new_id()
        collected.start()
        collected.add(entry(name))
        await collected.stop()
        assert len(about(database.session(), name)) == 1

    async def test_are_written_when_the_end_comes_in_the_middle(
        self, database: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        collected, name, whole = Journal(database), new_id(), journal_module._write
        writing = threading.Event()

        def slow(*arguments: Any) -> None:
            writing.set()
            time.sleep(0.05)
            whole(*arguments)

        monkeypatch.setattr(journal_module, "_write", slow)
        collected.start()
        for _ in range(LARGEST_BATCH):
            collected.add(entry(name))
        while not writing.is_set():
            await asyncio.sleep(0.005)
        await collected.stop()
        assert len(about(database.session(), name, 1000)) == LARGEST_BATCH

    async def test_wait_while_the_database_does_not_answer(
        self, database: Database, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        collected, name = Journal(database), new_id()

        def away(*arguments: object) -> None:
            raise DatabaseUnavailable("away")

        monkeypatch.setattr(journal_module, "_write", away)
        collected.add(entry(name))
        await collected.flush()
        collected.add(entry(name))
        monkeypatch.undo()
        await collected.flush()
        assert len(about(database.session(), name)) == 2

        monkeypatch.setattr(journal_module, "_write", away)
        for _ in range(MOST_KEPT + 7):
            collected.add(COLUMNS | {"org_id": ORG})
        await collected.flush()
        assert "7 journal entries of reads are lost" in caplog.text

    async def test_of_one_organization_do_not_fail_with_anothers(
        self, database: Database, caplog: pytest.LogCaptureFixture
    ) -> None:
        collected, name = Journal(database), new_id()
        collected.add(entry() | {"org_id": "an organization that was deleted"})
        collected.add(entry(name))
        await collected.flush()
        assert len(about(database.session(), name)) == 1
        await collected.flush()


class TestTheUseOfATokenIsNoted:
    def test_at_its_latest(self, database: Database) -> None:
        session = database.session()
        session.script(
            "INSERT INTO scim_token (org_id, id, name, digest, pepper_id, last_four, created_at, created_by) "
            f"VALUES ('{ORG}', 'token', 'T', 'x', 'p', 'abcd', 0, 'service')"
        )
        for at in (5, 9, 7):
            used = {(ORG, "token"): TokenUse(at, f"10.0.0.{at}")}
            write(session, ORG, lambda opened, used=used: journal.add_batch(opened, [], used))  # type: ignore[misc]
        assert session.script(
            "SELECT last_used_at, last_used_from FROM scim_token WHERE id = 'token'"
        ).fetchone() == (9, "10.0.0.9")
