"""How a table looks: its header, its rows and what stands in their place, each as one line."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Generic

from rich.cells import set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.cache import LRUCache
from textual.strip import Strip

from scimconsole.domain.terminal_text import escape_text
from scimconsole.widgets.columns import Cell, Column, Tone, fit
from scimconsole.widgets.row_strip import joined, sized, with_hits
from scimconsole.widgets.rows import Row

_TONES: tuple[Tone, ...] = ("plain", "strong", "muted", "good", "warn", "bad", "accent")
PARTS = ("header", "hover", "cursor", "marked", *_TONES)
"""What a style is asked for: where a text stands, and what it means."""
Ground = tuple[str, ...]
"""What a row stands on: the cursor, the pointer, or nothing."""

_MARK = "✓"
_KEPT_STRIPS = 200
"""Drawn rows that are kept: some views full, so that a scroll by a row draws one."""
_HIT = Style(reverse=True, bold=True)


class RowPainter(Generic[Row]):
    """Draws lines in the styles that `style_of` gives for parts, and keeps what it drew."""

    def __init__(self, style_of: Callable[[Ground], Style]) -> None:
        self._style_of = style_of
        self.width = 0
        """The cells of a line."""
        self._fitted: list[tuple[Column[Row], int]] = []
        self._wanted: re.Pattern[str] | None = None
        self._styles: dict[Ground, Style] = {}
        self._strips: LRUCache[object, Strip] = LRUCache(_KEPT_STRIPS)

    def fit(self, columns: Sequence[Column[Row]], width: int) -> None:
        """Share `width` cells between the columns."""
        self.width = width
        self._fitted = fit(columns, max(width - 2, 1))
        self._strips.clear()

    def seek(self, wanted: re.Pattern[str] | None) -> None:
        """Draw what matches as a hit."""
        self._wanted = wanted
        self._strips.clear()

    def forget_styles(self) -> None:
        """The colours are others now."""
        self._styles.clear()
        self._strips.clear()

    def blank(self) -> Strip:
        """A line without a row."""
        return Strip.blank(self.width, self._style())

    def header(self) -> Strip:
        """The titles of the columns."""
        style = self._style("header")
        titles = ([Segment(sized(column.title, size, column.align), style)] for column, size in self._fitted)
        return joined(titles, self.width, self._style())

    def message(self, text: str, line: int) -> Strip:
        """One line, counted from 0, of what stands where there are no rows."""
        lines = text.split("\n")
        if not 0 <= line < len(lines):
            return self.blank()
        words = set_cell_size(lines[line], max(self.width - 2, 0))
        return joined([[Segment(words, self._style("muted"))]], self.width, self._style())

    def missing(self, ground: Ground) -> Strip:
        """A row that is not here yet."""
        muted = self._style(*ground, "muted")
        dots = ([Segment(sized("·" * min(size, 8), size), muted)] for _, size in self._fitted)
        return joined(dots, self.width, self._style(*ground))

    def row(self, row: Row, ground: Ground, *, marked: bool, stale: bool) -> Strip:
        """A row; one that looks as a row that was drawn lately is not drawn again."""
        cells = tuple(column.cell(row) for column, _ in self._fitted)
        key = (cells, ground, marked, stale)
        strip = self._strips.get(key)
        if strip is None:
            base = self._style(*ground)
            sign = Segment(_MARK if marked else " ", base)
            strip = joined(self._fields(cells, ground, marked, stale), self.width, base, sign)
            self._strips[key] = strip
        return strip

    def _fields(
        self, cells: Sequence[Cell], ground: Ground, marked: bool, stale: bool
    ) -> Iterable[Iterable[Segment]]:
        for cell, (column, size) in zip(cells, self._fitted, strict=True):
            text = sized(escape_text(cell.text), size, column.align)
            style = self._style(*ground, _tone(cell.tone, "cursor" in ground, marked, stale))
            if self._wanted is None:
                yield (Segment(text, style),)
            else:
                yield with_hits(text, style, self._wanted, _HIT)

    def _style(self, *parts: str) -> Style:
        style = self._styles.get(parts)
        if style is None:
            style = self._styles[parts] = self._style_of(parts)
        return style


def _tone(tone: Tone, on_cursor: bool, marked: bool, stale: bool) -> str:
    if on_cursor:
        # On the cursor's background a muted text or an accent would fall below a readable contrast.
        return "plain" if tone in ("muted", "accent") else tone
    if stale:
        return "muted"
    return "marked" if marked and tone in ("plain", "muted", "strong") else tone
