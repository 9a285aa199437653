"""App roles of a person: the four functions of `[appRoleAssignments]`.

An assignment is a text, an object with id, value and displayName, or the JSON text of such an object.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from scimconsole.entra.expressions.functions.declaring import function
from scimconsole.entra.expressions.run import Run, Site
from scimconsole.entra.expressions.values import Item, Value, text_form

_TYPE = "WindowsAzureActiveDirectoryRole"


@function(
    "SingleAppRoleAssignment(appRoleAssignments)",
    "the value of the one role a person has",
    family="roles",
    example="SingleAppRoleAssignment([appRoleAssignments])",
)
def single(run: Run, site: Site, assignments: Value) -> Value:
    """The value of the only role; null when there is none."""
    roles = _roles(assignments)
    if len(roles) > 1:
        raise site.fail(
            f"No more than one app role assignment was expected, and there are {len(roles)}.",
            0,
            hint="AssertiveAppRoleAssignmentsComplex takes several.",
        )
    return roles[0][0] if roles else None


@function(
    "AppRoleAssignments(appRoleAssignments)",
    "the values of all roles, as a list",
    family="roles",
    origin="listed",
    example="AppRoleAssignments([appRoleAssignments])",
)
def plain(run: Run, site: Site, assignments: Value) -> Value:
    """The values of all roles."""
    return [value for value, _ in _roles(assignments)] or None


@function(
    "AppRoleAssignmentsComplex(appRoleAssignments)",
    "the roles as objects; changes only ever add, so that a role taken away stays in the target",
    family="roles",
    example="AppRoleAssignmentsComplex([appRoleAssignments])",
)
def additive(run: Run, site: Site, assignments: Value) -> Value:
    """The roles as objects."""
    return _objects(assignments, "displayName")


@function(
    "AssertiveAppRoleAssignmentsComplex(appRoleAssignments)",
    "the roles as objects; changes replace them all, so that a role taken away is gone",
    family="roles",
    example="AssertiveAppRoleAssignmentsComplex([appRoleAssignments])",
)
def assertive(run: Run, site: Site, assignments: Value) -> Value:
    """The roles as objects, named by `display`."""
    if assignments is not None:
        site.note(
            run, "role-name", "One sample names the role `display`, another `displayName`; here `display`."
        )
    return _objects(assignments, "display")


def _objects(assignments: Value, name: str) -> Value:
    objects: list[Item] = [
        {"primary": False, "type": _TYPE, name: display, "value": value}
        for value, display in _roles(assignments)
    ]
    return objects or None


def _roles(assignments: Value) -> list[tuple[str, str]]:
    """Value and display name of each role."""
    if assignments is None:
        return []
    return [_role(item) for item in (assignments if isinstance(assignments, list) else [assignments])]


def _role(item: Item) -> tuple[str, str]:
    if isinstance(item, dict):
        return _named(item)
    text = text_form(item)
    if text.startswith("{"):
        try:
            given = json.loads(text)
        except ValueError:
            given = None
        if isinstance(given, dict):
            return _named(given)
    return text, text


def _named(role: Mapping[str, Any]) -> tuple[str, str]:
    names = [role.get(key) for key in ("value", "displayName", "display", "id")]
    known = [str(name) for name in names if name not in (None, "")]
    value = str(role.get("value") or (known[0] if known else ""))
    display = str(role.get("displayName") or role.get("display") or value)
    return value, display
