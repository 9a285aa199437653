"""Users: listed, searched, read, and held or released by owners."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response
from pydantic import BaseModel

from scimconsole.api import Page, Reason, ReceivedValue, User, UserDetail, UserEvent, UserSort, UserStatus
from scimconsole.errors import InvalidInput, NotFound
from scimconsole.service.management.acts import Acting
from scimconsole.service.management.hold_user import hold_user, release_user
from scimconsole.service.management.mapping import saved_mapping
from scimconsole.service.management.paging import Cursor, Limit, decode_cursor, encode_cursor
from scimconsole.service.management.preconditions import IfMatch, require_match, version_tag
from scimconsole.service.management.sign_in import SignedIn
from scimconsole.service.management.user_query import Conditions, query_of, require_group
from scimconsole.service.management.user_received import received_values
from scimconsole.service.management.user_timeline import timeline
from scimconsole.service.management.user_wire import user_detail, user_items
from scimconsole.storage import user_list, users
from scimconsole.storage.requests import AFTER_EVERY_ID
from scimconsole.storage.session import Session
from scimconsole.storage.user_list import Order, Place, Sort, UserQuery, turned_round
from scimconsole.storage.user_rows import StoredUser

router = APIRouter(prefix="/users", tags=["users"])

UserId = Annotated[str, Path(max_length=100, description="The user's SCIM id.")]


@router.get("", response_model=Page[User])
async def list_users(
    caller: SignedIn,
    q: Annotated[
        str | None,
        Query(
            max_length=200,
            description="Words that the names, the userName or an e-mail address begin with. Without `sort`, "
            "large results come in the order of the word found.",
        ),
    ] = None,
    filter: Annotated[
        str | None, Query(max_length=1000, description="A SCIM filter (RFC 7644, 3.4.2.2).")
    ] = None,
    status: Annotated[
        UserStatus | None,
        Query(description="`inactive` are those that nobody holds; `incomplete` lack a required field."),
    ] = None,
    user_type: Annotated[str | None, Query(max_length=200, description="The value of `userType`.")] = None,
    group: Annotated[
        str | None, Query(max_length=100, description="The SCIM id of a group: its members.")
    ] = None,
    changed_since: Annotated[
        str | None,
        Query(
            max_length=40,
            description="A time (ISO 8601, UTC without an offset): who was created or changed then or later.",
            examples=["2026-11-21T20:00:00Z"],
        ),
    ] = None,
    sort: Annotated[
        UserSort | None, Query(description="`user_name` when omitted; a minus turns it round.")
    ] = None,
    reverse: Annotated[
        bool, Query(description="From the end: the same list, whatever its order, turned round.")
    ] = False,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Page[User]:
    """Users: everybody, or those who meet all the conditions given."""
    profile = caller.profile
    query = query_of(profile, Conditions(q, filter, status, user_type, group, changed_since), "?")
    continued = None if cursor is None else _place(cursor, query, sort, reverse)

    def read(session: Session) -> Page[User]:
        base, org_id = caller.tenant_url, caller.org_id
        require_group(session, org_id, query, "?")
        prepared = user_list.prepare(session, org_id, query, sort)
        first = sort or prepared.order
        order, after = continued or (turned_round(first) if reverse else first, None)
        found = user_list.list_users(session, profile.user, base, org_id, prepared, order, after, limit + 1)
        page = found[:limit]
        following = None
        if len(found) > limit:
            place = page[-1][0]
            following = encode_cursor(f"users:{order}", place.key, place.id)
        return Page[User](
            items=user_items(session, org_id, [stored for _, stored in page]),
            next_cursor=following,
            total=user_list.count_users(session, profile.user, base, org_id, prepared),
        )

    return await caller.context.database.read(read)


@router.get("/{user_id}", response_model=UserDetail)
async def read_user(caller: SignedIn, user_id: UserId, response: Response) -> UserDetail:
    """One user: what is stored, as Entra reads it, and what was left out of it."""

    def read(session: Session) -> UserDetail:
        stored = _find(session, caller.org_id, user_id)
        return user_detail(session, caller.org_id, stored, caller.tenant_url)

    detail = await caller.context.database.quick(read)
    response.headers["ETag"] = _etag(detail)
    return detail


@router.get("/{user_id}/history", response_model=Page[UserEvent])
async def read_history(
    caller: SignedIn, user_id: UserId, limit: Limit = 100, cursor: Cursor = None
) -> Page[UserEvent]:
    """What happened to a user and who did it, newest first; it outlives the user.

    Changes, holds, and the requests that changed nothing: refused ones, and those that only looked, which
    are one event as long as they come in a row. A page may hold few events although `next_cursor` goes on.
    """
    (before,) = (AFTER_EVERY_ID,) if cursor is None else decode_cursor("history", cursor, str)

    def read(session: Session) -> Page[UserEvent]:
        events, onward = timeline(session, caller.org_id, user_id, before, limit)
        if not events and onward is None and cursor is None:
            _find(session, caller.org_id, user_id)
        next_cursor = None if onward is None else encode_cursor("history", onward)
        return Page[UserEvent](items=events, next_cursor=next_cursor, total=None)

    return await caller.context.database.read(read)


@router.get("/{user_id}/received", response_model=Page[ReceivedValue])
async def read_received(caller: SignedIn, user_id: UserId) -> Page[ReceivedValue]:
    """For every attribute that the profile or the saved mapping knows: what is stored, and what came last.

    The newest 200 requests about the person are looked at.
    """

    def read(session: Session) -> Page[ReceivedValue]:
        stored = _find(session, caller.org_id, user_id)
        mapping = saved_mapping(caller, session).schema.users
        known = received_values(session, caller.org_id, caller.profile, mapping, stored)
        return Page[ReceivedValue](items=known, total=len(known))

    return await caller.context.database.read(read)


@router.post("/{user_id}/deactivate", response_model=UserDetail)
async def deactivate_user(
    act: Acting, user_id: UserId, reason: Reason | None = None, if_match: IfMatch = None
) -> Response:
    """Hold a user: inactive whatever Entra says, until the hold is lifted. Somebody held stays so."""
    caller = act.caller

    def work(session: Session) -> UserDetail:
        stored = _find(session, caller.org_id, user_id)
        require_match(if_match, version_tag(stored.version))
        said = reason.reason if reason else None
        held = hold_user(session, caller.profile, caller.org_id, stored, said, caller.actor)
        return user_detail(session, caller.org_id, held, caller.tenant_url)

    return await act.perform(200, work, etag=_etag)


@router.post("/{user_id}/reactivate", response_model=UserDetail)
async def reactivate_user(
    act: Acting, user_id: UserId, reason: Reason | None = None, if_match: IfMatch = None
) -> Response:
    """Lift the hold on a user; 409 `not-held` without one: what Entra disabled, Entra enables."""
    caller = act.caller

    def work(session: Session) -> UserDetail:
        stored = _find(session, caller.org_id, user_id)
        require_match(if_match, version_tag(stored.version))
        said = reason.reason if reason else None
        released = release_user(session, caller.profile, caller.org_id, stored, said, caller.actor)
        return user_detail(session, caller.org_id, released, caller.tenant_url)

    return await act.perform(200, work, etag=_etag)


def _place(cursor: str, query: UserQuery, sort: Sort | None, reverse: bool) -> tuple[Order, Place]:
    order: Order = sort or "user_name"
    order = turned_round(order) if reverse else order
    key = int if order.endswith("created_at") else str
    try:
        return order, Place(*decode_cursor(f"users:{order}", cursor, key, str))
    except InvalidInput:
        if sort is not None or not query.words:
            raise
    order = "-word" if reverse else "word"
    return order, Place(*decode_cursor(f"users:{order}", cursor, str, str))


def _find(session: Session, org_id: str, user_id: str) -> StoredUser:
    stored = users.find(session, org_id, user_id)
    if stored is None:
        raise NotFound(
            f"There is no user {user_id!r} here.",
            hint="Search by name or e-mail address: `scimconsole users list --search`.",
        )
    return stored


def _etag(detail: BaseModel) -> str:
    assert isinstance(detail, UserDetail)
    return version_tag(detail.version)
