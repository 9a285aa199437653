"""What was decided for one object, in the shapes that preview, plan, cycle and console share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from scimconsole.entra.people.source import SourceObject

Action: TypeAlias = Literal[
    "create", "update", "disable", "unchanged", "skipped", "refused", "ambiguous", "unknown"
]
"""`disable` is an update that takes access away; `skipped` sends nothing for somebody the service does not
hold; `unknown` is whoever was not compared with a service."""
Dialect: TypeAlias = Literal["legacy", "compliant"]
"""Without and with `?aadOptscim062020` on the Tenant URL."""
OmissionReason: TypeAlias = Literal[
    "null", "skip", "error", "not-now", "reference", "no-source", "empty", "out-of-scope"
]


@dataclass(frozen=True, slots=True)
class ScopeVerdict:
    """Whether the job provisions the object, and what decided."""

    in_scope: bool
    reason: str
    """A sentence, such as `Not assigned to the application.`"""
    group: str | None = None
    clause: str | None = None
    """The clause that decided, in words."""


@dataclass(frozen=True, slots=True)
class Omission:
    """An attribute that is mapped and not sent."""

    attribute: str
    reason: OmissionReason
    detail: str


@dataclass(frozen=True, slots=True)
class Trouble:
    """What the service would answer, or what went wrong before anything could be sent."""

    detail: str
    attribute: str | None = None
    status: int | None = None
    """HTTP status of the answer; None for what never reaches the service."""
    scim_type: str | None = None
    code: str = ""
    """Entra's error code where there is one, such as `DuplicateTargetEntries`."""
    is_fatal: bool = True
    """False when the request lands all the same."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One attribute whose value is to change."""

    attribute: str
    before: Any
    after: Any
    op: Literal["Add", "Replace"]
    note: str = ""
    """Why the change will have no effect, where that is known."""


@dataclass(slots=True)
class Evaluated:
    """One object through one mapping, before anything is known of the target."""

    source: SourceObject
    scope: ScopeVerdict
    values: dict[str, Any] = field(default_factory=dict)
    """Target path to JSON value, what an update would carry; references excluded."""
    initial: dict[str, Any] = field(default_factory=dict)
    """What only a create carries beside it: defaults and mappings of the kind ObjectAddOnly."""
    references: dict[str, str] = field(default_factory=dict)
    """Target path to the object id of whom it refers to, such as a manager."""
    omitted: list[Omission] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    """What the values call for saying, such as a rule on which the documents contradict themselves."""
    redacted: list[str] = field(default_factory=list)
    """Targets whose values Redact hides from logs."""
    is_skipped: bool = False
    """Whether an expression says to leave the whole object alone."""

    @property
    def is_active(self) -> bool:
        """Whether the person would have access: in scope, and `active` not mapped to false."""
        return self.scope.in_scope and self.values.get("active", True) not in (False, "False", "false")


@dataclass(frozen=True, slots=True)
class Stored:
    """What the target holds of somebody."""

    id: str
    resource: Mapping[str, Any]
    """As a GET answers it."""
    held: bool = False
    """Whether an owner's hold keeps the person inactive; never known of another service."""
    entra_active: bool | None = None
    """What the directory said last of `active`, which a GET mixes with status and hold; None: not known."""


@dataclass(slots=True)
class Decision:
    """What the job would do about one object, compared with what the target holds."""

    evaluated: Evaluated
    action: Action
    create: dict[str, Any] | None = None
    """The body of the POST, also shown for somebody who exists already; None when out of scope."""
    stored: Stored | None = None
    matched_by: str | None = None
    """The matching attribute that found the stored object."""
    differences: list[Difference] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)
    """Those of the evaluation and what the service would answer."""
    remarks: list[str] = field(default_factory=list)
    """What the comparison calls for saying; those of the evaluation stay there."""
