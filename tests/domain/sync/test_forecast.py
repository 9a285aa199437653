"""What Entra does next, by the rules it publishes."""

from __future__ import annotations

from scimconsole.domain.sync.counting import DAY, HOUR, MINUTE
from scimconsole.domain.sync.facts import SyncFacts
from scimconsole.domain.sync.forecast import Forecast
from scimconsole.domain.sync.state import assess
from tests.domain.sync.days import NOON, cause, every, facts, minute, token


def forecast(of: SyncFacts) -> Forecast:
    return assess(of).forecast


class TestQuarantineAtOnce:
    def test_follows_a_refused_sign_in(self) -> None:
        day = [*every(40 * MINUTE, 12, NOON - 40 * MINUTE), minute(NOON - MINUTE, refused=1)]
        told = forecast(facts(day, causes=[cause("token-expired", NOON - MINUTE)]))
        assert told.outlook == "quarantined"
        assert told.reason == "EncounteredQuarantineException"
        assert told.at == NOON - MINUTE
        assert told.sentence == (
            "Entra stopped about 11:59 UTC, because the sign-in was refused. It tries once a day; "
            "the job is disabled by Entra on 2027-02-12 11:59 UTC."
        )
        assert told.to_do is not None
        assert '{"criteria":{"resetScope":"Watermark, Escrows, QuarantineState"}}' in told.to_do

    def test_ends_with_a_disabled_job_after_four_weeks(self) -> None:
        refused = facts(
            [minute(NOON - DAY, refused=1)], causes=[cause("token-expired", NOON, 30, NOON - 29 * DAY)]
        )
        assert "was disabled by Entra on" in forecast(refused).sentence

    def test_follows_a_test_that_is_not_found(self) -> None:
        day = [*every(40 * MINUTE, 12, NOON - 40 * MINUTE), minute(NOON, failures=1)]
        told = forecast(facts(day, causes=[cause("wrong-address", NOON)]))
        assert told.outlook == "quarantined"
        assert "the test was answered with 404" in told.sentence
        assert "Tenant URL" in (told.to_do or "")

    def test_is_over_with_the_next_good_test(self) -> None:
        day = [minute(NOON - HOUR, failures=1), minute(NOON, tests=1)]
        assert forecast(facts(day, causes=[cause("wrong-address", NOON - HOUR)])).outlook == "clear"


class TestQuarantineByVolume:
    def test_comes_from_five_thousand_failures_of_more_than_forty_percent(self) -> None:
        told = forecast(facts([minute(NOON - MINUTE, failures=5_000, updates=5_000)]))
        assert told.outlook == "quarantined"
        assert told.reason == "EncounteredEscrowProportionThreshold"
        assert told.at == NOON - MINUTE
        assert told.sentence.startswith(
            "5,000 of 10,000 changes failed in the last 24 hours (50%): from 5,000 on"
        )

    def test_does_not_come_where_most_is_well(self) -> None:
        assert (
            forecast(facts([minute(NOON - MINUTE, failures=5_000, updates=50_000)])).outlook != "quarantined"
        )

    def test_comes_from_forty_thousand_whatever_the_share(self) -> None:
        told = forecast(facts([minute(NOON - MINUTE, failures=40_000, updates=900_000)]))
        assert told.reason == "EncounteredBaseEscrowThreshold"

    def test_is_foreseen_at_this_rate(self) -> None:
        day = [minute(NOON - hours * HOUR, failures=500, updates=100) for hours in (4, 3, 2, 1, 0)]
        told = forecast(facts(day))
        assert told.outlook == "at-risk"
        assert told.at == NOON + 4 * HOUR
        assert "At this rate Entra stops in 4 h: from 5,000 failures on" in told.sentence

    def test_is_not_foreseen_a_month_ahead(self) -> None:
        assert (
            forecast(facts([minute(NOON - 20 * HOUR, failures=3), minute(NOON, failures=3)])).outlook
            == "clear"
        )

    def test_is_not_foreseen_when_the_failures_have_ended(self) -> None:
        day = [minute(NOON - 4 * HOUR, failures=3_000), minute(NOON, tests=1, updates=5)]
        assert forecast(facts(day)).outlook == "clear"

    def test_forgets_what_failed_before_yesterday(self) -> None:
        assert (
            forecast(facts([minute(NOON - 2 * DAY, failures=9_000), minute(NOON, updates=1)])).outlook
            == "clear"
        )

    def test_says_when_what_failed_is_tried_again(self) -> None:
        told = forecast(facts([minute(NOON - HOUR, failures=1), minute(NOON, updates=3)]))
        assert told.sentence == (
            "Nothing that would make Entra stop. What failed is tried again after 6, 12 and 24 hours, "
            "then daily, for 28 days."
        )


class TestATokenThatEnds:
    def test_is_a_risk_within_thirty_days(self) -> None:
        used = token("laptop", last_used_at=NOON, expires_at=NOON + 20 * DAY)
        told = forecast(facts(every(40 * MINUTE, 12), tokens=[used]))
        assert told.outlook == "at-risk"
        assert told.at == NOON + 20 * DAY
        assert told.sentence.startswith('The token "laptop", which Entra uses, expires in 20 days')
        assert "Rotate the token" in (told.to_do or "")

    def test_with_a_successor_is_one_until_that_is_used(self) -> None:
        used = token("old", last_used_at=NOON, expires_at=NOON + DAY)
        newer = token("new", created_at=NOON - HOUR)
        told = forecast(facts(every(40 * MINUTE, 12), tokens=[used, newer]))
        assert told.to_do == "Paste the newer token into Entra, and test the connection."
        replaced = token("new", created_at=NOON - HOUR, last_used_at=NOON + 1)
        assert forecast(facts(every(40 * MINUTE, 12), tokens=[used, replaced])).outlook == "clear"

    def test_that_nobody_uses_is_none(self) -> None:
        assert (
            forecast(facts(every(40 * MINUTE, 12), tokens=[token(expires_at=NOON + HOUR)])).outlook == "clear"
        )


class TestNothingToForetell:
    def test_is_said(self) -> None:
        assert forecast(facts()).sentence == "Nothing to foretell: no request has arrived yet."
        assert forecast(facts(every(40 * MINUTE, 12))).sentence == "Nothing that would make Entra stop."
