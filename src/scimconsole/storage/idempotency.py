"""Answers kept for a day, so that a repeated request is answered and not done again."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import delete, insert, select

from scimconsole.storage.session import Session
from scimconsole.storage.statements import Statement, param
from scimconsole.storage.tables import IdempotentAnswer

KEPT_US = 24 * 3600 * 1_000_000
"""Microseconds an answer is kept."""

_answer = IdempotentAnswer.__table__  # type: ignore[attr-defined]
_FIND = Statement(
    select(_answer.c.request_hash, _answer.c.status, _answer.c.body).where(
        _answer.c.org_id == param("org"), _answer.c.key_hash == param("key"), _answer.c.at > param("oldest")
    )
)
_FORGET = Statement(delete(_answer).where(_answer.c.org_id == param("org"), _answer.c.at <= param("oldest")))
_KEEP = Statement(insert(_answer))


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """An answer that was given; `body` is None where it held a secret."""

    request_hash: str
    status: int
    body: bytes | None


def find(session: Session, org_id: str, key_hash: str) -> KeptAnswer | None:
    """The answer given under this key in the last day; inside a transaction."""
    row = session.one(_FIND, org=org_id, key=key_hash, oldest=session.now - KEPT_US)
    return None if row is None else KeptAnswer(*row)


def keep(
    session: Session, org_id: str, key_hash: str, request_hash: str, status: int, body: bytes | None
) -> None:
    """Keep the answer in the act's own transaction, and forget those older than a day."""
    session.execute(_FORGET, org=org_id, oldest=session.now - KEPT_US)
    session.execute(
        _KEEP,
        org_id=org_id,
        key_hash=key_hash,
        at=session.now,
        request_hash=request_hash,
        status=status,
        body=body,
    )
