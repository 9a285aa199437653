"""`/setup/{code}` as an ASGI application: GET explains and changes nothing, POST uses the link up."""

from __future__ import annotations

import logging
import time
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from typing import Any

from scimconsole.domain import credentials
from scimconsole.domain.credentials import CredentialProblem
from scimconsole.domain.setup_links import PATH, link_state, organization_of
from scimconsole.errors import Unavailable
from scimconsole.service.context import ServedOrganization, ServiceContext
from scimconsole.service.management.people import ActorNames
from scimconsole.service.setup_page import pages
from scimconsole.service.setup_page.frame import HEADERS
from scimconsole.storage import organizations, setup_links
from scimconsole.storage.session import Session
from scimconsole.storage.setup_links import LinkRow
from scimconsole.storage.transactions import write

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

RETRY_AFTER_SECONDS = 10
LARGEST_BODY = 4096
"""Bytes read of what a browser sends with the button: an empty form."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class OpenLink:
    """A link that can be used, and the organization it belongs to."""

    row: LinkRow
    organization: ServedOrganization


class SetupPage:
    """The page of every set-up link."""

    def __init__(self, context: ServiceContext) -> None:
        self._context = context

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = time.perf_counter()
        method: str = scope["method"]
        status, body = await self._answer(scope, receive)
        headers = [*HEADERS, (b"content-length", b"%d" % len(body))]
        if status == 405:
            headers.append((b"allow", b"GET, HEAD, POST"))
        if status == 503:
            headers.append((b"retry-after", b"%d" % RETRY_AFTER_SECONDS))
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": b"" if method == "HEAD" else body})
        self._context.counters.count("setup", method, status, time.perf_counter() - started)

    async def _answer(self, scope: Scope, receive: Receive) -> tuple[int, bytes]:
        code = scope["path"].removeprefix(PATH).rstrip("/")
        client = scope.get("client")
        address: str | None = client[0] if client else None
        database = self._context.database
        try:
            if scope["method"] in ("GET", "HEAD"):
                page = await database.quick(lambda session: self._explain(session, code))
            elif scope["method"] == "POST":
                await _read_past(receive)
                page = await database.write(lambda session: self._use(session, code, address))
            else:
                return 405, pages.NOT_ALLOWED
        except Unavailable as error:
            log.warning("the page of a set-up link: %s", error.detail)
            return 503, pages.UNAVAILABLE
        except Exception:
            log.exception("the page of a set-up link failed")
            return 503, pages.UNAVAILABLE
        return (404, pages.NOT_OPEN) if page is None else (200, page)

    def _explain(self, session: Session, code: str) -> bytes | None:
        link = self._open_link(session, code)
        if link is None:
            return None
        names = ActorNames(session, link.organization.org_id)
        return pages.explained(link.organization, link.row, names[link.row.created_by])

    def _use(self, session: Session, code: str, address: str | None) -> bytes | None:
        link = self._open_link(session, code)
        if link is None:
            return None
        org_id = link.organization.org_id
        digest = self._context.peppers.digest
        made = write(
            session,
            org_id,
            lambda session: setup_links.use_link(
                session, org_id, link.row.id, address=address, digest=digest
            ),
        )
        return None if made is None else pages.shown(link.organization, *made)

    def _open_link(self, session: Session, text: str) -> OpenLink | None:
        """The link with this code, when it can be used now."""
        code = credentials.parse(text, "sciml1")
        if isinstance(code, CredentialProblem):
            return None
        org_id = organization_of(code)
        known = setup_links.known_link(session, org_id, code.key_id)
        if known is None or not self._context.peppers.matches(known.pepper_id, known.digest, code.text):
            return None
        row = known.row
        if link_state(time.time_ns() // 1000, row.expires_at, row.used_at, row.revoked_at) != "open":
            return None
        organization = organizations.find(session, org_id)
        if organization is None:
            return None
        served = self._context.organization(session, organization.slug)
        plans = served.profile.token_plans if served else ()
        if served is None or (plans and organization.plan not in plans):
            return None
        return OpenLink(row, served)


async def _read_past(receive: Receive) -> None:
    """Read a body that nothing depends on, so that the connection can go on."""
    size = 0
    while size <= LARGEST_BODY:
        message = await receive()
        size += len(message.get("body", b""))
        if not message.get("more_body"):
            return
