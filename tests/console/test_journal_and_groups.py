from __future__ import annotations

import json

import pytest
from textual.pilot import Pilot

from scimconsole.screens.frame import PlaceScreen
from scimconsole.screens.groups import GroupsScreen
from scimconsole.screens.tokens.place import TokensScreen
from scimconsole.screens.users.place import UsersScreen
from tests.console.conftest import await_journal
from tests.console.driving import WIDE, opened, press, screen_text, toasts, type_text
from tests.running_service import Organization

pytestmark = pytest.mark.engines("sqlite")


class TestTheJournal:
    async def test_shows_what_was_asked_and_answered_newest_first(self, keycafe: Organization) -> None:
        keycafe.scim.get("/Users", params={"filter": 'userName eq "nobody@acme.example"'}).raise_for_status()
        refused = keycafe.scim.post("/Users", json={"userName": "jane", "userType": "GUEST"})
        assert refused.status_code == 400
        await_journal(keycafe, 2)
        async with opened(keycafe, "6", size=WIDE) as pilot:
            text = screen_text(pilot)
            assert "2 requests" in text
            assert text.index("400") < text.index("find user")
            assert "Why it was refused" in text
            assert "SMARTBOX" in text

    async def test_opens_one_request_at_80_columns(self, keycafe: Organization) -> None:
        keycafe.scim.get("/Users", params={"filter": 'userName eq "nobody@acme.example"'}).raise_for_status()
        await_journal(keycafe, 1)
        async with opened(keycafe, "6", "enter") as pilot:
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


class TestOneRequest:
    async def test_leads_to_whom_it_was_about_and_to_its_token(self, keycafe: Organization) -> None:
        keycafe.scim.post("/Users", json={"userName": "jane", "displayName": "Jane"}).raise_for_status()
        async with opened(keycafe, "6", "p") as pilot:
            assert isinstance(pilot.app.screen, UsersScreen)
            await press(pilot, "6", "t")
            assert isinstance(pilot.app.screen, TokensScreen)
            assert "tests" in screen_text(pilot)

    async def test_says_why_it_leads_nowhere(self, keycafe: Organization) -> None:
        keycafe.scim.get("/Users").raise_for_status()
        await_journal(keycafe, 1)
        async with opened(keycafe, "6", "p") as pilot:
            assert "nobody in particular" in toasts(pilot)

    async def test_leads_to_the_verdict_where_it_names_somebody_without_an_id(
        self, keycafe: Organization
    ) -> None:
        keycafe.scim.post("/Users", json={"userName": "jane", "userType": "BOSS"})
        await_journal(keycafe, 1)
        async with opened(keycafe, "6", "p") as pilot:
            assert "w says what became of the person" in toasts(pilot)

    async def test_can_be_copied_without_the_token(self, keycafe: Organization) -> None:
        keycafe.scim.get("/Users", params={"filter": 'userName eq "nobody@acme.example"'}).raise_for_status()
        await_journal(keycafe, 1)
        async with opened(keycafe, "6") as pilot:
            copies = copies_of(pilot)
        assert copies["curl, without the token"].startswith('curl -H "Authorization: Bearer $SCIM_TOKEN"')
        assert copies["Sought"] == "nobody@acme.example"
        assert copies["Row"].split("\t")[1] == "200"
        assert keycafe.token not in "".join(copies.values())

    async def test_has_an_address(self, keycafe: Organization) -> None:
        for name in ("nobody", "somebody"):
            keycafe.scim.get("/Users", params={"filter": f'userName eq "{name}"'}).raise_for_status()
        await_journal(keycafe, 2)
        older = keycafe.api.get("/requests").json()["items"][1]
        async with opened(keycafe, place=f"sync/{older['id']}") as pilot:
            assert "nobody" in screen_text(pilot)
            assert location_of(pilot) == f"sync/{older['id']}"

    async def test_is_found_by_its_id_however_old_it_is(self, keycafe: Organization) -> None:
        for number in range(150):
            keycafe.scim.get("/Users", params={"filter": f'userName eq "person-{number:03}"'})
        await_journal(keycafe, 150)
        oldest = keycafe.api.get("/requests", params={"limit": 200}).json()["items"][-1]
        async with opened(keycafe, place=f"sync/{oldest['id']}?repeats=all") as pilot:
            assert "person-000" in screen_text(pilot)
            assert copies_of(pilot)["Id"] == oldest["id"]
            await press(pilot, "escape", "down", "enter")
            assert "person-148" in screen_text(pilot)

    async def test_that_is_gone_is_said_to_be(self, keycafe: Organization) -> None:
        async with opened(keycafe, place="sync/01a20072-df06-7b2c-9389-35aba7d78a42") as pilot:
            assert "no request" in toasts(pilot)


class TestGroups:
    async def test_are_listed_with_their_members(self, filled: Organization) -> None:
        async with opened(filled, "4", size=WIDE) as pilot:
            groups = filled.api.get("/groups").json()["items"]
            text = screen_text(pilot)
            assert f"{len(groups)} groups" in text
            assert f"{groups[0]['member_count']} members" in text
            members = filled.api.get(f"/groups/{groups[0]['id']}/members").json()["items"]
            assert members[0]["display"] in text

    async def test_are_searched_by_the_service_as_one_types(self, filled: Organization) -> None:
        filled.scim.post("/Groups", json={"displayName": "Zebra keepers"}).raise_for_status()
        async with opened(filled, "4", "slash") as pilot:
            await type_text(pilot, "zeb")
            await press(pilot, "enter")
            assert "1 group" in screen_text(pilot)
            assert "Zebra keepers" in screen_text(pilot)

    async def test_one_takes_the_place_of_the_list_at_80_columns(self, filled: Organization) -> None:
        async with opened(filled, "4", "enter") as pilot:
            assert "members" in screen_text(pilot)
            await press(pilot, "escape")
            assert "Changed" in screen_text(pilot)

    async def test_lead_to_a_person_and_back(self, filled: Organization) -> None:
        group = filled.api.get("/groups").json()["items"][0]
        member = filled.api.get(f"/groups/{group['id']}/members").json()["items"][1]
        async with opened(filled, "4", "enter", "j", "enter") as pilot:
            assert isinstance(pilot.app.screen, UsersScreen)
            assert member["user_name"] in screen_text(pilot)
            await press(pilot, "left_square_bracket")
            assert isinstance(pilot.app.screen, GroupsScreen)
            assert location_of(pilot) == f"groups/{group['id']}"

    async def test_show_their_people_in_users(self, filled: Organization) -> None:
        group = filled.api.get("/groups").json()["items"][0]
        async with opened(filled, "4", "p") as pilot:
            assert isinstance(pilot.app.screen, UsersScreen)
            assert f"group={group['id']}" in location_of(pilot)
            assert f"{group['member_count']} people" in screen_text(pilot)

    async def test_read_their_members_page_by_page(self, keycafe: Organization) -> None:
        everybody = [{"value": f"11111111-2222-4333-8444-{number:012}"} for number in range(450)]
        keycafe.scim.post(
            "/Groups", json={"displayName": "Everybody", "members": everybody}
        ).raise_for_status()
        async with opened(keycafe, "4", "enter", "G") as pilot:
            text = screen_text(pilot)
            assert "450 members" in text
            assert copies_of(pilot)["SCIM id"] == everybody[-1]["value"]
            assert "not here yet" in text
            await press(pilot, "enter")
            assert "has not arrived yet" in toasts(pilot)

    async def test_one_far_down_the_list_has_an_address(self, keycafe: Organization) -> None:
        for number in range(180):
            keycafe.scim.post("/Groups", json={"displayName": f"Group {number:03}"}).raise_for_status()
        last = keycafe.api.get("/groups", params={"q": "Group 179"}).json()["items"][0]
        async with opened(keycafe, place=f"groups/{last['id']}") as pilot:
            assert "Group 179" in screen_text(pilot)
            assert location_of(pilot).startswith(f"groups/{last['id']}")
            assert pilot.app.focused is not None
            assert pilot.app.focused.id == "members"
            await press(pilot, "escape")
            assert "1 group" in screen_text(pilot)

    async def test_one_that_is_gone_is_said_to_be(self, keycafe: Organization) -> None:
        async with opened(keycafe, place="groups/11111111-2222-4333-8444-555555555555") as pilot:
            assert "is not here any more" in toasts(pilot)

    async def test_can_be_copied(self, filled: Organization) -> None:
        group = filled.api.get("/groups").json()["items"][0]
        async with opened(filled, "4") as pilot:
            copies = copies_of(pilot)
            assert copies["Name"] == group["display_name"]
            assert copies["externalId"] == group["external_id"]
            assert json.loads(copies["JSON"])["id"] == group["id"]
            assert copies["curl that reads it"].endswith(f"{filled.tenant_url}/Groups/{group['id']}")
            await press(pilot, "enter")
            assert "userName" in copies_of(pilot)

    async def test_without_any_say_so(self, keycafe: Organization) -> None:
        async with opened(keycafe, "4", "p") as pilot:
            assert "No group yet" in screen_text(pilot)
            assert "There is no group here" in toasts(pilot)


def copies_of(pilot: Pilot[int]) -> dict[str, str]:
    screen = pilot.app.screen
    assert isinstance(screen, PlaceScreen)
    return {copy.words: copy.text for copy in screen.copies()}


def location_of(pilot: Pilot[int]) -> str:
    screen = pilot.app.screen
    assert isinstance(screen, PlaceScreen)
    return str(screen.location())
