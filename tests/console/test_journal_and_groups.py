from __future__ import annotations

import pytest

from tests.console.conftest import await_journal
from tests.console.driving import WIDE, opened, press, screen_text
from tests.running_service import Organization

pytestmark = pytest.mark.engines("sqlite")


class TestTheJournal:
    async def test_shows_what_was_asked_and_answered_newest_first(self, keycafe: Organization) -> None:
        keycafe.scim.get("/Users", params={"filter": 'userName eq "nobody@acme.example"'}).raise_for_status()
        refused = keycafe.scim.post("/Users", json={"userName": "jane", "userType": "GUEST"})
        assert refused.status_code == 400
        await_journal(keycafe, 2)
        async with opened(keycafe, "5", size=WIDE) as pilot:
            text = screen_text(pilot)
            assert "2 requests" in text
            assert text.index("400") < text.index("find user")
            assert "Why it was refused" in text
            assert "SMARTBOX" in text

    async def test_opens_one_request_at_80_columns(self, keycafe: Organization) -> None:
        keycafe.scim.get("/Users", params={"filter": 'userName eq "nobody@acme.example"'}).raise_for_status()
        await_journal(keycafe, 1)
        async with opened(keycafe, "5", "enter") as pilot:
            assert "Caller" in screen_text(pilot)
            assert "nobody@acme.example" in screen_text(pilot)

    async def test_draws_hostile_text_escaped(self, keycafe: Organization) -> None:
        keycafe.scim.post(
            "/Users", json={"userName": "eve\u202e", "displayName": "Eve\x1b[2J [bold]x[/bold] \u202egnp"}
        ).raise_for_status()
        async with opened(keycafe, "3", size=WIDE) as pilot:
            text = screen_text(pilot)
            assert "\x1b" not in text
            assert "\u202e" not in text
            assert "\\x1b[2J" in text
            assert "[bold]" in text


class TestGroups:
    async def test_are_listed_with_their_members(self, filled: Organization) -> None:
        async with opened(filled, "4", size=WIDE) as pilot:
            groups = filled.api.get("/groups").json()["items"]
            text = screen_text(pilot)
            assert f"{len(groups)} groups" in text
            assert f"{groups[0]['member_count']} members" in text
            members = filled.api.get(f"/groups/{groups[0]['id']}/members").json()["items"]
            assert members[0]["display"] in text

    async def test_one_takes_the_place_of_the_list_at_80_columns(self, filled: Organization) -> None:
        async with opened(filled, "4", "enter") as pilot:
            assert "members" in screen_text(pilot)
            await press(pilot, "escape")
            assert "Changed" in screen_text(pilot)
