"""The journal of SCIM requests."""

from __future__ import annotations

from typing import Annotated

import orjson
from fastapi import APIRouter, Path

from scimconsole.api import Page, RequestError, ScimRequest
from scimconsole.api.base import timestamp
from scimconsole.service.management.paging import Cursor, Limit, decode_cursor, encode_cursor
from scimconsole.service.management.sign_in import SignedIn
from scimconsole.storage import requests
from scimconsole.storage.requests import RequestRow
from scimconsole.storage.session import Session

router = APIRouter(prefix="/requests", tags=["requests"])


@router.get("", response_model=Page[ScimRequest])
async def list_requests(caller: SignedIn, limit: Limit = 100, cursor: Cursor = None) -> Page[ScimRequest]:
    """The SCIM requests received, newest first; reads show up within a second."""
    (before,) = (requests.AFTER_EVERY_ID,) if cursor is None else decode_cursor("requests", cursor, str)

    def read(session: Session) -> Page[ScimRequest]:
        rows = requests.list_requests(session, caller.org_id, before, limit + 1)
        page = rows[:limit]
        return Page[ScimRequest](
            items=[_wire(row) for row in page],
            next_cursor=encode_cursor("requests", page[-1].id) if len(rows) > limit else None,
            total=None,
        )

    return await caller.context.database.quick(read)


@router.get("/{request_id}", response_model=ScimRequest)
async def read_request(
    caller: SignedIn, request_id: Annotated[str, Path(max_length=100, description="The request's id.")]
) -> ScimRequest:
    """One request; its id stands at the end of every refusal that Entra shows."""
    return _wire(
        await caller.context.database.quick(
            lambda session: requests.find_request(session, caller.org_id, request_id)
        )
    )


def _wire(row: RequestRow) -> ScimRequest:
    error = None
    if row.error is not None:
        error = RequestError(scim_type=row.scim_type, detail=row.error)
    return ScimRequest(
        id=row.id,
        at=timestamp(row.at),
        token_id=row.token_id,
        remote_address=row.remote_address,
        user_agent=row.user_agent,
        dialect=row.dialect,
        method=row.method,
        path=row.path,
        operation=row.operation,
        resource_type=row.resource_type,
        resource_id=row.resource_id,
        sought=row.sought,
        status=row.status,
        duration_us=row.duration_us,
        received=orjson.loads(row.received) if row.received else [],
        ignored=orjson.loads(row.ignored) if row.ignored else [],
        error=error,
        correlation_id=row.correlation_id,
        signed_in=bool(row.signed_in),
        refusal=row.refusal,
    )
