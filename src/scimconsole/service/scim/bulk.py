"""Bulk (RFC 7644, 3.7): many operations in one request, each with its own transaction and journal entry."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import orjson

from scimconsole.domain.ids import ordered_id
from scimconsole.domain.scim.errors import ScimError, invalid_syntax, invalid_value
from scimconsole.service.scim.exchange import Exchange
from scimconsole.service.scim.request import PREFIX, ScimRequest
from scimconsole.service.scim.response import Response, json_response

MOST_OPERATIONS = 1000
RESPONSE_URN = "urn:ietf:params:scim:api:messages:2.0:BulkResponse"
_METHODS = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_REFERENCE = re.compile(r"bulkId:([^\"\s/\]]+)")

Answer = Callable[[ScimRequest], Response]


def bulk(exchange: Exchange, answer: Answer) -> Response:
    """POST /Bulk; `answer` answers each operation as if it had come alone, with its own journal entry."""
    exchange.operation = "bulk"
    message = {name.lower(): value for name, value in exchange.request.json().items()}
    operations = message.get("operations")
    if not isinstance(operations, list):
        raise invalid_syntax('A bulk request needs "Operations", a list.')
    if len(operations) > MOST_OPERATIONS:
        raise ScimError(
            413, None, f"{len(operations)} operations are too many: at most {MOST_OPERATIONS} in one request."
        )
    fail_on_errors = message.get("failonerrors")
    if fail_on_errors is not None and (
        isinstance(fail_on_errors, bool) or not isinstance(fail_on_errors, int)
    ):
        raise invalid_value('"failOnErrors" must be a whole number.')
    ids: dict[str, str] = {}
    results: list[dict[str, Any]] = []
    failures = 0
    for operation in _in_order(operations, ids):
        result = _run(exchange, operation, ids, answer)
        results.append(result)
        failures += int(result["status"]) >= 400
        if fail_on_errors and failures >= fail_on_errors:
            break
    return json_response({"schemas": [RESPONSE_URN], "Operations": results})


def _in_order(operations: list[Any], ids: dict[str, str]) -> Iterator[Any]:
    """The operations as sent, but those that refer to a later one come as soon as that is carried out."""
    coming = {_bulk_id(operation) for operation in operations}
    waiting: list[tuple[Any, set[Any]]] = []
    for operation in operations:
        awaited = _awaited(operation) & coming
        if awaited - ids.keys():
            waiting.append((operation, awaited))
            continue
        yield operation
        while (ready := _first_ready(waiting, ids)) is not None:
            yield waiting.pop(ready)[0]
    # What they wait for has failed, or waits for them.
    yield from (operation for operation, _ in waiting)


def _first_ready(waiting: list[tuple[Any, set[Any]]], ids: dict[str, str]) -> int | None:
    return next((index for index, (_, awaited) in enumerate(waiting) if awaited <= ids.keys()), None)


def _awaited(operation: Any) -> set[Any]:
    return set(_REFERENCE.findall(orjson.dumps(operation).decode()))


def _bulk_id(operation: Any) -> Any:
    if not isinstance(operation, dict):
        return None
    found = next((value for name, value in operation.items() if name.lower() == "bulkid"), None)
    return found if isinstance(found, str) else None


def _run(exchange: Exchange, operation: Any, ids: dict[str, str], answer: Answer) -> dict[str, Any]:
    result: dict[str, Any] = {}
    try:
        if not isinstance(operation, dict):
            raise invalid_syntax("Each bulk operation must be an object.")
        parts = {name.lower(): value for name, value in operation.items()}
        method = str(parts.get("method", "")).upper()
        bulk_id = parts.get("bulkid")
        result["method"] = method
        if isinstance(bulk_id, str):
            result["bulkId"] = bulk_id
        request = _request(exchange.request, method, parts, ids)
    except ScimError as error:
        result["status"] = str(error.status)
        result["response"] = error.body()
        return result
    response = answer(request)
    result["status"] = str(response.status)
    if response.status >= 400:
        result["response"] = orjson.loads(response.body)
        return result
    for name, value in response.headers:
        if name == b"etag":
            result["version"] = value.decode()
    if method == "POST":
        location = dict(response.headers)[b"location"].decode()
        if isinstance(bulk_id, str):
            ids[bulk_id] = location.rpartition("/")[2]
    else:
        location = f"{exchange.base}/{'/'.join(request.segments)}"
    result["location"] = location
    return result


def _request(outer: ScimRequest, method: str, parts: dict[str, Any], ids: dict[str, str]) -> ScimRequest:
    if method not in _METHODS:
        raise invalid_syntax(
            f'"{method[:20]}" is no method of a bulk operation; use POST, PUT, PATCH or DELETE.'
        )
    if method == "POST" and not isinstance(parts.get("bulkid"), str):
        raise invalid_syntax('A POST in a bulk request needs a "bulkId".')
    path = parts.get("path")
    if not isinstance(path, str) or not path.startswith("/"):
        raise ScimError(400, "invalidPath", 'A bulk operation needs a "path" such as "/Users".')
    path = _resolved(path, ids)
    segments = path.partition("?")[0].lower().split("/")
    if segments[1] not in ("users", "groups") or segments[-1] == ".search":
        raise ScimError(400, "invalidPath", "A bulk operation changes a user or a group, nothing else.")
    data = parts.get("data")
    body = b"" if data is None else _resolved(orjson.dumps(data).decode(), ids).encode()
    version = parts.get("version")
    inner = ScimRequest.inner(outer, method, f"{PREFIX}{outer.slug}{path}", body)
    inner.if_match = version if isinstance(version, str) else None
    inner.id = ordered_id(inner.at)
    return inner


def _resolved(text: str, ids: dict[str, str]) -> str:
    def resolve(match: re.Match[str]) -> str:
        known = ids.get(match[1])
        if known is None:
            raise ScimError(
                409,
                "invalidValue",
                f'The bulkId "{match[1]}" names no operation that has created something before.',
            )
        return known

    return _REFERENCE.sub(resolve, text)
