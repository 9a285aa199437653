"""`/scim/v2/{org}` as an ASGI application: reads the request, signs it in, routes it, journals it."""

from __future__ import annotations

import logging
import time
from collections.abc import Awaitable, Callable, MutableMapping
from functools import partial
from typing import Any

from scimconsole.domain.scim.errors import ScimError
from scimconsole.errors import Unavailable
from scimconsole.service.context import ServedOrganization, ServiceContext
from scimconsole.service.scim.authentication import Refused, authenticate
from scimconsole.service.scim.exchange import Exchange
from scimconsole.service.scim.request import ScimRequest
from scimconsole.service.scim.response import (
    MEDIA_TYPE,
    Response,
    error_response,
    unauthorized,
    unavailable,
)
from scimconsole.service.scim.routes import is_quick, route
from scimconsole.storage.session import Session
from scimconsole.storage.transactions import is_database_trouble

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

log = logging.getLogger(__name__)


class BodyTooLarge(Exception):
    """The body has more bytes than this kind of request may have."""


class ScimEndpoint:
    """The SCIM service provider of every organization."""

    def __init__(self, context: ServiceContext) -> None:
        self._context = context

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = ScimRequest(scope)
        response = await self._response(request, receive)
        headers = [
            (b"content-type", MEDIA_TYPE),
            (b"content-length", b"%d" % len(response.body)),
            *response.headers,
        ]
        if response.status in (204, 304):
            headers = list(response.headers)
        await send({"type": "http.response.start", "status": response.status, "headers": headers})
        body = b"" if request.method == "HEAD" else response.body
        await send({"type": "http.response.body", "body": body})
        seconds = time.perf_counter() - request.started
        self._context.counters.count("scim", request.method, response.status, seconds)

    async def _response(self, request: ScimRequest, receive: Receive) -> Response:
        database = self._context.database
        too_large: ScimError | None = None
        try:
            if request.method not in ("GET", "HEAD"):
                request.body = await _read_body(request, receive)
        except BodyTooLarge:
            limit = request.largest_body // (1024 * 1024)
            too_large = ScimError(
                413, None, f"The body is larger than {limit} MiB, the most this request may have."
            )
        work = partial(self.answer, request, refusal=too_large)
        try:
            if is_quick(request) or too_large is not None:
                return await database.quick(work)
            if request.method in ("GET", "HEAD") or request.segments[-1:] == [".search"]:
                return await database.read(work)
            return await database.write(work)
        except Unavailable as error:
            log.warning("request %s: %s", request.id, error.detail)
        except Exception:
            log.exception("request %s failed", request.id)
        return unavailable(request.id)

    def answer(self, request: ScimRequest, session: Session, *, refusal: ScimError | None = None) -> Response:
        """The answer to a request, which is journalled; raises Unavailable when the database is."""
        context = self._context
        organization = context.organization(session, request.slug)
        if organization is None:
            return unauthorized()
        if request.insider is not None:
            if request.insider.org_id != organization.org_id:
                return unauthorized()
            return self._answer_signed_in(Exchange(request, organization, session, None), refusal)
        try:
            token_id = authenticate(
                session, context.peppers, organization.org_id, request.authorization, request.at
            )
        except Refused as refused:
            return self._refuse(request, session, organization, refused)
        context.journal.token_used(organization.org_id, token_id, request.at, request.address)
        return self._answer_signed_in(Exchange(request, organization, session, token_id), refusal)

    def _answer_signed_in(self, exchange: Exchange, refusal: ScimError | None = None) -> Response:
        request = exchange.request
        try:
            if refusal is not None:
                raise refusal
            response = route(exchange, partial(self._answer_inner, exchange))
        except ScimError as error:
            response = error_response(error, request.id)
        except Unavailable:
            self._journal(exchange, unavailable(request.id))
            raise
        except Exception as error:
            if is_database_trouble(error):
                # The connection may be broken: whoever owns it must hear of it.
                self._journal(exchange, unavailable(request.id))
                raise
            log.exception("request %s failed", request.id)
            response = unavailable(request.id)
        self._journal(exchange, response)
        return response

    def _answer_inner(self, outer: Exchange, request: ScimRequest) -> Response:
        inner = Exchange(request, outer.organization, outer.session, outer.token_id)
        return self._answer_signed_in(inner)

    def _refuse(
        self, request: ScimRequest, session: Session, organization: ServedOrganization, refused: Refused
    ) -> Response:
        exchange = Exchange(request, organization, session, refused.token_id)
        exchange.operation = "sign in"
        response = unauthorized()
        request.body = b""
        self._journal(exchange, response, refused.reason)
        return response

    def _journal(self, exchange: Exchange, response: Response, refusal: str | None = None) -> None:
        """Count the request, and journal it unless that was done with what it changed."""
        journal = self._context.journal
        if exchange.request.insider is None:
            journal.traffic.count(exchange, response, refusal)
        if not exchange.is_journalled:
            journal.add(exchange.entry(response, refusal))


async def _read_body(request: ScimRequest, receive: Receive) -> bytes:
    limit = request.largest_body
    if request.content_length is not None and request.content_length > limit:
        raise BodyTooLarge
    message = await receive()
    body: bytes = message.get("body", b"")
    if message.get("more_body"):
        chunks, size = [body], len(body)
        while message.get("more_body"):
            message = await receive()
            chunk = message.get("body", b"")
            size += len(chunk)
            if size > limit:
                raise BodyTooLarge
            chunks.append(chunk)
        body = b"".join(chunks)
    if len(body) > limit:
        raise BodyTooLarge
    return body
