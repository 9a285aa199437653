"""Deactivating many people at once: a row in the database that the service works off, and clients watch."""

from __future__ import annotations

from typing import Literal

from pydantic import ConfigDict, Field

from scimconsole.api.base import Answer, Input, Text, Timestamp
from scimconsole.api.users import UserStatus

DeactivationState = Literal["dry-run", "queued", "running", "done", "cancelled"]
"""`dry-run` is final: it was counted and nothing was changed."""

Outcome = Literal["deactivated", "already", "failed", "cancelled", "would-deactivate", "reactivated", "left"]
"""What happened to one person; `reactivated` and `left` (as they are) by an undo only."""


class DeactivationResult(Answer):
    """What happened to one person."""

    id: str
    user_name: str | None
    outcome: Outcome
    detail: str | None = None


class Deactivation(Answer):
    """A bulk deactivation and how far it is."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "7d444840-9dc0-41d1-b245-5ffdce74fad2",
                    "state": "done",
                    "reason": "Left the company",
                    "undoes": None,
                    "undone_by": None,
                    "matched": 2,
                    "worked": 2,
                    "deactivated": 1,
                    "already": 1,
                    "failed": 0,
                    "reactivated": 0,
                    "left": 0,
                    "unmatched": ["nobody@acme.example"],
                    "results": [
                        {
                            "id": "1b4e28ba-2fa1-41d2-883f-0016d3cca427",
                            "user_name": "jane.doe@acme.example",
                            "outcome": "deactivated",
                            "detail": None,
                        }
                    ],
                    "created_at": "2026-11-21T20:00:00.000000Z",
                    "created_by": "owner@acme.example",
                    "finished_at": "2026-11-21T20:00:01.000000Z",
                }
            ]
        }
    )

    id: str
    state: DeactivationState
    reason: str | None = None
    undoes: str | None = Field(
        default=None, description="The deactivation whose holds this one lifts; null when it places holds."
    )
    undone_by: str | None = Field(
        default=None, description="The undo that lifts or has lifted what this one placed; null without one."
    )
    matched: int = Field(description="How many people were named and found.")
    worked: int = Field(default=0, description="How many of them were worked so far, whatever came of it.")
    deactivated: int
    already: int = Field(description="How many were held before.")
    failed: int
    reactivated: int = Field(default=0, description="From how many an undo has lifted the hold.")
    left: int = Field(default=0, description="How many an undo left as they were; the results say why.")
    unmatched: list[str] = Field(default_factory=list, description="What was named and names nobody.")
    results: list[DeactivationResult] = Field(
        default_factory=list,
        description="The first 1,000 people and what happened to each, failures first; empty in lists. "
        "All of them are in `/deactivations/{id}/results`.",
    )
    created_at: Timestamp
    created_by: str
    finished_at: Timestamp | None = None


class NewDeactivation(Input):
    """Whom to deactivate: either `ids`, or everybody who meets all the conditions given, as in `/users`."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"ids": ["jane.doe@acme.example"], "reason": "Left the company", "dry_run": True},
                {"filter": 'userType eq "SMARTBOX"', "expected_count": 3},
                {"status": "inactive", "group": "6f9619ff-8b86-4011-b42d-00cf4fc964ff"},
            ]
        }
    )

    ids: list[Text] | None = Field(
        default=None, max_length=100_000, description="SCIM ids or userNames; may be mixed."
    )
    q: Text | None = Field(
        default=None,
        max_length=200,
        description="Words that the names, the userName or an e-mail address begin with.",
    )
    filter: Text | None = Field(
        default=None, max_length=1000, description="A SCIM filter (RFC 7644, 3.4.2.2)."
    )
    status: UserStatus | None = None
    user_type: Text | None = Field(default=None, max_length=200, description="The value of `userType`.")
    group: Text | None = Field(
        default=None, max_length=100, description="The SCIM id of a group: its members."
    )
    changed_since: Text | None = Field(
        default=None, max_length=40, description="A time (ISO 8601): who was created or changed since then."
    )
    reason: Text | None = Field(default=None, max_length=500)
    dry_run: bool = Field(default=False, description="Only count and name; nothing is changed.")
    expected_count: int | None = Field(
        default=None, ge=0, description="Another number of matches is refused with 409 `count-mismatch`."
    )
