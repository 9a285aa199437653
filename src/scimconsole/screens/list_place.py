"""A place made of a list and the detail of one record: side by side where there is room, else in turn."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import ClassVar, Generic, TypeVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Input, Static

from scimconsole.client.call import ListCall
from scimconsole.client.keyset_walk import Fetch, FetchedPage
from scimconsole.client.page_window import PageWindow
from scimconsole.errors import Unavailable
from scimconsole.screens.frame import PlaceScreen, waiting_words
from scimconsole.screens.location import Location
from scimconsole.screens.working import begin
from scimconsole.widgets.columns import Column
from scimconsole.widgets.detail_pane import Detail, DetailPane
from scimconsole.widgets.field import Field
from scimconsole.widgets.find_line import FindLine
from scimconsole.widgets.moments import clock
from scimconsole.widgets.record_table import RecordTable
from scimconsole.widgets.rows import Rows
from scimconsole.widgets.standing import Standing
from scimconsole.widgets.window_rows import WindowRows

Row = TypeVar("Row")

_FIRST_ROWS = 60
"""Rows read before anything is shown: a tall terminal's worth."""
_FAR = 1_000
"""A row beyond this one costs the pages before it, so a refresh does not go there by itself."""
_REST = 0.12
"""Seconds the cursor rests on a row before its detail is read."""
_TYPING_REST = 0.08
"""Seconds without a key before a search is sent."""


class ListPlace(PlaceScreen, Generic[Row]):
    """Reads the list page by page as it comes into view, and the record under the cursor."""

    AUTO_FOCUS = "#table"
    NOUN: ClassVar[tuple[str, str]] = ("record", "records")
    """One of them and many of them, for the count."""
    EMPTY: ClassVar[str] = "Nothing here."
    NO_MATCH: ClassVar[str] = "Nothing matches."
    SEARCH: ClassVar[str] = ""
    """Where the service searches, for the search line; a list without it finds in the rows that are here."""
    SEARCHES_AS_TYPED: ClassVar[bool] = True
    """Whether the service is asked while one types, or only by Enter."""
    CAN_MARK: ClassVar[bool] = False
    """Whether acts take several records at once."""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "search", "Search", key_display="/", id="list.search", tooltip="Search, or find"),
        Binding("down", "leave_search", "To the list", show=False, id="field.leave-search"),
        Binding("escape", "end_find", "Stop finding", show=False, id="field.end-find"),
        Binding("escape", "unmark", "Unmark all", id="table.unmark", tooltip="Take all marks away"),
        Binding("escape", "back", "Back", id="detail.back", tooltip="Back to the list"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.window: PageWindow[Row] = PageWindow(self._no_rows)
        self._call: ListCall[Row] | None = None
        self._read_by: PageWindow[Row] | None = None
        self._search_wanted = ""
        self._record_wanted = ""

    def columns(self) -> Sequence[Column[Row]]:
        """The columns of the table."""
        raise NotImplementedError

    def call(self) -> ListCall[Row]:
        """What to ask for, with the present filters."""
        raise NotImplementedError

    def from_the_end(self, call: ListCall[Row]) -> ListCall[Row] | None:
        """The same list turned round, so that its last rows can be read at once; None where there is none."""
        return None

    async def detail(self, row: Row) -> tuple[str, Detail]:
        """Title and text of one record; may ask the service."""
        raise NotImplementedError

    def row_id(self, row: Row) -> str:
        """What names a record in locations."""
        return str(getattr(row, "id", ""))

    def compose_filters(self) -> ComposeResult:
        """What stands in the line above the table, beside the search."""
        yield from ()

    def compose_above_table(self) -> ComposeResult:
        """What stands between that line and the table."""
        yield from ()

    def compose_detail(self) -> ComposeResult:
        """The pane beside the table; another one than a `DetailPane` overrides what asks for `pane` too."""
        yield DetailPane(id="detail", classes="panel")

    def compose_place(self) -> ComposeResult:
        """The list with its filters, and the detail."""
        with Horizontal(id="list-and-detail"):
            with Vertical(id="list"):
                yield Static(id="notice")
                with Horizontal(id="filters"):
                    if self.SEARCH:
                        yield Field(self._search_wanted, f"/ search {self.SEARCH}", id="search", compact=True)
                    yield from self.compose_filters()
                if not self.SEARCH:
                    yield FindLine("find in this list", id="find")
                yield from self.compose_above_table()
                yield RecordTable(
                    self.columns(),
                    empty=self.EMPTY,
                    key=self.row_id,
                    can_mark=self.CAN_MARK,
                    matches_are_rows=bool(self.SEARCH),
                    id="table",
                    classes="panel",
                )
            yield from self.compose_detail()

    def on_mount(self) -> None:
        """Name the table."""
        self.table.border_title = self.NOUN[1].capitalize()

    def show(self, record: str = "", **filters: str) -> None:
        """Search for `q`, and put the cursor on a record once it is read; what is not given is emptied."""
        self._record_wanted = record
        self._search_wanted = filters.get("q", "")
        if self.is_mounted:
            if self.SEARCH:
                self.query_one("#search", Input).value = self._search_wanted
            if not record:
                self.action_back()

    def location(self) -> Location:
        """The place with its search, and the record that is shown in full."""
        row = self.selected if self.is_mounted and self.shows_detail else None
        record = self.row_id(row) if row is not None else self._record_wanted
        return Location(self.PLACE, record, {"q": self.search_text} if self.search_text else {})

    @property
    def rows(self) -> Rows[Row]:
        """The rows as the table draws them."""
        return WindowRows[Row](self.window)

    @property
    def rows_ahead(self) -> int:
        """How many of them stand before those of the window."""
        return 0

    @property
    def search_text(self) -> str:
        """What is searched for."""
        return self._search_wanted.strip()

    @property
    def is_narrowed(self) -> bool:
        """Whether a search or a filter hides something."""
        return bool(self.search_text)

    @property
    def shows_detail(self) -> bool:
        """Whether the detail is in sight, beside the list or instead of it."""
        return self.has_class("-detail") or self.query_one("#detail").display

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
        """Read the rows around the cursor again; of another list that is longer, from the first row."""
        self.table.empty = self.NO_MATCH if self.is_narrowed else self.EMPTY
        call = self.call()
        if call == self._call:
            window = self.window.again()
        else:
            window = self._window_on(call)
            self.table.cursor = self.table.cursor if self.table.cursor <= _FAR else 0
        await window.show(self.table.cursor - _FIRST_ROWS, self.table.cursor + _FIRST_ROWS)
        self.window, self._call = window, call
        self.table.stale = False
        self.table.show_rows(WindowRows[Row](window))
        self.show_count()
        if window.extent.rows == 0:
            self.clear_detail()
        if self._record_wanted:
            record, self._record_wanted = self._record_wanted, ""
            await self.reach(record)

    async def reach(self, record: str) -> None:
        """Put the cursor on a record and show it in full; one that is not among the rows is left."""
        place = self.place_of(record)
        if place is not None:
            self.table.cursor = place
            self.open_detail()

    def place_of(self, record: str) -> int | None:
        """The row of a record, if it is among those that are here."""
        return next((place for place, row in self.rows.here() if self.row_id(row) == record), None)

    def show_count(self) -> None:
        """Say how many there are with the present filters, how many are marked, and whether that is old."""
        rows = WindowRows[Row](self.window).total
        known = self.window.extent.complete or self.window.extent.total is not None
        noun = self.NOUN[0] if rows == 1 else self.NOUN[1]
        parts = [f"{rows:,} {noun}" if known else f"more than {rows - 1:,} {noun}"]
        if self.table.marked:
            parts.insert(0, f"{len(self.table.marked):,} marked")
        if self.window.still_to_walk > self.window.page_size:
            parts.append(f"{self.window.still_to_walk:,} rows to go")
        if self.table.stale and self.read_at is not None:
            as_of = clock(self.read_at.isoformat(), self.console.now())
            parts.append(f"as of {as_of}, not current")
        self.table.border_subtitle = " · ".join(parts)

    def standing_changed(self, standing: Standing, before: Standing) -> None:
        """Say why acts are off, where they are."""
        self.table.waiting = waiting_words(standing)
        if standing.phase == "lost" and self.read_at is not None:
            self.table.stale = True
            self.show_count()
        why = self.console.why_no_changes
        self.query_one("#notice", Static).update(Content.styled(why, "$warning"))
        self.query_one("#notice").set_class(bool(why), "-shown")

    def read_detail(self) -> None:
        """Read the record under the cursor, once the cursor rests; an older reading is given up."""
        begin(self, self._read_detail, name="detail", group=f"{self.PLACE}-detail", exclusive=True)

    async def show_detail(self, row: Row) -> None:
        """Read one record and show it in full."""
        self.pane.show(*await self.detail(row))

    def clear_detail(self) -> None:
        """Show no record."""
        self.pane.clear()

    def focus_detail(self) -> None:
        """Move about in the detail."""
        self.pane.focus()

    def open_detail(self) -> None:
        """Show the record under the cursor in full and move about in it."""
        self.add_class("-detail")
        self.focus_detail()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There is a way back only outside the table, and nothing to end that was not begun."""
        if action in ("leave_search", "back", "unmark", "end_find"):
            if not self.is_mounted:
                return False
            in_table = self.table.has_focus
            return {
                "leave_search": bool(self.SEARCH) and self.query_one("Field#search").has_focus,
                "back": not in_table,
                "unmark": in_table and bool(self.table.marked),
                "end_find": in_table and not self.SEARCH and self.query_one(FindLine).is_open,
            }[action]
        return super().check_action(action, parameters)

    def action_search(self) -> None:
        """Go to the search, or open the line to find something."""
        self.remove_class("-detail")
        if self.SEARCH:
            self.query_one("#search").focus()
        else:
            self.query_one("#find", FindLine).open()

    def action_leave_search(self) -> None:
        """Go from the search to the list."""
        self.table.focus()

    def action_back(self) -> None:
        """Leave the detail for the list."""
        self.remove_class("-detail")
        self.table.focus()

    def action_end_find(self) -> None:
        """Seek nothing any more."""
        self.query_one("#find", FindLine).action_give_up()

    def action_unmark(self) -> None:
        """Take all marks away."""
        self.table.clear_marks()

    def load_anew(self) -> None:
        """Read the list from its first row, because something else is looked for."""
        self.table.cursor = 0
        if self.console.client is not None:
            self.load()

    async def _search_after_rest(self) -> None:
        await asyncio.sleep(_TYPING_REST)
        self.load_anew()

    @on(Input.Changed, "#search")
    def _typed(self, event: Input.Changed) -> None:
        if self.SEARCHES_AS_TYPED and event.value != self._search_wanted:
            self._search_wanted = event.value
            begin(self, self._search_after_rest, name="search", group=f"{self.PLACE}-search", exclusive=True)

    @on(events.DescendantFocus)
    @on(events.DescendantBlur)
    def _focus_moved(self) -> None:
        search = self.query("Field#search")
        self.query_one("#filters").set_class(bool(search) and search.first().has_focus, "-searching")

    @on(Input.Submitted, "#search")
    def _searched(self) -> None:
        self.table.focus()

    def _window_on(self, call: ListCall[Row]) -> PageWindow[Row]:
        turned_round = self.from_the_end(call)
        return PageWindow(self._fetch(call), self._fetch(turned_round) if turned_round else None)

    def _fetch(self, call: ListCall[Row]) -> Fetch[Row]:
        async def fetch(cursor: str | None, limit: int) -> FetchedPage[Row]:
            page = replace(call, query={**call.query, "limit": limit})
            return await self.client.send(page if cursor is None else page.after(cursor))

        return fetch

    async def _no_rows(self, _cursor: str | None, _limit: int) -> FetchedPage[Row]:
        raise Unavailable("Nothing was read yet.")

    async def _read_detail(self) -> None:
        await asyncio.sleep(_REST)
        row = self.selected
        if row is None:
            return
        with self.reporting():
            await self.show_detail(row)

    async def _read_more(self, window: PageWindow[Row]) -> None:
        # One reader a window: it goes where the view went meanwhile, so that no page under way is given up.
        if self._read_by is window:
            return
        self._read_by = window
        try:
            with self.reporting():
                while await window.step() and window is self.window:
                    self.table.rows_arrived()
                    self.show_count()
        finally:
            if self._read_by is window:
                self._read_by = None

    @on(FindLine.Changed, "#find")
    def _sought(self, message: FindLine.Changed) -> None:
        read = sum(1 for _ in self.rows.here())
        among = read if read < (self.rows.total or 0) else None
        message.line.say(self.table.find(message.text), among=among)

    @on(FindLine.Left, "#find")
    def _found(self) -> None:
        self.table.focus()
        self.refresh_bindings()

    @on(RecordTable.Marked, "#table")
    def _rows_marked(self, message: RecordTable.Marked) -> None:
        self.show_count()
        self.refresh_bindings()
        if message.missed:
            self.app.notify(
                f"{message.missed:,} rows of the range are not read yet and were not marked.",
                severity="warning",
                markup=False,
            )

    @on(RecordTable.Wanted, "#table")
    def _rows_wanted(self, message: RecordTable.Wanted) -> None:
        height = message.last - message.first
        self.window.want(message.first - height - self.rows_ahead, message.last + height - self.rows_ahead)
        if self._read_by is not self.window:
            begin(self, partial(self._read_more, self.window), name="rows", group=f"{self.PLACE}-rows")

    @on(RecordTable.Highlighted, "#table")
    def _row_highlighted(self) -> None:
        self.refresh_bindings()
        self.read_detail()

    @on(RecordTable.Opened, "#table")
    def _row_opened(self) -> None:
        self.open_detail()

    def row_changed(self, row: Row, place: int) -> None:
        """Draw a newer state of the record at a place."""
        self.window.replace(place, row)
        self.table.row_changed(place)
