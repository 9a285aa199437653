"""What goes wrong with provisioning, as Entra ID would come upon it."""

from __future__ import annotations

import httpx

_PERSON = {
    "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
    "userName": "nora.berg@contoso.example",
    "externalId": "7d1f6a52-3c0b-4e0e-9b3a-52e1a9a0c001",
    "displayName": "Nora Berg",
    "userType": "GUEST",
}


def make_trouble(tenant_url: str, token: str) -> int:
    """Send a person whom a Keycafe organization refuses, three times, then with a token that ends otherwise.

    Answers how many requests that were.
    """
    with httpx.Client(trust_env=False, verify=False) as client:
        for sent_with in (token, token, token, f"{token[:-1]}{'a' if token[-1] != 'a' else 'b'}"):
            answer = client.post(
                f"{tenant_url}/Users", json=_PERSON, headers={"Authorization": f"Bearer {sent_with}"}
            )
            assert answer.is_client_error
    return 4
