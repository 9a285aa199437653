"""Groups, read."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query

from scimconsole.api import Group, GroupMember, Page
from scimconsole.api.base import timestamp
from scimconsole.errors import NotFound
from scimconsole.service.management.paging import Cursor, Limit, decode_cursor, encode_cursor
from scimconsole.service.management.sign_in import SignedIn
from scimconsole.storage import group_list
from scimconsole.storage.group_list import GroupRow
from scimconsole.storage.session import Session

router = APIRouter(prefix="/groups", tags=["groups"])

GroupId = Annotated[str, Path(max_length=100, description="The group's SCIM id.")]


@router.get("", response_model=Page[Group])
async def list_groups(
    caller: SignedIn,
    q: Annotated[str, Query(max_length=200, description="What the group's name begins with.")] = "",
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Page[Group]:
    """Groups in the order of their names."""
    after = ("", "") if cursor is None else decode_cursor("groups", cursor, str, str)

    def read(session: Session) -> Page[Group]:
        rows = group_list.list_groups(session, caller.org_id, q, (after[0], after[1]), limit + 1)
        page = rows[:limit]
        more = len(rows) > limit
        return Page[Group](
            items=[_wire(row) for row in page],
            next_cursor=encode_cursor("groups", page[-1].display_name_key, page[-1].id) if more else None,
            total=group_list.count_groups(session, caller.org_id, q),
        )

    return await caller.context.database.read(read)


@router.get("/{group_id}", response_model=Group)
async def read_group(caller: SignedIn, group_id: GroupId) -> Group:
    """One group."""
    return _wire(await caller.context.database.quick(lambda session: _find(session, caller.org_id, group_id)))


@router.get("/{group_id}/members", response_model=Page[GroupMember])
async def list_members(
    caller: SignedIn, group_id: GroupId, limit: Limit = 100, cursor: Cursor = None
) -> Page[GroupMember]:
    """Who is in a group, in the order of their ids."""
    (after,) = ("",) if cursor is None else decode_cursor("group-members", cursor, str)

    def read(session: Session) -> Page[GroupMember]:
        group = _find(session, caller.org_id, group_id)
        rows = group_list.list_group_members(session, caller.org_id, group_id, after, limit + 1)
        page = rows[:limit]
        return Page[GroupMember](
            items=[
                GroupMember(
                    id=row.id,
                    type=row.type,
                    display=row.display,
                    user_name=row.user_name,
                    active=row.active,
                )
                for row in page
            ],
            next_cursor=encode_cursor("group-members", page[-1].id) if len(rows) > limit else None,
            total=group.member_count,
        )

    return await caller.context.database.read(read)


def _find(session: Session, org_id: str, group_id: str) -> GroupRow:
    row = group_list.find_group(session, org_id, group_id)
    if row is None:
        raise NotFound(
            f"There is no group {group_id!r} here.", hint="`scimconsole groups list` shows them all."
        )
    return row


def _wire(row: GroupRow) -> Group:
    return Group(
        id=row.id,
        display_name=row.display_name,
        external_id=row.external_id,
        member_count=row.member_count,
        created_at=timestamp(row.created_at),
        updated_at=timestamp(row.modified_at),
    )
