"""What stays of journal entries that were pruned: a line for each id or name they were about."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from sqlalchemy import case, delete, select
from sqlalchemy.dialects.postgresql import insert

from scimconsole.domain.scim.text import fold
from scimconsole.storage.session import Session
from scimconsole.storage.statements import Statement, param
from scimconsole.storage.tables import JournalDigest
from scimconsole.storage.text_keys import subject_key

KEPT_US = 400 * 24 * 3600 * 1_000_000
"""Microseconds that a line is kept after the last entry about its subject."""


@dataclass(frozen=True, slots=True)
class Digest:
    """What the pruned entries about one id or name came to; times in microseconds.

    `operation`, `status` and `error` are those of the last of them.
    """

    name: str
    first_at: int
    last_at: int
    entries: int
    operation: str
    status: int
    error: str | None

    def and_later(self, other: Digest) -> Digest:
        """Both in one line."""
        newer = other if other.last_at >= self.last_at else self
        return replace(
            newer, first_at=min(self.first_at, other.first_at), entries=self.entries + other.entries
        )


_digest = JournalDigest.__table__  # type: ignore[attr-defined]
_NAMES = tuple(Digest.__dataclass_fields__)
_OF_SUBJECT = Statement(
    select(*(_digest.c[name] for name in _NAMES)).where(
        _digest.c.org_id == param("org"), _digest.c.subject == param("subject")
    )
)
_insert = insert(_digest)
_is_newer = _insert.excluded.last_at >= _digest.c.last_at
# Both engines read this spelling.
_ADD = Statement(
    _insert.on_conflict_do_update(
        index_elements=("org_id", "subject"),
        set_={
            "first_at": case(
                (_insert.excluded.first_at < _digest.c.first_at, _insert.excluded.first_at),
                else_=_digest.c.first_at,
            ),
            "entries": _digest.c.entries + _insert.excluded.entries,
            **{
                name: case((_is_newer, _insert.excluded[name]), else_=_digest.c[name])
                for name in ("name", "last_at", "operation", "status", "error")
            },
        },
    )
)
_OLDEST = Statement(
    select(_digest.c.subject)
    .where(_digest.c.org_id == param("org"), _digest.c.last_at < param("before"))
    .order_by(_digest.c.last_at)
    .limit(param("limit"))
)
_FORGET = Statement(
    delete(_digest).where(_digest.c.org_id == param("org_id"), _digest.c.subject == param("subject"))
)


def digest_of(session: Session, org_id: str, subjects: Iterable[str]) -> list[Digest]:
    """What is known of pruned entries about these ids and names, whatever their case; the last seen first."""
    wanted = {subject_key(subject): fold(subject) for subject in subjects}
    found = [
        Digest(*row)
        for key in wanted
        for row in session.all(_OF_SUBJECT, org=org_id, subject=key)
        # A hash decides, which two names may share.
        if fold(row[0]) == wanted[key]
    ]
    return sorted(found, key=lambda digest: digest.last_at, reverse=True)


def add(session: Session, org_id: str, digests: Iterable[Digest]) -> None:
    """Add to what is known; inside a transaction."""
    by_subject: dict[int, Digest] = {}
    for digest in digests:
        key = subject_key(digest.name)
        known = by_subject.get(key)
        by_subject[key] = digest if known is None else known.and_later(digest)
    session.execute_many(
        _ADD,
        (
            {"org_id": org_id, "subject": key} | {name: getattr(by_subject[key], name) for name in _NAMES}
            for key in sorted(by_subject)
        ),
    )


def is_any_before(session: Session, org_id: str, before: int) -> bool:
    """Whether there is a line whose last entry came before `before`."""
    return session.one(_OLDEST, org=org_id, before=before, limit=1) is not None


def forget_before(session: Session, org_id: str, before: int, limit: int) -> int:
    """Delete at most `limit` lines whose last entry came before `before`, and tell how many."""
    rows = session.all(_OLDEST, org=org_id, before=before, limit=limit)
    session.execute_many(_FORGET, ({"org_id": org_id, "subject": row[0]} for row in rows))
    return len(rows)
