"""The journal of SCIM requests."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query

from scimconsole.api import Page, ScimRequest, ScimRequestDetail
from scimconsole.api.base import Text
from scimconsole.errors import NotFound
from scimconsole.service.management.paging import Cursor, Limit, decode_cursor, encode_cursor
from scimconsole.service.management.pruned_request import not_found
from scimconsole.service.management.request_difference import difference_of
from scimconsole.service.management.request_wire import request_detail, request_wire
from scimconsole.service.management.sign_in import Caller, SignedIn
from scimconsole.service.management.user_query import moment
from scimconsole.storage import request_folding, request_search, requests
from scimconsole.storage.looks import note_look
from scimconsole.storage.request_folding import FoldedPage
from scimconsole.storage.request_query import RequestQuery
from scimconsole.storage.request_search import Found
from scimconsole.storage.session import Session
from scimconsole.storage.transactions import write

router = APIRouter(prefix="/requests", tags=["requests"])

READ = "request.read"


_Text = Annotated[Text | None, Query(max_length=1000)]


@dataclass(frozen=True, slots=True)
class Conditions:
    """Which requests are meant, as a caller of the API says it; whoever is meant meets all that are given."""

    user: Annotated[
        _Text,
        Query(
            description="About this person: SCIM id, userName or externalId (Entra's object id), stored or "
            "not; or about this group: id, displayName or externalId."
        ),
    ] = None
    status: Annotated[
        str | None,
        Query(
            pattern=r"^([1-5][0-9][0-9]|[1-5]xx|error)$",
            description="Answered so: `200`, `4xx`, or `error` for 400 and above.",
        ),
    ] = None
    operation: Annotated[_Text, Query(description="What it did, in words, such as `create user`.")] = None
    scim_type: Annotated[_Text, Query(description="Refused with this scimType, such as `invalidValue`.")] = (
        None
    )
    token: Annotated[_Text, Query(description="Signed with the token of this id.")] = None
    cause: Annotated[
        _Text, Query(description="Due to the cause with this code, such as `token-expired`.")
    ] = None
    correlation: Annotated[
        _Text, Query(description="Sent with this id of Entra's (`client-request-id`), whole.")
    ] = None
    dialect: Annotated[_Text, Query(description="Recognised as this one's: `entra` or `okta`.")] = None
    since: Annotated[_Text, Query(description="Received at this time or later, ISO 8601.")] = None
    until: Annotated[_Text, Query(description="Received before this time, ISO 8601.")] = None


@router.get("", response_model=Page[ScimRequest])
async def list_requests(
    caller: SignedIn,
    conditions: Annotated[Conditions, Depends()],
    fold: Annotated[
        bool, Query(description="Tell a run of reads of one kind that changed nothing as one request.")
    ] = False,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Page[ScimRequest]:
    """The SCIM requests received, newest first; reads show up within a second.

    With conditions, or folded, a page reads a bounded stretch of the journal: it may hold few requests or
    none although `next_cursor` goes on. The list ends where `next_cursor` is null.
    """
    (before,) = (requests.AFTER_EVERY_ID,) if cursor is None else decode_cursor("requests", cursor, str)
    query = query_of(conditions)
    database = caller.context.database

    def read(session: Session, before: str, limit: int) -> Found:
        if query.is_empty:
            rows = requests.list_requests(session, caller.org_id, before, limit + 1)
            return Found(rows[:limit], rows[limit - 1].id if len(rows) > limit else None)
        return request_search.search(session, caller.org_id, query, before, limit)

    if fold:
        return await database.read(
            lambda session: _folded_page(request_folding.folded(partial(read, session), before, limit))
        )
    reading = database.quick if query.is_empty else database.read
    return await reading(lambda session: _page(read(session, before, limit)))


@router.get("/{request_id}", response_model=ScimRequestDetail)
async def read_request(
    caller: SignedIn, request_id: Annotated[str, Path(max_length=100, description="The request's id.")]
) -> ScimRequestDetail:
    """One request in full, with its cause; its id stands at the end of every refusal that Entra shows.

    The audit trail notes which requests support staff read, each once an hour.
    """

    def read(session: Session) -> ScimRequestDetail:
        try:
            row = requests.find_request(session, caller.org_id, request_id)
        except NotFound as missing:
            raise not_found(session, caller.org_id, request_id, missing) from None
        bodies = requests.bodies_of(session, caller.org_id, request_id)
        difference = difference_of(session, caller.org_id, caller.organization.profile, row, bodies[0])
        return request_detail(row, bodies, difference)

    database = caller.context.database
    found = await database.read(read)
    if caller.role == "support":
        await database.write(lambda session: _note_look(session, caller, found))
    return found


def _note_look(session: Session, caller: Caller, found: ScimRequestDetail) -> None:
    """Note in the audit trail what support staff read."""
    write(
        session,
        caller.org_id,
        lambda opened: note_look(
            opened,
            caller.org_id,
            actor=caller.actor,
            action=READ,
            target_type="request",
            target_id=found.id,
            detail={"operation": found.operation},
        ),
    )


def query_of(asked: Conditions) -> RequestQuery:
    """The search that the conditions make; raises InvalidInput for a time that cannot be read."""
    lowest, highest = _statuses(asked.status)
    return RequestQuery(
        user=asked.user or None,
        lowest=lowest,
        highest=highest,
        operation=asked.operation or None,
        scim_type=asked.scim_type or None,
        token_id=asked.token or None,
        cause=asked.cause or None,
        correlation_id=asked.correlation or None,
        dialect=asked.dialect or None,
        since=moment(asked.since, "?since") if asked.since else None,
        until=moment(asked.until, "?until") if asked.until else None,
    )


def _statuses(text: str | None) -> tuple[int | None, int | None]:
    if not text:
        return None, None
    if text == "error":
        return 400, None
    if text.endswith("xx"):
        return int(text[0]) * 100, int(text[0]) * 100 + 99
    return int(text), int(text)


def _page(found: Found) -> Page[ScimRequest]:
    items = [request_wire(row) for row in found.rows]
    return Page[ScimRequest](items=items, next_cursor=_cursor(found.onward), total=None)


def _folded_page(page: FoldedPage) -> Page[ScimRequest]:
    items = [request_wire(line.row, line.folded) for line in page.lines]
    return Page[ScimRequest](items=items, next_cursor=_cursor(page.onward), total=None)


def _cursor(onward: str | None) -> str | None:
    return None if onward is None else encode_cursor("requests", onward)
