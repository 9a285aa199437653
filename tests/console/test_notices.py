"""Notices that are read later: what was said, when, how serious; and copies of them."""

from __future__ import annotations

from typing import Any

import pytest
from textual.pilot import Pilot

from scimconsole.app import ConsoleApp
from scimconsole.screens.notices import NoticesScreen
from scimconsole.screens.one_time.screen import OneTimeSecretScreen
from scimconsole.terminal import notice_history
from scimconsole.terminal.notice_history import NoticeHistory
from tests.console.driving import opened, press, screen_text, settle, toasts
from tests.console.steady import NOW
from tests.running_service import Organization

pytestmark = pytest.mark.engines("sqlite")


def console_of(pilot: Pilot[Any]) -> ConsoleApp:
    """The console itself."""
    assert isinstance(pilot.app, ConsoleApp)
    return pilot.app


class TestTheNotices:
    """F8 or Ctrl+N."""

    async def test_say_that_nothing_was_said(self, vacant: Organization) -> None:
        async with opened(vacant, "f8") as pilot:
            assert isinstance(pilot.app.screen, NoticesScreen)
            assert "Nothing was said so far" in screen_text(pilot)
            await press(pilot, "escape")
            assert not isinstance(pilot.app.screen, NoticesScreen)

    async def test_show_the_newest_first_with_time_and_severity_in_words(self, vacant: Organization) -> None:
        async with opened(vacant) as pilot:
            pilot.app.notify("the first", markup=False)
            pilot.app.notify("the second", title="Users", severity="error", markup=False)
            await press(pilot, "ctrl+n")
            text = screen_text(pilot)
            assert "Notices (2)" in text
            assert f"{NOW:%H:%M:%S} UTC  Error    Users: the second" in text
            assert text.index("the second") < text.index("the first")
            assert f"{NOW:%H:%M:%S} UTC  Note     the first" in text

    async def test_draw_what_a_directory_said_escaped(self, vacant: Organization) -> None:
        async with opened(vacant) as pilot:
            pilot.app.notify("[red]Zoë\u202e[/red]", markup=False)
            await press(pilot, "f8")
            assert "[red]Zoë\\u202e[/red]" in screen_text(pilot)

    async def test_copy_the_one_under_the_cursor(self, vacant: Organization) -> None:
        async with opened(vacant) as pilot:
            pilot.app.notify("the first", markup=False)
            pilot.app.notify("the second", severity="warning", markup=False)
            await press(pilot, "f8", "j", "y")
            assert pilot.app.clipboard == f"{NOW:%Y-%m-%d %H:%M:%S} UTC Note: the first"
            assert "Notice: Sent to the terminal (OSC 52), not confirmed" in toasts(pilot)

    async def test_of_a_long_run_are_the_last(self) -> None:
        history = NoticeHistory()
        for number in range(notice_history.MOST + 1):
            history.add(NOW, "information", "", str(number))
        assert len(history) == notice_history.MOST
        assert next(iter(history)).words == str(notice_history.MOST)


class TestACopy:
    """What leaves the console, and what is left of it inside."""

    async def test_of_a_selection_goes_the_way_of_all_copies(self, vacant: Organization) -> None:
        async with opened(vacant) as pilot:
            pilot.app.copy_to_clipboard("selected")
            await settle(pilot)
            assert "The selection: Sent to the terminal" in toasts(pilot)
            assert pilot.app.clipboard == "selected"

    async def test_of_a_secret_leaves_nothing_behind(self, vacant: Organization) -> None:
        said: list[str] = []
        async with opened(vacant) as pilot:
            console_of(pilot).copy_secret("scimc1_secret", said.append)
            await settle(pilot)
            assert said == ["Sent to the terminal (OSC 52), not confirmed: paste to see."]
            assert pilot.app.clipboard == ""
            await press(pilot, "f8")
            assert "scimc1" not in screen_text(pilot)

    async def test_of_a_selected_secret_is_forgotten_with_its_screen(self, keycafe: Organization) -> None:
        async with opened(keycafe, "2", "c", "enter") as pilot:
            assert isinstance(pilot.app.screen, OneTimeSecretScreen)
            pilot.app.copy_to_clipboard("what was selected there")
            await settle(pilot)
            pilot.app.pop_screen()
            await settle(pilot)
            assert pilot.app.clipboard == ""


class TestTheTerminalsOwnSelection:
    """F7 or M."""

    async def test_says_how_the_mouse_comes_back_where_a_secret_is_shown(self, keycafe: Organization) -> None:
        async with opened(keycafe, "2", "c", "enter", "f7") as pilot:
            assert isinstance(pilot.app.screen, OneTimeSecretScreen)
            assert "The mouse selects for the terminal. F7" in screen_text(pilot)
            await press(pilot, "f7")
            assert "The mouse selects" not in screen_text(pilot)
