"""Deactivating many people at once: a row in the database that the service works off, and clients watch."""

from __future__ import annotations

from typing import Literal

from pydantic import ConfigDict, Field

from scimconsole.api.base import Answer, Input, Text, Timestamp

DeactivationState = Literal["dry-run", "queued", "running", "done", "cancelled"]
"""`dry-run` is final: it was counted and nothing was changed."""

Outcome = Literal["deactivated", "already", "failed", "cancelled", "would-deactivate"]
"""What happened to one person."""


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
                    "matched": 2,
                    "deactivated": 1,
                    "already": 1,
                    "failed": 0,
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
    matched: int = Field(description="How many people were named and found.")
    deactivated: int
    already: int = Field(description="How many were held before.")
    failed: int
    unmatched: list[str] = Field(default_factory=list, description="What was named and names nobody.")
    results: list[DeactivationResult] = Field(
        default_factory=list,
        description="The first 1,000 people and what happened to each, failures first; empty in lists.",
    )
    created_at: Timestamp
    created_by: str
    finished_at: Timestamp | None = None


class NewDeactivation(Input):
    """Whom to deactivate: either `ids` or a SCIM `filter`."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"ids": ["jane.doe@acme.example"], "reason": "Left the company", "dry_run": True},
                {"filter": 'userType eq "SMARTBOX"', "expected_count": 3},
            ]
        }
    )

    ids: list[Text] | None = Field(
        default=None, max_length=100_000, description="SCIM ids or userNames; may be mixed."
    )
    filter: Text | None = Field(
        default=None, max_length=1000, description="A SCIM filter (RFC 7644, 3.4.2.2)."
    )
    reason: Text | None = Field(default=None, max_length=500)
    dry_run: bool = Field(default=False, description="Only count and name; nothing is changed.")
    expected_count: int | None = Field(
        default=None, ge=0, description="Another number of matches is refused with 409 `count-mismatch`."
    )
