from __future__ import annotations

import pytest

from scimconsole.screens.groups import GroupsScreen
from scimconsole.screens.sync.place import SyncScreen
from scimconsole.screens.users.place import UsersScreen
from scimconsole.widgets.json_text import json_text
from scimconsole.widgets.person_pane import PersonPane
from scimconsole.widgets.tab_line import TabLine
from tests.console.driving import WIDE, opened, press, screen_text, settle, toasts, type_text
from tests.running_service import Organization

pytestmark = pytest.mark.engines("sqlite")


class TestOnePerson:
    async def test_is_shown_beside_the_list_where_there_is_room(self, northwind: Organization) -> None:
        async with opened(northwind, "3", size=WIDE) as pilot:
            text = screen_text(pilot)
            assert "externalId" in text
            assert "People" in text

    async def test_takes_the_place_of_the_list_at_80_columns(self, northwind: Organization) -> None:
        async with opened(northwind, "3", "enter") as pilot:
            assert "State" in screen_text(pilot)
            assert "24 people" not in screen_text(pilot)
            await press(pilot, "escape")
            assert "24 people" in screen_text(pilot)

    async def test_says_first_what_never_came(self, coffees: Organization) -> None:
        coffees.scim.post(
            "/Users",
            json={"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": "jane@acme.example"},
        ).raise_for_status()
        async with opened(coffees, "3", "enter", size=(260, 60)) as pilot:
            lines = screen_text(pilot)
            assert "missing: First name, Last name, Email, Management level" in lines
            assert "Never sent" in lines


class TestTheTabs:
    async def test_are_gone_through_by_one_key_from_the_list(self, northwind: Organization) -> None:
        async with opened(northwind, "3", size=WIDE) as pilot:
            for words in ('"schemas"', "Group", "Received", "What"):
                await press(pilot, "v")
                assert words in screen_text(pilot)
            await press(pilot, "v")
            assert "[Profile]" in screen_text(pilot)

    async def test_are_gone_through_with_h_and_l_inside(self, northwind: Organization) -> None:
        async with opened(northwind, "3", "enter", "l") as pilot:
            assert "[SCIM JSON]" in screen_text(pilot)
            await press(pilot, "h")
            assert "[Profile]" in screen_text(pilot)

    async def test_are_clicked(self, northwind: Organization) -> None:
        async with opened(northwind, "3", size=WIDE) as pilot:
            await pilot.click(TabLine, offset=(13, 0))
            assert "[SCIM JSON]" in screen_text(pilot)

    async def test_stay_while_one_goes_from_person_to_person(self, northwind: Organization) -> None:
        people = northwind.api.get("/users").json()["items"]
        async with opened(northwind, "3", "v", "j", "j", size=WIDE) as pilot:
            assert "[SCIM JSON]" in screen_text(pilot)
            shown = pilot.app.screen.query_one(PersonPane).person
            assert shown is not None
            assert shown.id == people[2]["id"]


class TestTheResource:
    async def test_is_searched_with_slash_and_n(self, northwind: Organization) -> None:
        async with opened(northwind, "3", "v", "enter", "slash") as pilot:
            await type_text(pilot, "name")
            assert "1 of" in screen_text(pilot)
            await press(pilot, "enter", "n")
            assert "2 of" in screen_text(pilot)
            await press(pilot, "N", "N")
            count = screen_text(pilot).split(" of ")[1].split()[0].strip("│")
            assert f"{count} of {count}" in screen_text(pilot)
            await press(pilot, "escape")
            assert " of " not in screen_text(pilot)
            assert "[SCIM JSON]" in screen_text(pilot)

    async def test_says_when_nothing_is_found(self, northwind: Organization) -> None:
        async with opened(northwind, "3", "v", "enter", "slash") as pilot:
            await type_text(pilot, "zzz")
            assert "nothing found" in screen_text(pilot)

    def test_is_coloured_and_hostile_text_is_escaped(self) -> None:
        content = json_text({"a": "\x1b[2J", "b": [1, None, True]})
        assert "\x1b" not in content.plain
        assert {str(span.style) for span in content.spans} == {
            "$accent",
            "$success",
            "$warning",
            "$foreground-muted",
        }


class TestTheGroups:
    async def test_lead_to_the_group(self, northwind: Organization) -> None:
        async with opened(northwind, "3", "enter", "l", "l", "enter") as pilot:
            await settle(pilot)
            assert isinstance(pilot.app.screen, GroupsScreen)


class TestWhatWasReceived:
    async def test_stands_beside_what_is_stored(self, keycafe: Organization) -> None:
        body = {"userName": "jane@acme.example", "userType": "full"}
        keycafe.scim.post("/Users", json=body).raise_for_status()
        async with opened(keycafe, "3", "enter", "h", "h", size=WIDE) as pilot:
            await settle(pilot)
            assert "never" in screen_text(pilot)
            assert "jane@acme.example" in screen_text(pilot)
            assert "Stored" in screen_text(pilot)

    async def test_leads_to_the_request(self, northwind: Organization) -> None:
        async with opened(northwind, "3", "enter", "h", "h", "enter") as pilot:
            await settle(pilot)
            assert isinstance(pilot.app.screen, SyncScreen)


class TestTheHistory:
    async def test_says_what_happened_and_who_did_it(self, filled: Organization) -> None:
        first = filled.api.get("/users").json()["items"][0]
        filled.api.post(
            f"/users/{first['id']}/deactivate", json={"reason": "Left in spring"}
        ).raise_for_status()
        async with opened(filled, "3", "enter", "h", size=WIDE) as pilot:
            text = screen_text(pilot)
            assert "held" in text
            assert "created" in text
            await press(pilot, "j")
            assert "Left in spring" in text + screen_text(pilot)

    async def test_leads_to_the_request(self, northwind: Organization) -> None:
        async with opened(northwind, "3", "enter", "h", "G", "enter") as pilot:
            await settle(pilot)
            assert isinstance(pilot.app.screen, SyncScreen)

    async def test_is_paged(self, filled: Organization) -> None:
        first = filled.api.get("/users").json()["items"][0]
        for number in range(70):
            for act in ("deactivate", "reactivate"):
                filled.api.post(
                    f"/users/{first['id']}/{act}", json={"reason": f"number {number}"}
                ).raise_for_status()
        async with opened(filled, "3", "enter", "h", "G", "G", "G") as pilot:
            assert "created" in screen_text(pilot)


class TestHostileText:
    async def test_is_drawn_as_escapes_everywhere(self, keycafe: Organization) -> None:
        keycafe.scim.post(
            "/Users",
            json={
                "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
                "userName": "[red]mallory@acme.example",
                "displayName": "[b]Mallory\x1b[2J\u202e",
                "userType": "FULL",
            },
        ).raise_for_status()
        async with opened(keycafe, "3", "enter", size=WIDE) as pilot:
            for key in ("l", "l", "l", "l", "d"):
                assert "[b]Mallory\\x1b[2J\\u202e" in screen_text(pilot)
                await press(pilot, key)
            assert "[b]Mallory\\x1b[2J\\u202e ([red]mallory" in screen_text(pilot)
            await press(pilot, "ctrl+s")
            assert "[b]Mallory\\x1b[2J\\u202e is held" in toasts(pilot)


class TestCopies:
    async def test_offer_names_ids_json_and_a_curl_command_without_a_secret(
        self, northwind: Organization
    ) -> None:
        async with opened(northwind, "3", "y") as pilot:
            text = screen_text(pilot)
            for words in ("userName", "SCIM id", "externalId", "e-mail", "row", "JSON", "curl"):
                assert words in text
            await press(pilot, "escape")
            screen = pilot.app.screen
            assert isinstance(screen, UsersScreen)
            copies = {copy.words: copy.text for copy in screen.copies()}
            first = northwind.api.get("/users").json()["items"][0]
            assert copies["SCIM id"] == first["id"]
            assert copies["row (tab separated)"].split("\t")[1] == first["user_name"]
            assert copies["curl command"] == (
                'curl --header "Authorization: Bearer $SCIM_TOKEN" '
                f"{northwind.tenant_url}/Users/{first['id']}"
            )

    async def test_offer_every_field_of_the_profile_that_came(self, northwind: Organization) -> None:
        first = northwind.api.get("/users").json()["items"][0]
        async with opened(northwind, "3") as pilot:
            screen = pilot.app.screen
            assert isinstance(screen, UsersScreen)
            copies = {copy.words: copy.text for copy in screen.copies()}
            assert copies["User type"] == first["user_type"]
            assert all(copies.values())

    async def test_are_sent_and_where_to_is_said(self, northwind: Organization) -> None:
        async with opened(northwind, "3", "y", "enter") as pilot:
            assert "userName:" in toasts(pilot)
