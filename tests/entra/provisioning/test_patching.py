from __future__ import annotations

import json
from typing import Any

import pytest

from scimconsole.entra.provisioning.differences import differences
from scimconsole.entra.provisioning.patching import members_body, patch_body, reference_body
from scimconsole.entra.provisioning.results import Dialect
from scimconsole.entra.schema.model import AttributeMapping
from tests.entra.provisioning.mappings import ACTIVE, ENTERPRISE, ana, defined, line, mapping

MANAGER = f"{ENTERPRISE}:manager"
STORED = {
    "userName": "ana@contoso.com",
    "displayName": "A",
    "active": True,
    "emails": [{"type": "work", "value": "old@contoso.com"}],
}
LINES = (
    line("displayName", "[displayName]"),
    line('emails[type eq "work"].value', "[mail]"),
    line("nickName", '"Babs"'),
    line("name.givenName", '"Kkom"'),
    line(f"{ENTERPRISE}:department", '"Retail"'),
)


def operations(dialect: Dialect, *lines: AttributeMapping, **attributes: Any) -> list[dict[str, Any]]:
    table = mapping(*lines)
    changes = differences(table, table.evaluate(ana(**attributes)), STORED)
    body = patch_body(table, changes, dialect)
    assert body["schemas"] == ["urn:ietf:params:scim:api:messages:2.0:PatchOp"]
    found: list[dict[str, Any]] = body["Operations"]
    return found


class TestWithoutTheFlag:
    """One operation an attribute, capitalised, each with a path."""

    def test_several_attributes(self) -> None:
        assert operations("legacy", *LINES) == [
            {"op": "Replace", "path": "displayName", "value": "Ana Silva"},
            {"op": "Replace", "path": 'emails[type eq "work"].value', "value": "ana.silva@contoso.com"},
            {"op": "Add", "path": "nickName", "value": "Babs"},
            {"op": "Add", "path": "name.givenName", "value": "Kkom"},
            {"op": "Add", "path": f"{ENTERPRISE}:department", "value": "Retail"},
        ]

    def test_a_disable_is_a_text(self) -> None:
        assert operations("legacy", line("active", ACTIVE), accountEnabled=False) == [
            {"op": "Replace", "path": "active", "value": "False"}
        ]

    def test_an_edited_switch_arrives_as_it_was_written(self) -> None:
        table = mapping(
            line("active", 'IIF([accountEnabled], "true", "false")'),
            definitions=[defined("active", "String")],
        )
        changes = differences(table, table.evaluate(ana(accountEnabled=False)), STORED)
        assert patch_body(table, changes, "legacy")["Operations"][0]["value"] == "false"
        assert patch_body(table, changes, "compliant")["Operations"] == [
            {"op": "replace", "value": {"active": False}}
        ]


class TestWithTheFlag:
    """Lower case; paths with a filter stay operations, the rest is one value with flattened names."""

    def test_several_attributes(self) -> None:
        assert operations("compliant", *LINES) == [
            {"op": "replace", "path": 'emails[type eq "work"].value', "value": "ana.silva@contoso.com"},
            {
                "op": "replace",
                "value": {
                    "displayName": "Ana Silva",
                    "nickName": "Babs",
                    "name.givenName": "Kkom",
                    f"{ENTERPRISE}:department": "Retail",
                },
            },
        ]

    def test_a_disable_is_a_boolean(self) -> None:
        assert operations("compliant", line("active", ACTIVE), accountEnabled=False) == [
            {"op": "replace", "value": {"active": False}}
        ]

    def test_what_was_nowhere_is_added(self) -> None:
        assert operations("compliant", line("nickName", '"Babs"')) == [
            {"op": "add", "value": {"nickName": "Babs"}}
        ]


class TestRoles:
    """The list that adds carries JSON inside of texts; the other one objects, and replaces."""

    @pytest.mark.parametrize(("dialect", "op"), [("legacy", "Add"), ("compliant", "add")])
    def test_additions(self, dialect: Dialect, op: str) -> None:
        additive = line("roles", "AppRoleAssignmentsComplex([appRoleAssignments])")
        (operation,) = operations(
            dialect, additive, appRoleAssignments=[{"value": "admin", "displayName": "Admin"}]
        )
        assert (operation["op"], operation["path"]) == (op, "roles")
        assert [json.loads(role["value"]) for role in operation["value"]] == [
            {"value": "admin", "displayName": "Admin"}
        ]

    @pytest.mark.parametrize(("dialect", "op"), [("legacy", "Add"), ("compliant", "add")])
    def test_plain_names_stay_texts(self, dialect: Dialect, op: str) -> None:
        table = mapping(line("tags", "[tags]"), definitions=[defined("tags", multivalued=True)])
        changes = differences(table, table.evaluate(ana(tags=["a"])), STORED)
        assert patch_body(table, changes, dialect)["Operations"] == [
            {"op": op, "path": "tags", "value": ["a"]}
        ]

    @pytest.mark.parametrize(("dialect", "op"), [("legacy", "Replace"), ("compliant", "replace")])
    def test_replacements_also_by_nothing(self, dialect: Dialect, op: str) -> None:
        table = mapping(line("roles", "AssertiveAppRoleAssignmentsComplex([appRoleAssignments])"))
        changes = differences(table, table.evaluate(ana()), {**STORED, "roles": [{"value": "Admin"}]})
        assert patch_body(table, changes, dialect)["Operations"] == [{"op": op, "path": "roles", "value": []}]


class TestReferencesAndMembers:
    """Requests of the second pass."""

    @pytest.mark.parametrize(("dialect", "op"), [("legacy", "Add"), ("compliant", "add")])
    def test_a_manager_is_a_bare_id(self, dialect: Dialect, op: str) -> None:
        assert reference_body(MANAGER, "42", dialect)["Operations"] == [
            {"op": op, "path": MANAGER, "value": "42"}
        ]

    def test_members_without_the_flag(self) -> None:
        assert members_body(["a"], ["b", "c"], "legacy")["Operations"] == [
            {"op": "Add", "path": "members", "value": [{"$ref": None, "value": "a"}]},
            {
                "op": "Remove",
                "path": "members",
                "value": [{"$ref": None, "value": "b"}, {"$ref": None, "value": "c"}],
            },
        ]

    def test_members_with_the_flag(self) -> None:
        assert members_body([], ["b", 'c"'], "compliant")["Operations"] == [
            {"op": "remove", "path": 'members[value eq "b"]'},
            {"op": "remove", "path": 'members[value eq "c\\""]'},
        ]
