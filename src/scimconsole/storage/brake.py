"""The brake: deactivations by SCIM counted, an alert at too many, and its end by an owner's word."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import and_, delete, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as insert_postgresql

from scimconsole.domain.brake import ALWAYS_ALLOWED, minute_of, threshold, window_start
from scimconsole.domain.ids import ordered_id
from scimconsole.errors import NotFound
from scimconsole.storage import audit, organization_settings, pages
from scimconsole.storage.act import Act
from scimconsole.storage.organization_settings import BrakeMode
from scimconsole.storage.session import Session
from scimconsole.storage.statements import Statement, param
from scimconsole.storage.tables import BrakeAlert, DisableMinute

Outcome = Literal["confirmed", "discarded"]

_minute = DisableMinute.__table__  # type: ignore[attr-defined]
_alert = BrakeAlert.__table__  # type: ignore[attr-defined]

# Both engines read this spelling of "or add to what is there".
_adding = insert_postgresql(_minute).values(org_id=param("org"), minute=param("minute"), people=1)
_COUNT = Statement(
    _adding.on_conflict_do_update(
        index_elements=["org_id", "minute"], set_={"people": _minute.c.people + 1}
    ).returning(_minute.c.people)
)
_COUNTED = Statement(
    select(func.sum(_minute.c.people)).where(
        _minute.c.org_id == param("org"), _minute.c.minute >= param("since")
    )
)
_FORGET = Statement(
    delete(_minute).where(_minute.c.org_id == param("org"), _minute.c.minute < param("since"))
)
_FORGET_ALL = Statement(delete(_minute).where(_minute.c.org_id == param("org")))


@dataclass(frozen=True, slots=True)
class AlertRow:
    """An alert; times in microseconds, `people` all that were counted while it was open.

    `withheld` counts the deactivations that wait under it, and after it was closed those still to be worked.
    """

    id: str
    mode: BrakeMode
    began_at: int
    last_at: int
    people: int
    threshold: int
    withheld: int
    closed_at: int | None
    closed_by: str | None
    outcome: Outcome | None


@dataclass(frozen=True, slots=True)
class BrakeFacts:
    """How the brake stands; `people` lost access within the last hour, or were to and wait."""

    mode: BrakeMode
    people: int
    threshold: int
    alert: AlertRow | None
    """The open one."""
    applying: int
    """Deactivations under closed alerts that are still to be carried out or discarded."""


@dataclass(frozen=True, slots=True)
class Tripped:
    """The brake has tripped: under which alert, at how many people, and whether it withholds."""

    alert_id: str
    threshold: int
    withholds: bool


_COLUMNS: tuple[Any, ...] = tuple(_alert.c[name] for name in AlertRow.__dataclass_fields__)
_one = and_(_alert.c.org_id == param("org"), _alert.c.id == param("alert"))
_FIND = Statement(select(*_COLUMNS).where(_one))
_OPEN = Statement(select(*_COLUMNS).where(_alert.c.org_id == param("org"), _alert.c.closed_at.is_(None)))
_UNFINISHED = Statement(
    select(*_COLUMNS)
    .where(_alert.c.org_id == param("org"), _alert.c.withheld > 0, _alert.c.closed_at.is_not(None))
    .order_by(_alert.c.id)
)
_ADD = Statement(insert(_alert))
_GROW = Statement(
    update(_alert).where(_one).values(people=_alert.c.people + 1, last_at=param("now"), mode=param("mode"))
)
_NOTE_WITHHELD = Statement(update(_alert).where(_one).values(withheld=_alert.c.withheld + param("more")))
_CLOSE = Statement(
    update(_alert).where(_one).values(closed_at=param("now"), closed_by=param("by"), outcome=param("outcome"))
)


def count(session: Session, org_id: str, act: Act) -> Tripped | None:
    """Count somebody who is about to lose access; None while no more do than is usual.

    Inside a transaction.
    """
    mode = organization_settings.read(session, org_id).brake
    counted = session.one(_COUNT, org=org_id, minute=minute_of(session.now))
    since = window_start(session.now)
    if counted is not None and counted[0] == 1:
        session.execute(_FORGET, org=org_id, since=since)
    if mode == "off":
        return None
    people = _people(session, org_id, since)
    if people <= ALWAYS_ALLOWED:
        return None
    limit = threshold(pages.total(session, org_id, "User"))
    if people <= limit:
        return None
    return Tripped(_raise_alert(session, org_id, mode, people, limit, act), limit, mode == "hold")


def state(session: Session, org_id: str, now: int) -> BrakeFacts:
    """How the brake stands at `now` (microseconds)."""
    return BrakeFacts(
        mode=organization_settings.read(session, org_id).brake,
        people=_people(session, org_id, window_start(now)),
        threshold=threshold(pages.total(session, org_id, "User")),
        alert=_open(session, org_id),
        applying=sum(alert.withheld for alert in unfinished(session, org_id)),
    )


def find_alert(session: Session, org_id: str, alert_id: str) -> AlertRow:
    """The alert; raises NotFound."""
    row = session.one(_FIND, org=org_id, alert=alert_id)
    if row is None:
        raise NotFound(
            f"The brake has no alert {alert_id!r} here.", hint="`scimconsole brake show` names it."
        )
    return AlertRow(*row)


def unfinished(session: Session, org_id: str) -> list[AlertRow]:
    """Closed alerts under which deactivations are still to be carried out or discarded, oldest first."""
    return [AlertRow(*row) for row in session.all(_UNFINISHED, org=org_id)]


def note_withheld(session: Session, org_id: str, alert_id: str, more: int) -> None:
    """Let an alert count `more` deactivations that wait; inside a transaction."""
    session.execute(_NOTE_WITHHELD, org=org_id, alert=alert_id, more=more)


def close_alert(session: Session, org_id: str, alert: AlertRow, outcome: Outcome, *, by: str) -> AlertRow:
    """Close an open alert and begin to count anew; inside a transaction.

    What waits under it is worked afterwards, in chunks.
    """
    session.execute(_CLOSE, org=org_id, alert=alert.id, now=session.now, by=by, outcome=outcome)
    session.execute(_FORGET_ALL, org=org_id)
    audit.record(
        session,
        org_id,
        actor=by,
        action=f"brake.{outcome}",
        target_type="brake",
        target_id=alert.id,
        detail={"people": alert.people, "withheld": alert.withheld},
    )
    return find_alert(session, org_id, alert.id)


def _people(session: Session, org_id: str, since: int) -> int:
    row = session.one(_COUNTED, org=org_id, since=since)
    return int(row[0] or 0) if row else 0


def _open(session: Session, org_id: str) -> AlertRow | None:
    row = session.one(_OPEN, org=org_id)
    return None if row is None else AlertRow(*row)


def _raise_alert(session: Session, org_id: str, mode: BrakeMode, people: int, limit: int, act: Act) -> str:
    """The id of the open alert, which grows, or of a new one."""
    alert = _open(session, org_id)
    if alert is not None:
        session.execute(_GROW, org=org_id, alert=alert.id, now=session.now, mode=mode)
        return alert.id
    alert_id = ordered_id(session.now)
    session.execute(
        _ADD,
        org_id=org_id,
        id=alert_id,
        mode=mode,
        began_at=session.now,
        last_at=session.now,
        people=people,
        threshold=limit,
        withheld=0,
        closed_at=None,
        closed_by=None,
        outcome=None,
    )
    detail = {"mode": mode, "people": people, "threshold": limit}
    audit.record_act(session, org_id, act, "brake.tripped", "brake", alert_id, detail)
    return alert_id
