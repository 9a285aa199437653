"""A text table that fits the terminal, in cells rather than characters."""

from __future__ import annotations

import shutil
import sys
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import Generic, TypeVar

from scimconsole.domain.terminal_text import escape_text

Item = TypeVar("Item")

_NARROWEST = 8
_GAP = "  "
_HEAD = 500


@dataclass(frozen=True, slots=True)
class Column(Generic[Item]):
    """A column; a `flexible` one gives way on a narrow terminal."""

    title: str
    text: Callable[[Item], object]
    flexible: bool = False


class Table(Generic[Item]):
    """The lines of a table; the first 500 rows settle the widths, the others follow as they come."""

    def __init__(self, columns: Sequence[Column[Item]], items: Iterable[Item]) -> None:
        self._columns = columns
        self._items = iter(items)
        self._head = [self._cells(item) for item in islice(self._items, _HEAD)]
        self._widths = [
            max([cell_width(column.title), *(cell_width(row[index]) for row in self._head)])
            for index, column in enumerate(columns)
        ]
        if sys.stdout.isatty():
            self._squeeze(shutil.get_terminal_size().columns)

    @property
    def empty(self) -> bool:
        """Whether there is no row."""
        return not self._head

    def header(self) -> str:
        """The line of titles."""
        return self._line([column.title for column in self._columns])

    def lines(self) -> Iterator[str]:
        """The rows, once."""
        for cells in chain(self._head, map(self._cells, self._items)):
            yield self._line(cells)

    def _cells(self, item: Item) -> list[str]:
        values = (column.text(item) for column in self._columns)
        return ["-" if value is None or value == "" else escape_text(str(value)) for value in values]

    def _line(self, cells: Sequence[str]) -> str:
        return _GAP.join(fit(cell, width) for cell, width in zip(cells, self._widths, strict=True)).rstrip()

    def _squeeze(self, width: int) -> None:
        """Take from the widest flexible column until the table fits, or none can give any more."""
        while sum(self._widths) + len(_GAP) * (len(self._widths) - 1) > width:
            flexible = [index for index, column in enumerate(self._columns) if column.flexible]
            widest = max(flexible, key=lambda index: self._widths[index], default=-1)
            if widest < 0 or self._widths[widest] <= _NARROWEST:
                return
            self._widths[widest] -= 1


def cell_width(text: str) -> int:
    """How many terminal cells a text takes: East Asian wide characters two, combining marks none."""
    if text.isascii():
        return len(text)
    return sum(map(_character_width, text))


def fit(text: str, width: int) -> str:
    """The text padded, or cut with an ellipsis, to exactly `width` cells."""
    present = cell_width(text)
    if present <= width:
        return text + " " * (width - present)
    kept, taken = "", 0
    for character in text:
        taken += _character_width(character)
        if taken > width - 1:
            break
        kept += character
    return kept + "…" + " " * (width - 1 - cell_width(kept))


def _character_width(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1
