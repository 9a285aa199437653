"""The journal, searched: a page reads a bounded stretch of it, however little of that fits."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from sqlalchemy import and_, func, select

from scimconsole.domain.ids import least_ordered_id
from scimconsole.domain.scim.text import fold
from scimconsole.storage import journal
from scimconsole.storage.request_subjects import subjects_of
from scimconsole.storage.requests import COLUMNS, RequestRow
from scimconsole.storage.session import Session
from scimconsole.storage.statements import Statement, param

STRETCH = 10_000
"""Entries that one page reads at most."""

STRETCH_ABOUT = 500
"""Entries about one person that one page reads at most."""

_TOGETHER = 50
"""Entries fetched by their ids in one go."""

_entry = journal.ENTRY
_OPTIONAL = ("operation", "scim_type", "token_id")
_END = select(_entry.c.id).where(
    _entry.c.org_id == param("org"), _entry.c.id < param("before"), _entry.c.id >= param("least")
)
_STRETCH = _END.order_by(_entry.c.id.desc()).limit(param("stretch")).subquery("stretch")
_END_OF_STRETCH = Statement(select(func.min(_STRETCH.c.id), func.count()).select_from(_STRETCH))


def _conditions(names: Iterable[str]) -> Any:
    return and_(
        _entry.c.org_id == param("org"),
        _entry.c.status.between(param("lowest"), param("highest")),
        *(_entry.c[name] == param(name) for name in names),
    )


_CHOICES = [names for size in range(len(_OPTIONAL) + 1) for names in combinations(_OPTIONAL, size)]
_WITHIN = {
    names: Statement(
        select(*COLUMNS)
        .where(_conditions(names), _entry.c.id < param("before"), _entry.c.id >= param("end"))
        .order_by(_entry.c.id.desc())
        .limit(param("limit"))
    )
    for names in _CHOICES
}
_AMONG = {
    names: Statement(
        select(*COLUMNS)
        .where(_conditions(names), _entry.c.id.in_([param(f"id_{place}") for place in range(_TOGETHER)]))
        .order_by(_entry.c.id.desc())
    )
    for names in _CHOICES
}


@dataclass(frozen=True, slots=True)
class RequestQuery:
    """Which requests are meant; None asks for nothing. Times in microseconds, `until` not included."""

    user: str | None = None
    """A SCIM id, userName or externalId."""
    lowest: int | None = None
    highest: int | None = None
    """Of the status answered."""
    operation: str | None = None
    scim_type: str | None = None
    token_id: str | None = None
    since: int | None = None
    until: int | None = None

    @property
    def is_empty(self) -> bool:
        """Whether every request is meant."""
        return self == RequestQuery()


@dataclass(frozen=True, slots=True)
class Found:
    """Requests that fit, newest first, and the id before which the search goes on; None at its end."""

    rows: list[RequestRow]
    onward: str | None


def search(session: Session, org_id: str, query: RequestQuery, before: str, limit: int) -> Found:
    """The newest requests before the entry `before` that meet every condition, at most `limit`.

    There may be fewer, or none, although the search goes on: then the stretch read held no more.
    """
    if query.until is not None:
        before = min(before, least_ordered_id(query.until))
    least = "" if query.since is None else least_ordered_id(query.since)
    names = tuple(name for name in _OPTIONAL if getattr(query, name) is not None)
    given = {name: getattr(query, name) for name in names} | {
        "org": org_id,
        "lowest": 0 if query.lowest is None else query.lowest,
        "highest": 999 if query.highest is None else query.highest,
    }
    if query.user is not None:
        return _about(session, query.user, before, least, limit, names, given)
    end, size = session.all(_END_OF_STRETCH, org=org_id, before=before, least=least, stretch=STRETCH)[0]
    if not size:
        return Found([], None)
    rows = session.all(_WITHIN[names], before=before, end=end, limit=limit + 1, **given)
    return _page(rows, limit, end if size == STRETCH else None)


def _about(
    session: Session,
    user: str,
    before: str,
    least: str,
    limit: int,
    names: tuple[str, ...],
    given: dict[str, Any],
) -> Found:
    org_id = given["org"]
    subjects = subjects_of(session, org_id, user)
    told = {
        entry_id
        for subject in subjects
        for entry_id in journal.entries_about(session, org_id, subject, before, STRETCH_ABOUT)
    }
    ids = [entry_id for entry_id in sorted(told, reverse=True)[:STRETCH_ABOUT] if entry_id >= least]
    folded = {fold(subject) for subject in subjects}
    rows: list[Any] = []
    for start in range(0, len(ids), _TOGETHER):
        chunk = ids[start : start + _TOGETHER]
        padded = chunk + chunk[-1:] * (_TOGETHER - len(chunk))
        places = {f"id_{place}": entry_id for place, entry_id in enumerate(padded)}
        found = session.all(_AMONG[names], **places, **given)
        # Entries are filed by a hash, which two names may share.
        rows += [row for row in found if _names(RequestRow(*row)) & folded]
        if len(rows) > limit:
            break
    return _page(rows, limit, ids[-1] if len(ids) == STRETCH_ABOUT else None)


def _names(row: RequestRow) -> set[str]:
    return {fold(text) for text in (row.resource_id, row.sought) if text is not None}


def _page(rows: list[Any], limit: int, end: str | None) -> Found:
    page = [RequestRow(*row) for row in rows[:limit]]
    return Found(page, page[-1].id if len(rows) > limit else end)
