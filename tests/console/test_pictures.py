"""Pictures of every screen and dialog; `pytest --snapshot-update` accepts new ones, once looked at."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest
from textual.pilot import Pilot

from scimconsole.app import ConsoleApp
from scimconsole.client import Connection
from scimconsole.places import PLACES
from scimconsole.screens.users.place import UsersScreen
from tests.console.driving import NARROW, WIDE, connection_to, console_on, press, settle
from tests.console.pictures import FIRST, ONCE, PICTURES, THEMED, TROUBLED, Picture
from tests.console.steady import Wire
from tests.running_service import Organization

pytestmark = [pytest.mark.engines("sqlite"), pytest.mark.usefixtures("steady")]

SIZES = pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "120x40"])
Compare = Callable[..., bool]
KEYS = {place.name: place.key for place in PLACES}


def local(organization: Organization, api_key: str | None = None) -> Connection:
    """A connection that shows as this machine instead of a port that is another in each run."""
    return replace(connection_to(organization, api_key), kind="embedded")


def drawn(
    snap_compare: Compare,
    connection: Connection | None,
    picture: Picture,
    size: tuple[int, int],
    *,
    then: Callable[[Pilot[Any]], Awaitable[None]] | None = None,
) -> bool:
    async def lead_there(pilot: Pilot[Any]) -> None:
        await settle(pilot)
        await press(pilot, *picture.keys)
        if then is not None:
            await then(pilot)
        assert isinstance(pilot.app, ConsoleApp)
        assert (pilot.app.standing.phase == "lost") is (picture.name in LOST), pilot.app.standing.doing

    app = console_on(connection, theme=picture.theme)
    return snap_compare(app, terminal_size=size, run_before=lead_there)


LOST = ("lost", "stale")


class TestAFilledOrganization:
    @SIZES
    @pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture.name)
    def test_looks_like_this(
        self, snap_compare: Compare, northwind: Organization, picture: Picture, size: tuple[int, int]
    ) -> None:
        assert drawn(snap_compare, local(northwind), picture, size)

    @pytest.mark.parametrize("picture", THEMED, ids=lambda picture: picture.name)
    def test_looks_like_this_in_other_themes(
        self, snap_compare: Compare, northwind: Organization, picture: Picture
    ) -> None:
        assert drawn(snap_compare, local(northwind), picture, NARROW)

    @pytest.mark.parametrize("place", "123456789")
    def test_looks_like_this_in_very_little_room(
        self, snap_compare: Compare, northwind: Organization, place: str
    ) -> None:
        assert drawn(snap_compare, local(northwind), Picture(place, (place,), ""), (60, 20))

    def test_looks_like_this_with_the_side_bar(self, snap_compare: Compare, northwind: Organization) -> None:
        assert drawn(snap_compare, local(northwind), Picture("side-bar", ("3",), ""), (160, 40))


class TestAnOrganizationInTrouble:
    @SIZES
    @pytest.mark.parametrize("picture", TROUBLED, ids=lambda picture: picture.name)
    def test_looks_like_this(
        self, snap_compare: Compare, troubled: Organization, picture: Picture, size: tuple[int, int]
    ) -> None:
        assert drawn(snap_compare, local(troubled), picture, size)


class TestAnEmptyOrganization:
    @SIZES
    @pytest.mark.parametrize("place", "1234567")
    def test_looks_like_this(
        self, snap_compare: Compare, vacant: Organization, place: str, size: tuple[int, int]
    ) -> None:
        assert drawn(snap_compare, local(vacant), Picture(place, (place,), ""), size)

    @SIZES
    @pytest.mark.parametrize("picture", ONCE, ids=lambda picture: picture.name)
    def test_a_token_is_shown_once(
        self, snap_compare: Compare, keycafe: Organization, picture: Picture, size: tuple[int, int]
    ) -> None:
        assert drawn(snap_compare, local(keycafe), picture, size)


class TestTextsThatTryToBreakTheScreen:
    @pytest.mark.parametrize(
        "keys",
        [
            ("1",),
            ("2",),
            ("2", "enter"),
            ("3",),
            ("3", "enter"),
            ("3", "v", "enter"),
            ("4",),
            ("4", "enter"),
            ("5",),
            ("6",),
        ],
        ids="-".join,
    )
    def test_are_drawn_as_text(
        self, snap_compare: Compare, hostile: Organization, keys: tuple[str, ...]
    ) -> None:
        assert drawn(snap_compare, local(hostile), Picture("hostile", keys, ""), NARROW)

    @pytest.mark.parametrize("key", ["d", "m", "y"])
    def test_are_drawn_as_text_over_the_list(
        self, snap_compare: Compare, hostile: Organization, key: str
    ) -> None:
        assert drawn(snap_compare, local(hostile), Picture("hostile", ("3", key), ""), NARROW)


class TestASlowService:
    @pytest.mark.parametrize("place", ["overview", "tokens", "users", "groups", "mappings", "sync", "guide"])
    def test_leaves_the_place_standing_meanwhile(
        self, snap_compare: Compare, steady: Wire, northwind: Organization, place: str
    ) -> None:
        async def hold_and_go(pilot: Pilot[Any]) -> None:
            await settle(pilot)
            steady.held = {"overview": "/tokens", "mappings": "/mapping", "sync": "/requests"}.get(
                place, f"/{place}"
            )
            await pilot.press("r" if place == "overview" else KEYS[place])
            await pilot.pause(0.5)

        app = console_on(local(northwind))
        assert snap_compare(app, terminal_size=NARROW, run_before=hold_and_go)


class TestALongAct:
    @SIZES
    def test_says_how_far_it_is(
        self, snap_compare: Compare, steady: Wire, northwind: Organization, size: tuple[int, int]
    ) -> None:
        async def hold_the_second(pilot: Pilot[Any]) -> None:
            await settle(pilot)
            await press(pilot, "3", "space", "space", "space", "a")
            screen = pilot.app.screen_stack[-2]
            assert isinstance(screen, UsersScreen)
            steady.held = f"{screen.table.marked[1].id}/reactivate"
            await pilot.press("enter")
            await pilot.pause(0.5)

        app = console_on(local(northwind))
        assert snap_compare(app, terminal_size=size, run_before=hold_the_second)


class TestSupport:
    def test_sees_that_acts_are_off(
        self, snap_compare: Compare, northwind: Organization, helper: str
    ) -> None:
        assert drawn(snap_compare, local(northwind, helper), Picture("support", ("3",), ""), NARROW)


class TestTheFirstStart:
    @SIZES
    @pytest.mark.parametrize("picture", FIRST, ids=lambda picture: picture.name)
    def test_looks_like_this(self, snap_compare: Compare, picture: Picture, size: tuple[int, int]) -> None:
        assert drawn(snap_compare, None, picture, size)


class TestAServiceThatIsNotThere:
    @SIZES
    def test_looks_like_this(
        self, snap_compare: Compare, northwind: Organization, size: tuple[int, int]
    ) -> None:
        gone = replace(local(northwind), url="http://127.0.0.1:9")
        assert drawn(snap_compare, gone, Picture("lost", (), ""), size)

    @SIZES
    @pytest.mark.parametrize("place", "23")
    def test_leaves_what_was_shown_marked_as_not_current(
        self, snap_compare: Compare, steady: Wire, northwind: Organization, place: str, size: tuple[int, int]
    ) -> None:
        async def cut_the_wire(pilot: Pilot[Any]) -> None:
            steady.cut = True
            await press(pilot, "r")

        steady.address = northwind.service.url
        connection = replace(local(northwind), url="http://scim.example.com")
        picture = Picture("stale", (place,), "")
        assert drawn(snap_compare, connection, picture, size, then=cut_the_wire)
