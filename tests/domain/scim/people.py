"""The profiles, URNs and people that the tests of the engine share."""

from __future__ import annotations

from typing import Any

from scimconsole.domain.scim.profile import load_profile

GENERIC = load_profile("generic")
KEYCAFE = load_profile("keycafe")
COFFEES = load_profile("ten-thousand-coffees")

CORE = "urn:ietf:params:scim:schemas:core:2.0:User"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
COFFEES_URN = "urn:ietf:params:scim:schemas:extension:tenthousandcoffees:2.0:User"
KEYCAFE_URN = "urn:ietf:params:scim:schemas:extension:keycafe:2.0:User"


def alice(**changes: Any) -> dict[str, Any]:
    """Alice in canonical form, with some attributes changed."""
    return {
        "userName": "alice@contoso.com",
        "externalId": "0a21f0f2",
        "active": True,
        "displayName": "Alice A",
        "name": {"givenName": "Alice", "familyName": "A"},
        "emails": [{"type": "work", "value": "alice@contoso.com", "primary": True}],
        ENTERPRISE: {"department": "Retail"},
        **changes,
    }
