"""The service as one ASGI application: SCIM under `/scim/v2/`, set-up links, the management API."""

from __future__ import annotations

from fastapi import FastAPI

from scimconsole.domain.setup_links import PATH as SETUP_PREFIX
from scimconsole.service.context import ServiceContext
from scimconsole.service.management.application import create_management_app
from scimconsole.service.pruning import Pruning
from scimconsole.service.scim.endpoint import Receive, ScimEndpoint, Scope, Send
from scimconsole.service.scim.request import PREFIX
from scimconsole.service.setup_page.endpoint import SetupPage


class Service:
    """Routes by path, and starts and stops what runs beside the requests."""

    def __init__(self, context: ServiceContext) -> None:
        self._context = context
        self._scim = ScimEndpoint(context)
        self._setup_page = SetupPage(context)
        self._management: FastAPI = create_management_app(context)
        self._pruning = Pruning(context.database)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"].startswith(PREFIX):
            await self._scim(scope, receive, send)
        elif scope["type"] == "http" and scope["path"].startswith(SETUP_PREFIX):
            await self._setup_page(scope, receive, send)
        elif scope["type"] == "lifespan":
            await self._live(receive, send)
        else:
            await self._management(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                self._context.journal.start()
                self._pruning.start()
                await send({"type": "lifespan.startup.complete"})
            elif message["type"] == "lifespan.shutdown":
                await self._management.state.deactivations.stop()
                await self._pruning.stop()
                await self._context.journal.stop()
                self._context.database.close()
                await send({"type": "lifespan.shutdown.complete"})
                return
