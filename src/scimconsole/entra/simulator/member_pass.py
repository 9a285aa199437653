"""Members of a group, as far as they are held there: added and removed, twenty in a request."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

from scimconsole.domain.scim.text import writable
from scimconsole.entra.provisioning.patching import members_body
from scimconsole.entra.provisioning.results import Stored
from scimconsole.entra.simulator import requests
from scimconsole.entra.simulator.failures import ObjectFailed, of_answer
from scimconsole.entra.simulator.job import Course
from scimconsole.entra.simulator.provisioner import Passage

MEMBERS_A_PATCH = 20

Item = TypeVar("Item")


class MemberPass:
    """Sends what changed in a group since the last cycle.

    Members that the endpoint got from somewhere else are not known here, and stay.
    """

    def __init__(self, course: Course) -> None:
        self._course = course

    async def finish(self, passage: Passage, held: Stored) -> None:
        """Add and remove members; raises `ObjectFailed`."""
        state, record = self._course.state, passage.record
        sent = state.members(passage.object_id)
        wanted = dict.fromkeys(writable(member).lower() for member in passage.source.members)
        added = [(user, id) for user in wanted if user not in sent and (id := state.linked_id("User", user))]
        removed = [user for user in sorted(sent) if user not in wanted]
        if not (added or removed):
            return
        record.scim_id = held.id
        if record.outcome == "unchanged" and passage.link is None:
            # Matched, not made: some of them may be in it.
            added = [pair for pair in added if not await self._is_there(passage, held.id, *pair)]
        for batch in _batches(added):
            await self._send(passage, held.id, [id for _, id in batch], [])
            state.added_members(passage.object_id, [user for user, _ in batch])
        for leavers in _batches(removed):
            ids = [id for user in leavers if (id := state.scim_id("User", user))]
            if ids:
                await self._send(passage, held.id, [], ids)
            state.removed_members(passage.object_id, leavers)
        self._course.tally.members_added += len(added)
        self._course.tally.members_removed += len(removed)

    async def _is_there(self, passage: Passage, group_id: str, user: str, member_id: str) -> bool:
        doing = f"look whether '{member_id}' is a member of '{passage.record.name}'"
        request = requests.member_probe(group_id, member_id)
        is_member = await self._course.probe(passage.record, request, doing)
        if is_member:
            self._course.state.added_members(passage.object_id, [user])
        return is_member

    async def _send(
        self, passage: Passage, group_id: str, added: Sequence[str], removed: Sequence[str]
    ) -> None:
        record = passage.record
        body = members_body(added, removed, self._course.job.dialect)
        record.attempted = record.attempted if record.attempted != "other" else "update"
        doing = f"change the members of Group '{record.name}'"
        answer = await self._course.ask(record, requests.change("Group", group_id, body), doing)
        if not answer.ok:
            raise ObjectFailed(of_answer(doing, answer))
        if record.outcome == "unchanged":
            record.outcome = "update"
        how, count = ("added", len(added)) if added else ("removed", len(removed))
        record.step("referenceResolution", "EntryExportUpdate", f"{count} members were {how}.")


def _batches(items: list[Item]) -> Iterator[list[Item]]:
    for start in range(0, len(items), MEMBERS_A_PATCH):
        yield items[start : start + MEMBERS_A_PATCH]
