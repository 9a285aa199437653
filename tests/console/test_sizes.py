from __future__ import annotations

from typing import Any

import pytest
from textual.geometry import Region
from textual.pilot import Pilot
from textual.screen import ModalScreen

from scimconsole.app import ConsoleApp
from scimconsole.places import PLACES
from scimconsole.widgets.key_line import KeyLine
from scimconsole.widgets.record_table import RecordTable
from scimconsole.widgets.title_bar import TitleBar
from tests.console.driving import opened, press, settle
from tests.running_service import Organization

pytestmark = [pytest.mark.engines("sqlite"), pytest.mark.usefixtures("steady")]

SMALLEST = (60, 20)
SIZES = (SMALLEST, (80, 24), (120, 40), (200, 60))


def line_of(pilot: Pilot[Any], kind: type[KeyLine | TitleBar]) -> str:
    """The words of one line of the frame, which is in sight."""
    widget = pilot.app.screen.query_one(kind)
    assert widget.region.height == 1
    assert on_screen(pilot, widget.region)
    return str(widget.render())


def on_screen(pilot: Pilot[Any], region: Region) -> bool:
    return pilot.app.screen.region.contains_region(region)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
class TestEveryPlaceAtEverySize:
    async def test_says_where_one_is_and_how_to_get_help_and_out(
        self, northwind: Organization, size: tuple[int, int]
    ) -> None:
        async with opened(northwind, size=size) as pilot:
            for place in PLACES:
                await press(pilot, place.key)
                assert place.name == pilot.app.screen.PLACE  # type: ignore[attr-defined]
                keys = line_of(pilot, KeyLine)
                assert "Help" in keys, (place.name, keys)
                assert "Quit" in keys, (place.name, keys)
                title = line_of(pilot, TitleBar)
                assert "owner" in title, (place.name, title)
                assert "Organization" in title, (place.name, title)

    async def test_keeps_the_row_of_the_cursor_in_sight(
        self, northwind: Organization, size: tuple[int, int]
    ) -> None:
        async with opened(northwind, size=size) as pilot:
            for key in "346":
                await press(pilot, key, "G")
                table = pilot.app.screen.query_one("#table", RecordTable)
                assert table.has_focus
                assert table.cursor > 0
                assert table.content_region.contains_point(pilot.app.cursor_position)
                assert on_screen(pilot, table.region)


class TestDialogsOnALargeScreen:
    @pytest.mark.parametrize(
        ("place", "openers"),
        [
            ("1", ("f10", "question_mark", "ctrl+p", "O", "ctrl+n")),
            ("2", ("c", "o", "R", "E", "y", "m")),
            ("3", ("d", "e", "y", "m", "s", "o")),
        ],
    )
    async def test_stand_inside_it_and_close(
        self, northwind: Organization, place: str, openers: tuple[str, ...]
    ) -> None:
        async with opened(northwind, place, size=(200, 60)) as pilot:
            below = pilot.app.screen
            for key in openers:
                await press(pilot, key)
                assert isinstance(pilot.app.screen, ModalScreen), key
                for box in pilot.app.screen.children:
                    assert on_screen(pilot, box.region), (key, box.region)
                await press(pilot, "escape")
                assert pilot.app.screen is below, key


class TestAResize:
    async def test_changes_the_layout_and_keeps_the_record(self, northwind: Organization) -> None:
        async with opened(northwind, "3", "j", "j", size=(80, 24)) as pilot:
            table = pilot.app.screen.query_one("#table", RecordTable)
            for width, height in (*SIZES, (80, 24)):
                await pilot.resize_terminal(width, height)
                await settle(pilot)
                assert table.cursor == 2
                assert pilot.app.screen.query_one("#detail").display is (width >= 120)

    async def test_down_to_almost_nothing_breaks_nothing(self, northwind: Organization) -> None:
        async with opened(northwind, "3") as pilot:
            for size in ((20, 6), (1, 1), (80, 24)):
                await pilot.resize_terminal(*size)
                await settle(pilot)
            assert "Quit" in line_of(pilot, KeyLine)
            assert isinstance(pilot.app, ConsoleApp)
