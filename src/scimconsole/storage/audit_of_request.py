"""What a SCIM request did, found in the audit trail, which outlives the journal."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from scimconsole.domain.ids import instant_of, least_ordered_id
from scimconsole.storage.session import Session
from scimconsole.storage.statements import Statement, param
from scimconsole.storage.tables import AuditEntry

LONGEST_US = 60_000_000
"""Microseconds from a request's arrival within which it has acted, or was given up."""

_MOST_READ = 5_000
"""Entries of those microseconds that are looked through."""

_audit = AuditEntry.__table__  # type: ignore[attr-defined]
_NEAR = (
    select(_audit.c.id, _audit.c.action, _audit.c.target_type, _audit.c.target_id, _audit.c.request_id)
    .add_columns(_audit.c.detail)
    .where(_audit.c.org_id == param("org"), _audit.c.id >= param("earliest"), _audit.c.id < param("latest"))
    .order_by(_audit.c.id)
    .limit(_MOST_READ)
    .subquery()
)
_OF_REQUEST = Statement(
    select(_NEAR.c.id, _NEAR.c.action, _NEAR.c.target_type, _NEAR.c.target_id, _NEAR.c.detail).where(
        _NEAR.c.request_id == param("request")
    )
)


@dataclass(frozen=True, slots=True)
class RequestAct:
    """One act of a request; `detail` is a JSON object or None."""

    id: str
    action: str
    target_type: str
    target_id: str | None
    detail: str | None


def acts_of_request(session: Session, org_id: str, request_id: str) -> list[RequestAct]:
    """What the request did, in its order; nothing where the clock jumped between arrival and act."""
    at = instant_of(request_id)
    rows = session.all(
        _OF_REQUEST,
        org=org_id,
        request=request_id,
        earliest=least_ordered_id(at),
        latest=least_ordered_id(at + LONGEST_US),
    )
    return [RequestAct(*row) for row in rows]
