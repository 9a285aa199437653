"""One object of the directory: find it there, decide, and create or change it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from scimconsole.domain.scim.text import writable
from scimconsole.entra.people.source import SourceObject
from scimconsole.entra.provisioning.deciding import decide
from scimconsole.entra.provisioning.mapping import CompiledMapping
from scimconsole.entra.provisioning.patching import patch_body
from scimconsole.entra.provisioning.results import Decision, Evaluated, Stored
from scimconsole.entra.simulator import digest, requests
from scimconsole.entra.simulator.answers import found_resources, stored
from scimconsole.entra.simulator.discretion import Discretion
from scimconsole.entra.simulator.endings import Ending, Endings
from scimconsole.entra.simulator.failures import ObjectFailed, incompatible, of_answer, unfit
from scimconsole.entra.simulator.job import Course
from scimconsole.entra.simulator.record import Record
from scimconsole.entra.simulator.side_by_side import Work
from scimconsole.entra.simulator.state import Link, Standing

PURGE = timedelta(days=30)
"""How long the directory keeps what was deleted."""


@dataclass(slots=True)
class Passage:
    """An object on its way through a cycle."""

    source: SourceObject
    object_id: str
    digest: bytes
    link: Link | None
    record: Record
    is_gone: bool = False
    """Whether the directory does not have it any more."""


class Provisioner:
    """Provisions the objects of one kind, each of which is handed to `begin` once."""

    def __init__(
        self,
        course: Course,
        compiled: CompiledMapping,
        endings: Endings,
        schema_digest: bytes,
        *,
        finish: Callable[[Passage, Stored], Work] | None = None,
    ) -> None:
        self.compiled = compiled
        self.kind = compiled.kind
        self._course = course
        self._endings = endings
        self._schema_digest = schema_digest
        self._claimed: set[int] = set()
        self._finish = finish

    def begin(self, source: SourceObject) -> Work | None:
        """The work that an object needs; None when it needs none."""
        course, state = self._course, self._course.state
        name = writable(source.name)
        if source.id is None:
            record = course.record(self.kind, "", name)
            record.imported(source.place)
            record.failed(unfit("MissingValues", "It has no object id.", "Add the id to the file."))
            course.settle(record)
            return None
        object_id = writable(source.id)
        record = course.record(self.kind, object_id, name)
        record.imported(source.place)
        link = state.link(self.kind, object_id)
        if (link is not None and link.cycle == state.cycle) or not self._claim(object_id):
            self._refuse_twin(record, "The directory has the same object id twice.")
            return None
        state.seen(self.kind, object_id)
        present = digest.of_source(source, self._schema_digest)
        passage = Passage(source, object_id, present, link, record)
        escrow = state.escrow(self.kind, object_id)
        if escrow is not None and not escrow.is_due(course.now) and escrow.digest == present:
            course.tally.in_escrow += 1
            return None
        if escrow is None and link is not None and link.digest == present and not self._is_over(link):
            if self._finish is not None and link.scim_id is not None:
                return self.guarded(passage, self._only_finish(passage, link.scim_id))
            course.tally.of(self.kind)["skipped" if link.scim_id is None else "unchanged"] += 1
            return None
        evaluated = self.compiled.evaluate(source)
        record.discretion = Discretion.about(evaluated)
        matches = self.compiled.matches(evaluated)
        if matches and not self._claim(*matches[0]):
            self._refuse_twin(record, f"Another object has {_said(matches[0])} too.")
            return None
        verdict = evaluated.scope
        record.scoped(verdict, is_assigned=source.is_assigned, is_active=evaluated.is_active)
        return self.guarded(passage, self._provision(passage, evaluated, matches))

    def _claim(self, *what: str) -> bool:
        """Whether nobody before in this cycle had the same; letter case is passed over."""
        claim = hash(tuple(part.casefold() for part in what))
        is_new = claim not in self._claimed
        self._claimed.add(claim)
        return is_new

    async def guarded(self, passage: Passage, work: Work) -> None:
        """Do the work; a failure of the object is told and kept, and the others go on."""
        record = passage.record
        record.is_staged = False
        try:
            await work
        except ObjectFailed as error:
            self._course.give_up(record, error.failure, passage.digest)
            return
        if not record.is_staged:
            self._course.settle(record)

    async def _provision(
        self, passage: Passage, evaluated: Evaluated, matches: list[tuple[str, str]]
    ) -> None:
        found, matched_by = await self._find(passage, matches)
        if len(found) == 1:
            passage.record.scim_id = found[0].id
            self._check_link(passage, found[0].id)
        decision = decide(self.compiled, evaluated, found, None, matched_by)
        await self._act(passage, decision, found)

    async def _find(self, passage: Passage, matches: list[tuple[str, str]]) -> tuple[list[Stored], str]:
        """What the endpoint holds of the object, and the matching attribute that found it."""
        record, link = passage.record, passage.link
        if link is not None and link.scim_id is not None and link.standing != "released":
            held = await self.read(record, link.scim_id)
            return [held], ""
        for path, value in matches:
            doing = f"look for {self.kind} '{record.name}' by {path}"
            answer = await self._course.ask(record, requests.match(self.kind, path, value), doing)
            found = found_resources(answer, doing)
            record.step(
                "matching",
                "EntryImport",
                f"{len(found) or 'Nobody'} found with {path} eq '{value}'.",
            )
            if found:
                return found, path
        return [], ""

    async def read(self, record: Record, scim_id: str) -> Stored:
        """Read a linked object; one that is gone loses its link, and the next attempt matches it anew."""
        doing = f"read {self.kind} '{record.name}'"
        record.scim_id = scim_id
        answer = await self._course.ask(record, requests.read(self.kind, scim_id), doing)
        if answer.status == 404:
            self._course.state.drop(self.kind, record.object_id)
        if not answer.ok:
            raise ObjectFailed(of_answer(doing, answer))
        record.step("matching", "EntryImport", f"Read {self.kind} '{scim_id}'.")
        return stored(answer.document, doing)

    def _check_link(self, passage: Passage, scim_id: str) -> None:
        """Refuse somebody else's counterpart; that of one who left may be taken over."""
        state = self._course.state
        other = state.linked_to(self.kind, scim_id)
        if other is None or other.lower() == passage.object_id.lower():
            return
        link = state.link(self.kind, other)
        if link is not None and link.standing != "linked":
            state.drop(self.kind, other)
            return
        raise ObjectFailed(
            unfit(
                "DuplicateSourceEntries",
                f"{self.kind} '{scim_id}' is linked to another object of the directory, {other}.",
                "Give each object of the directory a matching value of its own.",
            )
        )

    async def _act(self, passage: Passage, decision: Decision, found: list[Stored]) -> None:
        record, evaluated = passage.record, decision.evaluated
        held = found[0] if len(found) == 1 else None
        if decision.action in ("refused", "ambiguous"):
            trouble = next((item for item in decision.troubles if item.is_fatal), None)
            detail = trouble.detail if trouble else "It cannot be provisioned."
            ambiguous = decision.action == "ambiguous"
            code = "DuplicateTargetEntries" if ambiguous else (trouble.code if trouble else "")
            raise ObjectFailed(
                unfit(code or "EntrySynchronizationSkipped", detail, "Mend the value, or the mapping.")
            )
        if decision.action == "create" and decision.create is not None:
            held = await self._create(passage, decision.create)
            self.keep(passage, held.id, "linked")
            await self._afterwards(passage, evaluated, held)
        elif held is None:
            record.outcome = "skipped"
            record.skipped("NotEffectivelyEntitled", (decision.remarks or [evaluated.scope.reason])[0])
            self.keep(passage, None, "absent")
        elif self._is_to_be_deleted(passage, evaluated):
            await self.delete(passage, held.id)
        elif decision.differences:
            await self.change(passage, decision, held)
        else:
            record.outcome = "skipped" if decision.action == "skipped" else "unchanged"
            sentence = "What the endpoint holds is what would be sent."
            record.skipped("RedundantExport", (decision.remarks or [sentence])[0])
            self.keep(passage, held.id, _standing(passage, evaluated))
            if decision.action != "skipped":
                await self._afterwards(passage, evaluated, held)

    async def _create(self, passage: Passage, body: dict[str, Any]) -> Stored:
        record = passage.record
        record.attempted = "create"
        record.values(body)
        doing = f"create {self.kind} '{record.name}'"
        answer = await self._course.ask(record, requests.create(self.kind, body), doing)
        if not answer.ok:
            raise ObjectFailed(of_answer(doing, answer))
        if answer.status not in (200, 201):
            raise ObjectFailed(incompatible(doing, f"the status {answer.status} is not 201."))
        held = stored(answer.document, doing)
        record.scim_id, record.outcome = held.id, "create"
        record.step(
            "export", "EntryExportAdd", f"{self.kind} '{record.name}' was created.", TargetAnchor=held.id
        )
        return held

    async def change(self, passage: Passage, decision: Decision, held: Stored) -> None:
        """Send what differs; what takes access away waits for the end of the cycle."""
        record, evaluated = passage.record, decision.evaluated
        body = patch_body(self.compiled, decision.differences, self._course.job.dialect)
        record.changes(decision.differences)
        record.attempted = "disable" if decision.action == "disable" else "update"
        standing = _standing(passage, evaluated)

        async def send() -> None:
            doing = f"{record.attempted} {self.kind} '{record.name}'"
            answer = await self._course.ask(record, requests.change(self.kind, held.id, body), doing)
            if answer.status == 404:
                self._course.state.drop(self.kind, passage.object_id)
            if not answer.ok:
                raise ObjectFailed(of_answer(doing, answer))
            if answer.status not in (200, 204):
                raise ObjectFailed(incompatible(doing, f"the status {answer.status} is neither 200 nor 204."))
            record.outcome = "disable" if decision.action == "disable" else "update"
            record.step("export", "EntryExportUpdate", f"{self.kind} '{record.name}' was changed.")
            self.keep(passage, held.id, standing)
            await self._afterwards(passage, evaluated, held)

        if decision.action == "disable":
            if standing == "linked":
                # What refers to the person does not wait for the end of the cycle.
                self.keep(passage, held.id, standing, is_done=False)
                await self._afterwards(passage, evaluated, held)
            await self._end(passage, send)
        else:
            await send()

    async def delete(self, passage: Passage, scim_id: str) -> None:
        """Delete for good, at the end of the cycle."""
        record = passage.record
        record.attempted, record.scim_id = "delete", scim_id

        async def send() -> None:
            doing = f"delete {self.kind} '{record.name}'"
            answer = await self._course.ask(record, requests.delete(self.kind, scim_id), doing)
            if not answer.ok and answer.status != 404:
                raise ObjectFailed(of_answer(doing, answer))
            record.outcome = "delete"
            record.step("export", "EntryExportDelete", f"{self.kind} '{record.name}' was deleted.")
            self._course.state.drop(self.kind, passage.object_id)

        await self._end(passage, send)

    async def _end(self, passage: Passage, send: Callable[[], Work]) -> None:
        if self._endings.happen_at_once:
            await send()
        else:
            self._endings.take(Ending(passage.record, lambda: self.guarded(passage, send())))

    async def _afterwards(self, passage: Passage, evaluated: Evaluated, held: Stored) -> None:
        """Note the references that are to follow, and do what else the kind needs."""
        if evaluated.scope.in_scope:
            for path, object_id in evaluated.references.items():
                self._course.state.want_reference(passage.object_id, path, writable(object_id))
            if self._finish is not None:
                await self._finish(passage, held)

    async def _only_finish(self, passage: Passage, scim_id: str) -> None:
        assert self._finish is not None
        passage.record.scim_id = scim_id
        await self._finish(passage, Stored(scim_id, {}))

    def keep(
        self, passage: Passage, scim_id: str | None, standing: Standing, *, is_done: bool = True
    ) -> None:
        """Remember where the object stands now."""
        state, record, link = self._course.state, passage.record, passage.link
        since = self._course.now
        if link is not None and link.standing == standing:
            since = link.since
        elif standing == "deleted":
            since = _deleted_at(passage.source, since)
        is_purgeable = not passage.is_gone and "deletedDateTime" in passage.source.attributes
        state.put(
            Link(
                *(self.kind, passage.object_id, scim_id, record.name, standing, since, is_purgeable),
                *((passage.digest, record.outcome) if is_done else (b"", record.attempted)),
            )
        )
        state.leave_escrow(self.kind, passage.object_id)

    def _is_to_be_deleted(self, passage: Passage, evaluated: Evaluated) -> bool:
        """Whether the directory purged it, or it is a group that left."""
        link = passage.link
        if link is None or link.scim_id is None or evaluated.scope.in_scope or passage.is_gone:
            return False
        if "Delete" not in self.compiled.object_mapping.flow_types:
            return False
        if self.kind == "Group":
            return link.standing == "linked"
        return self._is_over(link) and "deletedDateTime" in passage.source.attributes

    def _is_over(self, link: Link) -> bool:
        """Whether the directory has kept what was deleted for as long as it does."""
        return link.standing == "deleted" and self._course.now - link.since >= PURGE.total_seconds()

    def _refuse_twin(self, record: Record, sentence: str) -> None:
        mend = "Give each object of the directory a matching value of its own."
        record.failed(unfit("DuplicateSourceEntries", sentence, mend))
        self._course.settle(record)


def _standing(passage: Passage, evaluated: Evaluated) -> Standing:
    if evaluated.scope.in_scope:
        return "linked"
    return "deleted" if "deletedDateTime" in passage.source.attributes else "released"


def _deleted_at(source: SourceObject, otherwise: float) -> float:
    """When the directory says that it was deleted; a delta query does not."""
    told = source.attributes.get("deletedDateTime")
    try:
        at = datetime.fromisoformat(str(told))
    except ValueError:
        return otherwise
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp()


def _said(match: tuple[str, str]) -> str:
    return f"{match[0]} '{match[1]}'"
