"""A list that is longer than what is held of it: ends, pages, refresh, and places in between."""

from __future__ import annotations

from typing import Any

import pytest
from textual.pilot import Pilot

from scimconsole.screens.users.place import UsersScreen
from scimconsole.widgets.record_table import RecordTable
from tests.console.driving import opened, press, screen_text, settle
from tests.running_service import Organization, RunningService

PEOPLE = 800


@pytest.fixture(scope="module")
def many(service: RunningService) -> Organization:
    """An organization with `person.0000` to `person.0799`."""
    organization = service.add_organization(profile="generic", plan="business-pro")
    for number in range(PEOPLE):
        body = {
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
            "userName": user_name(number),
            "displayName": f"Person {number:04}",
        }
        organization.scim.post("/Users", json=body).raise_for_status()
    return organization


def user_name(number: int) -> str:
    return f"person.{number:04}@contoso.example"


def table(pilot: Pilot[int]) -> RecordTable[Any]:
    screen = pilot.app.screen
    assert isinstance(screen, UsersScreen)
    return screen.table


def held(pilot: Pilot[int]) -> int:
    return sum(1 for _ in table(pilot).rows.here())


class TestTheEnds:
    async def test_are_one_key_away(self, many: Organization) -> None:
        async with opened(many, "3") as pilot:
            assert "800 people" in screen_text(pilot)
            await press(pilot, "G")
            assert table(pilot).cursor == 799
            assert "Person 0799" in screen_text(pilot)
            assert held(pilot) <= 300
            await press(pilot, "g")
            assert "Person 0000" in screen_text(pilot)

    async def test_lead_back_page_by_page(self, many: Organization) -> None:
        async with opened(many, "3", "G") as pilot:
            for _ in range(20):
                await press(pilot, "pageup")
            place = table(pilot).cursor
            assert place < 500
            assert f"Person {place:04}" in screen_text(pilot)
            assert "···" not in screen_text(pilot)


class TestPlacesInBetween:
    async def test_are_read_when_the_view_comes_there(self, many: Organization) -> None:
        async with opened(many, "3") as pilot:
            table(pilot).scroll_to(y=430, animate=False)
            await settle(pilot)
            assert "Person 0431" in screen_text(pilot)
            assert held(pilot) <= 500

    async def test_never_wait_for_a_page_that_is_passed(self, many: Organization) -> None:
        async with opened(many, "3") as pilot:
            for _ in range(60):
                await pilot.press("pagedown")
            await settle(pilot)
            assert table(pilot).cursor == 799
            assert "Person 0799" in screen_text(pilot)


class TestRefresh:
    @pytest.mark.parametrize("key", ["r", "f5"])
    async def test_stays_where_it_is(self, many: Organization, key: str) -> None:
        async with opened(many, "3") as pilot:
            table(pilot).scroll_to(y=430, animate=False)
            await settle(pilot)
            table(pilot).cursor = 435
            await press(pilot, key)
            assert table(pilot).cursor == 435
            assert "Person 0435" in screen_text(pilot)
            await press(pilot, "G", key)
            assert "Person 0799" in screen_text(pilot)

    async def test_after_another_search_begins_at_the_first_row(self, many: Organization) -> None:
        async with opened(many, "3", "G", "slash", "0", "0") as pilot:
            assert table(pilot).cursor == 0
            assert "Person 0000" in screen_text(pilot)

    async def test_keeps_the_marks(self, many: Organization) -> None:
        async with opened(many, "3", "space", "space", "G", "space", "r") as pilot:
            assert "3 marked" in screen_text(pilot)
