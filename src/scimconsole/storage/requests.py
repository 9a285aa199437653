"""The journal, read: what was asked and answered, newest first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from scimconsole.errors import NotFound
from scimconsole.storage.session import Session
from scimconsole.storage.statements import Statement, param
from scimconsole.storage.tables import JournalEntry

_journal = JournalEntry.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class RequestRow:
    """A journalled request without its bodies; `received` and `ignored` are JSON lists or None."""

    id: str
    at: int
    token_id: str | None
    remote_address: str | None
    user_agent: str | None
    dialect: str | None
    method: str
    path: str
    operation: str
    resource_type: str | None
    resource_id: str | None
    sought: str | None
    status: int
    duration_us: int
    received: str | None
    ignored: str | None
    scim_type: str | None
    error: str | None
    correlation_id: str | None
    signed_in: bool
    refusal: str | None


COLUMNS: tuple[Any, ...] = tuple(_journal.c[name] for name in RequestRow.__dataclass_fields__)
_PAGE = Statement(
    select(*COLUMNS)
    .where(_journal.c.org_id == param("org"), _journal.c.id < param("before"))
    .order_by(_journal.c.id.desc())
    .limit(param("limit"))
)
_FIND = Statement(
    select(*COLUMNS).where(_journal.c.org_id == param("org"), _journal.c.id == param("request"))
)
_BODIES = Statement(
    select(_journal.c.request_body, _journal.c.response_body).where(
        _journal.c.org_id == param("org"), _journal.c.id == param("request")
    )
)

AFTER_EVERY_ID = "g"
"""Sorts behind every id: where the list starts."""


def list_requests(session: Session, org_id: str, before: str, limit: int) -> list[RequestRow]:
    """Requests with an id before `before`, newest first."""
    rows = session.all(_PAGE, org=org_id, before=before, limit=limit)
    return [RequestRow(*row) for row in rows]


def look_up(session: Session, org_id: str, request_id: str) -> RequestRow | None:
    """The request; None when it is not in the journal, or no longer."""
    row = session.one(_FIND, org=org_id, request=request_id)
    return None if row is None else RequestRow(*row)


def find_request(session: Session, org_id: str, request_id: str) -> RequestRow:
    """The request; raises NotFound."""
    row = look_up(session, org_id, request_id)
    if row is None:
        raise NotFound(
            f"There is no request {request_id!r} in the journal.",
            hint="It may have been pruned; the id stands in the journal's list and in refusals.",
        )
    return row


def bodies_of(session: Session, org_id: str, request_id: str) -> tuple[bytes | None, bytes | None]:
    """What was sent and what a refusal answered, as far as they are kept."""
    row = session.one(_BODIES, org=org_id, request=request_id)
    return (None, None) if row is None else (row[0], row[1])
