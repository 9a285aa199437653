"""The guide in the console: steps that tick themselves, what belongs to them, and set-up links."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import httpx
import pytest
from textual.pilot import Pilot

from scimconsole.api.guide import Guide
from scimconsole.screens.guide.following import Following, newly, next_open
from scimconsole.screens.guide.place import GuideScreen
from scimconsole.screens.guide.self_test_dialog import SelfTestDialog
from scimconsole.screens.one_time.screen import OneTimeSecretScreen
from scimconsole.terminal import clipboard
from tests.console.driving import WIDE, opened, press, screen_text, settle, toasts, type_text
from tests.running_service import Organization

pytestmark = pytest.mark.engines("sqlite")


def place(pilot: Pilot[Any]) -> GuideScreen:
    screen = pilot.app.screen
    assert isinstance(screen, GuideScreen)
    return screen


def number(pilot: Pilot[Any]) -> int:
    """The step under the cursor."""
    step = place(pilot).step
    assert step is not None
    return step.number


async def look(pilot: Pilot[Any]) -> None:
    """Read again, as the place does by itself every two seconds."""
    await press(pilot, "r")


def arrive(organization: Organization, *names: str) -> None:
    for name in names:
        answer = organization.scim.post("/Users", json={"userName": name, "userType": "FULL"})
        assert answer.status_code == 201, answer.text


class TestTheSteps:
    async def test_begin_with_the_next_open_one(self, keycafe: Organization) -> None:
        async with opened(keycafe, place="guide") as pilot:
            text = screen_text(pilot)
            assert "0 of 8 seen, about 24 minutes left" in text
            assert "! trouble  Check what you need" in text
            assert number(pilot) == 1

    async def test_tick_themselves_and_the_cursor_follows(self, keycafe: Organization) -> None:
        async with opened(keycafe, place="guide") as pilot:
            assert keycafe.token
            await look(pilot)
            assert '2. Generate the SCIM token Token "tests"' in toasts(pilot)
            arrive(keycafe, "anna@acme.example")
            await look(pilot)
            assert "✓ seen     Provision one pilot person on demand" in screen_text(pilot)
            assert number(pilot) == 7

    async def test_do_so_without_a_key(self, keycafe: Organization) -> None:
        async with opened(keycafe, place="guide") as pilot:
            assert keycafe.token
            for _ in range(60):
                await asyncio.sleep(0.1)
                if "✓ seen     Generate the SCIM token" in screen_text(pilot):
                    break
            await settle(pilot)
            assert "✓ seen     Generate the SCIM token" in screen_text(pilot)

    async def test_leave_the_cursor_where_somebody_moved_it(self, keycafe: Organization) -> None:
        async with opened(keycafe, "end", "up", place="guide") as pilot:
            assert number(pilot) == 9
            assert keycafe.token
            await look(pilot)
            assert number(pilot) == 9
            await press(pilot, "s")
            assert number(pilot) == 1

    async def test_are_told_in_full_with_what_to_paste_and_the_trap(self, keycafe: Organization) -> None:
        async with opened(keycafe, place="guide", size=WIDE) as pilot:
            place(pilot).show("4")
            await look(pilot)
            text = screen_text(pilot)
            assert "4. Enter the address and the token" in text
            assert keycafe.tenant_url in text
            assert "c generates one, shown once" in text
            assert 'no "Bearer " in front' in text
            assert "Keycafe, SCIM Setup for Microsoft" in text

    async def test_open_in_place_of_the_list_where_there_is_no_room(self, keycafe: Organization) -> None:
        async with opened(keycafe, "enter", place="guide") as pilot:
            assert "1. Check what you need" in screen_text(pilot)
            assert "Close the set-up" not in screen_text(pilot)
            await press(pilot, "escape")
            assert "Close the set-up" in screen_text(pilot)

    async def test_end_with_who_arrived_and_when_the_token_ends(self, keycafe: Organization) -> None:
        arrive(keycafe, "anna@acme.example", "ben@acme.example")
        async with opened(keycafe, place="guide", size=WIDE) as pilot:
            text = screen_text(pilot)
            assert "8 of 8 seen" not in text, "the leaver is optional"
            assert "the set-up is complete" in text
            assert number(pilot) == 10
            assert "2 people and 0 groups arrived." in text
            assert "anna@acme.example" in text
            assert '"tests" ends in' in text

    async def test_can_be_linked_to_by_number(self, keycafe: Organization) -> None:
        async with opened(keycafe, place="guide/6") as pilot:
            assert "6. Provision one pilot person on demand" in screen_text(pilot)
            assert "Close the set-up" not in screen_text(pilot)
            await press(pilot, "escape")
            assert "Close the set-up" in screen_text(pilot)
            assert number(pilot) == 6


class TestCopying:
    async def test_takes_the_one_thing_there_is_to_paste(
        self, keycafe: Organization, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        copied: list[str] = []
        real = clipboard.copy

        def listening(text: str, *rest: Any) -> Any:
            copied.append(text)
            return real(text, *rest)

        monkeypatch.setattr(clipboard, "copy", listening)
        async with opened(keycafe, place="guide/4") as pilot:
            await press(pilot, "p")
            assert copied == [keycafe.tenant_url]

    async def test_asks_where_there_are_several(self, keycafe: Organization) -> None:
        async with opened(keycafe, "p", place="guide/5") as pilot:
            assert "Text: FULL" in screen_text(pilot)
            assert "Text: SMARTBOX" in screen_text(pilot)

    async def test_says_so_where_there_is_nothing(self, keycafe: Organization) -> None:
        async with opened(keycafe, "p", place="guide/3") as pilot:
            assert "This step has nothing to paste." in toasts(pilot)


class TestTheToken:
    async def test_is_generated_from_the_step_and_shown_once(self, keycafe: Organization) -> None:
        async with opened(keycafe, "c", "ctrl+s", place="guide") as pilot:
            assert isinstance(pilot.app.screen, OneTimeSecretScreen)
            await press(pilot, "ctrl+g", "l")
            assert "✓ seen     Generate the SCIM token" in screen_text(pilot)


class TestTheSelfTest:
    async def test_shows_every_step_and_the_verdict(self, keycafe: Organization) -> None:
        async with opened(keycafe, "t", place="guide", size=WIDE) as pilot:
            assert isinstance(pilot.app.screen, SelfTestDialog)
            text = screen_text(pilot)
            assert "All 16 steps passed in" in text
            assert "✓ passed  Remove one by a list of values" in text
            assert "Needed  200 with an empty list" in text
            await press(pilot, "escape")
            assert number(pilot) == 1, "nothing was ticked by it"

    async def test_leads_to_the_request_of_a_step(self, keycafe: Organization) -> None:
        async with opened(keycafe, "t", "down", place="guide", size=WIDE) as pilot:
            await press(pilot, "enter")
            assert pilot.app.screen.PLACE == "sync"  # type: ignore[attr-defined]

    async def test_says_why_it_could_not_be_played(self, keycafe: Organization) -> None:
        key = keycafe.add_member("support", "sam@acme.example")
        async with opened(keycafe, "t", api_key=key, place="guide") as pilot:
            assert not isinstance(pilot.app.screen, SelfTestDialog)
            assert "your role is support" in toasts(pilot)


class TestSetUpLinks:
    async def test_are_made_shown_once_and_listed(self, keycafe: Organization) -> None:
        async with opened(keycafe, "l", place="guide", size=WIDE) as pilot:
            await type_text(pilot, "Jo, identity team")
            await press(pilot, "ctrl+s")
            assert isinstance(pilot.app.screen, OneTimeSecretScreen)
            assert "/setup/" not in screen_text(pilot), "masked"
            await press(pilot, "ctrl+r")
            assert f"{keycafe.service.url}/setup/sciml1_" in screen_text(pilot).replace("\n", "")
            await press(pilot, "ctrl+g", "l", "v")
            assert "Jo, identity team" in screen_text(pilot)
            link = keycafe.api.get("/setup-links").json()["items"][0]
            assert (link["name"], link["state"]) == ("Jo, identity team", "open")

    async def test_can_give_their_token_another_life_span(self, keycafe: Organization) -> None:
        async with opened(keycafe, "l", place="guide") as pilot:
            await type_text(pilot, "Jo")
            await press(pilot, "alt+t", "end", "alt+l", "down", "ctrl+s")
            link = keycafe.api.get("/setup-links").json()["items"][0]
            assert link["token_expires_in"] == 90 * 86_400

    async def test_need_a_name(self, keycafe: Organization) -> None:
        async with opened(keycafe, "l", "ctrl+s", place="guide") as pilot:
            assert "Say whom the link is for" in screen_text(pilot)

    async def test_are_revoked_after_a_question(self, keycafe: Organization) -> None:
        keycafe.api.post("/setup-links", json={"name": "Jo"})
        async with opened(keycafe, "R", "r", place="guide?tab=links") as pilot:
            assert "revoked" in screen_text(pilot)
            assert 'The link for "Jo" is revoked.' in toasts(pilot)
            await press(pilot, "R")
            assert "This link is revoked" in toasts(pilot)

    async def test_lead_to_the_token_they_made(self, keycafe: Organization) -> None:
        httpx.post(keycafe.api.post("/setup-links").json()["url"], trust_env=False)
        async with opened(keycafe, ">", place="guide?tab=links") as pilot:
            await settle(pilot)
            assert pilot.app.screen.PLACE == "tokens"  # type: ignore[attr-defined]
            assert "set-up link" in screen_text(pilot)

    async def test_hostile_names_are_drawn_escaped(self, keycafe: Organization) -> None:
        keycafe.api.post("/setup-links", json={"name": "[red]Jo\u202e[/]"})
        async with opened(keycafe, place="guide?tab=links", size=WIDE) as pilot:
            assert "[red]Jo\\u202e[/]" in screen_text(pilot)


class TestExporting:
    @pytest.mark.parametrize(
        ("keys", "file", "begins"),
        [
            ((), "guide.md", "# Set-up of Keycafe in Microsoft Entra ID"),
            (("down",), "guide.ics", "BEGIN:VCALENDAR"),
        ],
    )
    async def test_writes_the_guide_or_the_end_of_the_token(
        self, keycafe: Organization, tmp_path: Path, keys: tuple[str, ...], file: str, begins: str
    ) -> None:
        assert keycafe.token
        async with opened(keycafe, "e", place="guide") as pilot:
            await press(pilot, "shift+tab", *keys)
            field = pilot.app.screen.query_one("#path")
            field.value = str(tmp_path / file)  # type: ignore[attr-defined]
            await press(pilot, "ctrl+s")
            assert (tmp_path / file).read_text(encoding="utf-8").startswith(begins)
            assert "Written" in toasts(pilot)


class TestSupport:
    async def test_sees_everything_and_changes_nothing(self, keycafe: Organization) -> None:
        key = keycafe.add_member("support", "sam@acme.example")
        async with opened(keycafe, "c", "l", api_key=key, place="guide") as pilot:
            assert "Acts are off" in screen_text(pilot)
            assert "Check what you need" in screen_text(pilot)
            assert keycafe.api.get("/setup-links").json()["total"] == 0


def guide(*states: str | None) -> Guide:
    steps: list[dict[str, Any]] = [
        {
            "number": number,
            "title": "",
            "place": "",
            "do": [],
            "paste": [],
            "minutes": 1,
            "source": "",
            "dated": "",
            "optional": state == "optional",
            "state": "waiting" if state == "optional" else state,
        }
        for number, state in enumerate(states, 1)
    ]
    told = {"profile": "", "title": "", "tenant_url": None, "minutes": 0, "seen": 0, "checked": 0}
    return Guide.model_validate({**told, "complete": False, "steps": steps})


class TestWhereTheCursorGoes:
    @pytest.mark.parametrize(
        ("states", "expected"),
        [
            (("waiting", "waiting"), 0),
            (("seen", "waiting"), 1),
            (("seen", None, "waiting"), 1),
            (("seen", None, "seen", "trouble"), 3),
            (("trouble", "seen", "waiting"), 0),
            (("seen", "optional", "seen", None), 3),
        ],
    )
    def test_is_the_first_step_that_may_still_be_to_do(
        self, states: tuple[str | None, ...], expected: int
    ) -> None:
        assert next_open(guide(*states)) == expected

    def test_it_stays_where_somebody_moved_it_until_told_to_go_on(self) -> None:
        following = Following()
        assert following.go_on(guide("seen", "waiting"), 0) == 1
        assert following.go_on(guide("seen", "seen", "waiting"), 0) is None
        following.begin_again()
        assert following.go_on(guide("seen", "seen", "waiting"), 0) == 2


class TestWhatIsNew:
    def test_is_what_was_not_so_before(self) -> None:
        changed = newly(guide("seen", "waiting", "waiting"), guide("seen", "seen", "trouble"))
        assert [(step.number, step.state) for step in changed] == [(2, "seen"), (3, "trouble")]
