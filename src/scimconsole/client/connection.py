"""Where the management API is, and with which key it is asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Connection:
    """An organization on a service; `release` ends what keeps an embedded service alive."""

    url: str
    """Address of the service, without a trailing slash."""
    org: str
    """Slug of the organization."""
    api_key: str = field(repr=False)
    kind: Literal["embedded", "remote"]
    key_from: str
    """Where the API key was found: keyring, environment, file, memory, session."""
    release: Callable[[], None] = field(default=lambda: None, repr=False, compare=False)

    @property
    def on_this_machine(self) -> bool:
        """Whether the address is loopback."""
        return urlsplit(self.url).hostname in ("localhost", "127.0.0.1", "::1")

    @property
    def api_base(self) -> str:
        """Root of the organization in the management API."""
        return f"{self.url}/api/v1/orgs/{self.org}"
