"""The audit trail, read: what was done to one thing, newest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from scimconsole.domain.ids import instant_of, least_ordered_id
from scimconsole.storage.session import Session
from scimconsole.storage.statements import Statement, param
from scimconsole.storage.tables import AuditEntry

_APART = 600_000_000
"""Microseconds between the instant of a request and of what it did: long waits, and clocks that differ."""
_MOST_ACTS = 2_000
"""Acts on one thing within the time of a page of requests."""

_audit = AuditEntry.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One act; `detail` is a JSON object or None, `at` in microseconds since the epoch."""

    id: str
    at: int
    actor: str
    action: str
    detail: str | None
    request_id: str | None


_COLUMNS: tuple[Any, ...] = tuple(_audit.c[name] for name in AuditRow.__dataclass_fields__)
_OF_TARGET = Statement(
    select(*_COLUMNS)
    .where(
        _audit.c.org_id == param("org"),
        _audit.c.target_id == param("target"),
        _audit.c.id < param("before"),
    )
    .order_by(_audit.c.id.desc())
    .limit(param("limit"))
)
_REQUESTS = Statement(
    select(_audit.c.request_id)
    .where(
        _audit.c.org_id == param("org"),
        _audit.c.target_id == param("target"),
        _audit.c.id >= param("first"),
        _audit.c.id < param("last"),
        _audit.c.request_id.is_not(None),
    )
    .limit(_MOST_ACTS)
)


def list_acts_on(session: Session, org_id: str, target_id: str, before: str, limit: int) -> list[AuditRow]:
    """What was done to `target_id`, in entries with an id before `before`, newest first."""
    rows = session.all(_OF_TARGET, org=org_id, target=target_id, before=before, limit=limit)
    return [AuditRow(*row) for row in rows]


def requests_acted_on(
    session: Session, org_id: str, target_id: str, request_ids: Sequence[str]
) -> frozenset[str]:
    """Those of the requests (time-ordered ids, newest first) that did something to `target_id`."""
    if not request_ids:
        return frozenset()
    oldest, newest = instant_of(request_ids[-1]), instant_of(request_ids[0])
    rows = session.all(
        _REQUESTS,
        org=org_id,
        target=target_id,
        first=least_ordered_id(oldest - _APART),
        last=least_ordered_id(newest + _APART),
    )
    return frozenset(row[0] for row in rows) & frozenset(request_ids)
