from __future__ import annotations

from dataclasses import replace

import pytest

from scimconsole.app import ConsoleApp
from scimconsole.screens.overview import OverviewScreen
from scimconsole.screens.sync.place import SyncScreen
from scimconsole.screens.tokens.dialogs import GenerateDialog
from scimconsole.screens.tokens.place import TokensScreen
from scimconsole.screens.users.place import UsersScreen
from scimconsole.widgets.bar_chart import BarChart
from scimconsole.widgets.record_table import RecordTable
from tests.console.conftest import await_journal
from tests.console.driving import WIDE, connection_to, console_on, opened, press, screen_text, settle, toasts
from tests.running_service import Organization, RunningService

pytestmark = pytest.mark.engines("sqlite")


class TestTheOverview:
    async def test_counts_people_by_state_and_type(self, filled: Organization) -> None:
        counts = filled.api.get("").json()["counts"]
        async with opened(filled) as pilot:
            text = screen_text(pilot)
            assert f"{counts['users']} in all" in text
            for word in ("active", "inactive", "held", "incomplete", "FULL", "SMARTBOX"):
                assert word in text

    async def test_a_bar_leads_to_its_people(self, filled: Organization) -> None:
        kinds = filled.api.get("/users", params={"user_type": "SMARTBOX"}).json()["total"]
        async with opened(filled, "shift+tab", "shift+tab", "down", "enter") as pilot:
            inactive = filled.api.get("/users", params={"status": "inactive"}).json()["total"]
            assert isinstance(pilot.app.screen, UsersScreen)
            assert f"{inactive} p" in screen_text(pilot)
            await press(pilot, "1")
            await pilot.double_click(BarChart, offset=(2, 5))
            await settle(pilot)
            assert isinstance(pilot.app.screen, UsersScreen)
            assert f"{kinds} p" in screen_text(pilot)

    async def test_a_letter_leads_to_what_needs_attention(self, filled: Organization) -> None:
        first = filled.api.get("/users").json()["items"][0]
        filled.api.post(f"/users/{first['id']}/deactivate", json={}).raise_for_status()
        async with opened(filled) as pilot:
            assert "1 person held by you" in screen_text(pilot)
            await press(pilot, "a")
            assert isinstance(pilot.app.screen, UsersScreen)
            assert "1 person" in screen_text(pilot)
            assert "held" in screen_text(pilot)

    async def test_names_the_next_step_and_a_key_begins_it(self, keycafe: Organization) -> None:
        async with opened(keycafe) as pilot:
            assert "s  Generate a SCIM token for Entra ID." in screen_text(pilot)
            await press(pilot, "s")
            assert isinstance(pilot.app.screen, GenerateDialog)

    async def test_a_click_begins_the_next_step_too(self, keycafe: Organization) -> None:
        async with opened(keycafe) as pilot:
            await pilot.click("#next-step")
            await settle(pilot)
            assert isinstance(pilot.app.screen, GenerateDialog)

    async def test_says_why_there_is_no_next_step_here(self, filled: Organization) -> None:
        async with opened(filled, "s") as pilot:
            assert "not done in this console" in toasts(pilot)

    async def test_shows_the_most_urgent_tokens_first(self, keycafe: Organization) -> None:
        for name, seconds in (("Late", 86_400 * 300), ("Soon", 86_400 * 40), ("Between", 86_400 * 90)):
            keycafe.generate_token(name, expires_in=seconds)
        async with opened(keycafe) as pilot:
            text = screen_text(pilot)
            assert text.index("Soon") < text.index("Between") < text.index("Late")
            await press(pilot, "shift+tab", "down", "enter")
            assert isinstance(pilot.app.screen, TokensScreen)
            assert "Between" in screen_text(pilot)

    async def test_reads_itself_again_and_the_cursor_stays_on_its_matter(self, filled: Organization) -> None:
        people = filled.api.get("/users").json()["items"]
        filled.api.post(f"/users/{people[0]['id']}/deactivate", json={}).raise_for_status()
        async with opened(filled, "down") as pilot:
            matters = pilot.app.screen.query_one("#matters", RecordTable)
            assert matters.cursor == 1
            before = len(filled.api.get("/requests", params={"limit": 1000}).json()["items"])
            refused = filled.scim.post("/Users", json={"userName": "jane", "userType": "GUEST"})
            assert refused.status_code == 400
            await_journal(filled, before + 1)
            await press(pilot, "r")
            assert "1 request refused lately" in screen_text(pilot)
            assert matters.cursor == 2

    async def test_reads_itself_again_after_a_while(
        self, filled: Organization, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("scimconsole.screens.overview._SECONDS_BETWEEN_READS", 0.5)
        async with opened(filled) as pilot:
            person = filled.api.get("/users").json()["items"][0]
            filled.api.post(f"/users/{person['id']}/deactivate", json={}).raise_for_status()
            await pilot.pause(0.8)
            await settle(pilot)
            assert "1 person held by you" in screen_text(pilot)

    async def test_leads_from_the_latest_requests_to_one_of_them(self, filled: Organization) -> None:
        async with opened(filled, "tab", "down", "enter", size=WIDE) as pilot:
            assert isinstance(pilot.app.screen, SyncScreen)
            second = filled.api.get("/requests").json()["items"][1]
            assert str(pilot.app.screen.location()) == f"sync/{second['id']}"

    async def test_a_matter_leads_to_the_record_itself(self, keycafe: Organization) -> None:
        for name in ("ann", "ben", "cid", "dora"):
            keycafe.scim.post("/Users", json={"userName": name}).raise_for_status()
        keycafe.scim.post("/Users", json={"userName": "jane", "userType": "GUEST"})
        await_journal(keycafe, 5)
        refused = keycafe.api.get("/requests").json()["items"][0]
        async with opened(keycafe, "a") as pilot:
            assert isinstance(pilot.app.screen, SyncScreen)
            assert str(pilot.app.screen.location()) == f"sync/{refused['id']}"

    async def test_can_be_copied(self, keycafe: Organization) -> None:
        async with opened(keycafe) as pilot:
            screen = pilot.app.screen
            assert isinstance(screen, OverviewScreen)
            copies = {copy.words: copy.text for copy in screen.copies()}
        assert copies["Tenant URL"] == keycafe.tenant_url
        assert "cannot reach" in copies["What needs attention"]

    @pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40), (200, 60)])
    async def test_has_room_for_everything_that_counts(
        self, filled: Organization, size: tuple[int, int]
    ) -> None:
        async with opened(filled, size=size) as pilot:
            text = screen_text(pilot)
            for words in ("24 in all", "Tokens", "Needs attention", "Next step", "? Help"):
                assert words in text

    async def test_shows_the_latest_requests_on_a_tall_terminal(self, filled: Organization) -> None:
        async with opened(filled, size=WIDE) as pilot:
            assert "Latest requests" in screen_text(pilot)
            assert "disable user" in screen_text(pilot)


class TestTheFrame:
    async def test_organization_plan_role_and_connection_are_always_in_sight(
        self, filled: Organization
    ) -> None:
        key = filled.add_member("support", "help@example.com")
        async with opened(filled, api_key=key) as pilot:
            for place in "12345":
                await press(pilot, place)
                top = "\n".join(screen_text(pilot).splitlines()[:4])
                for words in ("Organization", "Keycafe", "business-pro", "support"):
                    assert words in top

    async def test_help_names_the_keys_of_the_place_and_of_everywhere(self, filled: Organization) -> None:
        async with opened(filled, "3", "question_mark", size=WIDE) as pilot:
            assert "Filter by status" in screen_text(pilot)
            await press(pilot, "end")
            assert "All keys" in screen_text(pilot)
            await press(pilot, "escape")
            assert "24 people" in screen_text(pilot)

    async def test_help_and_quit_stay_in_sight_at_80_columns(self, filled: Organization) -> None:
        async with opened(filled) as pilot:
            for place in "12345":
                await press(pilot, place)
                assert screen_text(pilot).splitlines()[-1].endswith("? Help  q Quit")

    async def test_while_one_types_the_other_keys_of_help_and_quit_are_shown(
        self, filled: Organization
    ) -> None:
        async with opened(filled, "3", "slash") as pilot:
            assert screen_text(pilot).splitlines()[-1].endswith("F1 Help  ^q Quit")

    async def test_number_keys_are_text_while_one_types(self, filled: Organization) -> None:
        async with opened(filled, "3", "slash", "2") as pilot:
            assert isinstance(pilot.app.screen, UsersScreen)

    async def test_a_place_can_be_opened_at_once(self, filled: Organization) -> None:
        async with opened(filled, place="users?status=inactive") as pilot:
            inactive = filled.api.get("/users", params={"status": "inactive"}).json()["total"]
            assert f"{inactive} p" in screen_text(pilot)

    async def test_the_other_theme_is_a_key_away(self, filled: Organization) -> None:
        async with opened(filled, "f2") as pilot:
            assert pilot.app.theme == "scimconsole-light"

    async def test_quitting_ends_with_zero(self, filled: Organization) -> None:
        app = console_on(connection_to(filled))
        async with app.run_test() as pilot:
            await settle(pilot)
            await pilot.press("q")
        assert app.return_code == 0

    async def test_read_only_turns_the_acts_of_an_owner_off(self, filled: Organization) -> None:
        async with opened(filled, "3", "d", read_only=True) as pilot:
            assert "opened read-only" in screen_text(pilot)
            assert "loses access" not in screen_text(pilot)

    async def test_frames_and_marks_can_be_ascii(self, filled: Organization) -> None:
        async with opened(filled, ascii=True, size=WIDE) as pilot:
            assert set(screen_text(pilot)) & set("╭│─━●…→") == set()
            assert "- People -" in screen_text(pilot)


class TestWhatIsNotAnnounced:
    async def test_is_absent(self, filled: Organization) -> None:
        async with opened(filled, size=WIDE) as pilot:
            app = pilot.app
            assert isinstance(app, ConsoleApp)
            organization = app.standing.organization
            assert organization is not None
            assert "Latest requests" in screen_text(pilot)
            app.organization_read(organization.model_copy(update={"capabilities": ["users"]}))
            await settle(pilot)
            for words in ("Tokens", "Entra ID ─", "Latest requests"):
                assert words not in screen_text(pilot)
            await press(pilot, "2")
            assert app.screen.id != "tokens"


class TestALostConnection:
    async def test_marks_the_overview_as_old_and_keeps_it(self, filled: Organization) -> None:
        app = console_on(connection_to(filled))
        async with app.run_test(size=(80, 24)) as pilot:
            await settle(pilot)
            app.connector.lost()
            await pilot.pause()
            text = screen_text(pilot)
            assert "not current" in text
            assert "24 in all" in text
            await press(pilot, "r")
            assert "not current" not in screen_text(pilot)

    async def test_is_said_and_what_was_shown_stays(self, tmp_path_factory: pytest.TempPathFactory) -> None:
        home = tmp_path_factory.mktemp("ending-service")
        service = RunningService(f"sqlite:///{home / 'service.db'}", home)
        organization = service.add_organization(profile="keycafe")
        try:
            async with opened(organization) as pilot:
                await press(pilot, "3")
                service.stop()
                await press(pilot, "f5")
                text = screen_text(pilot)
                assert "connection lost" in text
                assert "r tries now" in " ".join(text.split())
                assert "Nobody here yet" in text
        finally:
            service.stop()

    async def test_a_service_that_is_not_there_is_named(self, filled: Organization) -> None:
        app = console_on(replace(connection_to(filled), url="http://127.0.0.1:9"))
        async with app.run_test(size=(80, 24)) as pilot:
            await settle(pilot)
            text = screen_text(pilot)
            assert "127.0.0.1:9" in text
            assert "connection lost" in text

    async def test_is_found_again_without_letting_go_of_what_was_handed_over(
        self, filled: Organization
    ) -> None:
        released: list[bool] = []
        connection = replace(connection_to(filled), release=lambda: released.append(True))
        app = console_on(connection)
        async with app.run_test(size=(80, 24)) as pilot:
            await settle(pilot)
            app.connector.lost()
            await press(pilot, "r")
            assert "connection lost" not in screen_text(pilot)
            assert "24 in all" in screen_text(pilot)
            assert released == []
        assert released == [True]
