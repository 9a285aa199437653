"""The journal, searched: a page reads a bounded stretch of it, however little of that fits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, case, func, literal_column, or_, select

from scimconsole.domain.ids import least_ordered_id
from scimconsole.domain.scim.text import fold
from scimconsole.storage import journal
from scimconsole.storage.request_causes import statuses_of
from scimconsole.storage.request_persons import is_about
from scimconsole.storage.request_query import EXACT, RequestQuery
from scimconsole.storage.request_subjects import subjects_of
from scimconsole.storage.requests import COLUMNS, RequestRow
from scimconsole.storage.session import Session
from scimconsole.storage.statements import Statement, param

__all__ = ["STRETCH", "STRETCH_ABOUT", "Found", "RequestQuery", "search"]

STRETCH = 10_000
"""Entries that one page reads at most."""

STRETCH_ABOUT = 500
"""Entries about one person that one page reads at most."""

_TOGETHER = 50
"""Entries fetched by their ids in one go."""

_AT_ONCE = 500
"""Entries read at once where a cause is sought."""

_AFTER_EVERY_TEXT = chr(0x10FFFF)
_entry = journal.ENTRY
_END = select(_entry.c.id).where(
    _entry.c.org_id == param("org"), _entry.c.id < param("before"), _entry.c.id >= param("least")
)
_STRETCH = _END.order_by(_entry.c.id.desc()).limit(param("stretch")).subquery("stretch")
_END_OF_STRETCH = Statement(select(func.min(_STRETCH.c.id), func.count()).select_from(_STRETCH))
# What is not asked for has a range that every text is in: one statement serves every choice. In one term: of
# several SQLite concludes that hardly a row is left, and sorts instead of reading in order up to the limit.
_FITS = and_(
    _entry.c.status.between(param("lowest"), param("highest")),
    or_(
        _entry.c.status >= param("explained_from"), _entry.c.error.is_not(None), _entry.c.ignored.is_not(None)
    ),
    *(func.coalesce(_entry.c[name], literal_column("''")) >= param(f"{name}_low") for name in EXACT),
    *(func.coalesce(_entry.c[name], literal_column("''")) <= param(f"{name}_high") for name in EXACT),
)
_MEANT = and_(_entry.c.org_id == param("org"), case((_FITS, 1), else_=0) == 1)
_WITHIN = Statement(
    select(*COLUMNS)
    .where(_MEANT, _entry.c.id < param("before"), _entry.c.id >= param("end"))
    .order_by(_entry.c.id.desc())
    .limit(param("limit"))
)
_AMONG = Statement(
    select(*COLUMNS)
    .where(_MEANT, _entry.c.id.in_([param(f"id_{place}") for place in range(_TOGETHER)]))
    .order_by(_entry.c.id.desc())
)


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
    given = _values(org_id, query)
    if query.user is not None:
        return _about(session, query, before, least, limit, given)
    end, size = session.all(_END_OF_STRETCH, org=org_id, before=before, least=least, stretch=STRETCH)[0]
    if not size:
        return Found([], None)
    rows: list[RequestRow] = []
    # A cause is recognised here, not by the engine: what does not fit is passed over.
    while len(rows) <= limit:
        asked = limit + 1 - len(rows) if query.cause is None else _AT_ONCE
        read = [
            RequestRow(*row) for row in session.all(_WITHIN, before=before, end=end, limit=asked, **given)
        ]
        rows += [row for row in read if query.is_due(row)]
        if len(read) < asked or query.cause is None:
            break
        before = read[-1].id
    return _page(rows, limit, end if size == STRETCH else None)


def _values(org_id: str, query: RequestQuery) -> dict[str, Any]:
    lowest = 0 if query.lowest is None else query.lowest
    highest = 999 if query.highest is None else query.highest
    if query.cause is not None:
        statuses = statuses_of(query.cause)
        lowest, highest = max(lowest, statuses[0]), min(highest, statuses[1])
    values: dict[str, Any] = {"org": org_id, "lowest": lowest, "highest": highest}
    # Only what was refused, or has a sentence or an unknown attribute, is due to anything.
    values["explained_from"] = 0 if query.cause is None else 400
    for name in EXACT:
        asked = getattr(query, name)
        values[f"{name}_low"] = "" if asked is None else asked
        values[f"{name}_high"] = _AFTER_EVERY_TEXT if asked is None else asked
    return values


def _about(
    session: Session, query: RequestQuery, before: str, least: str, limit: int, given: dict[str, Any]
) -> Found:
    org_id = given["org"]
    subjects = subjects_of(session, org_id, query.user or "")
    told = {
        entry_id
        for subject in subjects
        for entry_id in journal.entries_about(session, org_id, subject, before, STRETCH_ABOUT)
    }
    ids = [entry_id for entry_id in sorted(told, reverse=True)[:STRETCH_ABOUT] if entry_id >= least]
    folded = {fold(subject) for subject in subjects}
    rows: list[RequestRow] = []
    for start in range(0, len(ids), _TOGETHER):
        chunk = ids[start : start + _TOGETHER]
        padded = chunk + chunk[-1:] * (_TOGETHER - len(chunk))
        places = {f"id_{place}": entry_id for place, entry_id in enumerate(padded)}
        found = [RequestRow(*row) for row in session.all(_AMONG, **places, **given)]
        # Entries are filed by a hash, which two names may share.
        rows += [row for row in found if is_about(session, org_id, row, folded) and query.is_due(row)]
        if len(rows) > limit:
            break
    return _page(rows, limit, ids[-1] if len(ids) == STRETCH_ABOUT else None)


def _page(rows: list[RequestRow], limit: int, end: str | None) -> Found:
    page = rows[:limit]
    return Found(page, page[-1].id if len(rows) > limit else end)
