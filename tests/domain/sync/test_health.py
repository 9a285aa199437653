"""Health, with the reason in one sentence."""

from __future__ import annotations

import re

import pytest

from scimconsole.domain.sync.counting import DAY, HOUR, MINUTE
from scimconsole.domain.sync.facts import SyncFacts
from scimconsole.domain.sync.state import assess, by_the_minute
from tests.domain.sync.days import NOON, cause, entras_day, every, facts, minute, token


def told(of: SyncFacts) -> tuple[str, str]:
    judgement = assess(of).judgement
    return judgement.health, judgement.reason


class TestNeverConnected:
    def test_says_whether_there_is_a_token(self) -> None:
        assert told(facts()) == ("never-connected", "No request has arrived yet; a token is ready.")
        assert told(facts(tokens=[])) == (
            "never-connected",
            "No request has arrived yet, and no token was generated.",
        )

    def test_is_so_however_many_strangers_knock(self) -> None:
        knocks = facts(every(MINUTE, 30, refused=1), causes=[cause("token-missing", NOON, 30)])
        assert told(knocks)[0] == "never-connected"


class TestHealthy:
    def test_tells_when_the_next_cycle_is_expected(self) -> None:
        assert told(facts(every(40 * MINUTE, 12, NOON - 12 * MINUTE))) == (
            "healthy",
            "Entra contacted us 12 min ago; the next cycle is expected about 12:28 UTC.",
        )

    def test_tells_when_it_was_expected(self) -> None:
        assert told(facts(every(40 * MINUTE, 12, NOON - 45 * MINUTE))) == (
            "healthy",
            "Entra contacted us 45 min ago; the next cycle was expected about 11:55 UTC.",
        )

    def test_says_that_the_rhythm_is_not_known_yet(self) -> None:
        assert told(facts([minute(NOON - 3 * HOUR, creates=2)])) == (
            "healthy",
            "Entra contacted us 3 h ago; its rhythm is not known yet.",
        )

    def test_says_that_there_is_no_rhythm(self) -> None:
        times = [0, 17, 300, 320, 1000, 1700, 1730, 2000]
        minutes = [minute(NOON - (2000 - at) * MINUTE, updates=1) for at in times]
        assert told(facts(minutes)) == (
            "healthy",
            "Entra contacted us moments ago; it comes at no steady rhythm.",
        )

    def test_passes_over_a_few_failures_among_many(self) -> None:
        day = [*entras_day(NOON - 5 * MINUTE), minute(NOON - 3 * MINUTE, updates=8, failures=2)]
        assert told(facts(day))[0] == "healthy"

    def test_passes_over_one_person_who_is_tried_again_and_again(self) -> None:
        retries = every(6 * HOUR, 3, NOON - MINUTE, failures=1)
        assert told(facts([minute(NOON - 2 * DAY, updates=4), *retries]))[0] == "healthy"

    def test_passes_over_failures_that_were_mended(self) -> None:
        day = [*every(40 * MINUTE, 4, NOON - HOUR, failures=5), minute(NOON - MINUTE, creates=5)]
        assert told(facts(day))[0] == "healthy"


class TestQuiet:
    def test_is_longer_than_this_connection_usually_is(self) -> None:
        assert told(facts(every(40 * MINUTE, 12, NOON - 3 * HOUR))) == (
            "quiet",
            "Entra's last request came 3 h ago; it usually comes every 40 min.",
        )

    def test_is_not_what_comes_once_a_day(self) -> None:
        assert told(facts(every(DAY, 5, NOON - 30 * HOUR)))[0] == "healthy"
        assert told(facts(every(DAY, 5, NOON - 50 * HOUR)))[0] == "quiet"

    def test_is_a_day_after_the_only_cycle(self) -> None:
        once = [minute(NOON - 25 * HOUR, creates=3)]
        assert told(facts(once)) == (
            "quiet",
            "Entra's last request came 25 h ago; it had come once until then.",
        )

    def test_is_an_hour_of_tests_alone(self) -> None:
        tests = [minute(NOON - 2 * HOUR, tests=1), minute(NOON - MINUTE, tests=1)]
        assert told(facts(tests, people=0)) == (
            "quiet",
            "Entra contacted us a minute ago to test the connection, and nobody was ever sent.",
        )
        assert told(facts(tests[1:], people=0))[0] == "healthy"

    def test_is_more_than_a_week_of_nothing(self) -> None:
        assert told(facts(is_all=False)) == ("quiet", "Entra has not contacted us for more than 7 days.")


class TestFailing:
    def test_is_a_token_that_ended_at_once(self) -> None:
        day = [*every(40 * MINUTE, 12, NOON - 40 * MINUTE), minute(NOON - MINUTE, refused=1)]
        assert told(facts(day, causes=[cause("token-expired", NOON - MINUTE)])) == (
            "failing",
            "Entra's last sign-in was refused a minute ago: the token has expired; 1 request refused since "
            "11:59 UTC.",
        )

    def test_is_another_secret_only_when_the_cycle_did_not_come(self) -> None:
        refused = [cause("token-unknown", NOON - MINUTE)]
        early = [*every(40 * MINUTE, 12, NOON - 10 * MINUTE), minute(NOON - MINUTE, refused=1)]
        assert told(facts(early, causes=refused))[0] == "healthy"
        late = [*every(40 * MINUTE, 12, NOON - 50 * MINUTE), minute(NOON - MINUTE, refused=1)]
        assert told(facts(late, causes=refused))[0] == "failing"

    def test_is_a_secret_that_never_worked(self) -> None:
        refused = facts([minute(NOON - MINUTE, refused=3)], causes=[cause("bearer-pasted", NOON - MINUTE, 3)])
        assert told(refused) == (
            "failing",
            "Entra's last sign-in was refused a minute ago: the word Bearer was pasted with the token; "
            "3 requests refused and none ever accepted.",
        )

    def test_ends_with_the_next_good_sign_in(self) -> None:
        day = [
            *every(40 * MINUTE, 12, NOON - HOUR),
            minute(NOON - 2 * MINUTE, refused=1),
            minute(NOON, tests=1),
        ]
        assert told(facts(day, causes=[cause("token-expired", NOON - 2 * MINUTE)]))[0] == "healthy"

    def test_is_when_nothing_could_be_carried_out(self) -> None:
        day = facts(
            [minute(NOON - MINUTE, tests=1, reads=1, failures=1)], causes=[cause("value-not-allowed", NOON)]
        )
        assert told(day) == (
            "failing",
            "Of 1 request in the newest cycle, all failed, mostly: a value is not one of those allowed.",
        )

    @pytest.mark.parametrize(
        ("failed", "done", "health"), [(5, 4, "failing"), (4, 5, "healthy"), (2, 1, "healthy")]
    )
    def test_is_when_most_of_the_newest_cycles_failed(self, failed: int, done: int, health: str) -> None:
        day = every(40 * MINUTE, 3, NOON, updates=100)
        day[-1:] = every(40 * MINUTE, 3, NOON, tests=1)
        newest = minute(NOON, updates=done, failures=failed)
        assert told(facts([newest]))[0] == health


class TestAClockThatJumps:
    """Requests from the future are said, and nothing is judged by them."""

    def test_says_that_a_request_is_from_the_future(self) -> None:
        day = facts(every(40 * MINUTE, 12), is_ahead=NOON + 3 * HOUR)
        health, reason = told(day)
        assert health == "healthy"
        assert reason.endswith(" A request bears a time 3 h from now: a clock was moved.")

    def test_never_claims_health_by_what_is_to_come(self) -> None:
        assert told(facts(every(40 * MINUTE, 12, NOON - 3 * HOUR), is_ahead=NOON + DAY))[0] == "quiet"

    @pytest.mark.parametrize("jump", [-30 * HOUR, -3 * HOUR, 3 * HOUR, 30 * HOUR])
    def test_makes_no_negative_times(self, jump: int) -> None:
        now = NOON + jump
        state = assess(facts((one for one in entras_day() if one.first_at <= now), now=now))
        assert not re.search(r"-\d+ (min|h|days)", state.judgement.reason)
        for cycle in state.cycles:
            assert cycle.burst.ended_at >= cycle.burst.began_at


class TestTheLastHour:
    def test_has_sixty_minutes_the_present_one_last(self) -> None:
        told = by_the_minute(
            facts(
                [
                    minute(NOON - 61 * MINUTE, reads=9),
                    minute(NOON - 59 * MINUTE, reads=2),
                    minute(NOON, reads=5),
                ]
            )
        )
        assert len(told) == 60
        assert (told[0], told[-1], sum(told)) == (2, 5, 7)


class TestTheToken:
    def test_of_a_healthy_connection_is_none_of_healths_business(self) -> None:
        ending = token(last_used_at=NOON - MINUTE, expires_at=NOON + HOUR)
        assert told(facts(every(40 * MINUTE, 12), tokens=[ending]))[0] == "healthy"
