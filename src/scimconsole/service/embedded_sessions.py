"""Who may use an embedded service, and for how long it is needed."""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Iterator
from contextlib import contextmanager

from scimconsole.domain.credentials import mint

GRACE_SECONDS = 3.0
"""How long the service waits for a new lease after the last has gone."""

FIRST_LEASE_SECONDS = 20.0
"""How long it waits for the first."""


class EmbeddedSessions:
    """The session key of this start, kept in memory only, and the leases of those who use the service."""

    def __init__(self) -> None:
        self.key = mint("scimk1").text
        self._leases = 0
        self._changed = asyncio.Event()

    def accepts(self, text: str) -> bool:
        """Whether `text` is this start's session key."""
        return hmac.compare_digest(text.encode("utf-8", "surrogatepass"), self.key.encode())

    @contextmanager
    def lease(self) -> Iterator[None]:
        """Count a user of the service for as long as the block runs."""
        self._leases += 1
        self._changed.set()
        try:
            yield
        finally:
            self._leases -= 1
            self._changed.set()

    async def until_unused(self) -> None:
        """Return when nobody has held a lease for the time of grace."""
        patience = FIRST_LEASE_SECONDS
        while True:
            self._changed.clear()
            try:
                await asyncio.wait_for(self._changed.wait(), None if self._leases else patience)
            except TimeoutError:
                return
            patience = GRACE_SECONDS
