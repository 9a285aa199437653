"""The complaints that are heard most about provisioning: each has a cause with a name and what to do."""

from __future__ import annotations

import pytest

from scimconsole.domain.causes import (
    Cause,
    Condition,
    all_causes,
    all_conditions,
    cause_named,
    in_general,
)

COMPLAINTS = {
    1: "provisioning stops one day with 401",
    2: "rotating the token is an outage",
    3: "people are not disabled",
    4: "one member who leaves empties the group",
    5: "nobody can tell what was sent",
    6: "an update fails for ever: noTarget",
    7: "the resource cannot be deserialized",
    8: "the manager is refused",
    9: "the test connection fails",
    10: "duplicate users, endless conflicts",
    11: "a custom attribute is ignored",
    12: "roles arrive as text",
    13: "emptied fields stay",
    14: "the default mapping does harm",
    15: "long waiting, skipped people",
    16: "the token was shown once and is lost",
    17: "the plan has no provisioning",
    18: "groups need a licence",
    19: "deleting does not revoke for 30 days",
    20: "large groups are slow",
}


def named_for(number: int) -> list[str]:
    found = [cause.code for cause in all_causes() if number in cause.complaints]
    return found + [code for code, one in all_conditions().items() if number in one.complaints]


class TestEachComplaint:
    @pytest.mark.parametrize("number", COMPLAINTS, ids=COMPLAINTS.get)
    def test_has_a_named_cause(self, number: int) -> None:
        assert named_for(number)

    def test_is_one_of_those_known(self) -> None:
        named: list[Cause | Condition] = [*all_causes(), *all_conditions().values()]
        assert {number for one in named for number in one.complaints} == set(COMPLAINTS)


class TestEachCondition:
    @pytest.mark.parametrize("code", all_conditions())
    def test_says_what_happened_and_where_to_act(self, code: str) -> None:
        condition = all_conditions()[code]
        assert condition.code == code
        assert condition.happened.endswith(".")
        assert condition.in_entra or condition.here
        assert condition.side in ("entra", "service", "both", "nobody")
        if condition.side in ("entra", "both"):
            assert condition.in_entra
        if condition.side in ("service", "both"):
            assert condition.here

    def test_has_a_name_that_no_cause_has(self) -> None:
        assert not {cause.code for cause in all_causes()} & all_conditions().keys()


class TestACauseInGeneral:
    @pytest.mark.parametrize("code", [cause.code for cause in all_causes()])
    def test_has_no_place_left_to_fill(self, code: str) -> None:
        cause = cause_named(code)
        assert cause is not None
        told = in_general(cause)
        for text in (told.happened, told.in_entra, told.here):
            assert "{" not in (text or "").replace('{"', "")

    def test_that_nobody_knows_is_none(self) -> None:
        assert cause_named("from-an-earlier-version") is None
