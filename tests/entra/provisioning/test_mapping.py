from __future__ import annotations

from typing import Any, ClassVar

import pytest

from scimconsole.entra.people.source import SourceObject
from scimconsole.entra.provisioning.mapping import CompiledMapping, compile_mapping
from scimconsole.entra.provisioning.results import Evaluated, Omission
from scimconsole.entra.schema.model import AttributeMapping
from scimconsole.entra.schema.reading import read_schema
from tests.entra.provisioning.mappings import (
    ACTIVE,
    ENTERPRISE,
    WORK_MAIL,
    ana,
    clause,
    defined,
    line,
    mapping,
    sales,
)

ROLE = 'roles[primary eq "True"]'


def evaluated(*lines: AttributeMapping, person: SourceObject | None = None, **fields: Any) -> Evaluated:
    return mapping(*lines, **fields).evaluate(person or ana())


def omitted(found: Evaluated) -> dict[str, str]:
    return {omission.attribute: omission.reason for omission in found.omitted}


class TestValues:
    """Each line gives a value, or says why not."""

    def test_direct_constant_and_expression(self) -> None:
        found = evaluated(
            line(WORK_MAIL, "[mail]"),
            line("userType", '"FULL"'),
            line("nickName", "Left([displayName], 3)"),
            line("active", ACTIVE),
        )
        assert found.values == {
            "userName": "ana@contoso.com",
            WORK_MAIL: "ana.silva@contoso.com",
            "userType": "FULL",
            "nickName": "Ana",
            "active": True,
        }
        assert found.omitted == []
        assert found.troubles == []

    def test_null_is_not_sent(self) -> None:
        found = evaluated(line("title", "[jobTitle]"))
        assert "title" not in found.values
        assert found.omitted == [Omission("title", "null", "[jobTitle] has no value; Entra sends no nulls.")]

    def test_a_default_stands_in_for_null_on_create_only(self) -> None:
        found = evaluated(line("title", "[jobTitle]", default="n/a"), line("locale", default="en-US"))
        assert found.initial == {"title": "n/a", "locale": "en-US"}
        assert "title" not in found.values

    def test_a_default_is_not_for_whoever_has_a_value(self) -> None:
        assert evaluated(line("displayName", "[displayName]", default="n/a")).initial == {}

    def test_what_flows_on_create_only_is_kept_apart(self) -> None:
        found = evaluated(line("nickName", "[displayName]", flow_type="ObjectAddOnly"))
        assert found.initial == {"nickName": "Ana Silva"}

    def test_no_source_and_no_default_leaves_the_target_alone(self) -> None:
        assert omitted(evaluated(line("locale"))) == {"locale": "no-source"}

    def test_a_skip_is_not_replaced_by_the_default(self) -> None:
        found = evaluated(line("title", "IgnoreFlowIfNullOrEmpty([jobTitle])", default="n/a"))
        assert omitted(found) == {"title": "skip"}
        assert found.initial == {}

    def test_an_expression_can_leave_the_whole_person_alone(self) -> None:
        expression = 'IIF([department] = "Sales", IgnoreObjectFlow, "x")'
        assert evaluated(line("title", expression)).is_skipped
        assert not evaluated(line("title", expression), person=ana(department="IT")).is_skipped

    def test_a_default_stands_in_for_an_empty_text_too(self) -> None:
        found = evaluated(line("title", "[nickName]", default="n/a"), person=ana(nickName=""))
        assert found.initial == {"title": "n/a"}
        assert found.values.keys() == {"userName"}
        assert "stands in" in found.remarks[0]

    @pytest.mark.parametrize("expression", ["[nickName]", '""'])
    def test_an_empty_text_is_sent_and_remarked(self, expression: str) -> None:
        found = evaluated(line("title", expression), person=ana(nickName=""))
        assert found.values["title"] == ""
        assert [remark for remark in found.remarks if remark.startswith('title: The value is "".')]

    def test_a_redacted_value_is_named(self) -> None:
        assert evaluated(line("title", "Redact([displayName])")).redacted == ["title"]

    def test_what_the_documents_leave_open_is_remarked(self) -> None:
        found = evaluated(line("title", "ToUpper([jobTitle])"))
        assert found.remarks == [
            "title: ToUpper was given null; what Entra then does is not documented. Here it is null."
        ]


class TestTypes:
    """The target's definition says what JSON a value becomes."""

    @pytest.mark.parametrize(
        ("kind", "expression", "value"),
        [
            ("String", "[accountEnabled]", "True"),
            ("String", "[number]", "7"),
            ("Boolean", '"true"', True),
            ("Boolean", "[accountEnabled]", True),
            ("Integer", '"7"', 7),
            ("Integer", "[number]", 7),
            ("DateTime", 'CDate("2026-11-21T20:00:00+01:00")', "2026-11-21T19:00:00Z"),
            ("DateTime", '"2026-11-21T20:00:00.5Z"', "2026-11-21T20:00:00.5Z"),
            ("DateTime", '"8/25/2021 5:41:18 PM"', "2021-08-25T17:41:18Z"),
            ("Binary", '"aGk="', "aGk="),
        ],
    )
    def test_single_values(self, kind: Any, expression: str, value: Any) -> None:
        found = evaluated(line("x", expression), definitions=[defined("x", kind)], person=ana(number=7))
        assert found.values["x"] == value
        assert type(found.values["x"]) is type(value)

    def test_without_a_definition_everything_is_text(self) -> None:
        assert evaluated(line("enabled", "[accountEnabled]")).values["enabled"] == "True"

    def test_names_of_definitions_are_found_in_any_case(self) -> None:
        assert evaluated(line("Active", ACTIVE)).values["Active"] is True

    @pytest.mark.parametrize(("expression", "value"), [("[tags]", ["a", "b"]), ("[department]", ["Sales"])])
    def test_an_attribute_of_many_values_takes_a_list(self, expression: str, value: list[str]) -> None:
        found = evaluated(
            line("tags", expression),
            definitions=[defined("tags", multivalued=True)],
            person=ana(tags=["a", "b"]),
        )
        assert found.values["tags"] == value

    @pytest.mark.parametrize(
        ("kind", "value", "said"),
        [
            ("Boolean", "yes", 'x takes true or false, not "yes".'),
            ("Integer", "1.5", 'x takes a whole number, not "1.5".'),
            ("DateTime", "soon", 'x takes a point in time, not "soon".'),
            ("String", ["a", "b"], "x takes one value, and there are 2."),
            ("String", "\ud83d", 'x: "\\ud83d" holds half of a character, which JSON cannot carry.'),
        ],
    )
    def test_a_value_that_does_not_fit_is_a_trouble(self, kind: Any, value: Any, said: str) -> None:
        found = evaluated(line("x", "[given]"), definitions=[defined("x", kind)], person=ana(given=value))
        assert [trouble.detail for trouble in found.troubles] == [said]
        assert found.troubles[0].code == "SchemaPropertyCanOnlyAcceptValue"
        assert omitted(found) == {"x": "error"}
        assert "x" not in found.values

    def test_a_list_of_one_fits_a_single_value(self) -> None:
        assert evaluated(line("x", "[given]"), person=ana(given=["a"])).values["x"] == "a"


class TestTroubles:
    """One line that is wrong does not stop the others."""

    @pytest.mark.parametrize(
        ("broken", "said"),
        [
            (
                line("title", "Lefty([mail], 3)"),
                "The expression of title cannot be read: There is no function",
            ),
            (line("title", 'Mid([displayName], "0", 1)'), "The expression of title fails: "),
            (line('emails[type co "w"].value', "[mail]"), "can only compare by eq"),
            (line("x", "[mail]", default="abc"), 'x takes a whole number, not "abc".'),
        ],
    )
    def test_the_others_have_their_values(self, broken: AttributeMapping, said: str) -> None:
        definitions = [defined("x", "Integer")]
        found = evaluated(broken, line("department", "[department]"), definitions=definitions)
        assert found.values == {"userName": "ana@contoso.com", "department": "Sales"}
        assert omitted(found) == {broken.target: "error"}
        assert said in found.troubles[0].detail
        assert found.troubles[0].attribute == broken.target

    def test_a_required_target_needs_a_value_or_a_default(self) -> None:
        definitions = [defined("title", required=True)]
        found = evaluated(line("title", "[jobTitle]"), definitions=definitions)
        assert [trouble.code for trouble in found.troubles] == ["MandatoryFieldsMissing"]
        found = evaluated(line("title", "[jobTitle]", default="n/a"), definitions=definitions)
        assert found.troubles == []

    def test_several_roles_where_one_is_expected(self) -> None:
        person = ana(appRoleAssignments=["Admin", "Guest"])
        found = evaluated(
            line(f"{ROLE}.value", "SingleAppRoleAssignment([appRoleAssignments])"), person=person
        )
        assert "No more than one app role assignment was expected" in found.troubles[0].detail


class TestWhoIsActive:
    """`IsSoftDeleted` is worked out: out of scope, deleted, or the account is disabled."""

    @pytest.mark.parametrize(
        ("person", "active"),
        [
            (ana(), True),
            (ana(accountEnabled=False), False),
            (ana(isAssigned=False), False),
            (ana(deletedDateTime="2026-11-01T00:00:00Z"), False),
            (ana(department="IT"), False),
        ],
    )
    def test_active_follows_it(self, person: SourceObject, active: bool) -> None:
        scope = [[clause("department", "EQUALS", "Sales")]]
        found = evaluated(line("active", ACTIVE), scope=scope, person=person)
        assert found.values["active"] is active
        assert found.is_active is active

    def test_out_of_scope_only_the_matching_attributes_and_active_are_asked_for(self) -> None:
        found = evaluated(
            line("active", ACTIVE), line("title", "Mid([x], 0, 0)"), person=ana(isAssigned=False)
        )
        assert found.values == {"userName": "ana@contoso.com", "active": False}
        assert found.troubles == []
        assert omitted(found) == {"title": "out-of-scope"}


class TestRoles:
    """The functions of app roles, onto `roles`."""

    def test_a_single_role(self) -> None:
        found = evaluated(
            line(f"{ROLE}.value", "SingleAppRoleAssignment([appRoleAssignments])"),
            line(f"{ROLE}.type", '"mine"'),
            person=ana(appRoleAssignments=["Admin"]),
        )
        assert found.values[f"{ROLE}.value"] == "Admin"
        assert found.values[f"{ROLE}.type"] == "WindowsAzureActiveDirectoryRole"

    def test_no_role_leaves_no_type_behind(self) -> None:
        found = evaluated(
            line(f"{ROLE}.value", "SingleAppRoleAssignment([appRoleAssignments])"),
            line(f"{ROLE}.type", '"mine"'),
        )
        assert f"{ROLE}.type" not in found.values

    def test_that_entra_writes_the_type_itself_is_remarked_for_everybody(self) -> None:
        assert len(mapping(line(f"{ROLE}.type", '"mine"')).remarks) == 1

    def test_the_list_that_replaces_is_empty_when_the_last_role_went(self) -> None:
        expression = "AssertiveAppRoleAssignmentsComplex([appRoleAssignments])"
        assert evaluated(line("roles", expression)).values["roles"] == []
        found = evaluated(line("roles", expression), person=ana(appRoleAssignments=["Admin"]))
        assert found.values["roles"] == [
            {
                "primary": False,
                "type": "WindowsAzureActiveDirectoryRole",
                "display": "Admin",
                "value": "Admin",
            }
        ]

    def test_the_list_that_only_adds_is_left_out(self) -> None:
        found = evaluated(line("roles", "AppRoleAssignmentsComplex([appRoleAssignments])"))
        assert "roles" not in found.values
        assert omitted(found) == {"roles": "null"}


class TestReferences:
    """They are sent later, when the other object is there."""

    MANAGER = f"{ENTERPRISE}:manager"

    def test_the_manager_is_a_reference_also_without_a_definition(self) -> None:
        found = evaluated(line(self.MANAGER, "[manager]"), person=ana(manager={"id": "m1"}))
        assert found.references == {self.MANAGER: "m1"}
        assert self.MANAGER not in found.values
        assert omitted(found) == {self.MANAGER: "reference"}

    def test_nobody_is_referred_to(self) -> None:
        found = evaluated(line(self.MANAGER, "[manager]"))
        assert found.references == {}
        assert omitted(found) == {self.MANAGER: "null"}

    def test_a_definition_makes_one(self) -> None:
        found = evaluated(
            line("mentor", "[extensionAttribute1]"),
            definitions=[defined("mentor", "Reference")],
            person=ana(extensionAttribute1="m2"),
        )
        assert found.references == {"mentor": "m2"}

    def test_members_of_a_group_are_no_value(self) -> None:
        table = mapping(line("members", "[members]"), line("externalId", "[objectId]"), kind="Group")
        found = table.evaluate(sales("a", "b"))
        assert found.values == {"displayName": "Sales", "externalId": "g1"}
        assert omitted(found) == {"members": "reference"}
        assert table.members == "members"


class TestMatching:
    """What an object is looked for by, in order of precedence."""

    def test_every_matching_attribute_with_a_value(self) -> None:
        table = mapping(
            line(WORK_MAIL, "[mail]", matching=2),
            line("userName", "[userPrincipalName]", matching=1),
            line("externalId", "[employeeId]", matching=3),
        )
        assert table.matches(table.evaluate(ana())) == [
            ("userName", "ana@contoso.com"),
            (WORK_MAIL, "ana.silva@contoso.com"),
        ]

    def test_a_default_is_nothing_to_be_found_by(self) -> None:
        table = mapping(line("externalId", "[employeeId]", matching=1, default="none"))
        assert table.matches(table.evaluate(ana())) == []

    def test_what_flows_on_create_only_is(self) -> None:
        table = mapping(line("externalId", "[objectId]", matching=1, flow_type="ObjectAddOnly"))
        assert table.matches(table.evaluate(ana())) == [("externalId", "0a21f0f2")]

    def test_also_for_whoever_is_out_of_scope(self) -> None:
        table = mapping(line("externalId", "[objectId]", matching=1))
        assert table.matches(table.evaluate(ana(isAssigned=False))) == [("externalId", "0a21f0f2")]


class TestASchemaOfThePortal:
    """A schema as the portal exports it, for somebody of Sales without a first name."""

    DOCUMENT: ClassVar[dict[str, Any]] = {
        "synchronizationRules": [
            {
                "name": "USER_OUTBOUND_USER",
                "sourceDirectoryName": "Azure Active Directory",
                "targetDirectoryName": "customappsso",
                "objectMappings": [
                    {
                        "name": "Users",
                        "enabled": True,
                        "sourceObjectName": "User",
                        "targetObjectName": "User",
                        "scope": {
                            "groups": [
                                {
                                    "name": "Sales",
                                    "clauses": [
                                        {
                                            "sourceOperandName": "department",
                                            "operatorName": "EQUALS",
                                            "targetOperand": {"values": ["Sales"]},
                                        }
                                    ],
                                }
                            ]
                        },
                        "attributeMappings": [
                            {
                                "targetAttributeName": "userName",
                                "matchingPriority": 1,
                                "source": {"type": "Attribute", "name": "userPrincipalName"},
                            },
                            {
                                "targetAttributeName": "nickName",
                                "flowType": "ObjectAddOnly",
                                "defaultValue": "n/a",
                                "source": {"type": "Function", "expression": "Left([givenName], 3)"},
                            },
                            {
                                "targetAttributeName": "userType",
                                "source": {"type": "Constant", "name": "FULL"},
                            },
                            {"targetAttributeName": "locale", "source": None, "defaultValue": "en-US"},
                        ],
                    }
                ],
            }
        ],
        "directories": [
            {
                "name": "customappsso",
                "objects": [
                    {
                        "name": "User",
                        "attributes": [
                            {"name": "userName", "type": "String", "required": True},
                            {"name": "nickName", "type": "String"},
                        ],
                    }
                ],
            }
        ],
    }

    def test_what_is_sent(self) -> None:
        table = compiled_users(self.DOCUMENT)
        found = table.evaluate(ana(givenName=None))
        assert found.scope.clause == 'department EQUALS "Sales"'
        assert found.values == {"userName": "ana@contoso.com", "userType": "FULL"}
        assert found.initial == {"nickName": "n/a", "locale": "en-US"}


def compiled_users(document: dict[str, Any]) -> CompiledMapping:
    users = read_schema(document).users
    assert users is not None
    return compile_mapping(users)
