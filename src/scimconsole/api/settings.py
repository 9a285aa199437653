"""What an owner sets for the whole organization: the brake, how long the journal is kept, new tokens."""

from __future__ import annotations

from typing import Literal

from pydantic import ConfigDict, Field

from scimconsole.api.base import Answer, Input, Timestamp

BrakeMode = Literal["off", "report", "hold"]
"""What many deactivations by SCIM within an hour lead to: nothing, an alert, or an alert and a wait."""


class OrganizationSettings(Answer):
    """The settings in force."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "brake": "report",
                    "retention_days": 30,
                    "retention_entries": 5_000_000,
                    "token_days": 365,
                    "version": 0,
                    "updated_at": None,
                    "updated_by": None,
                }
            ]
        }
    )

    brake: BrakeMode
    retention_days: int = Field(description="How long requests are kept.")
    retention_entries: int = Field(description="How many requests are kept at most.")
    token_days: int = Field(description="Days a new token lives unless said otherwise.")
    version: int = Field(description="Rises with every change; 0 before the first.")
    updated_at: Timestamp | None = None
    updated_by: str | None = Field(default=None, description="A member's e-mail address.")


class SettingsChange(Input):
    """What is to be otherwise; what is left out stays."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"brake": "hold"}, {"retention_days": 90}]})

    brake: BrakeMode = "report"
    retention_days: int = Field(default=30, ge=1, le=3650)
    retention_entries: int = Field(default=5_000_000, ge=1_000, le=1_000_000_000)
    token_days: int = Field(default=365, ge=1, le=3650)
