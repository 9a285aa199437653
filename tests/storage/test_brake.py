"""The brake in the database: what is counted, for how long, and what a worker that ended leaves behind."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import orjson
import pytest

from scimconsole.storage import brake, organization_settings, users, withheld
from scimconsole.storage.act import Act
from scimconsole.storage.brake import AlertRow, Tripped
from scimconsole.storage.session import Session
from scimconsole.storage.transactions import write
from tests.service.scim.calls import PATCH_OP, user
from tests.service.scim.calls import replace as set_to
from tests.service.scim.in_process import ORG, PROFILE, Endpoint, open_endpoint

ACT = Act("token:t", None)
OWNER = "member:m"
MINUTE = 60_000_000
USUAL = 10


@pytest.fixture(scope="module")
def used_endpoint(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Endpoint]:
    """An organization for all of these tests."""
    endpoint = open_endpoint(database_url, tmp_path_factory.mktemp("pepper"))
    yield endpoint
    endpoint.database.close()


@pytest.fixture
def endpoint(used_endpoint: Endpoint) -> Endpoint:
    """The organization, whose brake was never asked anything."""
    for table in ("withheld_disable", "brake_alert", "disable_minute", "organization_settings"):
        used_endpoint.session.script(f"DELETE FROM {table}")
    used_endpoint.session.script("UPDATE scim_user SET withheld_at = NULL")
    return used_endpoint


def set_brake(endpoint: Endpoint, mode: str) -> None:
    write(
        endpoint.session,
        ORG,
        lambda opened: organization_settings.change(opened, ORG, {"brake": mode}, by=OWNER),
    )


def count(endpoint: Endpoint) -> Tripped | None:
    return write(endpoint.session, ORG, lambda opened: brake.count(opened, ORG, ACT))


def disabled(endpoint: Endpoint, user_id: str) -> list[str]:
    """Disable somebody; answers the statements that took."""
    body = {"schemas": [PATCH_OP], "Operations": [set_to("active", "False")]}
    assert endpoint.request("PATCH", f"/Users/{user_id}", body).status == 200
    return [sql for sql, _ in endpoint.ran]


def people(endpoint: Endpoint, count: int) -> list[str]:
    stamp = time.monotonic_ns()
    return [endpoint.created("/Users", user(f"b{stamp}-{number}")) for number in range(count)]


def backdate(endpoint: Endpoint, minutes: int) -> None:
    """Let everybody who was counted have been so some minutes earlier."""
    endpoint.session.script(f"UPDATE disable_minute SET minute = minute - {minutes}")


def open_alert(session: Session) -> AlertRow:
    alert = brake.state(session, ORG, time.time_ns() // 1000).alert
    assert alert is not None
    return alert


class TestCounting:
    def test_looks_back_an_hour(self, endpoint: Endpoint) -> None:
        for _ in range(USUAL):
            assert count(endpoint) is None
        backdate(endpoint, 60)
        assert count(endpoint) is None
        now = time.time_ns() // 1000
        assert brake.state(endpoint.session, ORG, now).people == 1
        assert brake.state(endpoint.session, ORG, now + 61 * MINUTE).people == 0

    def test_trips_at_one_more_and_raises_one_alert_that_grows(self, endpoint: Endpoint) -> None:
        for _ in range(USUAL):
            count(endpoint)
        first, second = count(endpoint), count(endpoint)
        assert first is not None
        assert first == second == Tripped(first.alert_id, USUAL, withholds=False)
        assert open_alert(endpoint.session).people == 12

    def test_lets_single_leavers_of_later_pass_while_others_wait(self, endpoint: Endpoint) -> None:
        set_brake(endpoint, "hold")
        team = people(endpoint, USUAL + 2)
        for user_id in team[: USUAL + 1]:
            disabled(endpoint, user_id)
        backdate(endpoint, 60)
        disabled(endpoint, team[-1])
        assert open_alert(endpoint.session).withheld == 1
        stored = users.find(endpoint.session, ORG, team[-1])
        assert stored is not None
        assert (stored.active, stored.withheld_at) == (False, None)

    def test_keeps_no_minute_that_no_longer_counts(self, endpoint: Endpoint) -> None:
        count(endpoint)
        backdate(endpoint, 61)
        count(endpoint)
        (rows,) = endpoint.session.script("SELECT COUNT(*) FROM disable_minute").fetchone()
        assert rows == 1

    def test_writes_an_alert_into_the_audit_trail_once(self, endpoint: Endpoint) -> None:
        for _ in range(USUAL + 3):
            count(endpoint)
        alert = open_alert(endpoint.session)
        said = endpoint.session.script(
            f"SELECT detail FROM audit WHERE action = 'brake.tripped' AND target_id = '{alert.id}'"
        ).fetchall()
        assert [orjson.loads(row[0]) for row in said] == [
            {"mode": "report", "people": USUAL + 1, "threshold": USUAL}
        ]


class TestWhatItCosts:
    """Nothing where nobody loses access, and a few looks at small tables where somebody does."""

    def test_a_change_that_takes_no_access_looks_at_none_of_its_tables(self, endpoint: Endpoint) -> None:
        set_brake(endpoint, "hold")
        (one,) = people(endpoint, 1)
        bodies: list[Any] = [
            {"schemas": [PATCH_OP], "Operations": [set_to("title", "T")]},
            {"schemas": [PATCH_OP], "Operations": [set_to("active", "True")]},
        ]
        for body in bodies:
            endpoint.request("PATCH", f"/Users/{one}", body)
            assert [sql for sql, _ in endpoint.ran if OWN.intersection(sql.replace('"', " ").split())] == []

    def test_a_deactivation_costs_three_statements_more_and_another_in_a_new_minute(
        self, endpoint: Endpoint
    ) -> None:
        first, second = people(endpoint, 2)
        ran = [disabled(endpoint, first), disabled(endpoint, second)]
        own = [[sql for sql in one if OWN.intersection(sql.replace('"', " ").split())] for one in ran]
        # The minute may turn between the two.
        assert len(own[0]) == 4
        assert len(own[1]) in (3, 4)


OWN = {"organization_settings", "disable_minute", "brake_alert", "withheld_disable"}


class TestCarryingOut:
    """A chunk a transaction: whoever comes next finds what is left."""

    @pytest.fixture
    def alert(self, endpoint: Endpoint) -> AlertRow:
        """A confirmed alert under which five deactivations are still to be carried out."""
        set_brake(endpoint, "hold")
        for user_id in people(endpoint, USUAL + 5):
            disabled(endpoint, user_id)
        session = endpoint.session
        opened = open_alert(session)
        return write(
            session, ORG, lambda inside: brake.close_alert(inside, ORG, opened, "confirmed", by=OWNER)
        )

    def work(self, endpoint: Endpoint, alert: AlertRow, chunk: int) -> bool:
        return write(
            endpoint.session, ORG, lambda opened: withheld.work_off(opened, PROFILE, ORG, alert, chunk)
        )

    def test_goes_on_where_another_ended(self, endpoint: Endpoint, alert: AlertRow) -> None:
        assert self.work(endpoint, alert, 2)
        (left,) = brake.unfinished(endpoint.session, ORG)
        assert (left.id, left.withheld) == (alert.id, 3)
        assert self.work(endpoint, left, 2)
        assert not self.work(endpoint, left, 2)
        assert brake.unfinished(endpoint.session, ORG) == []
        facts = brake.state(endpoint.session, ORG, time.time_ns() // 1000)
        assert (facts.alert, facts.applying, facts.people) == (None, 0, 0)

    def test_that_breaks_off_leaves_everything_as_it_was(self, endpoint: Endpoint, alert: AlertRow) -> None:
        def broken(opened: Session) -> None:
            withheld.work_off(opened, PROFILE, ORG, alert, 2)
            raise RuntimeError("the power went")

        with pytest.raises(RuntimeError):
            write(endpoint.session, ORG, broken)
        (left,) = brake.unfinished(endpoint.session, ORG)
        assert left.withheld == len(withheld.first(endpoint.session, ORG, alert.id, 100)) == 5

    def test_discarded_everybody_is_as_before(self, endpoint: Endpoint, alert: AlertRow) -> None:
        (row, *_) = withheld.first(endpoint.session, ORG, alert.id, 1)
        self.work(endpoint, replace(alert, outcome="discarded"), 10)
        stored = users.find(endpoint.session, ORG, row.user_id)
        assert stored is not None
        assert (stored.active, stored.entra_active, stored.withheld_at) == (True, True, None)
        assert orjson.loads(stored.document)["active"] is True
