"""The changes feed: what the vendor's product must act on."""

from __future__ import annotations

from typing import Literal

from pydantic import ConfigDict, Field

from scimconsole.api.base import Answer, Timestamp

ChangeType = Literal["user.created", "user.changed", "user.deactivated", "user.reactivated", "user.deleted"]
"""What happened to the user."""


class ChangedUser(Answer):
    """The user as this change left them."""

    id: str
    user_name: str
    external_id: str | None = None
    active: bool
    user_type: str | None = None


class Change(Answer):
    """One change; changes come in the order they were committed."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "0193517e-2c00-7a2b-9c6a-3f1d0c9b8a71",
                    "at": "2026-11-21T20:00:00.000000Z",
                    "type": "user.deactivated",
                    "user": {
                        "id": "1b4e28ba-2fa1-41d2-883f-0016d3cca427",
                        "user_name": "jane.doe@acme.example",
                        "external_id": "0a21f0f2-8d2a-4f8e-bf98-7363c4aed4ef",
                        "active": False,
                        "user_type": "FULL",
                    },
                }
            ]
        }
    )

    id: str
    at: Timestamp
    type: ChangeType
    user: ChangedUser


class ChangePage(Answer):
    """Changes after a cursor; `next_cursor` is always given, so that a reader can wait at the end."""

    items: list[Change]
    next_cursor: str = Field(description="Keep it: the next call goes on from here.")
    total: int | None = None
