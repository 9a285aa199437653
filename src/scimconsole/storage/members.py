"""Members and their API keys."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from sqlalchemy import and_, delete, func, insert, or_, select, update

from scimconsole.domain import credentials
from scimconsole.domain.ids import new_id
from scimconsole.domain.scim.text import fold, is_storable
from scimconsole.domain.tokens import OMITTED, expiry_of_new
from scimconsole.errors import Conflict, InvalidInput, NotFound
from scimconsole.storage import audit
from scimconsole.storage.session import Session
from scimconsole.storage.statements import Statement, param
from scimconsole.storage.tables import ApiKey, OrganizationMember
from scimconsole.storage.transactions import write

Digest = Callable[[str], tuple[str, bytes]]
"""Text to pepper id and digest: `Peppers.digest`."""

Role = Literal["owner", "support"]
"""`owner` does everything, `support` reads."""

EMAIL = re.compile(r"[^@\s\x00-\x1f]{1,64}@[^@\s\x00-\x1f]{1,255}")
USE_NOTED_EVERY = 60_000_000
"""Microseconds between two notes of a key's or token's use."""

_member = OrganizationMember.__table__  # type: ignore[attr-defined]
_key = ApiKey.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class KeyRow:
    """An API key by its public part; times in microseconds since the epoch."""

    id: str
    member_id: str
    last_four: str
    created_at: int
    expires_at: int | None
    revoked_at: int | None
    last_used_at: int | None


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A member, with all keys they ever had, newest first."""

    id: str
    email: str
    role: Role
    created_at: int
    keys: tuple[KeyRow, ...] = ()


@dataclass(frozen=True, slots=True)
class NewKey:
    """An API key just minted; `text` is shown once."""

    id: str
    text: str = field(repr=False)
    expires_at: int | None


@dataclass(frozen=True, slots=True)
class KnownKey:
    """What signing in with an API key needs to know."""

    digest: bytes = field(repr=False)
    pepper_id: str
    expires_at: int | None
    revoked_at: int | None
    last_used_at: int | None
    member_id: str
    email: str
    role: Role


_MEMBER_COLUMNS = (_member.c.id, _member.c.email, _member.c.role, _member.c.created_at)
_KEY_COLUMNS = (
    _key.c.id,
    _key.c.member_id,
    _key.c.last_four,
    _key.c.created_at,
    _key.c.expires_at,
    _key.c.revoked_at,
    _key.c.last_used_at,
)
_FIND = Statement(
    select(*_MEMBER_COLUMNS).where(_member.c.org_id == param("org"), _member.c.id == param("member"))
)
_FIND_BY_EMAIL = Statement(
    select(*_MEMBER_COLUMNS).where(
        _member.c.org_id == param("org"), _member.c.email_key == param("email_key")
    )
)
_PAGE = Statement(
    select(*_MEMBER_COLUMNS)
    .where(_member.c.org_id == param("org"), _member.c.email_key > param("after"))
    .order_by(_member.c.email_key)
    .limit(param("limit"))
)
_COUNT = Statement(select(func.count()).where(_member.c.org_id == param("org")))
_COUNT_OWNERS = Statement(
    select(func.count()).where(_member.c.org_id == param("org"), _member.c.role == "owner")
)
_KEYS = Statement(
    select(*_KEY_COLUMNS)
    .where(_key.c.org_id == param("org"), _key.c.member_id == param("member"))
    .order_by(_key.c.created_at.desc(), _key.c.id)
)
_ADD = Statement(
    insert(_member).values(
        org_id=param("org"),
        id=param("member"),
        email=param("email"),
        email_key=param("email_key"),
        role=param("role"),
        created_at=param("now"),
    )
)
_ADD_KEY = Statement(
    insert(_key).values(
        org_id=param("org"),
        id=param("key"),
        member_id=param("member"),
        digest=param("digest"),
        pepper_id=param("pepper"),
        last_four=param("last_four"),
        created_at=param("now"),
        expires_at=param("expires_at"),
    )
)
_END_KEYS = Statement(
    update(_key)
    .where(_key.c.org_id == param("org"), _key.c.member_id == param("member"), _key.c.revoked_at.is_(None))
    .values(revoked_at=param("now"))
)
_REMOVE_KEYS = Statement(
    delete(_key).where(_key.c.org_id == param("org"), _key.c.member_id == param("member"))
)
_REMOVE = Statement(delete(_member).where(_member.c.org_id == param("org"), _member.c.id == param("member")))
_SIGN_IN = Statement(
    select(
        _key.c.digest,
        _key.c.pepper_id,
        _key.c.expires_at,
        _key.c.revoked_at,
        _key.c.last_used_at,
        _member.c.id,
        _member.c.email,
        _member.c.role,
    )
    .select_from(
        _key.join(_member, and_(_member.c.org_id == _key.c.org_id, _member.c.id == _key.c.member_id))
    )
    .where(_key.c.org_id == param("org"), _key.c.id == param("key"))
)
_NOTE_USE = Statement(
    update(_key)
    .where(
        _key.c.org_id == param("org"),
        _key.c.id == param("key"),
        or_(_key.c.last_used_at.is_(None), _key.c.last_used_at < param("now")),
    )
    .values(last_used_at=param("now"))
)


def find_member(session: Session, org_id: str, member_id: str) -> MemberRow:
    """The member with their keys; raises NotFound."""
    row = session.one(_FIND, org=org_id, member=member_id)
    if row is None:
        raise NotFound(f"There is no member {member_id!r} here.")
    return _with_keys(session, org_id, row)


def list_members(session: Session, org_id: str, after: str, limit: int) -> list[MemberRow]:
    """Members in the order of their e-mail addresses, after the folded address `after`."""
    rows = session.all(_PAGE, org=org_id, after=after, limit=limit)
    return [_with_keys(session, org_id, row) for row in rows]


def count_members(session: Session, org_id: str) -> int:
    """How many members there are."""
    row = session.one(_COUNT, org=org_id)
    return int(row[0]) if row else 0


def add_member(
    session: Session,
    org_id: str,
    *,
    email: str,
    role: str,
    digest: Digest,
    expires_in: int | None = None,
    by: str = "service",
) -> tuple[MemberRow, NewKey]:
    """Add a member in a transaction of its own; the API key is in the answer and nowhere else.

    `expires_in` is in seconds, None is 365 days. Raises InvalidInput, Conflict when the address is a member's
    already, and KeyError when there is no such organization.
    """
    return write(
        session,
        org_id,
        lambda session: insert_member(session, org_id, email, role, expires_in, digest, by=by),
    )


def insert_member(
    session: Session, org_id: str, email: str, role: str, expires_in: int | None, digest: Digest, *, by: str
) -> tuple[MemberRow, NewKey]:
    """What `add_member` does, inside of the caller's transaction."""
    check_email(email)
    if role not in ("owner", "support"):
        raise InvalidInput(
            f'"{role}" is no role: "owner" does everything, "support" reads.',
            errors=[("/role", "owner or support")],
        )
    email_key = fold(email)
    if session.one(_FIND_BY_EMAIL, org=org_id, email_key=email_key) is not None:
        raise Conflict(
            f"{email} is a member already.", hint="Rotate their API key, or remove them and add them again."
        )
    member_id = new_id()
    session.execute(
        _ADD, org=org_id, member=member_id, email=email, email_key=email_key, role=role, now=session.now
    )
    key = _mint_key(session, org_id, member_id, expires_in, digest)
    _note(session, org_id, by, "member.added", member_id, {"email": email, "role": role, "key_id": key.id})
    return find_member(session, org_id, member_id), key


def remove_member(session: Session, org_id: str, member_id: str, *, by: str) -> None:
    """Remove a member with their keys, inside of the caller's transaction.

    Raises NotFound, and Conflict for the last owner.
    """
    member = find_member(session, org_id, member_id)
    owners = session.one(_COUNT_OWNERS, org=org_id)
    if member.role == "owner" and owners is not None and owners[0] == 1:
        raise Conflict(
            f"{member.email} is the last owner: nobody could manage the organization any more.",
            hint="Add another owner first.",
        )
    session.execute(_REMOVE_KEYS, org=org_id, member=member_id)
    session.execute(_REMOVE, org=org_id, member=member_id)
    _note(session, org_id, by, "member.removed", member_id, {"email": member.email, "role": member.role})


def rotate_key(
    session: Session, org_id: str, member_id: str, expires_in: int | None, digest: Digest, *, by: str
) -> NewKey:
    """End every key of a member and mint a new one, inside of the caller's transaction; raises NotFound."""
    member = find_member(session, org_id, member_id)
    session.execute(_END_KEYS, org=org_id, member=member_id, now=session.now)
    key = _mint_key(session, org_id, member_id, expires_in, digest)
    _note(session, org_id, by, "member.key-rotated", member_id, {"email": member.email, "key_id": key.id})
    return key


def find_key(session: Session, org_id: str, key_id: str) -> KnownKey | None:
    """What is known of an API key; None when nobody has it."""
    row = session.one(_SIGN_IN, org=org_id, key=key_id)
    return None if row is None else KnownKey(*row)


def note_key_use(session: Session, org_id: str, key_id: str, at: int) -> None:
    """Keep when a key was used last."""
    session.execute(_NOTE_USE, org=org_id, key=key_id, now=at)


def check_email(email: str) -> None:
    """Raise InvalidInput unless the text looks like an e-mail address."""
    if EMAIL.fullmatch(email) is None or not is_storable(email):
        raise InvalidInput(
            f"{email!r} is no e-mail address.", errors=[("/email", "expected name@example.com")]
        )


def _mint_key(
    session: Session, org_id: str, member_id: str, expires_in: int | None, digest: Digest
) -> NewKey:
    credential = credentials.mint("scimk1")
    pepper_id, digested = digest(credential.text)
    expiry = expiry_of_new(session.now, OMITTED if expires_in is None else expires_in, None)
    session.execute(
        _ADD_KEY,
        org=org_id,
        key=credential.key_id,
        member=member_id,
        digest=digested,
        pepper=pepper_id,
        last_four=credentials.hint(credential).last_four,
        now=session.now,
        expires_at=expiry.expires_at,
    )
    return NewKey(credential.key_id, credential.text, expiry.expires_at)


def _with_keys(session: Session, org_id: str, row: Sequence[object]) -> MemberRow:
    keys = tuple(KeyRow(*key) for key in session.all(_KEYS, org=org_id, member=row[0]))
    return MemberRow(*row, keys)  # type: ignore[call-arg, arg-type]


def _note(
    session: Session, org_id: str, by: str, action: str, member_id: str, detail: dict[str, object]
) -> None:
    audit.record(
        session,
        org_id,
        actor=by,
        action=action,
        target_type="member",
        target_id=member_id,
        detail=detail,
    )
