from __future__ import annotations

from typing import Any, ClassVar

import pytest

from scimconsole.entra.people.source import SourceObject
from scimconsole.entra.provisioning.differences import differences
from scimconsole.entra.provisioning.results import Difference
from scimconsole.entra.schema.model import AttributeDefinition, AttributeMapping
from tests.entra.provisioning.mappings import ACTIVE, ENTERPRISE, WORK_MAIL, ana, defined, line, mapping

CUSTOM = "urn:ietf:params:scim:schemas:extension:tags:2.0:User:tags"
HELD = {"userName": "ana@contoso.com", "active": True}


def changes(
    *lines: AttributeMapping,
    stored: dict[str, Any],
    person: SourceObject | None = None,
    definitions: list[AttributeDefinition] | None = None,
) -> list[Difference]:
    table = mapping(*lines, definitions=definitions or [])
    return differences(table, table.evaluate(person or ana()), HELD | stored)


class TestWhatIsDifferent:
    """Compared by the target's definition with the document that a GET answers."""

    def test_an_equal_value_is_not(self) -> None:
        assert (
            changes(line(WORK_MAIL, "[mail]"), stored={"emails": [{"type": "work", "value": ana_mail()}]})
            == []
        )

    def test_another_value_is_replaced(self) -> None:
        found = changes(
            line(f"{ENTERPRISE}:department", "[department]"), stored={ENTERPRISE: {"department": "IT"}}
        )
        assert found == [Difference(f"{ENTERPRISE}:department", "IT", "Sales", "Replace")]

    def test_where_there_is_none_it_is_added(self) -> None:
        assert changes(line("title", '"Boss"'), stored={}) == [Difference("title", None, "Boss", "Add")]

    def test_null_at_the_source_changes_nothing(self) -> None:
        assert changes(line("title", "[jobTitle]", default="n/a"), stored={"title": "Boss"}) == []

    def test_what_is_sent_on_create_only_is_never_compared(self) -> None:
        once = line("displayName", "[displayName]", flow_type="ObjectAddOnly")
        assert changes(once, stored={"displayName": "X"}) == []

    @pytest.mark.parametrize("stored", [True, "True", "true"])
    def test_a_boolean_is_one_however_it_is_spelled(self, stored: Any) -> None:
        assert changes(line("active", ACTIVE), stored={"active": stored}) == []

    def test_also_one_that_the_mapping_has_as_text(self) -> None:
        edited = line("active", 'IIF([accountEnabled], "true", "false")')
        table = mapping(edited)
        assert differences(table, table.evaluate(ana()), HELD) == []

    @pytest.mark.parametrize(("case_exact", "count"), [(True, 1), (False, 0)])
    def test_letter_case_counts_as_the_definition_says(self, case_exact: bool, count: int) -> None:
        definitions = [defined("displayName", case_exact=case_exact)]
        found = changes(
            line("displayName", "[displayName]"), stored={"displayName": "ANA SILVA"}, definitions=definitions
        )
        assert len(found) == count

    @pytest.mark.parametrize(
        ("kind", "expression", "stored", "is_same"),
        [
            ("Integer", '"7"', 7, True),
            ("Integer", '"7"', "7", True),
            ("Integer", '"7"', 8, False),
            ("DateTime", '"2026-11-21T20:00:00Z"', "2026-11-21T21:00:00+01:00", True),
            ("DateTime", '"2026-11-21T20:00:00Z"', "2026-11-21T20:00:01Z", False),
            ("String", '"7"', 7, True),
            ("String", '"x"', {"value": "x"}, True),
            ("String", '"x"', [{"value": "x"}], True),
            ("String", '"x"', ["x", "y"], False),
        ],
    )
    def test_each_type_by_its_own_measure(
        self, kind: Any, expression: str, stored: Any, is_same: bool
    ) -> None:
        found = changes(line("x", expression), stored={"x": stored}, definitions=[defined("x", kind)])
        assert (found == []) is is_same

    def test_what_always_flows_comes_along_with_a_real_difference(self) -> None:
        always = line("displayName", "[displayName]", flow_behavior="FlowAlways")
        stored = {"displayName": "Ana Silva", "title": "Boss"}
        assert changes(always, line("title", '"Boss"'), stored=stored) == []
        found = changes(always, line("title", '"Chief"'), stored=stored)
        assert [change.attribute for change in found] == ["title", "displayName"]


class TestFlowTypesThatOnlyAdd:
    """They fill what is empty, and leave every other value alone."""

    @pytest.mark.parametrize("flow_type", ["AttributeAddOnly", "ValueAddOnly", "MultiValueAddOnly"])
    def test_a_single_value(self, flow_type: str) -> None:
        once = line("title", '"Boss"', flow_type=flow_type)
        assert changes(once, stored={"title": "Chief"}) == []
        assert changes(once, stored={}) == [Difference("title", None, "Boss", "Add")]


class TestListsOfValues:
    """Replaced as a whole, but for those that Entra only ever adds to."""

    def test_a_standard_attribute_is_replaced(self) -> None:
        found = changes(
            line("photos", "[urls]"),
            stored={"photos": ["a", "c"]},
            person=ana(urls=["a", "b"]),
            definitions=[defined("photos", multivalued=True)],
        )
        assert found == [Difference("photos", ["a", "c"], ["a", "b"], "Replace")]

    def test_the_order_of_values_is_no_difference(self) -> None:
        found = changes(
            line("photos", "[urls]"),
            stored={"photos": ["b", "a"]},
            person=ana(urls=["a", "b"]),
            definitions=[defined("photos", multivalued=True)],
        )
        assert found == []

    @pytest.mark.parametrize(
        ("target", "flow_type"), [(CUSTOM, "Always"), ("photos", "MultiValueAddOnly"), ("tags", "Always")]
    )
    def test_what_only_grows_gets_what_is_missing(self, target: str, flow_type: str) -> None:
        table = mapping(
            line(target, "[urls]", flow_type=flow_type), definitions=[defined(target, multivalued=True)]
        )
        path = table.by_target[target].path
        assert path is not None
        stored: dict[str, Any] = dict(HELD)
        path.write(stored, ["a", "c"])
        evaluated = table.evaluate(ana(urls=["a", "b"]))
        assert differences(table, evaluated, stored) == [Difference(target, ["a", "c"], ["b"], "Add")]
        assert differences(table, table.evaluate(ana(urls=["a"])), stored) == []


class TestRoles:
    """One function only ever adds, the other replaces; both compare what the target keeps of a role."""

    ADDITIVE = line("roles", "AppRoleAssignmentsComplex([appRoleAssignments])")
    ASSERTIVE = line("roles", "AssertiveAppRoleAssignmentsComplex([appRoleAssignments])")
    KEPT: ClassVar[list[dict[str, Any]]] = [{"value": "Admin", "display": "Admin"}]

    def test_a_role_that_is_there_is_no_difference(self) -> None:
        person = ana(appRoleAssignments=["Admin"])
        assert changes(self.ADDITIVE, stored={"roles": self.KEPT}, person=person) == []
        assert changes(self.ASSERTIVE, stored={"roles": self.KEPT}, person=person) == []

    def test_a_role_taken_away_stays_or_goes(self) -> None:
        assert changes(self.ADDITIVE, stored={"roles": self.KEPT}) == []
        assert changes(self.ASSERTIVE, stored={"roles": self.KEPT}) == [
            Difference("roles", self.KEPT, [], "Replace")
        ]

    def test_a_new_role_is_added_or_comes_with_all_others(self) -> None:
        person = ana(appRoleAssignments=["Admin", "Guest"])
        added = changes(self.ADDITIVE, stored={"roles": self.KEPT}, person=person)
        assert [(change.op, [role["value"] for role in change.after]) for change in added] == [
            ("Add", ["Guest"])
        ]
        replaced = changes(self.ASSERTIVE, stored={"roles": self.KEPT}, person=person)
        assert [(change.op, [role["value"] for role in change.after]) for change in replaced] == [
            ("Replace", ["Admin", "Guest"])
        ]

    def test_no_roles_on_either_side(self) -> None:
        assert changes(self.ASSERTIVE, stored={}) == []

    def test_another_name_of_a_role_is_a_difference(self) -> None:
        stored = {"roles": [{"value": "Admin", "display": "Boss"}]}
        assert len(changes(self.ASSERTIVE, stored=stored, person=ana(appRoleAssignments=["Admin"]))) == 1


def ana_mail() -> str:
    mail: str = ana().attributes["mail"]
    return mail
