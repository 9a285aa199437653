"""Finding in a list that the service does not search: the rows that are here are looked through."""

from __future__ import annotations

import pytest

from scimconsole.widgets.find_line import FindLine
from scimconsole.widgets.record_table import RecordTable
from tests.console.driving import opened, press, screen_text, type_text
from tests.running_service import Organization

pytestmark = pytest.mark.engines("sqlite")


@pytest.fixture
def named(keycafe: Organization) -> Organization:
    """An organization with some tokens for Entra, and one for a test between them."""
    for name in ("Entra ID, first", "Entra ID, second", "A test", "Entra ID, third"):
        keycafe.api.post("/tokens", json={"name": name}).raise_for_status()
    return keycafe


class TestFindingInAList:
    async def test_goes_to_the_matches_in_turn(self, named: Organization) -> None:
        async with opened(named, "2", "slash") as pilot:
            await type_text(pilot, "entra")
            table = pilot.app.screen.query_one("#table", RecordTable)
            first = table.cursor
            assert "3 found" in screen_text(pilot)
            await press(pilot, "enter", "n")
            assert table.has_focus
            second = table.cursor
            assert second > first
            await press(pilot, "N")
            assert table.cursor == first

    async def test_says_when_there_is_nothing(self, named: Organization) -> None:
        async with opened(named, "2", "slash") as pilot:
            await type_text(pilot, "zzz")
            assert "nothing found" in screen_text(pilot)

    async def test_ends_with_escape_in_the_line_or_in_the_list(self, named: Organization) -> None:
        async with opened(named, "2", "slash", "e", "escape") as pilot:
            assert not pilot.app.screen.query_one("#find", FindLine).is_open
            await press(pilot, "slash", "e", "enter", "escape")
            assert not pilot.app.screen.query_one("#find", FindLine).is_open
            assert pilot.app.screen.query_one("#table", RecordTable).has_focus

    async def test_without_a_text_leaves_no_line_behind(self, named: Organization) -> None:
        async with opened(named, "2", "slash", "enter") as pilot:
            assert not pilot.app.screen.query_one("#find", FindLine).is_open


class TestFindingInALongList:
    async def test_says_among_how_many_rows_it_looked(self, keycafe: Organization) -> None:
        for number in range(230):
            keycafe.api.post("/tokens", json={"name": f"Entra ID, {number}"}).raise_for_status()
        async with opened(keycafe, "2", "slash") as pilot:
            await type_text(pilot, "entra")
            assert "among the" in screen_text(pilot)
