from __future__ import annotations

import pytest

from scimconsole.widgets.find_line import FindLine
from scimconsole.widgets.record_table import RecordTable
from tests.console.conftest import await_journal
from tests.console.driving import opened, press, screen_text, type_text
from tests.running_service import Organization

pytestmark = pytest.mark.engines("sqlite")


class TestFindingInAList:
    async def test_goes_to_the_matches_in_turn(self, northwind: Organization) -> None:
        async with opened(northwind, "6", "slash") as pilot:
            await type_text(pilot, "create group")
            table = pilot.app.screen.query_one("#table", RecordTable)
            first = table.cursor
            assert " found" in screen_text(pilot)
            await press(pilot, "enter", "n")
            assert table.has_focus
            second = table.cursor
            assert second > first
            await press(pilot, "N")
            assert table.cursor == first

    async def test_says_when_there_is_nothing(self, northwind: Organization) -> None:
        async with opened(northwind, "6", "slash") as pilot:
            await type_text(pilot, "zzz")
            assert "nothing found" in screen_text(pilot)

    async def test_ends_with_escape_in_the_line_or_in_the_list(self, northwind: Organization) -> None:
        async with opened(northwind, "6", "slash", "g", "escape") as pilot:
            assert not pilot.app.screen.query_one("#find", FindLine).is_open
            await press(pilot, "slash", "g", "enter", "escape")
            assert not pilot.app.screen.query_one("#find", FindLine).is_open
            assert pilot.app.screen.query_one("#table", RecordTable).has_focus

    async def test_without_a_text_leaves_no_line_behind(self, northwind: Organization) -> None:
        async with opened(northwind, "2", "slash", "enter") as pilot:
            assert not pilot.app.screen.query_one("#find", FindLine).is_open


class TestFindingInALongList:
    async def test_says_among_how_many_rows_it_looked(self, filled: Organization) -> None:
        for number in range(60):
            filled.scim.get("/Users", params={"filter": f'userName eq "nobody{number}@acme.example"'})
        await_journal(filled, 150)
        async with opened(filled, "6", "slash") as pilot:
            await type_text(pilot, "find")
            assert "among the" in screen_text(pilot)
