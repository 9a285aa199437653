from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from scimconsole.api.deactivations import Deactivation, NewDeactivation
from scimconsole.client import AsyncManagementClient, calls
from scimconsole.screens.dialogs.progress import Progress, ProgressDialog, Stopped
from scimconsole.screens.menus.menu import Menu, MenuItem
from scimconsole.screens.users.bulk_work import watch
from scimconsole.screens.users.export_work import Export, export_people
from scimconsole.widgets.progress_line import ProgressLine
from tests.console.driving import connection_to, opened, press, screen_text
from tests.running_service import Organization

pytestmark = pytest.mark.engines("sqlite")


class TestProgress:
    async def test_is_a_bar_a_share_and_a_count_with_a_key_that_stops_it(
        self, northwind: Organization
    ) -> None:
        answers: list[str | None] = []

        async def work(progress: Progress) -> str:
            progress.show(450, 1_000)
            while not progress.is_stopped:
                await progress.pause(60)
            return "stopped when asked"

        async with opened(northwind) as pilot:
            await pilot.app.push_screen(ProgressDialog("Export", "Writing people.csv.", work), answers.append)
            await pilot.pause()
            text = screen_text(pilot)
            assert "45%" in text
            assert "450 of 1,000" in text
            await pilot.press("enter")
            await pilot.pause()
            assert answers == []
            await press(pilot, "s")
        assert answers == ["stopped when asked"]

    async def test_ends_below_what_was_opened_over_it(self, northwind: Organization) -> None:
        answers: list[str | None] = []
        may_end = asyncio.Event()

        async def work(_progress: Progress) -> str:
            await may_end.wait()
            return "done"

        async with opened(northwind) as pilot:
            await pilot.app.push_screen(ProgressDialog("Export", "Writing.", work), answers.append)
            await pilot.app.push_screen(Menu([MenuItem("one", "One")]))
            may_end.set()
            await press(pilot, "j")
            assert answers == []
            await press(pilot, "escape")
            assert answers == ["done"]
            assert not isinstance(pilot.app.screen, ProgressDialog)

    async def test_says_what_failed_and_stays_until_that_was_read(self, northwind: Organization) -> None:
        async def work(progress: Progress) -> None:
            client = AsyncManagementClient(connection_to(northwind))
            try:
                await client.send(calls.user("nobody"))
            finally:
                await client.aclose()

        async with opened(northwind) as pilot:
            await pilot.app.push_screen(ProgressDialog("Read", "Reading.", work))
            await press(pilot, "shift+tab")
            assert "Close" in screen_text(pilot)
            await press(pilot, "escape")
            assert "Close" not in screen_text(pilot)

    def test_without_a_known_end_is_a_count(self) -> None:
        line = ProgressLine()
        line.total = None
        line.done = 1_200
        assert str(line.render()) == "1,200 so far"


class TestStopping:
    async def test_an_export_leaves_no_half_file(self, northwind: Organization, tmp_path: Path) -> None:
        there = tmp_path / "people.csv"
        there.write_text("mine")
        progress = Progress(lambda _done, _total: progress.stop())
        client = AsyncManagementClient(connection_to(northwind))
        try:
            with pytest.raises(Stopped):
                await export_people(client, calls.users(limit=5), Export(there, "csv"), progress)
        finally:
            await client.aclose()
        assert there.read_text() == "mine"
        assert list(tmp_path.iterdir()) == [there]

    async def test_a_deactivation_cancels_it_on_the_service(self, filled: Organization) -> None:
        people = [user["id"] for user in filled.api.get("/users").json()["items"]]
        client = AsyncManagementClient(connection_to(filled))
        progress = Progress(lambda _done, _total: None)
        progress.stop()
        started: list[Deactivation] = []
        try:
            start = calls.start_deactivation(NewDeactivation(ids=people))
            result = await asyncio.wait_for(watch(client, start, progress, started.append), 30)
        finally:
            await client.aclose()
        work = filled.api.get(f"/deactivations/{result.id}").json()
        assert work["state"] in ("cancelled", "done")
        assert [one.id for one in started] == [result.id]
        assert result.done + len(result.not_done) == len(people)
