"""Any course of days: the service holds what a few plain rules say, and a repeated cycle changes nothing."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal, TypeAlias

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scimconsole.entra.simulator.state import State
from tests.entra.simulator.wire import Tenant, person
from tests.running_service import Organization, RunningService

Condition: TypeAlias = Literal["absent", "enabled", "disabled", "unassigned", "binned"]
CONDITIONS: tuple[Condition, ...] = ("absent", "enabled", "enabled", "disabled", "unassigned", "binned")
NAMES = ("ana", "bob")
PURGE = timedelta(days=30)

_numbers = itertools.count()


@dataclass
class Held:
    """What the service should hold of somebody, and how the job stands to them."""

    is_active: bool
    title: str
    standing: Literal["linked", "released", "deleted", "forgotten"] = "linked"
    since: datetime = datetime.min
    was_binned: bool = False


def next_day(held: Held | None, condition: Condition, title: str, at: datetime) -> Held | None:
    """The rules: what a cycle at this time makes of somebody in this condition."""
    if held is None:
        return Held(True, title) if condition == "enabled" else None
    if condition in ("enabled", "disabled"):
        return Held(condition == "enabled", title)
    if condition == "unassigned":
        return Held(False, held.title, "released")
    is_over = held.standing == "deleted" and at - held.since >= PURGE
    since = held.since if held.standing == "deleted" else at
    if condition == "binned":
        return None if is_over else Held(False, held.title, "deleted", since, True)
    if held.standing in ("released", "forgotten"):
        return Held(False, held.title, "forgotten")
    if held.standing == "deleted" and (is_over or held.was_binned):
        return None
    return Held(False, held.title, "deleted", since)


days = st.lists(
    st.tuples(
        st.sampled_from([1, 1, 12, 40]),
        st.fixed_dictionaries(
            {
                name: st.tuples(st.sampled_from(CONDITIONS), st.sampled_from(["Cook", "Smith"]))
                for name in NAMES
            }
        ),
    ),
    min_size=1,
    max_size=6,
)


def as_found(name: str, condition: Condition, title: str, at: datetime) -> dict[str, Any] | None:
    """The Graph user, or None for one who is not in the file."""
    more: dict[Condition, dict[str, Any]] = {
        "enabled": {},
        "disabled": {"accountEnabled": False},
        "unassigned": {"isAssigned": False},
        "binned": {"deletedDateTime": at.isoformat()},
    }
    return None if condition == "absent" else person(name, jobTitle=title, **more[condition])


@pytest.fixture(scope="module")
def town(service: RunningService) -> Organization:
    """One organization for all examples; names differ from one to the next."""
    return service.add_organization(profile="keycafe")


@pytest.mark.engines("sqlite")
class TestDays:
    """People who come, change, leave in each of the ways, and come back."""

    @pytest.mark.parametrize("examples", [15, pytest.param(150, marks=pytest.mark.campaign)])
    def test_each_course_ends_as_the_rules_say(self, town: Organization, examples: int) -> None:
        @settings(max_examples=examples)
        @given(days=days, dialect=st.sampled_from(["legacy", "compliant"]), width=st.sampled_from([1, 4]))
        def check(days: Any, dialect: str, width: int) -> None:
            live(town, days, dialect=dialect, concurrency=width, deletion_threshold=[0, 500][width > 1])

        check()


def live(town: Organization, days: Any, **settings: Any) -> None:
    number = next(_numbers)
    at = datetime(2026, 1, 1, tzinfo=UTC)
    expected: dict[str, Held | None] = dict.fromkeys(NAMES)
    with State(None, town.tenant_url) as state:
        tenant = Tenant(town, state)
        for pause, conditions in days:
            at += timedelta(days=pause)
            users = []
            for name, (condition, title) in conditions.items():
                found = as_found(f"{name}{number}", condition, title, at)
                users += [] if found is None else [found]
                expected[name] = next_day(expected[name], condition, title, at)
            played = tenant.play(users, now=at.isoformat(), **settings)
            assert played.cycle.tally.failures == 0
            again = tenant.play(users, now=at.isoformat(), **settings)
            assert [seen for seen in again.wire.requests if seen.method != "GET"] == []
            for name, held in expected.items():
                shown = tenant.held(f"{name}{number}@contoso.example")
                assert (shown is None) == (held is None), (name, held)
                if shown is not None and held is not None:
                    assert (shown["active"], shown["title"]) == (held.is_active, held.title)
