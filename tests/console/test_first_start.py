from __future__ import annotations

import os
import signal
from typing import Any

import pytest
from textual.pilot import Pilot

from scimconsole import secrets, settings
from scimconsole.client.embedded import running_state
from tests.console.driving import console_on, press, screen_text, settle, toasts, type_text
from tests.running_service import Organization

pytestmark = pytest.mark.engines("sqlite")


class TestTheFirstStart:
    async def test_asks_what_a_novice_can_answer(self) -> None:
        app = console_on(None)
        async with app.run_test(size=(80, 24)) as pilot:
            text = screen_text(pilot)
            for words in (
                "Keycafe",
                "Ten Thousand Coffees",
                "Another service",
                "Practise here",
                "Sign in",
                "tour",
            ):
                assert words in text

    async def test_signing_in_refuses_a_wrong_key_and_stays(self, keycafe: Organization) -> None:
        app = console_on(None)
        async with app.run_test(size=(80, 24)) as pilot:
            await press(pilot, "enter", "down", "enter")
            await fill_in(pilot, keycafe.service.url, keycafe.slug, "scimk1_wrong")
            text = screen_text(pilot)
            assert "Address of the service" in text
            assert "It has 12 characters" in text
            assert "scimk1_wrong" not in text
        assert secrets.load(keycafe.service.url, keycafe.slug) is None

    async def test_signing_in_tries_the_key_and_keeps_it(self, keycafe: Organization) -> None:
        app = console_on(None)
        async with app.run_test(size=(80, 24)) as pilot:
            await press(pilot, "enter", "down", "enter")
            await fill_in(pilot, keycafe.service.url, keycafe.slug, keycafe.api_key)
            assert "Signed in" in toasts(pilot)
            assert keycafe.slug in screen_text(pilot)
        assert secrets.load(keycafe.service.url, keycafe.slug) == (keycafe.api_key, "keyring")
        assert settings.read().url == keycafe.service.url
        assert settings.read().connections[0].name == f"Organization {keycafe.slug}"

    async def test_practising_starts_a_service_here_and_is_remembered(self) -> None:
        app = console_on(None)
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.press("enter", "enter")
            await settle(pilot)
            text = screen_text(pilot)
            assert "this machine" in text
            assert "Generate a SCIM token" in text
            assert "present" in await self.connections(pilot)
        assert settings.read().org == "practice-keycafe"
        (saved,) = settings.read().connections
        assert saved.on_this_machine

    async def connections(self, pilot: Pilot[Any]) -> str:
        await press(pilot, "f3")
        return screen_text(pilot)

    async def test_practice_and_a_service_are_switched_between(self, keycafe: Organization) -> None:
        app = console_on(None)
        async with app.run_test(size=(80, 24)) as pilot:
            await press(pilot, "enter", "enter", "f3", "alt+a")
            await fill_in(pilot, keycafe.service.url, keycafe.slug, keycafe.api_key)
            assert keycafe.slug in screen_text(pilot)
            await press(pilot, "f3", "down", "enter")
            assert "this machine" in screen_text(pilot)
        assert settings.read().url is None

    async def test_an_embedded_service_that_ended_is_started_again(self) -> None:
        app = console_on(None)
        async with app.run_test(size=(80, 24)) as pilot:
            await press(pilot, "enter", "enter")
            state = running_state(app.settings.data_dir)
            assert state is not None
            os.kill(state["pid"], signal.SIGKILL)
            await press(pilot, "f5")
            assert "connection lost" in screen_text(pilot)
            await press(pilot, "r")
            assert "this machine" in screen_text(pilot)
            assert "Generate a SCIM token" in screen_text(pilot)

    async def test_the_tour_shows_a_filled_organization(self) -> None:
        app = console_on(None)
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.press("enter", "down", "down", "enter")
            await settle(pilot)
            assert "60 in all" in screen_text(pilot)


class TestALaterStart:
    async def test_without_the_key_asks_for_it(self, keycafe: Organization) -> None:
        settings.write(settings.read(), {"url": keycafe.service.url, "org": keycafe.slug})
        app = console_on(None)
        async with app.run_test(size=(80, 24)) as pilot:
            await settle(pilot)
            assert keycafe.service.url in screen_text(pilot)
            await fill_in(pilot, keycafe.api_key)
            assert "Generate a SCIM token" in screen_text(pilot)


async def fill_in(pilot: Pilot[Any], *texts: str) -> None:
    for text in texts:
        await type_text(pilot, text)
        await press(pilot, "enter")
