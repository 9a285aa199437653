"""Bulk deactivations: one worker at a time, and none is lost when a worker dies."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from scimconsole.domain.ids import new_id
from scimconsole.domain.organization import org_id_of
from scimconsole.domain.scim.profile import load_profile
from scimconsole.service.pepper import load_or_create_pepper
from scimconsole.storage import deactivation_targets, deactivations, organizations, schema
from scimconsole.storage.database import open_database
from scimconsole.storage.deactivation_targets import Outcome, Person, TargetRow
from scimconsole.storage.deactivations import CLAIM_US
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


def settle(session: Session, deactivation_id: str, **outcomes: Outcome) -> None:
    """Keep outcomes, given as `at_POSITION=outcome`, and count them."""

    def work(session: Session) -> None:
        row = deactivations.find_deactivation(session, ORG, deactivation_id)
        for place, outcome in outcomes.items():
            position = int(place.removeprefix("at_"))
            deactivation_targets.settle(session, ORG, deactivation_id, position, outcome, place, "h")
        deactivations.note_outcomes(session, ORG, row, Counter(outcomes.values()))

    write(session, ORG, work)


def positions(rows: list[TargetRow]) -> list[int]:
    return [row.position for row in rows]


class TestTheWork:
    def test_goes_on_where_it_was_left(self, session: Session) -> None:
        deactivation_id, _ = queue(session, 5)
        settle(session, deactivation_id, at_0="deactivated", at_1="failed")
        left = deactivation_targets.unworked(session, ORG, deactivation_id, -1, 10)
        assert positions(left) == [2, 3, 4]
        settle(session, deactivation_id, at_4="deactivated")
        row = deactivations.find_deactivation(session, ORG, deactivation_id)
        assert row.outcome_counts == {"failed": 1, "deactivated": 2}
        end(session, deactivation_id, cancelled=True)
        row = deactivations.find_deactivation(session, ORG, deactivation_id)
        assert row.outcome_counts == {"failed": 1, "deactivated": 2, "cancelled": 2}
        assert row.state == "cancelled"
        assert row.unmatched_names == ["x"]

    def test_is_told_with_the_troubles_first(self, session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
        deactivation_id, _ = queue(session, 6)
        settle(session, deactivation_id, at_0="deactivated", at_1="already", at_3="failed", at_4="failed")
        results = deactivation_targets.list_results(session, ORG, deactivation_id)
        assert positions(results) == [3, 4, 0, 1]
        assert [row.detail for row in results[:2]] == ["at_3", "at_4"]
        monkeypatch.setattr(deactivation_targets, "RESULTS_SHOWN", 1)
        assert positions(deactivation_targets.list_results(session, ORG, deactivation_id)) == [3]
        page = deactivation_targets.page_results
        assert positions(page(session, ORG, deactivation_id, None, -1, 3)) == [0, 1, 3]
        assert positions(page(session, ORG, deactivation_id, None, 3, 3)) == [4]
        assert positions(page(session, ORG, deactivation_id, "failed", 3, 3)) == [4]
        end(session, deactivation_id)


class TestAnUndo:
    def test_takes_over_whom_the_deactivation_deactivated(self, session: Session) -> None:
        deactivation_id, _ = queue(session, 4)
        settle(
            session, deactivation_id, at_0="deactivated", at_1="already", at_2="failed", at_3="deactivated"
        )
        end(session, deactivation_id)
        row = deactivations.find_deactivation(session, ORG, deactivation_id)
        undo = write(
            session, ORG, lambda opened: deactivations.add_undo(opened, ORG, row, reason=None, by="service")
        )
        assert (undo.undoes, undo.matched, undo.state) == (deactivation_id, 2, "queued")
        targets = deactivation_targets.unworked(session, ORG, undo.id, -1, 10)
        assert [(target.position, target.hold_id) for target in targets] == [(0, "h"), (3, "h")]
        (listed, undone) = deactivations.list_deactivations(session, ORG, "g", 2)
        assert (listed.id, undone.undone_by) == (undo.id, undo.id)
        end(session, undo.id, cancelled=True)
        assert deactivations.find_deactivation(session, ORG, deactivation_id).undone_by is None


class TestNamingPeople:
    def test_of_nobody_finds_nobody(self, session: Session) -> None:
        names = [f"nobody{number}" for number in range(450)]
        assert deactivation_targets.match_people(session, ORG, names) == ([], names)
        assert deactivation_targets.match_people(session, ORG, []) == ([], [])
