"""SCIM tokens: what Entra ID signs its requests with."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import ConfigDict, Field

from scimconsole.api.base import Answer, Input, Line, Text, Timestamp

TokenState = Literal["active", "expired", "revoked"]
"""What a token is worth now."""

_TOKEN: dict[str, Any] = {
    "id": "3nQ0wq8e5uJ0cQqYtW0V1a",
    "name": "Entra, production",
    "state": "active",
    "hint": {"prefix": "scimc1_3nQ0", "last_four": "lGiG"},
    "tenant_url": "https://scim.example.com/scim/v2/acme",
    "created_at": "2026-11-21T20:00:00.000000Z",
    "created_by": "owner@acme.example",
    "expires_at": "2027-11-21T20:00:00.000000Z",
    "expiry_reason": None,
    "revoked_at": None,
    "last_used_at": None,
    "last_used_from": None,
    "predecessor_id": None,
    "successor_id": None,
}


class SecretHint(Answer):
    """Enough of a secret to recognise it, too little to use it."""

    prefix: str = Field(
        description="The kind and the first characters of the key id.", examples=["scimc1_3nQ0"]
    )
    last_four: str = Field(examples=["lGiG"])


class Token(Answer):
    """A token as it can be read at any time: everything but the token itself."""

    model_config = ConfigDict(json_schema_extra={"examples": [_TOKEN]})

    id: str
    name: str
    state: TokenState
    hint: SecretHint
    tenant_url: str | None
    created_at: Timestamp
    created_by: str = Field(
        description="E-mail address of the member, or name of the set-up link, that made it."
    )
    expires_at: Timestamp | None = Field(description="Null: never, and `expiry_reason` says why.")
    expiry_reason: str | None = None
    revoked_at: Timestamp | None = None
    last_used_at: Timestamp | None = Field(default=None, description="Exact to about a minute.")
    last_used_from: str | None = Field(default=None, description="Address of the caller who used it last.")
    predecessor_id: str | None = Field(default=None, description="The token that this one was rotated from.")
    successor_id: str | None = Field(default=None, description="The token that this one was rotated to.")


class TokenCreated(Token):
    """The answer to generating or rotating: the only time the token itself is shown."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    **_TOKEN,
                    "token": "scimc1_3nQ0wq8e5uJ0cQqYtW0V1aExample0Example0Example0Example0Example0Exa43lGiG",
                }
            ]
        }
    )

    token: str = Field(description="78 characters; kept nowhere, shown once.", repr=False)


class NewToken(Input):
    """A token to generate."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"name": "Entra, production"},
                {"name": "Entra, pilot", "expires_in": 7776000},
                {"name": "Old connector", "expires_in": None, "expiry_reason": "Cannot be changed yearly"},
            ]
        }
    )

    name: Line = Field(min_length=1, max_length=200, description="Need not be unique.")
    expires_in: int | None = Field(
        default=None,
        description="Seconds; omitted: what the settings' `token_days` say, at first 365 days; "
        "null: never, then with an `expiry_reason`.",
    )
    expiry_reason: Text | None = Field(default=None, max_length=500)


class TokenChange(Input):
    """What can be changed of a token: its name."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"name": "Entra, production"}]})

    name: Line = Field(min_length=1, max_length=200)


class TokenRotation(Input):
    """How the successor of a token is to be; everything is optional."""

    model_config = ConfigDict(json_schema_extra={"examples": [{}, {"now": True}]})

    name: Line | None = Field(
        default=None, min_length=1, max_length=200, description="Omitted: the old one's name."
    )
    expires_in: int | None = Field(
        default=None,
        description="Seconds; omitted: the old token's life span; null: never, with an `expiry_reason`.",
    )
    expiry_reason: Text | None = Field(default=None, max_length=500)
    now: bool = Field(
        default=False,
        description="True: the old token is revoked at once. False: both work until one is revoked.",
    )
