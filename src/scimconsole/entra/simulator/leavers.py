"""Whoever the directory has no more: disabled, and deleted for good thirty days later."""

from __future__ import annotations

from datetime import UTC, datetime

from scimconsole.entra.people.source import SourceObject
from scimconsole.entra.provisioning.deciding import decide
from scimconsole.entra.simulator.job import Course
from scimconsole.entra.simulator.provisioner import PURGE, Passage, Provisioner
from scimconsole.entra.simulator.side_by_side import Work, side_by_side
from scimconsole.entra.simulator.state import Link


class Leavers:
    """Takes care of the objects of one kind that a cycle's directory did not have."""

    def __init__(self, course: Course, provisioner: Provisioner) -> None:
        self._course = course
        self._provisioner = provisioner
        self._kind = provisioner.kind

    async def run(self) -> None:
        """Go through all of them."""
        gone = self._course.state.gone(self._kind)
        await side_by_side(gone, self._begin, self._course.job.concurrency)

    def _begin(self, link: Link) -> Work | None:
        state = self._course.state
        if link.scim_id is None or link.standing == "released":
            # Who was unassigned first is not managed any more, and never deleted.
            state.drop(self._kind, link.object_id)
            return None
        escrow = state.escrow(self._kind, link.object_id)
        # Whatever else failed of somebody must not keep access alive.
        if escrow is not None and not escrow.digest and not escrow.is_due(self._course.now):
            self._course.tally.in_escrow += 1
            return None
        waits = link.standing == "deleted" and self._course.now - link.since < PURGE.total_seconds()
        if waits and not link.is_purgeable:
            return None
        record = self._course.record(self._kind, link.object_id, link.name)
        record.step("import", "EntryImport", f"The directory has no {self._kind} '{link.name}' any more.")
        at = datetime.fromtimestamp(self._course.now, UTC).isoformat()
        attributes = {"objectId": link.object_id, "deletedDateTime": at}
        source = SourceObject(self._kind, link.object_id, link.name, attributes, is_assigned=False)
        passage = Passage(source, link.object_id, b"", link, record, is_gone=True)
        if self._kind == "Group" or link.standing == "deleted":
            if "Delete" not in self._provisioner.compiled.object_mapping.flow_types:
                return None
            return self._provisioner.guarded(passage, self._provisioner.delete(passage, link.scim_id))
        return self._provisioner.guarded(passage, self._disable(passage, link.scim_id))

    async def _disable(self, passage: Passage, scim_id: str) -> None:
        provisioner, record = self._provisioner, passage.record
        held = await provisioner.read(record, scim_id)
        evaluated = provisioner.compiled.evaluate(passage.source)
        record.scoped(evaluated.scope, is_assigned=False, is_active=False)
        decision = decide(provisioner.compiled, evaluated, [held], None)
        if decision.differences:
            await provisioner.change(passage, decision, held)
        else:
            record.skipped("RedundantExport", "The endpoint holds the person as inactive already.")
            provisioner.keep(passage, held.id, "deleted")
