"""Why somebody is here or not, asked about a person anywhere."""

from __future__ import annotations

from typing import Any

import pytest
from textual.pilot import Pilot

from scimconsole.app import ConsoleApp
from scimconsole.screens.sync.place import SyncScreen
from scimconsole.screens.users.place import UsersScreen
from scimconsole.screens.why_dialog import WhyDialog
from tests.console.conftest import await_journal
from tests.console.driving import opened, press, screen_text, settle, toasts, type_text
from tests.running_service import Organization

pytestmark = pytest.mark.engines("sqlite")


@pytest.fixture
def jane(keycafe: Organization) -> Organization:
    """An organization with one person in one group."""
    made = keycafe.scim.post("/Users", json={"userName": "jane@acme.example", "displayName": "Jane"}).json()
    group = {"displayName": "Bakers", "members": [{"value": made["id"]}]}
    keycafe.scim.post("/Groups", json=group).raise_for_status()
    await_journal(keycafe, 2)
    return keycafe


def words(pilot: Pilot[Any]) -> str:
    """What is on the screen, without frames and the ends of its lines."""
    return " ".join(screen_text(pilot).replace("│", " ").split())


def verdict_of(organization: Organization, person: str) -> dict[str, Any]:
    told: dict[str, Any] = organization.api.get("/why", params={"person": person}).json()
    return told


class TestTheKey:
    async def test_on_a_person_gives_the_verdict_and_a_note_to_copy(self, jane: Organization) -> None:
        async with opened(jane, "3", "w") as pilot:
            assert isinstance(pilot.app.screen, WhyDialog)
            assert "Why jane@acme.example" in screen_text(pilot)
            assert "active" in screen_text(pilot)
            assert "Next step" in screen_text(pilot)
            await press(pilot, "y")
            assert jane.slug in pilot.app.clipboard
            assert "jane@acme.example" in pilot.app.clipboard
            await press(pilot, "escape")
            assert isinstance(pilot.app.screen, UsersScreen)

    async def test_leads_from_what_was_seen_to_the_request(self, jane: Organization) -> None:
        async with opened(jane, "3", "w") as pilot:
            screen = pilot.app.screen
            assert isinstance(screen, WhyDialog)
            why = screen.verdict.why
            assert why is not None
            place, seen = next((n, one) for n, one in enumerate(why.evidence) if one.request_id)
            await press(pilot, *["down"] * place, "enter")
            assert isinstance(pilot.app.screen, SyncScreen)
            assert str(seen.request_id) in str(pilot.app.screen.location())
            await press(pilot, "left_square_bracket")
            assert isinstance(pilot.app.screen, UsersScreen)

    async def test_works_on_a_member_of_a_group(self, jane: Organization) -> None:
        async with opened(jane, "4") as pilot:
            await press(pilot, "w")
            assert "nobody here to ask why about" in toasts(pilot)
            await press(pilot, "enter", "w", "p")
            assert isinstance(pilot.app.screen, UsersScreen)
            assert "Jane" in screen_text(pilot)

    async def test_works_on_a_request_and_without_one_asks_whom(self, jane: Organization) -> None:
        async with opened(jane, "6", "j", "w") as pilot:
            assert "Why jane@acme.example" in screen_text(pilot)
            await press(pilot, "escape", "k", "w")
            assert isinstance(pilot.app.screen, SyncScreen)
            assert "[Why]" in screen_text(pilot)

    async def test_works_on_a_sample_person_of_the_mapping(self, jane: Organization) -> None:
        async with opened(jane, "5", "p", "w") as pilot:
            screen = pilot.app.screen
            assert isinstance(screen, WhyDialog)
            assert screen.verdict.why is not None
            assert "@" in screen.verdict.why.person

    async def test_is_in_the_menu_and_the_palette(self, jane: Organization) -> None:
        async with opened(jane, "3", "m") as pilot:
            assert "Why…" in screen_text(pilot)
            await press(pilot, "escape", "colon")
            await type_text(pilot, "nora@acme.example")
            assert "Why nora@acme.example" in screen_text(pilot)
            await press(pilot, "up", "up", "enter")
            assert isinstance(pilot.app.screen, WhyDialog)
            assert "nora@acme.example" in words(pilot)

    async def test_is_absent_where_the_service_cannot_say(self, jane: Organization) -> None:
        async with opened(jane, "3") as pilot:
            app = pilot.app
            assert isinstance(app, ConsoleApp)
            organization = app.standing.organization
            assert organization is not None
            kept = [name for name in organization.capabilities if name != "why"]
            app.organization_read(organization.model_copy(update={"capabilities": kept}))
            await settle(pilot)
            await press(pilot, "w")
            assert isinstance(app.screen, UsersScreen)
            assert toasts(pilot) == ""

    async def test_works_for_support(self, jane: Organization) -> None:
        helper = jane.add_member("support", "sam@x.example")
        async with opened(jane, "3", "w", api_key=helper) as pilot:
            assert "Next step" in screen_text(pilot)

    async def test_says_what_failed(self, jane: Organization) -> None:
        async with opened(jane, "3") as pilot:
            app = pilot.app
            assert isinstance(app, ConsoleApp)
            assert app.client is not None
            await app.client._http.aclose()
            await press(pilot, "w")
            assert "connection was closed" in words(pilot)


class TestTheSearch:
    async def test_finds_why_somebody_never_arrived(self, jane: Organization) -> None:
        told = verdict_of(jane, "nobody@acme.example")
        async with opened(jane, "6", "V", size=(60, 20)) as pilot:
            assert "Type a userName" in screen_text(pilot)
            await type_text(pilot, "nobody@acme.example")
            await press(pilot, "enter")
            assert told["verdict"].split()[-1] in words(pilot)
            assert "Next step" in screen_text(pilot)
            assert str(pilot.app.screen.location()) == "sync?tab=why&person=nobody%40acme.example"  # type: ignore[attr-defined]
            await press(pilot, "slash")
            assert pilot.app.focused is not None
            assert pilot.app.focused.id == "why-person"

    async def test_has_an_address(self, jane: Organization) -> None:
        async with opened(jane, place="sync?tab=why&person=jane@acme.example") as pilot:
            assert "Jane" in screen_text(pilot)
            await press(pilot, "1", "left_square_bracket")
            assert "[Why]" in screen_text(pilot)

    async def test_draws_hostile_words_escaped(self, jane: Organization) -> None:
        async with opened(jane, place="sync?tab=why&person=%5Bbold%5D%1B%5B2J%E2%80%AE") as pilot:
            text = screen_text(pilot)
            assert "[bold]" in text
            assert "\x1b" not in text
            assert "\u202e" not in text
