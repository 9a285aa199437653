"""Columns of a table, and how they share the width there is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, Literal, NamedTuple, TypeVar

Row = TypeVar("Row")

Tone = Literal["plain", "strong", "muted", "good", "warn", "bad", "accent"]
"""What a text means, for its colour; the words say it too."""

GAP = 2
"""Empty cells between two columns."""


class Cell(NamedTuple):
    """What stands in one field of a table: text as it came (drawn escaped) and its tone."""

    text: str
    tone: Tone = "plain"


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """One column; the width is counted in terminal cells."""

    title: str
    width: int
    """The least width at which the column says something."""
    cell: Callable[[Row], Cell]
    grow: int = 0
    """The column's share of what is left over; 0 keeps its least width."""
    rank: int = 0
    """The column with the highest rank goes first when there is no room; rank 0 always stays."""
    align: Literal["left", "right"] = "left"


def fit(columns: Sequence[Column[Row]], width: int) -> list[tuple[Column[Row], int]]:
    """Choose the columns that fit into `width` cells, and give each its width; the order stays."""
    kept = list(columns)
    while len(kept) > 1 and _least(kept) > width:
        last = max(range(len(kept)), key=lambda index: (kept[index].rank, index))
        if kept[last].rank == 0:
            break
        del kept[last]
    spare = max(width - _least(kept), 0)
    shares = sum(column.grow for column in kept)
    fitted: list[tuple[Column[Row], int]] = []
    for column in kept:
        extra = spare * column.grow // shares if column.grow else 0
        spare -= extra
        shares -= column.grow
        fitted.append((column, column.width + extra))
    return fitted


def _least(columns: Sequence[Column[Row]]) -> int:
    return sum(column.width for column in columns) + GAP * (len(columns) - 1)
