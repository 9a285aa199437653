"""For each finding a schema that has it, and what is said of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from scimconsole.entra.check.finding import Severity
from scimconsole.entra.schema.model import SyncSchema
from tests.entra.check.documents import ACTIVE, COFFEES, ENTERPRISE, GROUPS, KEYCAFE, USERS, WORK, schema


@dataclass(frozen=True)
class Example:
    """A schema, the profile it is checked with, and the one finding expected of the code."""

    code: str
    severity: Severity
    make: Callable[[], SyncSchema]
    target: str | None = None
    marked: str | None = None
    """The part of the expression that is marked."""
    paste: str | None = None
    profile: str = "generic"
    mapping: str = USERS


def users(code: str, severity: Severity, target: str, given: Any, **expected: Any) -> Example:
    """An example of one line of the users' mapping."""
    more = expected.pop("with_", {})
    return Example(code, severity, lambda: schema({target: given, **more}), target, **expected)


def scope(code: str, severity: Severity, clause: dict[str, Any], **expected: Any) -> Example:
    """An example of a scoping filter with one clause."""
    values = clause.pop("values", [])
    written = {**clause, "targetOperand": {"values": values}}
    return Example(
        code, severity, lambda: schema(scope={"groups": [{"name": "g", "clauses": [written]}]}), **expected
    )


def many(name: str) -> dict[str, Any]:
    return {"name": name, "multivalued": True}


KEYS = f"{KEYCAFE}:keyAccess"
LEVEL = f"{COFFEES}:managementLevel"
ALL = [{"name": "userName"}, {"name": "active", "type": "Boolean"}, {"name": "externalId"}]

EXAMPLES = [
    # The object mappings
    Example("users-disabled", "error", lambda: schema(enabled=False)),
    Example("groups-disabled", "warning", lambda: schema(groups_parts={"enabled": False}), mapping=GROUPS),
    Example("flow-types", "warning", lambda: schema(flowTypes="Add, Update")),
    users("empty-mapping", "advice", "title", None),
    Example(
        "members-unmapped",
        "warning",
        lambda: schema(groups={"members": ...}),
        "members",
        paste="[members]",
        mapping=GROUPS,
    ),
    Example("document", "advice", lambda: schema(rule_parts={"groupFilter": {"included": ["x"]}})),
    # Who is active
    Example("active-unmapped", "error", lambda: schema({"active": ...}), "active", paste=ACTIVE),
    users("active-constant", "error", "active", '"True"', paste=ACTIVE),
    users(
        "active-never-false",
        "error",
        "active",
        'Switch([IsSoftDeleted], , "False", "False", "True", "True")',
        paste=ACTIVE,
    ),
    users("active-ignores-removal", "error", "active", "[accountEnabled]", paste=ACTIVE),
    users(
        "not-a-boolean",
        "error",
        "active",
        'IIF([IsSoftDeleted] = "True", "no", "True")',
        marked='"no"',
    ),
    # Who is who
    users("external-id-mail-nickname", "warning", "externalId", "[mailNickname]", paste="[objectId]"),
    Example(
        "no-external-id", "warning", lambda: schema({"externalId": ...}), "externalId", paste="[objectId]"
    ),
    users("external-id-unstable", "advice", "externalId", "ToLower([mail])", paste="[objectId]"),
    users(
        "mail-without-fallback",
        "warning",
        WORK,
        "[mail]",
        paste="Coalesce([mail], [userPrincipalName])",
        profile="ten-thousand-coffees",
    ),
    # Matching
    users("no-matching", "error", "userName", "[userPrincipalName]"),
    users("matching-same-for-all", "error", "userName", {"source": '"x"', "matchingPriority": 1}),
    users(
        "matching-random", "error", "userName", {"source": "Guid()", "matchingPriority": 1}, marked="Guid()"
    ),
    users("matching-null", "warning", "userName", {"source": "[mail]", "matchingPriority": 1}),
    users(
        "matching-default",
        "warning",
        "userName",
        {"source": "[userPrincipalName]", "matchingPriority": 1, "defaultValue": "nobody"},
    ),
    users("matching-twice", "warning", "externalId", {"source": "[objectId]", "matchingPriority": 1}),
    users(
        "matching-only-on-create",
        "warning",
        "userName",
        {"source": "[userPrincipalName]", "matchingPriority": 1, "flowType": "ObjectAddOnly"},
    ),
    # Fields
    Example(
        "required-unmapped",
        "error",
        lambda: schema(),
        LEVEL,
        profile="ten-thousand-coffees",
    ),
    Example("recommended-unmapped", "advice", lambda: schema(), "userType", profile="keycafe"),
    # Values
    users(
        "value-not-allowed",
        "error",
        "userType",
        'IIF([accountEnabled] = "True", "FUL", "SMARTBOX")',
        marked='"FUL"',
        paste='IIF([accountEnabled] = "True", "FULL", "SMARTBOX")',
        profile="keycafe",
    ),
    users(
        "value-spelling",
        "advice",
        "userType",
        'IIF([accountEnabled] = "True", "full", "SMARTBOX")',
        marked='"full"',
        paste='IIF([accountEnabled] = "True", "FULL", "SMARTBOX")',
        profile="keycafe",
    ),
    users(
        "values-open",
        "warning",
        f"{COFFEES}:peopleManager",
        "[extensionAttribute3]",
        marked="[extensionAttribute3]",
        paste='IIF(Coalesce([extensionAttribute3], "-") = "yes", "yes", '
        'IIF(Coalesce([extensionAttribute3], "-") = "no", "no", ))',
        profile="ten-thousand-coffees",
    ),
    users("changes-every-time", "warning", "nickName", 'Append("n-", Guid())', marked="Guid()"),
    # Expressions
    users("malformed", "error", "title", "Tolower([jobTitle])", marked="Tolower"),
    users("too-long", "error", "title", f'Append([jobTitle], "{"x" * 10_000}")'),
    users(
        "inbound-function",
        "error",
        "title",
        'IIF([accountEnabled] = "True", "a", IgnoreAttributeFlow)',
        marked="IgnoreAttributeFlow",
    ),
    users("cloud-sync-function", "warning", "title", "Trim([jobTitle])", marked="Trim([jobTitle])"),
    users(
        "undocumented-use",
        "advice",
        "title",
        'Prepend("t-", [jobTitle])',
        marked='Prepend("t-", [jobTitle])',
    ),
    # IIF and Switch
    users(
        "iif-on-null",
        "warning",
        "title",
        'IIF([city] = "Rome", "Capo", [jobTitle])',
        marked="[city]",
        paste='IIF(Coalesce([city], "-") = "Rome", "Capo", [jobTitle])',
    ),
    users(
        "switch-no-default",
        "warning",
        "title",
        'Switch([city], , "Rome", "Capo")',
        marked='Switch([city], , "Rome", "Capo")',
    ),
    users(
        "switch-on-update",
        "warning",
        "title",
        'ToUpper(Switch([city], [jobTitle], "Rome", "Capo", "", "Nobody"))',
        marked="Switch",
        paste='ToUpper(IIF(Coalesce([city], "-") = "Rome", "Capo", '
        'IIF(Coalesce([city], "-") = "-", "Nobody", [jobTitle])))',
    ),
    # Permissions
    users(
        "roles-only-added",
        "warning",
        "roles",
        "AppRoleAssignmentsComplex([appRoleAssignments])",
        marked="AppRoleAssignmentsComplex",
        paste="AssertiveAppRoleAssignmentsComplex([appRoleAssignments])",
    ),
    users(
        "last-role-stays",
        "warning",
        'roles[primary eq "True"].value',
        "SingleAppRoleAssignment([appRoleAssignments])",
        marked="SingleAppRoleAssignment",
        paste="AssertiveAppRoleAssignmentsComplex([appRoleAssignments])",
    ),
    users(
        "key-access-stays",
        "warning",
        KEYS,
        "[extensionAttribute6]",
        paste='Coalesce([extensionAttribute6], ";")',
        profile="keycafe",
    ),
    users(
        "status-stays",
        "advice",
        f"{COFFEES}:status",
        'IIF(Coalesce([extensionAttribute5], "-") = "leave", "inactive", )',
        profile="ten-thousand-coffees",
    ),
    users(
        "permission-only-on-create",
        "warning",
        KEYS,
        {"source": 'Coalesce([extensionAttribute6], ";")', "flowType": "ObjectAddOnly"},
        profile="keycafe",
    ),
    users("only-adds", "warning", "nickName", {"source": "[otherMails]", "flowType": "MultiValueAddOnly"}),
    # Targets
    users("unknown-target", "error", "displayname2", "[displayName]", paste="displayName"),
    users("read-only-target", "error", "id", "[objectId]"),
    users("target-shape", "error", "emails", "[mail]", paste=WORK),
    Example(
        "target-twice",
        "error",
        lambda: schema(more=[('Emails[type eq "WORK"].value', "[userPrincipalName]")]),
        'Emails[type eq "WORK"].value',
    ),
    Example(
        "no-definition",
        "warning",
        lambda: schema(
            {"nickName": "[givenName]"},
            definitions=[
                {"name": name}
                for name in (
                    "userName",
                    "active",
                    "externalId",
                    "displayName",
                    "name.givenName",
                    "name.familyName",
                    WORK,
                    f"{ENTERPRISE}:manager",
                )
            ],
        ),
        "nickName",
        paste="nickName",
    ),
    Example(
        "custom-not-simple",
        "error",
        lambda: schema(
            {KEYS: 'Coalesce([extensionAttribute6], ";")'}, definitions=[{"name": KEYS, "type": "Reference"}]
        ),
        KEYS,
        profile="keycafe",
    ),
    users("bare-extension", "warning", "department", "[department]", paste=f"{ENTERPRISE}:department"),
    users("target-case", "advice", "nickname", "[givenName]", paste="nickName"),
    # Sources
    users("not-a-source", "error", "title", "[userType]", marked="[userType]"),
    users(
        "unknown-source",
        "error",
        "title",
        "ToUpper([jobtitle])",
        marked="[jobtitle]",
        paste="ToUpper([jobTitle])",
    ),
    users("manager-navigation", "error", "title", "ToUpper([manager.jobTitle])", marked="[manager.jobTitle]"),
    users("reference-misplaced", "error", "nickName", "[manager]", marked="[manager]"),
    users(
        "roles-unresolved", "warning", "title", "Count([appRoleAssignments])", marked="[appRoleAssignments]"
    ),
    users(
        "list-to-single",
        "warning",
        "nickName",
        "[otherMails]",
        marked="[otherMails]",
        paste="Item([otherMails], 1)",
    ),
    # Scopes
    scope(
        "scope-clause",
        "error",
        {"sourceOperandName": "department", "operatorName": "NOT_EQUAL", "values": ["x"]},
        paste="NOT EQUALS",
    ),
    scope(
        "scope-unknown-attribute",
        "error",
        {"sourceOperandName": "Department", "operatorName": "IS NULL"},
    ),
    scope(
        "scope-drops-empty",
        "advice",
        {"sourceOperandName": "department", "operatorName": "NOT EQUALS", "values": ["x"]},
    ),
    Example("scope-everybody", "warning", lambda: schema(scope={"groups": [{"name": "g", "clauses": []}]})),
]
