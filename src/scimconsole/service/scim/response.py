"""Answers as bytes: a status, headers and a body (RFC 7644, sections 3 and 8.1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import orjson

from scimconsole.domain.scim.errors import ERROR_URN, ScimError

MEDIA_TYPE = b"application/scim+json"
LIST_URN = "urn:ietf:params:scim:api:messages:2.0:ListResponse"
RETRY_AFTER_SECONDS = 10

Header = tuple[bytes, bytes]


@dataclass(slots=True)
class Response:
    """What is sent; `scim_type` and `error` go to the journal."""

    status: int
    body: bytes = b""
    headers: tuple[Header, ...] = ()
    scim_type: str | None = None
    error: str | None = None


def resource_response(status: int, body: bytes, version: int, location: str | None = None) -> Response:
    """A resource with its weak ETag, and its Location where it was created."""
    etag = (b"etag", b'W/"%d"' % version)
    if location is None:
        return Response(status, body, (etag,))
    return Response(status, body, (etag, (b"location", location.encode())))


def json_response(value: Any, status: int = 200) -> Response:
    """Any JSON value."""
    return Response(status, orjson.dumps(value))


def list_response(
    resources: list[bytes], total: int, start_index: int | None, next_cursor: str | None = None
) -> Response:
    """A ListResponse of rendered resources; with a cursor (RFC 9865) there is no startIndex."""
    place = b"" if start_index is None else b',"startIndex":%d' % start_index
    onward = b"" if next_cursor is None else b',"nextCursor":"%s"' % next_cursor.encode()
    body = b'{"schemas":["%s"],"totalResults":%d%s,"itemsPerPage":%d%s,"Resources":[%s]}' % (
        LIST_URN.encode(),
        total,
        place,
        len(resources),
        onward,
        b",".join(resources),
    )
    return Response(200, body)


def error_response(error: ScimError, request_id: str) -> Response:
    """A refusal; its sentence ends with the request's id, which can be looked up here."""
    detail = f"{error.detail} (request {request_id})"
    body = {**error.body(), "detail": detail}
    return Response(error.status, orjson.dumps(body), (), error.scim_type, error.detail)


def unauthorized() -> Response:
    """401 with one text for every cause; the reason stands in the journal."""
    detail = "The bearer token is missing, unknown, expired or revoked."
    body = orjson.dumps({"schemas": [ERROR_URN], "status": "401", "detail": detail})
    return Response(401, body, ((b"www-authenticate", b'Bearer realm="SCIM"'),), None, detail)


def unavailable(request_id: str) -> Response:
    """503 with Retry-After: our own trouble, never the client's fault; what it is stands in the log."""
    detail = "The service is not able to answer now; nothing was stored. Send the request again later."
    body = orjson.dumps(
        {"schemas": [ERROR_URN], "status": "503", "detail": f"{detail} (request {request_id})"}
    )
    return Response(503, body, ((b"retry-after", b"%d" % RETRY_AFTER_SECONDS),), None, detail)
