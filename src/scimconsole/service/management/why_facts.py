"""What was gathered about one person, as the facts that a verdict is made of."""

from __future__ import annotations

from typing import Any

import orjson

from scimconsole.domain.scim.profile import Profile
from scimconsole.domain.status import is_status_inactive
from scimconsole.domain.why.facts import (
    ActFact,
    Connection,
    DigestFact,
    Double,
    Facts,
    FormerFact,
    HoldFact,
    MappingFact,
    Mark,
    PersonFact,
    RequestFact,
)
from scimconsole.service.management.people import ActorNames
from scimconsole.storage.audit_read import AuditRow
from scimconsole.storage.evidence import Evidence
from scimconsole.storage.holds import HoldRow
from scimconsole.storage.requests import RequestRow
from scimconsole.storage.user_rows import StoredUser


def facts_of(
    evidence: Evidence,
    asked: str,
    profile: Profile,
    names: ActorNames,
    now: int,
    connection: Connection,
    mapping: MappingFact | None,
) -> Facts:
    """The facts at `now` (microseconds); `names` looks up who did what."""
    user = evidence.user
    ids = None if user is None else {user.id, *(former.id for former in evidence.former)}
    requests = tuple(
        request_fact(row)
        for row in evidence.trail.rows
        if row.resource_type != "Group" and (ids is None or _is_theirs(row, ids))
    )
    return Facts(
        now=now,
        asked=asked,
        service=profile.title,
        default_user_type=next((field.default for field in profile.fields if field.path == "userType"), None),
        person=None if user is None else _person(user, evidence, profile, names),
        requests=requests,
        is_whole=evidence.trail.is_whole,
        oldest_at=evidence.trail.oldest_at,
        acts=tuple(_act(subject, act, names) for subject, act in evidence.acts),
        former=tuple(
            FormerFact(one.id, one.user_name, one.act.at, names[one.act.actor], one.act.request_id)
            for one in evidence.former
        ),
        waiting_hold=None if user is not None else _hold(evidence.hold, names),
        withheld=None if evidence.withheld is None else (evidence.withheld.at, evidence.withheld.request_id),
        digests=tuple(
            DigestFact(one.name, one.first_at, one.last_at, one.entries, one.operation, one.status, one.error)
            for one in evidence.digests
        ),
        connection=connection,
        mapping=mapping,
        doubles=tuple(Double(other.id, _name(other), shared) for other, shared in evidence.sharing),
        similar=tuple(_name(other) for other in evidence.alike),
        group=evidence.group,
        groups_naming=tuple(evidence.groups_naming),
        group_refusals=tuple(map(request_fact, evidence.group_refusals)),
        asked_by=evidence.asked_by,
    )


def request_fact(row: RequestRow) -> RequestFact:
    """A journalled request."""
    return RequestFact(
        id=row.id,
        at=row.at,
        operation=row.operation,
        method=row.method,
        path=row.path,
        status=row.status,
        sought=row.sought,
        resource_type=row.resource_type,
        resource_id=row.resource_id,
        received=_names_in(row.received),
        ignored=_names_in(row.ignored),
        scim_type=row.scim_type,
        error=row.error,
        refusal=row.refusal,
        dialect=row.dialect,
    )


def _is_theirs(row: RequestRow, ids: set[str]) -> bool:
    """Whether a request under somebody's name was about them and not about an earlier bearer of it."""
    return row.resource_id is None or row.resource_id in ids or row.status >= 400


def _person(user: StoredUser, evidence: Evidence, profile: Profile, names: ActorNames) -> PersonFact:
    resource: dict[str, Any] = orjson.loads(user.document)
    return PersonFact(
        id=user.id,
        user_name=resource["userName"],
        created_at=user.created_at,
        modified_at=user.modified_at,
        entra_active=user.entra_active,
        active=user.active,
        status=user.status,
        is_status_inactive=is_status_inactive(profile, resource),
        hold=_hold(evidence.hold, names),
        missing=user.missing,
        marks=tuple(
            Mark(
                attribute=mark["attribute"],
                value=str(mark.get("value")),
                reason=mark["reason"],
                at=mark["at"],
                request_id=mark.get("request_id"),
            )
            for mark in user.refused
        ),
        user_type=resource.get("userType"),
        unknown_manager=evidence.unknown_manager,
    )


def _hold(hold: HoldRow | None, names: ActorNames) -> HoldFact | None:
    return None if hold is None else HoldFact(names[hold.by], hold.at, hold.reason)


def _act(subject: str, act: AuditRow, names: ActorNames) -> ActFact:
    return ActFact(
        at=act.at,
        action=act.action,
        by=names[act.actor],
        subject=subject,
        detail=orjson.loads(act.detail) if act.detail else {},
        request_id=act.request_id,
    )


def _name(user: StoredUser) -> str:
    name: str = orjson.loads(user.document)["userName"]
    return name


def _names_in(text: str | None) -> tuple[str, ...]:
    return tuple(orjson.loads(text)) if text else ()
