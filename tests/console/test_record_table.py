from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from textual import on
from textual.app import App, ComposeResult
from textual.pilot import Pilot

from scimconsole.widgets.columns import Cell, Column
from scimconsole.widgets.record_table import RecordTable
from scimconsole.widgets.rows import ListedRows


class ThousandRows:
    """Rows of which only some are here."""

    def __init__(self, total: int, here: range) -> None:
        self.total: int | None = total
        self.here = here

    def at(self, index: int) -> str | None:
        return f"row {index}" if index in self.here else None


class TableApp(App[None]):
    """One table."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[int] = []
        self.wanted: list[tuple[int, int]] = []

    def compose(self) -> ComposeResult:
        yield RecordTable[str](
            [Column("Name", 10, Cell, grow=1), Column("Twice", 12, lambda row: Cell(row + row), rank=1)],
            empty="Nobody.\nNot yet.",
        )

    @on(RecordTable.Opened)
    def _opened(self, message: RecordTable.Opened) -> None:
        self.opened.append(message.index)

    @on(RecordTable.Wanted)
    def _wanted(self, message: RecordTable.Wanted) -> None:
        self.wanted.append((message.first, message.last))

    @property
    def table(self) -> RecordTable[str]:
        return self.query_one(RecordTable)

    def line(self, y: int) -> str:
        return self.table.render_line(y).text.rstrip()


@asynccontextmanager
async def table_app() -> AsyncIterator[tuple[TableApp, Pilot[Any]]]:
    app = TableApp()
    async with app.run_test(size=(40, 10)) as pilot:
        yield app, pilot


class TestTheCursor:
    async def test_moves_by_row_page_and_to_the_ends(self) -> None:
        async with table_app() as (app, pilot):
            app.table.show_rows(ListedRows([f"row {number}" for number in range(50)]))
            await pilot.press("j", "down", "k")
            assert app.table.cursor == 1
            await pilot.press("pagedown")
            assert app.table.cursor == 9
            await pilot.press("G")
            assert app.table.cursor == 49
            await pilot.pause()
            assert app.line(9).split() == ["row", "49", "row", "49row", "49"]
            await pilot.press("g")
            await pilot.pause()
            assert app.table.cursor == 0
            assert app.line(1).split() == ["row", "0", "row", "0row", "0"]

    async def test_opens_by_enter_and_by_a_double_click(self) -> None:
        async with table_app() as (app, pilot):
            app.table.show_rows(ListedRows(["a", "b", "c"]))
            await pilot.press("down", "enter")
            await pilot.click(RecordTable, offset=(3, 3))
            assert app.table.cursor == 2
            await pilot.double_click(RecordTable, offset=(3, 3))
            assert app.opened == [1, 2]

    async def test_stays_within_fewer_rows(self) -> None:
        async with table_app() as (app, pilot):
            app.table.show_rows(ListedRows(["a", "b", "c"]))
            await pilot.press("G")
            app.table.show_rows(ListedRows(["a"]))
            assert app.table.cursor == 0


class TestRowsThatAreNotHere:
    async def test_are_asked_for_and_drawn_as_such(self) -> None:
        async with table_app() as (app, pilot):
            rows = ThousandRows(1000, range(5))
            app.table.show_rows(rows)
            await pilot.pause()
            assert app.line(1).split() == ["row", "0", "row", "0row", "0"]
            assert app.line(7).strip(" ·") == ""
            assert "·" in app.line(7)
            await pilot.pause()
            assert app.wanted[-1] == (0, 9)
            rows.here = range(1000)
            app.table.rows_arrived()
            assert app.line(7).split() == ["row", "6", "row", "6row", "6"]

    async def test_before_anything_is_known_it_says_so(self) -> None:
        async with table_app() as (app, _pilot):
            assert app.line(1) == " Loading…"

    async def test_nothing_at_all_is_said_in_words(self) -> None:
        async with table_app() as (app, _pilot):
            app.table.show_rows(ListedRows([]))
            assert (app.line(1), app.line(2)) == (" Nobody.", " Not yet.")


class TestHostileText:
    @pytest.mark.parametrize(
        ("sent", "drawn"),
        [
            ("\x1b[2Jgone", "\\x1b[2Jgone"),
            ("abc\u202edef", "abc\\u202edef"),
            ("[red]x[/]", "[red]x[/]"),
            ("two\nlines", "two\\nlines"),
        ],
    )
    async def test_is_drawn_escaped_and_never_read_as_markup(self, sent: str, drawn: str) -> None:
        async with table_app() as (app, _pilot):
            app.table.show_columns([Column("Name", 30, Cell)])
            app.table.show_rows(ListedRows([sent]))
            assert app.line(1) == f" {drawn}"

    async def test_wide_characters_keep_the_columns_straight(self) -> None:
        async with table_app() as (app, _pilot):
            app.table.show_rows(ListedRows(["山田", "a"]))
            assert app.table.render_line(1).cell_length == app.table.render_line(2).cell_length == 39
