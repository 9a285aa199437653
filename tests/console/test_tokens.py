from __future__ import annotations

import gc

import pytest

from scimconsole.screens.one_time_token import OneTimeTokenScreen
from tests.console.driving import WIDE, opened, press, screen_text, toasts, type_text
from tests.running_service import Organization, RunningService

pytestmark = pytest.mark.engines("sqlite")


def tokens(organization: Organization) -> list[dict[str, object]]:
    found: list[dict[str, object]] = organization.api.get("/tokens").json()["items"]
    return found


GENERATE = ("2", "n", "enter")
"""The way through the dialog with everything as it is proposed."""


class TestGenerating:
    async def test_takes_a_name_and_a_life_span(self, keycafe: Organization) -> None:
        async with opened(keycafe, "2", "n") as pilot:
            await type_text(pilot, "Pilot")
            await press(pilot, "tab", "down", "enter")
            assert 'Token "Pilot" was generated' in screen_text(pilot)
        [token] = tokens(keycafe)
        assert token["name"] == "Pilot"
        assert days(token) == 180

    async def test_never_needs_a_reason(self, keycafe: Organization) -> None:
        async with opened(keycafe, "2", "n", "tab", "down", "down", "down") as pilot:
            assert "Why it must never expire" in screen_text(pilot)
            await press(pilot, "tab", "tab", "tab", "enter")
            assert "needs a reason" in screen_text(pilot)
            await type_text(pilot, "old box")
            await press(pilot, "tab", "tab", "enter")
        [token] = tokens(keycafe)
        assert (token["expires_at"], token["expiry_reason"]) == (None, "old box")

    async def test_says_so_when_the_plan_does_not_include_it(self, service: RunningService) -> None:
        poor = service.add_organization(profile="keycafe", plan="starter")
        async with opened(poor, *GENERATE) as pilot:
            assert "No token was generated" in toasts(pilot)
            assert "lan" in toasts(pilot)
        assert tokens(poor) == []

    async def test_can_be_left_without_doing_anything(self, keycafe: Organization) -> None:
        async with opened(keycafe, "2", "n", "escape") as pilot:
            assert "No token yet" in screen_text(pilot)
        assert tokens(keycafe) == []


class TestTheOneTimeScreen:
    async def test_shows_the_token_on_one_line_without_a_frame(self, keycafe: Organization) -> None:
        async with opened(keycafe, *GENERATE) as pilot:
            assert "•" * 71 in screen_text(pilot)
            await press(pilot, "ctrl+r")
            [line] = [line for line in screen_text(pilot).splitlines() if "scimc1_" in line]
            assert len(line.strip()) == 78
            assert secret_of(pilot.app.screen) == line.strip()

    async def test_warns_where_entra_cannot_reach_the_address(self, keycafe: Organization) -> None:
        async with opened(keycafe, *GENERATE) as pilot:
            text = screen_text(pilot)
            assert "Entra ID calls from the internet" in text
            assert "reverse proxy" in " ".join(text.split())
            assert keycafe.tenant_url in text

    async def test_copies_token_and_address_through_the_terminal(self, keycafe: Organization) -> None:
        async with opened(keycafe, *GENERATE) as pilot:
            await press(pilot, "ctrl+t")
            assert pilot.app.clipboard == secret_of(pilot.app.screen)
            await press(pilot, "ctrl+l")
            assert pilot.app.clipboard == keycafe.tenant_url

    async def test_is_left_by_the_last_four_characters_and_forgets_them(self, keycafe: Organization) -> None:
        async with opened(keycafe, *GENERATE) as pilot:
            secret = secret_of(pilot.app.screen)
            await press(pilot, "ctrl+r", "ctrl+t")
            await type_text(pilot, "0000" if secret[-4:] != "0000" else "1111")
            assert "Those are not its last four" in screen_text(pilot)
            await type_text(pilot, secret[-4:])
            assert "1 token" in screen_text(pilot)
            assert secret not in screen_text(pilot)
            assert pilot.app.clipboard == ""
            assert remembered(secret) == []

    async def test_is_discarded_only_when_asked_twice(self, keycafe: Organization) -> None:
        async with opened(keycafe, *GENERATE) as pilot:
            await press(pilot, "escape", "ctrl+g")
            assert "again leaves anyway" in screen_text(pilot)
            await press(pilot, "ctrl+g")
            assert "1 token" in screen_text(pilot)


class TestEndingAToken:
    async def test_revoking_asks_for_the_name(self, keycafe: Organization) -> None:
        keycafe.generate_token("Entra")
        async with opened(keycafe, "2", "R") as pilot:
            await type_text(pilot, "Other")
            await press(pilot, "enter")
            assert "That is not its name" in screen_text(pilot)
            assert [token["state"] for token in tokens(keycafe)] == ["active"]
            await press(pilot, "ctrl+u")
            await type_text(pilot, "Entra")
            await press(pilot, "enter")
            assert "revoked" in screen_text(pilot)
        assert [token["state"] for token in tokens(keycafe)] == ["revoked"]

    async def test_rotating_leaves_both_alive(self, keycafe: Organization) -> None:
        keycafe.generate_token("Entra")
        async with opened(keycafe, "2", "o", "enter", "right", "enter") as pilot:
            assert "was generated" in screen_text(pilot)
        new, old = tokens(keycafe)
        assert [new["state"], old["state"]] == ["active", "active"]
        assert new["predecessor_id"] == old["id"]

    async def test_support_cannot(self, keycafe: Organization) -> None:
        keycafe.generate_token("Entra")
        key = keycafe.add_member("support", "help@example.com")
        async with opened(keycafe, "2", "n", api_key=key) as pilot:
            assert "your role is support" in screen_text(pilot)
            assert "Name, to recognise it by" not in screen_text(pilot)
            await press(pilot, "R")
            assert "Type the token's name" not in screen_text(pilot)


class TestOneToken:
    async def test_is_told_in_full_beside_the_list(self, keycafe: Organization) -> None:
        keycafe.generate_token("Entra")
        async with opened(keycafe, "2", size=WIDE) as pilot:
            text = screen_text(pilot)
            assert "Generated" in text
            assert "Tenant URL" in text


def days(token: dict[str, object]) -> int:
    from datetime import datetime

    ends, begins = (datetime.fromisoformat(str(token[key])) for key in ("expires_at", "created_at"))
    return (ends - begins).days


def secret_of(screen: object) -> str:
    assert isinstance(screen, OneTimeTokenScreen)
    return screen._secret


def remembered(secret: str) -> list[object]:
    """Objects of the program that still hold the secret as one of their values."""
    gc.collect()
    return [
        holder
        for holder in gc.get_objects()
        if isinstance(holder, dict)
        and any(isinstance(value, str) and secret in value for value in list(holder.values()))
        and "secret" not in holder  # this test's own frames
    ]
