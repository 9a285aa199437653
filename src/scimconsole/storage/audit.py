"""The audit trail: who did what to whom, written in the transaction of the act itself."""

from __future__ import annotations

from typing import Any

import orjson
from sqlalchemy import insert

from scimconsole.domain.ids import ordered_id
from scimconsole.storage.act import Act
from scimconsole.storage.session import Session
from scimconsole.storage.statements import Statement
from scimconsole.storage.tables import AuditEntry

_INSERT = Statement(insert(AuditEntry.__table__))  # type: ignore[attr-defined]


def record(
    session: Session,
    org_id: str,
    *,
    actor: str,
    action: str,
    target_type: str,
    target_id: str | None,
    detail: dict[str, Any] | None = None,
    request_id: str | None = None,
) -> None:
    """Add an entry at the transaction's instant.

    `actor` is `member:<id>`, `token:<id>` or `service`; `action` is a noun and a past participle such as
    `token.generated`. `detail` must hold no secret.
    """
    session.execute(
        _INSERT,
        org_id=org_id,
        id=ordered_id(session.now),
        at=session.now,
        actor=actor,
        action=action,
        target_type=target_type,
        target_id=target_id,
        detail=None if detail is None else orjson.dumps(detail).decode(),
        request_id=request_id,
    )


def record_act(
    session: Session,
    org_id: str,
    act: Act,
    action: str,
    target_type: str,
    target_id: str,
    detail: dict[str, Any],
) -> None:
    """`record` for an act that came through a request."""
    record(
        session,
        org_id,
        actor=act.actor,
        action=action,
        target_type=target_type,
        target_id=target_id,
        detail=detail,
        request_id=act.request_id,
    )
