"""What a set-up guide looks at: the ends of journal and audit trail, the newest people, those incomplete.

A set-up happens at the beginning, and what happens now is at the end; so of what can have a million rows a
bounded number is read at either end, along an index.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import ColumnElement, UnaryExpression, func, not_, or_, select

from scimconsole.domain.self_test import AGENT as SELF_TEST
from scimconsole.storage.session import Session
from scimconsole.storage.statements import Statement, param
from scimconsole.storage.tables import AuditEntry, JournalEntry, ScimGroup, ScimUser

AT_EITHER_END = 1000
"""Requests, and acts, that are read from the oldest on and from the newest back."""
NEWEST_PEOPLE = 500
MOST_INCOMPLETE = 1000
FIRST_PEOPLE = 5

_journal = JournalEntry.__table__  # type: ignore[attr-defined]
_audit = AuditEntry.__table__  # type: ignore[attr-defined]
_user = ScimUser.__table__  # type: ignore[attr-defined]
_group = ScimGroup.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class RequestSample:
    """A request, as far as a check needs it; `received` is a JSON list or None."""

    id: str
    at: int
    token_id: str | None
    remote_address: str | None
    operation: str
    sought: str | None
    status: int
    received: str | None
    error: str | None
    refusal: str | None


@dataclass(frozen=True, slots=True)
class PersonSample:
    """A user, as far as a check needs one."""

    user_name: str
    created_at: int
    external_id: str | None
    user_type: str | None


_REQUEST = tuple(_journal.c[name] for name in RequestSample.__dataclass_fields__)
_PERSON = tuple(_user.c[name] for name in PersonSample.__dataclass_fields__)


def _requests(order: ColumnElement[Any] | UnaryExpression[Any]) -> Statement:
    mine = select(*_REQUEST).where(
        _journal.c.org_id == param("org"),
        or_(_journal.c.dialect.is_(None), _journal.c.dialect != SELF_TEST),
    )
    return Statement(mine.order_by(order).limit(AT_EITHER_END))


def _disable(order: ColumnElement[Any] | UnaryExpression[Any]) -> Statement:
    """The first act of an identity provider, among those read, that took somebody's access away."""
    mine = select(_audit.c.at, _audit.c.actor, _audit.c.action).where(_audit.c.org_id == param("org"))
    read = mine.order_by(order).limit(AT_EITHER_END).subquery()
    return Statement(
        select(func.min(read.c.at)).where(
            read.c.actor.like("token:%"),
            or_(read.c.action == "user.deactivated", read.c.action == "user.deleted"),
        )
    )


_OLDEST_REQUESTS = _requests(_journal.c.id)
_NEWEST_REQUESTS = _requests(_journal.c.id.desc())
_EARLY_DISABLE = _disable(_audit.c.id)
_LATE_DISABLE = _disable(_audit.c.id.desc())
_inactive = (
    select(_user.c.entra_active, _user.c.modified_at)
    .where(_user.c.org_id == param("org"), not_(_user.c.active))
    .limit(AT_EITHER_END)
    .subquery()
)
_DISABLED = Statement(select(func.min(_inactive.c.modified_at)).where(not_(_inactive.c.entra_active)))
_of_the_organization = select(*_PERSON).where(_user.c.org_id == param("org"))
_FIRST_PEOPLE = Statement(_of_the_organization.order_by(_user.c.created_at, _user.c.id).limit(FIRST_PEOPLE))
_NEWEST_PEOPLE = Statement(
    _of_the_organization.order_by(_user.c.created_at.desc(), _user.c.id.desc()).limit(NEWEST_PEOPLE)
)
_INCOMPLETE = Statement(
    select(_user.c.missing)
    .where(_user.c.org_id == param("org"), _user.c.missing.is_not(None))
    .limit(MOST_INCOMPLETE + 1)
)
_FIRST_GROUP = Statement(
    select(_group.c.display_name, _group.c.created_at)
    .where(_group.c.org_id == param("org"))
    .order_by(_group.c.created_at, _group.c.id)
    .limit(1)
)


def sample_requests(session: Session, org_id: str) -> tuple[list[RequestSample], bool]:
    """The oldest and the newest requests, in order of time, and whether that is all there are."""
    oldest = session.all(_OLDEST_REQUESTS, org=org_id)
    newest: Sequence[Any] = []
    if len(oldest) == AT_EITHER_END:
        newest = session.all(_NEWEST_REQUESTS, org=org_id)
    last = oldest[-1][0] if oldest else ""
    later = [row for row in reversed(newest) if row[0] > last]
    # Where the two ends do not meet, there is something between that was not read.
    whole = len(later) < len(newest) or not newest
    return [RequestSample(*row) for row in (*oldest, *later)], whole


def newest_people(session: Session, org_id: str) -> list[PersonSample]:
    """The newest users, in order of creation."""
    return [PersonSample(*row) for row in reversed(session.all(_NEWEST_PEOPLE, org=org_id))]


def first_people(session: Session, org_id: str) -> list[PersonSample]:
    """The users created before all others that are there."""
    return [PersonSample(*row) for row in session.all(_FIRST_PEOPLE, org=org_id)]


def missing_fields(session: Session, org_id: str) -> list[tuple[str, ...]]:
    """For at most `MOST_INCOMPLETE` + 1 incomplete users the attributes each lacks."""
    return [tuple(orjson.loads(row[0])) for row in session.all(_INCOMPLETE, org=org_id)]


def first_group(session: Session, org_id: str) -> tuple[str, int] | None:
    """Name and instant of the group created before all others that are there."""
    row = session.one(_FIRST_GROUP, org=org_id)
    return None if row is None else (row[0], row[1])


def first_disable(session: Session, org_id: str) -> int | None:
    """When an identity provider took somebody's access away: the earliest among what was read."""
    for statement in (_EARLY_DISABLE, _LATE_DISABLE, _DISABLED):
        row = session.one(statement, org=org_id)
        if row is not None and row[0] is not None:
            return int(row[0])
    return None
