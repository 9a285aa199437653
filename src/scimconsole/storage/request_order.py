"""The journal in the order in which its entries were committed, which is what whoever follows it needs.

By their ids entries are in the order of arrival, by the clock of the host they arrived at. They become
visible when they are committed, reads a second later, and a place behind the last id would pass over them.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import and_, or_, select

from scimconsole.domain.ids import instant_of, least_ordered_id
from scimconsole.errors import InvalidInput
from scimconsole.storage.requests import AFTER_EVERY_ID, COLUMNS, RequestRow
from scimconsole.storage.session import Session
from scimconsole.storage.statements import Statement, param
from scimconsole.storage.tables import JournalEntry, OrganizationClock

_journal = JournalEntry.__table__  # type: ignore[attr-defined]
_clock = OrganizationClock.__table__  # type: ignore[attr-defined]
_PRESENT = Statement(select(_clock.c.at).where(_clock.c.org_id == param("org")))
_KEPT_AT = Statement(
    select(_journal.c.kept_at).where(_journal.c.org_id == param("org"), _journal.c.id == param("request"))
)
_BEHIND = Statement(
    select(_journal.c.kept_at, *COLUMNS)
    .where(
        _journal.c.org_id == param("org"),
        _journal.c.kept_at >= param("kept_at"),
        or_(
            _journal.c.kept_at > param("kept_at"),
            and_(_journal.c.kept_at == param("kept_at"), _journal.c.id > param("last")),
        ),
    )
    .order_by(_journal.c.kept_at, _journal.c.id)
    .limit(param("limit"))
)


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the order of commits: behind the entry `last` of those committed at `kept_at`."""

    kept_at: int
    last: str = AFTER_EVERY_ID

    @property
    def id(self) -> str:
        """What `place_of` reads: the entry's id, or one that no entry has and that stands for a time."""
        if self.last == AFTER_EVERY_ID:
            return f"{least_ordered_id(self.kept_at)}8000-000000000000"
        return self.last


def present_place(session: Session, org_id: str) -> Place:
    """Behind everything that is committed."""
    row = session.one(_PRESENT, org=org_id)
    return Place(0 if row is None else row[0])


def place_of(session: Session, org_id: str, request_id: str) -> Place:
    """Behind this entry; behind the time its id was made where it is not, or no longer, in the journal.

    Raises InvalidInput for what is no request's id.
    """
    row = session.one(_KEPT_AT, org=org_id, request=request_id)
    if row is not None:
        return Place(row[0], request_id)
    instant = instant_of(request_id)
    if least_ordered_id(instant) != request_id[:19]:
        sentence = f"{request_id!r} is no request's id; send the id of the last event, unchanged, or none."
        raise InvalidInput(sentence, errors=[("?after", sentence)])
    return Place(instant)


def kept_behind(session: Session, org_id: str, place: Place, limit: int) -> list[tuple[Place, RequestRow]]:
    """The entries behind a place, in the order of their commits, each with the place behind itself."""
    rows = session.all(_BEHIND, org=org_id, kept_at=place.kept_at, last=place.last, limit=limit)
    return [(Place(row[0], row[1]), RequestRow(*row[1:])) for row in rows]
