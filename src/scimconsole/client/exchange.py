"""One call as steps: what to send, when to try again, what the answer means. Does no I/O itself.

The sync and the async client drive the same generator: it yields requests to send and pauses in seconds,
and is given responses or transport errors.
"""

from __future__ import annotations

import logging
import random
import time
import uuid
from collections.abc import Generator
from typing import TypeVar

import httpx
from pydantic import ValidationError

from scimconsole import __version__
from scimconsole.client.call import Call
from scimconsole.client.connection import Connection
from scimconsole.client.problems import error_of
from scimconsole.errors import ScimConsoleError, Unavailable

Answer = TypeVar("Answer")
Steps = Generator[httpx.Request | float, httpx.Response | httpx.TransportError | None, Answer]

_log = logging.getLogger(__name__)
_log.addHandler(logging.NullHandler())  # a command keeps no log, and its stderr is for the person

ATTEMPTS = 3
CONNECT_SECONDS = 5.0
ANSWER_SECONDS = 30.0
_FIRST_PAUSE = 0.2
_LONGEST_PAUSE = 5.0
_PASSING = frozenset({502, 503, 504})


def transport_options(connection: Connection) -> dict[str, object]:
    """Options of both clients: no proxy for loopback, no TLS set-up (30 ms) where there is no TLS."""
    return {
        "timeout": httpx.Timeout(ANSWER_SECONDS, connect=CONNECT_SECONDS),
        "trust_env": not connection.on_this_machine,
        "verify": connection.url.startswith("https:"),
        "follow_redirects": False,
    }


def steps(connection: Connection, call: Call[Answer]) -> Steps[Answer]:
    """The steps of one call; returns the parsed answer or raises the `ScimConsoleError` that fits.

    GETs are tried again after transport errors and 502-504; other calls only when they never arrived.
    """
    request = _request(connection, call)
    for attempt in range(1, ATTEMPTS + 1):
        began = time.perf_counter()
        outcome = yield request
        _log_outcome(call, outcome, time.perf_counter() - began)
        last = attempt == ATTEMPTS
        if isinstance(outcome, httpx.Response):
            if outcome.status_code in _PASSING and call.method == "GET" and not last:
                yield _pause(attempt, outcome.headers.get("Retry-After"))
                continue
            return _answer(connection, call, outcome)
        assert isinstance(outcome, httpx.TransportError)
        never_arrived = isinstance(outcome, httpx.ConnectError | httpx.ConnectTimeout)
        if last or not (never_arrived or call.method == "GET"):
            raise _unreachable(connection, outcome) from outcome
        yield _pause(attempt, None)
    raise AssertionError("the last attempt returns or raises")


def _request(connection: Connection, call: Call[Answer]) -> httpx.Request:
    headers = {
        "Authorization": f"Bearer {connection.api_key}",
        "Accept": "application/json, application/problem+json",
        "User-Agent": f"scimconsole/{__version__}",
    }
    content = call.content()
    if content is not None:
        headers["Content-Type"] = "application/json"
    if call.method == "POST":
        headers["Idempotency-Key"] = str(uuid.uuid4())
    if call.if_match is not None:
        headers["If-Match"] = call.if_match
    read = ANSWER_SECONDS + call.patience
    timeout = httpx.Timeout(read, connect=CONNECT_SECONDS)
    return httpx.Request(
        call.method,
        connection.api_base + call.path,
        params=dict(call.query),
        headers=headers,
        content=content,
        extensions={"timeout": timeout.as_dict()},
    )


def _answer(connection: Connection, call: Call[Answer], response: httpx.Response) -> Answer:
    if not response.is_success:
        raise error_of(connection, response)
    try:
        return call.parse(response.content)
    except ValidationError as error:
        first = error.errors()[0]
        place = "/".join(str(part) for part in first["loc"])
        raise ScimConsoleError(
            f"{connection.url} answered {call.method} {call.path or '/'} with something that is not the "
            f"management API's answer ({place or 'body'}: {first['msg']}).",
            hint="Check that the address is the service's own and that its version fits this program's.",
        ) from error


def _log_outcome(call: Call[Answer], outcome: object, seconds: float) -> None:
    """Log method, path, status and time; queries and bodies hold what nobody needs in a log."""
    if isinstance(outcome, httpx.Response):
        level, status = logging.INFO if outcome.is_success else logging.WARNING, str(outcome.status_code)
    else:
        level, status = logging.WARNING, type(outcome).__name__
    _log.log(level, "%s %s %s in %.0f ms", call.method, call.path or "/", status, 1000 * seconds)


def _pause(attempt: int, retry_after: str | None) -> float:
    if retry_after and retry_after.isdigit():
        return min(float(retry_after), _LONGEST_PAUSE)
    return _FIRST_PAUSE * 3.0 ** (attempt - 1) * random.uniform(0.75, 1.25)


def _unreachable(connection: Connection, error: httpx.TransportError) -> Unavailable:
    if isinstance(error, httpx.TimeoutException):
        what = "does not answer in time"
    else:
        what = f"cannot be reached ({str(error) or type(error).__name__})"
    if connection.kind == "embedded":
        hint = "The embedded service ended; start the command again. `scimconsole doctor` tells more."
    else:
        hint = "Check the address, the network and that the service runs; `scimconsole doctor` tells more."
    return Unavailable(f"The service at {connection.url} {what}.", hint=hint)
