"""Holds: the owner's own word that somebody is to be inactive, whatever Entra says."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy import delete, insert, select

from scimconsole.domain.ids import new_id
from scimconsole.domain.scim.profile import Profile
from scimconsole.errors import NotHeld
from scimconsole.storage import users
from scimconsole.storage.act import Act
from scimconsole.storage.session import Session
from scimconsole.storage.statements import Statement, param
from scimconsole.storage.tables import Hold
from scimconsole.storage.user_rows import StoredUser

_hold = Hold.__table__  # type: ignore[attr-defined]
_OF_USER = Statement(
    select(_hold.c.reason, _hold.c.created_by, _hold.c.created_at).where(
        _hold.c.org_id == param("org"), _hold.c.user_id == param("user")
    )
)
_PLACE = Statement(insert(_hold))
_LIFT = Statement(delete(_hold).where(_hold.c.org_id == param("org"), _hold.c.user_id == param("user")))


@dataclass(frozen=True, slots=True)
class HoldRow:
    """Why, by whom (`member:<id>`) and when (microseconds) somebody is held."""

    reason: str | None
    by: str
    at: int


def of_user(session: Session, org_id: str, user_id: str) -> HoldRow | None:
    """The hold on a user."""
    row = session.one(_OF_USER, org=org_id, user=user_id)
    return None if row is None else HoldRow(*row)


def place(
    session: Session, profile: Profile, org_id: str, user: StoredUser, reason: str | None, act: Act
) -> StoredUser:
    """Hold somebody; a hold that is there stays as it is. Inside a transaction."""
    if user.held:
        return user
    before = user.opened(profile)
    session.execute(
        _PLACE,
        org_id=org_id,
        id=new_id(),
        user_id=user.id,
        user_name_hash=before.user_name_hash,
        external_id_hash=before.external_id_hash,
        reason=reason,
        created_at=session.now,
        created_by=act.actor,
    )
    return users.change(session, org_id, before, replace(before, held=True), act) or user


def lift(session: Session, profile: Profile, org_id: str, user: StoredUser, act: Act) -> StoredUser:
    """Lift the hold on somebody; inside a transaction.

    Raises NotHeld without one: what Entra disabled, Entra enables.
    """
    if not user.held:
        raise NotHeld(
            "Nobody holds this person."
            if user.active
            else "No hold makes this person inactive: Entra, or the profile's status, does.",
            hint=None if user.active else "Assign the person to the application in Entra again.",
        )
    before = user.opened(profile)
    session.execute(_LIFT, org=org_id, user=user.id)
    return users.change(session, org_id, before, replace(before, held=False), act) or user
