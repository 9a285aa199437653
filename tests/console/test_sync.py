"""The place of what Entra ID does: requests as they come, and the state of provisioning."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from scimconsole.api import ScimRequest, ScimRequestDetail
from scimconsole.app import ConsoleApp
from scimconsole.client.keyset_walk import FetchedPage
from scimconsole.screens.sync import tail as tails
from scimconsole.screens.sync.place import SyncScreen
from scimconsole.screens.sync.tail import Tail
from scimconsole.screens.tokens.place import TokensScreen
from scimconsole.screens.users.place import UsersScreen
from scimconsole.widgets.facts import draw
from scimconsole.widgets.request_detail import detail_sections
from scimconsole.widgets.sparkline import sparkline
from tests.client.cutting_proxy import cutting_proxy, place_of
from tests.console.conftest import await_journal
from tests.console.driving import (
    NARROW,
    WIDE,
    connection_to,
    console_on,
    opened,
    press,
    screen_text,
    settle,
    toasts,
    type_text,
)
from tests.running_service import Organization, RunningService
from tests.service.management.people import every_item

pytestmark = pytest.mark.engines("sqlite")


def sync(pilot: Pilot[Any]) -> SyncScreen:
    screen = pilot.app.screen
    assert isinstance(screen, SyncScreen), screen
    return screen


def shown(pilot: Pilot[Any]) -> list[str]:
    """The ids in the list, from the top."""
    tail = sync(pilot).tail
    assert tail is not None
    return [request.id for _, request in tail.here()]


async def until(pilot: Pilot[Any], true: Callable[[], object], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, screen_text(pilot)
        await pilot.pause(0.05)


async def follows(pilot: Pilot[Any]) -> None:
    """Wait until the stream is open: what comes before is in the list that was read."""
    await until(pilot, lambda: any(worker.name == "follow" for worker in pilot.app.workers))
    await pilot.pause(0.3)


def create(organization: Organization, *names: str) -> None:
    for name in names:
        answer = organization.scim.post("/Users", json={"userName": f"{name}@acme.example"})
        assert answer.status_code == 201, answer.text


def without(pilot: Pilot[Any], *capabilities: str) -> None:
    """Leave what the service does not offer."""
    app = pilot.app
    assert isinstance(app, ConsoleApp)
    organization = app.standing.organization
    assert organization is not None
    kept = [name for name in organization.capabilities if name not in capabilities]
    app.organization_read(organization.model_copy(update={"capabilities": kept}))


class TestWhatComes:
    async def test_appears_at_the_top_while_the_cursor_is_there(self, keycafe: Organization) -> None:
        create(keycafe, "ann")
        async with opened(keycafe, "6") as pilot:
            await follows(pilot)
            create(keycafe, "ben")
            await until(pilot, lambda: "ben@acme.example" in screen_text(pilot))
            assert sync(pilot).table.cursor == 0
            assert "2 requests" in screen_text(pilot)
            assert " new" not in screen_text(pilot)

    async def test_leaves_the_cursor_on_what_one_reads(self, keycafe: Organization) -> None:
        create(keycafe, *(f"person-{number:02}" for number in range(30)))
        async with opened(keycafe, "6", *"jjj") as pilot:
            await follows(pilot)
            before = sync(pilot).selected
            view = screen_text(pilot).split("Requests")[-1].splitlines()[2:10]
            create(keycafe, *(f"later-{number}" for number in range(12)))
            await until(pilot, lambda: "12 new" in screen_text(pilot))
            assert before is not None
            assert sync(pilot).selected is not None
            assert sync(pilot).selected.id == before.id  # type: ignore[union-attr]
            assert view[2].strip() in screen_text(pilot)
            assert "later-" not in screen_text(pilot)
            await press(pilot, "g")
            assert "later-11" in screen_text(pilot)
            assert " new" not in screen_text(pilot)

    async def test_leaves_the_request_that_is_open(self, keycafe: Organization) -> None:
        create(keycafe, "ann")
        async with opened(keycafe, "6", "enter") as pilot:
            await follows(pilot)
            create(keycafe, "ben")
            await until(pilot, lambda: len(shown(pilot)) == 2)
            assert "ann@acme.example" in screen_text(pilot)
            await press(pilot, "escape")
            assert sync(pilot).table.cursor == 1
            assert "1 new" in screen_text(pilot)

    async def test_folds_reads_that_changed_nothing(self, keycafe: Organization) -> None:
        create(keycafe, "ann")
        async with opened(keycafe, "6") as pilot:
            await follows(pilot)
            for name in ("x", "y", "z"):
                keycafe.scim.get("/Users", params={"filter": f'userName eq "{name}"'})
            await until(pilot, lambda: "find user +2" in screen_text(pilot))
            assert "2 requests" in screen_text(pilot)
            await press(pilot, "f")
            assert "4 requests" in screen_text(pilot)
            assert "+2" not in screen_text(pilot)

    async def test_only_if_the_filters_leave_it(self, keycafe: Organization) -> None:
        create(keycafe, "ann")
        async with opened(keycafe, place="sync?status=error") as pilot:
            await follows(pilot)
            create(keycafe, "ben")
            keycafe.scim.post("/Users", json={"userName": "cid", "userType": "GUEST"})
            await until(pilot, lambda: "400" in screen_text(pilot))
            assert "1 request" in screen_text(pilot)

    async def test_also_where_nothing_came_so_far(self, keycafe: Organization) -> None:
        async with opened(keycafe, "6") as pilot:
            assert "No request yet" in screen_text(pilot)
            create(keycafe, "ann")
            await until(pilot, lambda: "ann@acme.example" in screen_text(pilot))

    async def test_is_complete_and_never_double_while_one_scrolls(self, keycafe: Organization) -> None:
        create(keycafe, *(f"person-{number:03}" for number in range(40)))
        async with opened(keycafe, place="sync?repeats=all") as pilot:
            await follows(pilot)
            loop = asyncio.get_running_loop()
            writing = loop.run_in_executor(None, create, keycafe, *(f"more-{n:03}" for n in range(120)))
            table = sync(pilot).table
            while not writing.done():
                for key in ("pagedown", "down", "up", "pageup", "down"):
                    await pilot.press(key)
                table.scroll_relative(y=5)
                await pilot.pause(0.01)
            await writing
            await until(pilot, lambda: len(shown(pilot)) == 160)
            expected = [item["id"] for item in every_item(keycafe, "/requests", limit=1000)]
            assert shown(pilot) == expected

    async def test_is_looked_for_again_and_again_where_there_is_no_stream(
        self, keycafe: Organization, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("scimconsole.screens.sync.following.POLL_SECONDS", 0.2)
        create(keycafe, "ann")
        async with opened(keycafe, size=NARROW) as pilot:
            without(pilot, "requests-stream")
            await press(pilot, "6")
            await follows(pilot)
            create(keycafe, *(f"later-{number}" for number in range(5)))
            await until(pilot, lambda: len(shown(pilot)) == 6)
            await pilot.pause(0.6)
            assert len(shown(pilot)) == len(set(shown(pilot))) == 6

    async def test_stops_where_nobody_looks(self, keycafe: Organization) -> None:
        async with opened(keycafe, "6") as pilot:
            await follows(pilot)
            for key in ("v", "1"):
                await press(pilot, key)
                working = [one.name for one in pilot.app.workers if not one.is_finished]
                assert "follow" not in working
                await press(pilot, "6" if key == "1" else "V")
                await follows(pilot)

    async def test_holds_some_thousands_and_counts_the_rest(
        self, keycafe: Organization, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(tails, "MOST", 10)
        create(keycafe, "ann", "ben")
        async with opened(keycafe, "6", "j") as pilot:
            await follows(pilot)
            create(keycafe, *(f"later-{number:02}" for number in range(9)))
            await until(pilot, lambda: len(shown(pilot)) >= 10)
            held = len(shown(pilot))
            create(keycafe, *(f"last-{number:02}" for number in range(5)))
            await until(pilot, lambda: "14 new" in screen_text(pilot))
            assert len(shown(pilot)) == held
            await press(pilot, "g")
            await until(pilot, lambda: "last-04" in screen_text(pilot))
            assert len(shown(pilot)) == 16


class TestAServiceThatRestarts:
    async def test_costs_no_request_and_doubles_none(self, tmp_path: Path) -> None:
        database = f"sqlite:///{tmp_path}/scim.db"
        first = RunningService(database, tmp_path / "first")
        second: RunningService | None = None
        try:
            organization = first.add_organization(profile="keycafe", plan="business-pro")
            create(organization, *(f"before-{number:02}" for number in range(5)))
            with cutting_proxy(first.url) as proxy:
                connection = replace(connection_to(organization), url=proxy.url)
                app = console_on(connection)
                async with app.run_test(size=NARROW) as pilot:
                    await settle(pilot)
                    await press(pilot, "6", "j")
                    await follows(pilot)
                    kept = sync(pilot).selected
                    create(organization, "while-it-ran")
                    await until(pilot, lambda: len(shown(pilot)) == 6)
                    first.process.kill()
                    first.process.wait()
                    proxy.cut()
                    await until(pilot, lambda: app.standing.phase == "lost")
                    assert "not current" in screen_text(pilot) or "goes on by itself" in screen_text(pilot)
                    second = RunningService(database, tmp_path / "first")
                    proxy.target = place_of(second.url)
                    organization.service = second
                    moved = organization.client(
                        f"{second.url}/scim/v2/{organization.slug}", organization.token
                    )
                    moved.post("/Users", json={"userName": "after@acme.example"}).raise_for_status()
                    await until(pilot, lambda: len(shown(pilot)) == 7)
                    assert len(set(shown(pilot))) == 7
                    assert kept is not None
                    assert sync(pilot).selected is not None
                    assert sync(pilot).selected.id == kept.id  # type: ignore[union-attr]
                    assert "2 new" in screen_text(pilot)
        finally:
            first.stop()
            if second is not None:
                second.stop()


class TestALongJournal:
    async def test_is_walked_through_without_holding_it(self) -> None:
        everything = [request(number) for number in range(20_000, 0, -1)]
        tail = Tail(page(everything, 0, 100), lambda cursor, limit: fetched(everything, cursor, limit))
        assert tail.total == 101
        for first in range(0, 20_000, 500):
            while not tail.is_whole and tail.window.extent.rows < first + 500 - 100:
                await tail.window.show(first - 100, first + 400)
            await tail.window.show(first - 100, first + 400)
            here = dict(tail.here())
            assert all(tail.at(place) is everything[place] for place in range(max(first, 100), first + 300))
            assert len(here) <= 1_100 + 600
        assert tail.total == 20_000
        assert tail.put_in(request(20_001), folds=False) == 0
        assert tail.at(19_000) is None or tail.at(19_000).id == everything[18_999].id  # type: ignore[union-attr]
        assert tail.total == 20_001

    def test_puts_what_comes_late_where_it_belongs_and_nothing_twice(self) -> None:
        everything = [request(number) for number in (9, 7, 5, 3)]
        tail = Tail(page(everything, 0, 4), lambda cursor, limit: fetched(everything, cursor, limit))
        assert tail.put_in(request(8), folds=False) == 1
        assert tail.put_in(request(8), folds=False) is None
        assert tail.put_in(request(1), folds=False) is None, "the pages behind have it"
        assert [one.id for one in tail.newest] == [request(number).id for number in (9, 8, 7, 5, 3)]

    def test_folds_only_what_changed_nothing_and_is_not_looked_at(self) -> None:
        quiet = [request(2, operation="find user")]
        tail = Tail(page(quiet, 0, 1), lambda cursor, limit: fetched(quiet, cursor, limit))
        assert tail.put_in(request(3, operation="find user"), folds=True) == "folded"
        assert tail.newest[0].folded == 1
        assert tail.put_in(request(4, operation="find user"), folds=True, still=0) == 0
        assert tail.put_in(request(5, operation="find user", status=503), folds=True) == 0
        assert tail.put_in(request(6, operation="create user"), folds=True) == 0
        assert tail.put_in(request(7, operation="create user"), folds=True) == 0


def request(number: int, **fields: Any) -> ScimRequest:
    return ScimRequest.model_validate(
        {
            "id": f"01900000-0000-7000-8000-{number:012}", "at": "2026-03-02T09:00:00Z", "method": "GET",
            "path": "/Users", "status": 200, "duration_us": 1, "signed_in": True, **fields,
        }
    )  # fmt: skip


class _Page:
    def __init__(self, items: list[ScimRequest], next_cursor: str | None) -> None:
        self.items, self.next_cursor, self.total = items, next_cursor, None


def page(everything: list[ScimRequest], first: int, limit: int) -> FetchedPage[ScimRequest]:
    end = first + limit
    return _Page(everything[first:end], str(end) if end <= len(everything) else None)


async def fetched(everything: list[ScimRequest], cursor: str | None, limit: int) -> FetchedPage[ScimRequest]:
    return page(everything, int(cursor or 0), limit)


class TestFilters:
    @pytest.fixture
    def busy(self, keycafe: Organization) -> Organization:
        create(keycafe, "ann", "ben")
        keycafe.scim.post("/Users", json={"userName": "cid", "userType": "GUEST"})
        keycafe.scim.get("/Users", params={"filter": 'userName eq "dora@acme.example"'}).raise_for_status()
        await_journal(keycafe, 4)
        return keycafe

    async def test_each_has_a_key_and_all_are_cleared_by_one(self, busy: Organization) -> None:
        busy.generate_token("unused")
        code = busy.api.get("/requests", params={"status": "error"}).json()["items"][0]["cause"]["code"]
        async with opened(busy, "6") as pilot:
            for keys, location, count in (
                (("s", "4"), "status=4xx", "1 request"),
                (("o", "down", "enter"), "operation=create+user", "3 requests"),
                (("c", "down", "enter"), f"cause={code}", "1 request"),
                (("d", "down", "enter"), "since=15m", "4 requests"),
            ):
                await press(pilot, *keys)
                assert str(sync(pilot).location()) == f"sync?{location}"
                assert count in screen_text(pilot)
                await press(pilot, "x")
                assert str(sync(pilot).location()) == "sync"
                assert "4 requests" in screen_text(pilot)
            await press(pilot, "T")
            assert "unused" in screen_text(pilot)
            await press(pilot, "down", "enter")
            assert "No such request" in screen_text(pilot)

    async def test_by_person_with_enter(self, busy: Organization) -> None:
        async with opened(busy, "6", "slash") as pilot:
            await type_text(pilot, "dora@acme.example")
            assert "4 requests" in screen_text(pilot)
            await press(pilot, "enter")
            assert "1 request" in screen_text(pilot)
            assert str(sync(pilot).location()) == "sync?person=dora%40acme.example"
            await press(pilot, "1", "left_square_bracket")
            assert "1 request" in screen_text(pilot)


class TestOneRequest:
    async def test_says_what_it_is_due_to_and_what_to_do(self, keycafe: Organization) -> None:
        keycafe.scim.post("/Users", json={"userName": "jane", "userType": "GUEST"})
        await_journal(keycafe, 1)
        told = keycafe.api.get("/requests").json()["items"][0]
        told = keycafe.api.get(f"/requests/{told['id']}").json()
        async with opened(keycafe, "6", size=(120, 60)) as pilot:
            text = " ".join(screen_text(pilot).replace("│", " ").split())
            assert told["cause"]["title"] in text
            assert told["cause"]["happened"].split()[0] in text
            assert "In Entra" in text
            assert '"GUEST"' in text
            assert "What was answered" in text
            assert "invalidValue" in text

    def test_is_compared_with_what_is_stored(self) -> None:
        sent = {"attribute": "userType", "sent": "full", "stored": "FULL", "why": "the profile's spelling"}
        left_out = {"attribute": "title", "sent": ["\x1b[2J"], "stored": None, "why": "no text"}
        compared = detail(difference=[sent, left_out])
        assert 'sent "full", stored "FULL"' in compared
        assert "the profile's spelling" in compared
        assert "nothing stored" in compared
        assert "\x1b" not in compared
        assert "Stored as it was sent." in detail(difference=[])
        assert "Sent and stored" not in detail(difference=None)

    def test_shows_a_body_that_was_cut_as_it_came(self) -> None:
        assert '{"userName": "ja' in detail(body='{"userName": "ja')

    async def test_leads_to_person_and_token_and_is_copied(self, keycafe: Organization) -> None:
        create(keycafe, "jane")
        async with opened(keycafe, "6", "enter") as pilot:
            assert "Sent and stored" in screen_text(pilot)
            copies = {copy.words: copy.text for copy in sync(pilot).copies()}
            assert json.loads(copies["Body"])["userName"] == "jane@acme.example"
            assert copies["curl, without the token"].startswith("curl -X POST")
            assert "$SCIM_TOKEN" in copies["curl, without the token"]
            assert keycafe.token not in "".join(copies.values())
            await press(pilot, "p")
            assert isinstance(pilot.app.screen, UsersScreen)
            await press(pilot, "6", "t")
            assert isinstance(pilot.app.screen, TokensScreen)

    async def test_hostile_texts_are_drawn_escaped(self, keycafe: Organization) -> None:
        name = "eve\u202e[bold red]x[/]\x1b[2J"
        keycafe.scim.post("/Users", json={"userName": name, "title": name, "userType": name, name: name})
        keycafe.scim.get("/Users", params={"filter": f'userName eq "{name}"'})
        await_journal(keycafe, 2)
        async with opened(keycafe, "6", "enter", size=(120, 60)) as pilot:
            for keys in ((), ("escape", "j", "enter")):
                await press(pilot, *keys)
                text = screen_text(pilot)
                assert "\x1b" not in text
                assert "\u202e" not in text
                assert "[bold" in text

    async def test_read_by_support_can_be_changed_by_nobody(self, keycafe: Organization) -> None:
        create(keycafe, "jane")
        helper = keycafe.add_member("support", "sam@x.example")
        async with opened(keycafe, "6", "enter", api_key=helper) as pilot:
            assert "jane@acme.example" in screen_text(pilot)
            await press(pilot, "v")
            assert "Last call" in screen_text(pilot)


def detail(**fields: Any) -> str:
    """What the pane tells of a request with these fields."""
    told = {**request(1).model_dump(), **fields}
    return draw(detail_sections(ScimRequestDetail.model_validate(told)), 80).plain


class TestExport:
    async def test_writes_what_the_filters_leave(self, keycafe: Organization, tmp_path: Path) -> None:
        create(keycafe, "ann", "ben")
        keycafe.scim.post("/Users", json={"userName": "cid", "userType": "GUEST"})
        await_journal(keycafe, 3)
        file = tmp_path / "requests.jsonl"
        async with opened(keycafe, "6", "s", "4", "e") as pilot:
            await press(pilot, "ctrl+u")
            await type_text(pilot, str(file))
            await press(pilot, "enter", "enter")
            assert "1 request written" in toasts(pilot)
        (line,) = file.read_text().splitlines()
        assert json.loads(line)["status"] == 400


class TestTheState:
    async def test_of_nothing_says_so(self, keycafe: Organization) -> None:
        async with opened(keycafe, place="sync?tab=state") as pilot:
            text = screen_text(pilot)
            assert "never connected" in text
            assert "none yet" in text
            assert "no request" in text

    async def test_tells_last_call_counts_and_cycles(self, filled: Organization) -> None:
        await_counts(filled)
        async with opened(filled, "6", "v", size=WIDE) as pilot:
            text = screen_text(pilot)
            assert "healthy" in text
            assert "created" in text
            assert "initial" in text
            assert str(sync(pilot).location()) == "sync?tab=state"
            sync(pilot).state.cycles.focus()
            await press(pilot, "enter")
            assert sync(pilot).tab == "requests"
            assert "since=" in str(sync(pilot).location())
            assert len(shown(pilot)) > 5

    async def test_leads_from_a_failure_to_its_requests(self, keycafe: Organization) -> None:
        create(keycafe, "ann")
        for _ in range(3):
            keycafe.scim.post("/Users", json={"userName": "cid", "userType": "GUEST"})
        await_counts(keycafe)
        told = keycafe.api.get("/sync").json()
        (failure,) = told["failures"]
        async with opened(keycafe, place="sync?tab=state", size=WIDE) as pilot:
            text = screen_text(pilot)
            assert failure["title"] in text
            assert "In Entra" in text
            found = [look.cause for look in sync(pilot).state.looks.rows.items]  # type: ignore[attr-defined]
            await press(pilot, *["down"] * found.index(failure["cause"]), "enter")
            assert sync(pilot).location().filters == {"cause": failure["cause"]}
            assert "3 requests" in screen_text(pilot)
            await press(pilot, "left_square_bracket")
            assert sync(pilot).tab == "state"

    async def test_says_when_sign_ins_are_refused(self, keycafe: Organization) -> None:
        create(keycafe, "ann")
        wrong = keycafe.client(keycafe.tenant_url, keycafe.token[:-1] + "x")
        assert wrong.get("/Users").status_code == 401
        await_counts(keycafe, refused=1)
        async with opened(keycafe, place="sync?tab=state") as pilot:
            assert "failing" in screen_text(pilot)

    @pytest.mark.parametrize("size", [(60, 20), WIDE], ids=["60x20", "120x40"])
    async def test_is_all_reached_by_tab_and_in_ascii(
        self, filled: Organization, size: tuple[int, int]
    ) -> None:
        await_counts(filled)
        async with opened(filled, place="sync?tab=state", size=size, ascii=True) as pilot:
            assert screen_text(pilot).isascii()
            for wanted in ("state-item", "state-cycles"):
                await press(pilot, "tab")
                focused = pilot.app.focused
                assert focused is not None
                assert focused.id == wanted
                assert pilot.app.screen.region.contains_region(focused.region)


def await_counts(organization: Organization, **wanted: int) -> None:
    """Wait until the counts have taken what is in the journal."""
    deadline = time.monotonic() + 10
    wanted = wanted or {"requests": len(every_item(organization, "/requests", limit=1000))}
    while True:
        today = organization.api.get("/sync").json()["today"]
        if all(today[name] >= count for name, count in wanted.items()):
            return
        assert time.monotonic() < deadline, today
        time.sleep(0.1)


class TestWhatIsNotAnnounced:
    async def test_has_no_tab(self, keycafe: Organization) -> None:
        async with opened(keycafe, "6") as pilot:
            without(pilot, "why")
            await settle(pilot)
            assert "[Requests]" in screen_text(pilot)
            assert " Why " not in screen_text(pilot)
            without(pilot, "sync", "why")
            await settle(pilot)
            assert "State" not in screen_text(pilot).splitlines()[4]

    async def test_has_no_place(self, keycafe: Organization) -> None:
        async with opened(keycafe) as pilot:
            without(pilot, "requests", "sync", "why")
            await settle(pilot)
            assert "Sync" not in screen_text(pilot).splitlines()[3]


class TestASparkline:
    def test_draws_each_count_as_high_as_its_share(self) -> None:
        assert sparkline([0, 1, 4, 8], 10) == "·▁▄█"
        assert sparkline([0, 1, 4, 8], 10, ascii=True) == "_.=#"
        assert sparkline([], 10) == ""
        assert sparkline([0, 0], 10) == "··"

    def test_adds_up_where_there_is_less_room(self) -> None:
        assert sparkline([0] * 50 + [5] * 10, 30) == "·" * 25 + "█" * 5
        assert len(sparkline([1] * 60, 45)) == 30
        assert sparkline([1, 0, 0, 0, 0], 2) == "█·"
