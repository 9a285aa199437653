"""What an owner or supporter should look at, and the next step, judged from what the service counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from scimconsole.domain.reachability import unreachable_reason
from scimconsole.domain.self_test import is_its_own
from scimconsole.widgets.columns import Tone
from scimconsole.widgets.moments import ago, days_until, until

if TYPE_CHECKING:
    from scimconsole.api.mapping import MappingFinding
    from scimconsole.api.organization import Organization
    from scimconsole.api.requests import ScimRequest
    from scimconsole.api.sync import BrakeState, Sync
    from scimconsole.api.tokens import Token

_SOON = 30
"""Days before its end, and after it, in which a token is worth a look."""


_TROUBLE: Mapping[str, tuple[str, Tone]] = {
    "failing": ("Provisioning fails", "bad"),
    "quiet": ("Provisioning is quiet", "warn"),
}
"""States of provisioning that somebody should look at."""


@dataclass(frozen=True)
class Matter:
    """Something to look at, and the place that shows it: a record there, or what the filters leave."""

    sentence: str
    tone: Tone
    place: str
    filters: Mapping[str, str] = field(default_factory=dict)
    record: str = ""
    action: str = ""
    """The act that deals with it, where that is no place."""


@dataclass(frozen=True)
class NextStep:
    """What to do next: a sentence, the place where it is done, and the action there, where there is one."""

    sentence: str
    place: str = ""
    action: str = ""


def matters(
    organization: Organization,
    tokens: Sequence[Token],
    requests: Sequence[ScimRequest],
    now: datetime,
    findings: Sequence[MappingFinding] = (),
    unsaved: str = "",
    brake: BrakeState | None = None,
    sync: Sync | None = None,
) -> list[Matter]:
    """What needs attention, the most urgent first.

    `requests` are the latest ones, newest first; `findings` what the check says of the attribute mapping;
    `unsaved` a sentence about edits of it that are not saved; `brake` how the brake stands, `sync` how
    provisioning goes.
    """
    found = [*_brake(brake), *_provisioning(sync), *_endings(tokens, now)]
    found += [*_rotations(tokens), *_mapping(findings)]
    if unsaved:
        found.append(Matter(unsaved.removesuffix("."), "warn", "mappings"))
    refused = [request for request in requests if request.status >= 400 and request.status != 404]
    if refused:
        newest = ago(refused[0].at, now)
        sentence = f"{_some(len(refused), 'request')} refused lately, the last {newest}"
        found.append(Matter(sentence, "warn", "sync", record=refused[0].id))
    counts = organization.counts
    if counts.incomplete:
        lack = "lacks" if counts.incomplete == 1 else "lack"
        sentence = f"{_people(counts.incomplete)} {lack} a required field"
        found.append(Matter(sentence, "warn", "users", {"status": "incomplete"}))
    if counts.held:
        found.append(Matter(f"{_people(counts.held)} held by you", "warn", "users", {"status": "held"}))
    if unreachable_reason(organization.tenant_url) is not None:
        found.append(Matter("Entra ID cannot reach the Tenant URL from outside", "muted", "tokens"))
    return found


def next_step(
    organization: Organization, tokens: Sequence[Token], requests: Sequence[ScimRequest]
) -> NextStep:
    """The next step of the set-up, as far as it can be told from what has been seen."""
    owner = organization.me.role == "owner"
    offered = organization.capabilities
    guide = "guide" if "guide" in offered else ""
    if "tokens" in offered and not any(token.state == "active" for token in tokens):
        if owner:
            return NextStep("Generate a SCIM token for Entra ID.", "tokens", "generate")
        return NextStep("Ask an owner to generate a SCIM token for Entra ID.")
    received = (one for one in requests if one.signed_in and not is_its_own(one.dialect))
    if "requests" in offered and not any(received):
        sentence = "Give Tenant URL and token to Entra ID and press Test Connection there."
        return NextStep(sentence, guide or ("tokens" if "tokens" in offered else ""))
    if organization.counts.users == 0:
        sentence = "The connection works. In Entra ID, assign people to the app and start provisioning."
        return NextStep(sentence, guide)
    if organization.counts.groups == 0:
        sentence = "People arrive. Assign a group in Entra ID, if the service is to know groups."
        return NextStep(sentence, guide)
    return NextStep("Everything is set up. Look in now and then, or leave this open.")


def most_urgent(tokens: Sequence[Token]) -> list[Token]:
    """The live tokens, first the one that ends first."""
    live = [token for token in tokens if token.state == "active"]
    return sorted(live, key=lambda token: token.expires_at or "~")


def _brake(brake: BrakeState | None) -> Iterator[Matter]:
    if brake is None or brake.alert_id is None:
        return
    if brake.withheld:
        waits = "1 deactivation waits" if brake.withheld == 1 else f"{brake.withheld:,} deactivations wait"
        yield Matter(f"{waits} for your word", "bad", "brake", action="brake")
    else:
        sentence = f"More than {brake.threshold:,} people lost access in an hour: was it meant?"
        yield Matter(sentence, "warn", "brake", action="brake")


def _provisioning(sync: Sync | None) -> Iterator[Matter]:
    if sync is not None and sync.health in _TROUBLE:
        words, tone = _TROUBLE[sync.health]
        yield Matter(f"{words}: {sync.reason.removesuffix('.')}", tone, "sync", {"tab": "state"})


def _endings(tokens: Sequence[Token], now: datetime) -> Iterator[Matter]:
    live = most_urgent(tokens)
    if tokens and not live:
        yield Matter("No token is active: Entra ID cannot sign in", "bad", "tokens")
    for token in live:
        left = days_until(token.expires_at, now)
        if left is not None and left <= _SOON and token.successor_id is None:
            ends = until(token.expires_at, now)
            yield Matter(f'Token "{token.name}" expires {ends}', "bad", "tokens", record=token.id)
    for token in tokens:
        left = days_until(token.expires_at, now)
        if live and token.state == "expired" and token.successor_id is None and (left or 0) >= -_SOON:
            ended = until(token.expires_at, now)
            yield Matter(f'Token "{token.name}" expired {ended}', "bad", "tokens", record=token.id)


def _rotations(tokens: Sequence[Token]) -> Iterator[Matter]:
    by_id = {token.id: token for token in tokens}
    for token in tokens:
        successor = by_id.get(token.successor_id or "")
        if token.state != "active" or successor is None or successor.state != "active":
            continue
        if successor.last_used_at is None:
            sentence = f'Entra ID has not used the successor of token "{token.name}" yet'
        else:
            sentence = f'The successor of token "{token.name}" is in use: revoke the old one'
        yield Matter(sentence, "warn", "tokens", record=token.id)


def _mapping(findings: Sequence[MappingFinding]) -> Iterator[Matter]:
    """One line for the mapping: advice can wait."""
    counts = Counter(finding.severity for finding in findings)
    errors, warnings = counts["error"], counts["warning"]
    parts = [_some(count, noun) for count, noun in ((errors, "error"), (warnings, "warning")) if count]
    if parts:
        sentence = f"The attribute mapping has {' and '.join(parts)}"
        yield Matter(sentence, "bad" if errors else "warn", "mappings", {"tab": "findings"})


def _people(count: int) -> str:
    return "1 person" if count == 1 else f"{count:,} people"


def _some(count: int, noun: str) -> str:
    return f"1 {noun}" if count == 1 else f"{count} {noun}s"
