"""Members and their API keys."""

from __future__ import annotations

import time
from typing import Annotated

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel

from scimconsole.api import (
    KeyCreated,
    KeyRotation,
    Member,
    MemberCreated,
    MemberKey,
    NewMember,
    Page,
    SecretHint,
)
from scimconsole.api.base import timestamp
from scimconsole.domain.scim.text import fold
from scimconsole.domain.tokens import token_state
from scimconsole.service.management.acts import Acting
from scimconsole.service.management.paging import Cursor, Limit, decode_cursor, encode_cursor
from scimconsole.service.management.preconditions import IfMatch, content_tag, require_match
from scimconsole.service.management.sign_in import SignedIn
from scimconsole.storage import members
from scimconsole.storage.members import MemberRow
from scimconsole.storage.session import Session

router = APIRouter(prefix="/members", tags=["members"])

MemberId = Annotated[str, Path(max_length=100, description="The member's `id`.")]


@router.get("", response_model=Page[Member])
async def list_members(caller: SignedIn, limit: Limit = 100, cursor: Cursor = None) -> Page[Member]:
    """The people who may use this API for the organization, by e-mail address."""
    (after,) = ("",) if cursor is None else decode_cursor("members", cursor, str)

    def read(session: Session) -> Page[Member]:
        rows = members.list_members(session, caller.org_id, after, limit + 1)
        page = rows[:limit]
        return Page[Member](
            items=[_wire(row) for row in page],
            next_cursor=encode_cursor("members", fold(page[-1].email)) if len(rows) > limit else None,
            total=members.count_members(session, caller.org_id),
        )

    return await caller.context.database.quick(read)


@router.post("", response_model=MemberCreated, status_code=201)
async def add_member(act: Acting, new: NewMember) -> Response:
    """Add a member. The API key is in this answer and nowhere else, ever."""
    caller = act.caller

    def work(session: Session) -> MemberCreated:
        row, key = members.insert_member(
            session,
            caller.org_id,
            new.email,
            new.role,
            new.expires_in,
            caller.context.peppers.digest,
            by=caller.actor,
        )
        return MemberCreated(**_wire(row).model_dump(), api_key=key.text)

    return await act.perform(201, work, secret=True)


@router.get("/{member_id}", response_model=Member)
async def read_member(caller: SignedIn, member_id: MemberId, response: Response) -> Member:
    """One member with their keys, newest first."""
    row = await caller.context.database.quick(
        lambda session: members.find_member(session, caller.org_id, member_id)
    )
    member = _wire(row)
    response.headers["ETag"] = _etag(member)
    return member


@router.delete("/{member_id}", status_code=204)
async def remove_member(act: Acting, member_id: MemberId, if_match: IfMatch = None) -> Response:
    """Remove a member; their keys end with it. The last owner cannot be removed."""
    caller = act.caller

    def work(session: Session) -> None:
        _require_match(session, caller.org_id, member_id, if_match)
        members.remove_member(session, caller.org_id, member_id, by=caller.actor)

    return await act.perform(204, work)


@router.post("/{member_id}/key", response_model=KeyCreated, status_code=201)
async def rotate_key(
    act: Acting, member_id: MemberId, rotation: KeyRotation | None = None, if_match: IfMatch = None
) -> Response:
    """Give a member a new API key, shown in this answer only; the keys before it end at once."""
    caller = act.caller
    asked = rotation or KeyRotation()

    def work(session: Session) -> KeyCreated:
        _require_match(session, caller.org_id, member_id, if_match)
        key = members.rotate_key(
            session,
            caller.org_id,
            member_id,
            asked.expires_in,
            caller.context.peppers.digest,
            by=caller.actor,
        )
        return KeyCreated(id=key.id, api_key=key.text, expires_at=timestamp(key.expires_at))

    return await act.perform(201, work, secret=True)


def _wire(row: MemberRow) -> Member:
    now = time.time_ns() // 1000
    return Member(
        id=row.id,
        email=row.email,
        role=row.role,
        created_at=timestamp(row.created_at),
        keys=[
            MemberKey(
                id=key.id,
                hint=SecretHint(prefix=f"scimk1_{key.id[:4]}", last_four=key.last_four),
                state=token_state(now, key.expires_at, key.revoked_at),
                created_at=timestamp(key.created_at),
                expires_at=timestamp(key.expires_at),
                last_used_at=timestamp(key.last_used_at),
            )
            for key in row.keys
        ],
    )


def _etag(member: BaseModel) -> str:
    assert isinstance(member, Member)
    return content_tag(member.id, member.email, member.role, [(key.id, key.state) for key in member.keys])


def _require_match(session: Session, org_id: str, member_id: str, if_match: str | None) -> None:
    if if_match is not None:
        require_match(if_match, _etag(_wire(members.find_member(session, org_id, member_id))))
