"""Decisions folded into a plan: counts, the second pass, duplicates, members, the brake."""

from __future__ import annotations

import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scimconsole.entra.planning.brake import Brake
from scimconsole.entra.planning.circles import circles
from scimconsole.entra.planning.claims import Claims
from scimconsole.entra.planning.plan import CREATED, Held, Plan

MANAGER = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager"

USER_NAME = {"attribute": "userName", "before": "old", "after": "x@contoso.com", "op": "Replace", "note": ""}


def person(
    identity: str,
    action: str = "unchanged",
    *,
    scim_id: str | None = None,
    name: str | None = None,
    manager: str | None = None,
    stored_manager: str | None = None,
    in_scope: bool = True,
    unique: str | None = None,
) -> dict[str, Any]:
    """A decision as the service tells it without detail; whoever is not created is held under `scim_id`."""
    held = scim_id or (None if action in ("create", "skipped", "refused") else f"scim-{identity}")
    return {
        "id": identity,
        "userPrincipalName": f"{identity}@contoso.com",
        "in_scope": in_scope,
        "problems": [],
        "kind": "User",
        "scope": {"reason": "", "group": None, "clause": None},
        "action": action,
        "match": None if held is None else {"attribute": "userName", "id": held},
        "changes": [],
        "references": {} if manager is None else {MANAGER: manager},
        "stored_references": {} if held is None or manager is None else {MANAGER: stored_manager},
        "matching": [{"attribute": "userName", "value": name or f"{identity}@contoso.com"}],
        "unique": None if unique is None else {"attribute": "userName", "value": unique},
        "place": "",
    }


def group(identity: str, action: str = "unchanged", **more: Any) -> dict[str, Any]:
    """A decision on a group."""
    found = person(identity, action, **more)
    return {**found, "kind": "Group", "displayName": identity}


def planned(*people: dict[str, Any]) -> Plan:
    plan = Plan(io.BytesIO())
    for one in people:
        plan.take_user(one)
    return plan


def changes(plan: Plan) -> dict[str, list[tuple[Any, Any]]]:
    """Who changes, and what from and to."""
    return {
        item["id"]: [(change["before"], change["after"]) for change in item["changes"]]
        for item in plan.changes()
    }


class TestCounting:
    def test_tells_each_action_and_lists_what_is_to_be_done_or_mended(self) -> None:
        actions = ["create", "update", "disable", "unchanged", "refused", "skipped", "ambiguous"]
        plan = planned(*(person(action, action) for action in actions))
        summary = plan.summary()
        assert {action: summary[action] for action in actions} == dict.fromkeys(actions, 1)
        listed = [item["action"] for item in plan.changes()]
        assert listed == ["create", "update", "disable", "refused", "ambiguous"]

    def test_tells_how_many_are_held_that_the_file_does_not_have(self) -> None:
        plan = planned(person("ana"), person("ben", "disable"), person("cai", "create"))
        assert plan.summary(held=10)["absent"] == 8
        assert plan.summary()["absent"] is None

    def test_takes_the_absent_as_disables_where_the_file_is_everybody(self) -> None:
        plan = planned(person("ana"))
        plan.take_absent(Held("scim-zoe", "zoe@contoso.com"))
        assert plan.summary()["disable"] == 1
        (item,) = plan.changes()
        assert (item["userPrincipalName"], item["match"]["id"]) == ("zoe@contoso.com", "scim-zoe")
        assert changes(plan) == {None: [(True, False)]}


class TestTheSecondPass:
    def test_names_a_manager_by_the_counterpart_found_in_this_run(self) -> None:
        plan = planned(person("ana", manager="BEN"), person("ben"))
        assert plan.summary()["update"] == 1
        assert changes(plan) == {"ana": [(None, "scim-ben")]}

    def test_says_who_is_created_in_this_run(self) -> None:
        plan = planned(person("ana", "create", manager="ben"), person("ben", "create"))
        assert changes(plan) == {"ana": [(None, CREATED)], "ben": []}

    def test_leaves_a_manager_alone_who_is_the_same(self) -> None:
        before = planned(person("ben"), person("ana", manager="ben", stored_manager="scim-ben"))
        after = planned(person("ana", manager="ben", stored_manager="scim-ben"), person("ben"))
        for plan in (before, after):
            assert (plan.summary()["unchanged"], changes(plan)) == (2, {})

    def test_replaces_another_manager(self) -> None:
        plan = planned(person("ana", "update", manager="ben", stored_manager="scim-cai"), person("ben"))
        (item,) = plan.changes()
        assert item["changes"][0]["op"] == "Replace"
        assert plan.summary()["references"] == 1

    @pytest.mark.parametrize("other", [None, person("ben", "refused"), person("ben", in_scope=False)])
    def test_leaves_out_a_manager_who_is_not_provisioned(self, other: dict[str, Any] | None) -> None:
        plan = planned(person("ana", "create", manager="ben"), *([other] if other else []))
        assert plan.summary()["references"] == 0
        ana = next(item for item in plan.changes() if item["id"] == "ana")
        assert (ana["changes"], [problem["fatal"] for problem in ana["problems"]]) == ([], [False])
        assert plan.remarks == [
            "1 references are left out: whom they name is not in the file, or not provisioned."
        ]

    def test_names_a_manager_whom_the_mapping_leaves_alone(self) -> None:
        boss = person("boss", "skipped", scim_id="scim-boss")
        assert changes(planned(boss, person("1", manager="boss")))["1"] == [(None, "scim-boss")]

    def test_tells_of_managers_that_lead_back_to_themselves(self) -> None:
        plan = planned(person("ana", "create", manager="ben"), person("ben", "create", manager="ana"))
        assert plan.summary()["references"] == 2
        assert "in 1 circle: ana -> ben -> ana." in plan.remarks[0]


class TestDuplicates:
    def test_of_a_matching_value_are_refused_after_the_first(self) -> None:
        plan = planned(person("ana", "create", name="A@b.c"), person("ben", "create", name="a@B.C"))
        assert plan.summary()["refused"] == 1
        item = next(item for item in plan.changes() if item["action"] == "refused")
        assert (item["id"], item["problems"][0]["code"]) == ("ben", "DuplicateSourceEntries")

    def test_of_an_object_id_are_refused_after_the_first(self) -> None:
        assert planned(person("ana"), person("ANA", name="x")).summary()["refused"] == 1

    def test_of_a_counterpart_are_refused_after_the_first(self) -> None:
        plan = planned(person("ana", scim_id="s"), person("ben", "update", scim_id="s"))
        assert plan.summary()["refused"] == 1
        assert changes(plan) == {"ben": []}

    def test_of_a_name_are_refused_as_the_service_would(self) -> None:
        kept = person("ana", unique="x@contoso.com")
        renamed = {**person("cai", "update", unique="X@contoso.com"), "changes": [USER_NAME]}
        leaver = {**person("dee", "disable", unique="x@contoso.com"), "changes": [USER_NAME]}
        created = person("ben", "create", unique="x@contoso.com")
        plan = planned(kept, renamed, leaver, created)
        changes = {item["id"]: item for item in plan.changes()}
        assert [(one, item["action"]) for one, item in changes.items()] == [
            ("cai", "refused"),
            ("dee", "disable"),
            ("ben", "refused"),
        ]
        (problem,) = changes["ben"]["problems"]
        assert (problem["status"], problem["scimType"], problem["attribute"]) == (
            409,
            "uniqueness",
            "userName",
        )

    def test_of_somebody_who_left_are_none(self) -> None:
        plan = planned(person("ana", scim_id="s", in_scope=False), person("ben", "update", scim_id="s"))
        assert plan.summary()["refused"] == 0

    def test_do_not_count_between_people_and_groups(self) -> None:
        claims = Claims()
        assert claims.settle(person("ana"))
        assert claims.settle(group("ana"))

    @given(st.lists(st.sampled_from("abcdef"), max_size=12))
    def test_leave_one_of_each(self, names: list[str]) -> None:
        people = [person(f"p{number}", "create", name=name) for number, name in enumerate(names)]
        summary = planned(*people).summary()
        assert summary["create"] == len(set(names))
        assert summary["refused"] == len(names) - len(set(names))


class TestMembers:
    def test_are_added_and_removed_as_far_as_the_file_knows_them(self) -> None:
        plan = planned(person("ana"), person("ben", "create"), person("cai"), person("dee", "refused"))
        held = ["scim-cai", "from-elsewhere"]
        plan.take_group(group("sales"), ["ana", "ben", "dee", "nobody"], held)
        summary = plan.summary()
        assert (summary["group_actions"]["update"], summary["members"]) == (1, {"add": 2, "remove": 1})
        assert changes(plan)["sales"] == [
            (None, ["scim-ana", "created in this run: ben"]),
            (["scim-cai"], None),
        ]

    def test_who_are_out_of_scope_stay(self) -> None:
        plan = planned(person("ana", "disable", in_scope=False), person("ben", "refused", scim_id="scim-ben"))
        plan.take_group(group("sales"), ["ana", "ben"], ["scim-ana", "scim-ben"])
        assert plan.summary()["members"] == {"add": 0, "remove": 0}

    def test_whom_the_mapping_leaves_alone_are_added(self) -> None:
        plan = planned(person("1", "skipped", scim_id="scim-1"))
        plan.take_group(group("staff"), ["1"], [])
        assert plan.summary()["members"] == {"add": 1, "remove": 0}

    def test_that_are_the_same_change_nothing(self) -> None:
        plan = planned(person("ana"))
        plan.take_group(group("sales"), ["ana"], ["scim-ana"])
        assert (plan.summary()["group_actions"]["unchanged"], changes(plan)) == (1, {})


class TestTheBrake:
    @pytest.mark.parametrize(("active", "limit"), [(0, 10), (200, 10), (220, 11), (100_000, 5_000)])
    def test_allows_ten_or_one_in_twenty(self, active: int, limit: int) -> None:
        brake = Brake.usual(active)
        assert brake.limit == limit
        assert (brake.trips(limit), brake.trips(limit + 1)) == (False, True)

    def test_may_be_off(self) -> None:
        assert not Brake(None, 10).trips(1_000_000)


class TestCircles:
    @given(st.dictionaries(st.sampled_from("abcdefgh"), st.sampled_from("abcdefgh")))
    def test_are_all_who_come_back_to_themselves(self, managers: dict[str, str]) -> None:
        found = {one for circle in circles(managers) for one in circle}

        def comes_back(start: str) -> bool:
            one: str | None = managers.get(start)
            for _ in managers:
                if one == start:
                    return True
                one = managers.get(one) if one is not None else None
            return False

        assert found == {one for one in managers if comes_back(one)}
