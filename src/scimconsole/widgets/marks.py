"""The rows somebody marked, by their keys: they stay marked while the list is paged and read again."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Generic

from scimconsole.widgets.rows import Row


class Marks(Generic[Row]):
    """A set of rows in the order of marking; a range grows and shrinks from where it was begun."""

    def __init__(self, key: Callable[[Row], str]) -> None:
        self._key = key
        self._rows: dict[str, Row] = {}
        self._before: dict[str, Row] = {}
        self._anchor = 0
        self._range_end: int | None = None

    def __len__(self) -> int:
        return len(self._rows)

    def __contains__(self, row: Row) -> bool:
        return self._key(row) in self._rows

    @property
    def rows(self) -> list[Row]:
        """What is marked, as it was read when it was marked."""
        return list(self._rows.values())

    def clear(self) -> None:
        """Mark nothing."""
        self._rows = {}
        self._range_end = None

    def turn(self, row: Row) -> None:
        """Mark a row, or take its mark away."""
        self._range_end = None
        if row in self:
            del self._rows[self._key(row)]
        else:
            self._rows[self._key(row)] = row

    def turn_all(self, rows: Iterable[Row]) -> None:
        """Mark these rows; where all of them are marked, take all marks away."""
        self._range_end = None
        chosen = {self._key(row): row for row in rows}
        if chosen.keys() <= self._rows.keys():
            self._rows = {}
        else:
            self._rows |= chosen

    def range_from(self, cursor: int, end: int) -> range:
        """The places of the range to `end`; it goes on from its old end, else it begins at `cursor`."""
        if self._range_end != cursor:
            self._anchor = cursor
            self._before = dict(self._rows)
        self._range_end = end
        return range(min(self._anchor, end), max(self._anchor, end) + 1)

    def fill_range(self, rows: Iterable[Row]) -> None:
        """Mark the rows of the range, besides what was marked before it was begun."""
        self._rows = self._before | {self._key(row): row for row in rows}
