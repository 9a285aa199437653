"""The oracle: scim2-server in memory, with the tolerances its models offer for what Entra sends."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import httpx
from scim2_models import ScimPolicy, ScimProvider
from scim2_server.applications.asgi import ASGIApplication
from scim2_server.memory import AsyncInMemoryStorage
from scim2_server.utils import (
    load_default_resource_types,
    load_default_schemas,
    load_default_service_provider_config,
)

BASE_URL = "http://oracle.example/v2"
ENTRA = ScimPolicy(
    remove_value_as_filter=ScimPolicy.RemoveValue.apply,
    unmatched_path_filter=ScimPolicy.UnmatchedPathFilter.create,
    unknown=ScimPolicy.Unknown.ignore,
)


class OpenASGIApplication(ASGIApplication):
    """The application for callers that need no token: who may call is not what is compared."""

    def check_auth(self, request: Any) -> None:
        """Let everybody in."""


def provider() -> ScimProvider:
    """Users, groups and the enterprise extension, as the RFC declares them, under the Entra policy."""
    config = load_default_service_provider_config()
    # Cursors need a secret and are not compared.
    config.pagination = None
    return ScimProvider.from_discovery(
        load_default_schemas().values(), load_default_resource_types().values(), config=config, policy=ENTRA
    )


class Oracle:
    """One empty oracle; `send` takes a request and answers its status and body."""

    provider = provider()

    def __init__(self) -> None:
        app: Any = OpenASGIApplication(AsyncInMemoryStorage(), self.provider)
        self.runner = asyncio.Runner()
        self.client = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=BASE_URL)

    def send(self, method: str, target: str, body: object = None) -> tuple[int, Any]:
        """Send one request; `target` is the path below the SCIM base with its query."""
        content = None if body is None else json.dumps(body).encode()
        headers = {} if body is None else {"Content-Type": "application/scim+json"}
        answer = self.runner.run(
            self.client.request(method, BASE_URL + target, content=content, headers=headers)
        )
        return answer.status_code, answer.json() if answer.content else None

    def close(self) -> None:
        """End the event loop."""
        self.runner.run(self.client.aclose())
        self.runner.close()
