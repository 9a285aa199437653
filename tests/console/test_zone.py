"""The console in a zone of choice."""

from __future__ import annotations

import pytest

from scimconsole import settings
from tests.console.driving import WIDE, opened, press, screen_text, toasts
from tests.running_service import Organization
from tests.service.management.people import create_user

pytestmark = pytest.mark.engines("sqlite")


def set_zone(name: str) -> None:
    file = settings.read().file
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f'zone = "{name}"\n', encoding="utf-8")


class TestTheZoneOfTheSettings:
    async def test_is_what_times_are_shown_in(self, keycafe: Organization) -> None:
        create_user(keycafe, "jane@acme.example")
        set_zone("Asia/Tokyo")
        async with opened(keycafe, place="sync", size=WIDE) as pilot:
            assert "When (JST)" in screen_text(pilot)
            assert " UTC" not in screen_text(pilot)
            await press(pilot, "2")
            assert " JST" in screen_text(pilot)

    async def test_that_is_unknown_is_said_and_utc_is_shown(self, keycafe: Organization) -> None:
        create_user(keycafe, "jane@acme.example")
        set_zone("Asia/Tokio")
        async with opened(keycafe, "2", size=WIDE) as pilot:
            assert "Did you mean Asia/Tokyo? Times are shown in UTC." in toasts(pilot)
            assert " UTC" in screen_text(pilot)
