"""Users as the console shows them: what Entra sent, what is stored, and who holds whom."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import ConfigDict, Field

from scimconsole.api.base import Answer, Input, Text, Timestamp

UserState = Literal["active", "inactive", "held"]
"""`held`: the owner deactivated this person, whatever Entra says."""

UserStatus = Literal["active", "inactive", "held", "incomplete"]
"""What a list is narrowed to: `inactive` are those that nobody holds; `incomplete` lack a required field."""

UserSort = Literal["user_name", "-user_name", "display_name", "-display_name", "created_at", "-created_at"]
"""What a list of users is sorted by; a minus turns it round."""

_USER: dict[str, Any] = {
    "id": "1b4e28ba-2fa1-41d2-883f-0016d3cca427",
    "user_name": "jane.doe@acme.example",
    "external_id": "0a21f0f2-8d2a-4f8e-bf98-7363c4aed4ef",
    "display_name": "Jane Doe",
    "given_name": "Jane",
    "family_name": "Doe",
    "email": "jane.doe@acme.example",
    "title": "Solutions Engineer",
    "user_type": "FULL",
    "state": "active",
    "active": True,
    "entra_active": True,
    "status": None,
    "incomplete": False,
    "missing": [],
    "hold": None,
    "created_at": "2026-11-21T20:00:00.000000Z",
    "updated_at": "2026-11-21T20:00:00.000000Z",
    "version": 1,
    "withheld_at": None,
}


class Hold(Answer):
    """An owner's deactivation; it follows the person until it is lifted."""

    reason: str | None
    by: str
    at: Timestamp


class User(Answer):
    """One user in a list."""

    model_config = ConfigDict(json_schema_extra={"examples": [_USER]})

    id: str
    user_name: str
    external_id: str | None = None
    display_name: str | None = None
    given_name: str | None = None
    family_name: str | None = None
    email: str | None = None
    title: str | None = None
    user_type: str | None = None
    state: UserState
    active: bool = Field(description="SCIM's `active`: all of Entra, status and hold agree.")
    entra_active: bool = Field(description="What Entra sent last.")
    status: str | None = Field(default=None, description="The profile's status field, where there is one.")
    incomplete: bool
    missing: list[str] = Field(default_factory=list, description="Required attributes that were not sent.")
    hold: Hold | None = None
    created_at: Timestamp
    updated_at: Timestamp
    version: int
    withheld_at: Timestamp | None = Field(
        default=None,
        description="Since when a deactivation that Entra asked for waits for an owner's word; see `/brake`.",
    )


class UserGroup(Answer):
    """A group the user is in."""

    id: str
    display_name: str | None = None


class RefusedValue(Answer):
    """A value that was left out, because the rest of the request had to land."""

    attribute: str
    value: Any = None
    reason: str
    at: Timestamp
    request_id: str | None = None


class UserDetail(User):
    """One user with everything that is stored."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    **_USER,
                    "resource": {
                        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
                        "id": "1b4e28ba-2fa1-41d2-883f-0016d3cca427",
                        "userName": "jane.doe@acme.example",
                        "active": True,
                    },
                    "groups": [{"id": "6f9619ff-8b86-4011-b42d-00cf4fc964ff", "display_name": "Engineering"}],
                    "refused": [],
                }
            ]
        }
    )

    resource: dict[str, Any] = Field(description="The SCIM resource as Entra reads it.")
    groups: list[UserGroup] = Field(default_factory=list)
    refused: list[RefusedValue] = Field(default_factory=list)


class UserEvent(Answer):
    """One line of a user's history."""

    at: Timestamp
    action: str = Field(
        examples=["user.deactivated"],
        description="What was done, `user.refused` for a request that was not, `user.sought` for one that "
        "only looked.",
    )
    by: str = Field(description="A member's e-mail address, or the token's name.")
    detail: str | None = None
    request_id: str | None = None
    times: int = Field(default=1, description="How many like it came in a row; `at` is the newest.")


class ReceivedValue(Answer):
    """One attribute that the profile or the mapping knows: what is stored, and what came last."""

    attribute: str
    label: str | None = Field(default=None, description="The name of the field in the service's own guide.")
    stored: Any = None
    received: Any = Field(
        default=None, description="What was sent last; null where that is not kept any more."
    )
    at: Timestamp | None = Field(default=None, description="When it was sent last; null: never seen.")
    request_id: str | None = None
    state: Literal["received", "never", "pruned"] = Field(
        description="`pruned`: it may have come with a request that is no longer kept."
    )


class Reason(Input):
    """Why a person is deactivated or reactivated; the body may be empty."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"reason": "Left the company"}, {}]})

    reason: Text | None = Field(default=None, max_length=500)
