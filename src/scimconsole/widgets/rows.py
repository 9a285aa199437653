"""Where a table's rows come from: anything that knows how many there are and has some of them at hand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Generic, Never, Protocol, TypeVar

Row = TypeVar("Row")
RowOut = TypeVar("RowOut", covariant=True)


class Rows(Protocol[RowOut]):
    """The rows of a table, by their place; a row that is not here yet is None and drawn as such."""

    @property
    def total(self) -> int | None:
        """How many rows there are; None while that is not known."""

    def at(self, index: int) -> RowOut | None:
        """The row at a place, counted from 0; None while it is not here."""

    def here(self) -> Iterator[tuple[int, RowOut]]:
        """The rows that are here, each with its place, from the first to the last."""


class ListedRows(Generic[Row]):
    """Rows that are all here, for lists that are short by nature."""

    def __init__(self, items: Sequence[Row]) -> None:
        self.items = items

    @property
    def total(self) -> int:
        """How many rows there are."""
        return len(self.items)

    def at(self, index: int) -> Row | None:
        """The row at a place, counted from 0."""
        return self.items[index] if 0 <= index < len(self.items) else None

    def here(self) -> Iterator[tuple[int, Row]]:
        """All rows, each with its place."""
        return enumerate(self.items)


class NoRows:
    """The rows before anything has been asked for."""

    @property
    def total(self) -> int | None:
        """Not known yet."""
        return None

    def at(self, index: int) -> None:
        """Nothing is here yet."""

    def here(self) -> Iterator[tuple[int, Never]]:
        """Nothing is here yet."""
        return iter(())
