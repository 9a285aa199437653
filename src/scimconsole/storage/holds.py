"""Holds: the owner's own word that somebody is to be inactive, whatever Entra says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

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
_COLUMNS = (_hold.c.id, _hold.c.user_id, _hold.c.reason, _hold.c.created_by, _hold.c.created_at)
_OF_USER = Statement(
    select(*_COLUMNS).where(_hold.c.org_id == param("org"), _hold.c.user_id == param("user"))
)
_FIND = Statement(select(*_COLUMNS).where(_hold.c.org_id == param("org"), _hold.c.id == param("hold")))
_PLACE = Statement(insert(_hold))
_LIFT = Statement(delete(_hold).where(_hold.c.org_id == param("org"), _hold.c.user_id == param("user")))
_DROP = Statement(delete(_hold).where(_hold.c.org_id == param("org"), _hold.c.id == param("hold")))


@dataclass(frozen=True, slots=True)
class HoldRow:
    """Who is held, why, by whom (`member:<id>`) and since when (microseconds)."""

    id: str
    user_id: str
    reason: str | None
    by: str
    at: int


def of_user(session: Session, org_id: str, user_id: str) -> HoldRow | None:
    """The hold on a user."""
    row = session.one(_OF_USER, org=org_id, user=user_id)
    return None if row is None else HoldRow(*row)


def of_users(session: Session, org_id: str, user_ids: Sequence[str]) -> dict[str, HoldRow]:
    """The holds on these users, by their ids."""
    if not user_ids:
        return {}
    slots = 1 << (len(user_ids) - 1).bit_length()
    given = [*user_ids, *[user_ids[0]] * (slots - len(user_ids))]
    values = {f"user{number}": user_id for number, user_id in enumerate(given)}
    return {row[1]: HoldRow(*row) for row in session.all(_of_as_many(slots), org=org_id, **values)}


def find(session: Session, org_id: str, hold_id: str) -> HoldRow | None:
    """The hold with this id, on whomever it is by now."""
    row = session.one(_FIND, org=org_id, hold=hold_id)
    return None if row is None else HoldRow(*row)


@lru_cache(maxsize=16)
def _of_as_many(slots: int) -> Statement:
    users_asked = [param(f"user{number}") for number in range(slots)]
    return Statement(
        select(*_COLUMNS).where(_hold.c.org_id == param("org"), _hold.c.user_id.in_(users_asked))
    )


def place(
    session: Session,
    profile: Profile,
    org_id: str,
    user: StoredUser,
    reason: str | None,
    act: Act,
    hold_id: str | None = None,
) -> StoredUser:
    """Hold somebody; a hold that is there stays as it is. Inside a transaction.

    `hold_id` is for whoever wants to know this hold again.
    """
    if user.held:
        return user
    before = user.opened(profile)
    session.execute(
        _PLACE,
        org_id=org_id,
        id=hold_id or new_id(),
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


def drop(session: Session, org_id: str, hold_id: str) -> None:
    """End a hold that waits for somebody who was deleted; inside a transaction."""
    session.execute(_DROP, org=org_id, hold=hold_id)
