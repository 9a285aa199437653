"""The journal of SCIM requests: written with the change it led to, or in batches for what changed nothing.

Every entry is filed under its subjects: the resource's id and whatever name the request sought, so that
people who were never stored are found, too; a refused creation under the externalId that was sent as well.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, func, insert, literal_column, or_, select, update

from scimconsole.storage.journal_buckets import FULL, bucket_of, own_bucket
from scimconsole.storage.request_persons import external_id_of
from scimconsole.storage.session import Session
from scimconsole.storage.statements import Statement, param
from scimconsole.storage.tables import JournalEntry, JournalSubject, ScimToken
from scimconsole.storage.text_keys import subject_key

ENTRY = JournalEntry.__table__  # type: ignore[attr-defined]
_subject = JournalSubject.__table__  # type: ignore[attr-defined]
_token = ScimToken.__table__  # type: ignore[attr-defined]
_INSERT = Statement(insert(ENTRY))
_FILE = Statement(insert(_subject))
_FILED = {"org_id": param("org"), "bucket": param("bucket"), "entry_id": param("entry")}
# One statement for both subjects: each gives up the interpreter's lock, and takes it back from the requests.
_FILE_TWICE = Statement(
    insert(_subject).values([_FILED | {"subject": param("first")}, _FILED | {"subject": param("second")}])
)
_TOKEN_USED = Statement(
    update(_token)
    .where(
        _token.c.org_id == param("org"),
        _token.c.id == param("token"),
        or_(_token.c.last_used_at.is_(None), _token.c.last_used_at < param("at")),
    )
    .values(last_used_at=param("at"), last_used_from=param("address"))
)
_newest = select(func.max(_subject.c.bucket).label("bucket")).where(_subject.c.org_id == param("org"))
_buckets = _newest.cte("buckets", recursive=True)
_buckets = _buckets.union_all(
    select(
        select(func.max(_subject.c.bucket))
        .where(_subject.c.org_id == param("org"), _subject.c.bucket < _buckets.c.bucket)
        .scalar_subquery()
    ).where(_buckets.c.bucket.is_not(None))
)
_ABOUT = Statement(
    select(_subject.c.entry_id)
    .join_from(
        _buckets,
        _subject,
        and_(
            _subject.c.org_id == param("org"),
            _subject.c.bucket == _buckets.c.bucket,
            _subject.c.subject == param("subject"),
        ),
    )
    .where(_subject.c.entry_id < param("before"))
    .order_by(literal_column("1").desc())
    .limit(param("limit"))
)


@dataclass(frozen=True, slots=True)
class TokenUse:
    """When (microseconds) and from which address a token was last used."""

    at: int
    address: str | None


def add(session: Session, entry: dict[str, Any]) -> None:
    """Write one entry (a mapping with every column but `kept_at`) inside the transaction of its change."""
    entry["kept_at"] = session.now
    session.execute(_INSERT, **entry)
    org_id, entry_id = entry["org_id"], entry["id"]
    bucket = bucket_of(org_id, entry["at"])
    subjects = _subjects(entry)
    if len(subjects) == 2:
        first, second = subjects
        session.execute(_FILE_TWICE, org=org_id, bucket=bucket, entry=entry_id, first=first, second=second)
        return
    for subject in subjects:
        session.execute(_FILE, org_id=org_id, bucket=bucket, entry_id=entry_id, subject=subject)


def add_batch(
    session: Session, entries: list[dict[str, Any]], uses: Mapping[tuple[str, str], TokenUse]
) -> None:
    """Write the entries of one organization, and when its tokens (by `(org_id, token id)`) were last used."""
    session.execute_many(_INSERT, ({**entry, "kept_at": session.now} for entry in entries))
    own = own_bucket(max(entry["at"] for entry in entries)) if len(entries) >= FULL else None
    filed = [
        row
        for entry in entries
        for row in _filed(entry, bucket_of(entry["org_id"], entry["at"]) if own is None else own)
    ]
    filed.sort(key=lambda row: (row["subject"], row["entry_id"]))
    session.execute_many(_FILE, filed)
    for (org_id, token_id), use in uses.items():
        session.execute(_TOKEN_USED, org=org_id, token=token_id, at=use.at, address=use.address)


def entries_about(session: Session, org_id: str, subject: str, before: str, limit: int) -> list[str]:
    """The ids of the newest entries before the entry `before` that concern an id or a name, newest first.

    A hash decides; the caller rechecks in full.
    """
    rows = session.all(_ABOUT, org=org_id, subject=subject_key(subject), before=before, limit=limit)
    return [row[0] for row in rows]


def _filed(entry: Mapping[str, Any], bucket: int) -> list[dict[str, Any]]:
    org_id, entry_id = entry["org_id"], entry["id"]
    return [
        {"org_id": org_id, "bucket": bucket, "subject": subject, "entry_id": entry_id}
        for subject in _subjects(entry)
    ]


def _subjects(entry: Mapping[str, Any]) -> set[int]:
    names = (entry["resource_id"], entry["sought"], external_id_of(entry))
    return {subject_key(text) for text in names if text is not None}
