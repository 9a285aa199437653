"""The management client for commands."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterator
from types import TracebackType
from typing import Any, Self, TypeVar

import httpx

from scimconsole.api import Page, ScimRequest
from scimconsole.client.call import Call, ListCall
from scimconsole.client.connection import Connection
from scimconsole.client.exchange import steps, transport_options
from scimconsole.client.streaming import Following, FollowState, is_stream

Answer = TypeVar("Answer")
Item = TypeVar("Item")


class ManagementClient:
    """Sends calls over one connection; a context manager."""

    def __init__(self, connection: Connection) -> None:
        options: dict[str, Any] = transport_options(connection)
        self.connection = connection
        self._http = httpx.Client(**options)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection, and let go of an embedded service."""
        self._http.close()
        self.connection.release()

    def send(self, call: Call[Answer]) -> Answer:
        """Send one call; raises the `ScimConsoleError` that fits what went wrong."""
        exchange = steps(self.connection, call)
        step = next(exchange)
        try:
            while True:
                if isinstance(step, float):
                    time.sleep(step)
                    step = exchange.send(None)
                    continue
                outcome: httpx.Response | httpx.TransportError
                try:
                    outcome = self._http.send(step)
                except httpx.TransportError as error:
                    outcome = error
                step = exchange.send(outcome)
        except StopIteration as done:
            answer: Answer = done.value
            return answer

    def pages(self, call: ListCall[Item]) -> Iterator[Page[Item]]:
        """The pages of a list, asked for one after the other."""
        while True:
            page = self.send(call)
            yield page
            if page.next_cursor is None:
                return
            call = call.after(page.next_cursor)

    def items(self, call: ListCall[Item]) -> Iterator[Item]:
        """The items of a list over all its pages."""
        for page in self.pages(call):
            yield from page.items

    def follow_requests(
        self,
        call: ListCall[ScimRequest],
        *,
        after: str | None = None,
        state: Callable[[FollowState], None] | None = None,
    ) -> Generator[ScimRequest, None, None]:
        """The SCIM requests that meet the conditions, as they are journalled: see `AsyncManagementClient`."""
        following = Following(self.connection, call, after, state)
        while True:
            try:
                response = self._http.send(following.request(), stream=True)
                try:
                    if not is_stream(response):
                        response.read()
                        pause = following.refused(response)
                    else:
                        following.opened()
                        for chunk in response.iter_bytes():
                            yield from following.received(chunk)
                        pause = following.ended()
                finally:
                    response.close()
            except httpx.TransportError:
                pause = following.ended()
            time.sleep(pause)
