"""What a SCIM request counts as, and counts by the minute."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

from scimconsole.domain.ids import instant_of

Kind = Literal[
    "tests",
    "reads",
    "creates",
    "updates",
    "disables",
    "enables",
    "deletes",
    "group_writes",
    "failures",
    "refused",
]
"""Every request is of one kind; a name is that of its column."""

MINUTE = 60_000_000
"""Microseconds."""
HOUR = 60 * MINUTE
DAY = 24 * HOUR

_WRITES: dict[str, Kind] = {
    "create user": "creates",
    "update user": "updates",
    "replace user": "updates",
    "disable user": "disables",
    "enable user": "enables",
    "delete user": "deletes",
    "create group": "group_writes",
    "update group": "group_writes",
    "replace group": "group_writes",
    "delete group": "group_writes",
}
_READS = frozenset({"read user", "read group"})
_GUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


class Counts(NamedTuple):
    """How many requests, and how many of each kind: the kinds add up to the requests."""

    requests: int = 0
    tests: int = 0
    reads: int = 0
    creates: int = 0
    updates: int = 0
    disables: int = 0
    enables: int = 0
    deletes: int = 0
    group_writes: int = 0
    failures: int = 0
    refused: int = 0

    @property
    def accepted(self) -> int:
        """Requests that were signed in."""
        return self.requests - self.refused

    @property
    def changes(self) -> int:
        """Requests that were to change something and did."""
        return self.creates + self.updates + self.disables + self.enables + self.deletes + self.group_writes

    @property
    def is_probing(self) -> bool:
        """Whether nothing but test connections was signed in."""
        return self.tests > 0 and self.tests == self.accepted


class Minute(NamedTuple):
    """The requests of one minute (minutes since the epoch); the times are in microseconds."""

    minute: int
    first_at: int
    last_at: int
    counts: Counts
    last_id: str | None = None
    """The newest request that was signed in."""
    test_id: str | None = None
    """The newest test connection."""

    @property
    def heard_at(self) -> int:
        """When somebody was last signed in."""
        return self.last_at if self.last_id is None else instant_of(self.last_id)


def kind_of(operation: str, status: int, *, is_refused: bool, is_test: bool) -> Kind:
    """What a request counts as.

    A read of what is not there is a question and no failure. What changes nothing is a read, also a Bulk
    message: its operations are counted one by one.
    """
    if is_refused:
        return "refused"
    if status >= 400:
        return "reads" if status == 404 and operation in _READS else "failures"
    return "tests" if is_test else _WRITES.get(operation, "reads")


def is_guid(text: str) -> bool:
    """Whether a text has the form of the ids that Entra makes up to test a connection."""
    return len(text) == 36 and _GUID.fullmatch(text) is not None


def total(all_counts: Iterable[Sequence[int]]) -> Counts:
    """The sum of counts."""
    columns = zip(*all_counts, strict=True)
    return Counts(*(sum(column) for column in columns))
