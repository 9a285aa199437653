"""The second pass: references between people, such as managers, once both are there."""

from __future__ import annotations

from scimconsole.entra.provisioning.patching import reference_body
from scimconsole.entra.simulator import requests
from scimconsole.entra.simulator.escrow import failed_again
from scimconsole.entra.simulator.failures import ObjectFailed, of_answer
from scimconsole.entra.simulator.job import Course
from scimconsole.entra.simulator.record import Record
from scimconsole.entra.simulator.side_by_side import Work, side_by_side
from scimconsole.entra.simulator.state import Link, Reference


class ReferencePass:
    """Sends the references that changed; one to somebody who is not held is left out."""

    def __init__(self, course: Course) -> None:
        self._course = course
        self._done = 0

    async def run(self) -> None:
        """Go through all that are pending."""
        pending = self._course.state.pending_references()
        await side_by_side(pending, self._begin, self._course.job.concurrency)

    def _begin(self, reference: Reference) -> Work | None:
        state = self._course.state
        self._done += 1
        self._course.tell_progress("Managers", self._done, None)
        link = state.link("User", reference.object_id)
        if link is None or link.scim_id is None or link.standing != "linked" or link.cycle != state.cycle:
            return None
        escrow = state.escrow("User", reference.object_id)
        if escrow is not None and not escrow.is_due(self._course.now):
            return None
        target_id = state.linked_id("User", reference.wanted)
        if target_id is None:
            state.missed_reference(reference)
            return None
        return self._guarded(reference, link, link.scim_id, target_id)

    async def _guarded(self, reference: Reference, link: Link, scim_id: str, target_id: str) -> None:
        course = self._course
        record = course.record("User", reference.object_id, link.name)
        record.of_references, record.scim_id, record.attempted = True, scim_id, "update"
        try:
            is_new = await self._send(record, reference, scim_id, target_id)
        except ObjectFailed as error:
            course.tally.failed_references += 1
            record.failed(error.failure)
            earlier = course.state.escrow("User", reference.object_id)
            failure = error.failure
            escrow = failed_again(earlier, failure.code, course.now, link.digest, failure.retry_after)
            course.state.put_in_escrow("User", reference.object_id, escrow)
            course.tell(record)
            course.check_volume()
            return
        course.state.sent_reference(reference)
        course.state.save()
        if is_new:
            course.tally.references += 1
            self._count(link)
            course.tell(record)

    async def _send(self, record: Record, reference: Reference, scim_id: str, target_id: str) -> bool:
        """Whether the reference was not there yet; it is now."""
        path = reference.path
        doing = f"look whether '{record.name}' has the {_plain(path)} '{target_id}'"
        if await self._course.probe(record, requests.reference_probe(scim_id, path, target_id), doing):
            return False
        body = reference_body(path, target_id, self._course.job.dialect)
        doing = f"set the {_plain(path)} of User '{record.name}'"
        answer = await self._course.ask(record, requests.change("User", scim_id, body), doing)
        if not answer.ok:
            raise ObjectFailed(of_answer(doing, answer))
        record.outcome = "update"
        record.modified = [{"displayName": path, "oldValue": None, "newValue": target_id}]
        record.step("referenceResolution", "EntryExportUpdate", f"The {_plain(path)} is '{target_id}' now.")
        return True

    def _count(self, link: Link) -> None:
        """Somebody of whom only this changed is updated."""
        if link.outcome in ("", "unchanged"):
            users = self._course.tally.users
            users["unchanged"] -= 1
            users["update"] += 1
            link.outcome = "update"
            self._course.state.put(link)


def _plain(path: str) -> str:
    return path.rpartition(":")[2]
