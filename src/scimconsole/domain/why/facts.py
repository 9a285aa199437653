"""What a verdict about one person is made of; times are microseconds since the epoch, lists newest first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from scimconsole.domain import causes
from scimconsole.domain.causes import Explanation

_WRITES = frozenset({"POST", "PUT", "PATCH", "DELETE"})


@dataclass(frozen=True, slots=True)
class RequestFact:
    """A SCIM request as the journal has it."""

    id: str
    at: int
    operation: str
    method: str
    path: str
    status: int
    sought: str | None = None
    resource_type: str | None = None
    resource_id: str | None = None
    received: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    scim_type: str | None = None
    error: str | None = None
    refusal: str | None = None
    dialect: str | None = None

    @property
    def is_refused(self) -> bool:
        """Whether it was not carried out."""
        return self.status >= 400

    @property
    def is_write(self) -> bool:
        """Whether it was to change something; a search that is posted is none."""
        return self.method in _WRITES and not self.operation.startswith(("find", "list", "search"))

    @property
    def explanation(self) -> Explanation | None:
        """What it is due to, where there is something to explain."""
        if not self.is_refused and self.error is None and not self.ignored:
            return None
        return causes.explain(
            causes.Facts(
                status=self.status,
                method=self.method,
                path=self.path,
                operation=self.operation,
                refusal=self.refusal,
                scim_type=self.scim_type,
                dialect=self.dialect,
                error=self.error,
                received=self.received,
                ignored=self.ignored,
            )
        )


@dataclass(frozen=True, slots=True)
class ActFact:
    """An entry of the audit trail about one of the person's ids; `by` is the actor's name."""

    at: int
    action: str
    by: str
    subject: str
    detail: Mapping[str, Any]
    request_id: str | None = None

    def change_of(self, name: str) -> tuple[Any, Any] | None:
        """The value before and after, where this act changed it."""
        changed = self.detail.get("changed")
        found = changed.get(name) if isinstance(changed, Mapping) else None
        return (found[0], found[1]) if isinstance(found, list) and len(found) == 2 else None


@dataclass(frozen=True, slots=True)
class HoldFact:
    """An owner's deactivation."""

    by: str
    at: int
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """A value that was left out of a request that was carried out."""

    attribute: str
    value: str
    reason: str
    at: int
    request_id: str | None = None


@dataclass(frozen=True, slots=True)
class PersonFact:
    """Somebody who is stored."""

    id: str
    user_name: str
    created_at: int
    modified_at: int
    entra_active: bool = True
    active: bool = True
    status: str | None = None
    is_status_inactive: bool = False
    hold: HoldFact | None = None
    missing: tuple[str, ...] = ()
    marks: tuple[Mark, ...] = ()
    user_type: str | None = None
    unknown_manager: str | None = None
    """The id that the manager has and nobody is found by."""


@dataclass(frozen=True, slots=True)
class FormerFact:
    """An id that was the person's and was deleted."""

    id: str
    user_name: str
    deleted_at: int
    by: str
    request_id: str | None = None


@dataclass(frozen=True, slots=True)
class Double:
    """Another user with the same e-mail address or externalId."""

    id: str
    user_name: str
    shared: str
    """`e-mail address` or `externalId`."""


@dataclass(frozen=True, slots=True)
class DigestFact:
    """What requests that are no longer kept came to."""

    name: str
    first_at: int
    last_at: int
    entries: int
    operation: str
    status: int
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Connection:
    """Whether the organization's provisioning job makes itself heard."""

    last_at: int | None = None
    """The last request that was signed in."""
    last_request_id: str | None = None
    dialect: str | None = None
    is_overdue: bool = False
    """It has been silent for longer than its silences are."""
    refused: tuple[RequestFact, ...] = ()
    """Sign-ins refused after it."""
    tokens: int = 0
    """How many were ever generated, as far as they are read."""
    good_tokens: int = 0
    tokens_ended_at: int | None = None
    """When the last one that was good expired or was revoked; None while one is good."""
    pruned_until: int | None = None
    """Requests before this are no longer kept."""


@dataclass(frozen=True, slots=True)
class MappingFact:
    """What the mapping saved here says of whom it looks for and whom it leaves out."""

    matching: tuple[str, ...] = ()
    """Attributes, in the order in which they are tried."""
    scope: str | None = None
    """The scoping filter in words; None without one."""
    is_enabled: bool = True


@dataclass(frozen=True, slots=True)
class Facts:
    """All that is known when somebody asks about one person."""

    now: int
    asked: str
    service: str
    """The service's name, such as Keycafe."""
    default_user_type: str | None = None
    """What users become whose userType does not come; None where the service does not care."""
    person: PersonFact | None = None
    requests: tuple[RequestFact, ...] = ()
    """About any name or id the person has or had."""
    is_whole: bool = True
    """False when there are more requests than these."""
    oldest_at: int | None = None
    """The oldest request about the person that is kept."""
    acts: tuple[ActFact, ...] = ()
    former: tuple[FormerFact, ...] = ()
    waiting_hold: HoldFact | None = None
    """A hold that waits for somebody who was deleted."""
    withheld: tuple[int, str | None] | None = None
    """When the brake held a disable back, and which request it was."""
    digests: tuple[DigestFact, ...] = ()
    connection: Connection = field(default_factory=Connection)
    mapping: MappingFact | None = None
    doubles: tuple[Double, ...] = ()
    similar: tuple[str, ...] = ()
    """userNames of people whose name begins alike, for somebody who is not stored."""
    group: str | None = None
    """The name of the group that the words mean."""
    groups_naming: tuple[str, ...] = ()
    """Groups that have the id as a member although nobody has it."""
    group_refusals: tuple[RequestFact, ...] = ()
    """Refused changes of groups that name the person."""
    asked_by: str = "name"
    """`old-name` or `old-id` where the person has another one by now."""
