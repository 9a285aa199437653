"""The state of provisioning: is it working, when does Entra ID come next, and what stands in the way."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from scimconsole.api.base import Answer, Timestamp
from scimconsole.api.settings import BrakeMode

Health = Literal["healthy", "quiet", "failing", "never-connected"]
"""`quiet`: longer without a request than this connection usually is, or tests and nobody ever sent."""

CycleKind = Literal["test", "initial", "cycle", "on-demand"]
"""What a burst of requests looks like."""

Outlook = Literal["clear", "at-risk", "quarantined"]
"""What Entra ID does if it goes on like this."""


class SyncContact(Answer):
    """The last request that was signed in, or the last test connection."""

    at: Timestamp
    remote_address: str | None = None
    token_id: str | None = None
    request_id: str | None = None


class SyncCounts(Answer):
    """The requests within some time; each is counted once more as what it did."""

    requests: int = 0
    tests: int = Field(default=0, description="Test connections and beginnings of cycles.")
    reads: int = Field(
        default=0, description="Also what else changed nothing by itself, such as Bulk messages."
    )
    creates: int = 0
    updates: int = 0
    disables: int = 0
    enables: int = 0
    deletes: int = 0
    group_writes: int = 0
    failures: int = Field(default=0, description="Signed in and refused, but for reads of what is not there.")
    refused: int = Field(default=0, description="Sign-ins refused.")


class SyncCycle(Answer):
    """One burst of requests, as a cycle of Entra ID makes it."""

    kind: CycleKind
    began_at: Timestamp
    ended_at: Timestamp
    is_open: bool = Field(description="It may still be going on.")
    counts: SyncCounts


class SyncRhythm(Answer):
    """How often this connection makes itself heard."""

    usual_seconds: int | None = Field(
        default=None, description="Between the beginnings of cycles; null while there are too few."
    )
    longest_seconds: int | None = Field(default=None, description="The longest silence so far.")
    cycles: int = Field(description="How many cycles that was learned from.")
    next_at: Timestamp | None = Field(default=None, description="When the next is expected.")
    overdue_at: Timestamp | None = Field(default=None, description="From when on silence means something.")


class SyncFailure(Answer):
    """Failures of one cause."""

    cause: str = Field(description="A stable name, such as `token-expired`.")
    title: str
    side: Literal["entra", "service", "both", "nobody"]
    requests: int
    first_at: Timestamp
    last_at: Timestamp
    last_request_id: str
    happened: str
    in_entra: str | None = None
    here: str | None = None
    entra_code: str | None = None


class SyncForecast(Answer):
    """Whether Entra ID is about to stop, by the rules it publishes."""

    outlook: Outlook
    sentence: str
    reason: str | None = Field(
        default=None, description="Entra's word for it, such as `EncounteredQuarantineException`."
    )
    at: Timestamp | None = Field(default=None, description="When it stops, or stopped.")
    to_do: str | None = None


class SyncSilence(Answer):
    """A state that no single request shows, such as a job that is off, and what speaks for it."""

    cause: str
    title: str
    side: Literal["entra", "service", "both", "nobody"] = "entra"
    evidence: str = Field(default="", description="What is known that speaks for it.")
    happened: str
    in_entra: str | None = None
    here: str | None = None


class BrakeState(Answer):
    """The brake on many deactivations at once."""

    mode: BrakeMode
    people: int = Field(
        description="People who lost access by SCIM within the last hour, or were to and wait."
    )
    threshold: int = Field(description="More than so many within an hour raise an alert.")
    withheld: int = Field(description="Deactivations that wait for an owner's word.")
    applying: int = Field(
        default=0,
        description="Deactivations that an owner has confirmed or discarded and that are being worked.",
    )
    alert_id: str | None = Field(default=None, description="The open alert.")
    alert_at: Timestamp | None = None
    sentence: str | None = Field(
        default=None, description="What happened and what to do, while an alert is open."
    )


class Sync(Answer):
    """The state of provisioning at one moment."""

    at: Timestamp
    health: Health
    reason: str = Field(description="Why, in one sentence.")
    last_contact: SyncContact | None = None
    last_test: SyncContact | None = None
    last_change_at: Timestamp | None = Field(
        default=None, description="When a request last changed something."
    )
    rhythm: SyncRhythm
    cycles: list[SyncCycle] = Field(description="Newest first.")
    today: SyncCounts = Field(description="The last 24 hours.")
    last_hour: list[int] = Field(description="Requests in each of the last 60 minutes, the present one last.")
    failures: list[SyncFailure] = Field(description="Of the last 24 hours, most requests first.")
    looks: list[SyncFailure] = Field(
        default_factory=list,
        description="Of the same time, requests that were carried out and yet deserve a look.",
    )
    forecast: SyncForecast
    silence: list[SyncSilence] = Field(
        default_factory=list,
        description="What silence may be due to, likeliest first; empty where all is well.",
    )
    remarks: list[SyncSilence] = Field(
        default_factory=list,
        description="What Entra ID does otherwise than one may expect, where that shows here.",
    )
    brake: BrakeState
    pruned_until: Timestamp | None = Field(
        default=None, description="Requests before this time are no longer kept."
    )
