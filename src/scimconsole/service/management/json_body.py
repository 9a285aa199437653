"""Large JSON bodies: read at once, and refused where they could not be written as JSON again."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import orjson
from fastapi import Request, Response
from fastapi.routing import APIRoute


class StrictRequest(Request):
    """A request whose JSON has no NaN, no lone surrogates and no bottomless nesting."""

    async def json(self) -> Any:
        """The body; raises json.JSONDecodeError."""
        return orjson.loads(await self.body())


class StrictJsonRoute(APIRoute):
    """A route that reads its body as StrictRequest does."""

    def get_route_handler(self) -> Callable[[Request], Awaitable[Response]]:  # type: ignore[override]
        """The handler that FastAPI calls."""
        handle = super().get_route_handler()

        async def handle_strictly(request: Request) -> Response:
            return await handle(StrictRequest(request.scope, request.receive))

        return handle_strictly
