from __future__ import annotations

from dataclasses import replace

import pytest

from scimconsole.app import ConsoleApp
from scimconsole.screens.location import Location
from scimconsole.screens.users.place import UsersScreen
from scimconsole.widgets.record_table import RecordTable
from tests.console.driving import opened, press, screen_text, settle, toasts, type_text
from tests.running_service import Organization

pytestmark = pytest.mark.engines("sqlite")

NARROWEST = (60, 20)


class TestThePeople:
    async def test_are_listed_and_counted(self, northwind: Organization) -> None:
        async with opened(northwind, "3") as pilot:
            text = screen_text(pilot)
            assert "24 people" in text
            assert "userName" in text

    async def test_are_found_as_one_types(self, northwind: Organization) -> None:
        somebody = northwind.api.get("/users").json()["items"][5]["user_name"][:12]
        async with opened(northwind, "3", "slash") as pilot:
            await type_text(pilot, somebody)
            assert somebody in screen_text(pilot)
            assert "24 people" not in screen_text(pilot)

    async def test_who_matches_nothing_is_told_how_to_go_on(self, northwind: Organization) -> None:
        async with opened(northwind, "3", "slash") as pilot:
            await type_text(pilot, "zzzz")
            assert "Nobody matches" in screen_text(pilot)
            assert "0 people" in screen_text(pilot)
            await press(pilot, "enter", "x")
            assert "24 people" in screen_text(pilot)

    async def test_fill_the_window_only(self, northwind: Organization) -> None:
        async with opened(northwind, "3", "G") as pilot:
            last = northwind.api.get("/users").json()["items"][-1]["user_name"]
            assert last[:14] in screen_text(pilot)

    async def test_are_shown_in_the_smallest_terminal(self, northwind: Organization) -> None:
        async with opened(northwind, "3", size=NARROWEST) as pilot:
            text = screen_text(pilot)
            assert "24 people" in text
            assert "/ search" in text


class TestTheCursor:
    async def test_stays_on_its_row_while_one_looks_elsewhere(self, northwind: Organization) -> None:
        async with opened(northwind, "3", "j", "j", "j", "1", "3") as pilot:
            assert pilot.app.screen.query_one("#table", RecordTable).cursor == 3

    async def test_goes_from_the_search_to_the_list(self, northwind: Organization) -> None:
        async with opened(northwind, "3", "slash", "down", "down") as pilot:
            assert pilot.app.screen.query_one("#table", RecordTable).cursor == 1

    async def test_walks_through_what_was_found_with_n(self, northwind: Organization) -> None:
        async with opened(northwind, "3", "n", "n", "N") as pilot:
            assert pilot.app.screen.query_one("#table", RecordTable).cursor == 1


class TestALostConnection:
    async def test_leaves_what_is_shown_and_says_how_old_it_is(self, northwind: Organization) -> None:
        async with opened(northwind, "3") as pilot:
            assert isinstance(pilot.app, ConsoleApp)
            client = pilot.app.client
            assert client is not None
            working, client.connection = (
                client.connection,
                replace(client.connection, url="http://127.0.0.1:9"),
            )
            await pilot.press("r")
            await pilot.pause(1)
            assert "24 people · as of 09:30:00, not current" in screen_text(pilot)
            assert pilot.app.screen.query_one("#table", RecordTable).stale
            client.connection = working
            await press(pilot, "r")
            assert "not current" not in screen_text(pilot)


class TestALocation:
    async def test_names_a_person_who_is_then_shown(self, northwind: Organization) -> None:
        somebody = northwind.api.get("/users").json()["items"][17]
        async with opened(northwind, place=f"users/{somebody['id']}") as pilot:
            assert somebody["display_name"] in screen_text(pilot)
            assert "[Profile]" in screen_text(pilot)

    async def test_names_every_filter_and_is_told_again(self, northwind: Organization) -> None:
        group = northwind.api.get("/groups").json()["items"][0]
        filters = f"q=c&status=active&type=FULL&group={group['id']}&changed=30d&sort=-user_name"
        async with opened(northwind, place=f"users?{filters}", size=(220, 50)) as pilot:
            text = screen_text(pilot)
            for words in ("active", "FULL", group["display_name"], "30 days", "userName z-a"):
                assert words in text
            screen = pilot.app.screen
            assert isinstance(screen, UsersScreen)
            assert dict(screen.location().filters) == dict(Location.parse(f"users?{filters}").filters)

    async def test_passes_over_a_setting_that_does_not_exist(self, northwind: Organization) -> None:
        async with opened(northwind, place="users?status=purple&sort=shoe") as pilot:
            assert "24 people" in screen_text(pilot)

    async def test_comes_back_as_it_was_left(self, northwind: Organization) -> None:
        async with opened(northwind, "3", "s", "i", "4") as pilot:
            await press(pilot, "left_square_bracket")
            screen = pilot.app.screen
            assert isinstance(screen, UsersScreen)
            assert screen.location().filters == {"status": "inactive"}

    async def test_of_a_person_who_is_gone_says_so(self, northwind: Organization) -> None:
        async with opened(northwind, place="users/00000000-0000-4000-8000-000000000000") as pilot:
            await settle(pilot)
            assert "24 people" in screen_text(pilot)
            assert "Not here" in toasts(pilot)
