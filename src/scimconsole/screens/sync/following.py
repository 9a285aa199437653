"""What comes while the list of requests is in sight: a stream, or the first page again and again."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from scimconsole.errors import TooManyStreams

if TYPE_CHECKING:
    from scimconsole.api.requests import ScimRequest
    from scimconsole.client import AsyncManagementClient
    from scimconsole.client.call import ListCall
    from scimconsole.client.streaming import FollowState

POLL_SECONDS = 2.0
"""Seconds between two looks where the service has no stream, or none left."""
_PAGE = 100


class Follower:
    """Hands on what comes behind the newest request that is known; the same one may be handed on twice."""

    def __init__(
        self,
        call: ListCall[ScimRequest],
        newest: str,
        came: Callable[[ScimRequest], None],
        told: Callable[[FollowState], None],
    ) -> None:
        """`newest` is an id, empty where none is known; `told` hears how the stream is."""
        self._call = replace(call, query={k: v for k, v in call.query.items() if k != "fold"})
        self._newest = newest
        self._came = came
        self._told = told
        self._catching_up: asyncio.Task[str] | None = None

    async def follow(self, client: AsyncManagementClient, streams: bool) -> None:
        """Go on until it is cancelled; raises what the service answers for good."""
        if streams:
            try:
                async for request in client.follow_requests(
                    self._call,
                    after=self._newest or None,
                    state=lambda state: self._stream_is(client, state),
                ):
                    self._came(request)
            except TooManyStreams:
                pass  # looking again and again needs none
        await self._look_again(client)

    def _stream_is(self, client: AsyncManagementClient, state: FollowState) -> None:
        if state == "connected" and not self._newest and self._catching_up is None:
            # A stream that begins behind nothing knows nothing of what came since the list was read.
            self._catching_up = asyncio.create_task(self._look(client, ""))
        self._told(state)

    async def _look_again(self, client: AsyncManagementClient) -> None:
        # What was written late stands below what was read last: hence from the newest of the look before.
        before = latest = self._newest
        while True:
            await asyncio.sleep(POLL_SECONDS)
            newest = await self._look(client, before)
            self._told("connected")
            before, latest = latest, max(latest, newest)

    async def _look(self, client: AsyncManagementClient, behind: str) -> str:
        """Hand on what is newer than `behind`; answers the newest id there is."""
        call = replace(self._call, query={**self._call.query, "limit": _PAGE})
        newest = ""
        async for page in client.pages(call):
            for request in page.items:
                newest = max(newest, request.id)
                if request.id > behind:
                    self._came(request)
            if not behind or (page.items and page.items[-1].id <= behind):
                break
        return newest
