"""Generated directories and mappings: what was foreseen is what was done; a second cycle changes nothing."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, event, given, settings

from scimconsole.entra.simulator.state import State
from tests.agreement.foresight import Foreseen, assert_came_true, foresee
from tests.agreement.generated import Case, cases
from tests.agreement.planned import assert_counts_came_true, assert_plan_came_true, plan
from tests.entra.simulator.wire import Tenant
from tests.running_service import Organization, RunningService

_numbers = itertools.count()


@pytest.fixture(scope="module")
def of_profile(service: RunningService) -> Callable[[str], Organization]:
    """An organization of each profile, for all examples: what one leaves there has names of its own."""
    made = {name: service.add_organization(profile=name) for name in ("keycafe", "ten-thousand-coffees")}
    return made.__getitem__


def numbered(value: list[dict[str, Any]], number: int) -> list[dict[str, Any]]:
    """The people of one example, with its number in their names."""
    made: list[dict[str, Any]] = json.loads(json.dumps(value).replace("{n}", str(number)))
    return made


def fill(organization: Organization, case: Case, number: int) -> list[str]:
    """What was there before; answers the ids."""
    ids = []
    for index, resource in enumerate(numbered(case.earlier, number)):
        answer = organization.scim.post("/Users", json=resource)
        assert answer.status_code == 201, answer.text
        ids.append(answer.json()["id"])
        if index in case.held:
            assert organization.api.post(f"/users/{ids[-1]}/deactivate").status_code == 200
    for resource in numbered(case.earlier_groups, number):
        assert organization.scim.post("/Groups", json=resource).status_code == 201
    return ids


def stored(organization: Organization, foreseen: Foreseen, ids: list[str]) -> list[Any]:
    """The people who were there before, or are now, and the groups."""
    found = {("User", id) for id in ids}
    found |= {(item["kind"], item["match"]["id"]) for item in foreseen.values() if item["match"]}
    return [organization.scim.get(f"/{kind}s/{id}").json() for kind, id in sorted(found)]


def agree(case: Case, organization: Organization) -> None:
    """Plan, foresee, play, compare; then once more, which changes nothing."""
    number = next(_numbers)
    ids = fill(organization, case, number)
    people, groups = numbered(case.people, number), numbered(case.groups, number)
    is_plain = not any("twin" in person["id"] for person in people)
    with State(None, organization.tenant_url) as state:
        tenant = Tenant(organization, state, case.schema)

        def play() -> Foreseen:
            planned = plan(organization, case.schema, people, groups)
            foreseen = foresee(organization, case.schema, people, groups)
            # Of two who want the same name the first in the file is to get it.
            width = 4 if is_plain else 1
            played = tenant.play(people, groups, dialect=case.dialect, restart="full", concurrency=width)
            assert played.cycle.error is None
            assert_plan_came_true(planned, played)
            assert_counts_came_true(planned, played)
            if is_plain:  # only a plan looks at more than one person at a time
                assert_came_true(foreseen, played, case.dialect)
            for item in planned["changes"]:
                event(item["action"])
            return foreseen

        play()
        before = stored(organization, foresee(organization, case.schema, people, groups), ids)
        again = play()
        if is_plain:
            assert {item["action"] for item in again.values()} & {"create", "disable"} == set()
        assert stored(organization, again, ids) == before


class TestWhatWasForeseen:
    """Comes true, whatever the directory, the mapping, and who was there before."""

    @pytest.mark.engines("sqlite")
    @given(cases())
    @settings(max_examples=25)
    def test_comes_true(self, of_profile: Callable[[str], Organization], case: Case) -> None:
        agree(case, of_profile(case.profile))

    @pytest.mark.campaign
    @given(cases())
    @settings(max_examples=500, derandomize=False, suppress_health_check=[HealthCheck.differing_executors])
    def test_comes_true_for_many(self, of_profile: Callable[[str], Organization], case: Case) -> None:
        agree(case, of_profile(case.profile))
