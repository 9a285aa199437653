"""Retention while the service runs: old requests go, what came to them stays, and nobody waits."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from scimconsole.domain.ids import new_id, ordered_id
from scimconsole.domain.organization import org_id_of
from scimconsole.service.pruning import DAY_US, TOLERATED_US, trusted_now
from scimconsole.storage import journal
from scimconsole.storage.database import Database, open_database
from scimconsole.storage.tables import JournalEntry
from scimconsole.storage.transactions import write
from tests.running_service import Organization, RunningService

COLUMNS: dict[str, Any] = dict.fromkeys(JournalEntry.__table__.columns.keys())  # type: ignore[attr-defined]
OLD = 400
TOGETHER = 125
OF_OLD = f"WHERE bucket < {time.time_ns() // 1000 - DAY_US}"


class Aged:
    """A service of two workers whose two organizations have requests that are too old by now."""

    def __init__(self, url: str, home: Path) -> None:
        self.url, self.home = url, home
        self.service = RunningService(url, home)
        before = [self.service.add_organization() for _ in range(2)]
        self.person = before[0].scim.post("/Users", json={"userName": "ann@x.example"}).json()["id"]
        (created,) = before[0].api.get("/requests?operation=create user").json()["items"]
        for organization in before:
            organization.close()
        self.service.stop()
        database = open_database(url)
        self.request_of_person = forty_days_older(database, created["id"])
        self.old = grow(database, before[0].slug, days=40)
        self.older_than_a_day = grow(database, before[1].slug, days=2)
        database.session().script(
            "INSERT INTO organization_settings (org_id, version, brake, retention_days, retention_entries, "
            f"token_days, updated_at, updated_by) VALUES ('{org_id_of(before[1].slug)}', 1, 'off', 1, 1000, "
            "365, 0, 'service')"
        )
        database.close()
        self.service = RunningService(url, home, "--workers", "2")
        self.default, self.strict = (self._again(organization) for organization in before)

    def _again(self, before: Organization) -> Organization:
        tenant_url = f"{self.service.url}/scim/v2/{before.slug}"
        return Organization(
            self.service, before.slug, before.profile, before.plan, tenant_url, before.api_key
        )

    def close(self) -> None:
        """Stop the service."""
        self.default.close()
        self.strict.close()
        self.service.stop()


@pytest.fixture(scope="module")
def aged(
    engine_name: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Aged]:
    """A service that was away while its journal grew old, and has just been started."""
    home = tmp_path_factory.mktemp("aged")
    if engine_name == "sqlite":
        url = f"sqlite:///{home / 'own.db'}"
    else:
        url = request.getfixturevalue("postgres").new_database()
        RunningService.migrate(url, home)
    aged = Aged(url, home)
    yield aged
    aged.close()


def grow(database: Database, slug: str, days: int) -> list[str]:
    """Write requests as they were kept so many days ago; answers their ids."""
    org_id = org_id_of(slug)
    start = time.time_ns() // 1000 - days * DAY_US
    rows = [row(org_id, start + number * 1000, number) for number in range(OLD)]
    for first in range(0, OLD, TOGETHER):
        add = partial(journal.add_batch, entries=rows[first : first + TOGETHER], uses={})
        write(database.session(), org_id, add)
    return [entry["id"] for entry in rows]


def forty_days_older(database: Database, request_id: str) -> str:
    """Let forty days pass for a request and for its act; answers its new id."""
    at = time.time_ns() // 1000 - 40 * DAY_US
    older = ordered_id(at)
    session = database.session()
    session.script(f"UPDATE journal SET id = '{older}', at = {at} WHERE id = '{request_id}'")
    session.script(
        f"UPDATE audit SET id = '{ordered_id(at + 500)}', request_id = '{older}' "
        f"WHERE request_id = '{request_id}'"
    )
    return older


def row(org_id: str, at: int, number: int) -> dict[str, Any]:
    return COLUMNS | {
        "org_id": org_id,
        "id": ordered_id(at),
        "at": at,
        "signed_in": True,
        "method": "POST",
        "path": "/Users",
        "operation": "create user",
        "status": 400,
        "duration_us": 1,
        "error": "no",
        "sought": f"u{number % 10}@x.example",
    }


def until(condition: Callable[[], bool], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not come to pass"
        time.sleep(0.1)


class TestRequestsThatAreTooOld:
    def test_go_soon_after_the_start_while_requests_are_answered(self, aged: Aged) -> None:
        organization = aged.default
        person = organization.scim.post("/Users", json={"userName": "young"}).json()["id"]

        def is_pruned() -> bool:
            patch = {"Operations": [{"op": "Replace", "path": "title", "value": str(time.monotonic())}]}
            assert organization.scim.patch(f"/Users/{person}", json=patch).status_code == 200
            return organization.api.get(f"/requests/{aged.old[-1]}").status_code == 404

        until(is_pruned)
        young = organization.api.get("/requests").json()["items"]
        assert young
        assert not {item["id"] for item in young} & {aged.request_of_person, *aged.old}

    def test_are_those_that_an_owner_called_too_old(self, aged: Aged) -> None:
        place = f"/requests/{aged.older_than_a_day[-1]}"
        until(lambda: aged.strict.api.get(place).status_code == 404)
        assert "for a day and 1,000 at most" in aged.strict.api.get(place).json()["detail"]

    def test_are_counted_once_whoever_pruned_them(self, aged: Aged) -> None:
        database = open_database(aged.url)
        session = database.session()
        until(lambda: session.script(f"SELECT count(*) FROM journal_subject {OF_OLD}").fetchone()[0] == 0)
        pruned = session.script("SELECT sum(entries) FROM journal_pruning").fetchone()[0]
        assert pruned == 2 * OLD + 1
        assert session.script("SELECT sum(entries) FROM journal_digest").fetchone()[0] == pruned + 1
        assert session.script("SELECT count(*) FROM journal_digest").fetchone()[0] == 10 + 10 + 2
        database.close()
        assert "Traceback" not in aged.service.log

    def test_are_called_pruned_and_not_absent(self, aged: Aged) -> None:
        api = aged.default.api
        until(lambda: api.get(f"/requests/{aged.old[-1]}").status_code == 404)
        pruned = api.get(f"/requests/{aged.old[0]}").json()
        assert "pruned" in pruned["detail"]
        assert "keeps requests for 30 days and 5,000,000 at most" in pruned["detail"]
        assert "changed nothing" in pruned["hint"]
        never = ordered_id(time.time_ns() // 1000)
        for odd in (never, new_id(), "x", aged.old[0][:-1], "0" * 36):
            assert "There is no request" in api.get(f"/requests/{odd}").json()["detail"]

    def test_that_changed_somebody_name_what_they_did(self, aged: Aged) -> None:
        place = f"/requests/{aged.request_of_person}"
        until(lambda: aged.default.api.get(place).status_code == 404)
        hint = aged.default.api.get(place).json()["hint"]
        assert f"the user {aged.person} was created" in hint
        assert "1 pruned request about it" in hint
        assert "answered 201" in hint


class TestAClock:
    def test_that_jumps_ahead_is_believed_only_as_far_as_time_has_passed(self) -> None:
        hour = 3_600_000_000
        assert trusted_now(now=5 * hour, started=4 * hour, passed=hour) == 5 * hour
        assert trusted_now(now=5000 * hour, started=4 * hour, passed=hour) == 5 * hour + TOLERATED_US

    def test_that_goes_back_is_believed(self) -> None:
        assert trusted_now(now=1, started=10**15, passed=60) == 1
