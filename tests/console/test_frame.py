"""The frame around every place: menus, the way through the places, and what a key says that is off."""

from __future__ import annotations

import os
import signal
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import OptionList

from scimconsole.app import ConsoleApp
from scimconsole.client.embedded import running_state
from scimconsole.errors import InvalidInput
from scimconsole.screens.frame import PlaceScreen
from scimconsole.screens.menus.menu import Menu
from tests.console.driving import console_on, opened, press, screen_text, settle, toasts
from tests.running_service import Organization

pytestmark = pytest.mark.engines("sqlite")


def place(pilot: Pilot[Any]) -> str:
    """The place in sight."""
    screen = pilot.app.screen
    assert isinstance(screen, PlaceScreen), screen
    return screen.PLACE


def app_of(pilot: Pilot[Any]) -> ConsoleApp:
    assert isinstance(pilot.app, ConsoleApp)
    return pilot.app


class TestTheMenuBar:
    @pytest.mark.parametrize("key", ["f10", "ctrl+o", "alt+c"])
    async def test_opens_with_a_key_that_also_survives_ssh(self, filled: Organization, key: str) -> None:
        async with opened(filled, key) as pilot:
            assert isinstance(pilot.app.screen, Menu)
            assert "Quit" in screen_text(pilot)

    async def test_shows_each_act_with_its_keys(self, filled: Organization) -> None:
        async with opened(filled, "3", "alt+a") as pilot:
            text = screen_text(pilot)
            assert "Deactivate" in text
            await press(pilot, "escape", "alt+v")
            assert "r F5" in screen_text(pilot)

    async def test_goes_to_the_neighbours_with_the_arrows(self, filled: Organization) -> None:
        async with opened(filled, "alt+c", "right") as pilot:
            assert "Users" in screen_text(pilot)
            await press(pilot, "left", "left")
            assert "Keys" in screen_text(pilot) or "Help" in screen_text(pilot)

    async def test_runs_what_is_chosen_by_letter_or_enter(self, filled: Organization) -> None:
        async with opened(filled, "alt+g", "t") as pilot:
            assert place(pilot) == "tokens"
            await press(pilot, "alt+g", "down", "down", "enter")
            assert place(pilot) == "users"

    async def test_opens_and_chooses_with_the_mouse(self, filled: Organization) -> None:
        async with opened(filled) as pilot:
            await pilot.click("MenuBar", offset=(12, 0))
            await settle(pilot)
            assert isinstance(pilot.app.screen, Menu)
            await pilot.click(OptionList, offset=(4, 3))
            await settle(pilot)
            assert place(pilot) == "users"

    async def test_says_why_an_act_is_off(self, filled: Organization) -> None:
        key = filled.add_member("support", "help@example.com")
        async with opened(filled, "3", "alt+a", api_key=key, size=(120, 40)) as pilot:
            assert "your role is support" in screen_text(pilot)


class TestTheContextMenu:
    async def test_opens_with_a_key_at_the_row(self, filled: Organization) -> None:
        async with opened(filled, "3", "m") as pilot:
            assert isinstance(pilot.app.screen, Menu)
            assert "Deactivate" in screen_text(pilot)

    async def test_opens_with_the_right_mouse_button(self, filled: Organization) -> None:
        async with opened(filled, "3") as pilot:
            await pilot.click("#table", offset=(10, 5), button=3)
            await settle(pilot)
            assert isinstance(pilot.app.screen, Menu)

    async def test_acts_on_that_row(self, filled: Organization) -> None:
        async with opened(filled, "3", "m", "d") as pilot:
            assert "loses access" in screen_text(pilot)


class TestTheWayThroughThePlaces:
    async def test_goes_back_and_forward(self, filled: Organization) -> None:
        async with opened(filled, "2", "3", "4") as pilot:
            await press(pilot, "left_square_bracket")
            assert place(pilot) == "users"
            await press(pilot, "alt+left")
            assert place(pilot) == "tokens"
            await press(pilot, "right_square_bracket", "alt+right")
            assert place(pilot) == "groups"

    async def test_comes_back_to_what_one_had_narrowed(self, filled: Organization) -> None:
        async with opened(filled) as pilot:
            app_of(pilot).go("users", status="inactive")
            await settle(pilot)
            few = screen_text(pilot)
            app_of(pilot).go("users", status="active")
            await settle(pilot)
            assert screen_text(pilot) != few
            await press(pilot, "left_square_bracket")
            assert "inactive" in screen_text(pilot)
            assert "24 people" not in screen_text(pilot)

    async def test_ends_at_the_first_place(self, filled: Organization) -> None:
        async with opened(filled, "left_square_bracket") as pilot:
            assert place(pilot) == "overview"


class TestALink:
    async def test_opens_the_console_where_it_points(self, filled: Organization) -> None:
        inactive = filled.api.get("/users", params={"status": "inactive"}).json()["items"]
        async with opened(filled, place="users?status=inactive") as pilot:
            assert place(pilot) == "users"
            assert inactive[0]["user_name"][:12] in screen_text(pilot)
            assert "24 people" not in screen_text(pilot)

    async def test_to_nowhere_is_refused_with_the_places(self) -> None:
        with pytest.raises(InvalidInput, match="no place 'nowhere'") as refused:
            console_on(None, place="nowhere")
        assert "users" in (refused.value.hint or "")


class TestAKeyThatIsOff:
    async def test_says_why(self, filled: Organization) -> None:
        key = filled.add_member("support", "help@example.com")
        async with opened(filled, "3", "d", api_key=key) as pilot:
            assert "your role is support" in toasts(pilot)

    async def test_says_that_the_console_is_read_only(self, filled: Organization) -> None:
        async with opened(filled, "3", "d", read_only=True) as pilot:
            assert "read-only" in toasts(pilot)


class TestTheSideBar:
    async def test_is_open_by_itself_where_there_is_room(self, filled: Organization) -> None:
        async with opened(filled, size=(160, 40)) as pilot:
            assert pilot.app.screen.query_one("SideBar").display
            assert not pilot.app.screen.query_one("PlaceLine").display

    async def test_opens_and_collapses_with_a_key_in_all_places(self, filled: Organization) -> None:
        async with opened(filled, "backslash") as pilot:
            assert pilot.app.screen.query_one("SideBar").display
            await press(pilot, "3")
            assert pilot.app.screen.query_one("SideBar").display
            await press(pilot, "backslash")
            assert not pilot.app.screen.query_one("SideBar").display

    async def test_goes_to_the_place_that_is_clicked(self, filled: Organization) -> None:
        async with opened(filled, "backslash") as pilot:
            await pilot.click("SideBar", offset=(4, 3))
            await settle(pilot)
            assert place(pilot) == "users"


class TestAConnectionThatIsLost:
    async def test_is_made_again_by_itself_and_what_was_shown_stays(self) -> None:
        app = console_on(None)
        async with app.run_test(size=(80, 24)) as pilot:
            await press(pilot, "enter", "enter", "3")
            state = running_state(app.settings.data_dir)
            assert state is not None
            os.kill(state["pid"], signal.SIGKILL)
            await press(pilot, "r")
            text = screen_text(pilot)
            assert "connection lost" in text
            assert "tried again by itself" in text
            assert "Practice" in text
            for _ in range(200):
                await pilot.pause(0.1)
                if app.standing.phase == "connected":
                    break
            await settle(pilot)
            assert "this machine" in screen_text(pilot)
