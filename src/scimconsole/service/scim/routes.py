"""Which handler answers which method and path."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import orjson

from scimconsole.domain.scim import discovery
from scimconsole.domain.scim.errors import ScimError
from scimconsole.service.scim import groups, listing, users
from scimconsole.service.scim.bulk import bulk
from scimconsole.service.scim.exchange import Exchange
from scimconsole.service.scim.query import Query
from scimconsole.service.scim.request import ScimRequest
from scimconsole.service.scim.response import Response, json_response, list_response

Handler = Callable[[Exchange], Response]
ItemHandler = Callable[[Exchange, str], Response]

_LISTS: dict[tuple[str, str], Handler] = {
    ("users", "GET"): listing.list_users,
    ("users", "POST"): users.create,
    ("groups", "GET"): listing.list_groups,
    ("groups", "POST"): groups.create,
}
_ITEMS: dict[tuple[str, str], ItemHandler] = {
    ("users", "GET"): users.read,
    ("users", "PUT"): users.put,
    ("users", "PATCH"): users.patch,
    ("users", "DELETE"): users.delete,
    ("groups", "GET"): groups.read,
    ("groups", "PUT"): groups.put,
    ("groups", "PATCH"): groups.patch,
    ("groups", "DELETE"): groups.delete,
}
_KINDS = {"users": listing.USER_KIND, "groups": listing.GROUP_KIND}
_JOINING = (b"%20and%20", b"+and+", b"%20or%20", b"+or+")
_INDEXED = (b"userName", b"externalId", b"id", b"displayName")


def is_quick(request: ScimRequest) -> bool:
    """Whether an index answers the request, in less time than another thread needs to wake."""
    if request.method not in ("GET", "HEAD"):
        return False
    segments = request.segments
    if len(segments) == 2:
        return segments[0].lower() != "groups" or b"excludedAttributes=members" in request.query
    query = request.query
    if not query or b"filter=" not in query:
        return b"sort" not in query
    value = query.partition(b"filter=")[2]
    return value.startswith(_INDEXED) and b"eq" in value[:20] and not any(word in value for word in _JOINING)


def route(exchange: Exchange, answer_inner: Callable[[ScimRequest], Response]) -> Response:
    """The answer of the handler that the method and path name; raises ScimError 404, 405 or 501.

    `answer_inner` answers one operation of a bulk request.
    """
    request = exchange.request
    segments = request.segments
    method = "GET" if request.method == "HEAD" else request.method
    first = segments[0].lower() if segments else ""
    if "\0" in request.path:
        raise ScimError(404, None, "The address holds a NUL, and so does no id.")
    if first in _KINDS:
        exchange.resource_type = _KINDS[first].name
    match segments:
        case []:
            if method == "GET":
                return listing.search_all(exchange, Query.from_parameters(request.parameters()))
            raise _no_method(method, "GET")
        case [".search"]:
            if method == "POST":
                return listing.search_all(exchange, Query.from_message(request.json()))
            raise _no_method(method, "POST")
        case [_] if first in _KINDS:
            handler = _LISTS.get((first, method))
            if handler is None:
                raise _no_method(method, "GET, POST")
            return handler(exchange)
        case [_, ".search"] if first in _KINDS:
            if method == "POST":
                return listing.search(exchange, _KINDS[first])
            raise _no_method(method, "POST")
        case [_, resource_id] if first in _KINDS:
            item_handler = _ITEMS.get((first, method))
            if item_handler is None:
                raise _no_method(method, "GET, PUT, PATCH, DELETE")
            return item_handler(exchange, resource_id)
        case [_] if first == "bulk":
            if method == "POST":
                return bulk(exchange, answer_inner)
            raise _no_method(method, "POST")
        case ["Me", *_]:
            raise ScimError(501, None, "/Me is not supported: a provisioning token is no user.")
    if first in ("serviceproviderconfig", "schemas", "resourcetypes"):
        if method != "GET":
            raise _no_method(method, "GET")
        return _discover(exchange, first, segments[1:])
    raise ScimError(
        404, None, f'There is nothing at "{"/".join(segments)[:100]}"; Users and Groups are here.'
    )


def _no_method(method: str, allowed: str) -> ScimError:
    return ScimError(405, None, f"{method[:20]} is not possible here; {allowed} is.")


def _discover(exchange: Exchange, what: str, rest: list[str]) -> Response:
    exchange.operation = "discover"
    if "filter" in exchange.request.parameters():
        raise ScimError(403, None, "Schemas and resource types cannot be filtered (RFC 7644, section 4).")
    profile, base, wanted = exchange.profile, exchange.base, "/".join(rest)
    found: dict[str, Any] | None
    match what:
        case "serviceproviderconfig":
            found = None if rest else discovery.service_provider_config(base)
        case "schemas":
            if not rest:
                return _list(discovery.schemas(profile, base))
            found = discovery.find_schema(profile, wanted, base)
        case _:
            if not rest:
                return _list(discovery.resource_types(profile, base))
            found = discovery.find_resource_type(profile, wanted, base)
    if found is None:
        raise ScimError(404, None, f'There is nothing named "{wanted[:100]}" here.')
    return json_response(found)


def _list(resources: list[dict[str, Any]]) -> Response:
    return list_response([orjson.dumps(resource) for resource in resources], len(resources), 1)
