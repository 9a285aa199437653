"""Schemas to check: a good one, and changes of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scimconsole.entra.schema.model import SyncSchema
from scimconsole.entra.schema.reading import read_schema

ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
KEYCAFE = "urn:ietf:params:scim:schemas:extension:keycafe:2.0:User"
COFFEES = "urn:ietf:params:scim:schemas:extension:tenthousandcoffees:2.0:User"
USERS = "Provision Microsoft Entra ID Users"
GROUPS = "Provision Microsoft Entra ID Groups"
WORK = 'emails[type eq "work"].value'
ACTIVE = 'Switch([IsSoftDeleted], , "False", "True", "True", "False")'

GOOD_USERS: dict[str, Any] = {
    "userName": {"source": "[userPrincipalName]", "matchingPriority": 1},
    "active": ACTIVE,
    "externalId": "[objectId]",
    "displayName": "[displayName]",
    "name.givenName": "[givenName]",
    "name.familyName": "[surname]",
    WORK: "Coalesce([mail], [userPrincipalName])",
    f"{ENTERPRISE}:manager": "[manager]",
}
GOOD_GROUPS: dict[str, Any] = {
    "displayName": {"source": "[displayName]", "matchingPriority": 1},
    "externalId": "[objectId]",
    "members": "[members]",
}


def line(target: str, given: Any) -> dict[str, Any]:
    """An attribute mapping: of an expression, of None, or of its parts with an expression as `source`."""
    parts = dict(given) if isinstance(given, Mapping) else {"source": given}
    source = parts.pop("source", None)
    return {"targetAttributeName": target, "source": None if source is None else _source(source), **parts}


def _source(expression: str) -> dict[str, Any]:
    if expression.startswith("[") and expression.endswith("]") and expression.count("[") == 1:
        return {"type": "Attribute", "name": expression[1:-1], "expression": expression}
    if expression.startswith('"') and expression.count('"') == 2:
        return {"type": "Constant", "name": expression[1:-1], "expression": expression}
    return {"type": "Function", "expression": expression}


def object_mapping(
    name: str, lines: Mapping[str, Any], more: list[tuple[str, Any]] | None = None, **parts: Any
) -> dict[str, Any]:
    """An object mapping; `more` are further lines, for targets that are there already."""
    kind = "User" if name == USERS else "Group"
    mappings = [line(target, given) for target, given in [*lines.items(), *(more or [])]]
    return {
        "name": name,
        "sourceObjectName": kind,
        "targetObjectName": kind,
        "attributeMappings": mappings,
        **parts,
    }


def schema(
    change: Mapping[str, Any] | None = None,
    *,
    more: list[tuple[str, Any]] | None = None,
    groups: Mapping[str, Any] | None = None,
    definitions: list[Mapping[str, Any]] | None = None,
    source_definitions: list[Mapping[str, Any]] | None = None,
    groups_parts: Mapping[str, Any] | None = None,
    rule_parts: Mapping[str, Any] | None = None,
    **parts: Any,
) -> SyncSchema:
    """The good schema with targets added or changed; `...` takes a target away.

    `groups` changes the mapping of groups, None takes nothing away there; `parts` are those of the users'.
    """
    rule = {
        "name": "USER_OUTBOUND_USER",
        "sourceDirectoryName": "Azure Active Directory",
        "targetDirectoryName": "customappsso",
        "objectMappings": [
            object_mapping(USERS, _changed(GOOD_USERS, change), more, **parts),
            object_mapping(GROUPS, _changed(GOOD_GROUPS, groups), **(groups_parts or {})),
        ],
        **(rule_parts or {}),
    }
    directories = []
    if definitions is not None:
        directories.append({"name": "customappsso", "objects": [{"name": "User", "attributes": definitions}]})
    if source_definitions is not None:
        directories.append(
            {
                "name": "Azure Active Directory",
                "objects": [{"name": "User", "attributes": source_definitions}],
            }
        )
    return read_schema({"synchronizationRules": [rule], "directories": directories})


def _changed(lines: Mapping[str, Any], change: Mapping[str, Any] | None) -> dict[str, Any]:
    together = {**lines, **(change or {})}
    return {target: given for target, given in together.items() if given is not ...}
