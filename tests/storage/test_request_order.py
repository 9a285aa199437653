"""The order of commits: who follows gets every entry once, however late and under whatever clock."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from scimconsole.domain.ids import ordered_id
from scimconsole.errors import InvalidInput
from scimconsole.storage import journal, request_order
from scimconsole.storage.database import Database
from scimconsole.storage.request_order import Place, kept_behind, place_of, present_place
from scimconsole.storage.session import Session
from scimconsole.storage.statements import Statement
from scimconsole.storage.tables import JournalEntry
from scimconsole.storage.transactions import write
from tests.storage.directory import ORG, empty_organization

COLUMNS: dict[str, Any] = dict.fromkeys(JournalEntry.__table__.columns.keys())  # type: ignore[attr-defined]
HOUR = 3_600_000_000


@pytest.fixture(scope="module")
def session(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    folder: Path = tmp_path_factory.mktemp("pepper")
    database: Database = empty_organization(database_url, folder)
    yield database.session()
    database.close()


def entry(at: int) -> dict[str, Any]:
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
    }


def keep(session: Session, *instants: int) -> list[str]:
    """Commit a batch of requests that came at these instants; answers their ids."""
    entries = [entry(at) for at in instants]
    write(session, ORG, lambda opened: journal.add_batch(opened, entries, {}))
    return [one["id"] for one in entries]


def follow(session: Session, place: Place, limit: int) -> tuple[list[str], Place]:
    """Everything behind a place, read so many at a time."""
    ids: list[str] = []
    while kept := kept_behind(session, ORG, place, limit):
        ids += [row.id for _, row in kept]
        place = kept[-1][0]
    return ids, place


class TestFollowing:
    @pytest.mark.parametrize("limit", [1, 3, 100])
    def test_gets_what_is_committed_late_and_under_clocks_that_jump(
        self, session: Session, limit: int
    ) -> None:
        chance = random.Random(limit)
        place = present_place(session, ORG)
        kept: list[str] = []
        followed: list[str] = []
        for _ in range(25):
            now = time.time_ns() // 1000
            jumps = [
                chance.choice([0, -1, -HOUR, HOUR, -400 * 24 * HOUR]) for _ in range(chance.randint(1, 5))
            ]
            kept += keep(session, *(now + jump + chance.randint(0, 1000) for jump in jumps))
            if chance.random() < 0.5:
                more, place = follow(session, place, limit)
                followed += more
                place = place_of(session, ORG, place.id)
        followed += follow(session, place, limit)[0]
        assert sorted(followed) == sorted(kept)
        assert len(set(followed)) == len(followed)

    def test_goes_on_behind_any_entry_of_a_batch(self, session: Session) -> None:
        ids = sorted(keep(session, *range(HOUR, HOUR + 10_000, 1000)))
        for number, one in enumerate(ids):
            assert follow(session, place_of(session, ORG, one), 4)[0] == ids[number + 1 :]

    def test_begins_at_the_beginning_where_nothing_was_written_yet(self, session: Session) -> None:
        place = present_place(session, "another")
        assert place_of(session, "another", place.id) == place == Place(0)

    def test_begins_with_the_next_one(self, session: Session) -> None:
        place = present_place(session, ORG)
        assert follow(session, place, 10) == ([], place)
        assert place_of(session, ORG, place.id) == place
        ids = keep(session, 5 * HOUR)
        assert follow(session, place, 10)[0] == ids

    def test_behind_an_entry_that_was_pruned_goes_on_from_its_time(self, session: Session) -> None:
        pruned = ordered_id(time.time_ns() // 1000)
        ids = keep(session, time.time_ns() // 1000)
        assert follow(session, place_of(session, ORG, pruned), 10)[0] == ids

    def test_of_another_organization_gets_nothing(self, session: Session) -> None:
        keep(session, HOUR)
        assert kept_behind(session, "another", Place(0), 10) == []

    @pytest.mark.parametrize("text", ["", "g", "yesterday", "00000000-0000-4000-8000-000000000000", "é" * 36])
    def test_behind_nothing_that_has_a_time_is_refused(self, session: Session, text: str) -> None:
        with pytest.raises(InvalidInput):
            place_of(session, ORG, text)


class TestItsStatements:
    @pytest.mark.engines("sqlite")
    def test_read_in_order_from_where_they_begin(self, session: Session) -> None:
        for statement in [one for one in vars(request_order).values() if isinstance(one, Statement)]:
            sql = statement.compiled("sqlite").sql
            plan = session.connection.execute(f"EXPLAIN QUERY PLAN {sql}", [None] * sql.count("?")).fetchall()
            steps = [row[3] for row in plan]
            assert not [step for step in steps if step.startswith("SCAN ") or "TEMP B-TREE" in step], steps
            assert not [step for step in steps if step.endswith("(org_id=?)") and "journal" in step], steps
