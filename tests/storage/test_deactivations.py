"""Bulk deactivations: one worker at a time, and none is lost when a worker dies."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from scimconsole.domain.ids import new_id
from scimconsole.domain.organization import org_id_of
from scimconsole.domain.scim.profile import load_profile
from scimconsole.service.pepper import load_or_create_pepper
from scimconsole.storage import deactivations, organizations, schema
from scimconsole.storage.database import open_database
from scimconsole.storage.deactivations import CLAIM_US, Person
from scimconsole.storage.session import Session
from scimconsole.storage.transactions import write

ORG = org_id_of("acme")


@pytest.fixture(scope="module")
def session(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    database = open_database(database_url)
    schema.prepare(database)
    pepper: Path = tmp_path_factory.mktemp("pepper") / "pepper"
    session = database.session()
    organizations.add_organization(
        session,
        slug="acme",
        name="Acme",
        profile=load_profile("generic"),
        plan="any",
        owner_email="owner@acme.example",
        public_url=None,
        digest=load_or_create_pepper(pepper).digest,
    )
    yield session
    database.close()


def queue(session: Session, count: int) -> tuple[str, int]:
    """A deactivation of so many people; its id and the instant it was queued at."""
    people = [Person(new_id(), f"user{number}", False) for number in range(count)]

    def add(session: Session) -> tuple[str, int]:
        row = deactivations.add_deactivation(
            session, ORG, people=people, unmatched=["x"], reason=None, dry_run=False, by="service"
        )
        return row.id, session.now

    return write(session, ORG, add)


def claim(session: Session, deactivation_id: str, worker: str) -> bool:
    return write(session, ORG, lambda opened: deactivations.claim(opened, ORG, deactivation_id, worker))


def end(session: Session, deactivation_id: str, *, cancelled: bool = False) -> None:
    write(
        session, ORG, lambda opened: deactivations.finish(opened, ORG, deactivation_id, cancelled=cancelled)
    )


class TestAClaim:
    def test_keeps_other_workers_away_and_can_be_renewed(self, session: Session) -> None:
        deactivation_id, at = queue(session, 3)
        assert deactivation_id in deactivations.waiting(session, ORG, at)
        assert claim(session, deactivation_id, "first")
        assert not claim(session, deactivation_id, "second")
        assert claim(session, deactivation_id, "first")
        assert deactivation_id not in deactivations.waiting(session, ORG, at)
        assert deactivations.find_deactivation(session, ORG, deactivation_id).state == "running"
        end(session, deactivation_id)

    def test_runs_out_when_its_worker_dies(self, session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
        deactivation_id, at = queue(session, 3)
        monkeypatch.setattr(deactivations, "CLAIM_US", -1)
        assert claim(session, deactivation_id, "dead")
        monkeypatch.undo()
        assert deactivation_id in deactivations.waiting(session, ORG, at + CLAIM_US)
        assert claim(session, deactivation_id, "heir")
        end(session, deactivation_id)

    def test_ends_with_the_work(self, session: Session) -> None:
        deactivation_id, at = queue(session, 1)
        end(session, deactivation_id)
        assert not claim(session, deactivation_id, "late")
        assert deactivation_id not in deactivations.waiting(session, ORG, at + 2 * CLAIM_US)


class TestTheWork:
    def test_goes_on_where_it_was_left(self, session: Session) -> None:
        deactivation_id, _ = queue(session, 5)

        def work(session: Session) -> None:
            for target in deactivations.undone(session, ORG, deactivation_id, -1, 2):
                deactivations.settle(
                    session, ORG, deactivation_id, target.position, "failed", f"at {target.position}"
                )

        write(session, ORG, work)
        left = deactivations.undone(session, ORG, deactivation_id, -1, 10)
        assert [target.position for target in left] == [2, 3, 4]
        write(
            session,
            ORG,
            lambda opened: deactivations.settle(opened, ORG, deactivation_id, 4, "deactivated", None),
        )
        assert deactivations.count_outcomes(session, ORG, deactivation_id) == {
            "failed": 2, "deactivated": 1, None: 2
        }  # fmt: skip
        results = deactivations.list_results(session, ORG, deactivation_id)
        assert [(row.position, row.outcome, row.detail) for row in results] == [
            (0, "failed", "at 0"),
            (1, "failed", "at 1"),
            (4, "deactivated", None),
        ]
        end(session, deactivation_id, cancelled=True)
        assert deactivations.count_outcomes(session, ORG, deactivation_id)["cancelled"] == 2
        row = deactivations.find_deactivation(session, ORG, deactivation_id)
        assert row.state == "cancelled"
        assert row.unmatched_names == ["x"]


class TestNamingPeople:
    def test_of_nobody_finds_nobody(self, session: Session) -> None:
        names = [f"nobody{number}" for number in range(450)]
        assert deactivations.match_people(session, ORG, names) == ([], names)
        assert deactivations.match_people(session, ORG, []) == ([], [])
