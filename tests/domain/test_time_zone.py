"""Times in a zone of choice, and the times that people write."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scimconsole.domain.time_zone import UTC_ZONE, instant_meant, zone_named
from scimconsole.errors import InvalidInput

WINTER = "2026-11-21T20:41:07.000000Z"
SUMMER = "2026-07-21T20:41:07.000000Z"
NOW = datetime(2026, 11, 22, 6, 30, tzinfo=UTC)


@pytest.fixture
def in_new_york(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine whose own clock is New York's."""
    monkeypatch.setenv("TZ", "America/New_York")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


class TestAZone:
    def test_shows_a_moment_on_its_clock_and_its_name_at_that_moment(self) -> None:
        zurich = zone_named("Europe/Zurich")
        assert (zurich.second(WINTER), zurich.label(WINTER)) == ("2026-11-21 21:41:07", "CET")
        assert (zurich.minute(SUMMER), zurich.label(SUMMER)) == ("2026-07-21 22:41", "CEST")
        assert (UTC_ZONE.minute(WINTER), UTC_ZONE.label(WINTER)) == ("2026-11-21 20:41", "UTC")
        assert zone_named("Asia/Kathmandu").minute(WINTER) == "2026-11-22 02:26"

    @pytest.mark.parametrize("name", ["utc", "UTC", " Z "])
    def test_may_be_utc_in_any_spelling(self, name: str) -> None:
        assert zone_named(name) is UTC_ZONE

    def test_may_be_this_machines_own(self, in_new_york: None) -> None:
        local = zone_named("local")
        assert (local.minute(WINTER), local.label(WINTER)) == ("2026-11-21 15:41", "EST")
        assert instant_meant("today", local, NOW) == datetime(2026, 11, 22, 5, tzinfo=UTC)

    def test_is_found_whatever_its_case(self) -> None:
        assert zone_named("europe/zurich").name == "Europe/Zurich"
        assert zone_named("America/new york").name == "America/New_York"

    @pytest.mark.parametrize(
        ("name", "nearest"),
        [
            ("Zurich", "Europe/Zurich"),
            ("Europe/Zürich", "Europe/Zurich"),
            ("Amerika/Toronto", "America/Toronto"),
        ],
    )
    def test_that_is_unknown_is_refused_with_the_nearest(self, name: str, nearest: str) -> None:
        with pytest.raises(InvalidInput) as refused:
            zone_named(name)
        assert f"Did you mean {nearest}?" in refused.value.detail

    @pytest.mark.parametrize(
        "name", ["", "../../etc/passwd", "/etc/localtime", "xyzzy", "a" * 500, "Europe", "\0"]
    )
    def test_that_is_none_is_refused(self, name: str) -> None:
        with pytest.raises(InvalidInput):
            zone_named(name)

    def test_shows_the_ends_of_the_calendar(self) -> None:
        assert zone_named("Asia/Tokyo").minute("9999-12-31T23:59:59.000000Z").startswith("9999-12-31")


class TestATimeSomebodyWrote:
    @pytest.mark.parametrize(
        ("text", "meant"),
        [
            ("2h", "2026-11-22T04:30"),
            ("30 min ago", "2026-11-22T06:00"),
            ("45s", "2026-11-22T06:29:15"),
            ("3D", "2026-11-19T06:30"),
            ("2w", "2026-11-08T06:30"),
            ("today", "2026-11-21T23:00"),
            ("Yesterday", "2026-11-20T23:00"),
            ("yesterday 14:00", "2026-11-21T13:00"),
            ("7:15", "2026-11-22T06:15"),
            ("2026-07-21", "2026-07-20T22:00"),
            ("2026-07-21 12:00", "2026-07-21T10:00"),
            ("2026-07-21T12:00:00Z", "2026-07-21T12:00"),
            ("2026-07-21T12:00:00-04:00", "2026-07-21T16:00"),
        ],
    )
    def test_is_on_the_clock_of_the_zone(self, text: str, meant: str) -> None:
        expected = datetime.fromisoformat(meant).replace(tzinfo=UTC)
        assert instant_meant(text, zone_named("Europe/Zurich"), NOW) == expected

    @pytest.mark.parametrize(
        "text", ["", "soon", "25:00", "yesterday 24:60", "2h30", "-2h", "2026-13-01", "999999w"]
    )
    def test_that_is_none_is_refused(self, text: str) -> None:
        with pytest.raises(InvalidInput, match="is no time"):
            instant_meant(text, UTC_ZONE, NOW)

    @given(st.text())
    def test_is_read_or_refused_whatever_it_is(self, text: str) -> None:
        with contextlib.suppress(InvalidInput):
            assert instant_meant(text, UTC_ZONE, NOW).tzinfo is UTC
