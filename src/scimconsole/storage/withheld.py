"""Deactivations that wait for an owner's word: who stays active, and what the directory wants of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import orjson
from sqlalchemy import and_, delete, insert, or_, select, update

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
    """What a directory wants of somebody, asked for by a request `at` (microseconds).

    `status` is None where the profile's status is to stay as it is.
    """

    user_id: str
    alert_id: str
    at: int
    request_id: str | None
    token_id: str | None
    entra_active: bool
    status: str | None

    def wanted(self, state: UserState) -> UserState:
        """The user as the directory wants it."""
        rule = state.profile.user.status
        resource = state.resource
        if rule is not None and self.status is not None:
            resource = rule.written(resource, self.status)
        return replace(state, resource=resource, entra_active=self.entra_active)


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
_RENEW = Statement(
    update(_withheld).where(_one).values(entra_active=param("entra_active"), status=param("status"))
)
_DROP = Statement(delete(_withheld).where(_one))
_MARK = Statement(
    update(_user)
    .where(_user.c.org_id == param("org"), _user.c.id == param("user"))
    .values(withheld_at=param("at"))
)
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
        or_(
            _withheld.c.at > param("after"),
            and_(_withheld.c.at == param("after"), _withheld.c.user_id > param("after_id")),
        ),
    )
    .order_by(_withheld.c.at, _withheld.c.user_id)
    .limit(param("limit"))
)


def find(session: Session, org_id: str, user_id: str) -> WithheldRow | None:
    """What waits for somebody."""
    row = session.one(_FIND, org=org_id, user=user_id)
    return None if row is None else _row(row)


def first(session: Session, org_id: str, alert_id: str, limit: int) -> list[WithheldRow]:
    """What waits longest under an alert."""
    return [_row(row) for row in session.all(_FIRST, org=org_id, alert=alert_id, limit=limit)]


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
    user_id: str,
    alert_id: str,
    wanted: UserState | None,
    act: Act,
    token_id: str | None,
) -> None:
    """Keep a deactivation until an owner's word; inside a transaction.

    `wanted` is the user as the directory wants it, None where it is to be deleted.
    """
    session.execute(
        _ADD,
        org_id=org_id,
        user_id=user_id,
        alert_id=alert_id,
        at=session.now,
        request_id=act.request_id,
        token_id=token_id,
        **_sources(wanted),
    )
    session.execute(_MARK, org=org_id, user=user_id, at=session.now)
    brake.note_withheld(session, org_id, alert_id, 1)
    audit.record_act(session, org_id, act, "user.withheld", "user", user_id, {})


def renew(session: Session, org_id: str, row: WithheldRow, wanted: UserState) -> None:
    """Note what the directory wants of somebody by now; inside a transaction."""
    sources = _sources(wanted)
    if sources != {"entra_active": row.entra_active, "status": row.status}:
        session.execute(_RENEW, org=org_id, user=row.user_id, **sources)


def drop(session: Session, org_id: str, row: WithheldRow) -> None:
    """Let nothing wait for somebody any more; inside a transaction."""
    session.execute(_DROP, org=org_id, user=row.user_id)
    session.execute(_MARK, org=org_id, user=row.user_id, at=None)
    brake.note_withheld(session, org_id, row.alert_id, -1)


def take_back(session: Session, org_id: str, row: WithheldRow, act: Act) -> None:
    """Drop what waits because whoever wanted it, or an owner, wants it no more; inside a transaction."""
    drop(session, org_id, row)
    audit.record_act(session, org_id, act, "user.kept", "user", row.user_id, {})


def work_off(session: Session, profile: Profile, org_id: str, alert: AlertRow, limit: int) -> bool:
    """Carry out or discard what waits longest under a closed alert; False when nothing is left.

    Inside a transaction: whoever comes next finds what is left, so that any worker can go on.
    """
    rows = first(session, org_id, alert.id, limit)
    assert alert.closed_by is not None
    for row in rows:
        act = Act(alert.closed_by, row.request_id)
        if alert.outcome == "discarded":
            take_back(session, org_id, row, act)
        else:
            drop(session, org_id, row)
            _carry_out(session, profile, org_id, row, act)
    return len(rows) == limit


def _carry_out(session: Session, profile: Profile, org_id: str, row: WithheldRow, act: Act) -> None:
    stored = users.find(session, org_id, row.user_id)
    assert stored is not None, "whoever is deleted waits no more"
    before = replace(stored.opened(profile), withheld_at=None)
    users.change(session, org_id, before, row.wanted(before), act)


def _sources(wanted: UserState | None) -> dict[str, Any]:
    """Which sources are to say that somebody is inactive."""
    if wanted is None:
        return {"entra_active": False, "status": None}
    rule = wanted.profile.user.status
    denies = rule is not None and rule.is_inactive(wanted.resource)
    return {"entra_active": wanted.entra_active, "status": wanted.status if denies else None}


def _row(row: Sequence[Any]) -> WithheldRow:
    user_id, alert_id, at, request_id, token_id, entra_active, status = row
    return WithheldRow(user_id, alert_id, at, request_id, token_id, bool(entra_active), status)


def _display_name(document: bytes) -> str | None:
    resource = orjson.loads(document)
    name: str | None = resource.get("displayName") or (resource.get("name") or {}).get("formatted")
    return name
