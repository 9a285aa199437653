"""The journal, folded: a run of reads that changed nothing is one line, so that what changed is seen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from scimconsole.storage.request_search import Found
from scimconsole.storage.requests import RequestRow

MOST_READ = 4_000
"""Entries that one page reads at most; a longer run goes on as another line of the next page."""

_AT_ONCE = 500
_CHANGE_NOTHING = frozenset(
    {"find user", "find group", "read user", "read group", "list users", "list groups", "search", "discover"}
)


@dataclass(slots=True)
class FoldedRow:
    """The newest request of a run, and how many older ones of it it stands for."""

    row: RequestRow
    folded: int = 0


@dataclass(frozen=True, slots=True)
class FoldedPage:
    """Lines, newest first, and the id before which the list goes on; None at its end."""

    lines: list[FoldedRow]
    onward: str | None


def folded(read: Callable[[str, int], Found], before: str, limit: int) -> FoldedPage:
    """At most `limit` lines of the requests that `read(before, count)` answers, newest first.

    A line takes in the requests right behind it that are of its kind, if they were reads that went well;
    refusals, changes, and whatever deserves a look stay lines of their own.
    """
    lines: list[FoldedRow] = []
    count = 0
    while True:
        found = read(before, _AT_ONCE)
        for row in found.rows:
            if lines and _is_of_one_run(lines[-1].row, row):
                lines[-1].folded += 1
            elif len(lines) == limit:
                return FoldedPage(lines, before)
            else:
                lines.append(FoldedRow(row))
            before = row.id
        count += len(found.rows)
        # A search that found fewer has come to the end of the stretch that one page may read.
        if found.onward is None or count >= MOST_READ or len(found.rows) < _AT_ONCE:
            return FoldedPage(lines, found.onward)
        before = found.onward


def _is_of_one_run(newer: RequestRow, older: RequestRow) -> bool:
    return (
        newer.operation == older.operation
        and newer.token_id == older.token_id
        and _changed_nothing(newer)
        and _changed_nothing(older)
    )


def _changed_nothing(row: RequestRow) -> bool:
    return row.operation in _CHANGE_NOTHING and row.status < 400 and row.error is None and row.ignored is None
