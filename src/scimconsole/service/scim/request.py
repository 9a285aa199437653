"""A SCIM request as it came, and what the journal will say of it."""

from __future__ import annotations

import time
from typing import Any
from urllib.parse import parse_qsl

import orjson

from scimconsole.domain.ids import ordered_id
from scimconsole.domain.scim.errors import ScimError, invalid_syntax
from scimconsole.service.scim.insider import IN_SCOPE, Insider

PREFIX = "/scim/v2/"
LARGEST_RESOURCE = 1024 * 1024
LARGEST_MESSAGE = 8 * 1024 * 1024
"""Bytes of a Bulk message or of a write to a group."""

_CORRELATION = frozenset({b"client-request-id", b"x-ms-client-request-id", b"x-request-id"})
_KNOWN_HEADERS = _CORRELATION | {
    b"authorization",
    b"user-agent",
    b"content-length",
    b"if-match",
    b"if-none-match",
    b"adscimversion",
}


class ScimRequest:
    """The parts of an HTTP request that SCIM knows.

    `at` is the time of arrival in microseconds, `id` the request's id, `segments` the path behind the slug.
    """

    __slots__ = (
        "address",
        "at",
        "authorization",
        "body",
        "content_length",
        "correlation_id",
        "id",
        "if_match",
        "if_none_match",
        "insider",
        "is_entra",
        "method",
        "path",
        "query",
        "segments",
        "slug",
        "started",
        "user_agent",
    )

    def __init__(self, scope: Any) -> None:
        self.started = time.perf_counter()
        self.at = time.time_ns() // 1000
        self.id = ordered_id(self.at)
        self.method: str = scope["method"]
        self.path: str = scope["path"]
        parts = self.path[len(PREFIX) :].split("/")
        self.slug = parts[0]
        self.segments = [part for part in parts[1:] if part]
        self.query: bytes = scope["query_string"]
        client = scope.get("client")
        self.address: str | None = client[0] if client else None
        self.body = b""
        self.authorization: bytes | None = None
        self.if_match: str | None = None
        self.if_none_match: str | None = None
        self.user_agent: str | None = None
        self.correlation_id: str | None = None
        self.content_length: int | None = None
        self.is_entra = False
        self.insider: Insider | None = scope.get(IN_SCOPE)
        if self.insider is not None:
            self.insider.request_id = self.id
        for name, value in scope["headers"]:
            if name in _KNOWN_HEADERS:
                self._read_header(name, value)

    def _read_header(self, name: bytes, value: bytes) -> None:
        match name:
            case b"authorization":
                self.authorization = value
            case b"user-agent":
                self.user_agent = value.decode("latin-1")[:200]
            case b"content-length":
                self.content_length = int(value) if value.isdigit() else None
            case b"if-match":
                self.if_match = value.decode("latin-1")
            case b"if-none-match":
                self.if_none_match = value.decode("latin-1")
            case b"adscimversion":
                self.is_entra = True
            case _:
                self.correlation_id = value.decode("latin-1")[:100]

    @classmethod
    def inner(cls, outer: ScimRequest, method: str, path: str, body: bytes) -> ScimRequest:
        """An operation of a bulk request, from the same caller."""
        path, _, query = path.partition("?")
        request = cls(
            {
                "method": method,
                "path": path,
                "query_string": query.encode(),
                "client": (outer.address, 0),
                "headers": (),
            }
        )
        request.user_agent = outer.user_agent
        request.correlation_id = outer.correlation_id
        request.is_entra = outer.is_entra
        request.insider = outer.insider
        request.body = body
        return request

    @property
    def largest_body(self) -> int:
        """Bytes the body may have."""
        first = self.segments[0].lower() if self.segments else ""
        return LARGEST_MESSAGE if first in ("bulk", "groups") else LARGEST_RESOURCE

    def parameters(self) -> dict[str, str]:
        """The query parameters by their names in lower case; the last of several counts."""
        if not self.query:
            return {}
        try:
            pairs = parse_qsl(self.query.decode("ascii"), keep_blank_values=True, errors="strict")
        except (UnicodeDecodeError, ValueError):
            raise ScimError(400, "invalidSyntax", "The query of the address is not UTF-8.") from None
        return {name.lower(): value for name, value in pairs}

    def json(self) -> dict[str, Any]:
        """The body as an object; raises ScimError 400 invalidSyntax."""
        return read_object(self.body)


def read_object(body: bytes) -> dict[str, Any]:
    """A JSON object from bytes; raises ScimError 400 invalidSyntax for anything else."""
    try:
        value = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        sentence = str(error).partition(": line")[0]
        raise invalid_syntax(
            f"The body is not JSON: {sentence} (line {error.lineno}, column {error.colno})."
            if body.strip()
            else "The body is empty; a JSON object is expected."
        ) from None
    if not isinstance(value, dict):
        raise invalid_syntax("The body must be a JSON object.")
    return value
