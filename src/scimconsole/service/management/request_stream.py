"""The journal as it grows: server-sent events, resumed by the id of the last one."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Query, Request
from fastapi.responses import StreamingResponse

from scimconsole.api import Problem
from scimconsole.domain.scim.text import fold
from scimconsole.errors import ScimConsoleError, TooManyStreams
from scimconsole.service.management.problem_documents import MEDIA_TYPE
from scimconsole.service.management.request_wire import request_wire
from scimconsole.service.management.requests import Conditions, query_of
from scimconsole.service.management.sign_in import Caller, SignedIn, is_still_signed_in
from scimconsole.service.management.waiting import stopped_within
from scimconsole.storage import request_order
from scimconsole.storage.request_order import Place
from scimconsole.storage.request_persons import is_about
from scimconsole.storage.request_query import RequestQuery
from scimconsole.storage.request_subjects import subjects_of
from scimconsole.storage.requests import RequestRow
from scimconsole.storage.session import Session

router = APIRouter(prefix="/requests", tags=["requests"])

POLL_S = 1.0
BEAT_S = 10.0
CHECK_S = 3.0
"""How often the sign-in is looked at again."""
AT_ONCE = 200
"""Entries read with one statement; as long as there are so many, the next is asked at once."""
RETRY_MS = 1000
MOST_STREAMS = 20
"""Open at once for one organization, on each worker."""

log = logging.getLogger(__name__)

_ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "Events named `request`, with an item of the list as `data`; comments in between.",
        "content": {"text/event-stream": {"schema": {"type": "string"}}},
    },
    429: {
        "description": "Too many streams are open for this organization.",
        "content": {MEDIA_TYPE: {"schema": {"$ref": f"#/components/schemas/{Problem.__name__}"}}},
    },
}


@dataclass
class OpenStreams:
    """How many streams this worker has open for each organization."""

    _open: Counter[str] = field(default_factory=Counter)

    def require_room(self, org_id: str) -> None:
        """Raise TooManyStreams where no further one may be opened."""
        if self._open[org_id] >= MOST_STREAMS:
            raise TooManyStreams(
                f"{MOST_STREAMS} streams are open for this organization already.",
                hint="Close one, or read the list of requests instead.",
            )

    @contextmanager
    def one_more(self, org_id: str) -> Iterator[None]:
        """Count a stream for as long as the block runs."""
        self._open[org_id] += 1
        try:
            yield
        finally:
            self._open[org_id] -= 1
            if not self._open[org_id]:
                del self._open[org_id]


@router.get("/stream", response_class=StreamingResponse, responses=_ANSWERS)
async def stream_requests(
    request: Request,
    caller: SignedIn,
    conditions: Annotated[Conditions, Depends()],
    after: Annotated[
        str | None,
        Query(max_length=100, description="Begin behind the request, or the event, with this id."),
    ] = None,
    last_event_id: Annotated[
        str | None, Header(max_length=100, description="The same, as browsers send it; it goes first.")
    ] = None,
) -> StreamingResponse:
    """The SCIM requests that meet the conditions, each once, in the order in which they were journalled.

    It begins with those that come from now on, or with those since `since`, and goes on until the caller or
    the service ends it. The `id` of the last event resumes it without a gap; an event may have an id alone.
    """
    streams: OpenStreams = request.app.state.request_streams
    streams.require_room(caller.org_id)
    query = query_of(conditions)
    begins_behind = last_event_id or after

    def begin(session: Session) -> Place:
        if begins_behind:
            return request_order.place_of(session, caller.org_id, begins_behind)
        if query.since is not None:
            return Place(query.since - 1)
        return request_order.present_place(session, caller.org_id)

    place = await caller.context.database.quick(begin)
    return StreamingResponse(
        _events(caller, query, place, streams),
        media_type="text/event-stream",
        headers={"X-Accel-Buffering": "no"},
    )


async def _events(
    caller: Caller, query: RequestQuery, place: Place, streams: OpenStreams
) -> AsyncIterator[bytes]:
    with streams.one_more(caller.org_id):
        yield b"retry: %d\nid: %s\n\n" % (RETRY_MS, place.id.encode())
        beat_at = check_at = time.monotonic()
        try:
            while not caller.context.stopping.is_set():
                now = time.monotonic()
                if now >= check_at:
                    if not await is_still_signed_in(caller):
                        return
                    check_at = now + CHECK_S
                last, events, more = await _next(caller, query, place)
                place = place if last is None else last
                if events:
                    yield events
                elif now >= beat_at:
                    yield b": beat\nid: %s\n\n" % place.id.encode()
                if events or now >= beat_at:
                    beat_at = now + BEAT_S
                if more:
                    await asyncio.sleep(0)
                else:
                    await stopped_within(caller.context, POLL_S)
        except ScimConsoleError as error:
            # Whoever follows comes back and is told then.
            log.warning("a stream of requests ended: %s", error.detail)


async def _next(caller: Caller, query: RequestQuery, place: Place) -> tuple[Place | None, bytes, bool]:
    """The place behind what was read, the events it made, and whether there is more at once."""

    org_id = caller.org_id

    def read(session: Session) -> tuple[list[tuple[Place, RequestRow]], list[RequestRow]]:
        kept = request_order.kept_behind(session, org_id, place, AT_ONCE)
        rows = [row for _, row in kept if query.fits(row)]
        if not rows or query.user is None:
            return kept, rows
        subjects = {fold(name) for name in subjects_of(session, org_id, query.user)}
        return kept, [row for row in rows if is_about(session, org_id, row, subjects)]

    kept, rows = await caller.context.database.quick(read)
    if not kept:
        return None, b"", False
    return kept[-1][0], b"".join(map(_event, rows)), len(kept) == AT_ONCE


def _event(row: RequestRow) -> bytes:
    return b"id: %s\nevent: request\ndata: %s\n\n" % (
        row.id.encode(),
        request_wire(row).model_dump_json().encode(),
    )
