"""The settings, pressed through to the settings file, the keyring and the service."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from textual.pilot import Pilot

from scimconsole import secrets, settings
from scimconsole.app import ConsoleApp
from scimconsole.screens.known_acts import key_troubles, known_acts
from tests.console.driving import opened, press, screen_text, settle, toasts, type_text
from tests.running_service import Organization

pytestmark = pytest.mark.engines("sqlite")


def console(pilot: Pilot[Any]) -> ConsoleApp:
    assert isinstance(pilot.app, ConsoleApp)
    return pilot.app


class TestTheSections:
    async def test_each_is_reached_by_a_key_and_by_an_address(self, keycafe: Organization) -> None:
        async with opened(keycafe, "8") as pilot:
            assert "[Connections]" in screen_text(pilot)
            for name in ("Appearance", "Keys", "Keyring", "Organization", "Members", "Connections"):
                await press(pilot, "v")
                assert f"[{name}]" in screen_text(pilot)
            await press(pilot, "V")
            assert "[Members]" in screen_text(pilot)
        async with opened(keycafe, place="settings/keyring") as pilot:
            assert "[Keyring]" in screen_text(pilot)
            console(pilot).go("settings", record="keys")
            await settle(pilot)
            assert "[Keys]" in screen_text(pilot)

    async def test_a_click_opens_one(self, keycafe: Organization) -> None:
        async with opened(keycafe, "8") as pilot:
            await pilot.click("TabLine", offset=(18, 0))
            await settle(pilot)
            assert "[Appearance]" in screen_text(pilot)

    @pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40)])
    async def test_all_are_drawn_at_every_size(self, keycafe: Organization, size: tuple[int, int]) -> None:
        async with opened(keycafe, "8", size=size) as pilot:
            for _section in range(6):
                await press(pilot, "v")
                assert "Help" in screen_text(pilot).splitlines()[-1]

    async def test_what_the_service_does_not_offer_is_not_there(self, keycafe: Organization) -> None:
        async with opened(keycafe, "8", "V") as pilot:
            app = console(pilot)
            organization = app.standing.organization
            assert organization is not None
            without = [name for name in organization.capabilities if name != "members"]
            app.organization_read(organization.model_copy(update={"capabilities": without}))
            await settle(pilot)
            assert "Members" not in screen_text(pilot)
            assert "[Organization]" in screen_text(pilot)


class TestAppearance:
    async def test_a_theme_is_tried_out_and_put_back(self, keycafe: Organization) -> None:
        async with opened(keycafe, place="settings/appearance") as pilot:
            app = console(pilot)
            before = app.theme
            await press(pilot, "j")
            assert app.theme != before
            await press(pilot, "escape")
            assert app.theme == before
            assert not settings.read().file.exists()

    async def test_leaving_the_place_puts_it_back(self, keycafe: Organization) -> None:
        async with opened(keycafe, place="settings/appearance") as pilot:
            before = console(pilot).theme
            await press(pilot, "j", "1")
            assert console(pilot).theme == before

    async def test_a_theme_chosen_elsewhere_is_not_taken_back(self, keycafe: Organization) -> None:
        async with opened(keycafe, "f2", "8", "v") as pilot:
            shown = console(pilot).theme
            assert shown != "scimconsole-dark"
            await press(pilot, "j", "1")
            assert console(pilot).theme == shown

    async def test_enter_keeps_it_for_the_next_start(self, keycafe: Organization) -> None:
        async with opened(keycafe, place="settings/appearance") as pilot:
            await press(pilot, "j", "enter", "1")
            assert console(pilot).theme == settings.read().theme == "scimconsole-light"

    async def test_a_switch_works_at_once_and_is_kept(self, keycafe: Organization) -> None:
        async with opened(keycafe, place="settings/appearance") as pilot:
            assert "│" in screen_text(pilot)
            await press(pilot, "tab", "j", "enter")
            assert settings.read().ascii
            assert "│" not in screen_text(pilot)
            await press(pilot, "space")
            assert not settings.read().ascii
            assert "│" in screen_text(pilot)

    async def test_the_side_bar_goes_through_its_three_ways(self, keycafe: Organization) -> None:
        async with opened(keycafe, place="settings/appearance") as pilot:
            await press(pilot, "tab", "enter")
            assert settings.read().sidebar == "open"
            assert console(pilot).side_bar_open
            await press(pilot, "enter")
            assert settings.read().sidebar == "closed"
            await press(pilot, "enter")
            assert settings.read().sidebar == "auto"

    async def test_the_file_keeps_its_comments(self, keycafe: Organization) -> None:
        path = settings.read().file
        path.write_text('# mine\ntheme = "dark"  # for the night\n', encoding="utf-8")
        async with opened(keycafe, place="settings/appearance") as pilot:
            await press(pilot, "j", "enter")
        assert path.read_text(encoding="utf-8") == '# mine\ntheme = "scimconsole-light"  # for the night\n'

    async def test_a_file_that_cannot_be_changed_is_told(self, keycafe: Organization) -> None:
        async with opened(keycafe, place="settings/appearance") as pilot:
            settings.read().file.write_text("theme = \n", encoding="utf-8")
            await press(pilot, "j", "enter")
            assert "could not be kept" in toasts(pilot)
            assert "not valid TOML" in toasts(pilot)


class TestKeys:
    async def test_an_act_is_found_by_its_words_and_its_id(self, keycafe: Organization) -> None:
        async with opened(keycafe, place="settings/keys") as pilot:
            await press(pilot, "slash")
            await type_text(pilot, "users.deact")
            assert "users.deactivate" in screen_text(pilot)
            assert "tokens.revoke" not in screen_text(pilot)
            await press(pilot, "escape")
            assert " of " in screen_text(pilot)

    async def test_a_press_puts_it_on_another_key_at_once(self, keycafe: Organization) -> None:
        async with opened(keycafe, place="settings/keys") as pilot:
            await self.find(pilot, "go.sync")
            await press(pilot, "enter", "ctrl+y")
            assert "No other act" in screen_text(pilot)
            await press(pilot, "enter")
            assert settings.read().keys == {"go.sync": "ctrl+y"}
            assert "changed" in screen_text(pilot)
            await press(pilot, "ctrl+y")
            assert "Requests" in screen_text(pilot)
            assert console(pilot).screen.query("#table")

    async def test_a_key_that_means_something_else_is_named(self, keycafe: Organization) -> None:
        async with opened(keycafe, place="settings/keys") as pilot:
            await self.find(pilot, "tokens.rotate")
            await press(pilot, "enter", "q")
            assert "app.quit" in screen_text(pilot)
            await press(pilot, "escape")
            assert settings.read().keys == {}

    async def test_backspace_gives_it_its_own_key_again(self, keycafe: Organization) -> None:
        settings.write_key(settings.read(), "go.sync", "ctrl+y")
        async with opened(keycafe, place="settings/keys") as pilot:
            await self.find(pilot, "go.sync")
            assert "ctrl+y" in screen_text(pilot) or "^y" in screen_text(pilot)
            await press(pilot, "backspace")
            assert settings.read().keys == {}
            await press(pilot, "6")
            assert console(pilot).screen.query("#table")

    async def find(self, pilot: Pilot[Any], words: str) -> None:
        await press(pilot, "slash")
        await type_text(pilot, words)
        await press(pilot, "enter")


class TestKeysInTheFile:
    def test_every_act_has_an_id_and_words(self) -> None:
        acts = known_acts()
        assert {"users.deactivate", "go.tokens", "table.down", "app.quit"} <= set(acts)
        assert all(act.words for act in acts.values())

    def test_an_unknown_act_gives_the_nearest_one(self) -> None:
        assert key_troubles({"users.deactvate": "z"}) == [
            "[keys]: 'users.deactvate' is no act. Did you mean 'users.deactivate'?"
        ]

    def test_what_is_no_key_is_named(self) -> None:
        (trouble,) = key_troubles({"users.deactivate": "crtl+x"})
        assert "'crtl+x' for 'users.deactivate' is no key" in trouble

    def test_keys_are_written_as_characters_or_names(self) -> None:
        assert key_troubles({"go.sync": "ctrl+y,f12"}) == []
        assert key_troubles({"go.sync": "%"}) == key_troubles({"go.sync": "percent_sign"}) == []

    def test_one_key_for_two_acts_of_a_place_is_named(self) -> None:
        troubles = key_troubles({"users.deactivate": "q"})
        assert any("app.quit" in trouble for trouble in troubles)

    async def test_the_console_says_it_and_runs(self, keycafe: Organization) -> None:
        settings.read().file.write_text('theme = "drak"\n[keys]\nusers.deactvate = "z"\n', encoding="utf-8")
        async with opened(keycafe) as pilot:
            said = toasts(pilot)
            assert "Did you mean 'users.deactivate'?" in said
            assert "Did you mean 'dark'?" in said
            assert "Overview" in screen_text(pilot)


class TestTheKeyring:
    async def test_says_where_the_key_is_kept(self, keycafe: Organization) -> None:
        secrets.store(keycafe.service.url, keycafe.slug, keycafe.api_key, allow_file=False)
        async with opened(keycafe, place="settings/keyring") as pilot:
            text = screen_text(pilot)
            assert "tests.memory_keyring.MemoryKeyring" in text
            assert "in the keyring" in text
            assert keycafe.api_key not in text


class TestMembers:
    async def test_lists_who_may_use_the_organization(self, keycafe: Organization) -> None:
        keycafe.add_member("support", "help@acme.example")
        async with opened(keycafe, place="settings/members") as pilot:
            text = screen_text(pilot)
            assert "help@acme.example" in text
            assert "(you)" in text
            assert "Expires" in text
            assert "Last used" in text

    async def test_adding_shows_the_key_once(self, keycafe: Organization) -> None:
        async with opened(keycafe, place="settings/members") as pilot:
            await press(pilot, "c")
            await type_text(pilot, "new@acme.example")
            await press(pilot, "ctrl+s")
            text = screen_text(pilot)
            assert "new@acme.example" in text
            assert "scimk1_" in text
            await press(pilot, "ctrl+r")
            (key,) = [word for word in screen_text(pilot).split() if word.startswith("scimk1_")]
            await type_text(pilot, key[-4:])
            assert "scimk1_" not in screen_text(pilot) or "…" in screen_text(pilot)
            assert keycafe.client(keycafe.api_url, key).get("").json()["me"]["role"] == "support"

    async def test_an_address_that_is_none_is_refused_in_the_dialog(self, keycafe: Organization) -> None:
        async with opened(keycafe, place="settings/members") as pilot:
            await press(pilot, "c")
            await type_text(pilot, "nobody")
            await press(pilot, "ctrl+s")
            assert "named by an e-mail address" in screen_text(pilot)

    async def test_removing_asks_for_the_address(self, keycafe: Organization) -> None:
        key = keycafe.add_member("support", "help@acme.example")
        async with opened(keycafe, place="settings/members") as pilot:
            await press(pilot, "g", "R")
            await type_text(pilot, "someone@else")
            await press(pilot, "ctrl+s")
            assert "That is not the address" in screen_text(pilot)
            await press(pilot, "ctrl+a", "ctrl+k")
            await type_text(pilot, "help@acme.example")
            await press(pilot, "ctrl+s")
            assert "was removed" in toasts(pilot)
        assert keycafe.client(keycafe.api_url, key).get("").status_code == 401

    async def test_the_console_goes_on_with_its_own_new_key(self, keycafe: Organization) -> None:
        secrets.store(keycafe.service.url, keycafe.slug, keycafe.api_key, allow_file=False)
        async with opened(keycafe, place="settings/members") as pilot:
            await press(pilot, "G", "o", "ctrl+s")
            await press(pilot, "ctrl+r")
            (key,) = [word for word in screen_text(pilot).split() if word.startswith("scimk1_")]
            await type_text(pilot, key[-4:])
            assert secrets.load(keycafe.service.url, keycafe.slug) == (key, "keyring")
            await press(pilot, "r")
            assert "connection lost" not in screen_text(pilot)
            assert "(you)" in screen_text(pilot)
        assert keycafe.api.get("").status_code == 401

    async def test_what_was_read_stays_when_the_connection_is_lost(self, keycafe: Organization) -> None:
        async with opened(keycafe, place="settings/members") as pilot:
            app = console(pilot)
            app.standing = replace(app.standing, phase="lost")
            await pilot.pause()
            assert "1 member, not current" in screen_text(pilot)
            assert "(you)" in screen_text(pilot)
            await press(pilot, "r")
            assert "not current" not in screen_text(pilot)

    async def test_support_reads_and_is_told_why_it_changes_nothing(self, keycafe: Organization) -> None:
        key = keycafe.add_member("support", "help@acme.example")
        async with opened(keycafe, place="settings/members", api_key=key) as pilot:
            assert "your role is support" in screen_text(pilot)
            await press(pilot, "c")
            assert "Add a member" not in screen_text(pilot)
            assert "your role is support" in toasts(pilot)
