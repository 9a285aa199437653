"""A place made of a list and the detail of one record: side by side where there is room, else in turn."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any, ClassVar, Generic, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static

from scimconsole.client.call import ListCall
from scimconsole.client.page_window import FetchedPage, PageWindow
from scimconsole.screens.frame import PlaceScreen, waiting_words
from scimconsole.widgets.columns import Column
from scimconsole.widgets.detail_pane import Detail, DetailPane
from scimconsole.widgets.record_table import RecordTable
from scimconsole.widgets.standing import Standing
from scimconsole.widgets.window_rows import WindowRows

Row = TypeVar("Row")

_FIRST_ROWS = 60
"""Rows read before anything is shown: a tall terminal's worth."""
_FAR = 1_000
"""A row beyond this one costs the pages before it, so a refresh does not go there by itself."""
_REST = 0.12
"""Seconds the cursor rests on a row before its detail is read."""


class ListPlace(PlaceScreen, Generic[Row]):
    """Reads the list page by page as it comes into view, and the record under the cursor."""

    AUTO_FOCUS = "#table"
    NOUN: ClassVar[tuple[str, str]] = ("record", "records")
    """One of them and many of them, for the count."""
    EMPTY: ClassVar[str] = "Nothing here."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", "Back", id="list.back", tooltip="Back to the list"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.window: PageWindow[Row] = PageWindow(self._fetch)

    def columns(self) -> Sequence[Column[Row]]:
        """The columns of the table."""
        raise NotImplementedError

    def call(self) -> ListCall[Row]:
        """What to ask for, with the present filters."""
        raise NotImplementedError

    async def detail(self, row: Row) -> tuple[str, Detail]:
        """Title and text of one record; may ask the service."""
        raise NotImplementedError

    def compose_filters(self) -> ComposeResult:
        """What stands in the line above the table."""
        yield from ()

    def compose_place(self) -> ComposeResult:
        """The list with its filters, and the detail."""
        with Horizontal(id="list-and-detail"):
            with Vertical(id="list"):
                yield Static(id="notice")
                with Horizontal(id="filters"):
                    yield from self.compose_filters()
                yield RecordTable(self.columns(), empty=self.EMPTY, id="table", classes="panel")
            yield DetailPane(id="detail", classes="panel")

    def on_mount(self) -> None:
        """Name the table."""
        self.table.border_title = self.NOUN[1].capitalize()

    @property
    def table(self) -> RecordTable[Row]:
        """The table."""
        return self.query_one("#table", RecordTable)

    @property
    def pane(self) -> DetailPane:
        """The detail."""
        return self.query_one("#detail", DetailPane)

    @property
    def selected(self) -> Row | None:
        """The record under the cursor."""
        return self.table.cursor_row

    async def read(self) -> None:
        """Read the rows around the cursor again; from far down the list it goes back to the first."""
        window: PageWindow[Row] = PageWindow(self._fetch)
        cursor = self.table.cursor if self.table.cursor <= _FAR else 0
        await window.show(max(cursor - _FIRST_ROWS, 0), cursor + _FIRST_ROWS)
        self.window = window
        self.table.show_rows(WindowRows[Row](window), cursor=cursor)
        self.show_count()
        if window.extent.rows == 0:
            self.pane.clear()

    def show_count(self) -> None:
        """Say how many there are with the present filters."""
        rows = WindowRows[Row](self.window).total
        known = self.window.extent.complete or self.window.extent.total is not None
        noun = self.NOUN[0] if rows == 1 else self.NOUN[1]
        self.table.border_subtitle = f"{rows:,} {noun}" if known else f"more than {rows - 1:,} {noun}"

    def standing_changed(self, standing: Standing, before: Standing) -> None:
        """Say why acts are off, where they are."""
        self.table.waiting = waiting_words(standing)
        why = self.console.why_no_changes
        self.query_one("#notice", Static).update(Content.styled(why, "$warning"))
        self.query_one("#notice").set_class(bool(why), "-shown")

    def read_detail(self) -> None:
        """Read the record under the cursor, once the cursor rests; an older reading is given up."""
        self.run_worker(self._read_detail(), name="detail", group=f"{self.PLACE}-detail", exclusive=True)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There is a way back only outside the table."""
        return action != "back" or not self.is_mounted or not self.table.has_focus

    def action_back(self) -> None:
        """Leave the detail for the list."""
        self.remove_class("-detail")
        self.table.focus()

    async def _fetch(self, cursor: str | None) -> FetchedPage[Row]:
        call = self.call()
        return await self.client.send(call if cursor is None else call.after(cursor))

    async def _read_detail(self) -> None:
        await asyncio.sleep(_REST)
        row = self.selected
        if row is None:
            return
        with self.reporting():
            self.pane.show(*await self.detail(row))

    async def _read_more(self, first: int, last: int) -> None:
        with self.reporting():
            if await self.window.show(first, last):
                self.table.rows_arrived()
                self.show_count()

    @on(RecordTable.Wanted, "#table")
    def _rows_wanted(self, message: RecordTable.Wanted) -> None:
        height = message.last - message.first
        self.run_worker(
            self._read_more(max(message.first - height, 0), message.last + height),
            name="rows",
            group=f"{self.PLACE}-rows",
            exclusive=True,
        )

    @on(RecordTable.Highlighted, "#table")
    def _row_highlighted(self) -> None:
        self.refresh_bindings()
        self.read_detail()

    @on(RecordTable.Opened, "#table")
    def _row_opened(self) -> None:
        self.add_class("-detail")
        self.pane.focus()

    def row_changed(self, row: Any) -> None:
        """Draw a newer state of the record under the cursor."""
        self.window.replace(self.table.cursor, row)
        self.table.rows_arrived()
