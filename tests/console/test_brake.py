"""Many deactivations at once: the overview says so, and a dialog takes the owner's word."""

from __future__ import annotations

import time

import pytest

from tests.console.driving import opened, press, screen_text, toasts
from tests.running_service import Organization
from tests.service.scim.calls import PATCH_OP, replace

pytestmark = pytest.mark.engines("sqlite")
MATTER = "waits for your word"


def disable(organization: Organization, mode: str, count: int = 11) -> list[str]:
    """Disable so many of fifteen people; answers the ids of all."""
    assert organization.api.patch("/settings", json={"brake": mode}).status_code == 200
    people = [
        {
            "method": "POST",
            "path": "/Users",
            "bulkId": str(number),
            "data": {"userName": f"p{number}", "active": True},
        }
        for number in range(15)
    ]
    made = organization.scim.post("/Bulk", json={"Operations": people}).json()["Operations"]
    ids = [one["location"].rpartition("/")[2] for one in made]
    body = {"schemas": [PATCH_OP], "Operations": [replace("active", "False")]}
    leaving = [{"method": "PATCH", "path": f"/Users/{one}", "data": body} for one in ids[:count]]
    assert organization.scim.post("/Bulk", json={"Operations": leaving}).status_code == 200
    return ids


def has_access(organization: Organization, user_id: str, wanted: bool) -> bool:
    """Whether it becomes so within some seconds: the service works on its own."""
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        if organization.api.get(f"/users/{user_id}").json()["active"] is wanted:
            return True
        time.sleep(0.02)
    return False


class TestWhatWaits:
    async def test_stands_first_on_the_overview_and_opens_with_the_names(self, keycafe: Organization) -> None:
        disable(keycafe, "hold")
        async with opened(keycafe) as pilot:
            assert "a 1 deactivation waits for your word" in screen_text(pilot).replace("│", "").replace(
                "  ", " "
            )
            await press(pilot, "a")
            text = screen_text(pilot)
            assert "p10" in text
            assert "Later" in text
            await press(pilot, "escape")
        assert keycafe.api.get("/brake").json()["withheld"] == 1

    async def test_is_carried_out_when_it_is_confirmed(self, keycafe: Organization) -> None:
        ids = disable(keycafe, "hold")
        async with opened(keycafe, "a", "alt+c") as pilot:
            assert "1 person is being deactivated." in toasts(pilot)
            assert MATTER not in screen_text(pilot)
        assert has_access(keycafe, ids[10], False)

    async def test_is_dropped_when_it_is_discarded(self, keycafe: Organization) -> None:
        ids = disable(keycafe, "hold")
        async with opened(keycafe, "a", "alt+d") as pilot:
            assert "1 person stays active." in toasts(pilot)
        assert has_access(keycafe, ids[10], True)
        assert keycafe.api.get("/brake").json()["alert_id"] is None

    async def test_is_shown_anew_when_more_came_in_between(self, keycafe: Organization) -> None:
        ids = disable(keycafe, "hold")
        async with opened(keycafe, "a") as pilot:
            keycafe.scim.delete(f"/Users/{ids[11]}")
            await press(pilot, "alt+c")
            assert "Another number of people waits by now" in toasts(pilot)
            assert "Confirm 2" in screen_text(pilot)

    async def test_support_sees_it_and_says_nothing(self, keycafe: Organization) -> None:
        disable(keycafe, "hold")
        key = keycafe.add_member("support", "help@acme.example")
        async with opened(keycafe, "a", api_key=key) as pilot:
            text = screen_text(pilot)
            assert "p10" in text
            assert "Confirm 1" not in text
            assert "your role is support" in text

    async def test_a_person_who_waits_is_told_in_one_line(self, keycafe: Organization) -> None:
        ids = disable(keycafe, "hold")
        async with opened(keycafe, place=f"users/{ids[10]}", size=(120, 40)) as pilot:
            assert "deactivation for an owner's word" in screen_text(pilot)


class TestAReport:
    async def test_is_closed_once_it_was_seen(self, keycafe: Organization) -> None:
        disable(keycafe, "report")
        async with opened(keycafe) as pilot:
            assert "was it meant?" in screen_text(pilot)
            await press(pilot, "a")
            assert "Seen ]" in screen_text(pilot)
            await press(pilot, "alt+s")
            assert "The alert is closed" in toasts(pilot)
            assert "was it meant?" not in screen_text(pilot)
