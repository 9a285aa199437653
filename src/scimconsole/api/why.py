"""Why a person is here, is not here, or is not as expected: one verdict with its evidence."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from scimconsole.api.base import Answer, Timestamp
from scimconsole.api.users import User


class WhyEvidence(Answer):
    """Something that was seen."""

    text: str
    at: Timestamp | None = None
    request_id: str | None = None


class Why(Answer):
    """The verdict about one person."""

    person: str = Field(description="As asked: userName, e-mail address, externalId or id.")
    code: str = Field(description="A stable name, such as `no-disable-received`.")
    verdict: str = Field(description="One sentence.")
    next_step: str = Field(description="What to do now, and where.")
    side: Literal["entra", "service", "both", "nobody"] = Field(description="Who can change it.")
    weight: Literal["fine", "look", "failure"]
    evidence: list[WhyEvidence] = Field(description="Weightiest first.")
    user: User | None = Field(default=None, description="Null for somebody who is not stored.")
    also: list[str] = Field(
        default_factory=list, description="SCIM ids of others whom the words fit, where they fit several."
    )
    similar: list[str] = Field(
        default_factory=list,
        description="userNames of people whose name begins alike, for somebody who is not stored.",
    )
    note: str = Field(description="All of it as plain text, to paste into a ticket.")
