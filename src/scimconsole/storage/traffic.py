"""Counts of SCIM requests by the minute, and of their causes by the hour."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import case, func, select
from sqlalchemy.dialects.postgresql import insert

from scimconsole.domain.ids import instant_of
from scimconsole.domain.sync.counting import DAY, HOUR, MINUTE, Counts, Minute
from scimconsole.domain.sync.facts import CauseCount
from scimconsole.storage.session import Session
from scimconsole.storage.statements import Statement, param
from scimconsole.storage.tables import JournalEntry, TrafficCause, TrafficMinute

LOOKED_BACK = 7 * DAY
"""Microseconds of minutes that the state of provisioning is judged by."""
MOST_MINUTES = 4_000
"""As many of those: nearly three days without a pause, or months of Entra's usual rhythm."""
MOST_CAUSES = 2_000
"""Rows of causes that one look reads."""

_minute = TrafficMinute.__table__  # type: ignore[attr-defined]
_cause = TrafficCause.__table__  # type: ignore[attr-defined]
_journal = JournalEntry.__table__  # type: ignore[attr-defined]

_new_minute = insert(_minute)
_new_cause = insert(_cause)


def _earlier(table: Any, new: Any) -> Any:
    return case((new.excluded.first_at < table.c.first_at, new.excluded.first_at), else_=table.c.first_at)


def _later(table: Any, new: Any) -> Any:
    return case((new.excluded.last_at > table.c.last_at, new.excluded.last_at), else_=table.c.last_at)


def _newer_id(name: str) -> Any:
    # Ids sort by time, and an empty text before all of them.
    new, old = _new_minute.excluded[name], _minute.c[name]
    return case((func.coalesce(new, "") > func.coalesce(old, ""), new), else_=old)


# Both engines read this spelling.
_ADD_MINUTE = Statement(
    _new_minute.on_conflict_do_update(
        index_elements=("org_id", "minute"),
        set_={
            "first_at": _earlier(_minute, _new_minute),
            "last_at": _later(_minute, _new_minute),
            **{name: _minute.c[name] + _new_minute.excluded[name] for name in Counts._fields},
            "last_id": _newer_id("last_id"),
            "test_id": _newer_id("test_id"),
        },
    )
)
_ADD_CAUSE = Statement(
    _new_cause.on_conflict_do_update(
        index_elements=("org_id", "hour", "cause"),
        set_={
            "requests": _cause.c.requests + _new_cause.excluded.requests,
            "first_at": _earlier(_cause, _new_cause),
            "last_at": _later(_cause, _new_cause),
            "last_request_id": case(
                (_new_cause.excluded.last_at >= _cause.c.last_at, _new_cause.excluded.last_request_id),
                else_=_cause.c.last_request_id,
            ),
        },
    )
)
_MINUTES = Statement(
    select(
        _minute.c.minute,
        _minute.c.first_at,
        _minute.c.last_at,
        _minute.c.last_id,
        _minute.c.test_id,
        *(_minute.c[name] for name in Counts._fields),
    )
    .where(
        _minute.c.org_id == param("org"),
        _minute.c.minute >= param("since"),
        _minute.c.minute <= param("until"),
    )
    .order_by(_minute.c.minute.desc())
    .limit(MOST_MINUTES)
)
_AHEAD = Statement(
    select(_minute.c.last_at)
    .where(_minute.c.org_id == param("org"), _minute.c.minute > param("minute"))
    .order_by(_minute.c.minute.desc())
    .limit(1)
)
_BEFORE = Statement(
    select(_minute.c.minute)
    .where(_minute.c.org_id == param("org"), _minute.c.minute < param("before"))
    .order_by(_minute.c.minute.desc())
    .limit(1)
)
_CAUSES = Statement(
    select(_cause.c.cause, _cause.c.requests, _cause.c.first_at, _cause.c.last_at, _cause.c.last_request_id)
    .where(
        _cause.c.org_id == param("org"),
        _cause.c.hour >= param("since"),
        _cause.c.hour <= param("until"),
    )
    .order_by(_cause.c.hour.desc(), _cause.c.cause)
    .limit(MOST_CAUSES)
)
_CONTACT = Statement(
    select(_journal.c.at, _journal.c.remote_address, _journal.c.token_id, _journal.c.id).where(
        _journal.c.org_id == param("org"), _journal.c.id == param("request")
    )
)


@dataclass(slots=True)
class NewCounts:
    """Counts of one organization that are to be added: a mapping with every column for each row."""

    minutes: Sequence[Mapping[str, Any]] = ()
    causes: Sequence[Mapping[str, Any]] = field(default=())


class ContactRow(NamedTuple):
    """When (microseconds) a request came, and from whom."""

    at: int
    remote_address: str | None = None
    token_id: str | None = None
    request_id: str | None = None


def add(session: Session, org_id: str, counts: NewCounts) -> None:
    """Add counts to those that are there."""
    session.execute_many(_ADD_MINUTE, (dict(row, org_id=org_id) for row in counts.minutes))
    session.execute_many(_ADD_CAUSE, (dict(row, org_id=org_id) for row in counts.causes))


def minutes(session: Session, org_id: str, since: int, until: int) -> list[Minute]:
    """The minutes with requests from `since` to `until` (microseconds), in order of time.

    Where there are more than `MOST_MINUTES`, the newest.
    """
    rows = session.all(_MINUTES, org=org_id, since=since // MINUTE, until=until // MINUTE)
    return [Minute(row[0], row[1], row[2], Counts._make(row[5:]), row[3], row[4]) for row in reversed(rows)]


def newest_after(session: Session, org_id: str, at: int) -> int | None:
    """When the newest request came that bears a time in a later minute than `at` (microseconds)."""
    row = session.one(_AHEAD, org=org_id, minute=at // MINUTE)
    return None if row is None else row[0]


def is_known_before(session: Session, org_id: str, minute: int) -> bool:
    """Whether there were requests before this minute (minutes since the epoch)."""
    return session.one(_BEFORE, org=org_id, before=minute) is not None


def causes(session: Session, org_id: str, since: int, until: int) -> list[CauseCount]:
    """The causes seen from the hour of `since` to that of `until` (microseconds), newest hours first."""
    rows = session.all(_CAUSES, org=org_id, since=since // HOUR, until=until // HOUR)
    return [CauseCount(*row) for row in rows]


def contact(session: Session, org_id: str, request_id: str) -> ContactRow:
    """A request that was counted, as far as the journal still has it."""
    row = session.one(_CONTACT, org=org_id, request=request_id)
    return ContactRow(instant_of(request_id)) if row is None else ContactRow(*row)
