"""The journal: the SCIM requests the service received, and what it answered."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import ConfigDict, Field

from scimconsole.api.base import Answer, Timestamp


class RequestError(Answer):
    """Why a request was refused, in SCIM's words."""

    scim_type: str | None = None
    detail: str


class RequestCause(Answer):
    """Why a request came out as it did, in a few words."""

    code: str = Field(description="A stable name, such as `token-expired`.")
    title: str
    weight: Literal["failure", "look"] = Field(
        description="`look` where the request was carried out and yet deserves a look."
    )


class RequestExplanation(RequestCause):
    """The whole explanation: what happened, whose side it is, and what to do on either."""

    side: Literal["entra", "service", "both", "nobody"] = Field(description="Who can mend it.")
    happened: str
    in_entra: str | None = Field(default=None, description="What to do in Entra.")
    here: str | None = Field(default=None, description="What to do here.")
    entra_code: str | None = Field(default=None, description="What Entra's provisioning log calls it.")


class RequestDifference(Answer):
    """One attribute that is not stored as it was sent."""

    attribute: str
    sent: Any = None
    stored: Any = None
    why: str = Field(
        description="What made the difference, in a few words.", examples=["the profile's spelling"]
    )


class ScimRequest(Answer):
    """One request of Entra ID, or of whoever holds a token."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "0193517e-2c00-7a2b-9c6a-3f1d0c9b8a71",
                    "at": "2026-11-21T20:00:00.000000Z",
                    "token_id": "3nQ0wq8e5uJ0cQqYtW0V1a",
                    "remote_address": "20.1.2.3",
                    "user_agent": None,
                    "dialect": "legacy",
                    "method": "PATCH",
                    "path": "/Users/1b4e28ba-2fa1-41d2-883f-0016d3cca427",
                    "operation": "change user",
                    "resource_type": "User",
                    "resource_id": "1b4e28ba-2fa1-41d2-883f-0016d3cca427",
                    "sought": None,
                    "status": 200,
                    "duration_us": 1450,
                    "received": ["active"],
                    "ignored": [],
                    "error": None,
                    "correlation_id": None,
                    "signed_in": True,
                    "refusal": None,
                    "cause": None,
                }
            ]
        }
    )

    id: str
    at: Timestamp
    token_id: str | None = None
    remote_address: str | None = None
    user_agent: str | None = None
    dialect: str | None = None
    method: str
    path: str
    operation: str | None = Field(default=None, description="What it did, in words.")
    resource_type: str | None = None
    resource_id: str | None = None
    sought: str | None = Field(default=None, description="The identifier that a match asked for.")
    status: int
    duration_us: int = Field(description="Microseconds from the first byte in to the answer.")
    received: list[str] = Field(default_factory=list, description="Attributes that were sent.")
    ignored: list[str] = Field(default_factory=list, description="Attributes that no schema knows.")
    error: RequestError | None = None
    correlation_id: str | None = None
    signed_in: bool
    refusal: str | None = Field(
        default=None, description="Why the sign-in was refused; never on the wire of SCIM."
    )
    cause: RequestCause | None = Field(
        default=None,
        description="What a refusal is due to, or why a look is worth it; null where all is well.",
    )
    folded: int = Field(
        default=0,
        description="How many requests of the same kind that changed nothing came right before it and are "
        "told by this one; 0 unless `fold` was asked for.",
    )


class ScimRequestDetail(ScimRequest):
    """One request in full."""

    difference: list[RequestDifference] | None = Field(
        default=None,
        description="Where what is stored differs from what was sent; null where that cannot be told.",
    )
    cause: RequestExplanation | None = None
    body: str | None = Field(
        default=None, description="What was sent, without passwords; the first 16 KiB of it."
    )
    answer: str | None = Field(default=None, description="What a refusal answered.")
