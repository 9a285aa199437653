from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from scimconsole.app import ConsoleApp
from scimconsole.widgets.chip_line import ChipLine
from tests.console.driving import opened, press, screen_text, toasts, type_text
from tests.running_service import Organization

pytestmark = pytest.mark.engines("sqlite")


def held(organization: Organization) -> list[dict[str, Any]]:
    people: list[dict[str, Any]] = organization.api.get("/users", params={"status": "held"}).json()["items"]
    return people


def hold(organization: Organization, *places: int) -> list[str]:
    people = organization.api.get("/users").json()["items"]
    ids = [people[place]["id"] for place in places]
    for one in ids:
        organization.api.post(f"/users/{one}/deactivate").raise_for_status()
    return ids


class TestOnePerson:
    async def test_is_asked_about_first_and_enter_is_safe(self, filled: Organization) -> None:
        async with opened(filled, "3", "d") as pilot:
            assert "loses access now" in screen_text(pilot)
            await press(pilot, "enter", "enter")
        assert held(filled) == []

    async def test_a_hurried_hand_types_the_reason(self, filled: Organization) -> None:
        async with opened(filled, "3", "d") as pilot:
            await type_text(pilot, "left")
            await press(pilot, "enter", "enter")
            assert [user["hold"]["reason"] for user in held(filled)] == ["left"]
            assert "u undoes it" in toasts(pilot)
            await press(pilot, "a", "enter")
            assert "held no more" in toasts(pilot)
        assert held(filled) == []

    async def test_is_released_by_undo(self, filled: Organization) -> None:
        async with opened(filled, "3", "d", "ctrl+s", "j", "j", "u") as pilot:
            assert "is lifted" in screen_text(pilot)
            await press(pilot, "enter")
            assert held(filled) == []
            await press(pilot, "u")
            assert "Nobody was deactivated from this console yet" in toasts(pilot)

    async def test_the_answers_words_are_shown_when_it_fails(self, filled: Organization) -> None:
        async with opened(filled, "3", "d") as pilot:
            first = filled.api.get("/users").json()["items"][0]
            filled.scim.delete(f"/Users/{first['id']}").raise_for_status()
            await press(pilot, "ctrl+s")
            assert "not done" in toasts(pilot)

    async def test_a_key_that_does_nothing_says_why(self, filled: Organization) -> None:
        async with opened(filled, "3", "j", "a", "D") as pilot:
            assert "is active." in toasts(pilot)
            assert "Narrow the list first" in toasts(pilot)

    async def test_support_is_told_why_acts_are_off(self, filled: Organization) -> None:
        key = filled.add_member("support", "help@example.com")
        async with opened(filled, "3", api_key=key) as pilot:
            assert "your role is support" in screen_text(pilot)
            await press(pilot, "d")
            assert "loses access" not in screen_text(pilot)


class TestMarks:
    async def test_are_counted_and_taken_away(self, filled: Organization) -> None:
        async with opened(filled, "3", "space", "space", "space") as pilot:
            assert "3 marked" in screen_text(pilot)
            await press(pilot, "escape")
            assert "marked" not in screen_text(pilot)

    async def test_one_marked_is_acted_on_wherever_the_cursor_is(self, filled: Organization) -> None:
        first = filled.api.get("/users").json()["items"][0]
        async with opened(filled, "3", "space", "j", "d", "ctrl+s"):
            pass
        assert [user["id"] for user in held(filled)] == [first["id"]]


class TestManyPeople:
    async def test_are_counted_by_the_service_before_anything_happens(self, filled: Organization) -> None:
        hold(filled, 1)
        async with opened(filled, "3", "space", "space", "space", "d") as pilot:
            text = screen_text(pilot)
            assert "2 of 3 will be held" in text
            assert "1 held already" in text
            await press(pilot, "ctrl+s")
            assert "Type 3 to confirm" in screen_text(pilot)
            await press(pilot, "escape")
        assert len(held(filled)) == 1

    async def test_are_deactivated_once_their_number_is_typed_and_undone(self, filled: Organization) -> None:
        async with opened(filled, "3", "space", "space", "space", "d") as pilot:
            await type_text(pilot, "Left")
            await press(pilot, "enter", "3", "enter", "enter")
            assert [user["hold"]["reason"] for user in held(filled)] == ["Left"] * 3
            assert "3 people held and without access; u undoes it." in toasts(pilot)
            assert "marked" not in screen_text(pilot)
            await press(pilot, "u", "enter")
            assert held(filled) == []
            assert "lifted from 3 people" in toasts(pilot)

    async def test_undo_leaves_who_was_released_meanwhile_and_says_so(self, filled: Organization) -> None:
        async with opened(filled, "3", "space", "space", "d", "tab", "2", "ctrl+s") as pilot:
            first = held(filled)[0]
            filled.api.post(f"/users/{first['id']}/reactivate").raise_for_status()
            await press(pilot, "u", "enter")
            assert "1 not done" in screen_text(pilot)
            assert first["user_name"][:12] in screen_text(pilot)
            await press(pilot, "o")
            assert "The list" in toasts(pilot)
            await press(pilot, "escape")
        assert held(filled) == []

    async def test_everybody_shown_is_meant_by_the_filter(self, filled: Organization) -> None:
        types = filled.api.get("/users", params={"user_type": "SMARTBOX"}).json()["items"]
        async with opened(filled, "3", "t", "s", "D") as pilot:
            assert f"{len(types)} of {len(types)} will be held" in screen_text(pilot)
            await press(pilot, "tab")
            await type_text(pilot, str(len(types)))
            await press(pilot, "ctrl+s")
        assert {user["user_type"] for user in held(filled)} == {"SMARTBOX"}
        assert len(held(filled)) == len(types)

    async def test_marked_or_everybody_shown_is_chosen_in_the_dialog(self, filled: Organization) -> None:
        async with opened(filled, "3", "t", "s", "space", "space", "d") as pilot:
            assert "the 2 marked" in screen_text(pilot)
            assert "2 of 2" in screen_text(pilot)
            await press(pilot, "shift+tab", "down")
            assert "everybody shown" in screen_text(pilot)
            assert "2 of 2" not in screen_text(pilot)

    async def test_are_reactivated_one_by_one_and_who_was_not_held_is_told(
        self, filled: Organization
    ) -> None:
        hold(filled, 0, 1)
        async with opened(filled, "3", "space", "space", "space", "a", "enter") as pilot:
            assert "lifted from 2 people" in screen_text(pilot)
            assert "1 not done" in screen_text(pilot)
        assert held(filled) == []


class TestAServiceThatOffersLess:
    async def test_has_no_group_filter_and_deactivates_one_by_one(self, filled: Organization) -> None:
        async with opened(filled, "3") as pilot:
            app = pilot.app
            assert isinstance(app, ConsoleApp)
            assert app.standing.organization is not None
            less = app.standing.organization.model_copy(update={"capabilities": ["users"]})
            app.standing = replace(app.standing, organization=less)
            await press(pilot, "p", "D", "space", "space", "d")
            assert "group" not in str(app.screen.query_one(ChipLine).render())
            assert "one person at a time" in toasts(pilot)
            assert "Deactivate many" not in screen_text(pilot)
