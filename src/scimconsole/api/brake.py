"""The brake on many deactivations at once: its alerts, who waits, and an owner's word."""

from __future__ import annotations

from typing import Literal

from pydantic import ConfigDict, Field

from scimconsole.api.base import Answer, Input, Timestamp
from scimconsole.api.settings import BrakeMode

BrakeOutcome = Literal["confirmed", "discarded"]


class BrakeAlert(Answer):
    """More deactivations within an hour than are usual."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "0193517e-2c00-7a2b-9c6a-3f1d0c9b8a71",
                    "mode": "hold",
                    "began_at": "2026-11-21T20:00:00.000000Z",
                    "last_at": "2026-11-21T20:04:00.000000Z",
                    "people": 40,
                    "threshold": 10,
                    "withheld": 30,
                    "closed_at": None,
                    "closed_by": None,
                    "outcome": None,
                }
            ]
        }
    )

    id: str
    mode: BrakeMode
    began_at: Timestamp
    last_at: Timestamp = Field(description="When somebody was counted last.")
    people: int = Field(description="People who lost access, or were to and wait.")
    threshold: int = Field(description="So many within an hour were still usual.")
    withheld: int = Field(
        description="Deactivations that wait; under a closed alert those still to be worked."
    )
    closed_at: Timestamp | None = None
    closed_by: str | None = Field(default=None, description="A member's e-mail address.")
    outcome: BrakeOutcome | None = None


class WithheldPerson(Answer):
    """Somebody whom the directory wants inactive, and who keeps access until an owner's word."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "1b4e28ba-2fa1-41d2-883f-0016d3cca427",
                    "user_name": "jane.doe@acme.example",
                    "display_name": "Jane Doe",
                    "at": "2026-11-21T20:00:00.000000Z",
                    "request_id": "0193517e-2c00-7a2b-9c6a-3f1d0c9b8a71",
                }
            ]
        }
    )

    id: str = Field(description="The user's SCIM id.")
    user_name: str
    display_name: str | None = None
    at: Timestamp = Field(description="When it was asked for first.")
    request_id: str | None = None


class BrakeWord(Input):
    """An owner's word on an alert; the body may be empty."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"expected_count": 30}, {}]})

    expected_count: int | None = Field(
        default=None,
        ge=0,
        description="Another number of deactivations that wait is refused with 409 `count-mismatch`.",
    )
