"""From a refused response to the exception that fits."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
from pydantic import ValidationError

from scimconsole.api import Problem
from scimconsole.client.connection import Connection
from scimconsole.errors import (
    Conflict,
    InvalidInput,
    NotAllowed,
    NotFound,
    NotSignedIn,
    ScimConsoleError,
    Unavailable,
)


def error_of(connection: Connection, response: httpx.Response) -> ScimConsoleError:
    """The exception for a response that is no success: by the problem's `type`, else by the status."""
    if response.is_redirect:
        return Unavailable(
            f"{connection.url} sends on to {response.headers.get('Location', 'another address')}.",
            hint="Sign in with that address; an API key is not sent to addresses nobody named.",
        )
    try:
        problem = Problem.model_validate_json(response.content)
    except ValidationError:
        return _by_status(response.status_code)(
            f"{response.request.url.copy_with(query=None)} answered {response.status_code} "
            f"{response.reason_phrase}, not in the words of the management API.",
            hint="Check the address: something else may answer there, such as a proxy.",
        )
    kind = _BY_PROBLEM.get(problem.type) or _by_status(response.status_code)
    hint = problem.hint or _next_step(connection, kind)
    detail = f"{problem.detail} (occurrence {problem.instance})" if problem.instance else problem.detail
    if issubclass(kind, InvalidInput):
        places = [(place.pointer, place.detail) for place in problem.errors]
        position = problem.errors[0].position if problem.errors else None
        return kind(detail, hint=hint, errors=places, position=position)
    return kind(detail, hint=hint)


def _kinds(kind: type[ScimConsoleError]) -> Iterator[type[ScimConsoleError]]:
    yield kind
    for narrower in kind.__subclasses__():
        if narrower.__module__ == ScimConsoleError.__module__:
            yield from _kinds(narrower)


_BY_PROBLEM = {kind.problem: kind for kind in _kinds(ScimConsoleError)}
_BY_STATUS: dict[int, type[ScimConsoleError]] = {
    400: InvalidInput,
    401: NotSignedIn,
    403: NotAllowed,
    404: NotFound,
    409: Conflict,
    412: Conflict,
    422: InvalidInput,
    429: Unavailable,
    502: Unavailable,
    503: Unavailable,
    504: Unavailable,
}


def _by_status(status: int) -> type[ScimConsoleError]:
    return _BY_STATUS.get(status, ScimConsoleError)


def _next_step(connection: Connection, kind: type[ScimConsoleError]) -> str | None:
    if issubclass(kind, NotSignedIn):
        if connection.kind == "embedded":
            return f"The embedded service has no {connection.org}; it makes practice-<profile> by itself."
        return f"Sign in again: scimconsole login --url {connection.url} --org {connection.org}"
    if issubclass(kind, NotAllowed) and kind is NotAllowed:
        return "Only the owner may do this."
    return None
