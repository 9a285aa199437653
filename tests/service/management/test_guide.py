"""The set-up guide: every step ticks itself by what really arrives."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from scimconsole.domain.organization import org_id_of
from scimconsole.domain.scim.profile import load_profile
from scimconsole.domain.sync.counting import MINUTE, Counts
from scimconsole.entra.schema.starting_points import starting_point
from scimconsole.entra.simulator.connection_test import try_connection
from scimconsole.entra.simulator.endpoint import Endpoint
from scimconsole.entra.simulator.state import State
from scimconsole.storage import traffic
from scimconsole.storage.database import open_database
from scimconsole.storage.traffic import NewCounts
from scimconsole.storage.transactions import write
from tests.entra.simulator.wire import Tenant, group, person
from tests.running_service import Organization

Step = dict[str, Any]


def guide(organization: Organization) -> dict[str, Any]:
    answer = organization.api.get("/guide")
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def step(organization: Organization, check: str) -> Step:
    return next(one for one in guide(organization)["steps"] if one["check"] == check)


def states(organization: Organization) -> dict[str, str]:
    return {one["check"]: one["state"] for one in guide(organization)["steps"] if one["check"]}


def until(organization: Organization, check: str, state: str) -> Step:
    """The step once it has this state: what only reads is in the journal within a second."""
    deadline = time.monotonic() + 5
    while (found := step(organization, check))["state"] != state and time.monotonic() < deadline:
        time.sleep(0.05)
    assert found["state"] == state, found
    return found


def press_test_connection(organization: Organization, token: str) -> None:
    async def ask() -> None:
        async with Endpoint(organization.tenant_url, token) as endpoint:
            await try_connection(endpoint)

    asyncio.run(ask())


@pytest.fixture
def keys(keycafe: Organization) -> Iterator[Tenant]:
    with State(None, keycafe.tenant_url) as state:
        yield Tenant(keycafe, state)


@pytest.fixture
def talks(coffees: Organization) -> Iterator[Tenant]:
    with State(None, coffees.tenant_url) as state:
        yield Tenant(coffees, state, starting_point(load_profile("ten-thousand-coffees")))


class TestAKeycafeSetUp:
    """From nothing to a leaver, step after step."""

    def test_ticks_itself(self, keys: Tenant) -> None:
        keycafe = keys.organization
        told = states(keycafe)
        assert told.pop("reachable") == "trouble", "Entra cannot call this machine"
        assert set(told.values()) == {"waiting"}

        token = keycafe.token
        made = step(keycafe, "token")
        assert made["state"] == "seen"
        assert made["evidence"].startswith(f'Token "tests" ...{token[-4:]} was generated ')
        assert step(keycafe, "test-connection")["evidence"] == "No request has arrived yet."

        press_test_connection(keycafe, token)
        tried = until(keycafe, "test-connection", "seen")
        assert tried["evidence"].startswith("Test connection received ")
        assert tried["evidence"].endswith(f" from 127.0.0.1 with token ...{token[-4:]}.")
        assert tried["at"]
        assert until(keycafe, "reachable", "seen")
        assert states(keycafe)["first-user"] == "waiting"

        jane, max_ = person("jane"), person("max")
        keys.play([jane])
        assert step(keycafe, "first-user")["evidence"].startswith('"jane@contoso.example" was created ')
        assert step(keycafe, "user-type")["evidence"].endswith("stored: FULL (1).")
        assert step(keycafe, "required-fields")["state"] == "seen"
        assert step(keycafe, "people")["evidence"] == "Only one user was received yet."
        assert not guide(keycafe)["complete"]

        keys.play([jane, max_])
        assert step(keycafe, "people")["evidence"].startswith("2 users were received, the newest ")
        whole = guide(keycafe)
        assert whole["complete"], "trying a leaver is optional"
        assert (whole["seen"], whole["checked"]) == (7, 8)

        keys.play([{**jane, "accountEnabled": False}, max_])
        assert step(keycafe, "disable")["evidence"].startswith("A disable was received ")
        keys.play([jane, max_])
        assert step(keycafe, "disable")["state"] == "seen", "the person is back, and the disable was seen"

    def test_hands_over_the_address_and_never_a_token(self, keycafe: Organization) -> None:
        token = keycafe.token
        told = step(keycafe, "test-connection")
        assert {paste["name"]: paste["value"] for paste in told["paste"]} == {
            "tenant_url": keycafe.tenant_url,
            "token": None,
        }
        assert token not in keycafe.api.get("/guide").text

    def test_says_that_users_arrive_without_a_user_type(self, keycafe: Organization) -> None:
        keycafe.scim.post(f"{keycafe.tenant_url}/Users", json={"userName": "jane@contoso.example"})
        told = step(keycafe, "user-type")
        assert told["state"] == "trouble"
        assert told["evidence"] == "Users arrived without userType: they became FULL. Add the mapping."

    def test_an_owners_hold_is_no_disable(self, keycafe: Organization) -> None:
        made = keycafe.scim.post(f"{keycafe.tenant_url}/Users", json={"userName": "jane@contoso.example"})
        assert keycafe.api.post(f"/users/{made.json()['id']}/deactivate").status_code == 200
        assert step(keycafe, "disable")["state"] == "waiting"


class TestATenThousandCoffeesSetUp:
    """Object ids, the attribute list, required fields and groups."""

    def test_ticks_itself(self, talks: Tenant) -> None:
        coffees = talks.organization
        press_test_connection(coffees, coffees.token)
        until(coffees, "test-connection", "seen")
        for check in ("external-id", "custom-attributes", "first-user", "required-fields", "groups"):
            assert step(coffees, check)["state"] == "waiting", check

        level = {"onPremisesExtensionAttributes": {"extensionAttribute1": "Director"}}
        jane, max_ = person("jane", **level), person("max", **level)
        talks.play([jane, max_], [group("Mentors", jane)])
        assert step(coffees, "external-id")["evidence"] == "externalId looks like an object id for 2 users."
        assert step(coffees, "custom-attributes")["state"] == "seen"
        assert step(coffees, "required-fields")["evidence"] == "No required field is missing in 2 users."
        assert step(coffees, "groups")["evidence"].startswith('1 group received, the first was "Mentors" ')
        assert guide(coffees)["complete"]

        talks.play([{**jane, "accountEnabled": False}, max_], [group("Mentors", jane)])
        assert set(states(coffees).values()) == {"seen"}

    def test_says_what_is_not_right(self, talks: Tenant) -> None:
        coffees = talks.organization
        coffees.scim.post(
            f"{coffees.tenant_url}/Users",
            json={"userName": "jane@contoso.example", "externalId": "jane", "name": {"familyName": "Doe"}},
        )
        told = states(coffees)
        assert (told["external-id"], told["custom-attributes"]) == ("trouble", "trouble")
        assert 'for 1 of 1 user, such as "jane".' in step(coffees, "external-id")["evidence"]
        fields = step(coffees, "required-fields")
        assert fields["evidence"].startswith("Required fields are missing in 1 of 1 user: ")
        assert "name.givenName (1)" in fields["evidence"]

    def test_the_attribute_list_has_no_check_of_its_own(self, coffees: Organization) -> None:
        adding = next(one for one in guide(coffees)["steps"] if "attribute list" in one["place"])
        assert (adding["check"], adding["state"], adding["evidence"]) == (None, None, None)
        assert any(paste["value"].endswith(":managementLevel") for paste in adding["paste"] if paste["value"])


class TestWhatGoesWrong:
    """Trouble is told with its reason, until something better arrives."""

    def test_a_pasted_bearer_then_a_good_test(self, organization: Organization) -> None:
        bad = organization.client(organization.tenant_url, f"Bearer {organization.token}")
        assert bad.get(f"{organization.tenant_url}/Users").status_code == 401
        told = until(organization, "test-connection", "trouble")
        assert told["evidence"].endswith('the word "Bearer" was pasted with the token.')
        press_test_connection(organization, organization.token)
        until(organization, "test-connection", "seen")

    def test_a_token_that_was_revoked(self, organization: Organization) -> None:
        token = organization.generate_token("Entra ID")
        organization.api.post(f"/tokens/{token[7:29]}/revoke")
        told = step(organization, "token")
        assert told["state"] == "trouble"
        assert told["evidence"] == f'Token "Entra ID" ...{token[-4:]} is revoked: no other is left.'

    def test_a_create_that_is_refused(self, keycafe: Organization) -> None:
        body = {"userName": "jane@contoso.example", "userType": "GUEST"}
        assert keycafe.scim.post(f"{keycafe.tenant_url}/Users", json=body).status_code == 400
        told = until(keycafe, "first-user", "trouble")
        assert told["evidence"].startswith("Creating a user was refused once: ")
        assert "GUEST" in told["evidence"]

    def test_support_staff_see_the_guide_too(self, organization: Organization) -> None:
        key = organization.add_member("support", "support@contoso.example")
        assert organization.client(organization.api_url, key).get("/guide").status_code == 200


class TestTheClose:
    """What one wants to know at the end: who came, when Entra comes again, when the token ends."""

    def test_names_who_came_first_and_the_token_that_signs_in(self, keycafe: Organization) -> None:
        keycafe.generate_token("before")
        names = [f"p{number}@contoso.example" for number in range(6)]
        for name in names:
            keycafe.scim.post("/Users", json={"userName": name, "userType": "FULL"})
        keycafe.generate_token("later", expires_in=86_400)
        told = guide(keycafe)
        assert (told["users"], told["groups"], told["first_people"]) == (6, 0, names[:5])
        assert told["token_name"] == "tests", "it signed in last"
        assert told["token_expires_at"]
        assert told["minutes_left"] == 2, "the last step, which only a person can tell"
        assert told["next_cycle_at"] is None, "one burst is no rhythm"

    def test_tells_the_next_cycle_of_a_steady_connection(self, keycafe: Organization) -> None:
        keycafe.scim.post("/Users", json={"userName": "jane@contoso.example"})
        last = time.time_ns() // 1000 - 10 * MINUTE
        cycles_of_the_past(keycafe, [last - number * 40 * MINUTE for number in range(8)])
        expected = datetime.fromtimestamp((last + 40 * MINUTE) / 1_000_000, UTC)
        told = datetime.fromisoformat(guide(keycafe)["next_cycle_at"])
        assert abs(told - expected) < timedelta(minutes=2)


def cycles_of_the_past(organization: Organization, begins: list[int]) -> None:
    """Count a test connection and a read at each of these instants (microseconds)."""
    rows = [
        Counts(requests=2, tests=1, reads=1)._asdict()
        | {"minute": at // MINUTE, "first_at": at, "last_at": at, "last_id": None, "test_id": None}
        for at in begins
    ]
    database = open_database(organization.service.database_url)
    org_id = org_id_of(organization.slug)
    try:
        write(database.session(), org_id, lambda opened: traffic.add(opened, org_id, NewCounts(rows)))
    finally:
        database.close()
