"""Requests that changed nothing are journalled in batches: at most a second or 500 of them wait in memory."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections import defaultdict
from contextlib import suppress
from typing import Any

from scimconsole.service.traffic import Traffic
from scimconsole.storage import journal, traffic
from scimconsole.storage.database import Database
from scimconsole.storage.errors import DatabaseUnavailable
from scimconsole.storage.journal import TokenUse
from scimconsole.storage.session import Session
from scimconsole.storage.traffic import NewCounts
from scimconsole.storage.transactions import write

LONGEST_WAIT_S = 1.0
WATCHED_WAIT_S = 0.2
"""On a machine of one's own, where somebody looks at what was just sent."""
LARGEST_BATCH = 500
TOGETHER = 125
"""Entries written in one go, in about a millisecond."""

MOST_KEPT = 20_000
"""Entries kept while the database does not answer; the oldest beyond that are lost, and the log says so."""

log = logging.getLogger(__name__)


class Journal:
    """Collects entries and writes them behind the requests' backs, with the counts of `traffic`."""

    def __init__(self, database: Database, *, longest_wait_s: float = LONGEST_WAIT_S) -> None:
        self._longest_wait_s = longest_wait_s
        self.traffic = Traffic()
        self._database = database
        self._entries: list[dict[str, Any]] = []
        self._uses: dict[tuple[str, str], TokenUse] = {}
        self._lock = threading.Lock()
        self._full = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._task: asyncio.Task[None] | None = None
        self._is_ending = False

    def start(self) -> None:
        """Begin to write; call it in the event loop."""
        self._loop = asyncio.get_running_loop()
        self._task = self._loop.create_task(self._run(), name="journal")

    async def stop(self) -> None:
        """Write what is left and end."""
        self._is_ending = True
        self._full.set()
        if self._task is not None:
            await self._task
        await self.flush()

    def add(self, entry: dict[str, Any]) -> None:
        """Keep an entry (a mapping with every column of the journal); from any thread."""
        with self._lock:
            self._entries.append(entry)
            full = len(self._entries) == LARGEST_BATCH
        if full and self._loop is not None:
            self._loop.call_soon_threadsafe(self._full.set)

    def token_used(self, org_id: str, token_id: str, at: int, address: str | None) -> None:
        """Remember that a token was used at `at` (microseconds); from any thread."""
        with self._lock:
            self._uses[org_id, token_id] = TokenUse(at, address)

    async def flush(self) -> None:
        """Write what has been collected so far."""
        with self._lock:
            entries, self._entries = self._entries, []
            uses, self._uses = self._uses, {}
        by_organization: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for entry in entries:
            by_organization[entry["org_id"]].append(entry)
        counted = self.traffic.take()
        for org_id in (*(org_id for org_id, _ in uses), *counted):
            by_organization.setdefault(org_id, [])
        for org_id, batch in by_organization.items():
            used = {key: use for key, use in uses.items() if key[0] == org_id}
            counts = counted.get(org_id, NewCounts())
            for start in range(0, max(len(batch), 1), TOGETHER):
                await self._store(org_id, batch[start : start + TOGETHER], used, counts)
                used, counts = {}, NewCounts()

    async def _store(
        self,
        org_id: str,
        batch: list[dict[str, Any]],
        used: dict[tuple[str, str], TokenUse],
        counts: NewCounts,
    ) -> None:
        try:
            await self._database.write_beside(lambda session: _write(session, org_id, batch, used, counts))
        except DatabaseUnavailable:
            self._keep(batch, used)
            self.traffic.put_back(org_id, counts)
        except Exception:
            # What ails one organization, such as being deleted, is no reason to lose the others' entries.
            log.exception("%d journal entries could not be written", len(batch))

    def _keep(self, batch: list[dict[str, Any]], used: dict[tuple[str, str], TokenUse]) -> None:
        with self._lock:
            self._entries[:0] = batch
            self._uses = {**used, **self._uses}
            surplus = len(self._entries) - MOST_KEPT
            if surplus > 0:
                del self._entries[:surplus]
        if surplus > 0:
            log.warning("the database does not answer: %d journal entries of reads are lost", surplus)

    async def _run(self) -> None:
        while not self._is_ending:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._full.wait(), self._longest_wait_s)
            self._full.clear()
            await self.flush()


def _write(
    session: Session,
    org_id: str,
    batch: list[dict[str, Any]],
    uses: dict[tuple[str, str], TokenUse],
    counts: NewCounts,
) -> None:
    def body(opened: Session) -> None:
        journal.add_batch(opened, batch, uses)
        traffic.add(opened, org_id, counts)

    write(session, org_id, body)
