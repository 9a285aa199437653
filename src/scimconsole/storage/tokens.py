"""SCIM tokens."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import and_, func, insert, or_, select, update

from scimconsole.domain import credentials
from scimconsole.domain.tokens import Expiry
from scimconsole.errors import NotFound
from scimconsole.storage import audit
from scimconsole.storage.members import Digest
from scimconsole.storage.session import Session
from scimconsole.storage.statements import Statement, param
from scimconsole.storage.tables import ScimToken

_token = ScimToken.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class TokenRow:
    """A token, without anything secret; times in microseconds since the epoch."""

    id: str
    name: str
    last_four: str
    created_at: int
    created_by: str
    expires_at: int | None
    expiry_reason: str | None
    revoked_at: int | None
    last_used_at: int | None
    last_used_from: str | None
    predecessor_id: str | None
    successor_id: str | None


_COLUMNS = (
    _token.c.id,
    _token.c.name,
    _token.c.last_four,
    _token.c.created_at,
    _token.c.created_by,
    _token.c.expires_at,
    _token.c.expiry_reason,
    _token.c.revoked_at,
    _token.c.last_used_at,
    _token.c.last_used_from,
    _token.c.predecessor_id,
    _token.c.successor_id,
)
_ONE = and_(_token.c.org_id == param("org"), _token.c.id == param("token"))
_FIND = Statement(select(*_COLUMNS).where(_ONE))
_PAGE = Statement(
    select(*_COLUMNS)
    .where(
        _token.c.org_id == param("org"),
        or_(
            _token.c.created_at < param("before"),
            and_(_token.c.created_at == param("before"), _token.c.id < param("before_id")),
        ),
    )
    .order_by(_token.c.created_at.desc(), _token.c.id.desc())
    .limit(param("limit"))
)
_COUNT = Statement(select(func.count()).where(_token.c.org_id == param("org")))
_ADD = Statement(
    insert(_token).values(
        org_id=param("org"),
        id=param("token"),
        name=param("name"),
        digest=param("digest"),
        pepper_id=param("pepper"),
        last_four=param("last_four"),
        created_at=param("now"),
        created_by=param("by"),
        expires_at=param("expires_at"),
        expiry_reason=param("expiry_reason"),
        predecessor_id=param("predecessor"),
    )
)
_RENAME = Statement(update(_token).where(_ONE).values(name=param("new_name")))
_REVOKE = Statement(
    update(_token)
    .where(_ONE, _token.c.revoked_at.is_(None))
    .values(revoked_at=param("now"), revoked_by=param("by"))
)
_FOLLOW = Statement(update(_token).where(_ONE).values(successor_id=param("successor")))


def find_token(session: Session, org_id: str, token_id: str) -> TokenRow:
    """The token; raises NotFound."""
    row = session.one(_FIND, org=org_id, token=token_id)
    if row is None:
        raise NotFound(
            f"There is no token {token_id!r} here.", hint="`scimconsole token list` shows them all."
        )
    return TokenRow(*row)


def list_tokens(session: Session, org_id: str, before: tuple[int, str], limit: int) -> list[TokenRow]:
    """Tokens, newest first, generated before the instant and id of `before`."""
    rows = session.all(_PAGE, org=org_id, before=before[0], before_id=before[1], limit=limit)
    return [TokenRow(*row) for row in rows]


def count_tokens(session: Session, org_id: str) -> int:
    """How many tokens were ever generated."""
    row = session.one(_COUNT, org=org_id)
    return int(row[0]) if row else 0


def generate_token(
    session: Session, org_id: str, *, name: str, expiry: Expiry, digest: Digest, by: str
) -> tuple[TokenRow, str]:
    """Mint a token inside of the caller's transaction; its text is in the answer and nowhere else."""
    token_id, text = _mint(session, org_id, name, expiry, digest, by, None)
    _note(session, org_id, by, "token.generated", token_id, {"name": name, "expires_at": expiry.expires_at})
    return find_token(session, org_id, token_id), text


def rotate_token(
    session: Session,
    org_id: str,
    predecessor: TokenRow,
    *,
    name: str,
    expiry: Expiry,
    now: bool,
    digest: Digest,
    by: str,
) -> tuple[TokenRow, str]:
    """Mint the successor of a token; both work, unless `now` revokes the old one at once."""
    token_id, text = _mint(session, org_id, name, expiry, digest, by, predecessor.id)
    session.execute(_FOLLOW, org=org_id, token=predecessor.id, successor=token_id)
    _note(
        session,
        org_id,
        by,
        "token.rotated",
        predecessor.id,
        {"successor_id": token_id, "now": now, "expires_at": expiry.expires_at},
    )
    if now:
        revoke_token(session, org_id, predecessor.id, by=by)
    return find_token(session, org_id, token_id), text


def rename_token(session: Session, org_id: str, token_id: str, name: str, *, by: str) -> TokenRow:
    """Give a token another name, inside of the caller's transaction; raises NotFound."""
    old = find_token(session, org_id, token_id)
    session.execute(_RENAME, org=org_id, token=token_id, new_name=name)
    _note(session, org_id, by, "token.renamed", token_id, {"from": old.name, "to": name})
    return find_token(session, org_id, token_id)


def revoke_token(session: Session, org_id: str, token_id: str, *, by: str) -> TokenRow:
    """End a token for good, inside of the caller's transaction; revoking twice is fine. Raises NotFound."""
    token = find_token(session, org_id, token_id)
    if session.execute(_REVOKE, org=org_id, token=token_id, now=session.now, by=by):
        _note(session, org_id, by, "token.revoked", token_id, {"name": token.name})
    return find_token(session, org_id, token_id)


def _mint(
    session: Session,
    org_id: str,
    name: str,
    expiry: Expiry,
    digest: Digest,
    by: str,
    predecessor_id: str | None,
) -> tuple[str, str]:
    credential = credentials.mint("scimc1")
    pepper_id, digested = digest(credential.text)
    session.execute(
        _ADD,
        org=org_id,
        token=credential.key_id,
        name=name,
        digest=digested,
        pepper=pepper_id,
        last_four=credentials.hint(credential).last_four,
        now=session.now,
        by=by,
        expires_at=expiry.expires_at,
        expiry_reason=expiry.reason,
        predecessor=predecessor_id,
    )
    return credential.key_id, credential.text


def _note(
    session: Session, org_id: str, by: str, action: str, token_id: str, detail: dict[str, object]
) -> None:
    audit.record(
        session, org_id, actor=by, action=action, target_type="token", target_id=token_id, detail=detail
    )
