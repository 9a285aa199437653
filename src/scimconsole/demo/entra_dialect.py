"""What Entra ID sends for a person or a group, in the dialect without the feature flag."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from scimconsole.demo.directory import GraphGroup, GraphUser

USER = "urn:ietf:params:scim:schemas:core:2.0:User"
GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"
ADSCIM_GROUP = "http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"

_COFFEES = {
    "managementLevel": "managementLevel",
    "businessUnit": "department",
    "jobFunction": "jobTitle",
    "peopleManager": "peopleManager",
    "office": "officeLocation",
    "status": "status",
}
_KEYS = {"keyAccess": "keyAccess"}
_CUSTOM = {"ten-thousand-coffees": _COFFEES, "keycafe": _KEYS}


def user_body(person: GraphUser, profile: str, extension_urn: str | None) -> dict[str, Any]:
    """The POST body for a person; what is null at the source is not sent.

    The profile's extension is there as an object without its URN in `schemas`, as Entra does it.
    """
    body: dict[str, Any] = {
        "schemas": [USER, ENTERPRISE],
        "externalId": person["id"],
        "userName": person["userPrincipalName"],
        "active": True,
        "displayName": person["displayName"],
        "emails": [{"primary": True, "type": "work", "value": person["mail"]}],
        "meta": {"resourceType": "User"},
        "name": {
            "formatted": person["displayName"],
            "familyName": person["surname"],
            "givenName": person["givenName"],
        },
        "title": person["jobTitle"],
        "preferredLanguage": person["preferredLanguage"],
        "addresses": [
            {"type": "work", "primary": True, "locality": person["city"], "country": person["country"]}
        ],
        "roles": [],
        ENTERPRISE: {"employeeNumber": person["employeeId"], "department": person["department"]},
    }
    if profile == "keycafe":
        body["userType"] = "SMARTBOX" if person["employeeType"] == "External" else "FULL"
    if profile == "ten-thousand-coffees":
        body["locale"] = person["preferredLanguage"]
    custom = _custom(person, profile)
    if extension_urn and custom:
        body[extension_urn] = custom
    return body


def group_body(group: GraphGroup) -> dict[str, Any]:
    """The POST body for a group: never with members."""
    return {
        "schemas": [GROUP, ADSCIM_GROUP],
        "externalId": group.id,
        "displayName": group.display_name,
        "meta": {"resourceType": "Group"},
    }


def patch(*operations: Mapping[str, Any]) -> dict[str, Any]:
    """A PATCH body."""
    return {"schemas": [PATCH], "Operations": list(operations)}


def set_manager(manager_id: str) -> dict[str, Any]:
    """The operation that sets a manager: the SCIM id as a bare string."""
    return {"op": "Add", "path": f"{ENTERPRISE}:manager", "value": manager_id}


def add_members(member_ids: Iterable[str]) -> dict[str, Any]:
    """The operation that adds members to a group."""
    return {"op": "Add", "path": "members", "value": [{"$ref": None, "value": id} for id in member_ids]}


def disable() -> dict[str, Any]:
    """The operation that disables a user: a string, not a boolean."""
    return {"op": "Replace", "path": "active", "value": "False"}


def _custom(person: GraphUser, profile: str) -> dict[str, str]:
    values = {name: person[source] for name, source in _CUSTOM.get(profile, {}).items()}
    if profile == "ten-thousand-coffees" and person["manager"]:
        values["managerEmail"] = person["manager"]["mail"]
    return {name: value for name, value in values.items() if value is not None}
