from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from scimconsole.domain.scim.profile import Profile
from scimconsole.entra.people.source import SourceObject
from scimconsole.entra.provisioning.deciding import decide
from scimconsole.entra.provisioning.mapping import CompiledMapping
from scimconsole.entra.provisioning.results import Decision, Stored
from tests.domain.scim.people import COFFEES, COFFEES_URN, GENERIC, KEYCAFE
from tests.entra.provisioning.mappings import (
    ACTIVE,
    ana,
    clause,
    defined,
    line,
    mapping,
    sales,
)

TABLE = mapping(
    line("active", ACTIVE),
    line("displayName", "[displayName]"),
    line("title", "[jobTitle]", default="n/a"),
    scope=[[clause("department", "EQUALS", "Sales")]],
)
AS_MAPPED = {"userName": "ana@contoso.com", "active": True, "displayName": "Ana Silva"}


def held(*, is_held: bool = False, **changes: Any) -> Stored:
    return Stored("42", {"id": "42", **AS_MAPPED, **changes}, is_held)


def decided(
    *found: Stored,
    person: SourceObject | None = None,
    table: CompiledMapping = TABLE,
    profile: Profile | None = GENERIC,
    **more: Any,
) -> Decision:
    return decide(table, table.evaluate(person or ana()), found, profile, "userName", **more)


def said(decision: Decision) -> list[str]:
    return [trouble.detail for trouble in decision.troubles]


class TestWhoeverTheTargetDoesNotHold:
    """Created, unless nothing is to be sent or the answer would be an error."""

    def test_a_create(self) -> None:
        decision = decided()
        assert decision.action == "create"
        assert decision.create is not None
        assert decision.create["title"] == "n/a"
        assert decision.stored is None
        assert decision.troubles == []

    def test_out_of_scope_nothing_is_sent(self) -> None:
        decision = decided(person=ana(department="IT"))
        assert (decision.action, decision.create) == ("skipped", None)

    def test_a_disabled_account_is_not_created_but_its_payload_is_shown(self) -> None:
        decision = decided(person=ana(accountEnabled=False))
        assert decision.action == "skipped"
        assert decision.create is not None
        assert decision.create["active"] is False
        assert decision.remarks == ["The account is disabled; Entra updates such accounts and creates none."]

    def test_what_the_service_would_refuse(self) -> None:
        table = mapping(line("userType", '"HALF"'))
        decision = decided(table=table, profile=KEYCAFE)
        assert decision.action == "refused"
        assert decision.troubles[0].status == 400
        assert decided(table=table, profile=None).action == "create"

    def test_a_name_that_somebody_else_has(self) -> None:
        decision = decided(taken_by="7")
        assert (decision.action, decision.troubles[0].status) == ("refused", 409)

    def test_nothing_to_be_found_by(self) -> None:
        decision = decided(person=ana(userPrincipalName=None))
        assert decision.action == "refused"
        assert said(decision) == ["No matching attribute has a value, so nobody can be looked for."]

    def test_an_expression_that_fails(self) -> None:
        table = mapping(line("title", 'Mid([displayName], "0", 1)'), line("nickName", '"x"'))
        decision = decided(table=table)
        assert decision.action == "refused"
        assert decision.create is not None
        assert decision.create["nickName"] == "x"

    def test_the_trouble_names_the_target_as_the_mapping_does(self) -> None:
        target = f"{COFFEES_URN}:peopleManager"
        decision = decided(table=mapping(line(target, '"perhaps"')), profile=COFFEES)
        assert decision.troubles[0].attribute == target


class TestWhoeverTheTargetHolds:
    """Updated by what differs."""

    def test_nothing_differs(self) -> None:
        decision = decided(held())
        assert (decision.action, decision.differences) == ("unchanged", [])
        assert (decision.matched_by, decision.stored) == ("userName", held())

    def test_an_update(self) -> None:
        decision = decided(held(displayName="A"))
        assert decision.action == "update"
        assert [change.attribute for change in decision.differences] == ["displayName"]

    def test_a_disabled_account_gets_all_differences(self) -> None:
        decision = decided(held(displayName="A"), person=ana(accountEnabled=False))
        assert decision.action == "disable"
        assert [change.attribute for change in decision.differences] == ["active", "displayName"]

    def test_one_that_is_inactive_there_is_only_updated(self) -> None:
        decision = decided(held(displayName="A", active=False), person=ana(accountEnabled=False))
        assert decision.action == "update"
        decision = decided(held(active=False), person=ana(accountEnabled=False))
        assert decision.action == "unchanged"

    @pytest.mark.parametrize(
        "person", [ana(department="IT"), ana(isAssigned=False), ana(deletedDateTime="2026-11-01")]
    )
    def test_out_of_scope_only_active_is_sent(self, person: SourceObject) -> None:
        decision = decided(held(displayName="A"), person=person)
        assert decision.action == "disable"
        assert [(change.attribute, change.after) for change in decision.differences] == [("active", False)]
        assert decision.create is None
        assert decided(held(displayName="A", active=False), person=person).action == "unchanged"

    @pytest.mark.parametrize(
        ("active", "remark"),
        [
            (None, "`active` is not mapped, so nothing takes access away."),
            ('"True"', "What is mapped to `active` does not become False, so nothing takes access away."),
        ],
    )
    def test_without_a_mapping_that_disables_access_stays(self, active: str | None, remark: str) -> None:
        table = mapping(*([line("active", active)] if active else []))
        decision = decided(held(), table=table, person=ana(isAssigned=False))
        assert (decision.action, decision.remarks) == ("unchanged", [remark])

    def test_a_restore(self) -> None:
        decision = decided(held(active=False))
        assert decision.action == "update"
        assert decision.differences[0].note == ""

    def test_a_restore_of_somebody_held_has_no_effect(self) -> None:
        decision = decided(held(active=False, is_held=True))
        assert decision.action == "update"
        assert decision.differences[0].note == "No effect: an owner's hold keeps the person inactive."

    def test_a_restore_of_somebody_inactive_by_status_has_no_effect(self) -> None:
        target = f"{COFFEES_URN}:status"
        status: dict[str, Any] = {COFFEES_URN: {"status": "inactive"}}
        away = held(active=False, **status)
        plain = mapping(line("active", ACTIVE))
        decision = decided(away, table=plain, profile=COFFEES)
        assert decision.differences[0].note == 'No effect: status "inactive" keeps the person inactive.'
        returning = mapping(line("active", ACTIVE), line(target, '"active"'))
        decision = decided(away, table=returning, profile=COFFEES)
        assert [change.note for change in decision.differences] == ["", ""]

    def test_what_entra_said_of_active_decides_whether_access_is_taken_away(self) -> None:
        status: dict[str, Any] = {COFFEES_URN: {"status": "inactive"}}
        table = mapping(line(f"{COFFEES_URN}:status", '"active"'), line("nonsense", '"x"'))
        away = held(active=False, **status)
        for entra_active, action in ((None, "refused"), (True, "refused"), (False, "update")):
            decision = decided(replace(away, entra_active=entra_active), table=table, profile=COFFEES)
            assert decision.action == action

    def test_a_spelling_that_the_service_does_not_keep_has_no_effect(self) -> None:
        table = mapping(line("userType", '"SmartBox"'))
        decision = decided(held(userType="SMARTBOX"), table=table, profile=KEYCAFE)
        assert decision.action == "update"
        assert decision.differences[0].note == 'No effect: the service keeps "SMARTBOX".'

    def test_what_the_service_would_refuse(self) -> None:
        table = mapping(line("userType", '"HALF"'))
        decision = decided(held(userType="FULL"), table=table, profile=KEYCAFE)
        assert (decision.action, decision.troubles[0].status) == ("refused", 400)

    def test_a_disable_lands_beside_a_bad_value(self) -> None:
        table = mapping(line("userType", '"HALF"'), line("active", ACTIVE))
        decision = decided(
            held(userType="FULL"), table=table, profile=KEYCAFE, person=ana(accountEnabled=False)
        )
        assert decision.action == "disable"
        assert [(trouble.attribute, trouble.is_fatal) for trouble in decision.troubles] == [
            ("userType", False)
        ]

    def test_two_of_them_are_ambiguous(self) -> None:
        decision = decided(held(), held())
        assert decision.action == "ambiguous"
        assert decision.troubles[0].code == "DuplicateTargetEntries"
        assert (decision.stored, decision.differences) == (None, [])


class TestWhatIsNotDone:
    """A scope without an answer, flow types, and mappings that are switched off."""

    @pytest.mark.parametrize("found", [(), (held(displayName="A"),)])
    def test_a_filter_that_has_no_answer_disables_nobody(self, found: tuple[Stored, ...]) -> None:
        table = mapping(line("active", ACTIVE), scope=[[clause("department", "LIKE", "S")]])
        assert decided(*found, table=table).action == "refused"

    @pytest.mark.parametrize(
        ("fields", "found", "remark"),
        [
            (
                {"enabled": False},
                (held(),),
                "The mapping of these objects is switched off, so nothing is sent.",
            ),
            (
                {"flow_types": frozenset({"Update"})},
                (),
                "The mapping does not allow the action Add, so nothing is sent.",
            ),
            (
                {"flow_types": frozenset({"Add"})},
                (held(displayName="A"),),
                "The mapping does not allow the action Update, so nothing is sent.",
            ),
        ],
    )
    def test_the_mapping_says_so(
        self, fields: dict[str, Any], found: tuple[Stored, ...], remark: str
    ) -> None:
        table = mapping(line("displayName", "[displayName]"), **fields)
        decision = decided(*found, table=table, person=ana(isAssigned=True))
        assert (decision.action, decision.remarks) == ("skipped", [remark])

    def test_an_expression_says_so(self) -> None:
        table = mapping(line("title", 'IIF([department] = "Sales", IgnoreObjectFlow, "x")'))
        decision = decided(table=table)
        assert (decision.action, decision.create) == ("skipped", None)

    def test_without_an_id_nobody_is_provisioned(self) -> None:
        for found in ((), (held(),)):
            decision = decided(*found, person=ana(id=None, accountEnabled=False))
            assert decision.action == "refused"
            assert "has no object id" in said(decision)[0]

    def test_without_a_comparison_the_answer_is_told_all_the_same(self) -> None:
        table = mapping(line("userType", '"HALF"'))
        decision = decide(table, table.evaluate(ana()), None, KEYCAFE)
        assert (decision.action, decision.troubles[0].status) == ("unknown", 400)

    def test_deciding_twice_is_deciding_once(self) -> None:
        evaluated = TABLE.evaluate(ana(accountEnabled=False))
        first = decide(TABLE, evaluated, [], GENERIC)
        second = decide(TABLE, evaluated, [], GENERIC)
        assert first == second


class TestGroups:
    """The same, with displayName as the name and members left to a second pass."""

    GROUPS = mapping(line("externalId", "[objectId]"), line("members", "[members]"), kind="Group")

    def test_create_and_rename(self) -> None:
        evaluated = self.GROUPS.evaluate(sales("a"))
        assert decide(self.GROUPS, evaluated, [], GENERIC).action == "create"
        stored = Stored("7", {"schemas": [GROUP], "displayName": "SALES", "externalId": "g1"})
        decision = decide(self.GROUPS, evaluated, [stored], GENERIC, "externalId")
        assert decision.action == "update"
        assert [change.attribute for change in decision.differences] == ["displayName"]
        assert decide(self.GROUPS, evaluated, [stored], GENERIC, taken_by="8").troubles[0].status == 409

    def test_a_required_name(self) -> None:
        table = mapping(kind="Group", definitions=[defined("displayName", required=True)])
        evaluated = table.evaluate(sales(displayName=None))
        assert decide(table, evaluated, [], GENERIC).troubles[0].code == "MandatoryFieldsMissing"


GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"
