"""The brake on many deactivations at once, with the simulator of Entra ID at the other end."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from scimconsole.entra.simulator.state import State
from tests.entra.simulator.wire import Played, Tenant, people
from tests.running_service import Organization
from tests.service.management.people import every_item
from tests.service.scim.calls import COFFEES, PATCH_OP, created, journalled, patch, refusal, replace

EVERYBODY, LEAVERS, USUAL = 60, 40, 10


@pytest.fixture
def tenant(keycafe: Organization) -> Iterator[Tenant]:
    """Sixty people, provisioned by Entra ID."""
    with State(None, keycafe.tenant_url) as state:
        tenant = Tenant(keycafe, state)
        tenant.play(people(EVERYBODY), concurrency=8)
        yield tenant


@pytest.fixture
def team(organization: Organization) -> list[str]:
    """The ids of twenty active people of an organization that holds."""
    set_brake(organization, "hold")
    return hire(organization, 20)


def hire(organization: Organization, count: int) -> list[str]:
    """Create so many people in one request; answers their ids."""
    operations = [
        {
            "method": "POST",
            "path": "/Users",
            "bulkId": str(number),
            "data": {"userName": f"t{number}", "active": True},
        }
        for number in range(count)
    ]
    return [one["location"].rpartition("/")[2] for one in bulk(organization, operations)]


def bulk(organization: Organization, operations: list[dict[str, Any]]) -> list[dict[str, Any]]:
    answer = organization.scim.post("/Bulk", json={"Operations": operations})
    assert answer.status_code == 200, answer.text
    results: list[dict[str, Any]] = answer.json()["Operations"]
    return results


def disable(organization: Organization, user_ids: list[str]) -> None:
    """Disable them in one request of many operations."""
    body = {"schemas": [PATCH_OP], "Operations": [replace("active", "False")]}
    bulk(organization, [{"method": "PATCH", "path": f"/Users/{one}", "data": body} for one in user_ids])


def set_brake(organization: Organization, mode: str) -> None:
    assert organization.api.patch("/settings", json={"brake": mode}).status_code == 200


def unassign(tenant: Tenant) -> Played:
    """A cycle after somebody has taken forty of sixty people out of the assignment by mistake."""
    return tenant.play(people(EVERYBODY - LEAVERS), seconds=60)


def active(organization: Organization) -> int:
    """How many people have access."""
    total: int = organization.api.get("").json()["counts"]["active"]
    return total


def enabled(organization: Organization) -> int:
    """How many people are active for the directory."""
    total: int = organization.scim.get("/Users?filter=active eq true&count=0").json()["totalResults"]
    return total


def stands(organization: Organization) -> dict[str, Any]:
    """How the brake stands."""
    answer = organization.api.get("/brake")
    assert answer.status_code == 200, answer.text
    state: dict[str, Any] = answer.json()
    return state


def say(organization: Organization, word: str, **more: object) -> dict[str, Any]:
    """Give the owner's word on the open alert; answers the alert once nothing waits under it."""
    alert_id = stands(organization)["alert_id"]
    answer = organization.api.post(f"/brake/{alert_id}/{word}", json=more)
    assert answer.status_code == 200, answer.text
    deadline = time.monotonic() + 10
    while True:
        alert: dict[str, Any] = organization.api.get(f"/brake/{alert_id}").json()
        if alert["withheld"] == 0:
            return alert
        assert time.monotonic() < deadline
        time.sleep(0.02)


def acts(organization: Organization, user_id: str) -> list[str]:
    """What happened to somebody, newest first."""
    return [event["action"] for event in organization.api.get(f"/users/{user_id}/history").json()["items"]]


class TestOff:
    def test_everything_lands_and_nobody_is_told(self, tenant: Tenant) -> None:
        set_brake(tenant.organization, "off")
        unassign(tenant)
        assert active(tenant.organization) == EVERYBODY - LEAVERS
        state = stands(tenant.organization)
        assert (state["mode"], state["people"], state["alert_id"]) == ("off", LEAVERS, None)


class TestReport:
    """What every organization begins with: all of it lands, and an alert says so."""

    def test_everything_lands_under_one_alert(self, tenant: Tenant) -> None:
        organization = tenant.organization
        unassign(tenant)
        assert active(organization) == EVERYBODY - LEAVERS
        state = stands(organization)
        assert (state["mode"], state["people"], state["threshold"]) == ("report", LEAVERS, USUAL)
        assert state["withheld"] == 0
        assert "All of it was carried out" in state["sentence"]
        alert = organization.api.get(f"/brake/{state['alert_id']}").json()
        assert (alert["people"], alert["closed_at"]) == (LEAVERS, None)

    def test_it_is_closed_as_seen_and_the_count_begins_anew(self, tenant: Tenant) -> None:
        organization = tenant.organization
        unassign(tenant)
        alert = say(organization, "confirm")
        assert (alert["outcome"], alert["closed_by"]) == ("confirmed", f"owner@{organization.slug}.example")
        state = stands(organization)
        assert (state["people"], state["alert_id"], state["sentence"]) == (0, None, None)

    def test_there_is_nothing_to_discard(self, tenant: Tenant) -> None:
        unassign(tenant)
        alert_id = stands(tenant.organization)["alert_id"]
        answer = tenant.organization.api.post(f"/brake/{alert_id}/discard")
        assert (answer.status_code, answer.json()["type"]) == (409, "conflict")

    @pytest.mark.engines("sqlite")
    def test_a_large_organization_may_lose_one_in_twenty(self, organization: Organization) -> None:
        team = hire(organization, 260)
        disable(organization, team[:13])
        state = stands(organization)
        assert (state["threshold"], state["people"], state["alert_id"]) == (13, 13, None)
        disable(organization, team[13:14])
        assert stands(organization)["alert_id"] is not None


class TestHold:
    """What comes beyond the threshold waits for an owner's word."""

    def test_the_first_land_and_the_others_keep_access(self, tenant: Tenant) -> None:
        organization = tenant.organization
        set_brake(organization, "hold")
        played = unassign(tenant)
        assert played.cycle.tally.users["disable"] == LEAVERS, "Entra takes all of them for disabled"
        assert (active(organization), enabled(organization)) == (EVERYBODY - USUAL, EVERYBODY - LEAVERS)
        state = stands(organization)
        assert (state["people"], state["withheld"]) == (LEAVERS, LEAVERS - USUAL)
        assert "30 deactivations wait" in state["sentence"]
        waiting = every_item(organization, f"/brake/{state['alert_id']}/withheld", limit=7)
        assert len({one["id"] for one in waiting}) == LEAVERS - USUAL
        assert [one["at"] for one in waiting] == sorted(one["at"] for one in waiting)
        one = organization.api.get(f"/users/{waiting[0]['id']}").json()
        assert (one["active"], one["entra_active"], one["withheld_at"]) == (True, False, waiting[0]["at"])
        assert one["resource"]["active"] is False, "what the directory has asked for"
        assert one["user_name"] == waiting[0]["user_name"]

    def test_confirmed_they_land_in_the_owners_name(self, tenant: Tenant) -> None:
        organization = tenant.organization
        set_brake(organization, "hold")
        unassign(tenant)
        alert_id = stands(organization)["alert_id"]
        (one, *_) = organization.api.get(f"/brake/{alert_id}/withheld").json()["items"]
        feed = organization.api.get("/changes?limit=1000").json()["next_cursor"]
        say(organization, "confirm", expected_count=LEAVERS - USUAL)
        assert active(organization) == EVERYBODY - LEAVERS
        assert stands(organization)["withheld"] == stands(organization)["applying"] == 0
        event = organization.api.get(f"/users/{one['id']}/history").json()["items"][0]
        assert (event["action"], event["by"]) == ("user.deactivated", f"owner@{organization.slug}.example")
        assert event["request_id"] == one["request_id"]
        changes = organization.api.get("/changes", params={"cursor": feed, "limit": 1000}).json()["items"]
        assert [change["type"] for change in changes] == ["user.deactivated"] * (LEAVERS - USUAL)
        person = organization.api.get(f"/users/{one['id']}").json()
        assert (person["active"], person["entra_active"], person["withheld_at"]) == (False, False, None)

    def test_discarded_they_stay_active_and_entra_sends_nothing(self, tenant: Tenant) -> None:
        organization = tenant.organization
        set_brake(organization, "hold")
        unassign(tenant)
        alert_id = stands(organization)["alert_id"]
        (one, *_) = organization.api.get(f"/brake/{alert_id}/withheld").json()["items"]
        say(organization, "discard")
        assert active(organization) == enabled(organization) == EVERYBODY - USUAL
        assert {"user.kept", "user.withheld"} <= set(acts(organization, one["id"]))
        assert organization.api.get(f"/users/{one['id']}").json()["withheld_at"] is None
        assert unassign(tenant).wire.of("PATCH") == []

    def test_whoever_is_assigned_again_waits_no_more(self, tenant: Tenant) -> None:
        organization = tenant.organization
        set_brake(organization, "hold")
        unassign(tenant)
        played = tenant.play(people(EVERYBODY), seconds=60)
        assert len(played.wire.of("PATCH")) == LEAVERS, (
            "SCIM answers what Entra has asked for, so it asks anew"
        )
        assert active(organization) == enabled(organization) == EVERYBODY
        assert stands(organization)["withheld"] == 0
        say(organization, "confirm")
        assert active(organization) == EVERYBODY

    def test_the_journal_says_so_and_what_else_was_sent_is_stored(
        self, organization: Organization, team: list[str]
    ) -> None:
        disable(organization, team[:USUAL])
        answer = patch(
            organization.scim, f"/Users/{team[10]}", replace("active", "False"), replace("title", "Cook")
        )
        assert (answer.json()["active"], answer.json()["title"]) == (False, "Cook")
        assert (active(organization), enabled(organization)) == (10, 9)
        (newest, *_) = organization.api.get("/requests").json()["items"]
        assert (newest["status"], newest["operation"]) == (200, "disable user")
        cause = journalled(organization, newest["id"])["cause"]
        assert (cause["code"], cause["weight"]) == ("withheld-by-the-brake", "look")

    def test_later_requests_find_what_the_directory_knows(
        self, organization: Organization, team: list[str]
    ) -> None:
        disable(organization, team[:11])
        place = f"/Users/{team[10]}"
        assert patch(organization.scim, place, replace("title", "Cook")).json()["active"] is False
        put = organization.scim.put(place, json={"userName": "t10", "nickName": "Ten"})
        assert (put.json()["active"], put.json()["nickName"]) == (False, "Ten")
        disable(organization, [team[10]])
        state = stands(organization)
        assert (state["people"], state["withheld"]) == (11, 1), "asked for again, it is not counted again"
        assert active(organization) == 10
        again = organization.scim.put(place, json={"userName": "t10", "active": True})
        assert again.json()["active"] is True
        assert stands(organization)["withheld"] == 0
        assert "user.kept" in acts(organization, team[10])[:2]

    def test_a_status_that_takes_access_away_waits_too(self, coffees: Organization) -> None:
        set_brake(coffees, "hold")
        team = [
            created(coffees, f"c{number}", **{COFFEES: {"status": "active"}})["id"] for number in range(12)
        ]
        disable(coffees, team[:USUAL])
        inactive = replace(f"{COFFEES}:status", "inactive")
        answer = patch(coffees.scim, f"/Users/{team[10]}", inactive, replace(f"{COFFEES}:office", "Oslo"))
        assert answer.json()[COFFEES] == {"status": "inactive", "office": "Oslo"}
        assert coffees.api.get(f"/users/{team[10]}").json()["active"] is True
        patch(coffees.scim, f"/Users/{team[11]}", inactive)
        patch(coffees.scim, f"/Users/{team[11]}", replace(f"{COFFEES}:status", "active"))
        assert stands(coffees)["withheld"] == 1
        say(coffees, "confirm")
        person = coffees.api.get(f"/users/{team[10]}").json()
        assert (person["status"], person["active"], person["entra_active"]) == ("inactive", False, True)
        assert coffees.api.get(f"/users/{team[11]}").json()["active"] is True

    def test_discarded_the_status_is_what_it_was(self, coffees: Organization) -> None:
        set_brake(coffees, "hold")
        team = [
            created(coffees, f"c{number}", **{COFFEES: {"status": "active"} if number else {}})["id"]
            for number in range(12)
        ]
        disable(coffees, team[2:])
        for user_id in team[:2]:
            patch(coffees.scim, f"/Users/{user_id}", replace(f"{COFFEES}:status", "inactive"))
        say(coffees, "discard")
        people = [coffees.api.get(f"/users/{user_id}").json() for user_id in team[:2]]
        assert [(one["active"], one["status"]) for one in people] == [(True, None), (True, "active")]

    def test_whoever_is_held_loses_nothing_and_is_not_counted(
        self, organization: Organization, team: list[str]
    ) -> None:
        for user_id in team[:12]:
            organization.api.post(f"/users/{user_id}/deactivate", json={})
        disable(organization, team[:12])
        assert stands(organization)["people"] == 0
        assert organization.api.get(f"/users/{team[0]}").json()["entra_active"] is False

    def test_a_hold_meanwhile_and_the_confirmed_deactivation_both_last(
        self, organization: Organization, team: list[str]
    ) -> None:
        disable(organization, team[:11])
        organization.api.post(f"/users/{team[10]}/deactivate", json={})
        assert stands(organization)["withheld"] == 1, "the hold says nothing of what Entra wants"
        say(organization, "confirm")
        organization.api.post(f"/users/{team[10]}/reactivate", json={})
        assert organization.api.get(f"/users/{team[10]}").json()["state"] == "inactive"


class TestDeleting:
    """A deletion takes access away, too."""

    def test_somebody_active_is_not_deleted_beyond_the_threshold(
        self, organization: Organization, team: list[str]
    ) -> None:
        for user_id in team[:USUAL]:
            assert organization.scim.delete(f"/Users/{user_id}").status_code == 204
        place = f"/Users/{team[10]}"
        said = refusal(organization.scim.delete(place), 409)
        assert said.startswith("Withheld by the brake: more than 10 people")
        assert "Entra ID tries again by itself." in said
        request_id = said.rpartition("(request ")[2].rstrip(")")
        assert journalled(organization, request_id)["cause"]["code"] == "deletion-withheld"
        assert refusal(organization.scim.delete(place), 409).startswith("Still withheld by the brake")
        state = stands(organization)
        assert (state["people"], state["withheld"]) == (11, 1)
        say(organization, "confirm")
        assert organization.scim.get(place).json()["active"] is False
        assert organization.scim.delete(place).status_code == 204

    def test_discarded_it_is_judged_anew_when_it_is_tried_again(
        self, organization: Organization, team: list[str]
    ) -> None:
        for user_id in team[:11]:
            organization.scim.delete(f"/Users/{user_id}")
        say(organization, "discard")
        assert organization.scim.get(f"/Users/{team[10]}").json()["active"] is True
        assert organization.scim.delete(f"/Users/{team[10]}").status_code == 204

    def test_whoever_is_inactive_is_deleted_and_waits_no_more(
        self, organization: Organization, team: list[str]
    ) -> None:
        disable(organization, team[:12])
        organization.api.post(f"/users/{team[11]}/deactivate", json={})
        for user_id in (team[0], team[11]):
            assert organization.scim.delete(f"/Users/{user_id}").status_code == 204
        assert stands(organization)["withheld"] == 1
        say(organization, "confirm")
        assert organization.scim.get(f"/Users/{team[10]}").json()["active"] is False


class TestTheOwnersWord:
    @pytest.fixture
    def alert_id(self, organization: Organization, team: list[str]) -> str:
        """An open alert under which two deactivations wait."""
        disable(organization, team[:12])
        alert: str = stands(organization)["alert_id"]
        return alert

    def test_is_the_owners_alone(self, organization: Organization, alert_id: str) -> None:
        support = organization.client(
            organization.api_url, organization.add_member("support", "sam@x.example")
        )
        assert support.get("/brake").json()["withheld"] == 2
        assert len(support.get(f"/brake/{alert_id}/withheld").json()["items"]) == 2
        for word in ("confirm", "discard"):
            assert support.post(f"/brake/{alert_id}/{word}").status_code == 403

    def test_is_given_on_what_was_seen(self, organization: Organization, alert_id: str) -> None:
        answer = organization.api.post(f"/brake/{alert_id}/confirm", json={"expected_count": 1})
        assert (answer.status_code, answer.json()["type"]) == (409, "count-mismatch")
        assert stands(organization)["withheld"] == 2

    def test_is_given_once(self, organization: Organization, alert_id: str) -> None:
        say(organization, "discard")
        again = organization.api.post(f"/brake/{alert_id}/discard", json={"expected_count": 2})
        assert (again.status_code, again.json()["outcome"]) == (200, "discarded")
        other = organization.api.post(f"/brake/{alert_id}/confirm")
        assert (other.status_code, other.json()["type"]) == (409, "conflict")

    def test_is_about_an_alert_that_is_there(self, organization: Organization) -> None:
        for path in ("/brake/nothing", "/brake/nothing/withheld"):
            assert organization.api.get(path).status_code == 404
        assert organization.api.post("/brake/nothing/confirm").status_code == 404

    def test_after_it_more_may_come_under_a_new_alert(
        self, organization: Organization, team: list[str], alert_id: str
    ) -> None:
        say(organization, "confirm")
        assert (active(organization), stands(organization)["people"]) == (8, 0)
        more = hire_more(organization, 12)
        disable(organization, more)
        state = stands(organization)
        assert (state["withheld"], state["alert_id"] != alert_id) == (2, True)

    def test_what_waits_goes_on_waiting_when_the_brake_is_taken_off(
        self, organization: Organization, team: list[str], alert_id: str
    ) -> None:
        set_brake(organization, "off")
        patch(organization.scim, f"/Users/{team[11]}", replace("title", "Cook"))
        assert stands(organization)["withheld"] == 2
        disable(organization, team[12:])
        assert active(organization) == 2


def hire_more(organization: Organization, count: int) -> list[str]:
    return [created(organization, f"more{number}")["id"] for number in range(count)]


class TestAtOnce:
    def test_two_tokens_withhold_each_person_once(self, organization: Organization, team: list[str]) -> None:
        disable(organization, team[:USUAL])
        clients = [
            organization.scim,
            organization.client(organization.tenant_url, organization.generate_token()),
        ]
        body = {"schemas": [PATCH_OP], "Operations": [replace("active", "False")]}

        def send(client: httpx.Client, user_id: str) -> int:
            return client.patch(f"/Users/{user_id}", json=body).status_code

        with ThreadPoolExecutor(4) as pool:
            asked = [pool.submit(send, client, one) for one in team[USUAL:] for client in clients]
            assert {one.result() for one in asked} == {200}
        state = stands(organization)
        assert (state["people"], state["withheld"]) == (20, 10)
        waiting = every_item(organization, f"/brake/{state['alert_id']}/withheld")
        assert {one["id"] for one in waiting} == set(team[USUAL:])
