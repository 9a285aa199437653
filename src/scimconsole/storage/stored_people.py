"""What provisioning has come to, at a glance: bounded looks at who is stored."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import not_, select

from scimconsole.storage import pages
from scimconsole.storage.session import Session
from scimconsole.storage.statements import Statement, param
from scimconsole.storage.tables import ScimUser

NEWEST = 20
"""People whose externalId is looked at."""
_LOOKED_AT = 1_000
"""People without access among whom one is sought whom the directory disabled."""

_user = ScimUser.__table__  # type: ignore[attr-defined]
_EXTERNAL_IDS = Statement(
    select(_user.c.external_id)
    .where(_user.c.org_id == param("org"))
    .order_by(_user.c.created_at.desc(), _user.c.id.desc())
    .limit(NEWEST)
)
_FIRST = Statement(
    select(_user.c.created_at)
    .where(_user.c.org_id == param("org"))
    .order_by(_user.c.created_at, _user.c.id)
    .limit(1)
)
_INCOMPLETE = Statement(
    select(_user.c.id).where(_user.c.org_id == param("org"), _user.c.missing.is_not(None)).limit(1)
)
_inactive = (
    select(_user.c.entra_active)
    .where(_user.c.org_id == param("org"), not_(_user.c.active))
    .limit(_LOOKED_AT)
    .subquery()
)
_DISABLED = Statement(select(_inactive.c.entra_active).where(not_(_inactive.c.entra_active)).limit(1))


@dataclass(frozen=True, slots=True)
class StoredPeople:
    """Who is stored; times in microseconds."""

    users: int
    groups: int
    first_at: int | None
    external_ids: tuple[str | None, ...]
    """Of the newest users, in order of creation."""
    is_incomplete: bool
    """Whether somebody lacks a required field."""
    is_disabled: bool
    """Whether the directory has disabled somebody who is still here."""


def look(session: Session, org_id: str) -> StoredPeople:
    """Who is stored."""
    first = session.one(_FIRST, org=org_id)
    ids = [row[0] for row in session.all(_EXTERNAL_IDS, org=org_id)]
    return StoredPeople(
        users=pages.total(session, org_id, "User"),
        groups=pages.total(session, org_id, "Group"),
        first_at=None if first is None else first[0],
        external_ids=tuple(reversed(ids)),
        is_incomplete=session.one(_INCOMPLETE, org=org_id) is not None,
        is_disabled=session.one(_DISABLED, org=org_id) is not None,
    )
