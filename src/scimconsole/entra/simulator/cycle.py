"""A provisioning cycle from beginning to end: test, people, managers, groups, whoever left."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC
from typing import Any

from scimconsole.entra.people.source import SourceObject
from scimconsole.entra.provisioning.mapping import CompiledMapping, compile_mapping
from scimconsole.entra.schema.model import ObjectMapping
from scimconsole.entra.simulator import digest, requests
from scimconsole.entra.simulator.connection_test import examine
from scimconsole.entra.simulator.endings import Endings
from scimconsole.entra.simulator.endpoint import Endpoint, NotAnswered
from scimconsole.entra.simulator.escrow import LONGEST
from scimconsole.entra.simulator.failures import CredentialsRefused
from scimconsole.entra.simulator.job import Course, Job, NotLetIn, Progress, Quarantined
from scimconsole.entra.simulator.leavers import Leavers
from scimconsole.entra.simulator.member_pass import MemberPass
from scimconsole.entra.simulator.provisioner import Provisioner
from scimconsole.entra.simulator.quarantine import Quarantine, Reason, entered, moment, restored
from scimconsole.entra.simulator.record import JobNames, Record, Tally
from scimconsole.entra.simulator.reference_pass import ReferencePass
from scimconsole.entra.simulator.side_by_side import side_by_side
from scimconsole.entra.simulator.state import State
from scimconsole.errors import Conflict, InvalidInput, ScimConsoleError


@dataclass(frozen=True, slots=True)
class Directory:
    """What a cycle reads."""

    users: Iterable[SourceObject]
    groups: Iterable[SourceObject] | None = None
    """None: groups are left as they are; empty: there are none."""
    users_count: int | None = None
    """Where it is known, for progress."""
    groups_count: int | None = None


@dataclass(slots=True)
class Cycle:
    """One cycle of a job; `run` once.

    `tell` is given the record of each object when it is settled, `progress` how far the cycle is.
    """

    job: Job
    endpoint: Endpoint
    state: State
    tell: Callable[[Record], None] = lambda record: None
    progress: Callable[[Progress], None] = lambda progress: None
    names: JobNames = field(init=False)
    tally: Tally = field(init=False, default_factory=Tally)
    remarks: list[str] = field(init=False, default_factory=list)
    """What was left out as a whole, a sentence each."""
    quarantine: Quarantine | None = field(init=False, default=None)
    error: ScimConsoleError | None = field(init=False, default=None)
    """What ended the cycle before its end."""
    is_done: bool = field(init=False, default=False)
    _now: float = field(init=False)
    _began: float = field(init=False, default_factory=time.monotonic)

    def __post_init__(self) -> None:
        state = self.state
        clock = self.job.surroundings.clock()
        self._now = (clock if clock.tzinfo else clock.replace(tzinfo=UTC)).timestamp()
        if state.recall("job_id") is None:
            state.remember("job_id", f"scim.{uuid.uuid4().hex}.{uuid.uuid4()}")
            state.remember("tenant_id", str(uuid.uuid4()))
        self.names = JobNames(
            state.recall("job_id"), state.recall("tenant_id"), str(uuid.uuid4()), self.endpoint.tenant_url
        )
        self._restart()
        fields = state.recall("quarantine")
        self.quarantine = None if fields is None else restored(fields)

    async def run(self, directory: Directory) -> None:
        """Play the cycle; raises `Conflict` when the job may not run now, `InvalidInput` for bad input.

        Whatever else ends it early is in `error`, and the job may be in quarantine then.
        """
        users, groups = self._compiled()
        self._check_standing()
        self.state.begin_cycle()
        course = Course(
            self.job, self.endpoint, self.state, self.names, self._now, self.tell, self.progress, self.tally
        )
        try:
            await self._test(users)
            await self._play(course, directory, users, groups)
        except CredentialsRefused as error:
            self._enter("EncounteredQuarantineException", error)
        except Quarantined as error:
            self._enter(error.reason, error)
        except NotAnswered as error:
            self._end(error)
        else:
            self.is_done = True
            self.quarantine = None
            self.state.remember("quarantine", None)
            self.state.remember("last_success", self._now)
        self.state.save(at_once=True)

    async def _play(
        self,
        course: Course,
        directory: Directory,
        users: CompiledMapping | None,
        groups: CompiledMapping | None,
    ) -> None:
        endings = Endings(course)
        schema = digest.of_schema(self.job.schema)
        if users is not None:
            people = Provisioner(course, users, endings, schema)
            await self._pass(course, "Users", people, directory.users, directory.users_count)
            await Leavers(course, people).run()
            await ReferencePass(course).run()
        if groups is not None and directory.groups is not None:
            members = MemberPass(course) if groups.members is not None else None
            finish = None if members is None else members.finish
            provisioner = Provisioner(course, groups, endings, schema, finish=finish)
            await self._pass(course, "Groups", provisioner, directory.groups, directory.groups_count)
            await Leavers(course, provisioner).run()
        if self.tally.refused_probes:
            self.remarks.append(
                f"The endpoint refused {self.tally.refused_probes} filters such as `id eq ... and manager eq "
                "...`, with which Entra asks whether a manager or member is there already; they were sent "
                "once more."
            )
        await endings.carry_out()

    async def _pass(
        self,
        course: Course,
        doing: str,
        provisioner: Provisioner,
        objects: Iterable[SourceObject],
        count: int | None,
    ) -> None:
        def told() -> Iterator[SourceObject]:
            for done, source in enumerate(objects, start=1):
                yield source
                course.tell_progress(doing, done, count)

        await side_by_side(told(), provisioner.begin, self.job.concurrency)

    async def _test(self, users: CompiledMapping | None) -> None:
        """The request that begins a cycle: a match for nobody; raises what ends the cycle."""
        matching = users.object_mapping.matching if users is not None else ()
        attribute = matching[0].target if matching else "userName"
        answer = await self.endpoint.send(requests.filter_for_nobody(attribute))
        problem = examine(answer).problem
        if problem is None:
            return
        if answer.status == 401:
            raise CredentialsRefused(problem.detail, hint=problem.hint)
        if answer.status == 429 or answer.status >= 500:
            raise NotAnswered("protocol", problem.detail, hint=problem.hint)
        kind = NotLetIn if answer.status == 403 else Quarantined
        raise kind("EncounteredQuarantineException", problem.detail, hint=problem.hint)

    def _compiled(self) -> tuple[CompiledMapping | None, CompiledMapping | None]:
        schema = self.job.schema
        if schema.users is None and schema.groups is None:
            raise InvalidInput("The mapping has neither users nor groups.")
        return self._usable(schema.users, "Users"), self._usable(schema.groups, "Groups")

    def _usable(self, mapping: ObjectMapping | None, what: str) -> CompiledMapping | None:
        if mapping is None or not mapping.enabled:
            how = "not mapped" if mapping is None else "switched off in the mapping"
            self.remarks.append(f"{what} are {how}; they were left as they are.")
            return None
        return compile_mapping(mapping, self.job.surroundings)

    def _restart(self) -> None:
        """Forget what the job is told to forget."""
        restart = self.job.restart
        if restart is None:
            return
        self.state.remember("quarantine", None)
        if restart == "watermark":
            self.state.forget_digests()
        elif restart == "full":
            self.state.forget_links()
        if restart != "watermark":
            self.state.forget_escrows()

    def _check_standing(self) -> None:
        """Raise `Conflict` when the job is disabled, or waits in quarantine."""
        now, quarantine = self._now, self.quarantine
        count, since = self.state.escrows()
        if quarantine is not None and quarantine.is_over(now):
            raise Conflict(
                f"The job has been in quarantine since {moment(quarantine.series_began)}: Entra has "
                "disabled it.",
                hint="Mend what put it there, then run the cycle with --restart watermark.",
            )
        if since is not None and now - since > LONGEST.total_seconds():
            raise Conflict(
                f"{count} objects have failed since {moment(since)}: after 28 days Entra disables the job.",
                hint="Mend what they failed of, then run the cycle with --restart escrows.",
            )
        if quarantine is not None and now < quarantine.next_attempt:
            raise Conflict(
                f"The job is in quarantine ({quarantine.reason}) and tries again at "
                f"{moment(quarantine.next_attempt)}.",
                hint="Mend what put it there, then run the cycle with --restart watermark.",
            )

    def _enter(self, reason: Reason, error: ScimConsoleError) -> None:
        self.quarantine = entered(self.quarantine, reason, error.detail, self._now)
        self.state.remember("quarantine", self.quarantine.fields())
        self._end(error)

    def _end(self, error: ScimConsoleError) -> None:
        self.error = error

    def report(self) -> dict[str, Any]:
        """What the cycle did so far: counts, and the job's status in Graph's words."""
        linked = self.state.count_links()
        escrowed, _ = self.state.escrows()
        code = "Quarantine" if self.quarantine is not None else "Active"
        failed = self.tally.failures + self.tally.failed_references
        how = "Failed" if not self.is_done else ("EntryLevelErrors" if failed else "Succeeded")
        users, groups = self.tally.users, self.tally.groups
        exported = sum(
            count[outcome]
            for count in (users, groups)
            for outcome in ("create", "update", "disable", "delete")
        )
        return {
            **self.tally.as_json(),
            "requests": self.endpoint.requests,
            "seconds": round(time.monotonic() - self._began, 3),
            "remarks": self.remarks,
            "job": {
                "id": self.names.job_id,
                "templateId": "scim",
                "schedule": {"interval": "PT40M", "state": "Active", "expiration": None},
                "status": {
                    "code": code,
                    "lastExecution": {
                        "activityIdentifier": self.names.cycle_id,
                        "state": how,
                        "countImported": self.tally.tried,
                        "countExported": exported,
                        "countEscrowed": escrowed,
                        "timeBegan": moment(self._now),
                        "error": None if self.error is None else {"message": self.error.detail},
                    },
                    "quarantine": None if self.quarantine is None else self.quarantine.as_json(),
                    "synchronizedEntryCountByType": [
                        {"key": kind, "value": count} for kind, count in linked.items()
                    ],
                },
            },
        }
