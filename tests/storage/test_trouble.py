"""Trouble with the database: nothing is half done, whoever asked is told, and it passes by itself."""

from __future__ import annotations

import asyncio
import random
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from scimconsole.storage import database as database_module
from scimconsole.storage import transactions
from scimconsole.storage.database import Database
from scimconsole.storage.errors import DatabaseUnavailable
from scimconsole.storage.session import Session
from scimconsole.storage.transactions import write
from tests.postgres import LocalPostgres
from tests.storage.directory import ORG, add_user, empty_organization


@pytest.fixture
def database(engine_name: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """An organization with nobody in it, in a database of the test's own."""
    if engine_name == "sqlite":
        url = f"sqlite:///{tmp_path / 'trouble.db'}"
    else:
        server: LocalPostgres = request.getfixturevalue("postgres")
        url = server.new_database()
    database = empty_organization(url, tmp_path)
    yield database
    database.close()


def count(session: Session, table: str) -> int:
    found: int = session.script(f"SELECT count(*) FROM {table} WHERE org_id = '{ORG}'").fetchone()[0]
    return found


def assert_whole(session: Session) -> int:
    """Check that users, their count, audit entries and changes agree; answers how many users there are."""
    people = count(session, "scim_user")
    counted = session.script("SELECT coalesce(sum(count), 0) FROM page_block").fetchone()[0]
    created = session.script("SELECT count(*) FROM audit WHERE action = 'user.created'").fetchone()[0]
    told = session.script("SELECT count(*) FROM change WHERE type = 'user.created'").fetchone()[0]
    assert people == counted == created == told
    return people


def file_of(database: Database) -> Path:
    file = database.address.file
    assert file is not None
    return file


@pytest.mark.engines("sqlite")
class TestAFullDisk:
    """`max_page_count` stands for it: SQLite answers both with the same error."""

    def limit(self, session: Session, pages_more: int) -> None:
        used = session.script("PRAGMA page_count").fetchone()[0]
        session.script(f"PRAGMA max_page_count = {used + pages_more}")

    def test_refuses_a_write_and_keeps_nothing_of_it(self, database: Database) -> None:
        session, chance = database.session(), random.Random(1)
        self.limit(session, 8)
        stored = add_until_full(session, chance)
        assert stored > 0
        assert stored == assert_whole(session)
        self.limit(session, 10_000)
        add_user(session, chance, 1000)
        assert assert_whole(session) == stored + 1

    async def test_fails_of_many_writes_together_those_that_were_not_stored(self, database: Database) -> None:
        chance = random.Random(1)
        await database.write(lambda session: self.limit(session, 100))

        async def add(number: int) -> bool:
            try:
                await database.write(lambda session: add_user(session, chance, number))
            except DatabaseUnavailable:
                return False
            return True

        answered: list[bool] = []
        for start in range(0, 200, 10):
            answered += await asyncio.gather(*(add(number) for number in range(start, start + 10)))
        assert True in answered
        assert False in answered
        assert assert_whole(database.session()) == answered.count(True)
        await database.write(lambda session: self.limit(session, 10_000))
        assert await add(1000)


def add_until_full(session: Session, chance: random.Random) -> int:
    """Add people until one is refused; answers how many were not."""
    for number in range(500):
        try:
            add_user(session, chance, number)
        except DatabaseUnavailable:
            return number
    raise AssertionError("the disk was never full")


@pytest.mark.engines("sqlite")
class TestALockedFile:
    def test_is_waited_for(self, database: Database) -> None:
        with closing(sqlite3.connect(file_of(database), check_same_thread=False)) as other:
            other.execute("BEGIN IMMEDIATE")
            timer = threading.Timer(0.5, other.rollback)
            timer.start()
            add_user(database.session(), random.Random(1), 1)
            timer.join()
        assert assert_whole(database.session()) == 1

    def test_is_not_waited_for_forever(
        self, database: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        monkeypatch.setattr(transactions, "LONGEST_WAIT_S", 0.3)
        monkeypatch.setattr(database_module, "BUSY_TIMEOUT_S", 0.1)
        impatient = database_module.open_database(f"sqlite:///{file_of(database)}")
        with closing(sqlite3.connect(file_of(database))) as other:
            other.execute("BEGIN IMMEDIATE")
            began = time.monotonic()
            with pytest.raises(DatabaseUnavailable, match="busy"):
                add_user(impatient.session(), random.Random(1), 1)
            assert time.monotonic() - began < 5
            assert impatient.run(assert_whole) == 0
        add_user(impatient.session(), random.Random(1), 1)
        impatient.close()


@pytest.mark.engines("sqlite")
class TestWritesTogether:
    """Writes that wait for each other share a commit."""

    async def test_are_undone_one_by_one(self, database: Database) -> None:
        chance = random.Random(1)

        def fail(session: Session) -> None:
            def body(opened: Session) -> None:
                opened.script("DELETE FROM scim_user")
                raise ValueError("on purpose")

            write(session, ORG, body)

        async def guarded(number: int) -> str:
            try:
                if number % 3 == 0:
                    await database.write(fail)
                else:
                    await database.write(lambda session: add_user(session, chance, number))
            except ValueError as error:
                return str(error)
            return "stored"

        answers = await asyncio.gather(*(guarded(number) for number in range(30)))
        assert answers == ["on purpose" if number % 3 == 0 else "stored" for number in range(30)]
        assert assert_whole(database.session()) == 20

    async def test_are_known_only_when_they_last(self, database: Database) -> None:
        """Nobody learns of a write that another connection cannot see."""
        chance = random.Random(1)
        seen: list[int] = []

        async def add(number: int) -> None:
            await database.write(lambda session: add_user(session, chance, number))
            with closing(sqlite3.connect(file_of(database))) as other:
                seen.append(other.execute("SELECT count(*) FROM scim_user").fetchone()[0])

        await asyncio.gather(*(add(number) for number in range(20)))
        assert all(many > position for position, many in enumerate(seen))

    async def test_fail_together_when_the_commit_fails(
        self, database: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        chance = random.Random(1)
        whole = Session.script

        def script(session: Session, sql: str) -> Any:
            if sql == "COMMIT":
                raise sqlite3.OperationalError("disk I/O error")
            return whole(session, sql)

        monkeypatch.setattr(Session, "script", script)
        writes = [database.write(lambda session: add_user(session, chance, 0)) for _ in range(5)]
        answers = await asyncio.gather(*writes, return_exceptions=True)
        assert all(isinstance(answer, DatabaseUnavailable) for answer in answers)
        monkeypatch.undo()
        assert assert_whole(database.session()) == 0
        await database.write(lambda session: add_user(session, chance, 9))
        assert assert_whole(database.session()) == 1


class TestATransaction:
    def test_moves_the_clock_of_its_organization_on(self, database: Database) -> None:
        session = database.session()
        instants = [write(session, ORG, lambda opened: opened.now) for _ in range(50)]
        assert instants == sorted(set(instants))
        assert session.now == 0

    def test_of_nobody_is_refused(self, database: Database) -> None:
        with pytest.raises(KeyError):
            write(database.session(), "nobody", lambda opened: None)

    @pytest.mark.engines("postgresql")
    def test_that_meets_another_one_is_tried_again(self, database: Database) -> None:
        session, attempts = database.session(), []

        def body(opened: Session) -> str:
            attempts.append(opened.now)
            if len(attempts) < 3:
                opened.script(
                    "DO $$ BEGIN RAISE EXCEPTION 'meet' USING ERRCODE = "
                    f"'{'40001' if len(attempts) == 1 else '40P01'}'; END $$"
                )
            return "done"

        assert write(session, ORG, body) == "done"
        assert len(attempts) == 3
