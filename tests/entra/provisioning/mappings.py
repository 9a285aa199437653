"""Mappings and people that the tests of provisioning share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from scimconsole.entra.expressions import Surroundings
from scimconsole.entra.people.graph import source_group, source_user
from scimconsole.entra.people.source import SourceObject
from scimconsole.entra.provisioning.mapping import CompiledMapping, compile_mapping
from scimconsole.entra.schema.model import (
    AttributeDefinition,
    AttributeMapping,
    AttributeType,
    Clause,
    ObjectMapping,
    ScopingGroup,
)

ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
WORK_MAIL = 'emails[type eq "work"].value'
ACTIVE = 'Switch([IsSoftDeleted], , "False", "True", "True", "False")'


def line(target: str, expression: str = "", **fields: Any) -> AttributeMapping:
    """A line of the table; without an expression it has no source."""
    kind: Literal["Direct", "Constant", "Expression", "None"]
    if not expression:
        kind = "None"
    elif expression.startswith("["):
        kind = "Direct"
    elif expression.startswith('"'):
        kind = "Constant"
    else:
        kind = "Expression"
    return AttributeMapping(target, kind, expression, **fields)


def defined(name: str, kind: AttributeType = "String", **fields: Any) -> AttributeDefinition:
    """An attribute's definition in the target's directory."""
    return AttributeDefinition(name, kind, **fields)


def clause(attribute: str, operator: str, *values: str) -> Clause:
    """A condition of a scoping filter."""
    return Clause(attribute, operator, values)


def mapping(
    *lines: AttributeMapping,
    definitions: Sequence[AttributeDefinition] = (),
    scope: Sequence[Sequence[Clause]] = (),
    kind: str = "User",
    **fields: Any,
) -> CompiledMapping:
    """A compiled mapping that matches by userName or displayName; `active` is a Boolean."""
    name = "displayName" if kind == "Group" else "userName"
    has_matching = any(one.matching for one in lines)
    source = "[displayName]" if kind == "Group" else "[userPrincipalName]"
    matching = () if has_matching else (line(name, source, matching=1),)
    by_name: Mapping[str, AttributeDefinition] = {
        one.name: one for one in (defined("active", "Boolean"), *definitions)
    }
    groups = tuple(ScopingGroup(f"filter {number}", tuple(one)) for number, one in enumerate(scope, start=1))
    attributes = (*matching, *lines)
    return compile_mapping(
        ObjectMapping(
            "Users", kind, kind, attributes=attributes, scope=groups, definitions=by_name, **fields
        ),
        Surroundings.repeatable(seed=1),
    )


def ana(**attributes: Any) -> SourceObject:
    """Ana of Sales, with some attributes changed."""
    given = {
        "id": "0a21f0f2",
        "userPrincipalName": "ana@contoso.com",
        "displayName": "Ana Silva",
        "mail": "ana.silva@contoso.com",
        "department": "Sales",
        "accountEnabled": True,
        **attributes,
    }
    return source_user(given)


def sales(*members: str, **attributes: Any) -> SourceObject:
    """The group of Sales."""
    return source_group({"id": "g1", "displayName": "Sales", "members": list(members), **attributes})
