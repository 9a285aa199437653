"""The state of provisioning, by requests that were really made."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest

from scimconsole.entra.simulator.state import State
from tests.entra.simulator.wire import Tenant, people
from tests.running_service import Organization, RunningService

Sync = dict[str, Any]
judged = pytest.mark.engines("sqlite")
"""What is made of the counts is the same on every engine."""
NOBODY = "0f2b6a1e-8c7f-4d6e-9d5c-1a2b3c4d5e6f"


def sync(organization: Organization) -> Sync:
    answer = organization.api.get("/sync")
    assert answer.status_code == 200, answer.text
    told: Sync = answer.json()
    return told


def until(organization: Organization, is_met: Callable[[Sync], object]) -> Sync:
    """The state once it is as expected: counts are written within a second or so."""
    deadline = time.monotonic() + 6
    while not is_met(found := sync(organization)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert is_met(found), found
    return found


def press_test_connection(organization: Organization, place: str = "/Users", status: int = 200) -> None:
    answer = organization.scim.get(place, params={"filter": f'userName eq "{NOBODY}"'})
    assert answer.status_code == status, answer.text


def reasons(told: Sync) -> list[str]:
    return [reason["cause"] for reason in told["silence"]]


def remarks(told: Sync) -> list[str]:
    return [reason["cause"] for reason in told["remarks"]]


class TestHealth:
    def test_is_never_connected_before_the_first_request(self, organization: Organization) -> None:
        told = sync(organization)
        assert told["health"] == "never-connected"
        assert told["reason"] == "No request has arrived yet, and no token was generated."
        assert told["last_contact"] is None
        assert told["cycles"] == told["failures"] == []
        assert told["last_hour"] == [0] * 60
        assert told["forecast"]["outlook"] == "clear"

    def test_tells_of_the_last_contact_and_the_last_test(self, organization: Organization) -> None:
        press_test_connection(organization)
        told = until(organization, lambda told: told["last_test"])
        assert told["health"] == "healthy"
        assert told["reason"] == "Entra contacted us moments ago; its rhythm is not known yet."
        assert told["last_test"] == told["last_contact"]
        test = organization.api.get(f"/requests/{told['last_test']['request_id']}").json()
        assert test["sought"] == NOBODY
        assert told["last_test"]["at"] == test["at"]
        assert told["last_test"]["token_id"] == organization.token[7:29]
        assert [cycle["kind"] for cycle in told["cycles"]] == ["test"]
        assert told["cycles"][0]["is_open"] is True

    def test_counts_a_cycle_by_what_it_did(self, keycafe: Organization) -> None:
        with State(None, keycafe.tenant_url) as state:
            Tenant(keycafe, state).play(people(5))
        told = until(keycafe, lambda told: told["today"]["creates"] == 5)
        (cycle,) = told["cycles"]
        assert cycle["kind"] == "initial"
        counts = cycle["counts"]
        assert counts["tests"] == 1
        assert counts["reads"] == 5
        assert counts["requests"] == sum(value for name, value in counts.items() if name != "requests")
        assert told["today"] == counts
        assert sum(told["last_hour"]) == counts["requests"]
        assert told["last_change_at"] is not None

    def test_is_failing_when_the_last_sign_in_was_refused(self, organization: Organization) -> None:
        press_test_connection(organization)
        until(organization, lambda told: told["last_test"])
        token_id = organization.api.get("/tokens").json()["items"][0]["id"]
        assert organization.api.post(f"/tokens/{token_id}/revoke").status_code == 200
        assert organization.scim.get("/Users").status_code == 401
        told = until(organization, lambda told: told["health"] == "failing")
        assert told["reason"].startswith(
            "Entra's last sign-in was refused moments ago: the token was revoked;"
        )
        assert [failure["cause"] for failure in told["failures"]] == ["token-revoked"]
        assert told["forecast"]["outlook"] == "quarantined"
        assert told["forecast"]["reason"] == "EncounteredQuarantineException"
        assert "Secret Token" in told["forecast"]["to_do"]


@judged
class TestFailures:
    def test_are_told_by_cause_in_the_words_of_the_newest(self, keycafe: Organization) -> None:
        for name, user_type in (("a", "BOSS"), ("b", "CHIEF"), (" ", "FULL")):
            answer = keycafe.scim.post("/Users", json={"userName": name, "userType": user_type})
            assert answer.status_code == 400
        told = until(keycafe, lambda told: told["today"]["failures"] == 3)
        first, second = told["failures"]
        assert (first["cause"], first["requests"]) == ("value-not-allowed", 2)
        assert first["happened"].startswith("userType was sent as CHIEF; allowed values are ")
        assert (second["cause"], second["requests"]) == ("required-missing", 1)
        newest = keycafe.api.get(f"/requests/{first['last_request_id']}").json()
        assert newest["at"] == first["last_at"]
        assert newest["cause"]["happened"] == first["happened"]
        assert told["health"] == "failing"
        assert told["reason"] == (
            "Of 3 requests in the newest cycle, all failed, mostly: a value is not one of those allowed."
        )

    def test_are_apart_from_what_deserves_a_look(self, organization: Organization) -> None:
        assert organization.scim.post("/Users", json={"userName": "a", "shoeSize": 9}).status_code == 201
        told = until(organization, lambda told: told["looks"])
        assert [look["cause"] for look in told["looks"]] == ["attribute-ignored"]
        assert told["failures"] == []
        assert told["health"] == "healthy"

    def test_do_not_count_questions_for_who_is_not_there(self, organization: Organization) -> None:
        assert organization.scim.get(f"/Users/{NOBODY}").status_code == 404
        told = until(organization, lambda told: told["today"]["reads"])
        assert told["failures"] == []
        assert told["today"]["failures"] == 0

    def test_of_a_wrong_address_mean_quarantine(self, organization: Organization) -> None:
        press_test_connection(organization, "/scim/Users", 404)
        told = until(organization, lambda told: told["failures"])
        assert told["failures"][0]["cause"] == "wrong-address"
        assert told["health"] == "failing"
        assert told["forecast"]["outlook"] == "quarantined"
        assert "Tenant URL" in told["forecast"]["to_do"]


@judged
class TestSilence:
    """What no request shows, from what really happened."""

    def test_of_an_organization_without_a_token(self, organization: Organization) -> None:
        assert reasons(sync(organization)) == ["no-token"]

    def test_of_a_plan_without_provisioning(self, service: RunningService) -> None:
        small = service.add_organization(profile="keycafe", plan="starter")
        assert reasons(sync(small)) == ["plan-without-tokens"]

    def test_of_a_token_that_nobody_pasted(self, organization: Organization) -> None:
        organization.generate_token("Entra")
        told = sync(organization)
        assert reasons(told) == ["not-reachable", "token-never-used", "wrong-tenant-url"]
        assert told["silence"][1]["evidence"].startswith('"Entra" was generated moments ago')
        assert told["silence"][0]["side"] == "service"

    def test_after_a_test_connection(self, organization: Organization) -> None:
        press_test_connection(organization)
        told = until(organization, lambda told: told["last_test"])
        assert reasons(told) == ["waits-for-cycle", "job-off", "nothing-assigned", "scope-filters-nobody"]

    def test_of_a_token_that_ends_soon(self, organization: Organization) -> None:
        token = organization.generate_token("short", expires_in=3 * 86_400)
        answer = organization.client(organization.tenant_url, token).post("/Users", json={"userName": "a"})
        assert answer.status_code == 201
        told = until(organization, lambda told: told["today"]["creates"])
        assert reasons(told) == ["token-about-to-end"]
        assert told["forecast"]["outlook"] == "at-risk"

    def test_of_nothing_in_a_connection_that_works(self, organization: Organization) -> None:
        assert organization.scim.post("/Users", json={"userName": "a"}).status_code == 201
        told = until(organization, lambda told: told["today"]["creates"])
        assert told["silence"] == []


@judged
class TestRemarks:
    def test_say_what_entra_does_otherwise(self, coffees: Organization) -> None:
        answer = coffees.scim.post("/Users", json={"userName": "jane", "externalId": "jane"})
        assert answer.status_code == 201
        place = f"/Users/{answer.json()['id']}"
        for operation in (
            {"op": "Replace", "path": "title", "value": "T"},
            {"op": "Replace", "path": "active", "value": "False"},
        ):
            assert coffees.scim.patch(place, json={"Operations": [operation]}).status_code == 200
        told = until(coffees, lambda told: told["today"]["disables"])
        assert remarks(told) == [
            "required-never-received",
            "nickname-as-external-id",
            "disabled-not-deleted",
            "cleared-not-sent",
        ]
        assert told["remarks"][1]["evidence"] == '1 of the newest 1 people: such as "jane".'


@judged
class TestWhoMaySee:
    def test_is_support_too(self, organization: Organization) -> None:
        key = organization.add_member("support", "support@acme.example")
        answer = organization.client(organization.api_url, key).get("/sync")
        assert answer.status_code == 200

    def test_is_announced(self, organization: Organization) -> None:
        assert "sync" in organization.api.get("").json()["capabilities"]


@judged
class TestTheRehearsalOfTheService:
    def test_is_no_contact(self, organization: Organization) -> None:
        """What the service sends to itself says nothing about Entra."""
        assert organization.api.post("/guide/self-test").status_code == 200
        time.sleep(1.5)
        assert sync(organization)["last_contact"] is None
