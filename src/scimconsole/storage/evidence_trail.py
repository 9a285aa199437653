"""The requests about one person under all their names, newest first, with a bounded number of looks.

Every bucket of the journal is asked once for each name whether it holds anything; only those that do are
read, from the newest on, until there is enough. So a name that was sought a hundred thousand times costs no
more than one that was sought twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import BigInteger, cast, func, select, union_all

from scimconsole.domain.ids import instant_of
from scimconsole.domain.scim.text import fold
from scimconsole.storage import journal
from scimconsole.storage.request_persons import is_about
from scimconsole.storage.requests import COLUMNS, RequestRow
from scimconsole.storage.session import Session
from scimconsole.storage.statements import Statement, param
from scimconsole.storage.tables import JournalSubject
from scimconsole.storage.text_keys import subject_key

MOST_NAMES = 12
"""Ids and names that one look asks for."""

_MOST_BUCKETS = 500
"""Buckets that are read in all, so that a busy hour costs no more than a quiet month."""

_HOUR = 3_600_000_000
"""Microseconds: no entry in a bucket is younger than the end of the hour that the bucket is named for."""

_TOGETHER = 50
"""Entries fetched by their ids in one go."""

_subject = JournalSubject.__table__  # type: ignore[attr-defined]
_entry = journal.ENTRY
_newest = select(func.max(_subject.c.bucket).label("bucket")).where(_subject.c.org_id == param("org"))
_buckets = _newest.cte("buckets", recursive=True)
_buckets = _buckets.union_all(
    select(
        select(func.max(_subject.c.bucket))
        .where(_subject.c.org_id == param("org"), _subject.c.bucket < _buckets.c.bucket)
        .scalar_subquery()
    ).where(_buckets.c.bucket.is_not(None))
)


def _holding(names: int) -> Statement:
    """Which buckets hold anything about so many names, the newest first."""
    wanted = union_all(
        *[select(cast(param(f"wanted_{place}"), BigInteger).label("subject")) for place in range(names)]
    ).cte("wanted")
    # A value for each bucket and name is looked up in the index; asked whether there is one, PostgreSQL would
    # read every subject there is.
    newest = (
        select(func.max(_subject.c.entry_id))
        .where(
            _subject.c.org_id == param("org"),
            _subject.c.bucket == _buckets.c.bucket,
            _subject.c.subject == wanted.c.subject,
        )
        .scalar_subquery()
    )
    everywhere = _buckets.join(wanted, _buckets.c.bucket.is_not(None))
    found = select(_buckets.c.bucket, wanted.c.subject, newest.label("newest")).select_from(everywhere)
    held = found.subquery()
    return Statement(
        select(held.c.bucket, held.c.subject).where(held.c.newest.is_not(None)).order_by(held.c.bucket.desc())
    )


_HOLDING = {names: _holding(names) for names in range(1, MOST_NAMES + 1)}
_IN_BUCKET = Statement(
    select(_subject.c.entry_id)
    .where(
        _subject.c.org_id == param("org"),
        _subject.c.bucket == param("bucket"),
        _subject.c.subject == param("subject"),
    )
    .order_by(_subject.c.entry_id.desc())
    .limit(param("limit"))
)
_OLDEST_IN_BUCKET = Statement(
    select(func.min(_subject.c.entry_id)).where(
        _subject.c.org_id == param("org"),
        _subject.c.bucket == param("bucket"),
        _subject.c.subject == param("subject"),
    )
)
_BY_IDS = Statement(
    select(*COLUMNS)
    .where(
        _entry.c.org_id == param("org"),
        _entry.c.id.in_([param(f"id_{place}") for place in range(_TOGETHER)]),
    )
    .order_by(_entry.c.id.desc())
)


@dataclass(frozen=True, slots=True)
class Trail:
    """Requests about somebody, newest first; `oldest_at` is when the first one kept came (microseconds)."""

    rows: tuple[RequestRow, ...]
    is_whole: bool
    oldest_at: int | None


def follow(session: Session, org_id: str, names: Sequence[str], limit: int) -> Trail:
    """The newest requests, at most `limit`, that were about one of these ids or sought one of these names."""
    keys = {subject_key(name) for name in names[:MOST_NAMES]}
    if not keys:
        return Trail((), True, None)
    values = {f"wanted_{place}": key for place, key in enumerate(keys)}
    holding = [(row[0], row[1]) for row in session.all(_HOLDING[len(keys)], org=org_id, **values)]
    ids, is_whole = _newest_ids(session, org_id, holding, limit)
    return Trail(
        tuple(_rows(session, org_id, ids, {fold(name) for name in names})),
        is_whole,
        _oldest(session, org_id, holding),
    )


def _newest_ids(
    session: Session, org_id: str, holding: Sequence[tuple[int, int]], limit: int
) -> tuple[list[str], bool]:
    """The newest ids in order, and whether there are no others."""
    found: set[str] = set()
    enough_from: int | None = None
    is_whole = True
    for looked, (bucket, subject) in enumerate(holding):
        # Entries of an older hour cannot be younger than those that are enough.
        if looked == _MOST_BUCKETS or (enough_from is not None and bucket < enough_from):
            is_whole = False
            break
        rows = session.all(_IN_BUCKET, org=org_id, bucket=bucket, subject=subject, limit=limit)
        is_whole = is_whole and len(rows) < limit
        found.update(row[0] for row in rows)
        if enough_from is None and len(found) >= limit:
            enough_from = instant_of(sorted(found, reverse=True)[limit - 1]) // _HOUR * _HOUR
    newest = sorted(found, reverse=True)
    return newest[:limit], is_whole and len(newest) <= limit


def _oldest(session: Session, org_id: str, holding: Sequence[tuple[int, int]]) -> int | None:
    """The instant of the oldest entry, from the oldest bucket that holds one."""
    if not holding:
        return None
    last = holding[-1][0]
    oldest: list[str] = []
    for bucket, subject in reversed(holding):
        if bucket != last:
            break
        row = session.one(_OLDEST_IN_BUCKET, org=org_id, bucket=bucket, subject=subject)
        if row is not None and row[0] is not None:
            oldest.append(row[0])
    return instant_of(min(oldest)) if oldest else None


def _rows(session: Session, org_id: str, ids: Sequence[str], folded: set[str]) -> Iterable[RequestRow]:
    for start in range(0, len(ids), _TOGETHER):
        chunk = ids[start : start + _TOGETHER]
        padded = [*chunk, *[chunk[-1]] * (_TOGETHER - len(chunk))]
        places = {f"id_{place}": entry_id for place, entry_id in enumerate(padded)}
        for row in session.all(_BY_IDS, org=org_id, **places):
            found = RequestRow(*row)
            # Entries are filed by a hash, which two names may share.
            if is_about(session, org_id, found, folded):
                yield found
