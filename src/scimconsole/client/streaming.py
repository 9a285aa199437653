"""Following the journal as steps: what to ask, what the bytes mean, when to try again. Does no I/O itself.

The sync and the async client drive the same `Following`. It goes on behind the last event whatever cuts the
stream, and keeps nothing of what it has handed on.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from typing import Literal

import httpx
from pydantic import ValidationError

from scimconsole import __version__
from scimconsole.api import ScimRequest
from scimconsole.client.call import ListCall
from scimconsole.client.connection import Connection
from scimconsole.client.exchange import CONNECT_SECONDS
from scimconsole.client.problems import error_of
from scimconsole.errors import ScimConsoleError, TooManyStreams, Unavailable

FollowState = Literal["connected", "waiting", "lost"]
"""The stream is open; it ended and is opened again; it could not be opened, and is tried for again."""

SILENT_SECONDS = 30.0
"""A stream that says nothing for so long is taken for dead: the service sends a beat every ten seconds."""
LONGEST_PAUSE = 5.0
STEADY_SECONDS = 5.0
"""A stream that was open for so long, or told of a request, was a good one: the pauses begin anew."""
LARGEST_EVENT = 4 * 1024 * 1024
_FIRST_PAUSE = 0.25
_NOT_OF_A_STREAM = frozenset({"limit", "cursor", "fold"})


class Following:
    """One follower of the requests that meet a call's conditions."""

    def __init__(
        self,
        connection: Connection,
        call: ListCall[ScimRequest],
        after: str | None,
        state: Callable[[FollowState], None] | None,
    ) -> None:
        self._connection = connection
        self._query = {name: value for name, value in call.query.items() if name not in _NOT_OF_A_STREAM}
        self._last_id = after
        self._tell = state
        self._state: FollowState | None = None
        self._failures = 0
        self._opened_at: float | None = None
        self._was_open = False
        self._events = EventReader()

    def request(self) -> httpx.Request:
        """What opens the stream behind the last event."""
        headers = {
            "Authorization": f"Bearer {self._connection.api_key}",
            "Accept": "text/event-stream, application/problem+json",
            "User-Agent": f"scimconsole/{__version__}",
        }
        if self._last_id is not None:
            headers["Last-Event-ID"] = self._last_id
        timeout = httpx.Timeout(SILENT_SECONDS, connect=CONNECT_SECONDS)
        return httpx.Request(
            "GET",
            f"{self._connection.api_base}/requests/stream",
            params=self._query,
            headers=headers,
            extensions={"timeout": timeout.as_dict()},
        )

    def opened(self) -> None:
        """The service has begun to answer with a stream."""
        self._events = EventReader()
        self._opened_at = time.monotonic()
        self._was_open = True
        self._become("connected")

    def refused(self, response: httpx.Response) -> float:
        """Seconds to wait after another answer than a stream; raises what cannot get better by waiting."""
        error = error_of(self._connection, response)
        if isinstance(error, TooManyStreams) and not self._was_open:
            raise error
        passing = response.status_code in (429, 502, 503, 504)
        if response.is_success or not passing:
            raise error
        return self.ended()

    def ended(self) -> float:
        """Seconds to wait before the stream is opened again."""
        opened_at, self._opened_at = self._opened_at, None
        if opened_at is not None and time.monotonic() - opened_at >= STEADY_SECONDS:
            self._failures = 0
        self._become("waiting" if opened_at is not None else "lost")
        pause = min(_FIRST_PAUSE * 2.0**self._failures, LONGEST_PAUSE)
        self._failures = min(self._failures + 1, 10)
        return pause * random.uniform(0.75, 1.25)

    def received(self, chunk: bytes) -> Iterator[ScimRequest]:
        """The requests that are whole with these bytes."""
        for event_id, data in self._events.feed(chunk):
            if data:
                try:
                    request = ScimRequest.model_validate_json(data)
                except ValidationError as error:
                    raise ScimConsoleError(
                        f"{self._connection.url} streams something that is no SCIM request.",
                        hint="Check that its version fits this program's.",
                    ) from error
                self._failures = 0
                yield request
            if event_id is not None:
                self._last_id = event_id

    def _become(self, state: FollowState) -> None:
        if state != self._state:
            self._state = state
            if self._tell is not None:
                self._tell(state)


class EventReader:
    """Server-sent events out of bytes that come in any pieces."""

    def __init__(self) -> None:
        self._rest = b""
        self._id: str | None = None
        self._data: list[bytes] = []

    def feed(self, chunk: bytes) -> Iterator[tuple[str | None, bytes]]:
        """Each event's id, if any, and its data, which may be empty; raises Unavailable if it is huge."""
        *lines, self._rest = (self._rest + chunk).split(b"\n")
        if len(self._rest) + sum(map(len, self._data)) > LARGEST_EVENT:
            raise Unavailable(f"The stream has an event of more than {LARGEST_EVENT} bytes.")
        for line in lines:
            line = line.removesuffix(b"\r")
            if not line:
                if self._id is not None or self._data:
                    yield self._id, b"\n".join(self._data)
                self._id, self._data = None, []
                continue
            name, _, value = line.partition(b":")
            value = value.removeprefix(b" ")
            if name == b"id":
                self._id = value.decode("utf-8", "replace")
            elif name == b"data":
                self._data.append(value)


def is_stream(response: httpx.Response) -> bool:
    """Whether an answer is a stream of events."""
    kind: str = response.headers.get("Content-Type", "")
    return response.status_code == 200 and kind.partition(";")[0].strip() == "text/event-stream"
