"""Switching between organizations, from anywhere and in the settings."""

from __future__ import annotations

from typing import Any

import pytest
from textual.pilot import Pilot

from scimconsole import secrets, settings
from scimconsole.app import ConsoleApp
from scimconsole.settings import SavedConnection
from tests.console.driving import opened, press, screen_text, toasts, type_text
from tests.running_service import Organization, RunningService

pytestmark = pytest.mark.engines("sqlite")


@pytest.fixture
def other(service: RunningService) -> Organization:
    """A second organization, signed in to before."""
    organization = service.add_organization(profile="ten-thousand-coffees", plan="enterprise")
    remember(organization, "The other one")
    secrets.store(service.url, organization.slug, organization.api_key, allow_file=False)
    return organization


def remember(organization: Organization, name: str) -> None:
    settings.remember(settings.read(), SavedConnection(name, organization.service.url, organization.slug))


def shown_organization(pilot: Pilot[Any]) -> str | None:
    assert isinstance(pilot.app, ConsoleApp)
    organization = pilot.app.standing.organization
    return organization.slug if organization else None


class TestSwitching:
    async def test_from_anywhere_by_typing_a_part_of_the_name(
        self, keycafe: Organization, other: Organization
    ) -> None:
        remember(keycafe, "The first one")
        async with opened(keycafe, "3", "f3") as pilot:
            assert "present" in screen_text(pilot)
            await type_text(pilot, "oth")
            assert "The first one" not in screen_text(pilot)
            await press(pilot, "enter")
            assert shown_organization(pilot) == other.slug
            assert "Ten Thousand Coffees" in screen_text(pilot)
        assert settings.read().org == other.slug

    async def test_the_arrows_choose_while_one_types(
        self, keycafe: Organization, other: Organization
    ) -> None:
        async with opened(keycafe, "f3", "down", "enter") as pilot:
            assert shown_organization(pilot) == other.slug

    async def test_the_present_one_is_left_as_it_is(self, keycafe: Organization, other: Organization) -> None:
        async with opened(keycafe, "f3", "enter") as pilot:
            assert shown_organization(pilot) == keycafe.slug
        assert settings.read().org == other.slug

    async def test_one_without_a_key_says_so_and_asks_for_it(
        self, keycafe: Organization, other: Organization
    ) -> None:
        secrets.forget(other.service.url, other.slug)
        async with opened(keycafe, "f3") as pilot:
            assert "sign in" in screen_text(pilot)
            await press(pilot, "down", "enter")
            assert "API key" in screen_text(pilot)
            assert other.slug in screen_text(pilot)
            await type_text(pilot, other.api_key)
            await press(pilot, "ctrl+s")
            assert shown_organization(pilot) == other.slug

    async def test_signing_in_to_another_one_is_an_act_of_its_own(
        self, keycafe: Organization, other: Organization
    ) -> None:
        async with opened(keycafe, "f3", "alt+a") as pilot:
            for text in (other.service.url, other.slug, other.api_key):
                await type_text(pilot, text)
                await press(pilot, "tab")
            await press(pilot, "ctrl+s")
            assert shown_organization(pilot) == other.slug
            assert "kept in this computer's keyring" in toasts(pilot)
        (saved,) = settings.read().connections
        assert saved.name == "The other one"


class TestTheSection:
    async def test_enter_switches(self, keycafe: Organization, other: Organization) -> None:
        async with opened(keycafe, "8", "j", "enter") as pilot:
            assert shown_organization(pilot) == other.slug

    async def test_search_narrows(self, keycafe: Organization, other: Organization) -> None:
        async with opened(keycafe, "8", "slash") as pilot:
            await type_text(pilot, "nothing like it")
            assert "0 of 2" in screen_text(pilot)
            await press(pilot, "escape")
            assert "2 of 2" in screen_text(pilot)

    async def test_forgetting_asks_and_removes_the_key(
        self, keycafe: Organization, other: Organization
    ) -> None:
        async with opened(keycafe, "8", "R") as pilot:
            assert "present connection" in toasts(pilot)
            await press(pilot, "j", "R")
            assert "Forget a connection" in screen_text(pilot)
            await press(pilot, "enter")
            assert settings.read().connections
            await press(pilot, "R", "alt+f")
            assert "was forgotten" in toasts(pilot)
        assert settings.read().connections == ()
        assert secrets.load(other.service.url, other.slug) is None
