from __future__ import annotations

import gc
import os
import stat
from datetime import datetime
from pathlib import Path

import pytest

from scimconsole.screens.one_time.screen import OneTimeSecretScreen
from scimconsole.screens.tokens.place import TokensScreen
from tests.console.driving import WIDE, opened, press, screen_text, toasts, type_text
from tests.running_service import Organization, RunningService

pytestmark = pytest.mark.engines("sqlite")

GENERATE = ("2", "c", "enter")
"""The way through the dialog with everything as it is proposed."""


def tokens(organization: Organization) -> list[dict[str, object]]:
    found: list[dict[str, object]] = organization.api.get("/tokens").json()["items"]
    return found


class TestGenerating:
    async def test_takes_a_name_and_a_life_span(self, keycafe: Organization) -> None:
        async with opened(keycafe, "2", "c") as pilot:
            await type_text(pilot, "Pilot")
            await press(pilot, "tab", "down", "enter")
            assert 'Token "Pilot" was generated' in screen_text(pilot)
        [token] = tokens(keycafe)
        assert token["name"] == "Pilot"
        assert days(token) == 180

    async def test_takes_any_number_of_days(self, keycafe: Organization) -> None:
        async with opened(keycafe, "2", "c", "alt+e", "down", "down", "down", "enter") as pilot:
            assert "Days, 1 to 3,653" in screen_text(pilot)
            await press(pilot, "enter")
            assert "Type a number of days" in screen_text(pilot)
            await type_text(pilot, "4000")
            await press(pilot, "enter")
            assert "Type a number of days" in screen_text(pilot)
            await press(pilot, "ctrl+u")
            await type_text(pilot, "45")
            await press(pilot, "enter")
        [token] = tokens(keycafe)
        assert days(token) == 45

    async def test_never_needs_a_reason(self, keycafe: Organization) -> None:
        async with opened(keycafe, "2", "c", "tab", "down", "down", "down", "down") as pilot:
            assert "Why it must never expire" in screen_text(pilot)
            await press(pilot, "ctrl+s")
            assert "needs a reason" in screen_text(pilot)
            await type_text(pilot, "old box")
            await press(pilot, "enter")
        [token] = tokens(keycafe)
        assert (token["expires_at"], token["expiry_reason"]) == (None, "old box")

    async def test_needs_a_name(self, keycafe: Organization) -> None:
        async with opened(keycafe, "2", "c", "ctrl+u", "delete", "ctrl+s") as pilot:
            assert "A token needs a name." in screen_text(pilot)
        assert tokens(keycafe) == []

    async def test_says_so_when_the_plan_does_not_include_it(self, service: RunningService) -> None:
        poor = service.add_organization(profile="keycafe", plan="starter")
        async with opened(poor, *GENERATE) as pilot:
            assert "No token was generated" in toasts(pilot)
            assert "lan" in toasts(pilot)
        assert tokens(poor) == []

    async def test_can_be_left_without_doing_anything(self, keycafe: Organization) -> None:
        async with opened(keycafe, "2", "c", "escape") as pilot:
            assert "No token yet" in screen_text(pilot)
        assert tokens(keycafe) == []

    async def test_says_that_nobody_can_tell_when_the_service_does_not_answer(
        self, tmp_path_factory: pytest.TempPathFactory
    ) -> None:
        home = tmp_path_factory.mktemp("ending-service")
        ending = RunningService(f"sqlite:///{home / 'service.db'}", home)
        organization = ending.add_organization(profile="keycafe")
        try:
            async with opened(organization, "2", "c") as pilot:
                ending.stop()
                await press(pilot, "enter")
                assert "No token was generated, or nobody can tell" in toasts(pilot)
                assert "connection lost" in screen_text(pilot)
        finally:
            ending.stop()


class TestTheOneTimeScreen:
    async def test_shows_the_token_on_one_line_without_a_frame(self, keycafe: Organization) -> None:
        async with opened(keycafe, *GENERATE) as pilot:
            assert "•" * 71 in screen_text(pilot)
            await press(pilot, "ctrl+r")
            [line] = [line for line in screen_text(pilot).splitlines() if "scimc1_" in line]
            assert len(line.strip()) == 78
            assert secret_of(pilot.app.screen) == line.strip()

    async def test_wraps_where_the_terminal_is_narrower(self, keycafe: Organization) -> None:
        async with opened(keycafe, *GENERATE, "ctrl+r", size=(60, 20)) as pilot:
            lines = [line.strip() for line in screen_text(pilot).splitlines() if line.strip()]
            [first] = [number for number, line in enumerate(lines) if line.startswith("scimc1_")]
            assert lines[first] + lines[first + 1] == secret_of(pilot.app.screen)
            assert "Page Down shows it" in screen_text(pilot)
            await press(pilot, "pagedown")
            assert "Test Connection" in " ".join(screen_text(pilot).split())

    async def test_warns_where_entra_cannot_reach_the_address(self, keycafe: Organization) -> None:
        async with opened(keycafe, *GENERATE) as pilot:
            text = screen_text(pilot)
            assert "Entra ID calls from the internet" in text
            assert "reverse proxy" in " ".join(text.split())
            assert keycafe.tenant_url in text

    async def test_says_what_to_do_next(self, keycafe: Organization) -> None:
        async with opened(keycafe, *GENERATE) as pilot:
            assert "Test Connection" in screen_text(pilot)

    async def test_copies_the_token_and_remembers_no_copy(self, keycafe: Organization) -> None:
        async with opened(keycafe, *GENERATE, "ctrl+t") as pilot:
            assert "not confirmed" in screen_text(pilot)
            assert pilot.app.clipboard == ""

    async def test_copies_the_address(self, keycafe: Organization) -> None:
        async with opened(keycafe, *GENERATE, "ctrl+l") as pilot:
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
            assert remembered(secret) == []

    async def test_takes_the_whole_token_as_proof_too(self, keycafe: Organization) -> None:
        async with opened(keycafe, *GENERATE) as pilot:
            await type_text(pilot, secret_of(pilot.app.screen))
            assert "1 token" in screen_text(pilot)

    async def test_says_how_to_leave(self, keycafe: Organization) -> None:
        async with opened(keycafe, *GENERATE, "escape") as pilot:
            assert "Ctrl+G to discard" in screen_text(pilot)

    async def test_is_discarded_only_when_asked_twice(self, keycafe: Organization) -> None:
        async with opened(keycafe, *GENERATE, "ctrl+g", "enter") as pilot:
            assert isinstance(pilot.app.screen, OneTimeSecretScreen)
            await press(pilot, "ctrl+g", "l")
            assert "1 token" in screen_text(pilot)
        assert [token["state"] for token in tokens(keycafe)] == ["active"]

    async def test_is_discarded_and_revoked_at_once(self, keycafe: Organization) -> None:
        async with opened(keycafe, *GENERATE, "ctrl+g", "alt+r") as pilot:
            assert "is revoked" in toasts(pilot)
        assert [token["state"] for token in tokens(keycafe)] == ["revoked"]


class TestSavingTheToken:
    async def test_writes_a_file_that_only_the_owner_can_read(
        self, keycafe: Organization, tmp_path: Path
    ) -> None:
        path = tmp_path / "entra.token"
        async with opened(keycafe, *GENERATE, "ctrl+s", "ctrl+u", "delete") as pilot:
            await type_text(pilot, str(path))
            await press(pilot, "enter")
            assert "which only you can read" in " ".join(screen_text(pilot).split())
            assert path.read_text() == f"{secret_of(pilot.app.screen)}\n"
        assert stat.S_IMODE(path.stat().st_mode) == 0o600

    async def test_proposes_a_name_that_is_free(
        self, keycafe: Organization, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        (tmp_path / "entra-id.token").write_text("older")
        async with opened(keycafe, *GENERATE, "ctrl+s", "enter") as pilot:
            assert (tmp_path / "entra-id-2.token").read_text().strip() == secret_of(pilot.app.screen)

    async def test_leaves_a_file_that_is_there_as_it_is(self, keycafe: Organization, tmp_path: Path) -> None:
        path = tmp_path / "notes"
        path.write_text("mine")
        async with opened(keycafe, *GENERATE, "ctrl+s", "ctrl+u", "delete") as pilot:
            await type_text(pilot, str(path))
            await press(pilot, "enter")
            assert "is there already" in " ".join(screen_text(pilot).split())
        assert path.read_text() == "mine"

    async def test_follows_no_link_and_names_a_missing_folder(
        self, keycafe: Organization, tmp_path: Path
    ) -> None:
        link = tmp_path / "link"
        os.symlink(tmp_path / "elsewhere", link)
        async with opened(keycafe, *GENERATE) as pilot:
            for path, words in ((link, "is there already"), (tmp_path / "no" / "file", "There is no folder")):
                await press(pilot, "ctrl+s", "ctrl+u", "delete")
                await type_text(pilot, str(path))
                await press(pilot, "enter")
                assert words in " ".join(screen_text(pilot).split())
        assert not (tmp_path / "elsewhere").exists()


class TestRotating:
    async def test_leaves_both_alive(self, keycafe: Organization) -> None:
        keycafe.generate_token("Entra")
        async with opened(keycafe, "2", "o", "enter") as pilot:
            assert "was generated" in screen_text(pilot)
            assert "revoke the old one" in " ".join(screen_text(pilot).split())
        new, old = tokens(keycafe)
        assert [new["state"], old["state"]] == ["active", "active"]
        assert (new["name"], new["predecessor_id"]) == ("Entra", old["id"])

    async def test_takes_a_name_and_a_life_span_for_the_successor(self, keycafe: Organization) -> None:
        keycafe.generate_token("Entra", expires_in=86_400 * 10)
        async with opened(keycafe, "2", "o", "alt+n") as pilot:
            await type_text(pilot, "Entra 2")
            await press(pilot, "alt+e", "down", "down", "enter")
        new, _old = tokens(keycafe)
        assert (new["name"], days(new)) == ("Entra 2", 90)

    async def test_gives_the_successor_the_same_life_span_unless_asked(self, keycafe: Organization) -> None:
        keycafe.generate_token("Entra", expires_in=86_400 * 10)
        async with opened(keycafe, "2", "o", "ctrl+s"):
            pass
        assert [days(token) for token in tokens(keycafe)] == [10, 10]

    async def test_ends_the_old_one_at_once_only_by_the_button(self, keycafe: Organization) -> None:
        keycafe.generate_token("Entra")
        async with opened(keycafe, "2", "o", "down", "enter") as pilot:
            assert len(tokens(keycafe)) == 1
            await press(pilot, "right", "enter")
            assert "was generated" in screen_text(pilot)
        assert [token["state"] for token in tokens(keycafe)] == ["active", "revoked"]

    async def test_happens_once_and_leads_to_the_successor_and_back(self, keycafe: Organization) -> None:
        keycafe.generate_token("First")
        old = tokens(keycafe)[0]["id"]
        keycafe.api.post(f"/tokens/{old}/rotate", json={"name": "Second"}).raise_for_status()
        async with opened(keycafe, "2", "j", "o", size=WIDE) as pilot:
            assert "was rotated already" in toasts(pilot)
            assert "Paste the successor into Entra ID" in " ".join(screen_text(pilot).split())
            await press(pilot, "greater_than_sign")
            assert "Follows" in screen_text(pilot)
            await press(pilot, "less_than_sign")
            assert "Followed by" in screen_text(pilot)


class TestRenaming:
    async def test_changes_the_name_only(self, keycafe: Organization) -> None:
        keycafe.generate_token("Entra")
        async with opened(keycafe, "2", "E") as pilot:
            await type_text(pilot, "Entra production")
            await press(pilot, "enter")
            assert '"Entra" is now "Entra production"' in toasts(pilot)
            assert "Entra production" in screen_text(pilot)
        assert [token["name"] for token in tokens(keycafe)] == ["Entra production"]


class TestRevoking:
    async def test_asks_for_the_name(self, keycafe: Organization) -> None:
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

    async def test_takes_a_hostile_name_as_it_is_drawn(self, keycafe: Organization) -> None:
        keycafe.generate_token("Entra\u202e")
        async with opened(keycafe, "2", "E") as pilot:
            assert "\u202e" not in screen_text(pilot)
            await press(pilot, "enter", "R")
            await type_text(pilot, "Entra\\u202e")
            await press(pilot, "enter")
        [token] = tokens(keycafe)
        assert (token["name"], token["state"]) == ("Entra\u202e", "revoked")

    async def test_of_a_revoked_one_says_why_not(self, keycafe: Organization) -> None:
        keycafe.generate_token("Entra")
        keycafe.api.post(f"/tokens/{tokens(keycafe)[0]['id']}/revoke").raise_for_status()
        async with opened(keycafe, "2", "R", "o") as pilot:
            assert "is revoked already" in toasts(pilot)
            assert "has no life to hand on" in toasts(pilot)


class TestSupport:
    async def test_reads_and_cannot_act(self, keycafe: Organization) -> None:
        keycafe.generate_token("Entra")
        key = keycafe.add_member("support", "help@example.com")
        async with opened(keycafe, "2", "c", api_key=key) as pilot:
            assert "your role is support" in screen_text(pilot)
            assert "Name, to recognise it by" not in screen_text(pilot)
            for act in ("R", "o", "E"):
                await press(pilot, act)
                assert "Cancel" not in screen_text(pilot)


class TestOneToken:
    async def test_is_told_in_full_beside_the_list(self, keycafe: Organization) -> None:
        keycafe.generate_token("Entra")
        async with opened(keycafe, "2", size=WIDE) as pilot:
            text = screen_text(pilot)
            assert "Generated" in text
            assert "Tenant URL" in text


class TestCopying:
    async def test_offers_everything_but_the_token(self, keycafe: Organization) -> None:
        secret = keycafe.generate_token("Entra")
        async with opened(keycafe, "2") as pilot:
            screen = pilot.app.screen
            assert isinstance(screen, TokensScreen)
            copies = {copy.words: copy.text for copy in screen.copies()}
        assert copies["Name"] == "Entra"
        assert copies["Hint"].endswith(secret[-4:])
        assert copies["Row"].split("\t")[1] == "Entra"
        assert "$SCIM_TOKEN" in copies["curl that tries it out"]
        assert not any(secret in text for text in copies.values())

    async def test_sends_the_address_to_the_clipboard(self, keycafe: Organization) -> None:
        async with opened(keycafe, "2", "u") as pilot:
            assert pilot.app.clipboard == keycafe.tenant_url
            assert "Tenant URL" in toasts(pilot)


class TestAnAddressOfOneToken:
    async def test_opens_it(self, keycafe: Organization) -> None:
        keycafe.generate_token("First")
        keycafe.generate_token("Second")
        first = tokens(keycafe)[1]
        async with opened(keycafe, place=f"tokens/{first['id']}") as pilot:
            assert "First" in screen_text(pilot)
            screen = pilot.app.screen
            assert isinstance(screen, TokensScreen)
            assert str(screen.location()) == f"tokens/{first['id']}"


def days(token: dict[str, object]) -> int:
    ends, begins = (datetime.fromisoformat(str(token[key])) for key in ("expires_at", "created_at"))
    return (ends - begins).days


def secret_of(screen: object) -> str:
    assert isinstance(screen, OneTimeSecretScreen)
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
