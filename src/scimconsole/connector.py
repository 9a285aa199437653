"""The console's connection: made after the first paint, kept, and made again after ever longer pauses."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from scimconsole.errors import NotSignedIn, ScimConsoleError
from scimconsole.widgets.standing import Phase, Standing

if TYPE_CHECKING:
    from scimconsole.app import ConsoleApp
    from scimconsole.client import AsyncManagementClient, Connection

_log = logging.getLogger(__name__)

Say = Callable[[str], None]
Find = Callable[[Say], "Connection"]
"""Finds or makes a connection in a thread, and says what it is doing."""

RETRYING = "retry"
"""The group of the worker that tries again while the connection is lost."""
_FIRST_PAUSE = 2
_LONGEST_PAUSE = 30


class Connector:
    """Owns the client; tells the console where it stands by setting its `standing`."""

    def __init__(self, console: ConsoleApp, connection: Connection | None) -> None:
        self.client: AsyncManagementClient | None = None
        self._console = console
        self._given = connection
        """A connection that was handed over; without one the settings say which."""
        self._closing = False

    @property
    def configured(self) -> bool:
        """Whether it is known which service to ask."""
        settings = self._console.settings
        return self._given is not None or settings.url is not None or settings.org is not None

    def connect(self) -> None:
        """Connect to what was handed over or configured; returns at once."""
        self._begin("Connecting…")
        self._run(self._configured)

    def connect_to(self, connection: Connection | None) -> None:
        """Connect to this, or from now on to what the settings say."""
        self._given = connection
        self.connect()

    def tour(self, profile: str) -> None:
        """Connect to a demo organization, made and filled now, gone when the console closes."""

        def prepared(say: Say) -> Connection:
            from scimconsole.demo.prepare import prepare  # only for the tour

            self._given = prepare(profile, say=say).connection
            return self._given

        self._begin("Making a demo organization…")
        self._run(prepared)

    def lost(self) -> None:
        """A call was not answered: try again until one is."""
        if self._standing.phase == "connected":
            _log.warning("the connection is lost")
            self._console.standing = replace(self._standing, phase="lost", doing="")
            self._console.run_worker(self._retry(), name="retry", group=RETRYING, exclusive=True)

    def works(self) -> None:
        """A call was answered: what was lost is found again."""
        if self._standing.phase == "lost":
            _log.info("the connection is there again")
            self._console.workers.cancel_group(self._console, RETRYING)
            self._console.standing = replace(self._standing, phase="connected", doing="")

    async def close(self) -> None:
        """Let go of the service."""
        self._closing = True
        if self.client is not None:
            await self.client.aclose()

    def leave(self) -> None:
        """The console is about to end: what arrives from now on is let go of again."""
        self._closing = True

    @property
    def _standing(self) -> Standing:
        return self._console.standing

    def _begin(self, doing: str) -> None:
        self._console.workers.cancel_group(self._console, RETRYING)
        # What is on the screen stays there, marked as not current, until the connection stands again.
        phase: Phase = "starting" if self._standing.organization is None else "lost"
        self._console.standing = replace(self._standing, phase=phase, doing=doing)

    def _run(self, find: Find) -> None:
        self._console.run_worker(self._connect(find), name="connect", group="connect", exclusive=True)

    async def _connect(self, find: Find) -> None:
        try:
            await self._attempt(find)
        except ScimConsoleError as error:
            self._failed(error)
            if isinstance(error, NotSignedIn):
                self._console.ask_to_sign_in()
            else:
                self._console.run_worker(self._retry(), name="retry", group=RETRYING, exclusive=True)

    async def _retry(self) -> None:
        for pause in _pauses():
            until = self._console.now() + timedelta(seconds=pause)
            for _second in range(pause):
                left = max(round((until - self._console.now()).total_seconds()), 1)
                self._console.standing = replace(self._standing, doing=f"again in {left} s")
                await asyncio.sleep(1)
            self._console.standing = replace(self._standing, doing="trying again")
            try:
                await self._attempt(self._configured)
            except NotSignedIn as error:
                self._failed(error)
                self._console.ask_to_sign_in()
                return
            except ScimConsoleError:
                continue
            return

    async def _attempt(self, find: Find) -> None:
        loop = asyncio.get_running_loop()

        def say(sentence: str) -> None:
            if not self._closing:
                loop.call_soon_threadsafe(self._show_progress, sentence)

        # In a thread: it may start a service, and it asks the keyring, which can block.
        connection = await asyncio.to_thread(self._found, find, say)
        self._show_progress(f"Reading {connection.org}…")
        await self._use(connection)

    def _failed(self, error: ScimConsoleError) -> None:
        _log.warning("not connected: %s", error.detail)
        self._console.standing = replace(self._standing, phase="lost", doing="")
        self._console.report(error)

    def _found(self, find: Find, say: Say) -> Connection:
        connection = find(say)
        if self._closing:
            connection.release()
        return connection

    def _configured(self, say: Say) -> Connection:
        if self._given is not None:
            return self._given
        from scimconsole.client import connect  # httpx and the wire models, after the first paint

        return connect(self._console.settings, say=say)

    def _show_progress(self, sentence: str) -> None:
        if self._standing.phase == "starting":
            self._console.standing = replace(self._standing, doing=sentence)

    async def _use(self, connection: Connection) -> None:
        before = self.client
        if before is None or before.connection is not connection:
            # Closing a client lets go of its service, so one connection never gets a second client.
            self.client = await asyncio.to_thread(_client, connection)
            if before is not None:
                await before.aclose()
        client = self.client
        assert client is not None
        from scimconsole.client import calls

        organization, profile = await asyncio.gather(
            client.send(calls.organization()), client.send(calls.profile())
        )
        place = "this machine" if connection.kind == "embedded" else connection.url.split("//", 1)[-1]
        _log.info("connected to %s on %s as %s", organization.slug, place, organization.me.role)
        self._console.standing = Standing(
            "connected", place=place, organization=organization, profile=profile
        )


def _client(connection: Connection) -> AsyncManagementClient:
    from scimconsole.client import AsyncManagementClient  # 150 ms, after the first paint

    return AsyncManagementClient(connection)


def _pauses() -> Iterator[int]:
    pause = _FIRST_PAUSE
    while True:
        yield pause
        pause = min(pause * 2, _LONGEST_PAUSE)
