"""Set-up links: made by owners, and used once, for a token."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import and_, func, insert, or_, select, update

from scimconsole.domain.setup_links import end_of_new, link_state, mint_code, token_life
from scimconsole.domain.tokens import OMITTED, expiry_of_new
from scimconsole.errors import Conflict, NotFound
from scimconsole.storage import audit, organization_settings, tokens
from scimconsole.storage.members import Digest
from scimconsole.storage.session import Session
from scimconsole.storage.statements import Statement, param
from scimconsole.storage.tables import SetupLink
from scimconsole.storage.tokens import TokenRow

_link = SetupLink.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class LinkRow:
    """A set-up link, without anything secret; times in microseconds since the epoch."""

    id: str
    name: str
    token_name: str
    token_seconds: int | None
    created_at: int
    created_by: str
    expires_at: int
    revoked_at: int | None
    used_at: int | None
    used_from: str | None
    token_id: str | None


@dataclass(frozen=True, slots=True)
class KnownLink:
    """What opening a link needs to know."""

    row: LinkRow
    pepper_id: str
    digest: bytes = field(repr=False)


_COLUMNS = (
    _link.c.id,
    _link.c.name,
    _link.c.token_name,
    _link.c.token_seconds,
    _link.c.created_at,
    _link.c.created_by,
    _link.c.expires_at,
    _link.c.revoked_at,
    _link.c.used_at,
    _link.c.used_from,
    _link.c.token_id,
)
_ONE = and_(_link.c.org_id == param("org"), _link.c.id == param("link"))
_FIND = Statement(select(*_COLUMNS).where(_ONE))
_OPEN = Statement(select(_link.c.pepper_id, _link.c.digest, *_COLUMNS).where(_ONE))
_PAGE = Statement(
    select(*_COLUMNS)
    .where(
        _link.c.org_id == param("org"),
        or_(
            _link.c.created_at < param("before"),
            and_(_link.c.created_at == param("before"), _link.c.id < param("before_id")),
        ),
    )
    .order_by(_link.c.created_at.desc(), _link.c.id.desc())
    .limit(param("limit"))
)
_COUNT = Statement(select(func.count()).where(_link.c.org_id == param("org")))
_ADD = Statement(
    insert(_link).values(
        org_id=param("org"),
        id=param("link"),
        name=param("name"),
        token_name=param("token_name"),
        token_seconds=param("token_seconds"),
        digest=param("digest"),
        pepper_id=param("pepper"),
        created_at=param("now"),
        created_by=param("by"),
        expires_at=param("expires_at"),
    )
)
_REVOKE = Statement(
    update(_link)
    .where(_ONE, _link.c.used_at.is_(None), _link.c.revoked_at.is_(None))
    .values(revoked_at=param("now"), revoked_by=param("by"))
)
_USE = Statement(
    update(_link)
    .where(_ONE)
    .values(used_at=param("now"), used_from=param("address"), token_id=param("token"))
)


def find_link(session: Session, org_id: str, link_id: str) -> LinkRow:
    """The link; raises NotFound."""
    row = session.one(_FIND, org=org_id, link=link_id)
    if row is None:
        raise NotFound(
            f"There is no set-up link {link_id!r} here.",
            hint="`scimconsole setup-link list` shows them all.",
        )
    return LinkRow(*row)


def list_links(session: Session, org_id: str, before: tuple[int, str], limit: int) -> list[LinkRow]:
    """Links, newest first, made before the instant and id of `before`."""
    rows = session.all(_PAGE, org=org_id, before=before[0], before_id=before[1], limit=limit)
    return [LinkRow(*row) for row in rows]


def count_links(session: Session, org_id: str) -> int:
    """How many links were ever made."""
    row = session.one(_COUNT, org=org_id)
    return int(row[0]) if row else 0


def known_link(session: Session, org_id: str, link_id: str) -> KnownLink | None:
    """What is known of a link; None when there is none."""
    row = session.one(_OPEN, org=org_id, link=link_id)
    return None if row is None else KnownLink(LinkRow(*row[2:]), row[0], row[1])


def create_link(
    session: Session,
    org_id: str,
    *,
    name: str,
    token_name: str,
    expires_in: int,
    token_expires_in: int | None,
    digest: Digest,
    by: str,
) -> tuple[LinkRow, str]:
    """Make a link inside of the caller's transaction; its code is in the answer and nowhere else.

    Raises InvalidInput for a life span that cannot be, of the link or of its token.
    """
    code = mint_code(org_id)
    pepper_id, digested = digest(code.text)
    expires_at = end_of_new(session.now, expires_in)
    session.execute(
        _ADD,
        org=org_id,
        link=code.key_id,
        name=name,
        token_name=token_name,
        token_seconds=token_life(token_expires_in),
        digest=digested,
        pepper=pepper_id,
        now=session.now,
        by=by,
        expires_at=expires_at,
    )
    detail = {
        "name": name,
        "token_name": token_name,
        "expires_at": expires_at,
        "token_expires_in": token_expires_in,
    }
    _note(session, org_id, by, "setup-link.created", code.key_id, detail)
    return find_link(session, org_id, code.key_id), code.text


def revoke_link(session: Session, org_id: str, link_id: str, *, by: str) -> LinkRow:
    """End a link inside of the caller's transaction; revoking twice is fine.

    Raises NotFound, and Conflict for a used one, whose token lives on.
    """
    link = find_link(session, org_id, link_id)
    if link.used_at is not None:
        raise Conflict(
            f"This link was used already, and made the token {link.token_id}.",
            hint=f"To end that token: scimconsole token revoke {link.token_id}",
        )
    if session.execute(_REVOKE, org=org_id, link=link_id, now=session.now, by=by):
        _note(session, org_id, by, "setup-link.revoked", link_id, {"name": link.name})
    return find_link(session, org_id, link_id)


def use_link(
    session: Session, org_id: str, link_id: str, *, address: str | None, digest: Digest
) -> tuple[TokenRow, str] | None:
    """Use a link up for a new token, inside of the caller's transaction; None when it is not open."""
    link = find_link(session, org_id, link_id)
    if link_state(session.now, link.expires_at, link.used_at, link.revoked_at) != "open":
        return None
    actor = f"setup-link:{link_id}"
    usual = organization_settings.read(session, org_id).token_seconds
    token, text = tokens.generate_token(
        session,
        org_id,
        name=link.token_name,
        expiry=expiry_of_new(session.now, link.token_seconds or OMITTED, None, usual),
        digest=digest,
        by=actor,
    )
    session.execute(_USE, org=org_id, link=link_id, now=session.now, address=address, token=token.id)
    _note(session, org_id, actor, "setup-link.used", link_id, {"token_id": token.id, "from": address})
    return token, text


def _note(
    session: Session, org_id: str, by: str, action: str, link_id: str, detail: dict[str, object]
) -> None:
    audit.record(
        session, org_id, actor=by, action=action, target_type="setup-link", target_id=link_id, detail=detail
    )
