"""The ceiling of any ASGI application: the same bytes, whatever is asked."""

from __future__ import annotations

from typing import Any

from bench.people import user_body

BODY = b'{"totalResults":0,"id":"1","userName":"' + user_body(1)["userName"].encode() + b'"}'


def build() -> Any:
    """The application."""

    async def app(scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            return
        if scope["method"] != "GET":
            while (await receive()).get("more_body"):
                pass
        headers = [(b"content-type", b"application/scim+json"), (b"content-length", b"%d" % len(BODY))]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": BODY})

    return app
