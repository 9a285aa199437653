"""The journal cut at its old end: a few rows a transaction, and a line stays of what they were about."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Table, and_, case, delete, func, or_, select
from sqlalchemy.dialects.postgresql import insert

from scimconsole.domain.ids import least_ordered_id
from scimconsole.storage import journal, journal_buckets, journal_digest
from scimconsole.storage.journal_digest import Digest
from scimconsole.storage.session import Row, Session
from scimconsole.storage.statements import Statement, param
from scimconsole.storage.tables import (
    DisableMinute,
    IdempotentAnswer,
    JournalPruning,
    JournalSubject,
    Organization,
    TrafficCause,
    TrafficMinute,
)

MINUTE = 60_000_000
HOUR = journal_buckets.HOUR
"""Microseconds."""

_MINUTES_READ = 10_000
"""Minutes of traffic that are added up in one go."""
_ORGANIZATIONS_READ = 1_000
_AFTER_EVERY_MINUTE = 2**62

_entry = journal.ENTRY
_subject = JournalSubject.__table__  # type: ignore[attr-defined]
_pruning = JournalPruning.__table__  # type: ignore[attr-defined]
_organization = Organization.__table__  # type: ignore[attr-defined]
_minute = TrafficMinute.__table__  # type: ignore[attr-defined]
_cause = TrafficCause.__table__  # type: ignore[attr-defined]
_disable = DisableMinute.__table__  # type: ignore[attr-defined]
_answer = IdempotentAnswer.__table__  # type: ignore[attr-defined]

# The one walk through organizations: each of them is pruned in transactions of its own.
ORGANIZATIONS = Statement(
    select(_organization.c.org_id)
    .where(_organization.c.org_id > param("after"))
    .order_by(_organization.c.org_id)
    .limit(param("limit"))
)
_PRUNED = Statement(select(_pruning.c.pruned_until).where(_pruning.c.org_id == param("org")))
_TRAFFIC = Statement(
    select(_minute.c.minute, _minute.c.requests)
    .where(_minute.c.org_id == param("org"), _minute.c.minute < param("before"))
    .order_by(_minute.c.minute.desc())
    .limit(param("limit"))
)
_DIGESTED = ("id", "at", "resource_id", "sought", "operation", "status", "error")
_OLDEST = Statement(
    select(*(_entry.c[name] for name in _DIGESTED))
    .where(_entry.c.org_id == param("org"), _entry.c.id < param("before"))
    .order_by(_entry.c.id)
    .limit(param("limit"))
)
_DELETE = Statement(delete(_entry).where(_entry.c.org_id == param("org"), _entry.c.id <= param("last")))
_noted = insert(_pruning)
_NOTE = Statement(
    _noted.on_conflict_do_update(
        index_elements=("org_id",),
        set_={
            "pruned_until": case(
                (_noted.excluded.pruned_until > _pruning.c.pruned_until, _noted.excluded.pruned_until),
                else_=_pruning.c.pruned_until,
            ),
            "entries": _pruning.c.entries + _noted.excluded.entries,
        },
    )
)
_OLDEST_BUCKET = Statement(select(func.min(_subject.c.bucket)).where(_subject.c.org_id == param("org")))
_IN_BUCKET = and_(_subject.c.org_id == param("org"), _subject.c.bucket == param("bucket"))
_FILED = Statement(
    select(_subject.c.subject, _subject.c.entry_id)
    .where(_IN_BUCKET)
    .order_by(_subject.c.subject, _subject.c.entry_id)
    .limit(param("limit"))
)
_UNFILE = Statement(
    delete(_subject).where(
        _IN_BUCKET,
        _subject.c.subject <= param("subject"),
        or_(_subject.c.subject < param("subject"), _subject.c.entry_id <= param("entry")),
    )
)


def _aged(table: Table, age: str) -> Statement:
    return Statement(
        select(*table.primary_key.columns)
        .where(table.c.org_id == param("org"), table.c[age] < param("before"))
        .order_by(table.c[age])
        .limit(param("limit"))
    )


def _drop(table: Table) -> Statement:
    return Statement(delete(table).where(*(column == param(column.name) for column in table.primary_key)))


_AGING: tuple[tuple[Table, str, int], ...] = (
    (_answer, "at", 1),
    (_minute, "minute", MINUTE),
    (_cause, "hour", HOUR),
    (_disable, "minute", MINUTE),
)
"""What is dropped by age: the table, the column that tells it, and the microseconds of one of its units."""
_AGED = {table.name: _aged(table, age) for table, age, _ in _AGING}
_DROP = {table.name: _drop(table) for table, _, _ in _AGING}


@dataclass(frozen=True, slots=True)
class Bounds:
    """The instants, in microseconds, before which something is no longer kept."""

    entries: int
    counts: int
    answers: int
    digests: int

    def of(self, table: Table) -> int:
        """The instant for one of the tables that are pruned by age."""
        return self.answers if table is _answer else self.counts


def organizations(session: Session) -> list[str]:
    """The keys of all organizations."""
    found: list[str] = []
    while rows := session.all(ORGANIZATIONS, after=found[-1] if found else "", limit=_ORGANIZATIONS_READ):
        found += [row[0] for row in rows]
    return found


def pruned_until(session: Session, org_id: str) -> int | None:
    """The instant, in microseconds, before which the journal is no longer whole; None when it always was."""
    row = session.one(_PRUNED, org=org_id)
    return None if row is None else row[0]


def instant_of_surplus(session: Session, org_id: str, most: int) -> int:
    """The instant, in microseconds, since which at most `most` requests came; 0 when there were no more.

    Counted by the minute: to count the entries themselves would be to read the whole journal.
    """
    total, before = 0, _AFTER_EVERY_MINUTE
    while rows := session.all(_TRAFFIC, org=org_id, before=before, limit=_MINUTES_READ):
        for minute, requests in rows:
            total += requests
            if total > most:
                return int(minute + 1) * MINUTE
        before = rows[-1][0]
    return 0


def is_due(session: Session, org_id: str, bounds: Bounds) -> bool:
    """Whether there is anything to prune: most organizations have nothing most of the time."""
    return (
        session.one(_OLDEST, org=org_id, before=least_ordered_id(bounds.entries), limit=1) is not None
        or _bucket_past(session, org_id, bounds) is not None
        or journal_digest.is_any_before(session, org_id, bounds.digests)
        or any(
            session.one(_AGED[table.name], org=org_id, before=bounds.of(table) // unit, limit=1)
            for table, _, unit in _AGING
        )
    )


def prune_entries(session: Session, org_id: str, bounds: Bounds, limit: int) -> int:
    """Delete the oldest entries, at most `limit` of those no longer kept, and tell how many.

    What they came to is added to the digest. Inside a transaction.
    """
    rows = session.all(_OLDEST, org=org_id, before=least_ordered_id(bounds.entries), limit=limit)
    if not rows:
        return 0
    journal_digest.add(session, org_id, _digests(rows))
    session.execute(_DELETE, org=org_id, last=rows[-1][0])
    until = max(row[1] for row in rows) + 1
    session.execute(_NOTE, org_id=org_id, pruned_until=until, entries=len(rows))
    return len(rows)


def prune_subjects(session: Session, org_id: str, bounds: Bounds, limit: int) -> int:
    """Delete what pruned entries were filed under, at most `limit` rows, and tell how many.

    A bucket goes when none of its entries is kept; until then, an hour at most, it names some that are
    gone. Inside a transaction.
    """
    bucket = _bucket_past(session, org_id, bounds)
    if bucket is None:
        return 0
    rows = session.all(_FILED, org=org_id, bucket=bucket, limit=limit)
    subject, entry_id = rows[-1]
    session.execute(_UNFILE, org=org_id, bucket=bucket, subject=subject, entry=entry_id)
    return len(rows)


def prune_besides(session: Session, org_id: str, bounds: Bounds, limit: int) -> int:
    """Delete counts, answers and digests past their time, at most `limit` of a kind.

    Tells how many went of the most numerous kind. Inside a transaction.
    """
    most = journal_digest.forget_before(session, org_id, bounds.digests, limit)
    for table, _, unit in _AGING:
        before = bounds.of(table) // unit
        keys = session.all(_AGED[table.name], org=org_id, before=before, limit=limit)
        names = table.primary_key.columns.keys()
        session.execute_many(_DROP[table.name], (dict(zip(names, key, strict=True)) for key in keys))
        most = max(most, len(keys))
    return most


def _bucket_past(session: Session, org_id: str, bounds: Bounds) -> int | None:
    """The oldest bucket, when none of its entries is kept."""
    row = session.one(_OLDEST_BUCKET, org=org_id)
    if row is None or row[0] is None or (row[0] // HOUR + 1) * HOUR > bounds.entries:
        return None
    bucket: int = row[0]
    return bucket


def _digests(rows: list[Row]) -> Iterator[Digest]:
    for _, at, resource_id, sought, operation, status, error in rows:
        for name in {resource_id, sought} - {None}:
            yield Digest(name, at, at, 1, operation, status, error)
