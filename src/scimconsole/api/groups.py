"""Groups and who is in them."""

from __future__ import annotations

from pydantic import ConfigDict, Field

from scimconsole.api.base import Answer, Timestamp


class Group(Answer):
    """One group."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "6f9619ff-8b86-4011-b42d-00cf4fc964ff",
                    "display_name": "Engineering",
                    "external_id": "8aa1a0c0-c4c3-4bc0-b4a5-2ef676900159",
                    "member_count": 12,
                    "created_at": "2026-11-21T20:00:00.000000Z",
                    "updated_at": "2026-11-21T20:00:00.000000Z",
                }
            ]
        }
    )

    id: str
    display_name: str
    external_id: str | None = None
    member_count: int
    created_at: Timestamp
    updated_at: Timestamp


class GroupMember(Answer):
    """One member of a group."""

    id: str
    type: str = Field(examples=["User"])
    display: str | None = None
    user_name: str | None = Field(
        default=None, description="Null for a group, or for an id that names nobody yet."
    )
    active: bool | None = Field(default=None, description="Null when the member is no stored user.")
