"""Long computing, which has one thread of its own: the other requests share the interpreter with no more."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Result = TypeVar("Result")

PAUSED_EVERY = 8
"""Items between two pauses; what waits for the interpreter waits no longer than they take."""
PAUSE_S = 0.0001

_thread = ThreadPoolExecutor(1, thread_name_prefix="mapping")


async def compute(work: Callable[[], Result]) -> Result:
    """Run `work` when what was to be computed before is done."""
    return await asyncio.get_running_loop().run_in_executor(_thread, work)


def unhurried(items: Iterable[Result]) -> Iterable[Result]:
    """The items, with a pause now and then in which other threads get the interpreter."""
    for number, item in enumerate(items, 1):
        if number % PAUSED_EVERY == 0:
            time.sleep(PAUSE_S)
        yield item
