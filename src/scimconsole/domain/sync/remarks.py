"""What is worth knowing of a connection that works: what Entra does otherwise than one may expect."""

from __future__ import annotations

from collections.abc import Iterator

from scimconsole.domain.causes import all_conditions
from scimconsole.domain.sync.counting import DAY, is_guid, total
from scimconsole.domain.sync.cycles import Cycle
from scimconsole.domain.sync.facts import SyncFacts
from scimconsole.domain.sync.silence import Reason

IN_VAIN = 3
"""Cycles in a row that read people and change nobody."""
MANY_GROUP_WRITES = 1_000
"""Changes of groups in one cycle."""
GROUPS_WITHIN = DAY
"""After the first people, while groups may still be to come."""


def remarks_on(facts: SyncFacts, cycles: list[Cycle]) -> list[Reason]:
    """The remarks, what needs to be mended first."""
    conditions = all_conditions()
    return [Reason(conditions[code], evidence) for code, evidence in _remarks(facts, cycles)]


def _remarks(facts: SyncFacts, cycles: list[Cycle]) -> Iterator[tuple[str, str]]:
    counts = total(one.counts for one in facts.minutes)
    newest = [cycle.burst.counts for cycle in cycles if cycle.burst.counts.reads][-IN_VAIN:]
    if len(newest) == IN_VAIN and not any(one.changes or one.failures for one in newest):
        told = f"{sum(one.reads for one in newest):,} reads in {IN_VAIN} cycles, and no change."
        yield "read-and-left", told
    if facts.is_incomplete:
        yield "required-never-received", "Somebody lacks a required field."
    sent = [one for one in facts.external_ids if one]
    others = [one for one in sent if not is_guid(one)]
    if others:
        told = f'{len(others)} of the newest {len(facts.external_ids)} people: such as "{others[-1]}".'
        yield "nickname-as-external-id", told
    if (
        not facts.groups
        and facts.first_person_at is not None
        and facts.now - facts.first_person_at > GROUPS_WITHIN
    ):
        yield "no-groups", "People were received, and no group."
    large = max((cycle.burst.counts.group_writes for cycle in cycles), default=0)
    if large >= MANY_GROUP_WRITES:
        yield "many-group-writes", f"{large:,} changes of groups in one cycle."
    if facts.is_disabled and not counts.deletes:
        yield "disabled-not-deleted", "People are stored whom Entra disabled, and none was deleted lately."
    if counts.updates:
        yield "cleared-not-sent", f"{counts.updates:,} updates came in the last days."
