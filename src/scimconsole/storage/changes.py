"""The changes feed, read: what happened to users, in the order in which it was committed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import select

from scimconsole.storage.session import Session
from scimconsole.storage.statements import Statement, param
from scimconsole.storage.tables import Change

_change = Change.__table__  # type: ignore[attr-defined]

ChangeType = Literal["user.created", "user.changed", "user.deactivated", "user.reactivated", "user.deleted"]
"""What happened to a user."""

BEFORE_EVERY_ID = ""
"""Sorts before every id: where the feed starts."""


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One change; `at` in microseconds since the epoch."""

    id: str
    at: int
    type: ChangeType
    user_id: str
    user_name: str
    external_id: str | None
    active: bool
    user_type: str | None


_COLUMNS: tuple[Any, ...] = tuple(_change.c[name] for name in ChangeRow.__dataclass_fields__)
_PAGE = Statement(
    select(*_COLUMNS)
    .where(_change.c.org_id == param("org"), _change.c.id > param("after"))
    .order_by(_change.c.id)
    .limit(param("limit"))
)


def list_changes(session: Session, org_id: str, after: str, limit: int) -> list[ChangeRow]:
    """Changes with an id after `after`, oldest first.

    An organization's writes wait for each other and their ids follow its clock, so nothing is ever committed
    before an id that was read.
    """
    return [ChangeRow(*row) for row in session.all(_PAGE, org=org_id, after=after, limit=limit)]
