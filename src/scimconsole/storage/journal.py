"""The journal of SCIM requests: written with the change it led to, or in batches for what changed nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, or_, update

from scimconsole.storage.session import Session
from scimconsole.storage.statements import Statement, param
from scimconsole.storage.tables import JournalEntry, ScimToken

_token = ScimToken.__table__  # type: ignore[attr-defined]
_INSERT = Statement(insert(JournalEntry.__table__))  # type: ignore[attr-defined]
_TOKEN_USED = Statement(
    update(_token)
    .where(
        _token.c.org_id == param("org"),
        _token.c.id == param("token"),
        or_(_token.c.last_used_at.is_(None), _token.c.last_used_at < param("at")),
    )
    .values(last_used_at=param("at"), last_used_from=param("address"))
)


@dataclass(frozen=True, slots=True)
class TokenUse:
    """When (microseconds) and from which address a token was last used."""

    at: int
    address: str | None


def add(session: Session, entry: Mapping[str, Any]) -> None:
    """Write one entry (a mapping with every column of the table) inside the transaction of its change."""
    session.execute(_INSERT, **entry)


def add_batch(
    session: Session, entries: Iterable[dict[str, Any]], uses: Mapping[tuple[str, str], TokenUse]
) -> None:
    """Write the entries of one organization, and when its tokens (by `(org_id, token id)`) were last used."""
    session.execute_many(_INSERT, entries)
    for (org_id, token_id), use in uses.items():
        session.execute(_TOKEN_USED, org=org_id, token=token_id, at=use.at, address=use.address)
