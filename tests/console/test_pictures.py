"""Pictures of every screen and dialog; `pytest --snapshot-update` accepts new ones, once looked at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from textual.pilot import Pilot

from scimconsole.app import ConsoleApp
from scimconsole.client import Connection
from tests.console.driving import NARROW, WIDE, connection_to, console_on, press, settle
from tests.console.pictures import FIRST, ONCE, PICTURES, Picture
from tests.running_service import Organization

pytestmark = [pytest.mark.engines("sqlite"), pytest.mark.usefixtures("steady")]

SIZES = pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "120x40"])
Compare = Callable[..., bool]


def local(organization: Organization, api_key: str | None = None) -> Connection:
    """A connection that shows as this machine instead of a port that is another in each run."""
    return replace(connection_to(organization, api_key), kind="embedded")


def drawn(
    snap_compare: Compare,
    connection: Connection | None,
    picture: Picture,
    size: tuple[int, int],
    **flags: str,
) -> bool:
    async def lead_there(pilot: Pilot[Any]) -> None:
        await settle(pilot)
        await press(pilot, *picture.keys)
        assert isinstance(pilot.app, ConsoleApp)
        assert (pilot.app.standing.phase == "lost") is (picture.name == "lost"), pilot.app.standing.doing

    return snap_compare(console_on(connection, **flags), terminal_size=size, run_before=lead_there)


class TestAFilledOrganization:
    @SIZES
    @pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture.name)
    def test_looks_like_this(
        self, snap_compare: Compare, northwind: Organization, picture: Picture, size: tuple[int, int]
    ) -> None:
        assert drawn(snap_compare, local(northwind), picture, size)

    @pytest.mark.parametrize(
        "picture",
        [one for one in PICTURES if one.name in ("overview", "users", "user")],
        ids=lambda one: one.name,
    )
    def test_looks_like_this_in_the_light(
        self, snap_compare: Compare, northwind: Organization, picture: Picture
    ) -> None:
        assert drawn(snap_compare, local(northwind), picture, NARROW, theme="light")


class TestAnEmptyOrganization:
    @SIZES
    @pytest.mark.parametrize("place", "12345")
    def test_looks_like_this(
        self, snap_compare: Compare, vacant: Organization, place: str, size: tuple[int, int]
    ) -> None:
        picture = Picture(place, (place,), "")
        assert drawn(snap_compare, local(vacant), picture, size)

    @SIZES
    @pytest.mark.parametrize("picture", ONCE, ids=lambda picture: picture.name)
    def test_a_token_is_shown_once(
        self, snap_compare: Compare, keycafe: Organization, picture: Picture, size: tuple[int, int]
    ) -> None:
        assert drawn(snap_compare, local(keycafe), picture, size)


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
