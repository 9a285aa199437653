from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, OptionList

from scimconsole.app import ConsoleApp
from scimconsole.places import PLACES
from scimconsole.screens.known_acts import known_acts
from scimconsole.screens.location import Location
from scimconsole.screens.palette.entry import Entry, best, fit
from scimconsole.screens.palette.screen import Palette
from scimconsole.screens.palette.words import GUIDE_WORDS, SETTINGS
from scimconsole.settings import SavedConnection
from scimconsole.widgets.record_table import RecordTable
from tests.console.driving import console_on, opened, press, screen_text, settle, toasts, type_text
from tests.running_service import Organization

pytestmark = pytest.mark.engines("sqlite")


def entry(words: str, *also: str, id: str = "", note: str = "", meaning: str = "") -> Entry:
    return Entry(id or words, words, lambda: None, note=note, meaning=meaning, also=also)


def found(query: str, *entries: Entry, recent: tuple[str, ...] = ()) -> list[str]:
    return [one.words for one in best(entries, query, recent, 10)]


def console(pilot: Pilot[Any]) -> ConsoleApp:
    assert isinstance(pilot.app, ConsoleApp)
    return pilot.app


async def find(pilot: Pilot[Any], words: str) -> None:
    """Open the palette and type."""
    await press(pilot, "ctrl+p")
    await type_text(pilot, words)


def location(pilot: Pilot[Any]) -> str:
    """Where one is."""
    place = console(pilot).navigator.current
    assert place is not None
    return str(place.location())


def lines(pilot: Pilot[Any]) -> list[str]:
    """What the list offers."""
    choices = pilot.app.screen.query_one(OptionList)
    return [" ".join(str(option.prompt).split()) for option in choices.options]


class TestWhatFits:
    @pytest.mark.parametrize(
        ("query", "words"),
        [
            ("tokens", "Tokens"),
            ("gen", "Generate new SCIM token"),
            ("token scim", "Generate new SCIM token"),
            ("GENERATE", "Generate new SCIM token"),
            ("gst", "Generate SCIM token"),
            ("öb", "Åsa Öberg"),
            ("", "Anything"),
        ],
    )
    def test_beginnings_of_words_in_any_order_and_their_first_letters(self, query: str, words: str) -> None:
        assert fit(entry(words), query) is not None

    @pytest.mark.parametrize(
        ("query", "words"), [("x", "Tokens"), ("token token", "Token"), ("stg", "Tokens")]
    )
    def test_nothing_else(self, query: str, words: str) -> None:
        assert fit(entry(words), query) is None

    def test_the_best_first(self) -> None:
        assert found(
            "token",
            entry("Rotate", meaning="Generate the successor of a token"),
            entry("Copy token"),
            entry("Tokens"),
            entry("Token"),
            entry("Endpoint", "token"),
            entry("Users"),
        ) == ["Token", "Tokens", "Copy token", "Endpoint", "Rotate"]

    def test_of_equals_what_was_used_last(self) -> None:
        entries = (entry("Theme nord"), entry("Theme dracula"), entry("Theme gruvbox"))
        assert found("theme", *entries, recent=("Theme gruvbox", "Theme dracula")) == [
            "Theme gruvbox",
            "Theme dracula",
            "Theme nord",
        ]

    def test_ids_of_acts_are_found_too(self) -> None:
        assert found("users.deact", entry("Hold", "users.deactivate"), entry("Users")) == ["Hold"]


class TestThePalette:
    @pytest.mark.parametrize("key", ["ctrl+p", "colon"])
    async def test_opens_with_the_acts_of_the_place_and_closes(
        self, northwind: Organization, key: str
    ) -> None:
        async with opened(northwind, "2", key) as pilot:
            assert lines(pilot)[0].startswith("Copy…")
            assert any(line.startswith("Generate") and line.endswith(" c") for line in lines(pilot))
            await press(pilot, "escape")
            assert not isinstance(pilot.app.screen, Palette)

    async def test_goes_to_a_place(self, northwind: Organization) -> None:
        async with opened(northwind) as pilot:
            await find(pilot, "groups")
            await press(pilot, "enter")
            assert location(pilot).startswith("groups")

    async def test_runs_an_act_of_the_present_place(self, northwind: Organization) -> None:
        async with opened(northwind, "2") as pilot:
            await find(pilot, "generate")
            await press(pilot, "enter")
            assert "Generate a SCIM token" in screen_text(pilot)

    async def test_goes_elsewhere_for_an_act_and_does_it_there(self, northwind: Organization) -> None:
        async with opened(northwind) as pilot:
            await find(pilot, "generate")
            assert lines(pilot)[0] == "Generate in Tokens c"
            await press(pilot, "enter")
            assert "Generate a SCIM token" in screen_text(pilot)

    async def test_says_why_an_act_is_off_before_and_after_it_is_chosen(
        self, northwind: Organization, helper: str
    ) -> None:
        async with opened(northwind, "2", api_key=helper) as pilot:
            await find(pilot, "generate")
            assert lines(pilot)[0].startswith("Generate off: Acts are off: your role is support")
            await press(pilot, "enter")
            assert "your role is support" in toasts(pilot)
            assert "Generate a SCIM token" not in screen_text(pilot)

    async def test_says_why_an_act_elsewhere_is_off(self, northwind: Organization, helper: str) -> None:
        async with opened(northwind, api_key=helper) as pilot:
            await find(pilot, "generate")
            await press(pilot, "enter")
            assert "your role is support" in toasts(pilot)

    async def test_finds_people_by_name_while_one_types(self, northwind: Organization) -> None:
        async with opened(northwind) as pilot:
            await find(pilot, "chl")
            assert [line for line in lines(pilot) if line.endswith(" person")]
            words = lines(pilot)[0].split()
            await press(pilot, "enter")
            assert location(pilot).startswith("users")
            person = console(pilot).screen.query_one("#table", RecordTable).cursor_row
            assert person is not None
            assert person.user_name in words

    async def test_a_newer_search_replaces_the_older(self, northwind: Organization) -> None:
        async with opened(northwind) as pilot:
            await press(pilot, "ctrl+p")
            await pilot.press("c", "h", "l", "o", "e", *["backspace"] * 5, "r", "a", "u", "l")
            await settle(pilot)
            people = [line for line in lines(pilot) if line.endswith(" person")]
            assert people
            assert not any("Chloe" in line for line in people)

    async def test_keeps_the_mark_on_its_line_when_more_is_found(self, northwind: Organization) -> None:
        async with opened(northwind) as pilot:
            await press(pilot, "ctrl+p", "down", "down")
            palette = pilot.app.screen
            assert isinstance(palette, Palette)
            choices = palette.query_one(OptionList)
            marked = choices.highlighted_option
            assert marked is not None
            palette.load([entry("Another", id="new"), *palette.entries])
            assert choices.highlighted == 3
            assert choices.highlighted_option is not None
            assert choices.highlighted_option.id == marked.id

    async def test_finds_groups_and_tokens(self, northwind: Organization) -> None:
        async with opened(northwind) as pilot:
            group = northwind.api.get("/groups").json()["items"][0]
            await find(pilot, group["display_name"][:6])
            await press(pilot, "enter")
            assert location(pilot).startswith("groups")
            token = northwind.api.get("/tokens").json()["items"][0]
            await find(pilot, token["name"])
            await press(pilot, "enter")
            assert location(pilot).startswith("tokens")

    async def test_hands_a_search_over_to_the_users(self, northwind: Organization) -> None:
        async with opened(northwind) as pilot:
            await find(pilot, "chl")
            assert lines(pilot)[-1].startswith("Show everybody found for chl")
            await press(pilot, "up", "enter")
            assert console(pilot).screen.query_one("#search", Input).value == "chl"

    async def test_shows_a_theme(self, northwind: Organization) -> None:
        async with opened(northwind) as pilot:
            await find(pilot, "dracula")
            await press(pilot, "enter")
            assert pilot.app.theme == "dracula"

    async def test_switches_to_another_connection(
        self, northwind: Organization, vacant: Organization
    ) -> None:
        async with opened(northwind) as pilot:
            saved = SavedConnection("Fabrikam", vacant.service.url, vacant.slug)
            console(pilot).settings = replace(console(pilot).settings, connections=(saved,))
            await find(pilot, "fabr")
            assert lines(pilot)[0].startswith("Switch to Fabrikam")

    async def test_opens_a_section_of_the_settings(self, northwind: Organization) -> None:
        async with opened(northwind) as pilot:
            await find(pilot, "settings keys")
            await press(pilot, "enter")
            assert location(pilot) == "settings/keys"

    async def test_opens_the_manual_at_a_heading(self, northwind: Organization) -> None:
        async with opened(northwind) as pilot:
            await find(pilot, "contrast themes")
            assert lines(pilot)[0].startswith("Contrast and themes manual")
            await press(pilot, "enter")
            assert location(pilot).startswith("help/accessibility")

    async def test_remembers_what_was_chosen_last(self, northwind: Organization) -> None:
        async with opened(northwind) as pilot:
            await find(pilot, "theme nord")
            await press(pilot, "enter", "ctrl+p")
            assert lines(pilot)[0].startswith("Theme nord")

    async def test_says_that_nothing_is_called_that(self, northwind: Organization) -> None:
        async with opened(northwind) as pilot:
            await find(pilot, "zqx")
            assert [line for line in lines(pilot) if not line.startswith(("Show everybody", "Why zqx"))] == []

    async def test_works_at_60_by_20(self, northwind: Organization) -> None:
        async with opened(northwind, "3", size=(60, 20)) as pilot:
            await find(pilot, "dea")
            text = screen_text(pilot)
            assert "Deactivate" in text
            assert "Hold" in text


class TestTheFirstStart:
    async def test_has_nothing_to_find_and_nowhere_to_go_yet(self) -> None:
        app = console_on(None)
        async with app.run_test() as pilot:
            await settle(pilot)
            first = app.screen
            await press(pilot, "ctrl+p", "colon", "3")
            assert app.screen is first


class TestTheWordsOfTheGuides:
    async def test_lead_to_the_act_here(self, northwind: Organization) -> None:
        async with opened(northwind) as pilot:
            await find(pilot, "Generate new SCIM token")
            await press(pilot, "enter")
            assert "Generate a SCIM token" in screen_text(pilot)

    async def test_lead_to_a_filtered_list(self, northwind: Organization) -> None:
        async with opened(northwind) as pilot:
            await find(pilot, "SmartBox users")
            await press(pilot, "enter")
            assert location(pilot) == "users?type=SMARTBOX"
            assert "SMARTBOX" in screen_text(pilot)

    async def test_are_left_out_where_the_service_knows_no_such_thing(self, coffees: Organization) -> None:
        async with opened(coffees) as pilot:
            await find(pilot, "SmartBox")
            assert not any(line.startswith("SmartBox") for line in lines(pilot))
            await press(pilot, "escape")
            await find(pilot, "management level")
            assert lines(pilot)[0].startswith("Management level 10KC guide")

    def test_each_leads_somewhere_that_exists(self) -> None:
        places = {place.name for place in PLACES}
        acts = known_acts()
        for word in GUIDE_WORDS:
            assert Location.parse(word.location).place in places
            assert not word.act or word.act in acts

    async def test_and_so_does_each_section_of_the_settings(self, northwind: Organization) -> None:
        async with opened(northwind, "8") as pilot:
            for section in SETTINGS:
                console(pilot).go("settings", section)
                await settle(pilot)
                assert location(pilot) == f"settings/{section}"
