"""The management client: `calls` describes what can be asked, the two clients ask it.

    with ManagementClient(connection) as client:
        token = client.send(calls.generate_token(NewToken(name="Entra")))
        for user in client.items(calls.users(status="active")):
            ...

`AsyncManagementClient` is the same with `await` and `async for`. Names are resolved on first use, because
httpx and the wire models cost more than the rest of a command's start.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scimconsole.client.asynchronous import AsyncManagementClient
    from scimconsole.client.connecting import connect
    from scimconsole.client.connection import Connection
    from scimconsole.client.page_window import PageWindow
    from scimconsole.client.synchronous import ManagementClient

_HOMES = {
    "AsyncManagementClient": "scimconsole.client.asynchronous",
    "Connection": "scimconsole.client.connection",
    "ManagementClient": "scimconsole.client.synchronous",
    "PageWindow": "scimconsole.client.page_window",
    "connect": "scimconsole.client.connecting",
}

__all__ = ["AsyncManagementClient", "Connection", "ManagementClient", "PageWindow", "connect"]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
