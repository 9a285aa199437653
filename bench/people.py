"""The people of the measurements: the body Entra would send for the n-th of them."""

from __future__ import annotations

import uuid
from typing import Any

USER = "urn:ietf:params:scim:schemas:core:2.0:User"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
PATCH_OP = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
NAMESPACE = uuid.UUID("0f8fad5b-d9cb-469f-a165-70867728950e")


def user_name(number: int) -> str:
    """The userName of the n-th person."""
    return f"person.{number:07d}@contoso.example"


def user_body(number: int) -> dict[str, Any]:
    """The POST body of the n-th person, about 600 bytes."""
    return {
        "schemas": [USER, ENTERPRISE],
        "externalId": str(uuid.uuid5(NAMESPACE, str(number))),
        "userName": user_name(number),
        "active": True,
        "displayName": f"Person {number}",
        "name": {"formatted": f"Person {number}", "givenName": "Person", "familyName": f"Number {number}"},
        "emails": [{"primary": True, "type": "work", "value": user_name(number)}],
        "title": "Engineer",
        "preferredLanguage": "en-US",
        ENTERPRISE: {"department": f"Department {number % 40}", "employeeNumber": str(100_000 + number)},
    }


def rename(text: str) -> dict[str, Any]:
    """A PATCH as Entra sends it: one attribute replaced."""
    return {"schemas": [PATCH_OP], "Operations": [{"op": "Replace", "path": "displayName", "value": text}]}
