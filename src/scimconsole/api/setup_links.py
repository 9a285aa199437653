"""Set-up links: how somebody without an account gets the Tenant URL and a new token, once."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import ConfigDict, Field

from scimconsole.api.base import Answer, Input, Line, Timestamp

SetupLinkState = Literal["open", "used", "expired", "revoked"]
"""What a set-up link is worth now."""

_LINK: dict[str, Any] = {
    "id": "3nQ0wq8e5uJ0cQqYtW0V1a",
    "name": "Jo, identity team",
    "token_name": "Entra ID",
    "token_expires_in": 31536000,
    "state": "open",
    "created_at": "2026-11-21T20:00:00.000000Z",
    "created_by": "owner@acme.example",
    "expires_at": "2026-11-24T20:00:00.000000Z",
    "revoked_at": None,
    "used_at": None,
    "used_from": None,
    "token_id": None,
}


class SetupLink(Answer):
    """A set-up link as it can be read at any time: everything but its address."""

    model_config = ConfigDict(json_schema_extra={"examples": [_LINK]})

    id: str
    name: str
    token_name: str = Field(description="What the token is called that the link makes.")
    token_expires_in: int | None = Field(
        default=None, description="Seconds the token lives; null: the settings' `token_days`."
    )
    state: SetupLinkState
    created_at: Timestamp
    created_by: str = Field(description="E-mail address of the member who made it.")
    expires_at: Timestamp
    revoked_at: Timestamp | None = None
    used_at: Timestamp | None = None
    used_from: str | None = Field(default=None, description="Address of the caller who used it.")
    token_id: str | None = Field(default=None, description="The token it made.")


class SetupLinkCreated(SetupLink):
    """The answer to making a link: the only time its address is shown."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    **_LINK,
                    "url": "https://scim.example.com/setup/"
                    "sciml1_3nQ0wq8e5uJ0cQqYtW0V1aExample0Example0Example0Example0Example0Exa43lGiG",
                }
            ]
        }
    )

    url: str = Field(description="The link; kept nowhere, shown once.", repr=False)


class NewSetupLink(Input):
    """A set-up link to make; everything is optional."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{}, {"name": "Jo, identity team", "token_name": "Entra ID", "expires_in": 86400}]
        }
    )

    name: Line = Field(
        default="Set-up link", min_length=1, max_length=200, description="Whom it is for; need not be unique."
    )
    token_name: Line = Field(
        default="Entra ID",
        min_length=1,
        max_length=200,
        description="What the token will be called.",
    )
    token_expires_in: int | None = Field(
        default=None,
        description="Seconds the token will live, at most ten years; omitted: the settings' `token_days`.",
    )
    expires_in: int = Field(default=259_200, description="Seconds, at most thirty days; omitted: 72 hours.")
