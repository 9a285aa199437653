"""What holds for the whole organization, changed in the settings."""

from __future__ import annotations

import pytest

from tests.console.driving import opened, press, screen_text, toasts, type_text
from tests.running_service import Organization

pytestmark = pytest.mark.engines("sqlite")
PLACE = "settings/organization"


def in_force(organization: Organization) -> dict[str, object]:
    settings: dict[str, object] = organization.api.get("/settings").json()
    return settings


class TestTheSettings:
    async def test_are_told_with_what_they_mean(self, keycafe: Organization) -> None:
        async with opened(keycafe, place=PLACE) as pilot:
            text = screen_text(pilot)
            assert "report: everything lands, an alert says so" in text
            assert "365 days" in text
            assert "the defaults" in text
            assert "unassigned a group by mistake" in text
            await press(pilot, "j")
            assert "How long the journal keeps each request" in screen_text(pilot)

    async def test_a_number_is_asked_for_within_its_bounds(self, keycafe: Organization) -> None:
        async with opened(keycafe, "j", "enter", place=PLACE) as pilot:
            await press(pilot, "ctrl+a", "ctrl+k")
            await type_text(pilot, "0")
            await press(pilot, "ctrl+s")
            assert "Type a whole number from 1 to 3,650." in screen_text(pilot)
            await press(pilot, "ctrl+a", "ctrl+k")
            await type_text(pilot, "90")
            await press(pilot, "ctrl+s")
            assert "90 days" in screen_text(pilot)
            assert "It holds from now on." in toasts(pilot)
        assert in_force(keycafe)["retention_days"] == 90

    async def test_hold_says_what_it_is_an_exception_to(self, keycafe: Organization) -> None:
        async with opened(keycafe, "enter", place=PLACE) as pilot:
            assert pilot.app.screen.query_one("#hold-exception").display is False
            await press(pilot, "j")
            assert "the only exception to" in screen_text(pilot)
            await press(pilot, "ctrl+s")
            assert "hold: what is beyond the usual waits" in screen_text(pilot)
        assert in_force(keycafe)["brake"] == "hold"

    async def test_what_somebody_else_changed_is_read_before_it_is_changed(
        self, keycafe: Organization
    ) -> None:
        async with opened(keycafe, "enter", "k", place=PLACE) as pilot:
            keycafe.api.patch("/settings", json={"token_days": 30})
            await press(pilot, "ctrl+s")
            assert "Somebody else has changed the settings" in toasts(pilot)
            assert "30 days" in screen_text(pilot)
        assert in_force(keycafe)["brake"] == "report"

    async def test_support_reads_and_is_told_why_it_changes_nothing(self, keycafe: Organization) -> None:
        key = keycafe.add_member("support", "help@acme.example")
        async with opened(keycafe, place=PLACE, api_key=key) as pilot:
            assert "your role is support" in screen_text(pilot)
            await press(pilot, "enter")
            assert "Save" not in screen_text(pilot)
            assert "your role is support" in toasts(pilot)

    async def test_are_drawn_where_there_is_little_room(self, keycafe: Organization) -> None:
        async with opened(keycafe, "enter", "j", place=PLACE, size=(60, 20)) as pilot:
            assert "Hold" in screen_text(pilot)
            await press(pilot, "escape")
            assert "Help" in screen_text(pilot).splitlines()[-1]
