"""One thread that writes a SQLite database: what waits meanwhile shares the next commit.

A commit writes every touched page and waits for the disk. Eight writers that share one write the pages they
have in common once, and wait once. Nobody learns of a result before the commit that made it last.
"""

from __future__ import annotations

import asyncio
import queue
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, TypeVar

from scimconsole.storage.session import Session
from scimconsole.storage.transactions import translated

Result = TypeVar("Result")

MOST_TOGETHER = 64


@dataclass(slots=True)
class _Job:
    work: Callable[[Session], Any]
    loop: asyncio.AbstractEventLoop
    future: asyncio.Future[Any]
    result: Any = None
    error: BaseException | None = None

    def deliver(self) -> None:
        if self.future.cancelled():
            return
        if self.error is not None:
            self.future.set_exception(self.error)
        else:
            self.future.set_result(self.result)


class GroupCommit:
    """Runs work that writes, one after the other, and commits what has gathered."""

    def __init__(self, open_session: Callable[[], Session]) -> None:
        self._open_session = open_session
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None

    async def run(self, work: Callable[[Session], Result]) -> Result:
        """The result of `work`, once it is committed; its error otherwise."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._live, name="database-write", daemon=True)
            self._thread.start()
        loop = asyncio.get_running_loop()
        job = _Job(work, loop, loop.create_future())
        self._jobs.put(job)
        result: Result = await job.future
        return result

    def close(self) -> None:
        """Finish what waits, and end."""
        if self._thread is not None:
            self._jobs.put(None)
            self._thread.join()
            self._thread = None

    def _live(self) -> None:
        while True:
            jobs: list[_Job] = []
            job = self._jobs.get()
            while job is not None:
                jobs.append(job)
                if len(jobs) == MOST_TOGETHER:
                    break
                try:
                    job = self._jobs.get_nowait()
                except queue.Empty:
                    break
            if jobs:
                self._work(jobs)
            if job is None:
                return

    def _work(self, jobs: list[_Job]) -> None:
        try:
            session = self._open_session()
            with session.shared():
                for job in jobs:
                    try:
                        job.result = job.work(session)
                    except Exception as error:
                        job.error = translated(error)
        except Exception as error:
            # The commit failed, so nothing of what was done has happened.
            for job in jobs:
                job.error = job.error or translated(error)
        for loop in {job.loop for job in jobs}:
            mine = [job for job in jobs if job.loop is loop]
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(_deliver, mine)


def _deliver(jobs: list[_Job]) -> None:
    for job in jobs:
        job.deliver()
