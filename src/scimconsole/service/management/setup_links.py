"""Set-up links: made, listed and revoked; the page behind a link is `service.setup_page`."""

from __future__ import annotations

import time
from typing import Annotated, Any

from fastapi import APIRouter, Path, Response

from scimconsole.api import NewSetupLink, Page, SetupLink, SetupLinkCreated
from scimconsole.api.base import timestamp
from scimconsole.domain.setup_links import PATH, link_state
from scimconsole.domain.tokens import require_plan
from scimconsole.service.management.acts import Acting
from scimconsole.service.management.paging import Cursor, Limit, decode_cursor, encode_cursor
from scimconsole.service.management.people import ActorNames
from scimconsole.service.management.sign_in import SignedIn
from scimconsole.storage import setup_links
from scimconsole.storage.session import Session
from scimconsole.storage.setup_links import LinkRow

router = APIRouter(prefix="/setup-links", tags=["setup-links"])

LinkId = Annotated[str, Path(max_length=100, description="The link's `id`.")]
NEWEST = (2**63 - 1, "")


@router.get("", response_model=Page[SetupLink])
async def list_setup_links(caller: SignedIn, limit: Limit = 100, cursor: Cursor = None) -> Page[SetupLink]:
    """All links ever made, newest first; their addresses are not among what can be read."""
    before = NEWEST if cursor is None else decode_cursor("setup-links", cursor, int, str)

    def read(session: Session) -> Page[SetupLink]:
        rows = setup_links.list_links(session, caller.org_id, (before[0], before[1]), limit + 1)
        page = rows[:limit]
        names = ActorNames(session, caller.org_id)
        more = len(rows) > limit
        return Page[SetupLink](
            items=[SetupLink(**_fields(row, names)) for row in page],
            next_cursor=encode_cursor("setup-links", page[-1].created_at, page[-1].id) if more else None,
            total=setup_links.count_links(session, caller.org_id),
        )

    return await caller.context.database.quick(read)


@router.post("", response_model=SetupLinkCreated, status_code=201)
async def create_setup_link(act: Acting, new: NewSetupLink | None = None) -> Response:
    """Make a link that shows the Tenant URL and a new token once. It is in this answer and nowhere else."""
    caller = act.caller
    asked = new or NewSetupLink()
    profile = caller.profile
    require_plan(caller.organization.row.plan, profile.token_plans, profile.title)

    def work(session: Session) -> SetupLinkCreated:
        row, code = setup_links.create_link(
            session,
            caller.org_id,
            name=asked.name,
            token_name=asked.token_name,
            expires_in=asked.expires_in,
            token_expires_in=asked.token_expires_in,
            digest=caller.context.peppers.digest,
            by=caller.actor,
        )
        address = caller.context.base_url(caller.organization.row) + PATH + code
        return SetupLinkCreated(**_fields(row, ActorNames(session, caller.org_id)), url=address)

    return await act.perform(201, work, secret=True)


@router.delete("/{link_id}", response_model=SetupLink)
async def revoke_setup_link(act: Acting, link_id: LinkId) -> Response:
    """End a link that was not used; it stays in the list as revoked. A used one is a conflict."""

    def work(session: Session) -> SetupLink:
        row = setup_links.revoke_link(session, act.caller.org_id, link_id, by=act.caller.actor)
        return SetupLink(**_fields(row, ActorNames(session, act.caller.org_id)))

    return await act.perform(200, work)


def _fields(row: LinkRow, names: ActorNames) -> dict[str, Any]:
    return {
        "id": row.id,
        "name": row.name,
        "token_name": row.token_name,
        "token_expires_in": row.token_seconds,
        "state": link_state(time.time_ns() // 1000, row.expires_at, row.used_at, row.revoked_at),
        "created_at": timestamp(row.created_at),
        "created_by": names[row.created_by],
        "expires_at": timestamp(row.expires_at),
        "revoked_at": timestamp(row.revoked_at),
        "used_at": timestamp(row.used_at),
        "used_from": row.used_from,
        "token_id": row.token_id,
    }
