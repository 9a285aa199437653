from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from rich.style import Style
from textual import on
from textual.app import App, ComposeResult
from textual.geometry import Offset
from textual.pilot import Pilot
from textual.strip import Strip

from scimconsole.widgets.columns import Cell, Column
from scimconsole.widgets.record_table import RecordTable
from scimconsole.widgets.rows import ListedRows


class ThousandRows:
    """Rows of which only some are here."""

    def __init__(self, total: int, here: range) -> None:
        self.total: int | None = total
        self._present = here

    def bring(self, here: range) -> None:
        self._present = here

    def at(self, index: int) -> str | None:
        return f"row {index}" if index in self._present else None

    def here(self) -> Iterator[tuple[int, str]]:
        return ((index, f"row {index}") for index in self._present)


class CountingTable(RecordTable[str]):
    """A table that counts the lines it draws."""

    drawn = 0

    def render_line(self, y: int) -> Strip:
        self.drawn += 1
        return super().render_line(y)


class TableApp(App[None]):
    """One table."""

    def __init__(self, **options: Any) -> None:
        super().__init__()
        self.options = options
        self.opened: list[int] = []
        self.wanted: list[tuple[int, int]] = []
        self.counts: list[tuple[int, int]] = []
        self.menus: list[tuple[int, Offset]] = []

    def compose(self) -> ComposeResult:
        yield CountingTable(
            [Column("Name", 10, Cell, grow=1), Column("Twice", 12, lambda row: Cell(row + row), rank=1)],
            empty="Nobody.\nNot yet.",
            **self.options,
        )

    @on(RecordTable.Opened)
    def _opened(self, message: RecordTable.Opened) -> None:
        self.opened.append(message.index)

    @on(RecordTable.Wanted)
    def _wanted(self, message: RecordTable.Wanted) -> None:
        self.wanted.append((message.first, message.last))

    @on(RecordTable.Marked)
    def _marked(self, message: RecordTable.Marked) -> None:
        self.counts.append((message.count, message.missed))

    @on(RecordTable.ContextWanted)
    def _context_wanted(self, message: RecordTable.ContextWanted) -> None:
        self.menus.append((message.index, message.screen_offset))

    @property
    def table(self) -> CountingTable:
        return self.query_one(CountingTable)

    def style_of(self, text: str) -> Style:
        """The style in which a row begins, the one with this text in front."""
        for y in range(self.table.size.height):
            for segment in self.table.render_line(y):
                if segment.text.strip(" ✓").startswith(text):
                    assert segment.style is not None
                    return segment.style
        raise AssertionError(f"{text!r} is not drawn")

    def line(self, y: int) -> str:
        return self.table.render_line(y).text.rstrip()


@asynccontextmanager
async def table_app(**options: Any) -> AsyncIterator[tuple[TableApp, Pilot[Any]]]:
    app = TableApp(**options)
    async with app.run_test(size=(40, 10)) as pilot:
        yield app, pilot


@asynccontextmanager
async def marking_app() -> AsyncIterator[tuple[TableApp, Pilot[Any]]]:
    async with table_app(key=str, can_mark=True) as (app, pilot):
        app.table.show_rows(ListedRows([f"row {number}" for number in range(50)]))
        await pilot.pause()
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

    async def test_is_paler_while_something_else_has_the_focus(self) -> None:
        async with table_app() as (app, pilot):
            app.table.show_rows(ListedRows(["a", "b"]))
            await pilot.pause()
            focused = app.style_of("a")
            app.set_focus(None)
            await pilot.pause()
            assert app.style_of("a").bgcolor != focused.bgcolor
            app.table.focus()
            await pilot.pause()
            assert app.style_of("a") == focused

    async def test_is_followed_by_the_cursor_of_the_terminal(self) -> None:
        async with table_app() as (app, pilot):
            app.table.show_rows(ListedRows([f"row {number}" for number in range(50)]))
            await pilot.press("down", "down")
            assert app.cursor_position == Offset(0, 3)
            await pilot.press("G")
            await pilot.pause()
            assert app.cursor_position == Offset(0, 9)

    async def test_costs_two_rows_to_move_within_the_view(self) -> None:
        async with table_app() as (app, pilot):
            app.table.show_rows(ListedRows([f"row {number}" for number in range(50)]))
            await pilot.pause()
            app.table.drawn = 0
            await pilot.press("down")
            await pilot.pause()
            assert app.table.drawn == 2

    async def test_draws_the_view_once_when_it_scrolls(self) -> None:
        async with table_app() as (app, pilot):
            app.table.show_rows(ListedRows([f"row {number}" for number in range(50)]))
            await pilot.press("pagedown")
            await pilot.pause()
            app.table.drawn = 0
            await pilot.press("down")
            await pilot.pause()
            assert app.table.drawn <= 10


class TestMarks:
    async def test_space_marks_and_moves_on_and_takes_away(self) -> None:
        async with marking_app() as (app, pilot):
            await pilot.press("space", "space")
            assert app.table.cursor == 2
            assert app.table.marked == ["row 0", "row 1"]
            assert [app.line(y)[0] for y in (1, 2, 3)] == ["✓", "✓", " "]
            await pilot.press("up", "space")
            assert app.table.marked == ["row 0"]
            assert [count for count, _ in app.counts] == [1, 2, 1]

    async def test_star_marks_all_that_are_here_then_none(self) -> None:
        async with marking_app() as (app, pilot):
            await pilot.press("asterisk")
            assert len(app.table.marked) == 50
            await pilot.press("asterisk")
            assert app.table.marked == []
            await pilot.press("space", "asterisk")
            assert len(app.table.marked) == 50

    async def test_a_range_grows_and_shrinks_from_where_it_began(self) -> None:
        async with marking_app() as (app, pilot):
            await pilot.press("space", "down", "down", "shift+down", "shift+down", "shift+up", "K", "K", "K")
            assert (app.table.cursor, app.table.marked) == (1, ["row 0", "row 1", "row 2", "row 3"])
            await pilot.press("down", "down", "down", "down", "J")
            assert app.table.marked[-2:] == ["row 5", "row 6"]
            assert len(app.table.marked) == 6

    async def test_the_pointer_marks_one_with_control_and_a_range_with_shift(self) -> None:
        async with marking_app() as (app, pilot):
            await pilot.click(RecordTable, offset=(3, 3), control=True)
            await pilot.click(RecordTable, offset=(3, 6), shift=True)
            assert app.table.marked == ["row 2", "row 3", "row 4", "row 5"]
            await pilot.click(RecordTable, offset=(3, 4), control=True)
            assert app.table.marked == ["row 2", "row 4", "row 5"]

    async def test_survive_rows_that_come_and_go(self) -> None:
        async with table_app(key=str, can_mark=True) as (app, pilot):
            rows = ThousandRows(1000, range(5))
            app.table.show_rows(rows)
            await pilot.press("down", "space")
            rows.bring(range(500, 510))
            app.table.rows_arrived()
            assert app.table.marked == ["row 1"]
            rows.bring(range(10))
            app.table.rows_arrived()
            assert app.line(2).startswith("✓row 1")

    async def test_of_a_range_that_is_not_all_here_tell_what_they_missed(self) -> None:
        async with table_app(key=str, can_mark=True) as (app, pilot):
            app.table.show_rows(ThousandRows(1000, range(5)))
            await pilot.pause()
            await pilot.click(RecordTable, offset=(3, 8), shift=True)
            assert app.counts == [(5, 3)]

    async def test_are_told_by_the_sign_and_the_tone(self) -> None:
        async with marking_app() as (app, pilot):
            await pilot.press("space")
            marked, plain = app.style_of("row 0"), app.style_of("row 3")
            assert marked.color != plain.color

    async def test_are_only_there_where_a_list_has_them(self) -> None:
        async with table_app() as (app, pilot):
            app.table.show_rows(ListedRows(["a", "b"]))
            await pilot.press("space", "asterisk", "shift+down")
            assert (app.table.marked, app.table.cursor, app.counts) == ([], 0, [])

    def test_need_a_key(self) -> None:
        with pytest.raises(ValueError, match="a key names them"):
            RecordTable([], can_mark=True)


class TestFinding:
    async def test_goes_from_match_to_match_and_around(self) -> None:
        async with table_app() as (app, pilot):
            app.table.show_rows(ListedRows([f"row {number}" for number in range(50)]))
            assert app.table.find("ROW 3") == 11
            await pilot.press("n")
            assert app.table.cursor == 30
            await pilot.press("N", "N")
            assert app.table.cursor == 39
            await pilot.press("n")
            assert app.table.cursor == 3

    async def test_marks_the_hits_where_they_stand(self) -> None:
        async with table_app() as (app, pilot):
            app.table.show_rows(ListedRows(["a.c", "abc"]))
            await pilot.pause()
            assert app.table.find("a.c") == 1
            pieces = list(app.table.render_line(1))
            assert [piece.text for piece in pieces if piece.style and piece.style.reverse] == [
                "a.c",
                "a.c",
                "a.c",
            ]
            assert app.table.find("") == 0
            assert not any(
                piece.style and piece.style.reverse for piece in app.table.render_line(1)._segments
            )

    async def test_of_nothing_leaves_the_cursor_alone(self) -> None:
        async with table_app() as (app, pilot):
            app.table.show_rows(ListedRows(["a", "b"]))
            await pilot.press("down")
            assert app.table.find("c") == 0
            await pilot.press("n")
            assert app.table.cursor == 1

    async def test_every_row_is_a_match_where_the_service_searches(self) -> None:
        async with table_app(matches_are_rows=True) as (app, pilot):
            app.table.show_rows(ListedRows(["a", "b", "c"]))
            await pilot.press("n", "n", "N")
            assert app.table.cursor == 1


class TestTheMenuOfARow:
    async def test_is_asked_for_by_key_at_the_cursor_and_by_the_right_button_at_the_pointer(self) -> None:
        async with table_app() as (app, pilot):
            app.table.show_rows(ListedRows(["a", "b", "c"]))
            await pilot.press("down", "m")
            await pilot.click(RecordTable, offset=(7, 3), button=3)
            assert app.menus == [(1, Offset(0, 2)), (2, Offset(7, 3))]
            assert app.opened == []
            await pilot.press("shift+f10")
            assert app.menus[-1] == (2, Offset(0, 3))


class TestStaleRows:
    async def test_are_drawn_muted_until_they_are_read_again(self) -> None:
        async with table_app() as (app, pilot):
            app.table.show_rows(ListedRows(["a", "b", "c"]))
            await pilot.pause()
            before = app.style_of("b")
            app.table.stale = True
            await pilot.pause()
            assert app.style_of("b").color != before.color
            app.table.stale = False
            assert app.style_of("b") == before


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
            rows.bring(range(1000))
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
