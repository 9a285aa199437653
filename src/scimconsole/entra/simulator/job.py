"""What a job is told before a cycle, and what it holds while one is under way."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from scimconsole.entra.expressions.surroundings import HERE, Surroundings
from scimconsole.entra.provisioning.results import Dialect
from scimconsole.entra.schema.model import SyncSchema
from scimconsole.entra.simulator.answers import found_resources
from scimconsole.entra.simulator.endpoint import Answer, Endpoint, NotAnswered
from scimconsole.entra.simulator.escrow import failed_again
from scimconsole.entra.simulator.failures import (
    CredentialsRefused,
    Failure,
    ObjectFailed,
    filtering,
    of_answer,
    of_silence,
)
from scimconsole.entra.simulator.quarantine import Reason, Thresholds, by_volume
from scimconsole.entra.simulator.record import JobNames, Record, Tally
from scimconsole.entra.simulator.requests import Request
from scimconsole.entra.simulator.state import Link, State
from scimconsole.errors import Conflict, NotAllowed, ScimConsoleError

Restart: TypeAlias = Literal["watermark", "escrows", "full"]
"""What a job forgets before it goes on; each of them leaves quarantine, too."""

MOST_SILENT = 20
"""Requests in a row without an answer after which the endpoint counts as away."""


@dataclass(frozen=True, slots=True)
class Job:
    """The settings of a job."""

    schema: SyncSchema
    dialect: Dialect = "legacy"
    concurrency: int = 4
    deletion_threshold: int = 500
    """People and groups that one cycle may disable or delete; 0: any number."""
    restart: Restart | None = None
    thresholds: Thresholds = field(default_factory=Thresholds)
    surroundings: Surroundings = HERE


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a cycle is."""

    doing: str
    """Such as `Users`."""
    done: int
    total: int | None


class Quarantined(ScimConsoleError):
    """The cycle ended and the job is in quarantine."""

    def __init__(self, reason: Reason, detail: str, *, hint: str | None = None) -> None:
        super().__init__(detail, hint=hint)
        self.reason: Reason = reason


class NotLetIn(Quarantined, NotAllowed):
    """The token is known and may not do what a cycle does."""


class TooManyDeletes(Quarantined, Conflict):
    """The cycle would take access away from more than it may; it did not."""


@dataclass(slots=True)
class Course:
    """A cycle under way: whom to ask, what to remember, whom to tell."""

    job: Job
    endpoint: Endpoint
    state: State
    names: JobNames
    now: float
    """The job's time in seconds since the epoch; it stands still during a cycle."""
    tell: Callable[[Record], None]
    progress: Callable[[Progress], None]
    tally: Tally = field(default_factory=Tally)
    _told_at: float = 0.0

    def record(self, kind: str, object_id: str, name: str) -> Record:
        """A new record of an object."""
        return Record(kind, object_id, name, self.now)

    async def ask(self, record: Record, request: Request, doing: str) -> Answer:
        """Send a request for an object; raises `ObjectFailed`, and what ends the cycle."""
        try:
            answer = await self.endpoint.send(request)
        except NotAnswered as error:
            record.sent(request, None)
            if self.endpoint.silent_in_a_row >= MOST_SILENT:
                raise
            raise ObjectFailed(of_silence(doing, error)) from error
        record.sent(request, answer)
        if answer.status == 401:
            raise CredentialsRefused(
                "The endpoint does not take the token any more (401).",
                hint="Entra puts the job into quarantine: nobody is provisioned until the token is good.",
            )
        return answer

    async def probe(self, record: Record, request: Request, doing: str) -> bool:
        """Whether something is there already; an endpoint that refuses to say so is taken to mean no.

        What Entra does then is not written anywhere; sending once more what may be there does no harm.
        """
        answer = await self.ask(record, request, doing)
        if 400 <= answer.status < 500 or answer.status == 501:
            self.tally.refused_probes += 1
            failure = filtering(of_answer(doing, answer))
            record.step(
                "referenceResolution", "EntryImport", failure.reason, good=False, ErrorCode=failure.code
            )
            return False
        return bool(found_resources(answer, doing))

    def settle(self, record: Record) -> None:
        """Count what became of an object, tell it if there is anything to tell, and save."""
        self.tally.of(record.kind)[record.outcome] += 1
        if record.requests or record.outcome != "unchanged":
            self.tell(record)
        self.state.save()

    def give_up(self, record: Record, failure: Failure, digest: bytes, attempted: str = "") -> None:
        """Put an object that failed into escrow, and the job into quarantine when there are too many."""
        record.failed(failure, attempted)
        earlier = self.state.escrow(record.kind, record.object_id)
        escrow = failed_again(earlier, failure.code, self.now, digest, failure.retry_after)
        self.state.put_in_escrow(record.kind, record.object_id, escrow)
        link = self.state.link(record.kind, record.object_id)
        if link is None:
            link = Link(record.kind, record.object_id, None, record.name, "absent", self.now, False, b"")
        link.digest, link.outcome = b"", record.outcome
        self.state.put(link)
        self.settle(record)
        self.check_volume()

    def check_volume(self) -> None:
        """Raise `Quarantined` when too many objects failed."""
        tally = self.tally
        reason = by_volume(tally.tried, tally.failures, tally.failed_references, self.job.thresholds)
        if reason is not None:
            raise Quarantined(
                reason,
                f"{tally.failures} of {tally.tried} objects failed: the job is in quarantine.",
                hint="Mend what the failures have in common, then run the cycle with --restart escrows.",
            )

    def tell_progress(self, doing: str, done: int, total: int | None) -> None:
        """Tell how far the cycle is, a few times a second."""
        now = time.monotonic()
        if now - self._told_at > 0.1 or done == total:
            self._told_at = now
            self.progress(Progress(doing, done, total))
