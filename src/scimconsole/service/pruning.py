"""Retention: every worker now and then cuts the old end off each organization's journal.

It also merges the small buckets that subjects were filed in, so that whoever looks for somebody asks few.

A few rows a transaction and a pause after each, so that no request waits for more than one of them. Several
workers may do it at once: writers of an organization take turns, and each finds what the others left.
"""

from __future__ import annotations

import asyncio
import logging
import random
import time
from contextlib import suppress
from functools import partial

from scimconsole.storage import idempotency, journal_buckets, journal_digest, organization_settings, pruning
from scimconsole.storage.database import Database
from scimconsole.storage.errors import DatabaseUnavailable
from scimconsole.storage.pruning import Bounds
from scimconsole.storage.session import Session
from scimconsole.storage.transactions import write

FIRST_AFTER_S = 2.0
EVERY_S = 600.0
PAUSE_S = 0.02
ENTRIES_TOGETHER = 50
ROWS_TOGETHER = 500
"""Rows deleted in one go, in about a millisecond."""

DAY_US = 24 * 3600 * 1_000_000
COUNTS_KEPT_US = 30 * DAY_US
"""Microseconds; counts name nobody, and the state of provisioning is read from them."""
ALWAYS_KEPT_US = 3600 * 1_000_000
"""Microseconds; what came since is not pruned for its number."""
SETTLED_US = 60 * 1_000_000
"""Microseconds after which a bucket is hardly written to any more."""
TOLERATED_US = 3600 * 1_000_000
"""Microseconds that the clock may gain on the time that has passed, as when it is set right."""

log = logging.getLogger(__name__)


class Pruning:
    """Prunes and merges soon after the start and every ten minutes from then on."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._ending = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._merged_until = 0
        self._started = _microseconds()
        self._started_steady = _steady_microseconds()

    def start(self) -> None:
        """Begin; call it in the event loop."""
        self._task = asyncio.get_running_loop().create_task(self._run(), name="pruning")

    async def stop(self) -> None:
        """End after the present transaction."""
        self._ending.set()
        if self._task is not None:
            await self._task

    async def prune(self) -> None:
        """Prune every organization once, or as many as there is time for before the end."""
        now = _microseconds()
        for org_id in await self._database.read(pruning.organizations):
            # What ails one organization, such as being deleted, is no reason to keep the others' entries.
            with suppress(KeyError):
                await self._prune(org_id)
                await self._merge(org_id, now - SETTLED_US)
            if self._ending.is_set():
                return
        self._merged_until = now - 2 * journal_buckets.HOUR

    async def _run(self) -> None:
        await self._wait(FIRST_AFTER_S)
        while not self._ending.is_set():
            try:
                await self.prune()
            except DatabaseUnavailable as error:
                log.warning("the journal is pruned later: %s", error.detail)
            except Exception:
                log.exception("the journal could not be pruned")
            # Workers that started together need not do it together.
            await self._wait(EVERY_S * random.uniform(0.8, 1.2))

    async def _prune(self, org_id: str) -> None:
        bounds = await self._database.read(partial(self._due, org_id))
        if bounds is None:
            return
        steps = (
            (pruning.prune_entries, ENTRIES_TOGETHER, ENTRIES_TOGETHER),
            (pruning.prune_subjects, ROWS_TOGETHER, 1),
            (pruning.prune_besides, ROWS_TOGETHER, ROWS_TOGETHER),
        )
        for step, limit, least_for_more in steps:
            body = partial(step, org_id=org_id, bounds=bounds, limit=limit)
            work = partial(write, org_id=org_id, body=body)
            while await self._database.write_beside(work) >= least_for_more:
                await self._wait(PAUSE_S)
                if self._ending.is_set():
                    return

    async def _merge(self, org_id: str, before: int) -> None:
        find = partial(journal_buckets.to_merge, org_id=org_id, since=self._merged_until, before=before)
        for buckets in await self._database.read(find):
            body = partial(journal_buckets.merge, org_id=org_id, buckets=buckets)
            await self._database.write_beside(partial(write, org_id=org_id, body=body))
            await self._wait(PAUSE_S)
            if self._ending.is_set():
                return

    def _due(self, org_id: str, session: Session) -> Bounds | None:
        """What is no longer kept, or None when there is nothing of that."""
        now = trusted_now(_microseconds(), self._started, _steady_microseconds() - self._started_steady)
        settings = organization_settings.read(session, org_id)
        too_old = now - settings.retention_days * DAY_US
        too_many = pruning.instant_of_surplus(session, org_id, settings.retention_entries)
        bounds = Bounds(
            entries=max(too_old, min(too_many, now - ALWAYS_KEPT_US)),
            counts=min(too_old, now - COUNTS_KEPT_US),
            answers=now - idempotency.KEPT_US,
            digests=now - journal_digest.KEPT_US,
        )
        return bounds if pruning.is_due(session, org_id, bounds) else None

    async def _wait(self, seconds: float) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._ending.wait(), seconds)


def trusted_now(now: int, started: int, passed: int) -> int:
    """The clock's `now`, but no later than the time `passed` since it said `started` allows; microseconds.

    A clock that jumps ahead would make all that is young look old.
    """
    return min(now, started + passed + TOLERATED_US)


def _microseconds() -> int:
    return time.time_ns() // 1000


def _steady_microseconds() -> int:
    return time.monotonic_ns() // 1000
