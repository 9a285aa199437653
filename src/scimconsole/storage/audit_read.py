"""The audit trail, read: what was done to one thing, newest first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from scimconsole.storage.session import Session
from scimconsole.storage.statements import Statement, param
from scimconsole.storage.tables import AuditEntry

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


def list_acts_on(session: Session, org_id: str, target_id: str, before: str, limit: int) -> list[AuditRow]:
    """What was done to `target_id`, in entries with an id before `before`, newest first."""
    rows = session.all(_OF_TARGET, org=org_id, target=target_id, before=before, limit=limit)
    return [AuditRow(*row) for row in rows]
