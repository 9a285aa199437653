"""A table that draws only the rows in view, over rows that may not all be here."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import ClassVar, Generic, TypeAlias

from rich.style import Style
from textual import events
from textual.binding import BindingType
from textual.geometry import Offset, Size
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from scimconsole.widgets import table_messages
from scimconsole.widgets.columns import Column
from scimconsole.widgets.marks import Marks
from scimconsole.widgets.row_matches import match_from, matches, pattern_of
from scimconsole.widgets.row_painter import PARTS, Ground, RowPainter
from scimconsole.widgets.rows import NoRows, Row, Rows
from scimconsole.widgets.table_keys import TABLE_KEYS

_CLASSES = {part: f"record-table--{part}" for part in PARTS}
"""The component class of each part of a table."""
_RIGHT_BUTTON = 3


class RecordTable(ScrollView, Generic[Row], can_focus=True):
    """Rows under a header that stays; the cursor moves by row, columns fit the width there is."""

    BINDINGS: ClassVar[list[BindingType]] = TABLE_KEYS
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
        self._painter: RowPainter[Row] = RowPainter(self._style_of)
        self._marks: Marks[Row] = Marks(key or str)
        self._wanted: re.Pattern[str] | None = None
        self._told: Row | None = None
        self._drawn_missing: set[int] = set()

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

    def rows_came_in(self, *, above_cursor: int, above_view: int) -> None:
        """Draw rows that were put in; cursor and view stay on what they are on, which is further down now.

        A scrolling under way arrives at once.
        """
        self._drawn_missing.clear()
        self._layout_rows()
        self.set_reactive(RecordTable.cursor, self.cursor + above_cursor)
        if above_view:
            target = self.scroll_target_y + above_view
            self.scroll_to(y=target, animate=False, immediate=True, force=True)
        self.refresh()
        self._place_terminal_cursor()
        if self.cursor_row is not self._told:
            self._tell_cursor()

    @property
    def first_in_view(self) -> int:
        """The row at the top of what is seen, counted from 0."""
        return int(self.scroll_offset.y)

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
        self._painter.seek(self._wanted)
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
        if self._painter.width != self.scrollable_content_region.width:
            self._painter.fit(self.columns, self.scrollable_content_region.width)
        if y < self._header_lines:
            return self._painter.header()
        total = self._rows.total
        if not total:
            return self._painter.message(
                self.waiting if total is None else self.empty, y - self._header_lines
            )
        index = y - self._header_lines + self.scroll_offset.y
        return self._painter.blank() if index >= total else self._row_strip(index)

    def notify_style_update(self) -> None:
        """Draw again in the new colours."""
        super().notify_style_update()
        self._painter.forget_styles()
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
        self._keep_cursor_in_view()

    def action_last(self) -> None:
        """Move the cursor to the last row."""
        self.cursor = max(self.row_count - 1, 0)

    @property
    def _rows_in_view(self) -> int:
        return max(self.scrollable_content_region.height - self._header_lines, 1)

    def _layout_rows(self) -> None:
        width = self.scrollable_content_region.width
        self._painter.fit(self.columns, width)
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

    def _row_strip(self, index: int) -> Strip:
        ground = ("cursor",) if index == self.cursor else ("hover",) if index == self.hovered else ()
        row = self._rows.at(index)
        if row is None:
            self._drawn_missing.add(index)
            self._ask_for_rows()
            return self._painter.missing(ground)
        marked = len(self._marks) > 0 and row in self._marks
        return self._painter.row(row, ground, marked=marked, stale=self.stale)

    def _style_of(self, parts: Ground) -> Style:
        return self.get_visual_style(*(_CLASSES[part] for part in parts)).rich_style
