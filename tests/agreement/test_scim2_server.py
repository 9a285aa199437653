"""The simulator against another service: scim2-server in memory, with the tolerances it has for Entra."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest
from scim2_server.memory import AsyncInMemoryStorage

from scimconsole.domain.scim.profile import load_profile
from scimconsole.entra.people.graph import source_group, source_user
from scimconsole.entra.provisioning.results import Dialect
from scimconsole.entra.schema.starting_points import starting_point
from scimconsole.entra.simulator.cycle import Cycle, Directory
from scimconsole.entra.simulator.endpoint import Endpoint
from scimconsole.entra.simulator.job import Job
from scimconsole.entra.simulator.record import Record
from scimconsole.entra.simulator.state import State
from tests.conformance.differential.oracle import BASE_URL, OpenASGIApplication, provider
from tests.entra.simulator.wire import group, person

SCHEMA = starting_point(load_profile("generic"))


class Other:
    """A service of somebody else, and a job that provisions it."""

    def __init__(self, state: State, dialect: Dialect) -> None:
        self.state = state
        self._app: Any = OpenASGIApplication(AsyncInMemoryStorage(), provider())
        self._dialect: Dialect = dialect
        self.written = 0
        """Requests of the last cycle that change something."""
        self.failures: dict[str, str] = {}
        """Why somebody could not be provisioned in it."""

    def play(self, users: list[dict[str, Any]], groups: list[dict[str, Any]]) -> dict[str, str]:
        """A cycle; answers what became of whoever was told of."""
        records: list[Record] = []

        async def run() -> None:
            transport = httpx.ASGITransport(self._app)
            async with Endpoint(BASE_URL, "token", transport=transport) as endpoint:
                cycle = Cycle(Job(SCHEMA, self._dialect), endpoint, self.state, records.append)
                await cycle.run(Directory(map(source_user, users), map(source_group, groups)))
                assert cycle.error is None

        asyncio.run(run())
        self.failures = {one.name.partition("@")[0]: one.failure.reason for one in records if one.failure}
        sent = [request for one in records for request in one.requests]
        self.written = sum(request["method"] != "GET" for request in sent)
        return {one.name.partition("@")[0]: one.outcome for one in records if not one.of_references}

    def held(self, kind: str) -> dict[str, dict[str, Any]]:
        """What the service holds, by userName or displayName."""

        async def read() -> dict[str, Any]:
            async with httpx.AsyncClient(
                transport=httpx.ASGITransport(self._app), base_url=BASE_URL
            ) as client:
                found: dict[str, Any] = (await client.get(f"{BASE_URL}/{kind}")).json()
                return found

        key = "userName" if kind == "Users" else "displayName"
        resources = asyncio.run(read()).get("Resources", [])
        return {resource[key].partition("@")[0]: resource for resource in resources}


@pytest.mark.parametrize("dialect", ["legacy", "compliant"])
class TestAnotherService:
    """Creates, updates, disables, groups and members; then there is nothing more to do."""

    def test_is_provisioned(self, dialect: Dialect) -> None:
        ana, ben, cai = person("ana"), person("ben", jobTitle="Cook", city="Lima"), person("cai")
        with State(None, BASE_URL) as state:
            other = Other(state, dialect)
            created = dict.fromkeys(("ana", "ben", "cai", "Cooks"), "create")
            assert other.play([ana, ben, cai], [group("Cooks", ana, ben)]) == created
            users, groups = other.held("Users"), other.held("Groups")
            assert users["ben"]["title"] == "Cook"
            assert users["ben"]["active"] is True
            assert _members(groups["Cooks"]) == {users["ana"]["id"], users["ben"]["id"]}

            baker = {**ben, "jobTitle": "Baker", "mobilePhone": "+1 555", "mail": "ben@elsewhere.example"}
            gone = {**cai, "accountEnabled": False}
            changed = {"ben": "update", "cai": "disable", "Cooks": "update"}
            assert other.play([ana, baker, gone], [group("Cooks", ana, cai)]) == changed
            users, groups = other.held("Users"), other.held("Groups")
            assert users["ben"]["title"] == "Baker"
            assert [one["value"] for one in users["ben"]["emails"]] == ["ben@elsewhere.example"]
            assert users["cai"]["active"] is False
            assert _members(groups["Cooks"]) == {users["ana"]["id"], users["cai"]["id"]}

            other.play([ana, baker, gone], [group("Cooks", ana, cai)])
            assert (other.written, other.failures) == (0, {})

        with State(None, BASE_URL) as forgetful:
            other.state = forgetful
            other.play([ana, baker, gone], [group("Cooks", ana, cai)])
            assert (other.written, other.failures) == (0, {})

    def test_a_manager_it_does_not_take_is_told(self, dialect: Dialect) -> None:
        """Entra sends the manager's id as a bare text, which this service refuses; all else arrives."""
        ana = person("ana")
        with State(None, BASE_URL) as state:
            other = Other(state, dialect)
            assert other.play([ana, person("ben", manager={"id": ana["id"]})], [])["ben"] == "create"
            assert set(other.failures) == {"ben"}
            assert "Failed to set the manager of User 'ben@contoso.example'" in other.failures["ben"]


def _members(resource: dict[str, Any]) -> set[str]:
    return {member["value"] for member in resource["members"]}
