from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.widgets import Input

from scimconsole.screens.users.people_query import PeopleQuery, read_since
from scimconsole.widgets.chip_line import Chip, ChipLine
from tests.console.driving import WIDE, opened, press, screen_text, type_text
from tests.running_service import Organization

pytestmark = pytest.mark.engines("sqlite")

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
NARROWEST = (60, 20)


def total(organization: Organization, **conditions: str) -> int:
    answer = organization.api.get("/users", params={**conditions, "limit": 1000}).json()
    return len(answer["items"])


class TestAChip:
    async def test_opens_a_menu_of_its_settings(self, northwind: Organization) -> None:
        async with opened(northwind, "3", "s") as pilot:
            text = screen_text(pilot)
            for words in ("everybody", "have access", "deactivated here", "a required field is missing"):
                assert words in text
            await press(pilot, "i")
            assert f"{total(northwind, status='inactive')} p" in screen_text(pilot)

    async def test_is_cleared_by_any_or_by_x(self, northwind: Organization) -> None:
        async with opened(northwind, "3", "s", "i", "s", "home", "enter") as pilot:
            assert "24 people" in screen_text(pilot)
            await press(pilot, "t", "f")
            assert f"{total(northwind, user_type='FULL')} p" in screen_text(pilot)
            await press(pilot, "x")
            assert "24 people" in screen_text(pilot)

    async def test_narrows_to_a_group_found_by_name(self, northwind: Organization) -> None:
        group = northwind.api.get("/groups").json()["items"][1]
        async with opened(northwind, "3", "p", size=WIDE) as pilot:
            await type_text(pilot, group["display_name"][:5].lower())
            assert group["display_name"] in screen_text(pilot)
            await press(pilot, "enter")
            assert group["display_name"] in screen_text(pilot)
            assert f"{total(northwind, group=group['id'])} p" in screen_text(pilot)
            await press(pilot, "p", "home", "enter")
            assert "24 people" in screen_text(pilot)

    async def test_a_group_that_does_not_exist_is_said(self, northwind: Organization) -> None:
        async with opened(northwind, "3", "p") as pilot:
            await type_text(pilot, "zzz")
            assert "No group has a name like that." in screen_text(pilot)

    async def test_narrows_to_those_changed_since(self, northwind: Organization) -> None:
        async with opened(northwind, "3", "c", "a") as pilot:
            await type_text(pilot, "someday")
            await press(pilot, "enter")
            assert "is no time" in screen_text(pilot)
            await press(pilot, *["backspace"] * 9)
            await type_text(pilot, "2100-01-01")
            await press(pilot, "enter")
            assert "0 people" in screen_text(pilot)

    async def test_gives_the_order(self, northwind: Organization) -> None:
        last = northwind.api.get("/users").json()["items"][-1]["user_name"]
        async with opened(northwind, "3", "o", "s") as pilot:
            assert last[:12] in screen_text(pilot)

    async def test_is_changed_by_a_click(self, northwind: Organization) -> None:
        async with opened(northwind, "3") as pilot:
            await pilot.click(ChipLine, offset=(2, 0))
            await press(pilot, "i")
            assert f"{total(northwind, status='inactive')} p" in screen_text(pilot)

    async def test_folds_where_there_is_no_room_and_is_reached_by_a_click(
        self, northwind: Organization
    ) -> None:
        async with opened(northwind, "3", "s", "a", size=NARROWEST) as pilot:
            line = pilot.app.screen.query_one(ChipLine)
            assert "s status  active " in str(line.render())
            assert str(line.render())[-2] == "+"
            await pilot.click(ChipLine, offset=(len(str(line.render())) - 1, 0))
            await press(pilot, "end", "enter")
            assert "newest first" in screen_text(pilot)


class TestTheFilterBox:
    async def test_offers_what_can_come_next_and_takes_it_with_tab(self, northwind: Organization) -> None:
        async with opened(northwind, "3", "f") as pilot:
            assert "What the person signs in with" in screen_text(pilot)
            await type_text(pilot, "userT")
            await press(pilot, "tab")
            assert "equal" in screen_text(pilot)
            await press(pilot, "tab", "down", "tab", "enter")
            assert f"{total(northwind, user_type='SMARTBOX')} p" in screen_text(pilot)
            assert 'userType eq "SMARTBOX"' in screen_text(pilot)

    async def test_takes_the_offer_with_enter_while_the_filter_is_not_whole(
        self, northwind: Organization
    ) -> None:
        async with opened(northwind, "3", "f") as pilot:
            await type_text(pilot, "userN")
            await press(pilot, "enter")
            assert pilot.app.screen.query_one("#filter", Input).value == "userName "

    async def test_marks_a_mistake_at_its_place_with_the_nearest_name(self, northwind: Organization) -> None:
        async with opened(northwind, "3", "f") as pilot:
            await type_text(pilot, "active eq true and usrName pr")
            await press(pilot, "enter")
            lines = [line for line in screen_text(pilot).splitlines() if line]
            text = next(line for line in lines if "usrName pr" in line)
            mark = lines[lines.index(text) + 1]
            assert mark.strip() == "^"
            assert 'did you mean "userName"?' in screen_text(pilot)
            assert "24 people" in screen_text(pilot)

    async def test_is_left_with_escape_and_changed_later(self, northwind: Organization) -> None:
        async with opened(northwind, "3", "f") as pilot:
            await type_text(pilot, "active eq false")
            await press(pilot, "escape")
            assert "24 people" in screen_text(pilot)
            await press(pilot, "f")
            await type_text(pilot, "active eq false")
            await press(pilot, "enter", "f")
            assert pilot.app.screen.query_one("#filter", Input).value == "active eq false"

    async def test_shows_what_the_service_does_not_understand_at_its_place(
        self, northwind: Organization
    ) -> None:
        place = "users?filter=active+eq+true+and+shoeSize+eq+43"
        async with opened(northwind, place=place) as pilot:
            assert "shoeSize" in screen_text(pilot)
            assert "^" in screen_text(pilot)


class TestTheLineOfChips:
    @given(
        st.lists(st.text("abc ", max_size=30), min_size=1, max_size=6),
        st.integers(min_value=8, max_value=100),
    )
    def test_never_hides_a_set_chip(self, settings: list[str], width: int) -> None:
        from scimconsole.widgets.chip_line import _fit

        chips = [Chip(str(place), "k", "name", setting) for place, setting in enumerate(settings)]
        shown, folded = _fit(list(chips), width)
        assert [chip.id for chip in shown] == [
            chip.id for chip in chips if chip.id not in {f.id for f in folded}
        ]
        assert not any(chip.setting for chip in folded)


class TestSinceWhen:
    def test_is_written_as_a_span_or_a_time(self) -> None:
        assert read_since("90m", NOW) == datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
        assert read_since("12 h", NOW) == datetime(2026, 3, 1, 21, 30, tzinfo=UTC)
        assert read_since("today", NOW) == datetime(2026, 3, 2, tzinfo=UTC)
        assert read_since("2026-03-01", NOW) == datetime(2026, 3, 1, tzinfo=UTC)
        assert read_since("2026-03-01T09:00+01:00", NOW) == datetime(2026, 3, 1, 8, 0, tzinfo=UTC)

    @given(st.text(max_size=20))
    def test_any_other_text_is_no_time(self, text: str) -> None:
        since = read_since(text, NOW)
        assert since is None or since.tzinfo is not None

    @given(
        st.dictionaries(st.sampled_from(["q", "status", "type", "group", "sort", "x"]), st.text(max_size=9))
    )
    def test_a_query_and_its_location_are_the_same(self, filters: dict[str, str]) -> None:
        query = PeopleQuery.of(filters)
        assert PeopleQuery.of(query.filters) == query
