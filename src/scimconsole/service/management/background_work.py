"""Work that goes on behind the requests, an organization at a time, by whichever worker takes it up."""

from __future__ import annotations

import asyncio
import logging
import time
from abc import ABC, abstractmethod

from scimconsole.errors import ScimConsoleError
from scimconsole.service.context import ServedOrganization, ServiceContext

LOOKED_EVERY_S = 10.0

log = logging.getLogger("scimconsole.management")


class BackgroundWork(ABC):
    """This worker's share of one kind of work.

    It looks for work in an organization when some is queued here, and now and then when somebody signs in
    there, so that what a worker left behind when it ended is taken up by another.
    """

    name: str
    """What is worked, in the log."""

    def __init__(self, context: ServiceContext) -> None:
        self.context = context
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._queued: set[str] = set()
        self._looked_at: dict[str, float] = {}

    @abstractmethod
    async def work(self, organization: ServedOrganization) -> None:
        """Do whatever waits in the organization."""

    def look(self, organization: ServedOrganization) -> None:
        """Take up what waits in the organization, unless that was looked for a moment ago."""
        if time.monotonic() - self._looked_at.get(organization.org_id, -LOOKED_EVERY_S) >= LOOKED_EVERY_S:
            self.start(organization)

    def start(self, organization: ServedOrganization) -> None:
        """Take up what waits in the organization."""
        org_id = organization.org_id
        self._looked_at[org_id] = time.monotonic()
        # A task that is at its end may have looked before this work was there.
        self._queued.add(org_id)
        running = self._tasks.get(org_id)
        if running is None or running.done():
            task = asyncio.get_running_loop().create_task(
                self._run(organization), name=f"{self.name} {org_id}"
            )
            self._tasks[org_id] = task

    async def stop(self) -> None:
        """End after the present chunk; another worker goes on with the rest."""
        tasks = [task for task in self._tasks.values() if not task.done()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _run(self, organization: ServedOrganization) -> None:
        try:
            while organization.org_id in self._queued:
                self._queued.discard(organization.org_id)
                await self.work(organization)
        except ScimConsoleError as error:
            log.warning("%s wait: %s", self.name, error.detail)
        except Exception:
            log.exception("%s of organization %s failed", self.name, organization.row.slug)
        finally:
            self._tasks.pop(organization.org_id, None)
