"""A table that draws only the rows in view, over rows that may not all be here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Generic

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from scimconsole.domain.terminal_text import escape_text
from scimconsole.widgets.columns import GAP, Cell, Column, Tone, fit
from scimconsole.widgets.rows import NoRows, Row, Rows

_TONES: tuple[Tone, ...] = ("plain", "strong", "muted", "good", "warn", "bad", "accent")


class RecordTable(ScrollView, Generic[Row], can_focus=True):
    """Rows under a header that stays; the cursor moves by row, columns fit the width there is."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", "Open", id="table.open", tooltip="Open what the cursor is on"),
        Binding("up,k", "move(-1)", "Up", show=False, id="table.up", tooltip="One row up"),
        Binding("down,j", "move(1)", "Down", show=False, id="table.down", tooltip="One row down"),
        Binding("pageup,ctrl+b", "page(-1)", "One page up", show=False, id="table.page-up"),
        Binding("pagedown,ctrl+f,space", "page(1)", "One page down", show=False, id="table.page-down"),
        Binding("home,g", "first", "First row", show=False, id="table.first"),
        Binding("end,G", "last", "Last row", show=False, id="table.last"),
    ]
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "record-table--header",
        "record-table--hover",
        "record-table--cursor",
        *(f"record-table--{tone}" for tone in _TONES),
    }
    DEFAULT_CSS = """
    RecordTable {
        overflow-x: hidden;
        overflow-y: auto;
        scrollbar-size-vertical: 1;
        scrollbar-gutter: stable;
        & > .record-table--header { color: $foreground-muted; text-style: bold; }
        & > .record-table--hover { background: $block-hover-background; }
        & > .record-table--cursor {
            color: $block-cursor-blurred-foreground; background: $block-cursor-blurred-background;
        }
        &:focus > .record-table--cursor {
            color: $block-cursor-foreground; background: $block-cursor-background;
        }
        & > .record-table--strong { text-style: bold; }
        & > .record-table--muted { color: $foreground-muted; }
        & > .record-table--good { color: $success; }
        & > .record-table--warn { color: $warning; }
        & > .record-table--bad { color: $error; }
        & > .record-table--accent { color: $accent; }
    }
    """

    cursor: reactive[int] = reactive(0, repaint=False, init=False)
    """The row the cursor is on, counted from 0."""
    hovered: reactive[int | None] = reactive(None, repaint=False, init=False)
    """The row under the pointer."""

    @dataclass
    class Highlighted(Message):
        """The cursor came to rest on another row, or on other data."""

        table: RecordTable[Any]
        index: int

        @property
        def control(self) -> RecordTable[Any]:
            """The table, for `@on` selectors."""
            return self.table

        def can_replace(self, message: Message) -> bool:
            """A newer one makes an older one pointless."""
            return isinstance(message, RecordTable.Highlighted) and message.table is self.table

    @dataclass
    class Opened(Message):
        """Enter or a double click on a row."""

        table: RecordTable[Any]
        index: int

        @property
        def control(self) -> RecordTable[Any]:
            """The table, for `@on` selectors."""
            return self.table

    @dataclass
    class Wanted(Message):
        """Rows from `first` to `last` (both included) are in view and some of them are not here."""

        table: RecordTable[Any]
        first: int
        last: int

        @property
        def control(self) -> RecordTable[Any]:
            """The table, for `@on` selectors."""
            return self.table

        def can_replace(self, message: Message) -> bool:
            """Only what is in view now is worth fetching."""
            return isinstance(message, RecordTable.Wanted) and message.table is self.table

    def __init__(
        self,
        columns: Sequence[Column[Row]],
        *,
        empty: str = "Nothing here.",
        waiting: str = "Loading…",
        header: bool = True,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self.columns = columns
        self.empty = empty
        self.waiting = waiting
        self._header_lines = 1 if header else 0
        self._rows: Rows[Row] = NoRows()
        self._fitted: list[tuple[Column[Row], int]] = []

    @property
    def rows(self) -> Rows[Row]:
        """What the table draws."""
        return self._rows

    @property
    def row_count(self) -> int:
        """How many rows there are; 0 while that is not known."""
        return self._rows.total or 0

    @property
    def cursor_row(self) -> Row | None:
        """The row the cursor is on; None where there is none, or while it is not here."""
        return self._rows.at(self.cursor) if self.row_count else None

    def show_rows(self, rows: Rows[Row], *, cursor: int | None = None) -> None:
        """Draw other rows; the cursor stays on its place unless one is given or there are fewer rows now."""
        self._rows = rows
        self._layout_rows()
        wanted = self.cursor if cursor is None else cursor
        self.cursor = max(min(wanted, self.row_count - 1), 0)
        self._keep_cursor_in_view()
        self.refresh()
        if self.row_count:
            self.post_message(self.Highlighted(self, self.cursor))

    def rows_arrived(self) -> None:
        """Draw again, because rows that were missing are here, or their number became known."""
        self._layout_rows()
        self.cursor = max(min(self.cursor, self.row_count - 1), 0)
        self.refresh()
        if self.row_count:
            self.post_message(self.Highlighted(self, self.cursor))

    def show_columns(self, columns: Sequence[Column[Row]]) -> None:
        """Draw other columns."""
        self.columns = columns
        self._layout_rows()
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Draw one line of the view."""
        width = self.scrollable_content_region.width
        base = self.visual_style.rich_style
        if y < self._header_lines:
            return self._header_strip(width, base)
        total = self._rows.total
        if not total:
            text = self.waiting if total is None else self.empty
            return self._message_strip(text, y, width, base)
        index = y - self._header_lines + self.scroll_offset.y
        if index >= total:
            return Strip.blank(width, base)
        return self._row_strip(index, width, base)

    def notify_style_update(self) -> None:
        """Draw again in the new colours."""
        super().notify_style_update()
        self.refresh()

    def watch_cursor(self, old: int, new: int) -> None:
        """Move the mark and bring it into view; only two rows are drawn again."""
        self._refresh_row(old)
        self._refresh_row(new)
        self._keep_cursor_in_view()
        if self.row_count:
            self.post_message(self.Highlighted(self, new))

    def watch_hovered(self, old: int | None, new: int | None) -> None:
        """Move the light mark under the pointer."""
        for index in (old, new):
            if index is not None:
                self._refresh_row(index)

    def on_resize(self, _event: events.Resize) -> None:
        """Fit the columns to the new width."""
        self._layout_rows()
        self._keep_cursor_in_view()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Follow the pointer."""
        self.hovered = self._row_under(event)

    def on_leave(self, _event: events.Leave) -> None:
        """The pointer left."""
        self.hovered = None

    def on_click(self, event: events.Click) -> None:
        """Put the cursor where the click was; a second click opens."""
        index = self._row_under(event)
        if index is None:
            return
        self.cursor = index
        if event.chain == 2:
            self.action_open()

    def action_open(self) -> None:
        """Open what the cursor is on."""
        if self.cursor_row is not None:
            self.post_message(self.Opened(self, self.cursor))

    def action_move(self, by: int) -> None:
        """Move the cursor by rows."""
        self.cursor = max(min(self.cursor + by, self.row_count - 1), 0)

    def action_page(self, by: int) -> None:
        """Move the cursor by what is in view."""
        self.action_move(by * max(self._rows_in_view - 1, 1))

    def action_first(self) -> None:
        """Move the cursor to the first row."""
        self.cursor = 0

    def action_last(self) -> None:
        """Move the cursor to the last row."""
        self.cursor = max(self.row_count - 1, 0)

    @property
    def _rows_in_view(self) -> int:
        return max(self.scrollable_content_region.height - self._header_lines, 1)

    def _layout_rows(self) -> None:
        width = self.scrollable_content_region.width
        self._fitted = fit(self.columns, max(width - 2, 1))
        self.virtual_size = Size(width, self.row_count + self._header_lines)

    def _keep_cursor_in_view(self) -> None:
        top = self.scroll_offset.y
        if self.cursor < top:
            self.scroll_to(y=self.cursor, animate=False)
        elif self.cursor >= top + self._rows_in_view:
            self.scroll_to(y=self.cursor - self._rows_in_view + 1, animate=False)

    def _refresh_row(self, index: int) -> None:
        self.refresh_line(index + self._header_lines)

    def _row_under(self, event: events.MouseEvent) -> int | None:
        offset = event.get_content_offset(self)
        if offset is None or offset.y < self._header_lines:
            return None
        index = offset.y - self._header_lines + self.scroll_offset.y
        return index if index < self.row_count else None

    def _header_strip(self, width: int, base: Style) -> Strip:
        style = base + self.get_component_rich_style("record-table--header", partial=True)
        cells = [(_sized(column.title, size, column.align), style) for column, size in self._fitted]
        return _joined(cells, width, base)

    def _message_strip(self, text: str, line: int, width: int, base: Style) -> Strip:
        lines = text.split("\n")
        shown = line - self._header_lines
        if not 0 <= shown < len(lines):
            return Strip.blank(width, base)
        style = base + self.get_component_rich_style("record-table--muted", partial=True)
        return _joined([(set_cell_size(lines[shown], max(width - 2, 0)), style)], width, base)

    def _row_strip(self, index: int, width: int, base: Style) -> Strip:
        on_cursor = index == self.cursor
        if on_cursor:
            base = base + self.get_component_rich_style("record-table--cursor", partial=True)
        elif index == self.hovered:
            base = base + self.get_component_rich_style("record-table--hover", partial=True)
        row = self._rows.at(index)
        if row is None:
            top = self.scroll_offset.y
            self.post_message(self.Wanted(self, top, top + self._rows_in_view))
            muted = base + self.get_component_rich_style("record-table--muted", partial=True)
            dots = [(_sized("·" * min(size, 8), size), muted) for _, size in self._fitted]
            return _joined(dots, width, base)
        cells = []
        for column, size in self._fitted:
            cell = column.cell(row)
            text = _sized(escape_text(cell.text), size, column.align)
            cells.append((text, self._ink(cell, base, on_cursor)))
        return _joined(cells, width, base)

    def _ink(self, cell: Cell, base: Style, on_cursor: bool) -> Style:
        # On the cursor's background a muted text would fall below a readable contrast.
        if cell.tone == "plain" or (on_cursor and cell.tone == "muted"):
            return base
        tone = self.get_component_rich_style(f"record-table--{cell.tone}", partial=True)
        return base + tone


def _sized(text: str, size: int, align: str = "left") -> str:
    length = cell_len(text)
    if length > size:
        return set_cell_size(text, max(size - 1, 0)) + "…" if size else ""
    padding = " " * (size - length)
    return padding + text if align == "right" else text + padding


def _joined(cells: list[tuple[str, Style]], width: int, base: Style) -> Strip:
    segments = [Segment(" ", base)]
    for place, (text, style) in enumerate(cells):
        if place:
            segments.append(Segment(" " * GAP, base))
        segments.append(Segment(text, style))
    return Strip(segments).adjust_cell_length(width, base)
