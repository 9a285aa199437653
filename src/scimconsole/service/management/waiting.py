"""Answers that wait for something to happen."""

from __future__ import annotations

import asyncio

from scimconsole.service.context import ServiceContext


async def stopped_within(context: ServiceContext, seconds: float) -> bool:
    """Wait so long; True at once when the service ends."""
    try:
        await asyncio.wait_for(context.stopping.wait(), seconds)
    except TimeoutError:
        return False
    return True
