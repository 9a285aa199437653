"""How fast requests may leave."""

from __future__ import annotations

import asyncio
import time

LONGEST_PAUSE = 30.0
"""Seconds that a `Retry-After` can stop a cycle; whatever it leaves undone is the next cycle's."""


class Pace:
    """Gives turns at an even rate; `rate` is requests a second, 0 for as fast as they are answered."""

    def __init__(self, rate: float = 0) -> None:
        self._interval = 1 / rate if rate > 0 else 0.0
        self._next = 0.0

    async def turn(self) -> None:
        """Wait until the next request may leave."""
        now = time.monotonic()
        at = max(self._next, now)
        if self._interval:
            self._next = at + self._interval
        if at > now:
            await asyncio.sleep(at - now)

    def pause(self, seconds: float) -> None:
        """Let nothing leave for a while, as the other side asked."""
        until = time.monotonic() + min(max(seconds, 0.0), LONGEST_PAUSE)
        self._next = max(self._next, until)
