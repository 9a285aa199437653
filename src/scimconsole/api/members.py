"""Members: the people who may use this API for the organization, and their API keys."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import ConfigDict, Field

from scimconsole.api.base import Answer, Input, Line, Timestamp
from scimconsole.api.organization import Role
from scimconsole.api.tokens import SecretHint

KeyState = Literal["active", "expired", "revoked"]
"""What an API key is worth now."""

_API_KEY = "scimk1_2QmPc1XkVw0Zr7YdT4hGaBExample0Example0Example0Example0Example0Exa3JI9SG"
_MEMBER: dict[str, Any] = {
    "id": "5b8f6c0e-3f6e-4a55-9f3b-0c3f8f6f4f11",
    "email": "help@acme.example",
    "role": "support",
    "created_at": "2026-11-21T20:00:00.000000Z",
    "keys": [
        {
            "id": "2QmPc1XkVw0Zr7YdT4hGaB",
            "hint": {"prefix": "scimk1_2QmP", "last_four": "I9SG"},
            "state": "active",
            "created_at": "2026-11-21T20:00:00.000000Z",
            "expires_at": "2027-11-21T20:00:00.000000Z",
            "last_used_at": None,
        }
    ],
}


class MemberKey(Answer):
    """An API key, by its public part."""

    id: str = Field(description="The key id: the 22 characters after the prefix.")
    hint: SecretHint
    state: KeyState
    created_at: Timestamp
    expires_at: Timestamp | None
    last_used_at: Timestamp | None = None


class Member(Answer):
    """One person who may use the API for this organization."""

    model_config = ConfigDict(json_schema_extra={"examples": [_MEMBER]})

    id: str
    email: str
    role: Role
    created_at: Timestamp
    keys: list[MemberKey] = Field(default_factory=list)


class MemberCreated(Member):
    """The answer to adding a member: the only time the API key is shown."""

    model_config = ConfigDict(json_schema_extra={"examples": [{**_MEMBER, "api_key": _API_KEY}]})

    api_key: str = Field(repr=False)


class NewMember(Input):
    """A member to add."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"email": "help@acme.example", "role": "support"}]}
    )

    email: Line = Field(min_length=3, max_length=320)
    role: Role
    expires_in: int | None = Field(
        default=None, description="Life span of the API key in seconds; omitted or null: 365 days."
    )


class KeyRotation(Input):
    """How the new API key of a member is to be; the body may be empty."""

    model_config = ConfigDict(json_schema_extra={"examples": [{}, {"expires_in": 7776000}]})

    expires_in: int | None = Field(default=None, description="Seconds; omitted or null: 365 days.")


class KeyCreated(Answer):
    """A member's new API key, shown once; the keys before it have ended."""

    id: str
    api_key: str = Field(repr=False)
    expires_at: Timestamp | None
