"""What happened with one object in a cycle, and how the provisioning log would tell it."""

from __future__ import annotations

import time
import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal, TypeAlias, get_args

from scimconsole.entra.provisioning.results import Difference, ScopeVerdict
from scimconsole.entra.provisioning.wire import REDACTED
from scimconsole.entra.simulator.discretion import Discretion
from scimconsole.entra.simulator.endpoint import Answer
from scimconsole.entra.simulator.failures import Failure
from scimconsole.entra.simulator.quarantine import moment
from scimconsole.entra.simulator.requests import Request

Outcome: TypeAlias = Literal[
    "create",
    "update",
    "disable",
    "delete",
    "unchanged",
    "skipped",
    "refused",
    "ambiguous",
    "failed",
    "staged",
]
"""What became of an object: `refused` would be answered the same again, `failed` may not; `staged` is whom a
cycle with too many deletions left alone."""
StepType: TypeAlias = Literal["import", "scoping", "matching", "processing", "referenceResolution", "export"]
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)

_ACTIONS: Mapping[Outcome, str] = {
    "create": "create",
    "update": "update",
    "disable": "disable",
    "delete": "delete",
    "staged": "stageddelete",
}
_STATUS: Mapping[Outcome, str] = {
    "unchanged": "skipped",
    "skipped": "skipped",
    "staged": "skipped",
    "refused": "failure",
    "ambiguous": "failure",
    "failed": "failure",
}


@dataclass(frozen=True, slots=True)
class JobNames:
    """What names the job and the cycle in each line of the log."""

    job_id: str
    tenant_id: str
    cycle_id: str
    tenant_url: str


@dataclass(slots=True)
class Record:
    """One object in one cycle; steps and requests are added as they happen."""

    kind: str
    object_id: str
    name: str
    now: float
    """The job's time at the beginning, in seconds since the epoch."""
    outcome: Outcome = "unchanged"
    attempted: str = "other"
    """`provisioningAction` when it did not come to it."""
    scim_id: str | None = None
    failure: Failure | None = None
    skip_reason: str = ""
    is_staged: bool = False
    """Whether it waits for the end of the cycle, where people are disabled."""
    of_references: bool = False
    """Whether this is the second pass, beside the record of the object itself."""
    discretion: Discretion = field(default_factory=Discretion)
    modified: list[dict[str, Any]] = field(default_factory=list)
    steps: list[dict[str, Any]] = field(default_factory=list)
    requests: list[dict[str, Any]] = field(default_factory=list)
    _began: float = field(default_factory=time.monotonic)

    def step(
        self, kind: StepType, name: str, description: str, *, good: bool = True, **details: object
    ) -> None:
        """Add a step; details are texts, as the log has them."""
        self.steps.append(
            {
                "name": name,
                "provisioningStepType": kind,
                "status": "success" if good else "failure",
                "description": description,
                "details": {key: _text(value) for key, value in details.items()},
            }
        )

    def imported(self, place: str) -> None:
        """The object was read from the directory."""
        where = f" from {place}" if place else ""
        self.step("import", "EntryImport", f"Received {self.kind} '{self.name}'{where}.")

    def scoped(self, verdict: ScopeVerdict, *, is_assigned: bool, is_active: bool) -> None:
        """It was decided whether the object is provisioned."""
        self.step(
            "scoping",
            "EntrySynchronizationScoping",
            verdict.reason,
            IsActive=is_active,
            Assigned=is_assigned,
            IsEffectivelyEntitledForProvisioning=verdict.in_scope,
            ScopeEvaluationResult=verdict.clause or "",
        )

    def skipped(self, reason: str, description: str) -> None:
        """Nothing is sent."""
        self.skip_reason = reason
        self.step("processing", "EntrySynchronizationSkip", description, SkipReason=reason)

    def changes(self, differences: Sequence[Difference]) -> None:
        """What an update changes."""
        self.modified = [
            {
                "displayName": item.attribute,
                "oldValue": _value(self._hidden(item.attribute, item.before)),
                "newValue": _value(self._hidden(item.attribute, item.after)),
            }
            for item in differences
        ]

    def _hidden(self, attribute: str, value: object) -> object:
        return REDACTED if attribute in self.discretion.targets and value is not None else value

    def values(self, body: Mapping[str, Any]) -> None:
        """What a create sets."""
        self.modified = [
            {"displayName": name, "oldValue": None, "newValue": _value(self.discretion.shown(value))}
            for name, value in body.items()
            if name not in ("schemas", "meta")
        ]

    def sent(self, request: Request, answer: Answer | None) -> None:
        """A request left for the object; None is no answer."""
        shown: dict[str, Any] = {"method": request.method, "path": self.discretion.shown(request.target)}
        if request.body is not None:
            shown["body"] = self.discretion.shown(request.body)
        shown["status"] = None if answer is None else answer.status
        self.requests.append(shown)

    def failed(self, failure: Failure, attempted: str = "") -> None:
        """The object could not be provisioned."""
        failure = replace(failure, reason=self.discretion.shown(failure.reason))
        self.failure = failure
        self.outcome = "refused" if failure.is_refusal else "failed"
        if failure.code == "DuplicateTargetEntries":
            self.outcome = "ambiguous"
        self.attempted = attempted or self.attempted
        names = {"create": "EntryExportAdd", "delete": "EntryExportDelete"}
        name = names.get(self.attempted, "EntryExportUpdate")
        self.step("export", name, failure.reason, good=False, ErrorCode=failure.code)

    def as_json(self, names: JobNames, *, show_requests: bool = False) -> dict[str, Any]:
        """Graph's `provisioningObjectSummary`; what is ours stands under `scimconsole`."""
        status = _STATUS.get(self.outcome, "success")
        error = None if self.failure is None else self.failure.as_json()
        ours: dict[str, Any] = {
            "outcome": self.outcome,
            "pass": "references" if self.of_references else "objects",
        }
        if show_requests:
            ours["requests"] = self.requests
        return {
            "id": str(uuid.uuid4()),
            "activityDateTime": moment(self.now),
            "tenantId": names.tenant_id,
            "jobId": names.job_id,
            "cycleId": names.cycle_id,
            "changeId": str(uuid.uuid4()),
            "provisioningAction": _ACTIONS.get(self.outcome, self.attempted),
            "durationInMilliseconds": round(1000 * (time.monotonic() - self._began)),
            "initiatedBy": {
                "id": "",
                "displayName": "Azure AD Provisioning Service",
                "initiatorType": "system",
            },
            "servicePrincipal": {"id": names.job_id, "displayName": names.tenant_url},
            "sourceSystem": {"id": names.tenant_id, "displayName": "Microsoft Entra ID", "details": {}},
            "targetSystem": {"id": names.job_id, "displayName": "customappsso", "details": {}},
            "sourceIdentity": self._identity(self.object_id),
            "targetIdentity": self._identity(self.scim_id or ""),
            "modifiedProperties": self.modified,
            "provisioningSteps": self.steps,
            "provisioningStatusInfo": {"status": status, "errorInformation": error},
            "scimconsole": ours,
        }

    def _identity(self, id: str) -> dict[str, Any]:
        return {"id": id, "displayName": self.name, "identityType": self.kind, "details": {}}


@dataclass(slots=True)
class Tally:
    """How many objects of each kind came to which end."""

    users: Counter[Outcome] = field(default_factory=Counter)
    groups: Counter[Outcome] = field(default_factory=Counter)
    references: int = 0
    """Managers that were set."""
    failed_references: int = 0
    members_added: int = 0
    members_removed: int = 0
    refused_probes: int = 0
    """Questions whether a manager or member is there already that were not answered."""
    in_escrow: int = 0
    """Objects that failed before and are not tried yet."""

    def of(self, kind: str) -> Counter[Outcome]:
        """The count of users or of groups."""
        return self.groups if kind == "Group" else self.users

    @property
    def tried(self) -> int:
        """Everybody who was examined."""
        return self.users.total() + self.groups.total()

    @property
    def failures(self) -> int:
        """Everybody who could not be provisioned."""
        return sum(
            count[outcome]
            for count in (self.users, self.groups)
            for outcome in ("refused", "ambiguous", "failed")
        )

    def as_json(self) -> dict[str, Any]:
        """Counts by name; users and groups apart."""
        return {
            "users": {outcome: self.users[outcome] for outcome in OUTCOMES},
            "groups": {outcome: self.groups[outcome] for outcome in OUTCOMES},
            "references": {"set": self.references, "failed": self.failed_references},
            "members": {"added": self.members_added, "removed": self.members_removed},
            "refused_probes": self.refused_probes,
            "in_escrow": self.in_escrow,
        }


def _text(value: object) -> str:
    return value if isinstance(value, str) else str(value)


def _value(value: object) -> str | None:
    """A value as the log shows it: a text, and JSON for what is none."""
    import json

    if value is None or isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)
