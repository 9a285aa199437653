"""The service profile of the organization: the fields its guide names, and the plans."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from scimconsole.api.base import Answer

Level = Literal["required", "recommended", "optional"]
"""How much a service asks for a field."""


class ProfileField(Answer):
    """One field of a service's guide."""

    label: str = Field(examples=["Management level"])
    attribute: str = Field(description="SCIM path of the field.", examples=["name.givenName"])
    level: Level
    example: str | None = None
    note: str | None = None
    allowed: list[str] | None = Field(
        default=None, description="The only values taken; null when any text is."
    )
    default: str | None = Field(default=None, description="What is stored when nothing is sent.")


class Profile(Answer):
    """What the organization's service expects of a user."""

    name: str = Field(examples=["keycafe"])
    title: str = Field(examples=["Keycafe"])
    plans: list[str] = Field(description="The plans there are; empty when any name is taken.")
    token_plans: list[str] = Field(
        description="The plans that include SCIM tokens; empty when every plan does."
    )
    extension_urn: str | None = None
    fields: list[ProfileField]
    user_types: list[str] = Field(description="Allowed values of `userType`; empty when any text is.")
