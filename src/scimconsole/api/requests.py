"""The journal: the SCIM requests the service received, and what it answered."""

from __future__ import annotations

from pydantic import ConfigDict, Field

from scimconsole.api.base import Answer, Timestamp


class RequestError(Answer):
    """Why a request was refused, in SCIM's words."""

    scim_type: str | None = None
    detail: str


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
