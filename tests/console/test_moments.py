from __future__ import annotations

from datetime import UTC, datetime

import pytest

from scimconsole.domain.time_zone import UTC_ZONE, zone_named
from scimconsole.widgets.moments import ago, brief_ago, clock, days_until, full, show_in, span, until

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


class TestMomentsInWords:
    @pytest.mark.parametrize(
        ("moment", "words"),
        [
            ("2026-03-02T09:29:55.000000Z", "just now"),
            ("2026-03-02T09:29:30.000000Z", "30 seconds ago"),
            ("2026-03-02T09:29:00.000000Z", "1 minute ago"),
            ("2026-03-02T07:30:00.000000Z", "2 hours ago"),
            ("2026-03-01T09:30:00.000000Z", "1 day ago"),
            (None, "never"),
        ],
    )
    def test_the_past_is_so_long_ago(self, moment: str | None, words: str) -> None:
        assert ago(moment, NOW) == words

    @pytest.mark.parametrize(
        ("moment", "words"),
        [
            ("2026-05-28T09:30:00.000000Z", "in 87 days"),
            ("2026-03-02T10:31:00.000000Z", "in 1 hour"),
            ("2026-03-01T09:30:00.000000Z", "1 day ago"),
            (None, "never"),
        ],
    )
    def test_the_future_comes_in_so_many_days(self, moment: str | None, words: str) -> None:
        assert until(moment, NOW) == words

    @pytest.mark.parametrize(
        ("moment", "words"),
        [
            ("2026-03-02T09:29:55.000000Z", "just now"),
            ("2026-03-02T09:29:00.000000Z", "1 min ago"),
            ("2026-03-02T07:30:00.000000Z", "2 h ago"),
            ("2026-02-28T09:30:00.000000Z", "2 days ago"),
            (None, "never"),
        ],
    )
    def test_a_narrow_column_takes_the_short_words(self, moment: str | None, words: str) -> None:
        assert brief_ago(moment, NOW) == words

    def test_days_are_counted_to_the_fraction(self) -> None:
        assert days_until("2026-03-02T21:30:00Z", NOW) == 0.5
        assert days_until(None, NOW) is None

    def test_a_negative_span_is_none(self) -> None:
        assert span(-5) == "0 seconds"


class TestMomentsOnTheClock:
    def test_today_needs_no_date(self) -> None:
        assert clock("2026-03-02T08:01:02.500000Z", NOW) == "08:01:02"
        assert clock("2026-02-28T08:01:02.500000Z", NOW) == "28 Feb 08:01"

    def test_in_full_it_is_utc(self) -> None:
        assert full("2026-03-02T10:01:02+02:00") == "2026-03-02 08:01:02 UTC"

    def test_may_be_told_on_the_clock_of_another_zone(self) -> None:
        show_in(zone_named("America/Toronto"))
        try:
            assert full("2026-03-02T04:01:02Z") == "2026-03-01 23:01:02 EST"
            assert clock("2026-03-02T04:01:02Z", NOW) == "01 Mar 23:01"
        finally:
            show_in(UTC_ZONE)
        assert full(None) == "-"
