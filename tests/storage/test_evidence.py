"""What is read when somebody asks why: everything about the person, and never more than a bounded part."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from scimconsole.domain.ids import ordered_id
from scimconsole.storage import evidence_trail, journal
from scimconsole.storage.database import Database
from scimconsole.storage.evidence import NEWEST_READ, REQUESTS_READ, gather
from scimconsole.storage.evidence_trail import follow
from scimconsole.storage.session import Session
from scimconsole.storage.statements import Statement
from scimconsole.storage.tables import JournalEntry
from scimconsole.storage.transactions import write
from tests.storage.directory import ORG, empty_organization

COLUMNS: dict[str, Any] = dict.fromkeys(
    name
    for name in JournalEntry.__table__.columns.keys()  # type: ignore[attr-defined]  # noqa: SIM118
    if name != "kept_at"
)
START = 1_700_000_000_000_000
MINUTE = 60_000_000
BUSY = "busy@x.example"
ENTRIES = 6_000


@pytest.fixture(scope="module")
def session(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """Six thousand entries, a minute apart, in batches of all sizes: every other one sought the same name."""
    folder: Path = tmp_path_factory.mktemp("pepper")
    database: Database = empty_organization(database_url, folder)
    session, chance = database.session(), random.Random(20261122)
    entries = [entry(number) for number in range(ENTRIES)]
    while entries:
        size = chance.choice((1, 7, 99, 100, 125, 300))
        batch, entries = entries[:size], entries[size:]
        write(session, ORG, lambda opened, batch=batch: journal.add_batch(opened, batch, {}))  # type: ignore[misc]
    yield session
    database.close()


def entry(number: int) -> dict[str, Any]:
    at = START + number * MINUTE
    return COLUMNS | {
        "org_id": ORG,
        "id": ordered_id(at),
        "at": at,
        "signed_in": True,
        "method": "GET",
        "path": "/Users",
        "operation": "find user",
        "resource_type": "User",
        "status": 200,
        "duration_us": number,
        "sought": BUSY.title() if number % 2 else f"p{number % 40}@x.example",
        "resource_id": f"id-{number % 11}" if number % 3 == 0 else None,
    }


def meant(*names: str) -> list[int]:
    """The numbers of all entries about one of the names, newest first."""
    return [
        number
        for number in reversed(range(ENTRIES))
        if {(entry(number)["sought"] or "").lower(), entry(number)["resource_id"]} & set(names)
    ]


@pytest.fixture
def statements(monkeypatch: pytest.MonkeyPatch) -> list[Statement]:
    """Every statement that is run."""
    run: list[Statement] = []
    real = Session._run

    def counted(session: Session, statement: Statement, values: dict[str, Any]) -> Any:
        run.append(statement)
        return real(session, statement, values)

    monkeypatch.setattr(Session, "_run", counted)
    return run


class TestTheTrail:
    """The newest requests about somebody under all their names."""

    @pytest.mark.parametrize(
        "names",
        [
            ("p4@x.example",),
            ("id-3",),
            ("p4@x.example", "id-3", "id-0"),
            ("p4@x.example", "nobody", BUSY),
            tuple(f"p{number}@x.example" for number in range(0, 24, 2)),
            ("nobody",),
        ],
    )
    @pytest.mark.parametrize("limit", [1, 10, 200, 5_000])
    def test_is_what_a_walk_through_everything_finds(
        self, session: Session, names: tuple[str, ...], limit: int
    ) -> None:
        trail = follow(session, ORG, names, limit)
        expected = meant(*names)
        assert [row.duration_us for row in trail.rows] == expected[:limit]
        assert trail.is_whole == (len(expected) < limit)
        assert trail.oldest_at == (START + expected[-1] * MINUTE if expected else None)

    def test_of_another_organization_is_empty(self, session: Session) -> None:
        assert follow(session, "another", [BUSY], 10).rows == ()

    def test_of_nobody_is_empty(self, session: Session) -> None:
        assert follow(session, ORG, [], 10).rows == ()

    def test_reads_few_buckets_of_a_busy_hour(
        self, session: Session, monkeypatch: pytest.MonkeyPatch, statements: list[Statement]
    ) -> None:
        monkeypatch.setattr(evidence_trail, "_MOST_BUCKETS", 3)
        trail = follow(session, ORG, [BUSY], 5_000)
        assert not trail.is_whole
        assert [row.duration_us for row in trail.rows] == meant(BUSY)[: len(trail.rows)]
        assert sum(one is evidence_trail._IN_BUCKET for one in statements) == 3

    def test_is_looked_up_in_the_index_for_every_name(self, session: Session) -> None:
        names = {f"wanted_{place}": place for place in range(3)}
        compiled = evidence_trail._HOLDING[3].compiled(session.dialect)
        values = compiled.bind({**compiled.constants, **names, "org": ORG})
        explain = "EXPLAIN QUERY PLAN " if session.dialect == "sqlite" else "EXPLAIN "
        if session.dialect == "postgresql":
            session.script("ANALYZE journal_subject")
        plan = session.connection.execute(explain + compiled.sql, values).fetchall()
        told = "\n".join(str(row[-1]) for row in plan)
        assert "SCAN journal_subject" not in told, told
        assert "Seq Scan on journal_subject" not in told, told


class TestWhatIsGathered:
    """All reads are bounded, however often somebody was sought."""

    @pytest.mark.parametrize("person", [BUSY, "p4@x.example", "nobody@x.example", "id-3"])
    def test_takes_a_bounded_number_of_statements(
        self, session: Session, statements: list[Statement], person: str
    ) -> None:
        evidence = gather(session, ORG, person)
        assert len(evidence.trail.rows) <= REQUESTS_READ
        assert len(evidence.newest) == NEWEST_READ
        buckets = sum(one is evidence_trail._IN_BUCKET for one in statements)
        assert buckets <= REQUESTS_READ + 10, "a bucket that is read holds an entry at least"
        assert len(statements) - buckets < 40

    def test_says_that_there_is_more(self, session: Session) -> None:
        evidence = gather(session, ORG, BUSY)
        assert len(evidence.trail.rows) == REQUESTS_READ
        assert not evidence.trail.is_whole
        assert evidence.trail.oldest_at == START + MINUTE

    @pytest.mark.campaign
    @pytest.mark.engines("sqlite")
    def test_takes_at_most_50_ms_of_a_million_entries(
        self, session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        database = empty_organization(f"sqlite:///{tmp_path / 'million.db'}", tmp_path)
        million = database.session()
        for start in range(0, 1_000_000, 125):
            # As if each batch had come by itself, in hours of its own.
            batch = [entry(number) for number in range(start, start + 125)]
            write(million, ORG, lambda opened, batch=batch: journal.add_batch(opened, batch, {}))  # type: ignore[misc]
        for person in (BUSY, "p4@x.example", "nobody@x.example"):
            gather(million, ORG, person)
            began = time.process_time()
            gather(million, ORG, person)
            assert time.process_time() - began < 0.050, person
        database.close()
