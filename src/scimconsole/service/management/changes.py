"""The changes feed, with a long poll at its end."""

from __future__ import annotations

import time
from typing import Annotated

from fastapi import APIRouter, Query, Request

from scimconsole.api import Change, ChangedUser, ChangePage
from scimconsole.api.base import timestamp
from scimconsole.service.management.paging import Cursor, Limit, decode_cursor, encode_cursor
from scimconsole.service.management.sign_in import SignedIn
from scimconsole.service.management.waiting import stopped_within
from scimconsole.storage import changes
from scimconsole.storage.changes import ChangeRow

router = APIRouter(prefix="/changes", tags=["changes"])

POLL_S = 0.25


@router.get("", response_model=ChangePage)
async def list_changes(
    request: Request,
    caller: SignedIn,
    limit: Limit = 100,
    cursor: Cursor = None,
    wait: Annotated[
        int, Query(ge=0, le=30, description="Seconds to wait for a change when there is none yet.")
    ] = 0,
) -> ChangePage:
    """Changes behind the cursor as they were committed; without a cursor, from the first one kept."""
    (after,) = (changes.BEFORE_EVERY_ID,) if cursor is None else decode_cursor("changes", cursor, str)
    deadline = time.monotonic() + wait
    while True:
        rows = await caller.context.database.quick(
            lambda session: changes.list_changes(session, caller.org_id, after, limit)
        )
        left = deadline - time.monotonic()
        if rows or left <= 0 or await request.is_disconnected():
            break
        if await stopped_within(caller.context, min(POLL_S, left)):
            break
    return ChangePage(
        items=[_wire(row) for row in rows],
        next_cursor=encode_cursor("changes", rows[-1].id if rows else after),
        total=None,
    )


def _wire(row: ChangeRow) -> Change:
    return Change(
        id=row.id,
        at=timestamp(row.at),
        type=row.type,
        user=ChangedUser(
            id=row.user_id,
            user_name=row.user_name,
            external_id=row.external_id,
            active=bool(row.active),
            user_type=row.user_type,
        ),
    )
