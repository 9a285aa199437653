"""A set of hashes in eight bytes each and some room; Python's own takes ten times as much."""

from __future__ import annotations

from array import array

_FIRST = 1024


class Hashes:
    """Open addressing in an array; 0 marks an empty place."""

    def __init__(self) -> None:
        self._table = array("q", bytes(8 * _FIRST))
        self._mask = _FIRST - 1
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def add(self, value: int) -> bool:
        """Whether the hash, of at most 64 bits, was not there yet; it is now."""
        if not self._put(value or 1):
            return False
        self._count += 1
        if 3 * self._count > 2 * self._mask:
            self._grow()
        return True

    def _put(self, value: int) -> bool:
        table, mask = self._table, self._mask
        place = value & mask
        while found := table[place]:
            if found == value:
                return False
            place = (place + 1) & mask
        table[place] = value
        return True

    def _grow(self) -> None:
        before = self._table
        self._mask = 2 * len(before) - 1
        self._table = array("q", bytes(16 * len(before)))
        for value in before:
            if value:
                self._put(value)
