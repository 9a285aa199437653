"""A table that draws only the rows in view, over rows that may not all be here."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import ClassVar, Generic, TypeAlias

from rich.cells import set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.cache import LRUCache
from textual.geometry import Offset, Size
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from scimconsole.domain.terminal_text import escape_text
from scimconsole.widgets import table_messages
from scimconsole.widgets.columns import Cell, Column, Tone, fit
from scimconsole.widgets.marks import Marks
from scimconsole.widgets.row_matches import match_from, matches, pattern_of
from scimconsole.widgets.row_strip import joined, sized, with_hits
from scimconsole.widgets.rows import NoRows, Row, Rows

_TONES: tuple[Tone, ...] = ("plain", "strong", "muted", "good", "warn", "bad", "accent")
_CLASSES = {part: f"record-table--{part}" for part in ("header", "hover", "cursor", "marked", *_TONES)}
"""The component class of each part of a table."""
_MARK = "✓"
_RIGHT_BUTTON = 3
_KEPT_STRIPS = 200
"""Drawn rows that are kept: some views full, so that a scroll by a row draws one."""
_HIT = Style(reverse=True, bold=True)


class RecordTable(ScrollView, Generic[Row], can_focus=True):
    """Rows under a header that stays; the cursor moves by row, columns fit the width there is."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", "Open", id="table.open", tooltip="Open what the cursor is on"),
        Binding("up,k", "move(-1)", "Up", show=False, id="table.up", tooltip="One row up"),
        Binding("down,j", "move(1)", "Down", show=False, id="table.down", tooltip="One row down"),
        Binding("pageup,ctrl+b", "page(-1)", "One page up", show=False, id="table.page-up"),
        Binding("pagedown,ctrl+f", "page(1)", "One page down", show=False, id="table.page-down"),
        Binding("home,g", "first", "First row", show=False, id="table.first"),
        Binding("end,G", "last", "Last row", show=False, id="table.last"),
        Binding(
            "space",
            "mark",
            "Mark",
            show=False,
            id="table.mark",
            tooltip="Mark this row, or take its mark away, and go to the next",
        ),
        Binding(
            "asterisk",
            "mark_all",
            "Mark all or none",
            key_display="*",
            show=False,
            id="table.mark-all",
            tooltip="Mark all rows that are here; where all are marked, none",
        ),
        Binding("shift+up,K", "extend(-1)", "Mark upwards", show=False, id="table.extend-up"),
        Binding("shift+down,J", "extend(1)", "Mark downwards", show=False, id="table.extend-down"),
        Binding("n", "match(1)", "Next match", show=False, id="table.next-match"),
        Binding("N", "match(-1)", "Previous match", show=False, id="table.previous-match"),
        Binding(
            "m,shift+f10",
            "context",
            "Menu of this row",
            show=False,
            id="table.context",
            tooltip="What can be done with this row",
        ),
    ]
    COMPONENT_CLASSES: ClassVar[set[str]] = set(_CLASSES.values())
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
            text-style: $block-cursor-blurred-text-style;
        }
        &:focus > .record-table--cursor {
            color: $block-cursor-foreground; background: $block-cursor-background;
            text-style: $block-cursor-text-style;
        }
        & > .record-table--marked { color: $accent; text-style: bold; }
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
    stale: reactive[bool] = reactive(False, init=False)
    """Whether what is shown may no longer be true; drawn muted."""

    Highlighted: TypeAlias = table_messages.Highlighted
    Opened: TypeAlias = table_messages.Opened
    Wanted: TypeAlias = table_messages.Wanted
    Marked: TypeAlias = table_messages.Marked
    ContextWanted: TypeAlias = table_messages.ContextWanted

    def __init__(
        self,
        columns: Sequence[Column[Row]],
        *,
        empty: str = "Nothing here.",
        waiting: str = "Loading…",
        header: bool = True,
        key: Callable[[Row], str] | None = None,
        can_mark: bool = False,
        matches_are_rows: bool = False,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        """`key` names a row for good, which marks need; where the service searches, every row is a match."""
        if can_mark and key is None:
            raise ValueError("rows can only be marked where a key names them")
        super().__init__(id=id, classes=classes)
        self.columns = columns
        self.empty = empty
        self.waiting = waiting
        self.can_mark = can_mark
        self.matches_are_rows = matches_are_rows
        self._header_lines = 1 if header else 0
        self._rows: Rows[Row] = NoRows()
        self._fitted: list[tuple[Column[Row], int]] = []
        self._marks: Marks[Row] = Marks(key or str)
        self._wanted: re.Pattern[str] | None = None
        self._told: Row | None = None
        self._drawn_missing: set[int] = set()
        self._styles: dict[tuple[str, ...], Style] = {}
        self._strips: LRUCache[object, Strip] = LRUCache(_KEPT_STRIPS)

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
        self._drawn_missing.clear()
        self._layout_rows()
        wanted = self.cursor if cursor is None else cursor
        self.cursor = max(min(wanted, self.row_count - 1), 0)
        self._keep_cursor_in_view()
        self.refresh()
        self._tell_cursor()

    def rows_arrived(self) -> None:
        """Draw the rows that were missing and are here now, or all if there are more or fewer than before."""
        if self.virtual_size.height != self.row_count + self._header_lines:
            self._layout_rows()
            self.refresh()
        self.cursor = max(min(self.cursor, self.row_count - 1), 0)
        for index in [index for index in self._drawn_missing if self._rows.at(index) is not None]:
            self._drawn_missing.discard(index)
            self._refresh_row(index)
        if self.cursor_row is not self._told:
            self._tell_cursor()

    def row_changed(self, index: int) -> None:
        """Draw one row again, because another state of it is here."""
        self._refresh_row(index)
        if index == self.cursor:
            self._tell_cursor()

    @property
    def marked(self) -> list[Row]:
        """The marked rows in the order of marking, as they were read then; also those out of reach by now."""
        return self._marks.rows

    def clear_marks(self) -> None:
        """Mark nothing."""
        self._marks.clear()
        self._tell_marks()

    def find(self, text: str) -> int:
        """Mark a text wherever it stands in the rows that are here, and go to the next row that has it.

        Answers how many rows have it; an empty text ends the finding.
        """
        self._wanted = pattern_of(text)
        self._strips.clear()
        self.refresh()
        places = matches(self._rows, self.columns, self._wanted)
        if places:
            self.cursor = match_from(places, self.cursor, 1)
        return len(places)

    def show_columns(self, columns: Sequence[Column[Row]]) -> None:
        """Draw other columns."""
        self.columns = columns
        self._layout_rows()
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Draw one line of the view."""
        width = self.scrollable_content_region.width
        if y < self._header_lines:
            return self._header_strip(width)
        total = self._rows.total
        if not total:
            text = self.waiting if total is None else self.empty
            return self._message_strip(text, y, width)
        index = y - self._header_lines + self.scroll_offset.y
        if index >= total:
            return Strip.blank(width, self._style())
        return self._row_strip(index, width)

    def notify_style_update(self) -> None:
        """Draw again in the new colours."""
        super().notify_style_update()
        self._styles.clear()
        self._strips.clear()
        self.refresh()

    def watch_cursor(self, old: int, new: int) -> None:
        """Move the mark and bring it into view; only two rows are drawn again."""
        self._refresh_row(old)
        self._refresh_row(new)
        self._keep_cursor_in_view()
        self._place_terminal_cursor()
        self._tell_cursor()

    def watch_hovered(self, old: int | None, new: int | None) -> None:
        """Move the light mark under the pointer."""
        for index in (old, new):
            if index is not None:
                self._refresh_row(index)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Ask for what comes next before it is needed."""
        super().watch_scroll_y(old_value, new_value)
        self._place_terminal_cursor()
        top, view = self.scroll_offset.y, self._rows_in_view
        near = (max(top - view, 0), min(top + 2 * view, self.row_count - 1))
        if any(self._rows.at(index) is None for index in near):
            self._ask_for_rows()

    def on_focus(self) -> None:
        """Take the terminal's own cursor to the row."""
        self._place_terminal_cursor()

    def on_resize(self, _event: events.Resize) -> None:
        """Fit the columns to the new width."""
        self._layout_rows()
        self._keep_cursor_in_view()
        self._place_terminal_cursor()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Follow the pointer."""
        self.hovered = self._row_under(event)

    def on_leave(self, _event: events.Leave) -> None:
        """The pointer left."""
        self.hovered = None

    def on_click(self, event: events.Click) -> None:
        """Put the cursor where the click was; a second click opens, with Shift or Control it marks."""
        index = self._row_under(event)
        if index is None:
            return
        if event.button == _RIGHT_BUTTON:
            self.cursor = index
            self.post_message(self.ContextWanted(self, index, event.screen_offset))
        elif self.can_mark and event.shift:
            self._extend_to(index)
            self.refresh()
        elif self.can_mark and event.ctrl:
            self.cursor = index
            self._turn_mark()
        else:
            self.cursor = index
            if event.chain == 2:
                self.action_open()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Marks are for lists that have them; matches come once something is looked for."""
        if action in ("mark", "mark_all", "extend"):
            return self.can_mark
        if action == "match":
            return self.matches_are_rows or self._wanted is not None
        return super().check_action(action, parameters)

    def action_open(self) -> None:
        """Open what the cursor is on."""
        if self.cursor_row is not None:
            self.post_message(self.Opened(self, self.cursor))

    def action_context(self) -> None:
        """Ask for the menu of the row under the cursor."""
        if self.cursor_row is not None:
            self.post_message(self.ContextWanted(self, self.cursor, self._cursor_on_screen))

    def action_mark(self) -> None:
        """Mark the row, or take its mark away, and go on."""
        if self._turn_mark():
            self.action_move(1)

    def action_mark_all(self) -> None:
        """Mark all rows that are here, or none."""
        self._marks.turn_all(row for _, row in self._rows.here())
        self._tell_marks()

    def action_extend(self, by: int) -> None:
        """Move the cursor and mark what it passes."""
        self._extend_to(max(min(self.cursor + by, self.row_count - 1), 0))

    def action_match(self, by: int) -> None:
        """Go to the next row that has what is looked for; behind the last comes the first."""
        if self._wanted is None:
            self.action_move(by)
            return
        places = matches(self._rows, self.columns, self._wanted)
        if places:
            self.cursor = match_from(places, self.cursor + by, by)

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
        self._strips.clear()
        self.virtual_size = Size(width, self.row_count + self._header_lines)

    def _keep_cursor_in_view(self) -> None:
        top = self.scroll_offset.y
        # At once: a scroll that waits for the next refresh would draw the view twice.
        if self.cursor < top:
            self.scroll_to(y=self.cursor, animate=False, immediate=True)
        elif self.cursor >= top + self._rows_in_view:
            self.scroll_to(y=self.cursor - self._rows_in_view + 1, animate=False, immediate=True)

    @property
    def _cursor_on_screen(self) -> Offset:
        line = self.cursor - self.scroll_offset.y + self._header_lines
        return self.content_region.offset + Offset(0, max(min(line, self.content_region.height - 1), 0))

    def _place_terminal_cursor(self) -> None:
        if self.has_focus:
            self.app.cursor_position = self._cursor_on_screen

    def _tell_cursor(self) -> None:
        self._told = self.cursor_row
        if self.row_count:
            self.post_message(self.Highlighted(self, self.cursor))

    def _tell_marks(self) -> None:
        self.refresh()
        self.post_message(self.Marked(self, len(self._marks)))

    def _turn_mark(self) -> bool:
        row = self.cursor_row
        if row is None:
            return False
        self._marks.turn(row)
        self._refresh_row(self.cursor)
        self.post_message(self.Marked(self, len(self._marks)))
        return True

    def _extend_to(self, end: int) -> None:
        places = self._marks.range_from(self.cursor, end)
        rows = [row for row in map(self._rows.at, places) if row is not None]
        self._marks.fill_range(rows)
        self._refresh_row(self.cursor)
        self.cursor = end
        self.post_message(self.Marked(self, len(self._marks), len(places) - len(rows)))

    def _ask_for_rows(self) -> None:
        top = self.scroll_offset.y
        self.post_message(self.Wanted(self, top, top + self._rows_in_view))

    def _refresh_row(self, index: int) -> None:
        self.refresh_line(index + self._header_lines)

    def _row_under(self, event: events.MouseEvent) -> int | None:
        offset = event.get_content_offset(self)
        if offset is None or offset.y < self._header_lines:
            return None
        index = offset.y - self._header_lines + self.scroll_offset.y
        return index if index < self.row_count else None

    def _header_strip(self, width: int) -> Strip:
        style = self._style("header")
        titles = ([Segment(sized(column.title, size, column.align), style)] for column, size in self._fitted)
        return joined(titles, width, self._style())

    def _message_strip(self, text: str, line: int, width: int) -> Strip:
        lines = text.split("\n")
        shown = line - self._header_lines
        if not 0 <= shown < len(lines):
            return Strip.blank(width, self._style())
        words = set_cell_size(lines[shown], max(width - 2, 0))
        return joined([[Segment(words, self._style("muted"))]], width, self._style())

    def _row_strip(self, index: int, width: int) -> Strip:
        ground: tuple[str, ...] = ()
        if index == self.cursor:
            ground = ("cursor",)
        elif index == self.hovered:
            ground = ("hover",)
        base = self._style(*ground)
        row = self._rows.at(index)
        if row is None:
            self._drawn_missing.add(index)
            self._ask_for_rows()
            muted = self._style(*ground, "muted")
            dots = ([Segment(sized("·" * min(size, 8), size), muted)] for _, size in self._fitted)
            return joined(dots, width, base)
        marked = len(self._marks) > 0 and row in self._marks
        cells = tuple(column.cell(row) for column, _ in self._fitted)
        key = (cells, ground, marked, self.stale)
        strip = self._strips.get(key)
        if strip is None:
            sign = Segment(_MARK if marked else " ", base)
            strip = joined(self._fields(cells, ground, marked), width, base, sign)
            self._strips[key] = strip
        return strip

    def _fields(
        self, cells: Sequence[Cell], ground: tuple[str, ...], marked: bool
    ) -> Iterable[Iterable[Segment]]:
        for cell, (column, size) in zip(cells, self._fitted, strict=True):
            text = sized(escape_text(cell.text), size, column.align)
            style = self._style(*ground, self._tone(cell.tone, "cursor" in ground, marked))
            if self._wanted is None:
                yield (Segment(text, style),)
            else:
                yield with_hits(text, style, self._wanted, _HIT)

    def _tone(self, tone: Tone, on_cursor: bool, marked: bool) -> str:
        if on_cursor:
            # On the cursor's background a muted text or an accent would fall below a readable contrast.
            return "plain" if tone in ("muted", "accent") else tone
        if self.stale:
            return "muted"
        return "marked" if marked and tone in ("plain", "muted", "strong") else tone

    def _style(self, *parts: str) -> Style:
        style = self._styles.get(parts)
        if style is None:
            style = self.get_visual_style(*(_CLASSES[part] for part in parts)).rich_style
            self._styles[parts] = style
        return style
