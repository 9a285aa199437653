"""What silence may be due to, and what is worth knowing of a connection that works."""

from __future__ import annotations

from scimconsole.domain.sync.counting import DAY, HOUR, MINUTE
from scimconsole.domain.sync.facts import SyncFacts
from scimconsole.domain.sync.state import assess
from tests.domain.sync.days import NOON, cause, every, facts, minute, token

GUID = "0f2b6a1e-8c7f-4d6e-9d5c-1a2b3c4d5e6f"


def silence(of: SyncFacts) -> list[str]:
    return [reason.condition.code for reason in assess(of).silence]


def evidence(of: SyncFacts) -> str:
    return assess(of).silence[0].evidence


def remarks(of: SyncFacts) -> list[str]:
    return [reason.condition.code for reason in assess(of).remarks]


class TestBeforeTheFirstRequest:
    def test_without_a_token_there_is_none(self) -> None:
        assert silence(facts(tokens=[])) == ["no-token"]
        assert silence(facts(tokens=[], plan_has_tokens=False)) == ["plan-without-tokens"]

    def test_with_a_token_it_may_not_have_been_pasted(self) -> None:
        told = facts(tokens=[token("Entra", created_at=NOON - 3 * HOUR)])
        assert silence(told) == ["token-never-used", "wrong-tenant-url", "not-reachable"]
        assert evidence(told) == '"Entra" was generated 3 h ago, and no request has arrived.'

    def test_an_address_out_of_reach_comes_first(self) -> None:
        told = facts(unreachable="localhost is this computer.")
        assert silence(told) == ["not-reachable", "token-never-used", "wrong-tenant-url"]
        assert evidence(told) == "localhost is this computer."


class TestTestsAndNobodySent:
    def test_wait_for_the_first_cycle_at_first(self) -> None:
        told = facts([minute(NOON - 10 * MINUTE, tests=1)], people=0)
        assert silence(told) == ["waits-for-cycle", "job-off", "nothing-assigned", "scope-filters-nobody"]
        assert evidence(told) == "1 test came, the last 10 min ago, and nobody was sent."

    def test_mean_that_the_job_is_off_or_nobody_is_assigned(self) -> None:
        told = facts([minute(NOON - 3 * HOUR, tests=2)], people=0)
        assert silence(told) == ["job-off", "nothing-assigned", "scope-filters-nobody"]
        assert evidence(told) == "2 tests came, the last 3 h ago, and nobody was sent."

    def test_on_a_beat_mean_that_the_job_runs_and_nobody_is_in_scope(self) -> None:
        told = facts(every(40 * MINUTE, 12), people=0)
        assert silence(told)[:2] == ["nothing-assigned", "scope-filters-nobody"]


class TestAfterTheLastRequest:
    def test_a_job_may_be_paused_in_quarantine_or_cut_off(self) -> None:
        told = facts(every(40 * MINUTE, 12, NOON - 5 * HOUR))
        assert silence(told) == ["job-paused", "in-quarantine", "not-reachable"]
        assert evidence(told) == "The last request came 5 h ago; usually one comes every 40 min."

    def test_a_token_that_ended_meanwhile_comes_first(self) -> None:
        ended = token("old", state="expired", last_used_at=NOON - 5 * HOUR, expires_at=NOON - 4 * HOUR)
        told = facts(every(40 * MINUTE, 12, NOON - 5 * HOUR), tokens=[ended])
        assert silence(told)[0] == "token-ended"
        assert evidence(told) == 'The last request came 5 h ago, with the token "old", which is expired.'

    def test_a_cycle_that_failed_points_to_quarantine(self) -> None:
        day = [
            *every(40 * MINUTE, 12, NOON - 6 * HOUR, updates=2),
            minute(NOON - 5 * HOUR, failures=1, tests=1),
        ]
        quiet = facts([*day[:-1], minute(NOON - 5 * HOUR, failures=30, updates=40)])
        assert silence(quiet)[0] == "job-paused"
        failed = facts(
            [
                *every(40 * MINUTE, 2, NOON - 30 * HOUR, updates=9),
                minute(NOON - 26 * HOUR, failures=2, updates=1),
            ]
        )
        assert silence(failed)[0] == "in-quarantine"

    def test_a_directory_without_a_rhythm_may_have_nothing_to_send(self) -> None:
        times = [0, 17, 300, 320, 1000, 1700, 1730, 2000]
        minutes = [minute(NOON - 5 * DAY + at * MINUTE, updates=1) for at in times]
        assert silence(facts(minutes))[0] == "nothing-to-send"


class TestWhenAllIsWell:
    def test_nothing_is_silent(self) -> None:
        assert silence(facts(every(40 * MINUTE, 12))) == []

    def test_a_token_that_ends_soon_is_said(self) -> None:
        ending = token("old", last_used_at=NOON, expires_at=NOON + 3 * DAY)
        assert silence(facts(every(40 * MINUTE, 12), tokens=[ending])) == ["token-about-to-end"]


class TestARefusedSignIn:
    def test_means_quarantine(self) -> None:
        told = facts([minute(NOON, refused=2)], causes=[cause("token-unknown", NOON, 2)])
        assert silence(told) == ["in-quarantine"]
        assert evidence(told) == "2 sign-ins were refused since 12:00 UTC."


class TestRemarks:
    def test_are_none_on_what_is_as_expected(self) -> None:
        assert remarks(facts(every(40 * MINUTE, 12), groups=1, first_person_at=NOON - 3 * DAY)) == []

    def test_say_that_people_are_read_and_left(self) -> None:
        reading = every(40 * MINUTE, 5, tests=1, reads=4)
        assert remarks(facts(reading)) == ["read-and-left"]
        assert remarks(facts([*reading[:-1], minute(NOON, reads=4, updates=1)])) == ["cleared-not-sent"]

    def test_say_that_external_ids_are_nicknames(self) -> None:
        assert remarks(facts(external_ids=[GUID, None])) == []
        assert remarks(facts(external_ids=[GUID, "jane"])) == ["nickname-as-external-id"]

    def test_say_that_required_fields_were_never_received(self) -> None:
        assert remarks(facts(is_incomplete=True)) == ["required-never-received"]

    def test_say_a_day_later_that_no_group_came(self) -> None:
        assert remarks(facts(first_person_at=NOON - HOUR)) == []
        assert remarks(facts(first_person_at=NOON - 2 * DAY)) == ["no-groups"]

    def test_say_that_a_large_group_takes_many_requests(self) -> None:
        assert remarks(facts([minute(NOON, group_writes=1_000)])) == ["many-group-writes"]

    def test_say_that_disabled_people_are_not_deleted(self) -> None:
        assert remarks(facts(is_disabled=True)) == ["disabled-not-deleted"]
        assert remarks(facts([minute(NOON, deletes=1)], is_disabled=True)) == []
