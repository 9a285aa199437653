from __future__ import annotations

import pytest

from scimconsole.widgets.record_table import RecordTable
from tests.console.driving import WIDE, opened, press, screen_text, toasts, type_text
from tests.running_service import Organization

pytestmark = pytest.mark.engines("sqlite")


def person(organization: Organization, name: str) -> dict[str, object]:
    found = organization.api.get("/users", params={"q": name}).json()["items"]
    assert len(found) == 1
    answer: dict[str, object] = found[0]
    return answer


class TestThePeople:
    async def test_are_listed_and_counted(self, filled: Organization) -> None:
        async with opened(filled, "3") as pilot:
            text = screen_text(pilot)
            assert "24 people" in text
            assert "userName" in text

    async def test_are_found_as_one_types(self, filled: Organization) -> None:
        everybody = filled.api.get("/users").json()["items"]
        name = everybody[5]["family_name"]
        async with opened(filled, "3", "slash") as pilot:
            await type_text(pilot, everybody[5]["user_name"][:12])
            text = screen_text(pilot)
            assert everybody[5]["user_name"][:12] in text
            assert "24 people" not in text
            assert name

    async def test_are_narrowed_by_status_and_type_and_shown_again(self, filled: Organization) -> None:
        inactive = filled.api.get("/users", params={"status": "inactive"}).json()["total"]
        async with opened(filled, "3", "s", "s") as pilot:
            assert f"{inactive} p" in screen_text(pilot)
            assert "inactive" in screen_text(pilot)
            await press(pilot, "x")
            assert "24 people" in screen_text(pilot)
            await press(pilot, "t")
            assert "FULL" in screen_text(pilot)

    async def test_fill_the_window_only(self, filled: Organization) -> None:
        async with opened(filled, "3", "G") as pilot:
            last = filled.api.get("/users").json()["items"][-1]["user_name"]
            assert last[:14] in screen_text(pilot)


class TestOnePerson:
    async def test_is_shown_beside_the_list_where_there_is_room(self, filled: Organization) -> None:
        async with opened(filled, "3", size=WIDE) as pilot:
            text = screen_text(pilot)
            assert "externalId" in text
            assert "People" in text

    async def test_takes_the_place_of_the_list_at_80_columns(self, filled: Organization) -> None:
        async with opened(filled, "3", "enter") as pilot:
            assert "State" in screen_text(pilot)
            assert "24 people" not in screen_text(pilot)
            await press(pilot, "escape")
            assert "24 people" in screen_text(pilot)

    async def test_is_shown_as_scim_json(self, filled: Organization) -> None:
        async with opened(filled, "3", "v", "enter") as pilot:
            assert '"schemas"' in screen_text(pilot)


class TestAct:
    async def test_deactivating_asks_first_and_the_default_is_safe(self, filled: Organization) -> None:
        async with opened(filled, "3", "d") as pilot:
            assert "loses access now" in screen_text(pilot)
            await press(pilot, "enter")
        assert filled.api.get("/users", params={"status": "held"}).json()["items"] == []

    async def test_a_person_is_held_with_a_reason_and_released_again(self, filled: Organization) -> None:
        async with opened(filled, "3", "d", "shift+tab") as pilot:
            await type_text(pilot, "left")
            await press(pilot, "enter", "right", "enter")
            held = filled.api.get("/users", params={"status": "held"}).json()["items"]
            assert [user["hold"]["reason"] for user in held] == ["left"]
            assert "is held" in toasts(pilot)
            await press(pilot, "a", "right", "enter")
        assert filled.api.get("/users", params={"status": "held"}).json()["items"] == []

    async def test_the_answers_words_are_shown_when_it_fails(self, filled: Organization) -> None:
        async with opened(filled, "3", "d") as pilot:
            first = filled.api.get("/users").json()["items"][0]
            filled.scim.delete(f"/Users/{first['id']}").raise_for_status()
            await press(pilot, "right", "enter")
            assert "not done" in toasts(pilot)

    async def test_support_is_told_why_acts_are_off(self, filled: Organization) -> None:
        key = filled.add_member("support", "help@example.com")
        async with opened(filled, "3", api_key=key) as pilot:
            assert "your role is support" in screen_text(pilot)
            await press(pilot, "d")
            assert "loses access" not in screen_text(pilot)


class TestTheCursor:
    async def test_stays_on_its_row_while_one_looks_elsewhere(self, filled: Organization) -> None:
        async with opened(filled, "3", "j", "j", "j", "1", "3") as pilot:
            assert pilot.app.screen.query_one(RecordTable).cursor == 3

    async def test_goes_from_the_search_to_the_list(self, filled: Organization) -> None:
        async with opened(filled, "3", "slash", "down", "down") as pilot:
            assert pilot.app.screen.query_one(RecordTable).cursor == 1
