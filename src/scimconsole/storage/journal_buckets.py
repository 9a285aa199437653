"""In which bucket the subjects of a journal entry are filed, and how small buckets become few.

Inside a bucket subjects lie in the order of their hashes. So a small one is cheap to write to, for the writes
of a moment share its pages, and few large ones are cheap to ask. Writes go to small ones, and soon after
sixteen at a time are merged.

A bucket is named for an instant of its entries' own hour, not for when they were written: whatever the clock
has done, nothing in it is younger than the end of that hour, and pruning may drop it as a whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from sqlalchemy import and_, func, select, update

from scimconsole.storage.session import Session
from scimconsole.storage.statements import Statement, param
from scimconsole.storage.tables import JournalSubject

HOUR = 3_600_000_000
"""Microseconds."""

FULL = 32
"""Entries after which a bucket is followed by the next; a batch of as many has one of its own."""

MERGED_TOGETHER = 16
_MARK = 16
"""Small buckets are multiples of it, merged ones are odd."""

_subject = JournalSubject.__table__  # type: ignore[attr-defined]
_first = select(func.min(_subject.c.bucket).label("bucket")).where(
    _subject.c.org_id == param("org"), _subject.c.bucket >= param("since")
)
_buckets = _first.cte("buckets", recursive=True)
_buckets = _buckets.union_all(
    select(
        select(func.min(_subject.c.bucket))
        .where(_subject.c.org_id == param("org"), _subject.c.bucket > _buckets.c.bucket)
        .scalar_subquery()
    ).where(_buckets.c.bucket < param("before"))
)
_SMALL = Statement(
    select(_buckets.c.bucket).where(_buckets.c.bucket < param("before"), _buckets.c.bucket % _MARK == 0)
)
_MERGE = Statement(
    update(_subject)
    .where(
        and_(
            _subject.c.org_id == param("org"),
            _subject.c.bucket.in_([param(f"bucket_{place}") for place in range(MERGED_TOGETHER)]),
        )
    )
    .values(bucket=param("merged"))
)

# The bucket being filled by this process, by organization, and the entries in it. Threads that disagree for
# a moment make one bucket more.
_filling: dict[str, tuple[int, int]] = {}


def bucket_of(org_id: str, at: int) -> int:
    """Where an entry of the instant `at` (microseconds) goes."""
    bucket, entries = _filling.get(org_id, (0, FULL))
    if entries >= FULL or bucket // HOUR != at // HOUR:
        bucket, entries = own_bucket(at), 0
    _filling[org_id] = (bucket, entries + 1)
    return bucket


def own_bucket(at: int) -> int:
    """A bucket of its own for entries of which the last is of the instant `at`."""
    return at // _MARK * _MARK


def to_merge(session: Session, org_id: str, since: int, before: int) -> list[list[int]]:
    """Groups of small buckets of the same hour, from `since` on and before `before`, in microseconds.

    Sixteen each, and fewer only where the hour was over.
    """
    rows = session.all(_SMALL, org=org_id, since=since, before=before)
    groups: list[list[int]] = []
    for hour, of_hour in groupby((row[0] for row in rows), key=lambda bucket: bucket // HOUR):
        buckets = list(of_hour)
        least = 2 if hour < before // HOUR else MERGED_TOGETHER
        starts = range(0, len(buckets), MERGED_TOGETHER)
        parts = [buckets[start : start + MERGED_TOGETHER] for start in starts]
        groups += [part for part in parts if len(part) >= least]
    return groups


def merge(session: Session, org_id: str, buckets: Sequence[int]) -> int:
    """Make one bucket of at most sixteen, and tell how many rows that moved; inside a transaction."""
    padded = [*buckets, *[buckets[-1]] * (MERGED_TOGETHER - len(buckets))]
    places = {f"bucket_{place}": bucket for place, bucket in enumerate(padded)}
    return session.execute(_MERGE, org=org_id, merged=max(buckets) + 1, **places)
