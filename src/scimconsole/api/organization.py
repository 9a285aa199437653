"""The organization: who it is, what its service offers, and who is asking."""

from __future__ import annotations

from typing import Literal

from pydantic import ConfigDict, Field

from scimconsole.api.base import Answer, Input, Line, Timestamp

Role = Literal["owner", "support"]
"""`owner` does everything, `support` reads."""


class Me(Answer):
    """The member whose API key signed the request."""

    role: Role
    email: str
    member_id: str | None = Field(
        default=None, description="Null for the session key of an embedded service."
    )
    key_id: str = Field(description="The key's public part, by which it is listed.")


class Counts(Answer):
    """How many there are; users are counted as they stand now."""

    users: int
    active: int
    inactive: int = Field(description="Not active and not held.")
    held: int
    incomplete: int = Field(description="Users who lack a field the profile requires.")
    groups: int


class Organization(Answer):
    """One customer of the service: its profile, plan, address for Entra, and what can be done here."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "slug": "acme",
                    "name": "Acme Ltd",
                    "profile": "keycafe",
                    "plan": "business-pro",
                    "tenant_url": "https://scim.example.com/scim/v2/acme",
                    "capabilities": [
                        "tokens",
                        "users",
                        "groups",
                        "mapping",
                        "members",
                        "deactivations",
                        "requests",
                        "changes",
                        "guide",
                    ],
                    "me": {
                        "role": "owner",
                        "email": "owner@acme.example",
                        "member_id": "5b8f6c0e-3f6e-4a55-9f3b-0c3f8f6f4f11",
                        "key_id": "3nQ0wq8e5uJ0cQqYtW0V1a",
                    },
                    "created_at": "2026-11-21T20:00:00.000000Z",
                    "counts": {
                        "users": 60,
                        "active": 55,
                        "inactive": 4,
                        "held": 1,
                        "incomplete": 0,
                        "groups": 4,
                    },
                }
            ]
        }
    )

    slug: str
    name: str
    profile: str = Field(description="Name of the service profile, such as `keycafe`.")
    plan: str
    tenant_url: str | None = Field(
        description="What the identity admin pastes into Entra; null until a public URL is known."
    )
    capabilities: list[str] = Field(description="Which parts of this API the service offers.")
    me: Me
    created_at: Timestamp
    counts: Counts


class NewOrganization(Input):
    """An organization to be made in an embedded service, unless it is there already."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"slug": "practice-keycafe", "name": "Practice", "profile": "keycafe", "plan": "business-pro"}
            ]
        }
    )

    slug: Line = Field(min_length=1, max_length=63)
    name: Line = Field(min_length=1, max_length=200)
    profile: Line = Field(min_length=1, max_length=100)
    plan: Line | None = Field(
        default=None, max_length=100, description="Omitted: the first plan of the profile that includes SCIM."
    )
