"""The management client for the console."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from types import TracebackType
from typing import Any, Self, TypeVar

import httpx

from scimconsole.api import Page, ScimRequest
from scimconsole.client.call import Call, ListCall
from scimconsole.client.connection import Connection
from scimconsole.client.exchange import steps, transport_options
from scimconsole.client.streaming import Following, FollowState, is_stream
from scimconsole.errors import Unavailable

Answer = TypeVar("Answer")
Item = TypeVar("Item")


class AsyncManagementClient:
    """Sends calls over one connection; an async context manager."""

    def __init__(self, connection: Connection) -> None:
        options: dict[str, Any] = transport_options(connection)
        self.connection = connection
        self._http = httpx.AsyncClient(**options)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close the connection, and let go of an embedded service."""
        await self._http.aclose()
        self.connection.release()

    async def send(self, call: Call[Answer]) -> Answer:
        """Send one call; raises the `ScimConsoleError` that fits what went wrong."""
        exchange = steps(self.connection, call)
        step = next(exchange)
        try:
            while True:
                if isinstance(step, float):
                    await asyncio.sleep(step)
                    step = exchange.send(None)
                    continue
                outcome: httpx.Response | httpx.TransportError
                try:
                    outcome = await self._http.send(step)
                except httpx.TransportError as error:
                    outcome = error
                except RuntimeError as error:
                    if not self._http.is_closed:
                        raise
                    raise Unavailable("The connection was closed: another one took its place.") from error
                step = exchange.send(outcome)
        except StopIteration as done:
            answer: Answer = done.value
            return answer

    async def pages(self, call: ListCall[Item]) -> AsyncIterator[Page[Item]]:
        """The pages of a list, asked for one after the other."""
        while True:
            page = await self.send(call)
            yield page
            if page.next_cursor is None:
                return
            call = call.after(page.next_cursor)

    async def items(self, call: ListCall[Item]) -> AsyncIterator[Item]:
        """The items of a list over all its pages."""
        async for page in self.pages(call):
            for item in page.items:
                yield item

    async def follow_requests(
        self,
        call: ListCall[ScimRequest],
        *,
        after: str | None = None,
        state: Callable[[FollowState], None] | None = None,
    ) -> AsyncGenerator[ScimRequest, None]:
        """The SCIM requests that meet the conditions of `calls.requests`, as they come, without end.

        It begins behind the request with the id `after`, else with those since the call's `since`, else with
        the next one. A stream that is cut is opened again and goes on where it was: nothing is lost, nothing
        comes twice; `state` is told. Raises NotSignedIn, NotAllowed, NotFound and InvalidInput when the
        service answers so, TooManyStreams at the beginning, and Unavailable when this client was closed.
        """
        following = Following(self.connection, call, after, state)
        while True:
            try:
                response = await self._http.send(following.request(), stream=True)
                try:
                    if not is_stream(response):
                        await response.aread()
                        pause = following.refused(response)
                    else:
                        following.opened()
                        async for chunk in response.aiter_bytes():
                            for request in following.received(chunk):
                                yield request
                        pause = following.ended()
                finally:
                    await response.aclose()
            except httpx.TransportError:
                pause = following.ended()
            except RuntimeError as error:
                if not self._http.is_closed:
                    raise
                raise Unavailable("The connection was closed: another one took its place.") from error
            await asyncio.sleep(pause)
