"""Several objects at a time, in the order in which they come."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterable
from typing import Any, TypeAlias, TypeVar

Item = TypeVar("Item")
Work: TypeAlias = Coroutine[Any, Any, None]

_BREATH = 200
"""Items without work after which others get their turn: a signal, for one."""


async def side_by_side(items: Iterable[Item], begin: Callable[[Item], Work | None], width: int) -> None:
    """Begin each item's work in order, at most `width` at a time, and wait until all is done.

    An item for which `begin` answers None is done with. The first exception ends everything.
    """
    running: set[asyncio.Task[None]] = set()
    idle = 0
    try:
        for item in items:
            work = begin(item)
            if work is None:
                idle += 1
                if idle % _BREATH == 0:
                    await asyncio.sleep(0)
            elif width == 1:
                await work
            else:
                running.add(asyncio.create_task(work))
                if len(running) >= width:
                    running = await _some(running)
        while running:
            running = await _some(running)
    finally:
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)


async def _some(running: set[asyncio.Task[None]]) -> set[asyncio.Task[None]]:
    """Wait until one of them is done; the others. Raises what one of them raised."""
    done, others = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
    for task in done:
        task.result()
    return others
