"""Lists of groups, and of who is in one, paged by keyset."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import and_, func, select, tuple_

from scimconsole.storage.session import Session
from scimconsole.storage.statements import Statement, param
from scimconsole.storage.tables import Membership, ScimGroup, ScimUser
from scimconsole.storage.text_keys import prefix_range, sort_key

_group = ScimGroup.__table__  # type: ignore[attr-defined]
_membership = Membership.__table__  # type: ignore[attr-defined]
_user = ScimUser.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A group; times in microseconds since the epoch."""

    id: str
    display_name: str
    display_name_key: str
    external_id: str | None
    member_count: int
    created_at: int
    modified_at: int


@dataclass(frozen=True, slots=True)
class GroupMemberRow:
    """A member of a group; what is None is not known, because the id names no stored user."""

    id: str
    type: str
    display: str | None
    user_name: str | None
    active: bool | None


_COLUMNS: tuple[Any, ...] = tuple(_group.c[name] for name in GroupRow.__dataclass_fields__)
_in_range = and_(
    _group.c.org_id == param("org"),
    _group.c.display_name_key >= param("low"),
    _group.c.display_name_key < param("high"),
)
_PAGE = Statement(
    select(*_COLUMNS)
    .where(
        _in_range, tuple_(_group.c.display_name_key, _group.c.id) > tuple_(param("after"), param("after_id"))
    )
    .order_by(_group.c.display_name_key, _group.c.id)
    .limit(param("limit"))
)
_COUNT = Statement(select(func.count()).where(_in_range))
_FIND = Statement(select(*_COLUMNS).where(_group.c.org_id == param("org"), _group.c.id == param("group")))
_is_user = and_(_user.c.org_id == _membership.c.org_id, _user.c.id == _membership.c.member_id)
_is_group = and_(_group.c.org_id == _membership.c.org_id, _group.c.id == _membership.c.member_id)
_MEMBERS = Statement(
    select(
        _membership.c.member_id,
        _membership.c.member_type,
        _user.c.user_name,
        _user.c.active,
        _user.c.document,
        _group.c.display_name,
    )
    .select_from(_membership.outerjoin(_user, _is_user).outerjoin(_group, _is_group))
    .where(
        _membership.c.org_id == param("org"),
        _membership.c.group_id == param("group"),
        _membership.c.member_id > param("after"),
    )
    .order_by(_membership.c.member_id)
    .limit(param("limit"))
)


def list_groups(
    session: Session, org_id: str, prefix: str, after: tuple[str, str], limit: int
) -> list[GroupRow]:
    """Groups whose name begins with `prefix`, ordered by name, after the key and id of `after`."""
    low, high = prefix_range(sort_key(prefix))
    rows = session.all(_PAGE, org=org_id, low=low, high=high, after=after[0], after_id=after[1], limit=limit)
    return [GroupRow(*row) for row in rows]


def count_groups(session: Session, org_id: str, prefix: str) -> int:
    """How many groups have a name that begins with `prefix`."""
    low, high = prefix_range(sort_key(prefix))
    row = session.one(_COUNT, org=org_id, low=low, high=high)
    return int(row[0]) if row else 0


def find_group(session: Session, org_id: str, group_id: str) -> GroupRow | None:
    """The group with this SCIM id."""
    row = session.one(_FIND, org=org_id, group=group_id)
    return None if row is None else GroupRow(*row)


def list_group_members(
    session: Session, org_id: str, group_id: str, after: str, limit: int
) -> list[GroupMemberRow]:
    """Members of a group in the order of their ids, after the id `after`."""
    rows = session.all(_MEMBERS, org=org_id, group=group_id, after=after, limit=limit)
    return [_member(*row) for row in rows]


def _member(
    member_id: str,
    member_type: str,
    user_name: str | None,
    active: bool | None,
    document: bytes | None,
    group_name: str | None,
) -> GroupMemberRow:
    display = group_name if document is None else orjson.loads(document).get("displayName")
    return GroupMemberRow(
        member_id, member_type, display, user_name, None if active is None else bool(active)
    )
