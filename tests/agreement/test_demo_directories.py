"""The demo directories of both services: what was foreseen is what the cycle did; then nothing changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from scimconsole.demo.directory import Directory, make_directory
from scimconsole.domain.scim.profile import load_profile
from scimconsole.entra.provisioning.results import Dialect
from scimconsole.entra.schema.model import SyncSchema
from scimconsole.entra.schema.starting_points import options_of, starting_point
from scimconsole.entra.simulator.state import State
from tests.agreement.foresight import assert_came_true, everything, foresee
from tests.agreement.planned import assert_counts_came_true, assert_plan_came_true, plan, preview
from tests.entra.simulator.wire import Tenant
from tests.running_service import Organization, RunningService

DIALECTS: tuple[Dialect, ...] = ("legacy", "compliant")


def mapping_of(profile: str) -> SyncSchema:
    """The profile's starting point with all its options."""
    loaded = load_profile(profile)
    return starting_point(loaded, [option.name for option in options_of(loaded)])


@pytest.fixture(params=["keycafe", "ten-thousand-coffees"])
def tenant(request: pytest.FixtureRequest, service: RunningService) -> Iterator[Tenant]:
    """A job that provisions an empty organization of the profile."""
    organization = service.add_organization(profile=request.param)
    with State(None, organization.tenant_url) as state:
        yield Tenant(organization, state, mapping_of(request.param))


def play_as_foreseen(tenant: Tenant, directory: Directory, dialect: Dialect) -> dict[str, int]:
    """Ask, then play a full cycle, and hold one against the other; answers how many came to which end.

    Somebody to whom only what has no effect would be sent counts as `without effect`.
    """
    users, groups = [dict(user) for user in directory.users], [dict(group) for group in directory.groups]
    foreseen = foresee(tenant.organization, tenant.schema, users, groups)
    alone = preview(tenant.organization, tenant.schema, users, groups)
    assert {id: item["payload"] for id, item in alone.items()} == {
        id: item["payload"] for id, item in foreseen.items()
    }
    planned = plan(tenant.organization, tenant.schema, users, groups)
    played = tenant.play(users, groups, dialect=dialect, restart="full")
    assert played.cycle.error is None
    assert_came_true(foreseen, played, dialect)
    assert_plan_came_true(planned, played)
    assert_counts_came_true(planned, played)
    people = [item for item in foreseen.values() if item["kind"] == "User"]
    return Counter(
        "without effect" if item["changes"] and all(map(_note, item["changes"])) else item["action"]
        for item in people
    )


def _note(change: dict[str, Any]) -> str:
    note: str = change["note"]
    return note


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.engines("sqlite")
class TestTheDemoDirectory:
    """Everybody is created, a few lose access, somebody is renamed, and then there is peace."""

    def test_comes_out_as_foreseen(self, tenant: Tenant, dialect: Dialect) -> None:
        directory = make_directory(24)
        disabled = sum(not user["accountEnabled"] for user in directory.users)
        on_leave = 0
        if tenant.organization.profile == "ten-thousand-coffees":
            on_leave = sum(
                user["onPremisesExtensionAttributes"]["extensionAttribute5"] == "inactive"
                for user in directory.users
            )
        rest = Counter({"without effect": on_leave, "unchanged": 24 - on_leave})

        begin = directory.with_everybody_enabled()
        assert play_as_foreseen(tenant, begin, dialect) == {"create": 24}
        assert play_as_foreseen(tenant, directory, dialect) == rest - Counter(unchanged=disabled) + Counter(
            disable=disabled
        )
        changed = Directory((_renamed(directory.users[0]), *directory.users[1:]), directory.groups)
        assert play_as_foreseen(tenant, changed, dialect) == rest - Counter(unchanged=1) + Counter(update=1)

        before = everything(tenant.organization), everything(tenant.organization, "Groups")
        assert play_as_foreseen(tenant, changed, dialect) == +rest
        again = tenant.play(
            [dict(user) for user in changed.users], [dict(one) for one in changed.groups], dialect=dialect
        )
        assert [seen for seen in again.wire.requests if seen.method != "GET"] == []
        assert (everything(tenant.organization), everything(tenant.organization, "Groups")) == before


def _renamed(user: Any) -> dict[str, Any]:
    return {**user, "displayName": "Somebody Else", "jobTitle": "Chief of Something"}


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.engines("sqlite")
class TestTheNextCycle:
    """Of a job that remembers: a manager and the members of a group change, and one person leaves."""

    def test_does_what_was_planned(self, keycafe: Organization, dialect: Dialect) -> None:
        directory = make_directory(16).with_everybody_enabled()
        users, groups = [dict(user) for user in directory.users], [dict(one) for one in directory.groups]
        with State(None, keycafe.tenant_url) as state:
            tenant = Tenant(keycafe, state, mapping_of("keycafe"))
            tenant.play(users, groups, dialect=dialect)

            users[9] = {**users[9], "manager": {"id": users[8]["id"]}}
            users[10] = {**users[10], "jobTitle": "Baker", "manager": {"id": users[8]["id"]}}
            users[11] = {**users[11], "accountEnabled": False}
            newcomer = {**users[12], "id": "new", "userPrincipalName": "new@contoso.example", "mail": None}
            users.append(newcomer)
            groups[2] = {**groups[2], "members": [{"id": users[3]["id"]}, {"id": "new"}]}
            planned = plan(keycafe, tenant.schema, users, groups)
            played = tenant.play(users, groups, dialect=dialect)

            assert_plan_came_true(planned, played)
            summary, tally = planned["summary"], played.cycle.tally
            assert (summary["create"], summary["update"], summary["disable"]) == (1, 2, 1)
            assert summary["group_actions"]["update"] == 1
            assert summary["members"] == {"add": tally.members_added, "remove": tally.members_removed}
            assert summary["members"]["remove"] > 0

            planned = plan(keycafe, tenant.schema, users, groups)
            assert planned["changes"] == []
