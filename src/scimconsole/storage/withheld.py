"""Deactivations that wait for an owner's word: who keeps access, and since when."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import orjson
from sqlalchemy import and_, delete, insert, select, tuple_

from scimconsole.domain.scim.profile import Profile
from scimconsole.storage import audit, brake, users
from scimconsole.storage.act import Act
from scimconsole.storage.brake import AlertRow
from scimconsole.storage.session import Session
from scimconsole.storage.statements import Statement, param
from scimconsole.storage.tables import WithheldDisable
from scimconsole.storage.user_rows import UserState

BEFORE_ALL = (-1, "")

_withheld = WithheldDisable.__table__  # type: ignore[attr-defined]
_user = users.USER


@dataclass(frozen=True, slots=True)
class WithheldRow:
    """A deactivation that was asked for `at` (microseconds); `status` is the profile's, as it was before."""

    user_id: str
    alert_id: str
    at: int
    request_id: str | None
    token_id: str | None
    status: str | None


@dataclass(frozen=True, slots=True)
class WithheldPerson:
    """Somebody whose deactivation waits, by name."""

    user_id: str
    at: int
    request_id: str | None
    user_name: str
    display_name: str | None


_COLUMNS: tuple[Any, ...] = tuple(_withheld.c[name] for name in WithheldRow.__dataclass_fields__)
_one = and_(_withheld.c.org_id == param("org"), _withheld.c.user_id == param("user"))
_under = and_(_withheld.c.org_id == param("org"), _withheld.c.alert_id == param("alert"))
_FIND = Statement(select(*_COLUMNS).where(_one))
_ADD = Statement(insert(_withheld))
_DROP = Statement(delete(_withheld).where(_one))
_FIRST = Statement(
    select(*_COLUMNS).where(_under).order_by(_withheld.c.at, _withheld.c.user_id).limit(param("limit"))
)
_PAGE = Statement(
    select(_withheld.c.user_id, _withheld.c.at, _withheld.c.request_id, _user.c.user_name, _user.c.document)
    .join_from(
        _withheld, _user, and_(_user.c.org_id == _withheld.c.org_id, _user.c.id == _withheld.c.user_id)
    )
    .where(
        _under,
        tuple_(_withheld.c.at, _withheld.c.user_id) > tuple_(param("after"), param("after_id")),
    )
    .order_by(_withheld.c.at, _withheld.c.user_id)
    .limit(param("limit"))
)


def find(session: Session, org_id: str, user_id: str) -> WithheldRow | None:
    """What waits for somebody."""
    row = session.one(_FIND, org=org_id, user=user_id)
    return None if row is None else WithheldRow(*row)


def first(session: Session, org_id: str, alert_id: str, limit: int) -> list[WithheldRow]:
    """What waits longest under an alert."""
    return [WithheldRow(*row) for row in session.all(_FIRST, org=org_id, alert=alert_id, limit=limit)]


def page(
    session: Session, org_id: str, alert_id: str, after: tuple[int, str], limit: int
) -> list[WithheldPerson]:
    """Who waits under an alert, longest first, after the instant and id of `after`."""
    rows = session.all(_PAGE, org=org_id, alert=alert_id, after=after[0], after_id=after[1], limit=limit)
    return [
        WithheldPerson(user_id, at, request_id, user_name, _display_name(document))
        for user_id, at, request_id, user_name, document in rows
    ]


def withhold(
    session: Session,
    org_id: str,
    alert_id: str,
    before: UserState,
    after: UserState,
    act: Act,
    token_id: str | None,
) -> UserState:
    """Keep a deactivation until an owner's word, and answer what is to be stored; inside a transaction."""
    session.execute(
        _ADD,
        org_id=org_id,
        user_id=after.id,
        alert_id=alert_id,
        at=session.now,
        request_id=act.request_id,
        token_id=token_id,
        status=before.status,
    )
    brake.note_withheld(session, org_id, alert_id, 1)
    audit.record_act(session, org_id, act, "user.withheld", "user", after.id, {})
    return replace(after, withheld_at=session.now)


def forget(session: Session, org_id: str, row: WithheldRow) -> None:
    """Let nothing wait for somebody any more, who is to be stored so; inside a transaction."""
    session.execute(_DROP, org=org_id, user=row.user_id)
    brake.note_withheld(session, org_id, row.alert_id, -1)


def take_back(session: Session, org_id: str, row: WithheldRow, state: UserState, act: Act) -> UserState:
    """End a wait because access stays, and answer what is to be stored; inside a transaction."""
    forget(session, org_id, row)
    audit.record_act(session, org_id, act, "user.kept", "user", row.user_id, {})
    return replace(state, withheld_at=None)


def work_off(session: Session, profile: Profile, org_id: str, alert: AlertRow, limit: int) -> bool:
    """Carry out or discard what waits longest under a closed alert; False when nothing is left.

    Inside a transaction: whoever comes next finds what is left, so that any worker can go on.
    """
    rows = first(session, org_id, alert.id, limit)
    assert alert.closed_by is not None
    for row in rows:
        act = Act(alert.closed_by, row.request_id)
        stored = users.find(session, org_id, row.user_id)
        assert stored is not None, "whoever is deleted waits no more"
        before = stored.opened(profile)
        if alert.outcome == "discarded":
            after = _given_back(take_back(session, org_id, row, before, act), row)
        else:
            forget(session, org_id, row)
            after = replace(before, withheld_at=None)
        users.change(session, org_id, before, after, act)
    return len(rows) == limit


def _given_back(state: UserState, row: WithheldRow) -> UserState:
    """The user with every source of access but a hold as it was."""
    rule = state.profile.user.status
    resource = state.resource
    if rule is not None and rule.is_inactive(resource):
        resource = rule.written(resource, row.status)
    return replace(state, resource=resource, entra_active=True)


def _display_name(document: bytes) -> str | None:
    resource = orjson.loads(document)
    name: str | None = resource.get("displayName") or (resource.get("name") or {}).get("formatted")
    return name
