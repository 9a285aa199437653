from __future__ import annotations

from scimconsole.entra.provisioning.payload import create_body
from tests.entra.provisioning.mappings import ACTIVE, ENTERPRISE, WORK_MAIL, ana, line, mapping, sales

CORE = "urn:ietf:params:scim:schemas:core:2.0:User"
CUSTOM = "urn:ietf:params:scim:schemas:extension:keycafe:2.0:User"


class TestTheBodyOfAPost:
    """As Entra writes it: nothing null, references later, custom URNs as keys only."""

    def test_a_person(self) -> None:
        table = mapping(
            line("active", ACTIVE),
            line(WORK_MAIL, "[mail]"),
            line("name.givenName", "[givenName]"),
            line("title", "[jobTitle]", default="n/a"),
            line(f"{ENTERPRISE}:department", "[department]"),
            line(f"{ENTERPRISE}:manager", "[manager]"),
            line(f"{CUSTOM}:keyAccess", '"Front door"'),
        )
        assert create_body(table, table.evaluate(ana(manager="m1"))) == {
            "schemas": [CORE, ENTERPRISE],
            "userName": "ana@contoso.com",
            "active": True,
            "emails": [{"type": "work", "value": "ana.silva@contoso.com"}],
            "title": "n/a",
            ENTERPRISE: {"department": "Sales"},
            CUSTOM: {"keyAccess": "Front door"},
            "meta": {"resourceType": "User"},
        }

    def test_the_enterprise_schema_is_named_only_when_it_is_there(self) -> None:
        table = mapping(line(f"{ENTERPRISE}:department", "[department]"))
        assert create_body(table, table.evaluate(ana(department=None)))["schemas"] == [CORE]

    def test_roles_as_objects(self) -> None:
        table = mapping(line("roles", "AppRoleAssignmentsComplex([appRoleAssignments])"))
        roles = [{"id": "1", "value": "admin", "displayName": "Admin"}, {"id": "2", "value": "guest"}]
        assert create_body(table, table.evaluate(ana(appRoleAssignments=roles)))["roles"] == [
            {
                "primary": False,
                "type": "WindowsAzureActiveDirectoryRole",
                "displayName": "Admin",
                "value": "admin",
            },
            {
                "primary": False,
                "type": "WindowsAzureActiveDirectoryRole",
                "displayName": "guest",
                "value": "guest",
            },
        ]

    def test_a_group_without_its_members(self) -> None:
        table = mapping(line("externalId", "[objectId]"), line("members", "[members]"), kind="Group")
        assert create_body(table, table.evaluate(sales("a"))) == {
            "schemas": [
                "urn:ietf:params:scim:schemas:core:2.0:Group",
                "http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group",
            ],
            "displayName": "Sales",
            "externalId": "g1",
            "meta": {"resourceType": "Group"},
        }
