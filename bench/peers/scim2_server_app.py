"""scim2-server's own ASGI application over its own memory: it checks a token and keeps nothing."""

from __future__ import annotations

import os
from typing import Any

from scim2_models import ScimProvider, UnauthorizedException
from scim2_server.applications.asgi import ASGIApplication
from scim2_server.memory import AsyncInMemoryStorage
from scim2_server.utils import (
    load_default_resource_types,
    load_default_schemas,
    load_default_service_provider_config,
)


class App(ASGIApplication):
    """The application, for callers who know the token."""

    def check_auth(self, request: Any) -> None:
        """Refuse whoever does not know the token."""
        if request.header("Authorization") != f"Bearer {os.environ['BENCH_TOKEN']}":
            raise UnauthorizedException


def build() -> App:
    """The application over an empty memory."""
    config = load_default_service_provider_config()
    # Cursors need a secret and are not measured.
    config.pagination = None
    provider = ScimProvider.from_discovery(
        load_default_schemas().values(), load_default_resource_types().values(), config=config
    )
    return App(AsyncInMemoryStorage(), provider)
