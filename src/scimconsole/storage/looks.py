"""What support staff looked at, noted in the audit trail: once an hour for the same member and thing."""

from __future__ import annotations

from typing import Any

import orjson
from sqlalchemy import select

from scimconsole.domain.ids import least_ordered_id
from scimconsole.storage import audit
from scimconsole.storage.session import Session
from scimconsole.storage.statements import Statement, param
from scimconsole.storage.tables import AuditEntry

NOTED_EVERY = 3_600_000_000
"""Microseconds in which a second look at the same thing is not noted again."""
MOST_READ = 500
"""The newest acts among which an earlier look is searched."""

_audit = AuditEntry.__table__  # type: ignore[attr-defined]
_NEWEST = Statement(
    select(_audit.c.actor, _audit.c.action, _audit.c.target_id, _audit.c.detail)
    .where(_audit.c.org_id == param("org"), _audit.c.id >= param("since"))
    .order_by(_audit.c.id.desc())
    .limit(MOST_READ)
)


def note_look(
    session: Session,
    org_id: str,
    *,
    actor: str,
    action: str,
    target_type: str,
    target_id: str | None,
    detail: dict[str, Any],
) -> bool:
    """Note a look, unless the same was noted within the hour, and tell whether it was; in a transaction.

    `detail` must hold no secret. What was done to a thing stays apart from who looked at it: where the thing
    has a history of its own, leave `target_id` None and name the thing in `detail`.
    """
    packed = orjson.dumps(detail).decode()
    since = least_ordered_id(session.now - NOTED_EVERY)
    looked = (actor, action, target_id, packed)
    if any(tuple(row) == looked for row in session.all(_NEWEST, org=org_id, since=since)):
        return False
    audit.record(
        session,
        org_id,
        actor=actor,
        action=action,
        target_type=target_type,
        target_id=target_id,
        detail=detail,
    )
    return True
