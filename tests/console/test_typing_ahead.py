from __future__ import annotations

from typing import Any

import pytest
from textual import events
from textual.pilot import Pilot

from scimconsole.widgets.field import Field
from scimconsole.widgets.record_table import RecordTable
from tests.console.driving import opened, press, settle
from tests.running_service import Organization

pytestmark = pytest.mark.engines("sqlite")


async def send_at_once(pilot: Pilot[Any], text: str) -> None:
    """Send keys as a slow line delivers them: all in one piece."""
    names = {"/": "slash", "\x1b": "escape"}
    for character in text:
        printable = character if character.isprintable() else None
        pilot.app.post_message(events.Key(names.get(character, character), printable))
    await settle(pilot)


class TestKeysInOnePiece:
    async def test_search_for_what_stands_behind_the_slash(self, northwind: Organization) -> None:
        async with opened(northwind, "3") as pilot:
            await send_at_once(pilot, "/raul")
            assert pilot.app.screen.query_one("#search", Field).value == "raul"

    async def test_move_and_go_in_the_order_they_were_typed(self, northwind: Organization) -> None:
        async with opened(northwind, "3") as pilot:
            await send_at_once(pilot, "jjkj")
            assert pilot.app.screen.query_one("#table", RecordTable).cursor == 2
            await send_at_once(pilot, "/ra\x1bj")
            assert pilot.app.screen.query_one("#search", Field).value == "ra"
            assert pilot.app.screen.query_one("#table", RecordTable).has_focus

    async def test_wait_for_no_key_whose_receiver_is_gone(self, northwind: Organization) -> None:
        async with opened(northwind, "2", "c") as pilot:
            await send_at_once(pilot, "\x1b13")
            assert pilot.app.screen.PLACE == "users"  # type: ignore[attr-defined]
            await press(pilot, "j")
            assert pilot.app.screen.query_one("#table", RecordTable).cursor == 1
